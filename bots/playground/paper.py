"""The conversation on paper: short lines with the person first, cards and buttons readable, with or without colours."""

from __future__ import annotations

import os
import shutil
import textwrap
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final, TextIO

from bots.playground.screens import Sight
from bots.playground.seat import Seat, Shown
from core.clock import Clock
from core.money import Money, format_money

WIDEST: Final = 100
INDENT: Final = "    "
SAYS, SEES, CHANGES = "▸", "◂", "✎"
SANDBOX: Final = "Sandbox money: nothing real moves."
BOLD, DIM, COLOURS = "1", "2", ("36", "33", "35", "32", "34")


class Paper:
    """Writes to a stream. With `numbered`, buttons carry the numbers by which they can be pressed."""

    def __init__(self, out: TextIO, seats: Sequence[Seat], *, numbered: bool = False) -> None:
        self._out, self._numbered = out, numbered
        self._tint = {seat.handle: COLOURS[number % len(COLOURS)] for number, seat in enumerate(seats)}
        plain = os.environ.get("NO_COLOR") or os.environ.get("TERM", "dumb") == "dumb"
        self._coloured = out.isatty() and not plain
        self._width = min(shutil.get_terminal_size((WIDEST, 24)).columns, WIDEST) if out.isatty() else WIDEST

    def line(self, text: str = "", style: str = "") -> None:
        """One line as it is, wrapped."""
        for part in self._wrapped(text, ""):
            self._write(self._styled(part, style))

    def banner(self, clock: Clock) -> None:
        """What this is, said once."""
        self.line("Parley playground", BOLD)
        self.line(f"Two chats on this machine alone, one marketplace behind them. {SANDBOX}")
        self.line(f"{SAYS} somebody acts   {SEES} somebody sees   {CHANGES} a card that was there already changes", DIM)
        self.time(clock)

    def title(self, text: str) -> None:
        """A new chapter."""
        self._write()
        self._write(self._styled(f"══ {text} ".ljust(self._width, "═"), BOLD))

    def time(self, clock: Clock) -> None:
        """What time it is on this stage."""
        self._write()
        self._write(self._styled(f"── {told(clock)} ".ljust(self._width, "─"), DIM))

    def deed(self, seat: Seat, text: str, place: str = "") -> None:
        """What a person does."""
        self._write()
        where = f" {place}" if place else ""
        self._said(f"{seat.handle}{where} {SAYS} ", text, [seat.handle])

    def news(self, sights: Iterable[Sight]) -> None:
        """What has come or changed. Slack tells some things twice: at once, and in a message that stays."""
        said: set[tuple[tuple[str, ...], str]] = set()
        for sight in sights:
            again = (sight.readers, sight.shown.text) in said and sight.before is None
            said.add((sight.readers, sight.shown.text))
            self._sight(sight, again=again)

    def shown(self, seat: Seat, seen: Sequence[Shown]) -> None:
        """What is before a person."""
        for shown in seen:
            self._sight(Sight((seat.handle,), shown))

    def table(self, rows: Sequence[Sequence[str]], *, figures: bool = False, headed: bool = True) -> None:
        """Columns of words; with `figures` the last one is of figures. The first row is the heading if `headed`."""
        widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
        for number, row in enumerate(rows):
            cells = [cell.ljust(width) for cell, width in zip(row, widths, strict=True)]
            if figures:
                cells[-1] = row[-1].rjust(widths[-1])
            style = "" if number or not headed else BOLD
            self._write(self._styled((INDENT + "   ".join(cells)).rstrip(), style))

    def _sight(self, sight: Sight, *, again: bool = False) -> None:
        shown, before = sight.shown, sight.before
        mark = SEES if before is None else CHANGES
        head, *lines = _tidy(shown.text) or [""]
        if again:
            head, lines = f"{head} (the same again, in a message that stays)", []
        elif before is not None:
            known = set(_tidy(before.text))
            lines = [line for line in lines if line not in known]
        names = _together(sight.readers)
        where = f" {shown.place}" if shown.place else ""
        author = f"{shown.author}: " if shown.author else ""
        self._said(f"{names}{where} {mark} ", author + head, sight.readers, style=BOLD)
        for line in lines:
            self._body(line)
        if shown.buttons and not again and (before is None or sight.pressed):
            self._body(self._buttons(shown.buttons), DIM)

    def _buttons(self, labels: Sequence[str]) -> str:
        if not self._numbered:
            return " ".join(f"[{label}]" for label in labels)
        return " ".join(f"[{number} {label}]" for number, label in enumerate(labels, 1))

    def _said(self, start: str, text: str, handles: Sequence[str], style: str = "") -> None:
        first, *others = self._wrapped(start + text, INDENT) or [start]
        tint = self._tint.get(handles[0], "") if handles else ""
        self._write(self._styled(first[: len(start)], tint) + self._styled(first[len(start) :], style))
        for other in others:
            self._write(self._styled(other, style))

    def _body(self, line: str, style: str = "") -> None:
        for part in self._wrapped(INDENT + line, INDENT * 2):
            self._write(self._styled(part, style))

    def _wrapped(self, text: str, indent: str) -> list[str]:
        return textwrap.wrap(
            text, self._width, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
        ) or [""]

    def _styled(self, text: str, style: str) -> str:
        return f"\033[{style}m{text}\033[0m" if self._coloured and style and text else text

    def _write(self, text: str = "") -> None:
        self._out.write(text + "\n")
        self._out.flush()


def told(clock: Clock) -> str:
    """`Mon 2 Mar 2026, 09:00 UTC`."""
    now = datetime.fromtimestamp(clock.now(), UTC)
    return f"{now:%a} {now.day} {now:%b %Y, %H:%M} UTC"


def balances(rows: Sequence[Mapping[str, Any]], names: Mapping[str, str]) -> list[list[str]]:
    """The table of accounts; `names` says who an owner like U-2 is."""
    found = [["Account", "Owner", "Balance"]]
    sums: dict[str, int] = {}
    for row in rows:
        owner = row["owner"] or "Parley"
        currency = row["currency"]
        sums[currency] = sums.get(currency, 0) + row["balance"]
        words = str(row["account"]).replace("_", " ")
        found.append([words, f"{owner} {names.get(owner, '')}".strip(), _amount(row["balance"], currency)])
    return found + [["everything together", "", _amount(total, currency)] for currency, total in sums.items()]


def _amount(minor: int, currency: str) -> str:
    return format_money(Money(minor, currency))


def _tidy(text: str) -> list[str]:
    """The lines that say something; the sandbox is mentioned once, at the top of everything."""
    return [line.rstrip() for line in text.splitlines() if line.strip() and line.strip() != SANDBOX]


def _together(handles: Sequence[str]) -> str:
    """`ann, max@slack` for several at one platform."""
    return ", ".join([*(handle.partition("@")[0] for handle in handles[:-1]), handles[-1]])
