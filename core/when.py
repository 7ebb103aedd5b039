"""When: days, moments and time zones as people type them, and moments as they read them.

A small grammar of our own comes first; what it does not know goes to dateparser, in English and the reader's language.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Literal
from zoneinfo import ZoneInfo

from babel.dates import format_datetime

from core.duration import (
    CLOCK,
    COUNTS,
    DAYS_IN,
    WhenError,
    clock_time,
    length,
    number,
    parse_duration,
    parse_period,
    plain_text,
    refuse,
)
from core.language import language, locale_of
from core.language import translate as _
from core.zone import instant, parse_zone

__all__ = [
    "Prefer",
    "WhenError",
    "format_moment",
    "names_day",
    "parse_day",
    "parse_duration",
    "parse_moment",
    "parse_period",
    "parse_zone",
]

Prefer = Literal["past", "future"]
"""Which way an incomplete date looks: hours were worked in the past, deadlines lie in the future."""

_MOST_DAYS = 3650
_NEAR_DAYS = {"today": 0, "tonight": 0, "end of day": 0, "eod": 0, "yesterday": -1, "tomorrow": 1}
_WEEKDAY_NAMES = (
    ("monday", "mon"),
    ("tuesday", "tues", "tue"),
    ("wednesday", "wed"),
    ("thursday", "thurs", "thur", "thu"),
    ("friday", "fri"),
    ("saturday", "sat"),
    ("sunday", "sun"),
)
_WEEKDAYS = {name: weekday for weekday, names in enumerate(_WEEKDAY_NAMES) for name in names}
_ENDS = {"eow": "end of week", "eom": "end of month", "eoy": "end of year"}
_END_OF_DAY = time(23, 59, 59)

_COUNT = rf"(?P<count>[0-9]{{1,3}}|{'|'.join(COUNTS)})"
_STEP = re.compile(
    rf"(?P<ahead>in |within )?{_COUNT} ?(?P<unit>d|w|mo|y|wk|yr|day|week|month|year)s?"
    r"(?:(?P<back> ago)|(?P<on> from (?:now|today)))?"
)
_WEEKDAY = re.compile(rf"(?:(?P<which>next|last|this) )?(?P<day>{'|'.join(_WEEKDAYS)})")
_END_OF = re.compile(r"(?:the )?end of (?:the |this )?(?P<next>next )?(?P<unit>week|month|year)")
_ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}")
_ISO_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[t ][0-9].*")
_NUMERIC = re.compile(r"(?<![0-9/.:-])([0-9]{1,2})[/.-]([0-9]{1,2})(?:[/.-]([0-9]{4}|[0-9]{2}))?(?![0-9/.:-])")
_DAY_THEN_CLOCK = re.compile(rf"(?:(?P<day>(?!at ).*?)[ ,]+)?(?P<at>at )?{CLOCK.format('')}")
_CLOCK_THEN_DAY = re.compile(rf"(?P<at>at )?{CLOCK.format('')}[ ,]+(?P<day>[a-z].*)")


def parse_day(text: str, today: date, prefer: Prefer = "past") -> date:
    """The day meant by `today`, `friday`, `2026-12-01`, `in 2 weeks`, `end of month`, `1 dec` …, at most ten years off.

    Without a year or a week it is the nearest one in the preferred direction; today counts as past.
    Raises WhenError for anything else, and for `12/03`, which could be two days.
    """
    plain = plain_text(text, "friday")
    day = _day(plain, today, prefer)
    if day is None:
        refuse(_("“{text}” is not a day I understand — write it like “{example}” or “2026-12-01”."), plain, "friday")
    return day


def parse_moment(text: str, now: datetime, zone: str, prefer: Prefer) -> datetime:
    """The moment meant, in UTC: a day as in `parse_day`, with or without a clock time in the person's zone
    (`next monday at 9`, `tomorrow 17:30`), a clock time alone, or `in 2 hours`. `now` is aware.

    A day alone is a deadline at its end, or, looking to the past, its beginning. Of a clock time that comes twice the
    first counts; for one that is skipped, the next there is. Raises WhenError like `parse_day`.
    """
    plain = plain_text(text, "friday at 17:00")
    place = ZoneInfo(zone)
    here = now.astimezone(place).replace(tzinfo=None)
    moment = _elapsed(plain, now, prefer) or _written_out(plain, place) or _day_and_clock(plain, here, place, prefer)
    if moment is None:
        message = _("“{text}” is not a time I understand — write it like “{example}” or “2026-12-01 17:00”.")
        refuse(message, plain, "friday at 17:00")
    _not_far(moment.date(), now.date(), plain)
    return moment


def names_day(word: str) -> bool:
    """Whether a single word is a day and nothing else: `yesterday`, `friday`, `2026-12-01`."""
    plain = word.casefold()
    return plain in _NEAR_DAYS or plain in {names[0] for names in _WEEKDAY_NAMES} or bool(_ISO_DAY.fullmatch(plain))


def format_moment(epoch_seconds: int, zone: str, locale: str = "en", now: int | None = None) -> str:
    """`Sun 6 Dec, 11:00 CET (10:00 UTC)`, in the reader's zone and UTC; the weekday again where UTC has another day.

    The year is shown if `now` (epoch seconds) is given and lies in another one.
    """
    with_year = now is not None and _year(now, zone) != _year(epoch_seconds, zone)
    return _format(epoch_seconds, zone, locale, with_year)


def _year(epoch_seconds: int, zone: str) -> int:
    return datetime.fromtimestamp(epoch_seconds, ZoneInfo(zone)).year


def _day(plain: str, today: date, prefer: Prefer) -> date | None:
    day = _own_day(plain, today, prefer)
    if day is None and (guess := _guess(plain, datetime.combine(today, time(12)), prefer)):
        day = guess.date()
    return day and _not_far(day, today, plain)


def _own_day(plain: str, today: date, prefer: Prefer) -> date | None:
    plain = re.sub("^(?:on|by|until) ", "", plain)
    for read in (_near_day, _weekday, _step, _end_of, _iso_day, _numeric):
        day = read(plain, today, prefer)
        if day is not None:
            return day
    return None


def _not_far(day: date, today: date, plain: str) -> date:
    if abs((day - today).days) > _MOST_DAYS:
        refuse(_("“{text}” is more than ten years away — write a day like “{example}”."), plain, "in 2 weeks")
    return day


def _near_day(plain: str, today: date, _prefer: Prefer) -> date | None:
    return today + timedelta(days=_NEAR_DAYS[plain]) if plain in _NEAR_DAYS else None


def _weekday(plain: str, today: date, prefer: Prefer) -> date | None:
    """`friday` looks the preferred way and can be today only in the past; `next` and `last` are never today."""
    found = _WEEKDAY.fullmatch(plain)
    if not found:
        return None
    ahead = (_WEEKDAYS[found["day"]] - today.weekday()) % 7
    if found["which"] == "last" or (found["which"] is None and prefer == "past"):
        back = -ahead % 7
        return today - timedelta(days=back or (7 if found["which"] else 0))
    return today + timedelta(days=ahead or (0 if found["which"] == "this" else 7))


def _step(plain: str, today: date, prefer: Prefer) -> date | None:
    """`in 2 weeks`, `3 days ago`, or `2 weeks` in the preferred direction; months and years by the calendar."""
    found = _STEP.fullmatch(plain)
    if not found or (found["ahead"] and found["back"]):
        return None
    back = bool(found["back"]) or (prefer == "past" and not found["ahead"] and not found["on"])
    count, unit = int(number(found["count"])) * (-1 if back else 1), found["unit"][0]
    if unit in "dw":
        return today + timedelta(days=count * DAYS_IN[unit])
    return _months_on(today, count * (12 if unit == "y" else 1))


def _months_on(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _end_of(plain: str, today: date, _prefer: Prefer) -> date | None:
    found = _END_OF.fullmatch(_ENDS.get(plain, plain))
    if not found:
        return None
    if found["unit"] == "week":
        return today + timedelta(days=6 - today.weekday() + (7 if found["next"] else 0))
    if found["unit"] == "year":
        return date(today.year + bool(found["next"]), 12, 31)
    return _months_on(today.replace(day=1), 2 if found["next"] else 1) - timedelta(days=1)


def _iso_day(plain: str, _today: date, _prefer: Prefer) -> date | None:
    return _calendar(*map(int, plain.split("-"))) if _ISO_DAY.fullmatch(plain) else None


def _numeric(plain: str, today: date, prefer: Prefer) -> date | None:
    """`25/12` or `12/25/2026`; one that could be two days is asked back, also with more around it."""
    found = _NUMERIC.search(plain)
    if not found:
        return None
    first, second = int(found[1]), int(found[2])
    days = {_of_year(found[3], second, first, today, prefer), _of_year(found[3], first, second, today, prefer)} - {None}
    if len(days) > 1:
        one, other = sorted(str(day) for day in days)
        message = _("“{text}” could be two days — write “{example}” or “{other}”.")
        refuse(message, plain, one, other=other)
    return days.pop() if days and found[0] == plain else None


def _of_year(year: str | None, month: int, day: int, today: date, prefer: Prefer) -> date | None:
    """The day in its year (`26` is 2026), or the nearest in the preferred direction if there is none."""
    if year:
        return _calendar(int(year) % 100 + 2000 if len(year) < 4 else int(year), month, day)
    way = 1 if prefer == "future" else -1
    days = (_calendar(today.year + way * years, month, day) for years in range(9))
    return next((found for found in days if found and (found >= today if way > 0 else found <= today)), None)


def _calendar(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _guess(plain: str, here: datetime, prefer: Prefer) -> datetime | None:
    """What dateparser makes of it, if it finds at least a day and a month; aware only if the text names a zone."""
    # It takes a third of a second to load, and most dates never get here.
    import dateparser
    from dateparser.data.languages_info import language_order

    code = locale_of(language()).language
    try:
        return dateparser.parse(
            plain,
            languages=[code, "en"] if code in language_order else ["en"],
            settings={"PREFER_DATES_FROM": prefer, "RELATIVE_BASE": here, "REQUIRE_PARTS": ["day", "month"]},
        )
    except (ValueError, OverflowError):
        return None


def _elapsed(plain: str, now: datetime, prefer: Prefer) -> datetime | None:
    """`now`, `in 2 hours`, `90m ago`, or `48h` in the preferred direction."""
    if plain == "now":
        return now.astimezone(UTC)
    minutes = length(plain.removeprefix("in ").removesuffix(" ago"))
    if minutes is None:
        return None
    back = plain.endswith(" ago") or (prefer == "past" and not plain.startswith("in "))
    return now.astimezone(UTC) + timedelta(minutes=-minutes if back else minutes)


def _written_out(plain: str, place: ZoneInfo) -> datetime | None:
    """`2026-12-01T14:00Z` and its like; without an offset it is in the person's zone."""
    if not _ISO_MOMENT.fullmatch(plain):
        return None
    try:
        moment = datetime.fromisoformat(plain.upper())
        return moment.astimezone(UTC) if moment.tzinfo else instant(moment, place)
    except (ValueError, OverflowError):
        return None


