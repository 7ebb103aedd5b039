"""Where time is put that was worked: an interval in UTC, over nothing else, in one week, never in the future."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from core.duration import in_hours
from core.language import _, language
from core.refusal import Mistake
from core.when import format_moment
from core.zone import instant
from storage.timesheets import WEEK_SECONDS, Entry, monday

MINUTE: Final = 60
MARK: Final = 10 * MINUTE
MORNING: Final = time(9)


@dataclass(frozen=True, slots=True)
class Wish:
    """What was said: how long, on which day of the person's zone, and from which clock time on if one was named."""

    minutes: int
    day: date
    at: time | None
    zone: str


@dataclass(frozen=True, slots=True)
class Frame:
    """What it has to fit into: the present, the Monday 00:00 UTC of its week, the contract's start, the other entries.

    `strict`: nothing before the start, not even earlier on the same day. Moments are seconds since 1970 UTC.
    """

    now: int
    week: int
    began: int
    strict: bool
    taken: Sequence[Entry]


def day_of(at: int, zone: str) -> date:
    """The day that a moment lies in, by the clocks of a zone."""
    return datetime.fromtimestamp(at, ZoneInfo(zone)).date()


def bounds(day: date, zone: str) -> tuple[int, int]:
    """The moments at which a day begins and ends in a zone; they are 23 to 25 hours apart."""
    return _moment(day, time(), zone), _moment(day + timedelta(days=1), time(), zone)


def place(wish: Wish, frame: Frame) -> int:
    """The moment from which on it is put. Raises Mistake, which says why there is none and what to do."""
    begins, ends = bounds(wish.day, wish.zone)
    _check_week(wish, frame, begins, ends)
    if ends <= frame.began:
        raise _before_start(wish, frame)
    if wish.at is not None:
        return _as_said(wish, frame)
    low, high = max(begins, frame.week), min(ends, frame.now, frame.week + WEEK_SECONDS)
    length = wish.minutes * MINUTE
    lows = [max(low, _next_mark(frame.began))]
    if not frame.strict and begins < frame.began:
        lows.append(low)  # the contract's first day counts as a whole
    morning = _moment(wish.day, MORNING, wish.zone)
    for low in lows:
        for free in (_free(max(low, morning), high, length, frame.taken), _latest(low, high, length, frame.taken)):
            if free is not None:
                return free
    raise _no_room(wish, frame, lows[-1], high)


def check_free(start: int, minutes: int, wish: Wish, frame: Frame) -> None:
    """Raise Mistake unless this very interval can be taken."""
    end = start + minutes * MINUTE
    if start < frame.week:
        raise _locked(wish, frame)
    if end > frame.now:
        raise _future(wish, frame)
    if end > frame.week + WEEK_SECONDS:
        raise _next_week(wish, frame)
    if start < frame.began:
        raise _before_start(wish, frame)
    for other in frame.taken:
        if start < other.ends_at and other.starts_at < end:
            raise _overlap(wish, other)


def _as_said(wish: Wish, frame: Frame) -> int:
    assert wish.at is not None
    start = _moment(wish.day, wish.at, wish.zone)
    check_free(start, wish.minutes, wish, frame)
    return start


def _free(since: int, until: int, seconds: int, taken: Sequence[Entry]) -> int | None:
    """The earliest start from `since` on after which there is so much time free before `until`."""
    for other in taken:
        if other.ends_at <= since:
            continue
        if since + seconds <= other.starts_at:
            break
        since = other.ends_at
    return since if since + seconds <= until else None


def _latest(since: int, until: int, seconds: int, taken: Sequence[Entry]) -> int | None:
    """The latest mark of ten minutes, from `since` on, after which there is so much time free before `until`."""
    start = until - seconds
    for other in reversed(taken):
        if other.ends_at <= start - start % MARK:
            break
        if other.starts_at < start + seconds:
            start = other.starts_at - seconds
    start -= start % MARK
    return start if start >= since else None


def _moment(day: date, clock: time, zone: str) -> int:
    return int(instant(datetime.combine(day, clock), ZoneInfo(zone)).timestamp())


