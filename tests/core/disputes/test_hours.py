"""A dispute about a week: the client's, about hours only, in the review window, decided block by block, to the cent."""

from __future__ import annotations

import pytest

from tests.core.hours.hourly import NOON, hired, logs, until, week
from tests.kit import DAY, World, told

OPEN = "/dispute open C-1 reason:hours The call of Tuesday was half as long"


def invoiced(world: World) -> World:
    """H-1, eight hours with evidence, and H-2, two hours without, at $40: $400 are held for the week."""
    hired(world)
    logs(world, 480)
    logs(world, 120, links="[]")
    until(world, NOON).passes(seconds=2)
    world.with_neutrals()
    assert week(world).funded == 40_000
    world.passes(minutes=10)
    return world


def paid(world: World) -> tuple[str, str, int, int]:
    """How case and week stand, what Bo receives after fees and what Ann has back."""
    assert world.ledger_ok()
    assert world.balance("C-1", "contract_escrow") == 0
    return (
        world.state("D-1"),
        world.state("WK-1"),
        world.balance("bo", "freelancer_pending"),
        world.balance("ann", "client_wallet"),
    )


def test_the_week_freezes_and_the_contract_pauses_and_withdrawing_puts_everything_back(world: World) -> None:
    invoiced(world)
    before = world.deadlines("WK-1")
    assert set(before) == {"accept"}
    world.does("ann", OPEN)
    assert (world.state("WK-1"), world.state("C-1"), world.deadlines("WK-1")) == ("disputed", "paused", {})
    assert world.deadlines("D-1") == {"lapse": 3 * DAY}
    world.passes(days=1)
    assert "while a week of it is in dispute" in told(world.says("ann", "/contract resume C-1"))
    assert "while a week of it is in dispute" in told(world.says("bo", "/hours log C-1 2h More of it"))
    world.does("ann", "/dispute withdraw D-1 We have talked")
    assert (world.state("WK-1"), world.state("C-1"), world.deadlines("WK-1")) == ("review", "active", before)


def test_only_the_client_and_only_about_hours_and_only_in_the_review(world: World) -> None:
    invoiced(world)
    assert "opened by the client" in told(world.says("bo", OPEN))
    assert "reason: A dispute about a week is about the hours" in told(
        world.says("ann", "/dispute open C-1 reason:quality Ugly")
    )
    world.passes(days=5)
    assert world.state("WK-1") == "accepted"
    assert not world.says("ann", OPEN).ok
    assert not world.says("ann", "/dispute open WK-1 reason:hours Too long").ok


def test_without_an_answer_protected_time_is_paid_and_the_rest_goes_back(world: World) -> None:
    invoiced(world).does("ann", OPEN)
    assert "time that is protected is paid" in told(world.says("bo", "/dispute show D-1"))
    world.passes(days=3)
    assert paid(world) == ("resolved", "paid", 28_800, 8_400)
    assert "$288.00 after a fee of $32.00" in told(world.inbox("ann")[-1])


def test_what_is_not_disputed_is_paid_whatever_becomes_of_the_rest(world: World) -> None:
    invoiced(world).does("ann", '/dispute open C-1 reason:hours amount:100 statement:"Two and a half hours"')
    world.does("bo", "/dispute respond D-1 accept confirm:yes")
    assert paid(world) == ("resolved", "paid", 27_000, 10_500)


@pytest.mark.parametrize(
    ("hours", "net", "back"),
    [
        ("H-1, H-2", 36_000, 0),
        ("H-1=4h, H-2=30m", 16_200, 23_100),
        ("H-2=10m", 600, 41_300),
        ("H-1=7h50", 28_200, 9_100),
    ],
)
def test_a_proposal_block_by_block_is_split_to_the_cent(world: World, hours: str, net: int, back: int) -> None:
    invoiced(world).does("ann", OPEN)
    world.does("bo", "/dispute respond D-1 decline It was two hours")
    world.does("mo", "/dispute claim D-1")
    world.does("mo", f'/dispute propose D-1 hours:"{hours}" because:"As the log has it"')
    for nick in ("ann", "bo"):
        world.does(nick, "/dispute vote D-1 yes")
    assert paid(world) == ("resolved", "paid", net, back)
    amounts = world.recorded("WK-1")["amounts"]["USD"]
    assert amounts["released"] + amounts["refunded"] == 40_000
    world.passes(days=6)
    assert world.balance("bo", "freelancer_available") == net


@pytest.mark.parametrize("hours", ["H-9", "H-1=9h", "H-1=5m", "H-1=long", "M-1", "H-1=-1h"])
def test_hours_that_are_not_there_are_named(small_world: World, hours: str) -> None:
    world = invoiced(small_world)
    world.does("ann", OPEN)
    world.does("bo", "/dispute respond D-1 decline It was two hours")
    world.does("mo", "/dispute claim D-1")
    reply = world.says("mo", f'/dispute propose D-1 hours:"{hours}" because:"So be it"')
    assert not reply.ok
    assert "hours:" in told(reply)
    assert world.state("D-1") == "mediation"
