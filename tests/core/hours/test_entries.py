"""Logging in one line: what is understood, what is refused and why, and what the week comes to."""

from __future__ import annotations

import tempfile
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from shutil import copyfile
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.card import Moment
from core.request import Upload
from storage.timesheets import monday
from tests.core.stages import HOURLY
from tests.core.trial import changed, picture
from tests.kit import START, World, labels, open_world, told

OFFER = "/contract offer U-2 kind:hourly rate:40 manual:yes scope:Support"
SIGN = 'signature:"Bo Maker"'


def at(world: World, text: str, zone: str = "UTC") -> None:
    """Let the time go by, or back before anything has happened, until the clocks of a zone show this."""
    then = int(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).timestamp())
    if then > world.clock.now():
        world.passes(seconds=then - world.clock.now())
    else:
        world.clock.offset = then - START


def working(world: World, offer: str = f"{OFFER} limit:20h") -> World:
    """Wednesday noon of a contract that began on Monday."""
    world.joined().does("ann", offer)
    world.does("bo", f"/contract accept C-1 {SIGN}")
    at(world, "2025-11-26 12:00")
    return world


def entry(world: World, ref: str) -> dict[str, Any]:
    with world.session.transaction(write=False):
        row = world.session.execute(f"SELECT * FROM entries WHERE id = {ref.removeprefix('H-')}", {})
        names = [column[0] for column in row.description]
        [values] = row.fetchall()
    return dict(zip(names, values, strict=True))


def began(world: World, ref: str, zone: str = "UTC") -> str:
    return datetime.fromtimestamp(entry(world, ref)["starts_at"], ZoneInfo(zone)).strftime("%a %H:%M")


def refusal(world: World, nick: str, text: str) -> str:
    """Why it is refused; nothing has changed then."""
    before = picture(world.session)
    reply = world.says(nick, text)
    assert not reply.ok, told(reply)
    assert changed(before, picture(world.session)) == {}
    return told(reply)


@pytest.mark.parametrize(
    ("line", "when", "minutes", "memo"),
    [
        ("/hours log C-1 2h30 yesterday Fixed the login redirect", "Tue 09:00", 150, "Fixed the login redirect"),
        ("/log 2h30 yesterday Fixed the login redirect #123", "Tue 09:00", 150, "Fixed the login redirect #123"),
        ("/log 2h 30m yesterday Fixed the login redirect", "Tue 09:00", 150, "Fixed the login redirect"),
        ("/log 2:30 Fixed the login redirect", "Wed 09:00", 150, "Fixed the login redirect"),
        ("/log 9-11 -30m Fixed the login redirect", "Wed 09:00", 90, "Fixed the login redirect"),
        ("/log 9am-11am -20 min Fixed the login redirect", "Wed 09:00", 100, "Fixed the login redirect"),
        ("/log 2 hours and 20 minutes Fixed the login redirect", "Wed 09:00", 140, "Fixed the login redirect"),
        ("/log 90 min Fixed the login redirect", "Wed 09:00", 90, "Fixed the login redirect"),
        ("/log 1,5h Tuesday Fixed the login redirect", "Tue 09:00", 90, "Fixed the login redirect"),
        ("/log 1h 2025-11-25 Fixed the login redirect", "Tue 09:00", 60, "Fixed the login redirect"),
        ("/log 1h Friday’s demo prepared", "Wed 09:00", 60, "Friday’s demo prepared"),
        ("/log 1h Monday's bugs fixed", "Wed 09:00", 60, "Monday's bugs fixed"),
        ("/log 1h Yesterday: the demo, again", "Wed 09:00", 60, "Yesterday: the demo, again"),
        ("/log 1h at:7:10 Fixed the login redirect", "Wed 07:10", 60, "Fixed the login redirect"),
        ("/log 1h Fixed the login date:tuesday", "Tue 09:00", 60, "Fixed the login"),
        ('/log 1h memo:"yesterday was long" date:today', "Wed 09:00", 60, "yesterday was long"),
    ],
)
def test_a_line_is_understood(small_world: World, line: str, when: str, minutes: int, memo: str) -> None:
    world = working(small_world)
    world.does("bo", line)
    found = entry(world, "H-1")
    assert (began(world, "H-1"), found["minutes"], found["memo"]) == (when, minutes, memo)


def test_the_answer_repeats_day_and_duration_and_how_full_the_week_is(world: World) -> None:
    reply = working(world).does("bo", "/log 2h30 yesterday Fixed the login redirect")
    assert "Logged 2 h 30 for yesterday" in told(reply)
    assert "2 h 30 of 20 h" in told(reply)
    assert reply.card
    assert Moment(entry(world, "H-1")["starts_at"]) in reply.card.lines[0]
    assert world.recorded("C-1")["weeks"][0]["minutes"] == 150