def _next_mark(at: int) -> int:
    """The mark of ten minutes at a moment or after it."""
    return at + -at % MARK


def _check_week(wish: Wish, frame: Frame, begins: int, ends: int) -> None:
    if ends <= frame.week:
        raise _locked(wish, frame)
    if begins >= frame.now:
        raise _future(wish, frame)
    if begins >= frame.week + WEEK_SECONDS:
        raise _next_week(wish, frame)


def _field(wish: Wish) -> str:
    return "date" if wish.at is None else "at"


def _said(at: int, wish: Wish) -> str:
    return format_moment(at, wish.zone, language())


def _locked(wish: Wish, frame: Frame) -> Mistake:
    if frame.week < monday(frame.now):
        sentence = _("That lies before the week of this entry, which began {moment}. It stays in its week.")
        return Mistake(_field(wish), sentence.format(moment=_said(frame.week, wish)), "monday")
    sentence = _("The week before is locked since {moment}; only time from then on can be logged.")
    return Mistake(_field(wish), sentence.format(moment=_said(frame.week, wish)), "today")


def _next_week(wish: Wish, frame: Frame) -> Mistake:
    sentence = _("That lies after the week of this entry, which ended {moment}. It stays in its week.")
    return Mistake(_field(wish), sentence.format(moment=_said(frame.week + WEEK_SECONDS, wish)), "sunday")


def _future(wish: Wish, frame: Frame) -> Mistake:
    today = day_of(frame.now, wish.zone)
    if wish.day > today:
        return Mistake("date", _("That day is still to come; log it once it is worked."), "today")
    so_far = in_hours((frame.now - bounds(today, wish.zone)[0]) // MINUTE)
    sentence = _("{hours} would reach into the future: today has had {so_far} so far.")
    return Mistake(
        "duration" if wish.at is None else "at", sentence.format(hours=in_hours(wish.minutes), so_far=so_far)
    )


def _before_start(wish: Wish, frame: Frame) -> Mistake:
    sentence = _("The contract began {moment}; time from before that cannot be logged.")
    return Mistake(_field(wish), sentence.format(moment=_said(frame.began, wish)), "today")


def _overlap(wish: Wish, other: Entry) -> Mistake:
    sentence = _("That overlaps with {ref} “{memo}”, {since} to {until}. Name a free time, or leave “at” out.")
    moments = {"since": _said(other.starts_at, wish), "until": _said(other.ends_at, wish)}
    return Mistake(_field(wish), sentence.format(ref=other.ref, memo=other.memo[:40], **moments), "at:9:00")


def _no_room(wish: Wish, frame: Frame, low: int, high: int) -> Mistake:
    begins, ends = bounds(wish.day, wish.zone)
    logged = sum(_within(begins, ends, frame.taken))
    hours, have = in_hours(wish.minutes), in_hours(logged)
    if logged + wish.minutes > (ends - begins) // MINUTE:
        sentence = _("That would make {total} on one day, which has {length}: {have} are logged already.")
        length = in_hours((ends - begins) // MINUTE)
        total = in_hours(logged + wish.minutes)
        return Mistake("duration", sentence.format(total=total, length=length, have=have), "1h")
    if high == frame.now and wish.minutes * MINUTE + logged * MINUTE > frame.now - begins:
        return _future(wish, frame)
    if high - low < wish.minutes * MINUTE and begins < frame.week:
        return _locked(wish, frame)
    if high - low < wish.minutes * MINUTE and (frame.strict or low > begins):
        return _before_start(wish, frame)
    sentence = _(
        "There is no free {hours} in one piece on that day: {have} are logged on it, of all your contracts. "
        "Log it in parts, or another day."
    )
    return Mistake("duration", sentence.format(hours=hours, have=have), "1h")


def _within(since: int, until: int, taken: Sequence[Entry]) -> Iterator[int]:
    """The minutes of each entry that lie between two moments."""
    for entry in taken:
        yield max(min(entry.ends_at, until) - max(entry.starts_at, since), 0) // MINUTE


def start_of(day: date) -> int:
    """The moment at which a day begins in UTC."""
    return int(datetime.combine(day, time(), UTC).timestamp())
