"""The timer: one at a time, full ten minutes, nothing lost at the end of a week or of a contract, nothing twice."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.kit import DAY, HOUR, World, labels, told

OFFER = "/contract offer U-2 kind:hourly rate:40 limit:20h manual:{manual} scope:Support"


def working(world: World, manual: str = "yes") -> World:
    """Bo works for Ann by the hour on C-1 since Monday 10:00 UTC."""
    world.joined()
    world.does("ann", OFFER.format(manual=manual))
    world.does("bo", '/contract accept C-1 signature:"Bo Maker"')
    world.inbox("bo"), world.inbox("ann")
    return world


def entries(world: World) -> list[tuple[int, int, str]]:
    """The entries that count: start in minutes since the world began, minutes, state of the timer's mark."""
    with world.session.transaction(write=False):
        rows = world.session.execute(
            "SELECT starts_at, minutes, timed FROM entries WHERE state <> 'deleted' ORDER BY starts_at", {}
        ).fetchall()
    return [((row[0] - 1_763_978_400) // 60, row[1], "timed" if row[2] else "by hand") for row in rows]


def test_what_it_measured_is_logged_in_full_ten_minutes(world: World) -> None:
    working(world)
    started = world.does("bo", "/hours start C-1 Fixing the login redirect")
    assert "the timer runs" in told(started)
    assert labels(started)[:2] == ["Stop", "Throw away"]
    world.passes(hours=1, minutes=27)
    stopped = world.does("bo", "/hours stop")
    assert "1 h 20 logged as H-1. 7 min are not counted" in told(stopped)
    assert entries(world) == [(0, 80, "timed")]
    assert world.state("TM-1") == "stopped"


def test_less_than_ten_minutes_are_not_logged_and_it_says_so(world: World) -> None:
    working(world).does("bo", "/hours start C-1 Fixing the login redirect")
    world.passes(minutes=9, seconds=59)
    assert "less than ten minutes" in told(world.does("bo", "/hours stop"))
    assert entries(world) == []


def test_a_second_timer_is_refused_with_the_first_and_its_buttons(world: World) -> None:
    working(world).does("bo", "/hours start C-1 Fixing the login redirect")
    refused = world.says("bo", "/hours start C-1 Something else entirely")
    assert not refused.ok
    assert "One timer runs already" in told(refused)
    assert "TM-1 Fixing the login redirect" in told(refused)
    assert world.presses("bo", refused, "Stop").ok
    assert world.state("TM-1") == "stopped"


@pytest.mark.parametrize("memo", ["x", "......", "aaaaaaaaaaaa"])
def test_its_memo_is_checked_as_for_logging(small_world: World, memo: str) -> None:
    refused = working(small_world).says("bo", f"/hours start C-1 {memo}")
    assert not refused.ok
    assert "memo:" in told(refused)


@pytest.mark.parametrize(
    ("before", "why"),
    [
        ([("oz", "/admin suspend U-1 Reported")], "suspended"),
        ([("ann", "/contract pause C-1")], "paused"),
        ([("ann", "/contract end C-1 reason:completed confirm:yes")], "over"),
    ],
)
def test_no_timer_starts_on_a_contract_that_takes_no_time(
    small_world: World, before: list[tuple[str, str]], why: str
) -> None:
    working(small_world)
    for nick, text in before:
        small_world.does(nick, text)
    refused = small_world.says("bo", "/hours start C-1 Fixing the login redirect")
    assert not refused.ok
    assert why in told(refused)


def test_it_asks_after_two_hours_and_goes_on_when_told_so(world: World) -> None:
    working(world).does("bo", "/hours start C-1 Fixing the login redirect")
    world.passes(hours=2)
    asked = world.inbox("bo")[-1]
    assert "Still at it?" in told(asked)
    assert labels(asked)[:2] == ["Still at it", "Stop"]
    world.passes(minutes=30)
    assert world.presses("bo", asked, "Still at it").ok
    world.passes(hours=1)
    assert world.state("TM-1") == "running"
    world.does("bo", "/hours stop")
    assert entries(world) == [(0, 210, "timed")]


def test_without_an_answer_it_counts_until_the_question(world: World) -> None:
    working(world).does("bo", "/hours start C-1 Fixing the login redirect")
    world.passes(hours=2)
    world.passes(hours=3)
    assert world.state("TM-1") == "idle"
    assert "stands still" in told(world.inbox("bo")[-1])
    world.does("bo", "/hours stop")
    assert entries(world) == [(0, 120, "timed")]


def test_the_answer_stop_counts_until_the_answer(small_world: World) -> None:
    working(small_world).does("bo", "/hours start C-1 Fixing the login redirect")
    small_world.passes(hours=2)
    asked = small_world.inbox("bo")[-1]
    small_world.passes(minutes=40)
    small_world.presses("bo", asked, "Stop")
    assert entries(small_world) == [(0, 160, "timed")]


def test_what_was_logged_meanwhile_is_not_counted_twice(world: World) -> None:
    working(world).does("bo", "/hours start C-1 Fixing the login redirect")
    world.passes(hours=1, minutes=50)
    world.does("bo", "/hours log C-1 30m at:10:40 Called Ann about the design")
    world.passes(minutes=5)
    asked = world.says("bo", "/hours stop")
    assert "Log what fits" in told(asked)
    assert "Logged meanwhile, H-1" in told(asked)
    assert world.state("TM-1") == "running"
    world.presses("bo", asked, "Confirm")
    assert entries(world) == [(0, 40, "timed"), (40, 30, "by hand"), (70, 40, "timed")]


def test_where_the_work_must_be_shown_the_timer_goes_on_until_it_is(world: World) -> None:
    working(world, manual="no").does("bo", "/hours start C-1 Fixing the login redirect")
    world.passes(hours=1)
    refused = world.says("bo", "/hours stop")
    assert not refused.ok
    assert "link:" in told(refused)
    assert world.state("TM-1") == "running"
    world.does("bo", "/hours stop link:https://example.org/pull/7")
    assert entries(world) == [(0, 60, "timed")]
    assert world.recorded("H-1")["state"] == "logged"


def test_on_monday_it_is_cut_and_what_it_measured_stays_in_its_week(world: World) -> None:
    working(world)
    world.passes(days=6, hours=13)  # Sunday 23:00 UTC
    world.does("bo", "/hours start C-1 Fixing the login redirect")
    world.inbox("bo")
    world.passes(hours=1)
    assert world.state("TM-1") == "stopped"
    notices = [told(card) for card in world.inbox("bo")]
    assert any("the week is over. 1 h logged as H-1." in text for text in notices), notices
    assert entries(world) == [((6 * DAY + 13 * HOUR) // 60, 60, "timed")]
    assert world.recorded("C-1")["weeks"][0]["minutes"] == 60


def test_after_a_downtime_it_is_cut_at_the_end_of_the_week_all_the_same(world: World) -> None:
    working(world)
    world.passes(days=6, hours=13)
    world.does("bo", "/hours log C-1 1h at:20:00 Wrote the first tests")
    world.does("bo", "/hours start C-1 Fixing the login redirect")
    world.sleeps(hours=9)
    world.ticks()
    world.passes(minutes=1)
    assert entries(world)[1:] == [((6 * DAY + 13 * HOUR) // 60, 60, "timed")]
    assert world.recorded("C-1")["weeks"][0]["state"] == "correcting"


@pytest.mark.parametrize(
    ("nick", "text"),
    [
        ("ann", "/contract pause C-1"),
        ("ann", "/contract end C-1 reason:completed confirm:yes"),
        ("bo", "/contract end C-1 reason:completed confirm:yes"),
        ("oz", "/admin suspend U-1 Reported"),
    ],
)
def test_a_contract_that_takes_no_more_time_stops_it_and_its_time_counts(world: World, nick: str, text: str) -> None:
    working(world).does("bo", "/hours start C-1 Fixing the login redirect")
    world.passes(minutes=50)
    world.does(nick, text)
    assert world.state("TM-1") == "stopped"
    assert entries(world) == [(0, 50, "timed")]
    assert any("50 min logged as H-1" in told(card) for card in world.inbox("bo"))


def test_it_can_be_thrown_away(small_world: World) -> None:
    started = working(small_world).does("bo", "/hours start C-1 Fixing the login redirect")
    small_world.passes(hours=1)
    assert "nothing is logged" in told(small_world.presses("bo", started, "Throw away"))
    assert entries(small_world) == []
    small_world.does("bo", "/hours start C-1 Fixing it once more")


def test_two_presses_at_once_and_a_second_delivery_make_one_entry(world: World) -> None:
    started = working(world).does("bo", "/hours start C-1 Fixing the login redirect")
    world.passes(hours=1)
    press: Any = next(found.press for found in (started.card.buttons if started.card else ()) if found.label == "Stop")
    request = world.pressing("bo", press)
    assert world.hears(request) == world.hears(request)
    again = world.hears(replace(request, key="another press"))
    assert not again.ok
    assert entries(world) == [(0, 60, "timed")]


def test_a_stranger_does_not_learn_of_it(small_world: World) -> None:
    working(small_world).does("bo", "/hours start C-1 Fixing the login redirect")
    assert "I cannot find TM-1 among your things." in told(small_world.says("cy", "/hours stop TM-1"))


@pytest.mark.parametrize("what", ["stop", "keep", "discard"])
def test_without_a_timer_there_is_a_sentence_of_its_own(small_world: World, what: str) -> None:
    working(small_world)
    said = told(small_world.says("bo", f"/hours {what}"))
    assert said.startswith("No timer of yours runs. Start one with /hours start")


def test_a_running_timer_is_on_home_and_hours_and_its_contract_with_its_button(small_world: World) -> None:
    world = working(small_world)
    started = world.presses("bo", world.does("bo", "/contract show C-1"), "Start timer")
    world.answers("bo", "Fixing the login redirect")
    assert started.card is not None
    world.passes(minutes=20)
    for text in ("/market", "/hours"):
        assert "The timer of C-1 runs since" in told(world.does("bo", text))
        assert "The timer" not in told(world.does("ann", text))
    assert "Start timer" not in labels(world.does("ann", "/contract show C-1"))
    shown = world.does("bo", "/contract show C-1")
    assert "Start timer" not in labels(shown)
    assert world.presses("bo", shown, "Stop the timer").ok
    assert world.state("TM-1") == "stopped"
    assert "Stop the timer" not in labels(world.does("bo", "/market"))
