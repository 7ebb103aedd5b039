"""Times as people type and read them. Now is Saturday 21 November 2026, 15:00 UTC, unless a test says otherwise."""

from __future__ import annotations

import contextlib
import re
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.language import use_language
from core.when import (
    Prefer,
    WhenError,
    format_moment,
    parse_day,
    parse_duration,
    parse_moment,
    parse_period,
    parse_zone,
)

NOW = datetime(2026, 11, 21, 15, 0, tzinfo=UTC)
TODAY = NOW.date()
ZONES = sorted(name for name in available_timezones() if "/" in name)


@pytest.mark.parametrize(
    ("typed", "minutes"),
    [
        ("2h30", 150),
        ("2h 30m", 150),
        ("2h5", 125),
        ("2:30", 150),
        ("0:45", 45),
        ("1.5h", 90),
        ("1,5h", 90),
        ("1,5 h", 90),
        ("0.33h", 20),
        ("90m", 90),
        ("90 min", 90),
        ("2h", 120),
        ("20h", 1200),
        ("2 hours 30 minutes", 150),
        ("2 Hours and 5 min", 125),
        ("9-17 -30m", 450),
        ("9-17", 480),
        ("9:15-17:45", 510),
        ("9–17 – 1h", 420),
        ("9am-5pm", 480),
        ("9-5pm", 480),
        ("1-5pm", 240),
        ("11-1pm", 120),
        ("22-6", 480),
        ("9 to 17", 480),
    ],
)
def test_a_duration_is_read_in_minutes(typed: str, minutes: int) -> None:
    assert parse_duration(typed) == minutes


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("2", "“2” could be hours or minutes — write “2h” or “2m”."),
        ("1.5", "“1.5” could be hours or minutes"),
        ("9-5", "could be two lengths"),
        ("", "A time has 1 to 60 characters"),
        ("x" * 40_000, "A time has 1 to 60 characters"),
        ("soon", "is not a duration"),
        ("2h75", "is not a duration"),
        ("1.5h30", "is not a duration"),
        ("2:75", "is not a duration"),
        ("25-26", "is not a duration"),
        ("9-17 -x", "is not a duration"),
        ("-2h", "is not a duration"),
        ("٢h", "is not a duration"),
        ("1e3h", "is not a duration"),
        ("0h", "is not between a minute and a month"),
        ("0:00", "is not between a minute and a month"),
        ("9-10 -2h", "is not between a minute and a month"),
        ("745h", "is not between a minute and a month"),
    ],
)
def test_a_wrong_duration_is_refused_with_an_example_that_works(typed: str, reason: str) -> None:
    with pytest.raises(WhenError, match=re.escape(reason)) as refusal:
        parse_duration(typed)
    assert parse_duration(refusal.value.example) > 0


@pytest.mark.parametrize(
    ("typed", "days"),
    [
        ("2 weeks", 14),
        ("10 days", 10),
        ("1 month", 30),
        ("a week", 7),
        ("Two Weeks", 14),
        ("2w", 14),
        ("10d", 10),
        ("3 mo", 90),
        ("1 year", 365),
        ("1.5 weeks", 11),
        ("1,5 months", 45),
        ("1 month 2 weeks", 44),
        ("1 month, 2 weeks and 3 days", 47),
        ("14", 14),
    ],
)
def test_a_period_is_read_in_days(typed: str, days: int) -> None:
    assert parse_period(typed) == days


@pytest.mark.parametrize(
    "typed", ["", "weeks", "3m", "1-2 weeks", "-3 days", "2h", "1.5", "0 days", "99 years", "x" * 999]
)
def test_a_wrong_period_is_refused_with_an_example_that_works(typed: str) -> None:
    with pytest.raises(WhenError) as refusal:
        parse_period(typed)
    assert parse_period(refusal.value.example) > 0