def test_a_day_without_a_memo_asks_for_the_memo(small_world: World) -> None:
    world = working(small_world)
    asked = world.says("bo", "/log 2h yesterday")
    assert "Memo" in told(asked)
    more = world.says("bo", "Fixed the login redirect")
    world.presses("bo", more, "Skip the rest")
    assert (began(world, "H-1"), entry(world, "H-1")["memo"]) == ("Tue 09:00", "Fixed the login redirect")


def test_undo_takes_it_back_for_a_minute_and_then_says_how_to_delete_it(world: World) -> None:
    working(world)
    first = world.does("bo", "/log 2h Fixed the login redirect")
    assert world.presses("bo", first, "Undo").ok
    assert world.state("H-1") == "deleted"
    assert world.recorded("C-1")["weeks"][0]["minutes"] == 0
    second = world.does("bo", "/log 2h Fixed the login redirect")
    world.passes(seconds=61)
    late = world.presses("bo", second, "Undo")
    assert not late.ok
    assert "/hours delete H-2" in told(late)
    assert world.state("H-2") == "logged"


def test_the_same_delivery_twice_is_one_entry(world: World) -> None:
    working(world)
    request = world.request("bo", text="/log 2h Fixed the login redirect")
    assert world.hears(request) == world.hears(request)
    assert world.recorded("C-1")["weeks"][0]["minutes"] == 120


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("/log 2h35 Wrote the release notes", "duration: Time is logged in steps of 10 minutes; the nearest to 2 h 35"),
        ("/log 4m Wrote the release notes", "the nearest to 4 min is 10 min"),
        ("/log 25h Wrote the release notes", "duration: 25 h is more than a day has"),
        ("/log soon Wrote the release notes", "duration: “soon” is not a duration"),
        ("/log 2 Wrote the release notes", "duration: “2” could be hours or minutes"),
        ("/log -2h Wrote the release notes", "duration: “-2h” is not a duration"),
        ("/log 14h Wrote the release notes", "today has had 12 h so far"),
        ("/log 2h tomorrow Wrote the release notes", "date: That day is still to come"),
        ("/log 2h sunday Wrote the release notes", "date: The week before is locked since Mon 24 Nov, 00:00 UTC"),
        ("/log 2h 2025-11-31 Wrote the release notes", "date: “2025-11-31” is not a day"),
        ("/log 2h monday Wrote the release notes at:9:59", "at: The contract began Mon 24 Nov, 10:00 UTC"),
        ("/log 2h Wrote the release notes at:11:00", "at: 2 h would reach into the future"),
        ("/log 2h Wrote the release notes at:25:00", "at: “25:00” is no time of day"),
        ("/log 2h Wrote the release notes at:8:30", "at: That overlaps with H-1 “Fixed the login redirect”"),
        ("/log 2h Fixed the login redirect", "memo: That is word for word your last memo"),
        ("/log 2h ?!?!", "memo: There is not a word in it"),
        ("/log 2h stuff", "memo: “stuff” is too short"),
        ("/log 2h Wrote the release notes link:nowhere", "link: “nowhere” is not a web address"),
        ("/log 2h Wrote the release notes colour:blue", "has no field “colour”"),
    ],
)
def test_a_line_that_cannot_be_taken_is_refused_and_names_the_field(small_world: World, line: str, why: str) -> None:
    world = working(small_world)
    world.does("bo", "/log 2h Fixed the login redirect at:8:00")
    assert why in refusal(world, "bo", line)


def test_a_mistake_keeps_what_was_right(small_world: World) -> None:
    world = working(small_world)
    refused = world.says("bo", "/log 2h yesterday stuff link:https://example.org/pull/7")
    world.presses("bo", refused, "Put it right")
    world.says("bo", "Fixed the login redirect")
    found = entry(world, "H-1")
    assert (found["memo"], found["minutes"], found["links"]) == (
        "Fixed the login redirect",
        120,
        '["https://example.org/pull/7"]',
    )
    assert began(world, "H-1") == "Tue 09:00"


def test_two_contracts_of_one_person_never_take_the_same_hour(world: World) -> None:
    working(world)
    world.does("dee", OFFER)
    world.does("bo", f"/contract accept C-2 {SIGN}")
    world.does("bo", "/hours log C-1 2h yesterday Fixed the login redirect")
    world.does("bo", "/hours log C-1 2h Fixed the other login")
    assert "Contract" in told(world.says("bo", "/log 2h Wrote the release notes"))
    world.passes(hours=2)
    world.does("bo", "/hours log C-2 2h Wrote the release notes")
    assert began(world, "H-3") == "Wed 12:00"
    why = refusal(world, "bo", "/hours log C-1 1h Fixed a third login at:12:30")
    assert "overlaps with H-3" in why


