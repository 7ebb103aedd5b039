"""Where time is put: free, past, within one week and after the start, in every zone and on every odd day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.hours.placing import Frame, Wish, bounds, day_of, place
from core.refusal import Mistake
from storage.records import Contract
from storage.timesheets import WEEK_SECONDS, Entry, monday

HOUR = 3_600
LONG_AGO = 0
CONTRACT = Contract.__new__(Contract)  # placing looks at the times of an entry alone
ZONES = ("UTC", "Europe/Berlin", "America/Los_Angeles", "Asia/Kathmandu", "Pacific/Apia", "Australia/Lord_Howe")


def moment(text: str, zone: str = "UTC") -> int:
    """The moment of a clock time: `2026-03-29 12:00`."""
    return int(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).timestamp())


def entry(start: int, minutes: int, number: int = 1) -> Entry:
    """Time that is taken already."""
    return Entry(
        id=number,
        state="logged",
        version=1,
        policy=1,
        created_at=start,
        contract_id=1,
        week_id=1,
        starts_at=start,
        minutes=minutes,
        memo="Earlier work",
        code="",
        links="[]",
        commit_id="",
        files="[]",
        timed=0,
        conceded=0,
        objection="",
        answer="",
        contract=CONTRACT,
    )


def frame(now: int, began: int = LONG_AGO, taken: Sequence[Entry] = (), *, strict: bool = False) -> Frame:
    return Frame(now, monday(now), began, strict, taken)


def placed(now: str, minutes: int, day: str, zone: str = "UTC", *, at: time | None = None, **more: object) -> str:
    """Where it was put, by the clocks of the zone: `03-29 09:00`."""
    wish = Wish(minutes, date.fromisoformat(day), at, zone)
    start = place(wish, frame(moment(now), **more))  # type: ignore[arg-type]  # named by each test
    return datetime.fromtimestamp(start, ZoneInfo(zone)).strftime("%m-%d %H:%M")


def refused(now: str, minutes: int, day: str, zone: str = "UTC", **more: object) -> str:
    """Why it was not put anywhere."""
    with pytest.raises(Mistake) as error:
        placed(now, minutes, day, zone, **more)  # type: ignore[arg-type]  # as above
    return f"{error.value.field}: {error.value.sentence}"


def test_time_without_a_clock_begins_in_the_morning() -> None:
    assert placed("2026-11-18 17:00", 150, "2026-11-17") == "11-17 09:00"
    assert placed("2026-11-18 17:00", 150, "2026-11-17", "Asia/Kathmandu") == "11-17 09:00"


def test_where_the_morning_is_too_late_the_latest_free_time_is_taken() -> None:
    assert placed("2026-11-18 10:00", 150, "2026-11-18") == "11-18 07:30"


def test_time_goes_after_what_is_there() -> None:
    there = [entry(moment("2026-11-17 09:00"), 60), entry(moment("2026-11-17 10:30"), 60)]
    assert placed("2026-11-18 17:00", 30, "2026-11-17", taken=there) == "11-17 10:00"
    assert placed("2026-11-18 17:00", 40, "2026-11-17", taken=there) == "11-17 11:30"


def test_a_full_day_says_how_much_is_logged_on_it() -> None:
    there = [entry(moment("2026-11-17 00:00"), 23 * 60)]
    assert "24 h 30 on one day, which has 24 h: 23 h are logged already" in refused(
        "2026-11-18 17:00", 90, "2026-11-17", taken=there
    )
    scattered = [entry(moment(f"2026-11-17 {hour:02}:00"), 60) for hour in range(0, 24, 2)]
    assert "no free 2 h in one piece" in refused("2026-11-18 17:00", 120, "2026-11-17", taken=scattered)


def test_the_future_is_refused_with_what_today_has_had_so_far() -> None:
    assert "today has had 3 h 20 so far" in refused("2026-11-18 03:20", 210, "2026-11-18")
    assert "still to come" in refused("2026-11-18 12:00", 60, "2026-11-19")
    assert "at: 1 h would reach into the future" in refused("2026-11-18 12:00", 60, "2026-11-18", at=time(11, 30))


def test_a_named_time_is_taken_to_the_minute() -> None:
    assert placed("2026-11-18 12:00", 60, "2026-11-18", at=time(7, 17)) == "11-18 07:17"
    assert placed("2026-11-18 12:00", 60, "2026-11-17", at=time(23, 30)) == "11-17 23:30"


def test_a_named_time_over_another_entry_is_refused_and_names_it() -> None:
    there = [entry(moment("2026-11-18 08:00"), 60, number=7)]
    assert "overlaps with H-7 “Earlier work”" in refused(
        "2026-11-18 12:00", 60, "2026-11-18", at=time(8, 50), taken=there
    )
    assert placed("2026-11-18 12:00", 60, "2026-11-18", at=time(9), taken=there) == "11-18 09:00"


def test_the_week_before_is_locked_since_monday_in_both_clocks() -> None:
    why = refused("2026-11-18 12:00", 60, "2026-11-15", "Europe/Berlin")
    assert "locked since Mon 16 Nov, 01:00" in why
    assert "(00:00 UTC)" in why


def test_of_a_day_that_two_weeks_share_only_this_weeks_part_is_used() -> None:
    # Monday in Berlin begins an hour before the week does.
    assert placed("2026-11-16 01:30", 90, "2026-11-16", "Europe/Berlin") == "11-16 01:00"
    # Sunday in Los Angeles ends eight hours after it has begun.
    assert placed("2026-11-16 03:00", 180, "2026-11-15", "America/Los_Angeles") == "11-15 16:00"
    assert "locked since" in refused("2026-11-16 03:00", 240, "2026-11-15", "America/Los_Angeles")
    assert "locked since" in refused("2026-11-16 03:00", 60, "2026-11-15", "America/Los_Angeles", at=time(15, 30))


def test_nothing_lies_before_the_day_on_which_the_contract_began() -> None:
    began = moment("2026-11-17 14:30")
    assert "The contract began" in refused("2026-11-18 12:00", 60, "2026-11-16", began=began)
    assert "The contract began" in refused("2026-11-18 12:00", 60, "2026-11-17", began=began, at=time(14, 29))
    assert placed("2026-11-18 12:00", 60, "2026-11-17", began=began, at=time(14, 30)) == "11-17 14:30"


def test_on_its_first_day_time_goes_after_the_start_if_it_fits_there_and_else_the_day_counts() -> None:
    began = moment("2026-11-17 14:30")
    assert placed("2026-11-17 17:00", 150, "2026-11-17", began=began) == "11-17 14:30"
    assert placed("2026-11-17 17:00", 180, "2026-11-17", began=began) == "11-17 09:00"


def test_after_an_onboarding_not_even_the_first_day_counts_before_the_start() -> None:
    began = moment("2026-11-17 14:30")
    assert placed("2026-11-17 17:00", 150, "2026-11-17", began=began, strict=True) == "11-17 14:30"
    assert "The contract began" in refused("2026-11-18 17:00", 600, "2026-11-17", began=began, strict=True)


@pytest.mark.parametrize(("day", "hours"), [("2026-03-29", 23), ("2026-10-25", 25), ("2028-02-29", 24)])
def test_a_day_is_as_long_as_its_clocks_say(day: str, hours: int) -> None:
    begins, ends = bounds(date.fromisoformat(day), "Europe/Berlin")
    assert ends - begins == hours * HOUR
    now = datetime.fromtimestamp(ends, UTC).isoformat()[:16]
    assert placed(now, hours * 60, day, "Europe/Berlin") == f"{day[5:]} 00:00"
    assert f"on one day, which has {hours} h" in refused(now, hours * 60 + 10, day, "Europe/Berlin")


def test_a_clock_time_that_is_skipped_is_the_next_there_is_and_of_two_the_first() -> None:
    assert placed("2026-03-29 12:00", 60, "2026-03-29", "Europe/Berlin", at=time(2, 30)) == "03-29 03:00"
    wish = Wish(60, date(2026, 10, 25), time(2, 30), "Europe/Berlin")
    assert place(wish, frame(moment("2026-10-25 12:00"))) == moment("2026-10-25 00:30")


def test_the_leap_day_and_week_53_are_days_and_weeks_like_others() -> None:
    assert placed("2028-02-29 20:00", 60, "2028-02-29") == "02-29 09:00"
    assert datetime(2026, 12, 28, tzinfo=UTC).isocalendar().week == 53
    assert placed("2027-01-01 20:00", 60, "2026-12-28") == "12-28 09:00"
    assert "locked since" in refused("2027-01-04 20:00", 60, "2027-01-03")


@given(
    now=st.integers(moment("2026-01-05 00:00"), moment("2028-12-31 00:00")),
    back=st.integers(0, 8),
    wanted=st.tuples(st.integers(1, 144).map(lambda steps: steps * 10), st.none() | st.times()),
    zone=st.sampled_from(ZONES),
    began=st.integers(0, 12 * 86_400),
    strict=st.booleans(),
    taken=st.lists(st.tuples(st.integers(0, 7 * 144), st.integers(1, 60)), max_size=8),
)
def test_wherever_time_is_put_it_is_free_past_in_one_week_and_after_the_start(
    now: int,
    back: int,
    wanted: tuple[int, time | None],
    zone: str,
    began: int,
    strict: bool,
    taken: list[tuple[int, int]],
) -> None:
    others: list[Entry] = []
    for slot, steps in sorted(taken):
        start = monday(now) + slot * 600
        if not others or others[-1].ends_at <= start:
            others.append(entry(start, steps * 10))
    start_at = now - began
    minutes, clock = wanted
    wish = Wish(minutes, day_of(now, zone) - timedelta(days=back), clock, zone)
    try:
        start = place(wish, Frame(now, monday(now), start_at, strict, others))
    except Mistake:
        return
    end = start + minutes * 60
    assert end <= now
    assert monday(now) <= start
    assert end <= monday(now) + WEEK_SECONDS
    assert all(end <= other.starts_at or other.ends_at <= start for other in others)
    assert start >= start_at or (not strict and clock is None and day_of(start, zone) == day_of(start_at, zone))
    assert clock is not None or (day_of(start, zone) == wish.day == day_of(end - 1, zone))
