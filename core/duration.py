"""How long: durations in minutes and periods in days, as people type them."""

from __future__ import annotations

import re
from datetime import time
from fractions import Fraction
from typing import NoReturn

from core.language import translate as _
from core.text import visible

_WORDS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
COUNTS = {"a": 1, "an": 1} | {word: count for count, word in enumerate(_WORDS, start=1)}
"""Numbers that are written as words."""
DAYS_IN = {"d": 1, "w": 7, "m": 30, "y": 365}
"""Days in a unit, by its first letter."""
CLOCK = r"(?P<hour{0}>[0-9]{{1,2}})(?::(?P<minute{0}>[0-9]{{2}}))? ?(?P<half{0}>am|pm)?"
"""The pattern of a clock time, to be formatted with a suffix for its groups."""

_LONGEST = 60
_MOST_MINUTES = 31 * 24 * 60
_MOST_DAYS = 3650
_DAY_MINUTES = 24 * 60
_NOON = 12
_DECIMAL = r"[0-9]{1,5}(?:[.,][0-9]{1,2})?"
_HOURS = re.compile(rf"(?P<hours>{_DECIMAL}) ?(?:h|hrs?|hours?)")
_HOURS_MINUTES = re.compile(rf"{_HOURS.pattern} ?(?:and )?(?P<minutes>[0-5]?[0-9]) ?(?:m|mins?|minutes?)?")
_MINUTES = re.compile(rf"(?P<minutes>{_DECIMAL}) ?(?:m|mins?|minutes?)")
_SPOKEN = re.compile(
    rf"(?:{_DECIMAL} ?(?:h|hrs?|hours?)(?:[0-5]?[0-9]m?| ?(?:and )?[0-5]?[0-9] ?(?:m|mins?|minutes?))?"
    rf"|{_DECIMAL} ?(?:m|mins?|minutes?)|[0-9]{{1,3}}:[0-5][0-9] ?h?"
    rf"|{CLOCK.format(1)}-{CLOCK.format(2)} ?- ?{_DECIMAL} ?(?:h|m|mins?|minutes?))(?=\s|$)",
    re.IGNORECASE,
)
_COLON = re.compile(r"(?P<hours>[0-9]{1,3}):(?P<minutes>[0-5][0-9]) ?h?")
_FROM_TO = re.compile(rf"{CLOCK.format(1)} ?(?:-|to) ?{CLOCK.format(2)}(?: ?- ?(?P<pause>[0-9].*))?")
_UNIT = r"d|w|mo|y|wks?|yrs?|(?:day|week|month|year)s?"
_PART = re.compile(rf"\b({_DECIMAL}|(?:{'|'.join(COUNTS)})(?= )) ?({_UNIT})\b")
_PERIOD = re.compile(rf"{_PART.pattern}(?:(?:,| and)? {_PART.pattern})*")


class WhenError(ValueError):
    """A time that cannot be taken: `message` is a sentence for the person, `example` a right value."""

    def __init__(self, message: str, example: str) -> None:
        super().__init__(message)
        self.message = message
        self.example = example


def parse_duration(text: str) -> int:
    """Minutes, from `2h30`, `2h 30m`, `2:30`, `1.5h`, `1,5h`, `90m` or `9-17 -30m`; 1 minute to 31 days.

    Raises WhenError for anything else.
    """
    plain = plain_text(text, "2h30")
    minutes = _minutes(plain)
    if minutes is None and re.fullmatch(_DECIMAL, plain):
        refuse(_("“{text}” could be hours or minutes — write “{text}h” or “{text}m”."), plain, f"{plain}h")
    if minutes is None:
        refuse(_("“{text}” is not a duration — write it like “{example}”, “1.5h” or “90m”."), plain, "2h30")
    if not 1 <= minutes <= _MOST_MINUTES:
        refuse(_("“{text}” is not between a minute and a month — write it like “{example}”."), plain, "2h30")
    return minutes


