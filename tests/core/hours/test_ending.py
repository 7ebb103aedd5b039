"""The end of an hourly contract by either side: what is logged is billed, reviewed and paid all the same."""

from __future__ import annotations

import pytest

from core.refusal import Refusal
from tests.core.hours.hourly import MONDAY, NOON, hired, logs, until, week
from tests.kit import DAY, World, told


@pytest.mark.parametrize("nick", ["ann", "bo"])
def test_what_is_logged_before_the_end_is_billed_and_paid(world: World, nick: str) -> None:
    logs(hired(world), 480)
    reply = world.does(nick, "/contract end C-1 reason:done")
    assert "is billed on Monday as usual, and can be corrected till then: 8 h, $320.00." in told(reply)
    until(world, NOON)
    world.passes(seconds=2)
    assert (week(world).state, week(world).funded) == ("review", 320_00)
    until(world, MONDAY + 16 * DAY)
    assert (week(world).state, world.state("C-1")) == ("paid", "ended")
    assert world.balance("bo", "freelancer_available") == 288_00
    world.passes(days=2)
    assert world.state("C-1") == "closed"
    assert world.balance("C-1", "contract_escrow") == 0


def test_no_time_is_logged_after_the_end(small_world: World) -> None:
    logs(hired(small_world), 60)
    small_world.does("bo", "/contract end C-1 reason:done")
    with pytest.raises(Refusal):
        logs(small_world, 60)


def test_a_contract_closes_only_once_its_weeks_are_paid(small_world: World) -> None:
    logs(hired(small_world), 480)
    small_world.does("ann", "/contract end C-1 reason:done")
    small_world.passes(days=14)
    assert small_world.state("C-1") == "ended"
    small_world.passes(days=3)
    assert small_world.state("C-1") == "closed"


def test_a_bonus_goes_with_hourly_work_too(small_world: World) -> None:
    hired(small_world).has("ann", "100")
    small_world.does("ann", "/contract bonus C-1 50 Fast work confirm:yes")
    assert small_world.balance("bo", "freelancer_pending") == 45_00
    assert small_world.ledger_ok()
