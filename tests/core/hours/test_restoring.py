"""A contract by the hour that was suspended: how it goes on depends on what happened to its weeks meanwhile."""

from __future__ import annotations

from statemachines.machine import Role
from tests.core.hours.hourly import NOON, hired, logs, on_week, until, week
from tests.kit import World, told


def suspended(world: World) -> World:
    """The charge for a week is on its way, and will be declined; the freelancer's account is suspended."""
    logs(hired(world), 480)
    world.house.provider.decline_next()
    until(world, NOON)
    world.does("oz", "/admin suspend U-2 Reported")
    return world


def test_a_week_that_could_not_be_paid_meanwhile_pauses_the_contract_until_it_is(world: World) -> None:
    suspended(world).passes(seconds=2)
    assert (week(world).state, world.state("C-1")) == ("unpaid", "suspended")
    world.does("oz", "/admin restore U-2")
    assert world.state("C-1") == "paused"
    assert "is paused until Ann Client has paid" in told(world.says("bo", "/log 1h Fixed the login redirect again"))
    assert "is not paid yet. Pay it first" in told(world.says("ann", "/contract resume C-1"))
    world.does("ann", "/hours retry C-1 confirm:yes")
    world.passes(seconds=2)
    assert (week(world).funded, world.state("C-1")) == (320_00, "active")
    assert world.ledger_ok()


def test_a_week_that_is_paid_meanwhile_lets_the_contract_go_on_at_once(world: World) -> None:
    logs(hired(world), 480)
    world.house.provider.decline_next()
    until(world, NOON).passes(seconds=2)
    assert world.state("C-1") == "paused"
    world.does("oz", "/admin suspend U-2 Reported")
    world.does("ann", "/hours retry C-1 confirm:yes")
    world.passes(seconds=2)
    assert (week(world).funded, world.state("C-1")) == (320_00, "suspended")
    world.does("oz", "/admin restore U-2")
    assert world.state("C-1") == "active"


def test_what_the_client_paused_stays_paused_whatever_is_paid_meanwhile(world: World) -> None:
    logs(hired(world), 480)
    world.does("ann", "/contract pause C-1")
    world.house.provider.decline_next()
    until(world, NOON).passes(seconds=2)
    world.does("oz", "/admin suspend U-2 Reported")
    world.does("ann", "/hours retry C-1 confirm:yes")
    world.passes(seconds=2)
    world.does("oz", "/admin restore U-2")
    assert world.state("C-1") == "paused"
    world.does("ann", "/contract resume C-1")


def test_a_dispute_about_a_week_keeps_the_contract_paused(small_world: World) -> None:
    world = small_world
    logs(hired(world), 480)
    until(world, NOON).passes(seconds=2)
    on_week(world, "oz", lambda context, found: context.fire(found, "dispute", role=Role.SYSTEM))
    assert world.state("C-1") == "paused"
    world.does("oz", "/admin suspend U-2 Reported")
    world.does("oz", "/admin restore U-2")
    assert world.state("C-1") == "paused"
