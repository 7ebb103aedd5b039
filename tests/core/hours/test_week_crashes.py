"""The power fails, or two things happen at once, while a week is logged, billed, accepted or given back."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.core.hours.hourly import MONDAY, NOON, deposits, hired, logs, until, week
from tests.core.hours.test_reviewing import invoiced
from tests.core.stateful import rows
from tests.core.test_crashes import cut_at_every_statement, settled
from tests.core.test_races import together, winners
from tests.kit import DAY, World, told

OFFER = "/contract offer U-2 kind:hourly rate:40 limit:20h manual:yes scope:Support"
TOTAL = 8 * 40_00 * 105 // 100


def working(world: World) -> World:
    """Bo has time to log since ten."""
    hired(world, OFFER).passes(hours=8)
    return world


def objected(world: World) -> World:
    """A week is invoiced and paid for, and a line of it is objected to."""
    invoiced(world).does("ann", "/hours object H-1 Was this not part of Monday's work?")
    return world


def paid(world: World) -> bool:
    """Whether every week there is has been paid as it stands, and nothing is held any more."""
    found = rows(world, "SELECT state, released, amount - refunded FROM weeks")
    assert all(state == "paid" and released == standing for state, released, standing in found)
    assert world.balance("C-1", "contract_escrow") == 0
    return world.ledger_ok()


@pytest.mark.parametrize(
    ("stage", "nick", "text"),
    [
        (working, "bo", "/log 2h Fixed the login redirect"),
        (invoiced, "ann", "/hours accept C-1 confirm:yes"),
        (objected, "bo", "/hours edit H-1 duration:1h confirm:yes"),
    ],
    ids=["log", "accept", "reduce"],
)
def test_a_power_cut_at_any_statement_leaves_nothing(
    world: World, stage: Callable[[World], World], nick: str, text: str
) -> None:
    request = stage(world).request(nick, text=text)
    assert cut_at_every_statement(world, lambda session: world.house.pipeline.handle(session, request)) > 5
    assert world.hears(request).ok
    until(world, MONDAY + 17 * DAY)
    assert paid(world)


def test_a_power_cut_at_any_statement_of_an_invoice_leaves_nothing_and_one_charge_after_it(world: World) -> None:
    logs(hired(world), 480)
    until(world, NOON - 1)
    world.clock.advance(1)
    due = next(found for found in world.house.sweeper._claim(world.session) if found.thing == "WK-1")
    cut_at_every_statement(world, lambda session: world.house.sweeper._fire(session, due))
    world.house.sweeper._fire(world.session, due)
    assert deposits(world) == [("asked", TOTAL)]


def test_a_power_cut_at_any_statement_of_its_payment_leaves_nothing_and_pays_once_after_it(world: World) -> None:
    logs(hired(world), 480)
    until(world, NOON)
    world.clock.advance(2)
    event = settled("DEP-1", TOTAL)
    cut_at_every_statement(world, lambda session: world.house.pipeline.handle(session, event))
    world.ticks()
    assert (week(world).funded, world.balance("C-1", "contract_escrow")) == (320_00, 320_00)
    assert world.ledger_ok()


@pytest.mark.parametrize(
    ("stage", "one", "other"),
    [
        (working, ("bo", "/log C-1 2h Fixed the login redirect"), ("bo", "/log C-1 2h Fixed the login redirect")),
        (working, ("bo", "/log C-1 2h Fixed the login redirect"), ("ann", "/contract pause C-1")),
        (working, ("bo", "/log C-1 2h Fixed the login redirect"), ("ann", "/contract limit C-1 1h")),
        (invoiced, ("ann", "/hours accept C-1 confirm:yes"), ("ann", "/hours accept C-1 confirm:yes")),
        (objected, ("ann", "/hours accept C-1 confirm:yes"), ("bo", "/hours edit H-1 duration:1h confirm:yes")),
        (objected, ("bo", "/hours delete H-1 confirm:yes"), ("bo", "/hours edit H-1 duration:1h confirm:yes")),
    ],
    ids=["log log", "log pause", "log limit", "accept accept", "accept reduce", "reduce reduce"],
)
def test_of_two_at_once_each_is_done_whole_or_told_why_not(
    world: World, stage: Callable[[World], World], one: tuple[str, str], other: tuple[str, str]
) -> None:
    stage(world)
    replies = together(world, *(world.request(nick, text=text) for nick, text in (one, other)))
    assert winners(replies) >= 1
    assert all(told(reply) for reply in replies)
    if one[1] == other[1]:
        assert winners(replies) == 1
    if stage is objected and one[0] == "ann":
        assert week(world).state == "accepted"
        assert week(world).released == week(world).standing
    until(world, MONDAY + 17 * DAY)
    assert paid(world)


def test_an_edit_and_the_invoice_at_once_bill_what_is_written_down(world: World) -> None:
    logs(hired(world), 480)
    until(world, NOON - 1)
    world.clock.advance(1)
    together(
        world,
        world.request("bo", text="/hours edit H-1 duration:4h"),
        world.house.sweeper.sweep,
    )
    world.passes(seconds=2)
    found = week(world)
    assert found.funded == found.amount == found.billable * 40_00 // 60
    assert found.billable in {240, 480}
    assert world.ledger_ok()


def test_a_retry_at_once_with_another_is_charged_once(world: World) -> None:
    logs(hired(world), 480)
    world.house.provider.decline_next()
    until(world, NOON).passes(seconds=2)
    request = [world.request("ann", text="/hours retry C-1 confirm:yes") for _ in range(2)]
    assert winners(together(world, *request)) == 1
    world.passes(seconds=2)
    assert deposits(world) == [("failed", TOTAL), ("settled", TOTAL)]
    assert world.ledger_ok()
