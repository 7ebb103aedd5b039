"""The last moves of a dispute against each other, the clock, the bank and operators: one end, and books that add up."""

from __future__ import annotations

import pytest

from tests.core.disputes.test_dispute_races import disputes, ends_well
from tests.core.test_races import together, winners
from tests.kit import DAY, World

ROUNDS = 3


def unresolved(world: World) -> World:
    """So many disputes whose proposed split was voted down."""
    disputes(world, ROUNDS)
    for number in range(1, ROUNDS + 1):
        world.does("mo", f"/dispute claim D-{number}")
        world.does("mo", f"/dispute propose D-{number} freelancer:60 Two of three")
        world.does("ann", f"/dispute vote D-{number} no")
    return world


def test_both_vote_yes_at_once(world: World) -> None:
    disputes(world, ROUNDS)
    for number in range(1, ROUNDS + 1):
        ref = f"D-{number}"
        world.does("mo", f"/dispute claim {ref}")
        world.does("mo", f"/dispute propose {ref} freelancer:60 Two of three")
        votes = [world.request(nick, text=f"/dispute vote {ref} yes") for nick in ("ann", "bo")]
        assert winners(together(world, *votes)) == 2
        assert (world.state(ref), world.events(f"M-{number}").count("settle")) == ("resolved", 1)
    ends_well(world, ROUNDS)


def test_each_accepts_the_offer_of_the_other_at_once(world: World) -> None:
    disputes(world, ROUNDS)
    for number in range(1, ROUNDS + 1):
        ref = f"D-{number}"
        world.does("bo", f"/dispute offer {ref} freelancer:70")
        acts = [
            world.request("ann", text=f"/dispute accept {ref} freelancer:70"),
            world.request("ann", text=f"/dispute offer {ref} freelancer:30"),
            world.request("bo", text=f"/dispute accept {ref} freelancer:30"),
        ]
        together(world, *acts)
        assert world.events(f"M-{number}").count("settle") <= 1
        if world.state(ref) == "resolved":
            assert world.recorded(ref)["split"] in {7_000, 3_000}
    ends_well(world, ROUNDS)


def test_both_choose_arbitration_twice_while_one_withdraws(world: World) -> None:
    unresolved(world)
    for number in range(1, ROUNDS + 1):
        ref = f"D-{number}"
        acts = [
            world.request(nick, text=f"/dispute arbitrate {ref} confirm:yes") for nick in ("ann", "ann", "bo", "bo")
        ]
        together(world, *acts, world.request("ann", text=f"/dispute withdraw {ref}"))
        world.passes(seconds=2)
        assert world.balance(ref, "dispute_hold") == 0
        assert world.ledger_ok()
    ends_well(world, ROUNDS)


@pytest.mark.parametrize("last", ["/dispute accept {}", "/dispute arbitrate {} confirm:yes", "/dispute withdraw {}"])
def test_a_last_move_against_the_clock_and_the_bank(world: World, last: str) -> None:
    unresolved(world)
    for number in range(1, ROUNDS + 1):
        world.does("bo", f"/dispute offer D-{number} freelancer:50")
    world.passes(days=6, hours=23)
    for number in range(1, ROUNDS + 1):
        world.does("bo", f"/dispute arbitrate D-{number} confirm:yes")
    world.clock.advance(DAY)
    acts = [world.request("ann", text=last.format(f"D-{number}")) for number in range(1, ROUNDS + 1)]
    together(world, *acts, world.house.sweeper.sweep, world.house.clerk.collect)
    for number in range(1, ROUNDS + 1):
        assert world.events(f"M-{number}").count("settle") <= 1
    ends_well(world, ROUNDS)


def test_a_proposal_against_a_handover_the_loss_of_the_role_and_a_suspension(world: World) -> None:
    disputes(world, ROUNDS)
    for number in range(1, ROUNDS + 1):
        ref = f"D-{number}"
        world.does("mo", f"/dispute claim {ref}")
        acts = (
            world.request("mo", text=f"/dispute propose {ref} freelancer:60 Two of three"),
            world.request("oz", text=f"/dispute handover {ref} U-9"),
            world.request("oz", text="/admin revoke mediator U-7"),
            world.request("oz", text="/admin suspend U-2 Reported"),
        )
        together(world, *acts)
        assert world.recorded(ref)["parties"].get("mediator") in {None, "U-9"}
        world.does("oz", "/admin grant mediator U-7")
        world.does("oz", "/admin restore U-2")
        assert world.deadlines(ref)
        assert world.ledger_ok()
    ends_well(world, ROUNDS)
