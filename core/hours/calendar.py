"""When a person is asked about their hours, or told of them: moments by their own clocks, never in their quiet hours.

`hour` is an hour of the day in the person's zone, `quiet` their quiet hours as "21-8" or nothing; moments are seconds
since 1970 UTC. A moment that falls into the quiet hours waits for their end.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from typing import Final
from zoneinfo import ZoneInfo

from core.hours.placing import day_of
from core.zone import instant
from storage.timesheets import monday

PROMPT_HOUR: Final = 17
NUDGE_DAY, NUDGE_HOUR = 4, 16
DIGEST_HOUR: Final = 8
WORKDAYS: Final = 5
Moments = Callable[[date], int | None]


def is_quiet(at: int, zone: str, quiet: str) -> bool:
    """Whether a moment lies within the quiet hours."""
    if not quiet:
        return False
    start, end = (int(hour) for hour in quiet.split("-"))
    hour = datetime.fromtimestamp(at, ZoneInfo(zone)).hour
    return start <= hour < end if start <= end else hour >= start or hour < end


def awake(at: int, zone: str, quiet: str) -> int:
    """The moment itself, or the end of the quiet hours that it lies in."""
    if not is_quiet(at, zone, quiet):
        return at
    end = int(quiet.partition("-")[2])
    day = day_of(at, zone)
    return next(moment for days in count() if (moment := _at(day + timedelta(days=days), end, zone)) > at)


def prompts(hour: int, zone: str, quiet: str) -> Moments:
    """The daily question of a day: on workdays."""
    return lambda day: awake(_at(day, hour, zone), zone, quiet) if day.weekday() < WORKDAYS else None


def nudges(zone: str, quiet: str) -> Moments:
    """The reminder of missing hours of a day: on Fridays."""
    return lambda day: awake(_at(day, NUDGE_HOUR, zone), zone, quiet) if day.weekday() == NUDGE_DAY else None


def digests(zone: str, quiet: str) -> Moments:
    """The summary of a day: on Mondays, once the week before is over in UTC."""

    def moment(day: date) -> int | None:
        if day.weekday():
            return None
        over = int(datetime.combine(day, time(), UTC).timestamp())
        return awake(max(_at(day, DIGEST_HOUR, zone), over), zone, quiet)

    return moment


def coming(moments: Moments, now: int, zone: str) -> int:
    """The first of the moments after now."""
    today = day_of(now, zone)
    # A quiet night moves a moment to the day after, so yesterday's may still come.
    days = (today + timedelta(days=days) for days in count(-1))
    return next(moment for day in days if (moment := moments(day)) is not None and moment > now)


def latest(moments: Moments, now: int, zone: str) -> int:
    """The last of the moments until now."""
    today = day_of(now, zone)
    days = (today - timedelta(days=days) for days in count())
    return next(moment for day in days if (moment := moments(day)) is not None and moment <= now)


def missing(now: int, zone: str, since: int, worked: set[date]) -> list[date]:
    """The workdays of this week from a moment on, up to today, that are not among those with time on them."""
    first = max(day_of(monday(now), zone), day_of(since, zone))
    return [day for day in _days(first, day_of(now, zone)) if day.weekday() < WORKDAYS and day not in worked]


def _days(first: date, last: date) -> Iterator[date]:
    while first <= last:
        yield first
        first += timedelta(days=1)


def _at(day: date, hour: int, zone: str) -> int:
    return int(instant(datetime.combine(day, time(hour)), ZoneInfo(zone)).timestamp())
