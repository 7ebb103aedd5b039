"""The moments of questions, reminders and summaries: by the person's own clocks, whatever their zone does with them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.hours import calendar
from core.hours.calendar import Moments
from storage.timesheets import monday

DAY = 86_400
ZONES = st.sampled_from(sorted(name for name in available_timezones() if "/" in name or name == "UTC"))
NOWS = st.datetimes(datetime(2025, 1, 1), datetime(2032, 1, 1)).map(lambda at: int(at.replace(tzinfo=UTC).timestamp()))
HOURS = st.integers(0, 23)
QUIET = st.one_of(st.just(""), st.tuples(HOURS, HOURS).map(lambda pair: f"{pair[0]}-{pair[1]}"))


def here(at: int, zone: str) -> datetime:
    return datetime.fromtimestamp(at, ZoneInfo(zone))


def at(text: str, zone: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).timestamp())


def every(moments: Moments, now: int, zone: str, many: int) -> list[int]:
    found = []
    for _ in range(many):
        now = calendar.coming(moments, now, zone)
        found.append(now)
    return found


@given(now=NOWS, zone=ZONES, hour=HOURS, quiet=QUIET)
def test_the_daily_question_comes_at_its_hour_or_when_the_quiet_hours_end(
    now: int, zone: str, hour: int, quiet: str
) -> None:
    coming = every(calendar.prompts(hour, zone, quiet), now, zone, 5)
    assert coming == sorted(set(coming))
    assert coming[0] > now
    ends = int(quiet.partition("-")[2]) if quiet else hour
    for moment in coming:
        assert not calendar.is_quiet(moment, zone, quiet)
        # Where the clocks skip the hour, it is the end of the gap.
        assert here(moment, zone).hour in {hour, ends} or here(moment - 3_600, zone).hour in {hour - 1, ends - 1}


@given(now=NOWS, zone=ZONES, hour=HOURS)
def test_without_quiet_hours_there_is_exactly_one_question_on_each_workday(now: int, zone: str, hour: int) -> None:
    days = [here(moment, zone).date() for moment in every(calendar.prompts(hour, zone, ""), now, zone, 10)]
    assert len(set(days)) == 10
    assert all(day.weekday() < 5 for day in days)
    assert (days[-1] - days[0]).days in {11, 12, 13}


@given(now=NOWS, zone=ZONES, quiet=QUIET)
def test_the_reminder_and_the_summary_come_once_a_week_and_never_in_the_quiet_hours(
    now: int, zone: str, quiet: str
) -> None:
    for moments in (calendar.nudges(zone, quiet), calendar.digests(zone, quiet)):
        coming = every(moments, now, zone, 4)
        assert now < coming[0] <= now + 9 * DAY
        assert all(not calendar.is_quiet(moment, zone, quiet) for moment in coming)
        assert [monday(b) - monday(a) for a, b in pairwise(coming)] == [7 * DAY] * 3


@given(now=NOWS, zone=ZONES, quiet=QUIET)
def test_the_week_is_over_in_utc_when_it_is_summed_up(now: int, zone: str, quiet: str) -> None:
    moment = calendar.coming(calendar.digests(zone, quiet), now, zone)
    assert 0 <= moment - monday(moment) < 2 * DAY
    assert here(moment, zone).weekday() in {0, 1}


@given(now=NOWS, zone=ZONES, hour=HOURS, quiet=QUIET)
def test_the_latest_moment_is_the_one_before_the_coming(now: int, zone: str, hour: int, quiet: str) -> None:
    moments = calendar.prompts(hour, zone, quiet)
    latest = calendar.latest(moments, now, zone)
    assert latest <= now
    assert calendar.coming(moments, latest, zone) > now


@pytest.mark.parametrize(
    ("now", "wanted"),
    [
        ("2026-03-27 12:00", "2026-03-27 17:00"),
        ("2026-03-27 17:00", "2026-03-30 17:00"),  # over the night that is an hour short
        ("2026-10-23 17:30", "2026-10-26 17:00"),  # over the night that is an hour long
        ("2028-02-28 18:00", "2028-02-29 17:00"),
    ],
)
def test_the_question_stays_at_five_when_the_clocks_change(now: str, wanted: str) -> None:
    zone = "Europe/Berlin"
    assert calendar.coming(calendar.prompts(17, zone, ""), at(now, zone), zone) == at(wanted, zone)


def test_quiet_hours_put_it_off_until_they_end() -> None:
    zone = "America/New_York"
    assert calendar.awake(at("2026-11-20 22:30", zone), zone, "21-8") == at("2026-11-21 08:00", zone)
    assert calendar.awake(at("2026-11-20 03:30", zone), zone, "21-8") == at("2026-11-20 08:00", zone)
    assert calendar.awake(at("2026-11-20 20:59", zone), zone, "21-8") == at("2026-11-20 20:59", zone)


def test_missing_days_are_workdays_since_monday_or_the_start_up_to_today() -> None:
    zone, friday = "UTC", at("2026-11-20 16:00", "UTC")
    all_of_it = calendar.missing(friday, zone, 0, set())
    assert all_of_it == [date(2026, 11, day) for day in range(16, 21)]
    worked = {date(2026, 11, 17)}
    assert calendar.missing(friday, zone, at("2026-11-17 09:00", zone), worked) == all_of_it[2:]
    assert calendar.missing(friday, zone, 0, set(all_of_it)) == []