def _day_and_clock(plain: str, here: datetime, place: ZoneInfo, prefer: Prefer) -> datetime | None:
    plain = re.sub(r"\bnoon\b", "12:00", plain)
    found = _DAY_THEN_CLOCK.fullmatch(plain) or _CLOCK_THEN_DAY.fullmatch(plain)
    clear = found and (found["at"] or found["minute"] or found["half"])
    # `tomorrow 9` is nine o'clock, `dec 9` is a day.
    if not found or not (clear or (found["day"] and _own_day(found["day"], here.date(), prefer))):
        return _without_clock(plain, here, place, prefer)
    clock = clock_time(found["hour"], found["minute"], found["half"])
    if clock is None:
        return None
    if not found["day"]:
        return instant(_nearest(clock, here, prefer), place)
    day = _day(found["day"], here.date(), prefer)
    return instant(datetime.combine(day, clock), place) if day else None


def _nearest(clock: time, here: datetime, prefer: Prefer) -> datetime:
    moment = datetime.combine(here.date(), clock)
    if prefer == "future" and moment <= here:
        return moment + timedelta(days=1)
    return moment - timedelta(days=1) if prefer == "past" and moment > here else moment


def _without_clock(plain: str, here: datetime, place: ZoneInfo, prefer: Prefer) -> datetime | None:
    day = _own_day(plain, here.date(), prefer)
    if day is None:
        guess = _guess(plain, here, prefer)
        if guess is None:
            return None
        day = _not_far(guess.date(), here.date(), plain)
        if guess.tzinfo:
            return guess.astimezone(UTC)
        if guess.time() not in (time(0), here.time()):
            return instant(guess, place)
    _not_far(day, here.date(), plain)
    return instant(datetime.combine(day, _END_OF_DAY if prefer == "future" else time(0)), place)


@lru_cache(maxsize=4096)
def _format(epoch_seconds: int, zone: str, locale: str, with_year: bool) -> str:
    here = datetime.fromtimestamp(epoch_seconds, ZoneInfo(zone))
    universal = here.astimezone(UTC)
    text = format_datetime(here, "EEE d MMM y, HH:mm" if with_year else "EEE d MMM, HH:mm", locale=locale_of(locale))
    name = here.tzname() or ""
    if name == "UTC":
        return f"{text} UTC"
    shown = format_datetime(
        universal, "HH:mm" if here.date() == universal.date() else "EEE HH:mm", locale=locale_of(locale)
    )
    return f"{text} {name if name.isalpha() else f'UTC{name}'} ({shown} UTC)"
