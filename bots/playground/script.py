"""Scripts: a conversation written down, one step a line, played on the stage and checked on the way.

starts 2026-03-02 09:00                  the time at which it begins (first, if at all)
== Ann posts a job                       a chapter
ann@slack> /job post …                   somebody writes to Parley
olga@slack in #jobs> /admin announce here   … in a channel or group
bo@telegram under C-1> Thank you         … in answer to the newest message about a thing
bo@telegram presses Accept               a button, by its label or a part of it
bo@telegram presses Accept on C-1        … on the newest card about a thing
ann@slack fills scope="One page" due=friday   into the open form, by label
ann@slack submits                        the form; or: ann@slack closes the form
ann@slack opens home                     the Home tab
clock +15d                               time passes: s, m, h or d; everything due on the way happens
clock next                               … until something is due
wait M-1 funded                          until a thing is in a state
expect bo@telegram sees "M-1"            somewhere on the screen, as it is now
expect max@slack does not see "C-1"
expect show M-1 state released           what `run.py show` says; inner names with dots: amounts.USD.released
expect ledger ok
# a comment
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from bots.playground import paper as printed
from bots.playground.paper import Paper
from bots.playground.seat import NotThere, Seat
from bots.playground.stage import Stage

PATIENCE: Final = 60
UNITS: Final = {"s": 1, "m": 60, "h": 3_600, "d": 86_400}
_SPAN: Final = re.compile(r"\+(\d{1,6})([smhd])")


class BadScript(Exception):
    """A line that cannot be read; the sentence names it."""


class Failed(Exception):
    """What was expected is not so."""


@dataclass(frozen=True, slots=True)
class Step:
    """A line of a script: its number, its words, and what they ask for."""

    number: int
    text: str
    deed: str
    words: dict[str, str]


_STEPS: Final = [
    (deed, re.compile(pattern))
    for deed, pattern in (
        ("types", r"(?P<who>\S+?)(?: in (?P<place>\S+))?(?: under (?P<under>\S+))?> *(?P<text>.+)"),
        ("presses", r"(?P<who>\S+) presses (?P<button>.+?)(?: on (?P<on>[A-Z]+-\d+))?"),
        ("fills", r"(?P<who>\S+) fills (?P<answers>.+)"),
        ("submits", r"(?P<who>\S+) submits"),
        ("closes", r"(?P<who>\S+) closes the form"),
        ("opens", r"(?P<who>\S+) opens home"),
        ("clock", r"clock (?P<span>next|\+\S+)"),
        ("wait", r"wait (?P<ref>\S+) (?P<state>\w+)"),
        ("sees", r'expect (?P<who>\S+) (?P<how>sees|does not see) "(?P<words>.+)"'),
        ("show", r"expect show (?P<ref>\S+) (?P<name>\S+) (?P<value>.+)"),
        ("ledger", r"expect ledger ok"),
        ("chapter", r"== ?(?P<title>.+?)(?: ?==)?"),
        ("starts", r"starts (?P<at>\d{4}-\d\d-\d\d \d\d:\d\d)"),
    )
]


def read_script(text: str) -> list[Step]:
    """The steps of a script. Raises BadScript."""
    steps: list[Step] = []
    for number, line in enumerate(text.splitlines(), 1):
        words = line.strip()
        if words and not words.startswith("#"):
            steps.append(_step(number, words))
    return steps


def _step(number: int, words: str) -> Step:
    for deed, pattern in _STEPS:
        if found := pattern.fullmatch(words):
            return Step(number, words, deed, {name: value or "" for name, value in found.groupdict().items()})
    raise BadScript(f"line {number}: I do not understand “{words}”.")


def starts_at(steps: list[Step]) -> int | None:
    """The time at which a script begins, if it says so. Raises BadScript for one that says so later."""
    found = [step for step in steps if step.deed == "starts"]
    if any(step is not steps[0] for step in found):
        raise BadScript(f"line {found[-1].number}: only the first step can say when the story starts.")
    if not found:
        return None
    try:
        at = datetime.strptime(found[0].words["at"], "%Y-%m-%d %H:%M")
    except ValueError as error:
        raise BadScript(f"line {found[0].number}: {found[0].words['at']} is no time.") from error
    return int(at.replace(tzinfo=UTC).timestamp())


def seconds_of(span: str) -> int | None:
    """`+15d` in seconds, `next` as None. Raises NotThere for anything else."""
    if span == "next":
        return None
    found = _SPAN.fullmatch(span)
    if found is None:
        raise NotThere(f"“{span}” is no span of time: write +30m, +2h or +15d, or next.")
    return int(found[1]) * UNITS[found[2]]


def answers_of(text: str) -> dict[str, str]:
    """`title="One page" budget=500` by name. Raises NotThere."""
    try:
        parts = [part.partition("=") for part in shlex.split(text)]
    except ValueError as error:
        raise NotThere(f"A quote is not closed in {text}.") from error
    if wrong := [name for name, equals, _value in parts if not (name and equals)]:
        raise NotThere(f"“{wrong[0]}” is no field: write name=value, with quotes around several words.")
    return {name: value for name, _equals, value in parts}


class Player:
    """Plays steps on a stage, onto paper."""

    def __init__(self, stage: Stage, paper: Paper) -> None:
        self._stage, self._paper = stage, paper

    async def play(self, steps: list[Step]) -> bool:
        """Play all, or stop at a step that fails, say why, and answer False."""
        for step in steps:
            deed: Callable[..., Awaitable[None]] = getattr(self, f"_{step.deed}")
            try:
                await deed(**step.words)
            except (NotThere, Failed) as error:
                self._paper.line()
                self._paper.line(f"Line {step.number} failed: {step.text}", printed.BOLD)
                self._paper.line(str(error))
                return False
        return True

    async def close(self) -> bool:
        """The balances and whether they add up."""
        self._paper.title("The books")
        await ledger(self._stage, self._paper)
        return not await self._stage.violations()

    async def _types(self, who: str, text: str, place: str, under: str) -> None:
        seat = self._stage.seat(who)
        self._paper.deed(seat, text, place or (f"under {under}" if under else ""))
        self._paper.news(await self._stage.types(seat, text, place, under))

    async def _presses(self, who: str, button: str, on: str) -> None:
        seat = self._acts(who, f"presses [{button}]{f' on {on}' if on else ''}")
        self._paper.news(await self._stage.presses(seat, button, on))

    async def _fills(self, who: str, answers: str) -> None:
        seat = self._acts(who, f"fills in {answers}")
        self._paper.news(await self._stage.fills(seat, answers_of(answers)))

    async def _submits(self, who: str) -> None:
        seat = self._acts(who, "submits the form")
        self._paper.news(await self._stage.submits(seat))

    async def _closes(self, who: str) -> None:
        seat = self._acts(who, "closes the form")
        self._paper.news(await self._stage.closes(seat))

    async def _opens(self, who: str) -> None:
        seat = self._acts(who, "opens the Home tab")
        self._paper.news(await self._stage.opens_home(seat))

    def _acts(self, who: str, words: str) -> Seat:
        seat = self._stage.seat(who)
        self._paper.deed(seat, words)
        return seat

    async def _clock(self, span: str) -> None:
        await move(self._stage, self._paper, span)

    async def _wait(self, ref: str, state: str) -> None:
        for _second in range(PATIENCE):
            found = await self._stage.thing(ref)
            if found and found["state"] == state:
                return
            self._stage.clock.advance(1)
            self._paper.news(await self._stage.quiet())
        raise Failed(f"{ref} is {found['state'] if found else 'not there'}, after {PATIENCE} seconds.")

    async def _sees(self, who: str, how: str, words: str) -> None:
        seat = self._stage.seat(who)
        seen = [shown for shown in seat.sees() if words in shown.text or words in shown.buttons]
        if how == "sees" and not seen:
            newest = "; ".join(f"“{shown.head}”" for shown in seat.sees()[-3:]) or "nothing"
            raise Failed(f"{seat.handle} does not see it. The newest they see: {newest}")
        if how != "sees" and seen:
            raise Failed(f"{seat.handle} does see it: “{seen[0].head}”")

    async def _show(self, ref: str, name: str, value: str) -> None:
        found: Any = await self._stage.thing(ref)
        if found is None:
            raise Failed(f"There is no {ref}.")
        for part in name.split("."):
            if not isinstance(found, dict) or part not in found:
                raise Failed(f"{ref} has no {name}.")
            found = found[part]
        if str(found) != value:
            raise Failed(f"{ref} has {name} {found}.")

    async def _ledger(self) -> None:
        if violations := await self._stage.violations():
            raise Failed("; ".join(violations))

    async def _chapter(self, title: str) -> None:
        self._paper.title(title)

    async def _starts(self, at: str) -> None:
        """The clock was set before the stage opened."""


async def move(stage: Stage, paper: Paper, span: str) -> None:
    """Move the clock, and show what happens on the way. Raises NotThere."""
    last, seconds = stage.clock.now(), seconds_of(span)
    paper.line()
    paper.line("Time passes until something is due." if span == "next" else f"Time passes: {span}", printed.DIM)
    async for news in stage.moves(seconds):
        if news:
            paper.time(stage.clock)
            paper.news(news)
            last = stage.clock.now()
    if stage.clock.now() != last:
        paper.time(stage.clock)


async def ledger(stage: Stage, paper: Paper) -> None:
    """Print the balances and whether they add up."""
    rows = await stage.balances()
    names: dict[str, str] = {}
    for owner in {row["owner"] for row in rows if row["owner"]}:
        found = await stage.thing(owner)
        names[owner] = str((found or {}).get("name") or (found or {}).get("title") or "")
    paper.line()
    if rows:
        paper.table(printed.balances(rows, names), figures=True)
    violations = await stage.violations()
    for violation in violations:
        paper.line(violation)
    paper.line("The ledger does not add up." if violations else "The ledger adds up.", printed.BOLD)