def parse_period(text: str) -> int:
    """Days, from `2 weeks`, `10 days`, `1 month` (30 days), `1 month 2 weeks`, or a bare number of days; at most 3650.

    Raises WhenError for anything else.
    """
    plain = plain_text(text, "2 weeks")
    if re.fullmatch("[0-9]{1,5}", plain):
        days = int(plain)
    elif _PERIOD.fullmatch(plain):
        days = _rounded(sum(number(count) * DAYS_IN[unit[0]] for count, unit in _PART.findall(plain)))
    else:
        refuse(_("“{text}” is not a length of time — write it like “{example}” or “10 days”."), plain, "2 weeks")
    if not 1 <= days <= _MOST_DAYS:
        refuse(_("“{text}” is not between one day and ten years — write it like “{example}”."), plain, "2 weeks")
    return days


def plain_text(text: str, example: str) -> str:
    """What was typed in one spelling: small letters, single spaces. Raises WhenError if it is empty or too long."""
    plain = " ".join(visible(text).casefold().replace("\u2013", "-").split())
    if not plain or len(plain) > _LONGEST:
        refuse(_("A time has 1 to {most} characters — write it like “{example}”."), plain, example, most=_LONGEST)
    return plain


def refuse(message: str, text: str, example: str, **details: object) -> NoReturn:
    """Raise a WhenError whose sentence names what was typed and an example."""
    raise WhenError(message.format(text=text, example=example, **details), example)


def number(text: str) -> Fraction:
    """The exact value of `2`, `1.5`, `1,5` or `two`."""
    return Fraction(COUNTS.get(text) or text.replace(",", "."))


def _rounded(exact: Fraction | int) -> int:
    """To the nearest whole, halves up."""
    return int(exact + Fraction(1, 2))


def _minutes(plain: str) -> int | None:
    if found := _COLON.fullmatch(plain):
        return int(found["hours"]) * 60 + int(found["minutes"])
    if found := _FROM_TO.fullmatch(plain):
        return _worked(found, plain)
    return length(plain)


def length(plain: str) -> int | None:
    """The minutes of `2h`, `2h30` or `90m`; None for anything else."""
    if found := _HOURS.fullmatch(plain):
        return _rounded(number(found["hours"]) * 60)
    if found := _MINUTES.fullmatch(plain):
        return _rounded(number(found["minutes"]))
    found = _HOURS_MINUTES.fullmatch(plain)
    return int(found["hours"]) * 60 + int(found["minutes"]) if found and found["hours"].isdigit() else None


def _worked(found: re.Match[str], plain: str) -> int | None:
    """The minutes of `9-17 -30m`; over midnight where that is clear."""
    start = clock_time(found["hour1"], found["minute1"], found["half1"])
    end = clock_time(found["hour2"], found["minute2"], found["half2"])
    pause = length(found["pause"]) if found["pause"] else 0
    if start is None or end is None or pause is None:
        return None
    same_half = clock_time(found["hour1"], found["minute1"], found["half1"] or found["half2"])
    if same_half is not None and same_half < end:
        start = same_half
    if end <= start and start < time(_NOON + 1) and not found["half2"]:
        refuse(_("“{text}” could be two lengths — write it like “{example}” or “9am-5pm”."), plain, "9-17")
    return (end.hour * 60 + end.minute - start.hour * 60 - start.minute) % _DAY_MINUTES - pause


def clock_time(hour: str, minute: str | None, half: str | None) -> time | None:
    """The time of day, or None if no clock shows it (`25:00`, `13pm`)."""
    hours, minutes = int(hour), int(minute or 0)
    if half:
        if not 1 <= hours <= _NOON:
            return None
        hours = hours % _NOON + (_NOON if half == "pm" else 0)
    try:
        return time(hours, minutes)
    except ValueError:
        return None


def spoken_duration(words: str) -> str:
    """The duration that a text begins with, as it is written there: `2h30`, `2h 30m`, `90 min`; "" if there is none."""
    found = _SPOKEN.match(words)
    return found[0] if found else ""


def in_hours(minutes: int) -> str:
    """Minutes as people read them: 2 h 30, 40 min, 3 h."""
    whole, rest = divmod(minutes, 60)
    if not whole:
        return f"{rest} min"
    return f"{whole} h {rest:02}" if rest else f"{whole} h"
