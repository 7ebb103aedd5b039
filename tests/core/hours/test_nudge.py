"""The reminder of missing hours: on Friday, once a week, with the days, the action and the last moment in it."""

from __future__ import annotations

from core.card import Card
from tests.core.hours.test_timing import working
from tests.kit import DAY, HOUR, World, labels, told

FRIDAY = 4 * DAY + 6 * HOUR
MISSING = "Hours are missing this week"


def reminders(world: World) -> list[Card]:
    return [card for card in world.inbox("bo") if MISSING in told(card)]


def to_friday(world: World) -> World:
    world.passes(days=4, hours=6)
    return world


def test_it_names_the_missing_workdays_until_when_and_what_happens_then(world: World) -> None:
    working(world).passes(days=1)
    world.does("bo", "/hours log C-1 1h Fixed the login redirect")
    world.passes(days=3, hours=6)
    [card] = reminders(world)
    words = told(card)
    assert "Mon 24 Nov, Wed 26 Nov, Thu 27 Nov, Fri 28 Nov" in words
    assert f"log it until @{1_763_978_400 + 7 * DAY - 10 * HOUR}" in words
    assert "cannot be logged any more" in words
    assert labels(card) == ["Log on C-1"]
    assert "Duration" in told(world.presses("bo", card, "Log on C-1"))


def test_it_does_not_come_if_nothing_is_missing(small_world: World) -> None:
    world = working(small_world)
    world.passes(hours=5)
    for day in range(5):
        world.does("bo", f"/hours log C-1 1h Fixed part {day} of the login redirect")
        if day < 4:
            world.passes(days=1)
    world.passes(hours=2)
    assert reminders(world) == []


def test_days_before_the_start_of_the_contract_are_not_missing(small_world: World) -> None:
    small_world.joined()
    small_world.clock.advance(3 * DAY)
    world = working(small_world)
    world.passes(days=1, hours=6)
    [card] = reminders(world)
    assert "· Thu 27 Nov, Fri 28 Nov" in told(card)


def test_it_is_muted_with_the_questions_and_while_the_contract_stands_still(small_world: World) -> None:
    working(small_world).does("bo", "/hours prompt off")
    assert reminders(to_friday(small_world)) == []


def test_it_does_not_come_while_nothing_can_be_logged(small_world: World) -> None:
    working(small_world).does("ann", "/contract pause C-1")
    assert reminders(to_friday(small_world)) == []


def test_a_move_to_the_west_brings_no_second_one_in_the_same_week(small_world: World) -> None:
    world = to_friday(working(small_world))
    assert len(reminders(world)) == 1
    world.does("bo", '/account set timezone:"Los Angeles"')
    world.passes(hours=8)
    assert reminders(world) == []


def test_after_a_downtime_it_comes_late_while_it_still_helps_and_never_in_the_quiet_hours(world: World) -> None:
    working(world).does("bo", "/account set quiet:21-8")
    world.sleeps(days=4, hours=12)
    world.ticks()
    assert reminders(world) == []
    world.passes(hours=10)
    assert len(reminders(world)) == 1


def test_after_the_week_it_is_too_late(small_world: World) -> None:
    working(small_world).sleeps(days=7)
    small_world.ticks()
    assert reminders(small_world) == []
    assert small_world.deadlines(f"DY-{small_world.number('bo')}")["nudge"] == FRIDAY