@pytest.mark.parametrize(
    ("typed", "past", "future"),
    [
        ("today", "2026-11-21", "2026-11-21"),
        ("Yesterday", "2026-11-20", "2026-11-20"),
        ("tomorrow", "2026-11-22", "2026-11-22"),
        ("friday", "2026-11-20", "2026-11-27"),
        ("on Fri", "2026-11-20", "2026-11-27"),
        ("saturday", "2026-11-21", "2026-11-28"),
        ("this saturday", "2026-11-21", "2026-11-21"),
        ("last saturday", "2026-11-14", "2026-11-14"),
        ("next saturday", "2026-11-28", "2026-11-28"),
        ("next monday", "2026-11-23", "2026-11-23"),
        ("last friday", "2026-11-20", "2026-11-20"),
        ("2026-12-01", "2026-12-01", "2026-12-01"),
        ("2026-2-3", "2026-02-03", "2026-02-03"),
        ("in 2 weeks", "2026-12-05", "2026-12-05"),
        ("in a month", "2026-12-21", "2026-12-21"),
        ("in 1 year", "2027-11-21", "2027-11-21"),
        ("3 days ago", "2026-11-18", "2026-11-18"),
        ("2 weeks from today", "2026-12-05", "2026-12-05"),
        ("2 weeks", "2026-11-07", "2026-12-05"),
        ("end of month", "2026-11-30", "2026-11-30"),
        ("end of the month", "2026-11-30", "2026-11-30"),
        ("by end of next month", "2026-12-31", "2026-12-31"),
        ("eom", "2026-11-30", "2026-11-30"),
        ("end of week", "2026-11-22", "2026-11-22"),
        ("end of year", "2026-12-31", "2026-12-31"),
        ("25/12", "2025-12-25", "2026-12-25"),
        ("12/25", "2025-12-25", "2026-12-25"),
        ("12/25/26", "2026-12-25", "2026-12-25"),
        ("5.5.2027", "2027-05-05", "2027-05-05"),
        ("29/2", "2024-02-29", "2028-02-29"),
        ("1 dec", "2025-12-01", "2026-12-01"),
        ("December 1st", "2025-12-01", "2026-12-01"),
        ("Dec 1, 2026", "2026-12-01", "2026-12-01"),
        ("next week", "2026-11-28", "2026-11-28"),
    ],
)
def test_a_day_is_read_looking_either_way(typed: str, past: str, future: str) -> None:
    assert str(parse_day(typed, TODAY)) == past
    assert str(parse_day(typed, TODAY, "future")) == future


def test_months_end_where_the_calendar_says() -> None:
    assert parse_day("in 1 month", date(2027, 1, 31)) == date(2027, 2, 28)
    assert parse_day("1 year ago", date(2028, 2, 29)) == date(2027, 2, 28)
    assert parse_day("end of month", date(2028, 2, 3)) == date(2028, 2, 29)
    assert parse_day("end of month", date(2026, 12, 31)) == date(2026, 12, 31)


@pytest.mark.parametrize("typed", ["12/03", "3.12", "12-03", "by 12/03", "12/03 10:00"])
def test_a_date_that_could_be_two_days_is_asked_back(typed: str) -> None:
    with pytest.raises(WhenError, match="could be two days — write “2026-12-03” or “2027-03-12”"):
        parse_moment(typed, NOW, "UTC", "future")


@pytest.mark.parametrize(
    "typed",
    ["", "hello", "a", "10", "may", "500", "2026-02-30", "31/31", "colour:blue", "x" * 40_000, "٣"],
)
def test_a_wrong_day_is_refused_with_an_example_that_works(typed: str) -> None:
    with pytest.raises(WhenError) as refusal:
        parse_day(typed, TODAY)
    assert parse_day(refusal.value.example, TODAY) < TODAY


@pytest.mark.parametrize(
    "typed", ["2126-11-21", "9999-12-31", "0001-01-01", "in 999 years", "999 years ago", "1 dec 9999"]
)
def test_a_day_more_than_ten_years_away_is_refused(typed: str) -> None:
    with pytest.raises(WhenError, match="more than ten years away"):
        parse_day(typed, TODAY)
    with pytest.raises(WhenError, match="more than ten years away"):
        parse_moment(typed, NOW, "Pacific/Kiritimati", "future")


def test_dates_are_read_in_the_readers_language_too() -> None:
    with use_language("es"):
        assert parse_day("mañana", TODAY) == date(2026, 11, 22)
        assert parse_day("tomorrow", TODAY) == date(2026, 11, 22)
    with use_language("xx"):
        assert parse_day("1 dec", TODAY, "future") == date(2026, 12, 1)


