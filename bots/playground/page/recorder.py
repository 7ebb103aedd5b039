"""What has been done on the page, written down as the lines of a script that `--script` replays."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Final

from bots.playground.page.deed import Deed
from bots.playground.script import one_line
from bots.playground.seat import ANY, Shown, nth_about, nth_newest

HEADING: Final = "# A session of the playground. Play it again with: python run.py playground --script FILE"
_REF: Final = re.compile(r"[A-Z]+-\d+")
_ENDINGS: Final = {11: "th", 12: "th", 13: "th"}
_ENDINGS_OF_DIGITS: Final = {1: "st", 2: "nd", 3: "rd"}
_PLAIN_NAME: Final = re.compile(r"[\w.-]*[A-Za-z.][\w.-]*")
# A label that a script could take for more than that.
_AMBIGUOUS: Final = re.compile(r'.* (?:on [A-Z]+-\d+|newest\))|".*')
_PLAIN: Final = {
    "submits": "submits",
    "closes": "closes the form",
    "opens": "opens home",
    "blocks": "blocks the bot",
    "unblocks": "unblocks the bot",
}
_MOVES: Final = ("clock ", "wait ")
NOTICED_SECONDS: Final = 60
LONGEST_SPAN: Final = 999_999


class Entry:
    """A place in the session, in the order in which things were begun; what was not done leaves it empty."""

    def __init__(self) -> None:
        self.line = ""


class Recorder:
    """The session so far. `clock` tells the product's time, in seconds.

    The clock of a script stands still, so that time which just passes becomes a line, too.
    """

    def __init__(self, clock: Callable[[], int]) -> None:
        self._clock = clock
        self._at = clock() - clock() % 60  # a script begins with a minute
        self._began = datetime.fromtimestamp(self._at, UTC)
        self._entries: list[Entry] = []
        self._filled: dict[str, tuple[Entry, dict[str, str]]] = {}

    @property
    def script(self) -> str:
        """All of it."""
        lines = [entry.line for entry in self._entries if entry.line]
        return "\n".join([HEADING, f"starts {self._began:%Y-%m-%d %H:%M}", *lines, ""])

    def begin(self) -> Entry:
        """A place for what somebody is about to do."""
        passed = min(self._clock() - self._at, LONGEST_SPAN)
        if passed >= NOTICED_SECONDS:
            self._at = self._clock()
            self._entries.append(Entry())
            self._entries[-1].line = f"clock +{passed}s"
        self._entries.append(Entry())
        return self._entries[-1]

    def line(self, text: str, entry: Entry | None = None) -> None:
        """A line as it is, at the place that was begun for it."""
        self._filled.clear()
        if text.startswith(_MOVES):
            self._at = self._clock()
        (entry or self.begin()).line = text

    def deed(self, deed: Deed, seen: Sequence[Shown], entry: Entry | None = None) -> None:
        """What a person did; `seen` is what was before them then, oldest first."""
        entry = entry or self.begin()
        if deed.kind == "fills":
            self._fill(deed, entry)
        else:
            self._filled.pop(deed.who, None)
            entry.line = line_of(deed, seen)

    def _fill(self, deed: Deed, entry: Entry) -> None:
        """One line for all that is put into a form, with what each field held last."""
        entry, answers = self._filled.setdefault(deed.who, (entry, {}))
        answers |= deed.answers
        entry.line = f"{deed.who} fills " + " ".join(f"{_quoted(k)}={_quoted(v)}" for k, v in answers.items())


def line_of(deed: Deed, seen: Sequence[Shown]) -> str:
    """A deed as a line."""
    match deed.kind:
        case "types":
            return f"{deed.who}{_where(deed, seen)}> {one_line(deed.text)}"
        case "sends":
            return f"{deed.who}{_where(deed, seen)} sends {_sent(deed)}"
        case "presses":
            return f"{deed.who} presses {_label(deed.text)}{_on(deed, seen)}"
        case "uses":
            return f"{deed.who} uses {deed.text}{_about(deed, seen, 'on')}"
    return f"{deed.who} {_PLAIN[deed.kind]}"


def _where(deed: Deed, seen: Sequence[Shown]) -> str:
    return _about(deed, seen, "under") or (f" in {deed.place}" if deed.place else "")


def _about(deed: Deed, seen: Sequence[Shown], word: str) -> str:
    """Which of the messages it was: by the reference it names first, and by how many are newer."""
    meant = _pressed(deed, seen)
    if meant is None or meant.is_form:
        return ""
    ref = _ref(meant) or ANY
    return f" {word} {ref} ({_nth(nth_about(seen, meant, ref))} newest)"


def _sent(deed: Deed) -> str:
    name = deed.text if _PLAIN_NAME.fullmatch(deed.text) else f'"{deed.text}"'
    return f"{'photo ' if deed.photo else ''}{name} {deed.size} {one_line(deed.caption)}".rstrip()


def _label(label: str) -> str:
    return f'"{label}"' if _AMBIGUOUS.fullmatch(label) else label


def _on(deed: Deed, seen: Sequence[Shown]) -> str:
    """Which of the cards with such a button it was: by the reference it names first, and by how many are newer.

    The number is said even for the newest one: without it, a script presses what its person looked at last.
    """
    pressed = _pressed(deed, seen)
    if pressed is None or pressed.is_form:
        return ""
    ref = _ref(pressed)
    number = nth_newest(seen, pressed, deed.text, ref)
    return (f" on {ref}" if ref else "") + f" ({_nth(number)} newest)"


def _nth(number: int) -> str:
    return f"{number}{_ENDINGS.get(number % 100) or _ENDINGS_OF_DIGITS.get(number % 10, 'th')}"


def _pressed(deed: Deed, seen: Sequence[Shown]) -> Shown | None:
    return next((shown for shown in seen if shown.key == deed.on), None)


def _ref(shown: Shown | None) -> str:
    words = shown.head.split() if shown else []
    return next((word for word in words if _REF.fullmatch(word)), "")


def _quoted(text: str) -> str:
    return '"' + one_line(text).replace("\\", "\\\\").replace('"', '\\"') + '"'
