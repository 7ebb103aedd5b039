"""The power fails at any statement of a move in a dispute: all of it or nothing, and in the end nothing is frozen."""

from __future__ import annotations

import pytest

from tests.core.disputes.test_stories import OPEN
from tests.core.stages import ARBITRATION, UNRESOLVED, Stage, then
from tests.core.test_crashes import cut_at_every_statement, settled
from tests.kit import DAY, World, told

READY = then(World.submitted, days=1)


def ready(world: World) -> World:
    return READY(world).with_neutrals()


MOVES: dict[str, tuple[Stage, str, str]] = {
    "open": (ready, "ann", OPEN),
    "lose the role": (World.mediated, "oz", "/admin revoke mediator U-7"),
    "arbitrate": (UNRESOLVED, "bo", "/dispute arbitrate D-1 confirm:yes"),
    "rule": (ARBITRATION, "abe", "/dispute rule D-1 freelancer:60 As proposed"),
}


@pytest.mark.parametrize("move", MOVES)
def test_a_power_cut_at_any_statement_of_a_move_leaves_nothing(small_world: World, move: str) -> None:
    stage, nick, text = MOVES[move]
    world = stage(small_world)
    request = world.request(nick, text=text)
    assert cut_at_every_statement(world, lambda session: world.house.pipeline.handle(session, request)) > 5
    reply = world.hears(request)
    assert reply.ok, told(reply)
    world.passes(days=40)
    assert world.balance("C-1", "contract_escrow") == world.balance("D-1", "dispute_hold") == 0
    assert world.ledger_ok()


@pytest.mark.parametrize(("stage", "days"), [(UNRESOLVED, 7)])
def test_a_power_cut_at_any_statement_of_what_silence_decides_leaves_nothing(
    small_world: World, stage: Stage, days: int
) -> None:
    world = stage(small_world)
    world.delivers()
    world.clock.advance(days * DAY)
    due = next(
        found
        for found in world.house.sweeper._claim(world.session)
        if not found.reminder and found.thing == "D-1" and found.event != "escalate"
    )
    cut_at_every_statement(world, lambda session: world.house.sweeper._fire(session, due))
    assert world.events("D-1").count(due.event) == 1
    world.passes(days=40)
    assert world.ledger_ok()


def test_a_power_cut_at_any_statement_of_the_last_fee_leaves_nothing(small_world: World) -> None:
    world = UNRESOLVED(small_world)
    world.does("ann", "/dispute arbitrate D-1 confirm:yes")
    world.passes(seconds=2)
    world.does("bo", "/dispute arbitrate D-1 confirm:yes")
    world.delivers()
    world.clock.advance(2)
    fee = settled("DEP-3", 1_000)
    cut_at_every_statement(world, lambda session: world.house.pipeline.handle(session, fee))
    world.ticks()
    assert world.state("D-1") == "arbitration"
    assert world.balance("D-1", "dispute_hold") == 2_000
    assert world.ledger_ok()
