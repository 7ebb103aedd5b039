"""The weekly summary: on Monday, to both sides, once, with what comes next."""

from __future__ import annotations

from core.card import Card
from tests.core.hours.test_timing import OFFER, working
from tests.kit import DAY, HOUR, World, labels, told

SUMMARY = "Your week of 24 Nov"


def summaries(world: World, nick: str) -> list[Card]:
    return [card for card in world.inbox(nick) if SUMMARY in told(card)]


def to_monday(world: World, hours: int = 22) -> World:
    """Until Monday 08:00 UTC."""
    world.passes(days=6, hours=hours)
    return world


def test_both_read_what_each_contract_comes_to_and_what_comes_next(world: World) -> None:
    working(world).does("ann", "/account set timezone:UTC")
    world.passes(hours=4)
    world.does("bo", "/hours log C-1 3h Fixed the login redirect")
    world.inbox("bo")
    world.passes(days=6, hours=18)
    for nick in ("ann", "bo"):
        [card] = summaries(world, nick)
        words = told(card)
        assert words.startswith("Your week of 24 Nov · 3 h")
        assert "C-1 Support · 3 h · $120.00" in words
        monday = 1_763_978_400 + 7 * DAY - 10 * HOUR
        assert f"corrections until @{monday + 12 * HOUR}" in words
        assert f"reviews it until @{monday + 5 * DAY - 60}" in words
        assert f"available from @{monday + 9 * DAY} on" in words
        assert labels(card) == ["Week of C-1"]
        assert world.presses(nick, card, "Week of C-1").ok


def test_what_is_over_the_limit_is_named(small_world: World) -> None:
    world = small_world.joined()
    world.does("ann", OFFER.format(manual="yes").replace("limit:20h", "limit:2h"))
    world.does("bo", '/contract accept C-1 signature:"Bo Maker"')
    world.passes(hours=6)
    world.does("bo", "/hours log C-1 3h Fixed the login redirect")
    world.passes(days=6, hours=16)
    [card] = summaries(world, "bo")
    assert "3 h, of which 1 h are over the weekly limit" in told(card)
    assert "$80.00" in told(card)


def test_several_contracts_are_on_one_card_and_idle_ones_say_so(small_world: World) -> None:
    world = working(small_world)
    world.does("dee", OFFER.format(manual="yes"))
    world.does("bo", '/contract accept C-2 signature:"Bo Maker"')
    world.passes(hours=4)
    world.does("bo", "/hours log C-1 1h Fixed the login redirect")
    world.passes(days=6, hours=18)
    [card] = summaries(world, "bo")
    assert "C-1 Support · 1 h" in told(card)
    assert "C-2 Support · nothing is logged" in told(card)
    [hers] = summaries(world, "dee")
    assert "C-1" not in told(hers)


def test_without_hours_and_without_a_contract_there_is_none(small_world: World) -> None:
    working(small_world).does("ann", "/contract end C-1 reason:completed confirm:yes")
    world = to_monday(small_world)
    assert summaries(world, "ann") == summaries(world, "bo") == []
    assert world.deadlines(f"DY-{world.number('ann')}") == {}


def test_a_contract_that_ended_in_the_week_is_summed_up_for_the_last_time(small_world: World) -> None:
    world = working(small_world)
    world.passes(hours=4)
    world.does("bo", "/hours log C-1 1h Fixed the login redirect")
    world.does("ann", "/contract end C-1 reason:completed confirm:yes")
    world.passes(days=6, hours=18)
    assert len(summaries(world, "bo")) == 1
    world.passes(days=7)
    assert world.deadlines(f"DY-{world.number('bo')}") == {}


def test_after_a_downtime_it_comes_once_until_tuesday(world: World) -> None:
    working(world).sleeps(days=8)
    world.ticks()
    assert len(summaries(world, "ann")) == 1
    world.ticks()
    assert summaries(world, "ann") == []


def test_on_wednesday_it_is_too_late(small_world: World) -> None:
    working(small_world).sleeps(days=9)
    small_world.ticks()
    assert summaries(small_world, "ann") == []
    assert small_world.deadlines(f"DY-{small_world.number('ann')}")["digest"] == 5 * DAY - 2 * HOUR


def test_quiet_hours_are_kept_and_a_far_zone_hears_after_the_end_of_the_week(small_world: World) -> None:
    world = working(small_world)
    world.does("ann", "/account set timezone:Auckland")
    world.does("bo", "/account set quiet:21-9")
    world.passes(days=6, hours=14)  # Monday 00:00 UTC, 13:00 in Auckland
    assert len(summaries(world, "ann")) == 1
    world.passes(hours=8)
    assert summaries(world, "bo") == []
    world.passes(hours=1)
    assert len(summaries(world, "bo")) == 1