def test_time_is_for_hourly_contracts_that_run(small_world: World) -> None:
    world = small_world.hired()
    assert "is paid by milestones" in refusal(world, "bo", "/hours log C-1 2h Fixed the login redirect")
    world.does("ann", OFFER)
    assert "only offered" in refusal(world, "bo", "/hours log C-2 2h Fixed the login redirect")
    world.does("bo", f"/contract accept C-2 {SIGN}")
    assert "is for freelancers" in refusal(world, "ann", "/hours log C-2 2h Fixed the login redirect")
    assert "cannot find C-2" in refusal(world, "cy", "/hours log C-2 2h Fixed the login redirect")
    for state, why in (("paused", "Ann Client resumes it"), ("suspended", "by an operator"), ("ended", "is over")):
        with world.session.transaction(write=True):
            world.session.execute(f"UPDATE contracts SET state = '{state}' WHERE id = 2", {})
        assert why in refusal(world, "bo", "/hours log C-2 2h Fixed the login redirect")


def test_an_onboarding_that_is_open_takes_no_time_and_names_its_tasks(small_world: World) -> None:
    world = small_world.joined()
    world.does("ann", f"{OFFER} onboarding:yes")
    world.does("bo", f"/contract accept C-1 {SIGN}")
    why = refusal(world, "bo", "/hours log C-1 10m Fixed the login redirect")
    assert "before the onboarding of C-1 is done" in why
    assert "T-1" in why


def test_where_manual_time_is_off_something_has_to_show_the_work(world: World) -> None:
    working(world, OFFER.replace("manual:yes", "manual:no"))
    why = refusal(world, "bo", "/log 2h Fixed the login redirect")
    assert "link: C-1 takes only time with something that shows the work" in why
    world.does("bo", "/log 2h Fixed the login redirect commit:4f2a9c1")
    world.does("bo", "/log 1h Wrote the release notes", files=(Upload("notes.txt", "text/plain", b"Notes"),))
    assert "commit 4f2a9c1" in told(world.does("bo", "/hours show H-1"))
    assert "notes.txt" in told(world.does("ann", "/hours show H-2"))


def test_the_limit_warns_at_four_fifths_and_at_the_whole_and_says_what_is_over(world: World) -> None:
    working(world, f"{OFFER} limit:10h")
    assert "Nearly full" not in told(world.does("bo", "/log 7h50 yesterday Fixed the login redirect"))
    assert "Nearly full: 2 h until" in told(world.does("bo", "/log 10m yesterday Answered a question"))
    assert "limit is reached" in told(world.does("bo", "/log 2h yesterday Wrote the release notes"))
    over = told(world.does("bo", "/log 1h30 Sent the release notes"))
    assert "1 h 30 of it are over the limit: shown, and not billed" in over
    week = world.recorded("C-1")["weeks"][0]
    assert (week["minutes"], week["billable_minutes"]) == (690, 600)


def test_an_entry_is_corrected_where_it_is_or_moved_to_where_it_fits(world: World) -> None:
    working(world)
    world.does("bo", "/log 2h yesterday Fixed the login redirect")
    world.does("bo", "/log 1h yesterday Wrote the release notes")
    world.does("bo", "/hours edit H-1 duration:1h Fixed the login redirect and its test")
    assert (began(world, "H-1"), entry(world, "H-1")["minutes"]) == ("Tue 09:00", 60)
    world.does("bo", "/hours edit H-1 2h")
    assert began(world, "H-1") == "Tue 09:00"
    world.does("bo", "/hours edit H-1 3h")
    assert began(world, "H-1") == "Tue 12:00"
    world.does("bo", "/hours edit H-1 date:today")
    assert began(world, "H-1") == "Wed 09:00"
    assert "overlaps with H-2" in refusal(world, "bo", "/hours edit H-1 date:yesterday at:11:30")
    assert "Nothing was given" in refusal(world, "bo", "/hours edit H-1 duration:3h")
    assert world.recorded("C-1")["weeks"][0]["minutes"] == 240
    world.does("bo", "/hours delete H-2")
    assert world.recorded("C-1")["weeks"][0]["minutes"] == 180


def test_codes_are_those_of_the_client_if_there_are_any(small_world: World) -> None:
    world = working(small_world)
    with world.session.transaction(write=True):
        world.session.execute('UPDATE contracts SET codes = \'["design", "support"]\'', {})
    assert "none of the codes of C-1: “design”, “support”" in refusal(
        world, "bo", "/log 2h Fixed the login redirect code:lunch"
    )
    world.does("bo", "/log 2h Fixed the login redirect code:support")
    assert entry(world, "H-1")["code"] == "support"


