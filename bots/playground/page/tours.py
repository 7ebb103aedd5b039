"""Guided tours: scripts whose steps somebody takes on the page, or lets the page take for them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Final

from bots.playground.page.deed import Deed
from bots.playground.script import Step, answers_of, heading, read_script

FOLDER: Final = Path(__file__).parents[3] / "demos" / "tours"
HEADINGS: Final = ("title", "about")
# What the page does by itself between two steps that somebody takes.
SILENT: Final = ("wait", "sees", "show", "ledger", "starts", "chapter", "person", "calls")
FAULTS: Final = {
    "redeliver": "Re-deliver the last request",
    "429": "Answer 429",
    "cut": "Cut the connection",
    "decline": "Decline the next payment",
}
_REF: Final = re.compile(r"[A-Z]+-\d+")
Json = dict[str, Any]


class Tour:
    """One tour under way; `at` counts the steps that somebody takes."""

    def __init__(self, name: str) -> None:
        steps = read_script((FOLDER / f"{name}.txt").read_text(encoding="utf-8"))
        self.name = name
        self.title, self.about = (heading(steps, word) for word in HEADINGS)
        self.problem = ""
        self._steps = [step for step in steps if step.deed not in HEADINGS]
        self._next = 0

    @property
    def step(self) -> Step | None:
        """What somebody is to do now; None at the end."""
        return next((step for step in self._steps[self._next :] if step.deed not in SILENT), None)

    @property
    def silent(self) -> Step | None:
        """What comes by itself before that."""
        step = self._steps[self._next] if self._next < len(self._steps) else None
        return step if step and step.deed in SILENT else None

    def pass_by(self, step: Step | None) -> None:
        """On past this one and all before it."""
        if step is not None:
            self._next = max(self._next, self._steps.index(step) + 1)
            self.problem = ""

    def fits(self, deed: Deed) -> bool:
        """Whether this is what was to be done; its words may be somebody's own."""
        step = self.step
        if step is None or step.words.get("who") != deed.who:
            return False
        if step.deed == "fills" and deed.kind == "submits":
            return True
        if step.deed != deed.kind:
            return False
        if deed.kind == "types":
            return _gist(step.words["text"]) == _gist(deed.text)
        if deed.kind == "uses":
            return step.words["shortcut"] == deed.text
        return deed.kind != "presses" or step.words["button"].casefold() in deed.text.casefold()

    def took(self, deed: Deed) -> None:
        """On past what this did: who sends a form has filled it in."""
        if self.step and self.step.deed == "fills" and deed.kind == "submits":
            self.pass_by(self.step)
        if self.step and self.step.deed == deed.kind:
            self.pass_by(self.step)

    def as_json(self, names: dict[str, str]) -> Json:
        """The tour for the page; `names` are the persons by handle."""
        taken = [step for step in self._steps if step.deed not in SILENT]
        at = sum(step.deed not in SILENT for step in self._steps[: self._next])
        told = self._told(self.step, names) if self.step else None
        of, problem = len(taken), self.problem
        return {"name": self.name, "title": self.title, "at": at, "of": of, "step": told, "problem": problem}

    def _told(self, step: Step, names: dict[str, str]) -> Json:
        words: Json = dict(step.words)
        if step.deed == "fills":
            words["answers"] = answers_of(step.words["answers"])
        before = self._steps[: self._steps.index(step)]
        chapters = [other.words["title"] for other in before if other.deed == "chapter"]
        chapter = chapters[-1] if chapters else ""
        return {"deed": step.deed, "words": words, "why": step.why, "todo": todo(step, names), "chapter": chapter}


def available() -> list[Tour]:
    """All tours, the first of all first."""
    names = sorted((path.stem for path in FOLDER.glob("*.txt")), key=lambda name: (name != "post-to-paid", name))
    return [Tour(name) for name in names]


def todo(step: Step, names: dict[str, str]) -> str:
    """What to do, as a sentence."""
    words = step.words
    who = names.get(words.get("who", ""), "")
    match step.deed:
        case "types":
            return f"{who} writes: {words['text']}"
        case "presses":
            on = f" on {words['on']}" if words.get("on") else ""
            return f"{who} presses “{words['button']}”{on}."
        case "fills":
            return f"{who} fills in: " + ", ".join(f"{k}: {v}" for k, v in answers_of(words["answers"]).items())
        case "clock":
            return _waiting(words["span"])
        case "fault":
            return f"Faults → {FAULTS[words['kind']]}"
    plain = {
        "submits": f"{who} sends the form.",
        "closes": f"{who} closes the form.",
        "opens": f"{who} opens the Home tab.",
        "blocks": f"Faults → {who} blocks the bot",
        "unblocks": f"Faults → {who} unblocks the bot",
        "restart": "Faults → Restart the server",
        "sends": f"{who} sends a file: {words.get('file', '')}",
        "uses": f"{who} chooses “{words.get('shortcut', '')}” under ⋯ beside the message.",
    }
    return plain.get(step.deed, step.text)


def _waiting(span: str) -> str:
    if span[0] == "+":
        return f"Let time pass: {span}"
    return f"Let time pass until {'the next deadline' if span == 'next' else f'{span.capitalize()} UTC'}."


def _gist(text: str) -> tuple[str, ...]:
    """What a line is about: the command and the references in it; plain words are all alike."""
    if not text.startswith("/"):
        return ()
    return (*text.split()[:2], *_REF.findall(text))