@pytest.mark.parametrize(
    ("typed", "moment"),
    [
        ("now", "2026-11-21T15:00:00"),
        ("tomorrow", "2026-11-22T22:59:59"),
        ("2026-12-01", "2026-12-01T22:59:59"),
        ("in 2 weeks", "2026-12-05T22:59:59"),
        ("end of month", "2026-11-30T22:59:59"),
        ("eod", "2026-11-21T22:59:59"),
        ("1 dec", "2026-12-01T22:59:59"),
        ("next monday at 9", "2026-11-23T08:00:00"),
        ("next monday, 9am", "2026-11-23T08:00:00"),
        ("tomorrow 9", "2026-11-22T08:00:00"),
        ("dec 9", "2026-12-09T22:59:59"),
        ("tomorrow 17:30", "2026-11-22T16:30:00"),
        ("tomorrow at noon", "2026-11-22T11:00:00"),
        ("5pm tomorrow", "2026-11-22T16:00:00"),
        ("1 dec at 12am", "2026-11-30T23:00:00"),
        ("25/12 12:30pm", "2026-12-25T11:30:00"),
        ("2026-12-01 14:00", "2026-12-01T13:00:00"),
        ("2026-12-01T14:00", "2026-12-01T13:00:00"),
        ("2026-12-01T14:00Z", "2026-12-01T14:00:00"),
        ("2026-12-01T14:00-05:00", "2026-12-01T19:00:00"),
        ("1 dec 2026 14:00 EST", "2026-12-01T19:00:00"),
        ("2026-07-01", "2026-07-01T21:59:59"),
        ("in 2 hours", "2026-11-21T17:00:00"),
        ("in 90m", "2026-11-21T16:30:00"),
        ("48h", "2026-11-23T15:00:00"),
        ("at 9", "2026-11-22T08:00:00"),
        ("17:00", "2026-11-21T16:00:00"),
        ("16:00", "2026-11-22T15:00:00"),
        ("tomorrow evening", "2026-11-22T17:00:00"),
    ],
)
def test_a_deadline_is_read_in_the_persons_zone(typed: str, moment: str) -> None:
    parsed = parse_moment(typed, NOW, "Europe/Berlin", "future")
    assert parsed == datetime.fromisoformat(moment).replace(tzinfo=UTC)
    assert parsed.tzinfo is UTC


@pytest.mark.parametrize(
    ("typed", "moment"),
    [
        ("yesterday", "2026-11-20T00:00:00"),
        ("friday 9:00", "2026-11-20T09:00:00"),
        ("17:00", "2026-11-20T17:00:00"),
        ("at 9", "2026-11-21T09:00:00"),
        ("2 hours ago", "2026-11-21T13:00:00"),
        ("90m", "2026-11-21T13:30:00"),
    ],
)
def test_a_moment_in_the_past_begins_its_day(typed: str, moment: str) -> None:
    assert parse_moment(typed, NOW, "UTC", "past") == datetime.fromisoformat(moment).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    "typed", ["", "hello", "25:00", "tomorrow at 25", "13pm", "at 9:75", "2026-02-30T10:00", "x" * 61]
)
def test_a_wrong_moment_is_refused_with_an_example_that_works(typed: str) -> None:
    with pytest.raises(WhenError) as refusal:
        parse_moment(typed, NOW, "UTC", "future")
    assert parse_moment(refusal.value.example, NOW, "UTC", "future") > NOW


@pytest.mark.parametrize(
    ("zone", "wall", "moment"),
    [
        ("Europe/Berlin", "2027-03-28 02:30", "2027-03-28T01:00:00"),
        ("Europe/Berlin", "2027-10-31 02:30", "2027-10-31T00:30:00"),
        ("America/New_York", "2027-03-14 02:00", "2027-03-14T07:00:00"),
        ("Australia/Lord_Howe", "2027-10-03 02:15", "2027-10-02T15:30:00"),
    ],
)
def test_clock_times_that_are_skipped_or_come_twice(zone: str, wall: str, moment: str) -> None:
    assert parse_moment(wall, NOW, zone, "future") == datetime.fromisoformat(moment).replace(tzinfo=UTC)


@settings(max_examples=1500, deadline=None)
@given(st.sampled_from(ZONES), st.datetimes(datetime(2018, 1, 1), datetime(2035, 1, 1)))
def test_a_clock_time_is_kept_in_every_zone_or_becomes_the_next_there_is(zone: str, wall: datetime) -> None:
    wall = wall.replace(second=0, microsecond=0)
    moment = parse_moment(f"{wall:%Y-%m-%d %H:%M}", NOW, zone, "future")
    shown = moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    assert shown >= wall
    if shown > wall:
        just_before = (moment - timedelta(seconds=1)).astimezone(ZoneInfo(zone)).replace(tzinfo=None)
        assert just_before < wall


