"""What has been done on the page, written down as the lines of a script that `--script` replays."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final

from bots.playground.page.deed import Deed
from bots.playground.seat import Shown

HEADING: Final = "# A session of the playground. Play it again with: python run.py playground --script FILE"
_REF: Final = re.compile(r"[A-Z]+-\d+")
_ENDINGS: Final = {1: "st", 2: "nd", 3: "rd"}


class Recorder:
    """The session so far. `at` is when it began, in seconds."""

    def __init__(self, at: int) -> None:
        self._began = datetime.fromtimestamp(at, UTC)
        self._lines: list[str] = []
        self._filled: tuple[str, dict[str, str]] | None = None

    @property
    def script(self) -> str:
        """All of it."""
        return "\n".join([HEADING, f"starts {self._began:%Y-%m-%d %H:%M}", *self._lines, ""])

    def line(self, text: str) -> None:
        """A line as it is."""
        self._filled = None
        self._lines.append(text)

    def deed(self, deed: Deed, seen: Sequence[Shown]) -> None:
        """What a person did; `seen` is what was before them then, oldest first."""
        if deed.kind == "fills":
            self._fill(deed)
        else:
            self.line(line_of(deed, seen))

    def _fill(self, deed: Deed) -> None:
        """One line for all that is put into a form, with what each field held last."""
        if self._filled and self._filled[0] == deed.who:
            self._lines.pop()
        else:
            self._filled = (deed.who, {})
        answers = self._filled[1]
        answers |= deed.answers
        self._lines.append(f"{deed.who} fills " + " ".join(f"{_quoted(k)}={_quoted(v)}" for k, v in answers.items()))


def line_of(deed: Deed, seen: Sequence[Shown]) -> str:
    """A deed as a line."""
    words = {
        "types": f"{_where(deed, seen)}> {_one_line(deed.text)}",
        "sends": f"{_where(deed, seen)} sends {deed.text} {deed.size}",
        "presses": f" presses {deed.text}{_on(deed, seen)}",
        "submits": " submits",
        "closes": " closes the form",
        "opens": " opens home",
        "blocks": " blocks the bot",
        "unblocks": " unblocks the bot",
    }
    return deed.who + words[deed.kind]


def _where(deed: Deed, seen: Sequence[Shown]) -> str:
    if deed.on is not None and (ref := _ref(_pressed(deed, seen))):
        return f" under {ref}"
    return f" in {deed.place}" if deed.place else ""


def _on(deed: Deed, seen: Sequence[Shown]) -> str:
    """Which of the cards with such a button it was: by the reference it names first, and by how many are newer.

    The number is said even for the newest one: without it, a script presses what its person looked at last.
    """
    pressed = _pressed(deed, seen)
    if pressed is None or pressed.is_form:
        return ""
    ref = _ref(pressed)
    like_it = [
        shown for shown in reversed(seen) if deed.text in shown.buttons and (not ref or ref in shown.head.split())
    ]
    number = next((at for at, shown in enumerate(like_it, 1) if shown.key == deed.on), 1)
    newer = f" ({number}{_ENDINGS.get(number, 'th')} newest)"
    return (f" on {ref}" if ref else "") + newer


def _pressed(deed: Deed, seen: Sequence[Shown]) -> Shown | None:
    return next((shown for shown in seen if shown.key == deed.on), None)


def _ref(shown: Shown | None) -> str:
    words = shown.head.split() if shown else []
    return next((word for word in words if _REF.fullmatch(word)), "")


def _quoted(text: str) -> str:
    return '"' + _one_line(text).replace("\\", "\\\\").replace('"', '\\"') + '"'


def _one_line(text: str) -> str:
    return " ⏎ ".join(line.strip() for line in text.splitlines())