def test_a_zone_that_changes_in_the_week_moves_no_entry_and_keeps_overlaps_out(world: World) -> None:
    working(world)
    world.does("bo", "/account set timezone:Tokyo")
    world.does("bo", "/log 2h today Fixed the login redirect")
    assert began(world, "H-1", "Asia/Tokyo") == "Wed 09:00"
    world.does("bo", "/account set timezone:UTC")
    assert "overlaps with H-1" in refusal(world, "bo", "/log 1h Wrote the release notes at:1:00")
    world.does("bo", "/log 2h Wrote the release notes")
    assert (began(world, "H-1"), began(world, "H-2")) == ("Wed 00:00", "Wed 09:00")


@pytest.mark.parametrize(
    ("start", "zone", "line", "when"),
    [
        ("2026-03-27 08:00", "Europe/Berlin", "/log 1h sunday Moved the clock forward at:2:30", "Sun 03:00"),
        ("2026-10-23 08:00", "Europe/Berlin", "/log 24h sunday Moved the clock back", "Sun 01:00"),
        ("2028-02-28 08:00", "Europe/Berlin", "/log 1h 2028-02-29 Worked on the leap day", "Tue 09:00"),
        ("2026-12-28 08:00", "Europe/Berlin", "/log 1h friday Worked in week 53", "Fri 09:00"),
    ],
)
def test_odd_days_are_logged_like_others(small_world: World, start: str, zone: str, line: str, when: str) -> None:
    world = small_world
    at(world, start)
    working_since = world.clock.now()
    world.joined().does("ann", OFFER)
    world.does("bo", f"/account set timezone:{zone}")
    world.does("bo", f"/contract accept C-1 {SIGN}")
    world.clock.offset += monday(working_since) + 7 * 86_400 - 1 - working_since  # Sunday, a second to midnight
    world.does("bo", line)
    assert began(world, "H-1", zone) == when


def copied(template: Path, folder: str) -> str:
    """A database of its own for each try."""
    copyfile(template, f"{folder}/parley.db")
    return f"sqlite:///{folder}/parley.db"


LINES = st.tuples(
    st.sampled_from([1, 2]),
    st.integers(1, 50).map(lambda steps: steps * 10),
    st.sampled_from(["today", "yesterday", "monday", "tuesday"]),
    st.none() | st.integers(0, 23),
)


@settings(max_examples=15, deadline=None)
@given(lines=st.lists(st.tuples(LINES, st.integers(0, 10), st.sampled_from(["log", "edit", "delete"])), max_size=14))
def test_in_any_order_entries_never_overlap_and_the_weeks_are_their_sums(
    sqlite_template: Path, lines: list[Any]
) -> None:
    with tempfile.TemporaryDirectory() as folder, open_world(copied(sqlite_template, folder)) as world:
        working(world)
        world.does("dee", OFFER)
        world.does("bo", f"/contract accept C-2 {SIGN}")
        for number, ((contract, minutes, day, clock), hours, verb) in enumerate(lines):
            when = f" at:{clock}:00" if clock is not None else ""
            if verb == "log":
                world.says("bo", f"/hours log C-{contract} {minutes}m {day} Did a piece of work {number}{when}")
            elif verb == "edit":
                world.says("bo", f"/hours edit H-{contract} {minutes}m date:{day}{when}")
            else:
                world.says("bo", f"/hours delete H-{contract}")
            world.passes(hours=hours)
        with world.session.transaction(write=False):
            rows = world.session.execute(
                "SELECT starts_at, minutes, week_id, contract_id FROM entries WHERE state <> 'deleted' ORDER BY 1", {}
            ).fetchall()
            sums = world.session.execute("SELECT id, minutes FROM weeks", {}).fetchall()
        for (start, minutes, *_), (following, *_) in pairwise(rows):
            assert start + minutes * 60 <= following
        assert all(start + minutes * 60 <= world.clock.now() for start, minutes, *_ in rows)
        assert all(start >= monday(START) for start, *_ in rows)
        assert {week: total for week, total in sums} == {
            week: sum(row[1] for row in rows if row[2] == week) for week, _total in sums
        }


def test_the_bare_word_shows_each_contract_with_its_week_and_a_button_to_log(world: World) -> None:
    HOURLY(world)
    assert "0 min of 20 h" in told(world.does("bo", "/hours"))
    assert labels(world.does("bo", "/hours")) == ["Log on C-1"]
    assert labels(world.does("ann", "/hours")) == []
    assert "No hourly contract runs" in told(world.does("cy", "/hours"))