@settings(max_examples=300, deadline=None)
@given(
    st.text(max_size=20) | st.from_regex(r"[a-z0-9:/., -]{1,20}", fullmatch=True), st.sampled_from(["past", "future"])
)
def test_any_text_is_a_time_or_a_refusal(text: str, prefer: Prefer) -> None:
    for read in (
        parse_duration,
        parse_period,
        parse_zone,
        lambda typed: parse_day(typed, TODAY, prefer),
        lambda typed: parse_moment(typed, NOW, "America/New_York", prefer),
    ):
        with contextlib.suppress(WhenError):
            assert read(text)


@settings(max_examples=1000, deadline=None)
@given(st.integers(1, 31 * 24 * 60))
def test_a_duration_that_is_written_out_reads_back(minutes: int) -> None:
    hours, rest = divmod(minutes, 60)
    for written in (f"{hours}h {rest}m", f"{hours}h{rest:02}", f"{hours}:{rest:02}", f"{minutes}m"):
        assert parse_duration(written) == minutes


@pytest.mark.parametrize(
    ("typed", "zone"),
    [
        ("UTC", "UTC"),
        ("utc", "UTC"),
        ("GMT", "UTC"),
        ("Europe/Berlin", "Europe/Berlin"),
        ("europe/berlin", "Europe/Berlin"),
        ("berlin", "Europe/Berlin"),
        ("New York", "America/New_York"),
        ("new_york", "America/New_York"),
        ("istanbul", "Europe/Istanbul"),
        ("Port-au-Prince", "America/Port-au-Prince"),
        ("America/Argentina/Buenos_Aires", "America/Argentina/Buenos_Aires"),
    ],
)
def test_a_zone_is_found_by_name_or_city(typed: str, zone: str) -> None:
    assert parse_zone(typed) == zone


@pytest.mark.parametrize(
    ("typed", "offered"),
    [("berlim", "Europe/Berlin"), ("Europe/Berlim", "Europe/Berlin"), ("new yrok", "America/New_York")],
)
def test_a_mistyped_city_is_offered_rightly(typed: str, offered: str) -> None:
    with pytest.raises(WhenError, match=f"did you mean “{offered}”") as refusal:
        parse_zone(typed)
    assert refusal.value.example == offered


@pytest.mark.parametrize("typed", ["", "xyzzyx", "+02:00", "../../etc/passwd", "x" * 40_000])
def test_a_zone_nobody_knows_is_refused(typed: str) -> None:
    with pytest.raises(WhenError) as refusal:
        parse_zone(typed)
    assert parse_zone(refusal.value.example) == "Europe/Berlin"


@pytest.mark.parametrize("zone", ZONES)
def test_every_zone_is_known_by_its_name(zone: str) -> None:
    assert parse_zone(zone) == zone


MORNING = 1796551200  # 2026-12-06T10:00:00Z


@pytest.mark.parametrize(
    ("zone", "locale", "shown"),
    [
        ("Europe/Berlin", "en", "Sun 6 Dec, 11:00 CET (10:00 UTC)"),
        ("UTC", "en", "Sun 6 Dec, 10:00 UTC"),
        ("Etc/UTC", "en", "Sun 6 Dec, 10:00 UTC"),
        ("America/New_York", "en", "Sun 6 Dec, 05:00 EST (10:00 UTC)"),
        ("Europe/Istanbul", "en", "Sun 6 Dec, 13:00 UTC+03 (10:00 UTC)"),
        ("Pacific/Kiritimati", "en", "Mon 7 Dec, 00:00 UTC+14 (Sun 10:00 UTC)"),
        ("Europe/Berlin", "de", "So. 6 Dez., 11:00 CET (10:00 UTC)"),
        ("UTC", "no such language", "Sun 6 Dec, 10:00 UTC"),
    ],
)
def test_a_moment_is_shown_in_the_readers_zone_and_utc(zone: str, locale: str, shown: str) -> None:
    assert format_moment(MORNING, zone, locale) == shown


def test_the_year_is_shown_only_when_it_is_another_one() -> None:
    assert format_moment(MORNING, "UTC", now=MORNING - 1000) == "Sun 6 Dec, 10:00 UTC"
    assert format_moment(MORNING, "UTC", now=MORNING + 30 * 86400) == "Sun 6 Dec 2026, 10:00 UTC"
