"""The fee of an arbitration on its way: it counts if it was asked for in time, and nothing waits for it for ever."""

from __future__ import annotations

import pytest

from tests.core.stages import UNRESOLVED
from tests.kit import DAY, HOUR, World, labels, told


def test_a_fee_on_its_way_is_not_asked_for_twice(small_world: World) -> None:
    world = small_world
    UNRESOLVED(world)
    shown = world.does("bo", "/dispute arbitrate D-1 confirm:yes")
    assert "your fee is on its way" in told(shown)
    assert "Choose arbitration" not in labels(shown)
    assert "on its way" in told(world.says("bo", "/dispute arbitrate D-1 confirm:yes"))
    assert "your fee is on its way" not in told(world.says("ann", "/dispute show D-1"))


def test_a_fee_that_was_asked_for_in_time_counts_though_it_arrives_late(world: World) -> None:
    UNRESOLVED(world).passes(days=6, hours=23)
    world.does("bo", "/dispute arbitrate D-1 confirm:yes")
    world.clock.advance(2 * HOUR)
    world.house.sweeper.sweep(world.session)
    assert world.state("D-1") == "unresolved"
    assert "time to choose arbitration is over" in told(world.says("ann", "/dispute arbitrate D-1 confirm:yes"))
    world.passes(seconds=2)
    world.passes(days=1)
    assert (world.state("D-1"), world.recorded("D-1")["split"]) == ("resolved", 10_000)
    assert world.balance("bo", "freelancer_available") == 1_000
    assert world.ledger_ok()


def test_a_fee_that_never_arrives_holds_nothing_up_for_long(small_world: World) -> None:
    world = small_world
    UNRESOLVED(world).passes(days=6, hours=23)
    world.does("bo", "/dispute arbitrate D-1 confirm:yes")
    for _ in range(4):
        world.clock.advance(DAY)
        world.house.sweeper.sweep(world.session)
    assert world.state("D-1") == "resolved"
    assert world.balance("C-1", "contract_escrow") == 0
    assert world.ledger_ok()


def test_once_one_side_has_chosen_the_card_says_what_the_others_silence_means(small_world: World) -> None:
    world = small_world
    UNRESOLVED(world).does("bo", "/dispute arbitrate D-1 confirm:yes")
    world.passes(seconds=2)
    shown = told(world.says("ann", "/dispute show D-1"))
    assert "no agreement · Ann Client may choose arbitration too" in shown.splitlines()[0]
    assert "else Bo Maker receives $180.00 after a fee of $20.00, Ann Client gets nothing back" in shown


@pytest.mark.parametrize(
    ("amount", "fee"),
    [("100", 500), ("20", 100), ("19.99", 0), ("1", 0), ("20.19", 100), ("1000 JPY", 50), ("19 JPY", 0)],
)
def test_both_fees_are_never_above_a_tenth_and_what_is_too_small_to_charge_is_free(
    small_world: World, amount: str, fee: int
) -> None:
    world = small_world.joined().with_neutrals()
    world.does("ann", f'/contract offer U-2 milestones:"A={amount}" scope:Work')
    world.does("bo", '/contract accept C-1 signature:"Bo Maker"')
    world.does("ann", "/milestone fund M-1 confirm:yes")
    world.passes(seconds=2)
    world.passes(minutes=10)
    for nick, words in (
        ("ann", "/dispute open M-1 reason:quality Half of it"),
        ("bo", "/dispute respond D-1 decline All of it"),
        ("mo", "/dispute claim D-1"),
        ("mo", "/dispute propose D-1 freelancer:50 Halves"),
        ("ann", "/dispute vote D-1 no"),
        ("ann", "/dispute arbitrate D-1 confirm:yes"),
        ("bo", "/dispute arbitrate D-1 confirm:yes"),
    ):
        world.does(nick, words)
    world.passes(seconds=2)
    assert world.state("D-1") == "arbitration"
    currency = "JPY" if "JPY" in amount else "USD"
    assert world.balance("D-1", "dispute_hold", currency) == 2 * fee
    world.does("abe", "/dispute rule D-1 freelancer:50 Halves")
    assert world.balance("D-1", "dispute_hold", currency) == 0
    assert world.ledger_ok()
