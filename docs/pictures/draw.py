"""Draws the README's picture: plays story.txt in the playground and paints what Ann and Bo see in its last chapter."""

from __future__ import annotations

import re
import subprocess
import sys
import textwrap
from dataclasses import dataclass, field
from html import escape
from pathlib import Path

HERE = Path(__file__).parent
LEFT, RIGHT = "ann@slack", "bo@telegram"
WINDOWS = {LEFT: "Slack · Ann, who hires", RIGHT: "Telegram · Bo, who works"}
PAPER = {LEFT: "#ffffff", RIGHT: "#d9e7f1"}
WIDTH, GAP, PAD, LINE = 460, 20, 14, 18
LETTERS = 58
HEADING = re.compile(r"(\S+@\S+)(?: \S+)? ([▸◂✎]) (.*)")
LABEL = re.compile(r"([A-Z][\w %-]{1,30}:) (.+)")


@dataclass
class Scene:
    """Something one of them does (▸), sees for the first time (◂), or sees change (✎)."""

    who: str
    mark: str
    lines: list[str] = field(default_factory=list)

    @property
    def buttons(self) -> list[str]:
        """The labels under a card."""
        last = self.lines[-1]
        return re.findall(r"\[([^]]+)\]", last) if self.mark != "▸" and last.startswith("[") else []


def played() -> str:
    """What the playground prints."""
    command = [sys.executable, "run.py", "playground", "--script", str(HERE / "story.txt"), "--no-browser"]
    return subprocess.run(command, cwd=HERE.parent.parent, capture_output=True, text=True, check=True).stdout


def last_chapter(transcript: str) -> list[Scene]:
    """The scenes between the last heading of the story and the books."""
    text = transcript.partition("\n══ The books")[0].rpartition("\n══ ")[2]
    scenes: list[Scene] = []
    for line in text.splitlines()[1:]:
        if found := HEADING.fullmatch(line):
            scenes.append(Scene(found[1], found[2], [found[3]]))
        elif line.startswith("        ") or (line.startswith("    ") and scenes[-1].mark == "▸"):
            scenes[-1].lines[-1] += " " + line.strip()
        elif line.startswith("    "):
            scenes[-1].lines.append(line.strip())
    return scenes


def worth_drawing(scenes: list[Scene]) -> list[Scene]:
    """Without the cards that change on the side, and without Slack's second copy of an answer."""
    kept: list[Scene] = []
    for scene in scenes:
        pressed = bool(kept) and kept[-1].mark == "▸" and kept[-1].who == scene.who
        if scene.mark == "✎" and not pressed:
            continue
        if "(the same again" not in " ".join(scene.lines[:2]):
            kept.append(scene)
    return kept


class Canvas:
    """Two windows beside each other; what follows from a deed is beside it or below it."""

    def __init__(self) -> None:
        self.shapes: list[str] = []
        self.bottom = {LEFT: 58, RIGHT: 58}

    def draw(self, scene: Scene) -> None:
        """Put a scene under what is in its window; somebody's deed goes under everything that is in both."""
        left = 0 if scene.who == LEFT else WIDTH + GAP
        if scene.mark == "▸":
            top = max(self.bottom.values())
            self.bottom = dict.fromkeys(self.bottom, top)
            self.bottom[scene.who] = self._deed(left, top, scene)
        else:
            self.bottom[scene.who] = self._card(left, self.bottom[scene.who], scene)

    def svg(self) -> str:
        """The whole picture."""
        height, whole = max(self.bottom.values()) + 34, 2 * WIDTH + GAP
        frames = []
        for number, (who, title) in enumerate(WINDOWS.items()):
            left = number * (WIDTH + GAP)
            frames.append(_box(left, 0, WIDTH, height - 26, PAPER[who], "#c4ccd4"))
            frames.append(_box(left, 0, WIDTH, 38, "#3f0e40" if who == LEFT else "#4a86b0", "none"))
            frames.append(_text(left + PAD, 25, title, "#ffffff", bold=True))
        note = "A real run of the playground, drawn by make pictures. Sandbox money: nothing real moves."
        frames.append(_text(2, height - 6, note, "#6b7680"))
        style = "text{font:13px Helvetica,Arial,sans-serif}"
        head = (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{whole}" height="{height}" viewBox="0 0 {whole} {height}">'
        )
        return "\n".join([head, f"<style>{style}</style>", *frames, *self.shapes, "</svg>"]) + "\n"

    def _deed(self, left: int, top: int, scene: Scene) -> int:
        pressed = re.match(r"presses \[([^]]+)\]", scene.lines[0])
        lines = [f"presses {pressed[1]}"] if pressed else textwrap.wrap(scene.lines[0], LETTERS - 8)
        high = len(lines) * LINE + 14
        wide = WIDTH - 60 if not pressed else 30 + 7 * len(lines[0])
        start = left + WIDTH - PAD - wide
        self.shapes.append(_box(start, top, wide, high, "#e3f5d8", "#b9d8a6"))
        self._lines(start + 12, top + 8, lines, "#1d3b12")
        return top + high + 10

    def _card(self, left: int, top: int, scene: Scene) -> int:
        body = scene.lines[:-1] if scene.buttons else scene.lines
        lines = [part for line in body for part in (textwrap.wrap(line, LETTERS) or [""])]
        heads = len(textwrap.wrap(body[0], LETTERS))
        rows = _rows(scene.buttons)
        high = len(lines) * LINE + len(rows) * 34 + 18
        self.shapes.append(_box(left + PAD, top, WIDTH - 2 * PAD, high, "#ffffff", "#c4ccd4"))
        self._lines(left + PAD + 12, top + 8, lines, "#1d2730", heads)
        y = top + 14 + len(lines) * LINE
        for row in rows:
            x = left + PAD + 12
            for label in row:
                wide = 20 + 8 * len(label)
                self.shapes.append(_box(x, y, wide, 26, "#f3f6f8", "#8fa1b0"))
                self.shapes.append(_text(x + 10, y + 18, label, "#1f4b73", bold=True))
                x += wide + 8
            y += 34
        return top + high + 10

    def _lines(self, x: int, top: int, lines: list[str], colour: str, bold: int = 0) -> None:
        for number, line in enumerate(lines):
            self.shapes.append(_text(x, top + 14 + number * LINE, line, colour, bold=number < bold))


def _rows(labels: list[str]) -> list[list[str]]:
    rows: list[list[str]] = []
    used = WIDTH
    for label in labels:
        wide = 28 + 8 * len(label)
        if used + wide > WIDTH - 2 * PAD - 24:
            rows.append([])
            used = 0
        rows[-1].append(label)
        used += wide
    return rows


def _box(x: int, y: int, wide: int, high: int, fill: str, edge: str) -> str:
    return f'<rect x="{x}" y="{y}" width="{wide}" height="{high}" rx="6" fill="{fill}" stroke="{edge}"/>'


def _text(x: int, y: int, words: str, colour: str, *, bold: bool = False) -> str:
    label = LABEL.fullmatch(words)
    weight = ' font-weight="bold"' if bold else ""
    inner = (
        f"<tspan font-weight='bold'>{escape(label[1])}</tspan> {escape(label[2])}"
        if label and not bold
        else escape(words)
    )
    return f'<text x="{x}" y="{y}" fill="{colour}"{weight}>{inner}</text>'


def main() -> None:
    """Write conversation.svg."""
    canvas = Canvas()
    for scene in worth_drawing(last_chapter(played())):
        canvas.draw(scene)
    (HERE / "conversation.svg").write_text(canvas.svg(), encoding="utf-8")


if __name__ == "__main__":
    main()
