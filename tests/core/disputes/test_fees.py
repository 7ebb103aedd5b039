"""The fee of an arbitration on its way: it counts if it was asked for in time, and nothing waits for it for ever."""

from __future__ import annotations

from tests.core.stages import UNRESOLVED
from tests.kit import DAY, HOUR, World, labels, told


def test_a_fee_on_its_way_is_not_asked_for_twice(world: World) -> None:
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


def test_a_fee_that_never_arrives_holds_nothing_up_for_long(world: World) -> None:
    UNRESOLVED(world).passes(days=6, hours=23)
    world.does("bo", "/dispute arbitrate D-1 confirm:yes")
    for _ in range(4):
        world.clock.advance(DAY)
        world.house.sweeper.sweep(world.session)
    assert world.state("D-1") == "resolved"
    assert world.balance("C-1", "contract_escrow") == 0
    assert world.ledger_ok()


def test_once_one_side_has_chosen_the_card_says_what_the_others_silence_means(world: World) -> None:
    UNRESOLVED(world).does("bo", "/dispute arbitrate D-1 confirm:yes")
    world.passes(seconds=2)
    shown = told(world.says("ann", "/dispute show D-1"))
    assert "no agreement · Ann Client may choose arbitration too" in shown.splitlines()[0]
    assert "else Bo Maker receives $180.00 after a fee of $20.00, Ann Client gets nothing back" in shown
