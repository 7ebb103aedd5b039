"""A week by day, as the clocks of a zone show it, and its hours as people write them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from babel.dates import format_date

from core.duration import in_hours
from core.hours.sheet import Line, Sheet
from core.language import _, language, locale_of
from core.zone import instant

WEEK: Final = 7 * 24 * 60 * 60


@dataclass(frozen=True, slots=True)
class Worked:
    """Minutes by local day: `unbilled` are over the weekly limit or given back."""

    billable: Counter[date] = field(default_factory=Counter)
    unbilled: Counter[date] = field(default_factory=Counter)

    def on(self, day: date) -> int:
        """All minutes of the day."""
        return self.billable[day] + self.unbilled[day]


def worked(lines: Sequence[Line], zone: str) -> Worked:
    """The minutes of each day; work past midnight counts on both days. Of an entry its first minutes are billed."""
    found = Worked()
    for line in lines:
        left = line.billable
        for day, minutes in _pieces(line, ZoneInfo(zone)):
            billable = min(left, minutes)
            left -= billable
            found.billable[day] += billable
            found.unbilled[day] += minutes - billable
    return found


def days_of_week(starts_at: int, zone: str, busy: Worked) -> list[date]:
    """The local days of a week in UTC, and of work that goes on past its end.

    They are eight in most zones; the shorter one of both ends is left out if nobody worked on it.
    """
    first, end = (datetime.fromtimestamp(at, ZoneInfo(zone)) for at in (starts_at, starts_at + WEEK - 1))
    last = max([end.date(), *busy.billable])
    days = [first.date() + timedelta(days=number) for number in range((last - first.date()).days + 1)]
    if len(days) > 7:
        # Both ends begin and stop at the same time of day: a week that begins after noon has little of its first day.
        shorter = days[0] if first.time() >= time(12) else days[-1]
        if not busy.on(shorter):
            days.remove(shorter)
    return days


def hours(minutes: int) -> str:
    """Minutes as people read them, none as 0 h."""
    return in_hours(minutes) if minutes else _("0 h")


def span(days: Sequence[date]) -> str:
    """The first to the last day, in the reader's language: 16 Nov – 22 Nov 2026."""
    locale = locale_of(language())
    return f"{format_date(days[0], 'd MMM', locale=locale)} – {format_date(days[-1], 'd MMM y', locale=locale)}"


def starts_of(sheets: Sequence[Sheet]) -> int:
    """When the one week of the sheets starts, in seconds since 1970 UTC. Raises ValueError for several weeks."""
    starts = {sheet.starts_at for sheet in sheets}
    if len(starts) != 1:
        raise ValueError("the sheets are not of one week")
    return starts.pop()


def _pieces(line: Line, place: ZoneInfo) -> Iterator[tuple[date, int]]:
    """The days that an entry touches, each with its minutes."""
    at, end = line.at, line.at + line.minutes * 60
    while at < end:
        day = datetime.fromtimestamp(at, place).date()
        midnight = instant(datetime.combine(day + timedelta(days=1), time()), place)
        until = min(end, int(midnight.timestamp()))
        yield day, (until - at) // 60
        at = until
