"""Scripts: a conversation written down, one step a line, played on the stage and checked on the way.

title From a job post to money           what a guided tour is called, and in one sentence what it is about
about Ann hires Bo, and Bo is paid.
starts 2026-03-02 09:00                  the time at which it begins (first, if at all)
== Ann posts a job                       a chapter
why A job needs a title and a budget.    explains the next step; several such lines are one explanation
person dana@slack Dana Designer, a client    somebody more; the name, and what they are, can be left out
ann@slack> /job post …                   somebody writes to Parley; ⏎ begins a new line
olga@slack in #jobs> /admin announce here   … in a channel or group
bo@telegram under C-1> Thank you         … in answer to the newest message about a thing; “message” is about any
bo@telegram under C-1 (2nd newest)> Yes  … to an older one, counted with one's own messages
bo@telegram sends draft.pdf 24310 /submit M-1   a made-up file of so many bytes, with words or without; in and under too
bo@telegram sends photo draft.png 24310  … as a photo
bo@telegram presses Accept               a button, by its label or a part of it
bo@telegram presses Accept on C-1        … on the newest card about a thing
bo@telegram presses Accept on C-1 (2nd newest)   … on an older one, of those with the button
ann@slack uses Propose a change on message (2nd newest)   a shortcut on a message (or: on C-1), counted as in under
ann@slack fills scope="One page" due=friday   into the open form, by label
ann@slack submits                        the form; or: ann@slack closes the form
ann@slack opens home                     the Home tab
bo@telegram blocks the bot               and takes no more messages; or: bo@telegram unblocks the bot
ann@slack calls J $page                  the newest J-… that Parley has told Ann is $page from now on
clock +15d                               time passes: s, m, h or d; everything due on the way happens
clock next                               … until something is due
clock monday 09:00                       … until the next such moment, UTC
fault redeliver                          the last request again; 429, cut: the next messages; decline: the next payment
restart                                  the product stops and starts again
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
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Final

from bots.playground.seat import NotThere

UNITS: Final = {"s": 1, "m": 60, "h": 3_600, "d": 86_400}
BREAK: Final = "⏎"
_BREAKS: Final = re.compile(f"{BREAK * 2}| ?{BREAK}(?!{BREAK}) ?")
_LONG: Final = ("text", "answers")
_WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MOMENT: Final = re.compile(r"(\w+day) ([01]\d|2[0-3]):([0-5]\d)")
_SPAN: Final = re.compile(r"\+(\d{1,6})([smhd])")


class BadScript(Exception):
    """A line that cannot be read; the sentence names it."""


@dataclass(frozen=True, slots=True)
class Step:
    """A line of a script: its number, its words, what they ask for, and what explains it to a newcomer."""

    number: int
    text: str
    deed: str
    words: dict[str, str]
    why: str = ""


_NEWEST: Final = r"(?: \((?P<nth>[1-9]\d{0,3})(?:st|nd|rd|th) newest\))?"
_WHERE: Final = r"(?P<who>\S+?)(?: in (?P<place>\S+))?(?: under (?P<under>[^\s>]+)" + _NEWEST + ")?"
_STEPS: Final = [
    (deed, re.compile(pattern))
    for deed, pattern in (
        ("types", _WHERE + r"> *(?P<text>.+)"),
        ("calls", r"(?P<who>\S+) calls (?P<kind>[A-Z]+) \$(?P<name>[a-z]\w*)"),
        ("person", r"person (?P<who>\S+)(?: (?P<name>[^,]+?))?(?:, *(?P<role>.+))?"),
        ("sends", _WHERE + r' sends (?P<photo>photo )?(?P<file>"[^"]+"|\S+) (?P<size>\d+)(?: +(?P<text>.+))?'),
        ("presses", r"(?P<who>\S+) presses (?P<button>.+?)(?: on (?P<on>[A-Z]+-\d+|\$[a-z]\w*))?" + _NEWEST),
        ("uses", r"(?P<who>\S+) uses (?P<shortcut>.+?) on (?P<on>[A-Z]+-\d+|\$[a-z]\w*|message)" + _NEWEST),
        ("fills", r"(?P<who>\S+) fills (?P<answers>.+)"),
        ("submits", r"(?P<who>\S+) submits"),
        ("closes", r"(?P<who>\S+) closes the form"),
        ("opens", r"(?P<who>\S+) opens home"),
        ("blocks", r"(?P<who>\S+) blocks the bot"),
        ("unblocks", r"(?P<who>\S+) unblocks the bot"),
        ("clock", r"clock (?P<span>next|\+\S+|\w+day \d\d:\d\d)"),
        ("fault", r"fault (?P<kind>redeliver|429|cut|decline)"),
        ("restart", r"restart"),
        ("wait", r"wait (?P<ref>\S+) (?P<state>\w+)"),
        ("sees", r'expect (?P<who>\S+) (?P<how>sees|does not see) "(?P<words>.+)"'),
        ("show", r"expect show (?P<ref>\S+) (?P<name>\S+) (?P<value>.+)"),
        ("ledger", r"expect ledger ok"),
        ("chapter", r"== ?(?P<title>.+?)(?: ?==)?"),
        ("starts", r"starts (?P<at>\d{4}-\d\d-\d\d \d\d:\d\d)"),
        ("title", r"title (?P<words>.+)"),
        ("about", r"about (?P<words>.+)"),
    )
]
_HEADING: Final = ("title", "about")
_WHY: Final = re.compile(r"why (?P<words>.+)")


def read_script(text: str) -> list[Step]:
    """The steps of a script. Raises BadScript."""
    steps: list[Step] = []
    why: list[str] = []
    number = 0
    for number, line in enumerate(text.splitlines(), 1):
        words = line.strip()
        if explained := _WHY.fullmatch(words):
            why.append(explained["words"])
        elif words and not words.startswith("#"):
            steps.append(replace(_step(number, words), why=" ".join(why)))
            why.clear()
    if why:
        raise BadScript(f"line {number}: “why” explains the step after it, and there is none.")
    return steps


def _step(number: int, words: str) -> Step:
    for deed, pattern in _STEPS:
        if found := pattern.fullmatch(words):
            told = {name: value or "" for name, value in found.groupdict().items()}
            return Step(number, words, deed, {name: _meant(name, value) for name, value in told.items()})
    raise BadScript(f"line {number}: I do not understand “{words}”.")


def one_line(text: str) -> str:
    """A text as a script writes it: its line breaks as ⏎, which itself stands there doubled."""
    return f" {BREAK} ".join(text.replace(BREAK, BREAK * 2).splitlines())


def _meant(name: str, words: str) -> str:
    """What was written down: with its line breaks, and a label without the quotes around it."""
    if name in _LONG:
        return _BREAKS.sub(lambda found: BREAK if found[0] == BREAK * 2 else "\n", words)
    return words[1:-1] if name == "button" and len(words) > 2 and words[0] == words[-1] == '"' else words


def heading(steps: list[Step], deed: str) -> str:
    """The `title` of a script, or what it is `about`; empty if it does not say."""
    return next((step.words["words"] for step in steps if step.deed == deed), "")


def starts_at(steps: list[Step]) -> int | None:
    """The time at which a script begins, if it says so. Raises BadScript for one that says so later."""
    told = [step for step in steps if step.deed not in _HEADING]
    found = [step for step in told if step.deed == "starts"]
    if any(step is not told[0] for step in found):
        raise BadScript(f"line {found[-1].number}: only the first step can say when the story starts.")
    if not found:
        return None
    try:
        at = datetime.strptime(found[0].words["at"], "%Y-%m-%d %H:%M")
    except ValueError as error:
        raise BadScript(f"line {found[0].number}: {found[0].words['at']} is no time.") from error
    return int(at.replace(tzinfo=UTC).timestamp())


def seconds_of(span: str, now: int) -> int | None:
    """`+15d` in seconds, or how long it is from `now` until `monday 09:00` UTC; `next` as None. Raises NotThere."""
    if span == "next":
        return None
    if (moment := _MOMENT.fullmatch(span)) and moment[1] in _WEEKDAYS:
        wanted = _WEEKDAYS.index(moment[1]) * UNITS["d"] + int(moment[2]) * UNITS["h"] + int(moment[3]) * UNITS["m"]
        week = 7 * UNITS["d"]
        gone = (now + 3 * UNITS["d"]) % week  # 1970-01-01 was a Thursday
        return (wanted - gone) % week or week
    found = _SPAN.fullmatch(span)
    if found is None:
        raise NotThere(f"“{span}” is no span of time: write +30m, +2h or +15d, monday 09:00, or next.")
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
