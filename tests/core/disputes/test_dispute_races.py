"""Two at once on a dispute, and a dispute against all else that moves its money: one winner, books that add up."""

from __future__ import annotations

from typing import Final

import pytest

from core.request import Request
from tests.core.test_races import submitted_often, together, winners
from tests.kit import DAY, World

ROUNDS: Final = 6
OPEN: Final = "/dispute open {} reason:quality Half of it is missing"


def disputes(world: World, rounds: int = ROUNDS) -> World:
    """So many disputes, D-1 and on, each declined and waiting for a mediator."""
    submitted_often(world, rounds).with_neutrals().passes(minutes=10)
    for number in range(1, rounds + 1):
        world.does("ann", OPEN.format(f"M-{number}"))
        world.does("bo", f"/dispute respond D-{number} decline All of it is there")
    return world


def ends_well(world: World, rounds: int = ROUNDS) -> None:
    """Whatever happened, in the end nothing is held and everything adds up."""
    world.passes(days=60)
    for number in range(1, rounds + 1):
        assert world.state(f"M-{number}") in {"released", "refunded", "settled"}
    assert world.balance("C-1", "contract_escrow") == 0
    assert world.ledger_ok()


def test_two_mediators_who_take_a_case_at_once_have_one_winner(world: World) -> None:
    disputes(world)
    for number in range(1, ROUNDS + 1):
        claims = [world.request(nick, text=f"/dispute claim D-{number}") for nick in ("mo", "mia")]
        assert winners(together(world, *claims)) == 1
        assert world.events(f"D-{number}").count("claim") == 1
        assert world.recorded(f"D-{number}")["parties"]["mediator"] in {"U-7", "U-9"}


def test_both_sides_who_open_at_once_open_one_dispute(world: World) -> None:
    submitted_often(world, ROUNDS).with_neutrals().passes(minutes=10)
    for number in range(1, ROUNDS + 1):
        opening = [world.request(nick, text=OPEN.format(f"M-{number}")) for nick in ("ann", "bo")]
        assert winners(together(world, *opening)) == 1
        assert world.events(f"M-{number}").count("dispute") == 1
    ends_well(world)


@pytest.mark.parametrize(
    ("nick", "words", "outcome"),
    [
        ("ann", "/milestone approve {} confirm:yes", "released"),
        ("bo", "/milestone give-refund {} confirm:yes", "refunded"),
        ("ann", "/milestone refund {} We changed plans", "refund_asked"),
    ],
)
def test_a_dispute_against_a_release_or_refund(world: World, nick: str, words: str, outcome: str) -> None:
    submitted_often(world, ROUNDS).with_neutrals().passes(minutes=10)
    for number in range(1, ROUNDS + 1):
        other = "ann" if nick == "bo" else "bo"
        acts = (
            world.request(nick, text=words.format(f"M-{number}")),
            world.request(other, text=OPEN.format(f"M-{number}")),
        )
        won = winners(together(world, *acts))
        state = world.state(f"M-{number}")
        assert state in {outcome, "disputed"}
        # What is asked back can be disputed all the same; what is paid or given back cannot.
        assert won == 1 or (won, outcome, state) == (2, "refund_asked", "disputed")
        assert world.ledger_ok()
    ends_well(world)


def test_a_dispute_against_the_release_by_the_clock(world: World) -> None:
    submitted_often(world, ROUNDS).with_neutrals()
    world.passes(days=13)
    world.clock.advance(DAY)
    opening: list[Request] = [world.request("ann", text=OPEN.format(f"M-{n}")) for n in range(1, ROUNDS + 1)]
    together(world, *opening, world.house.sweeper.sweep)
    for number in range(1, ROUNDS + 1):
        assert world.state(f"M-{number}") in {"released", "disputed"}
        assert world.events(f"M-{number}")[-1] in {"auto_release", "dispute"}
    ends_well(world)


def test_withdrawing_accepting_and_voting_at_once_end_a_case_once(world: World) -> None:
    disputes(world)
    for number in range(1, ROUNDS + 1):
        ref = f"D-{number}"
        world.does("mo", f"/dispute claim {ref}")
        world.does("bo", f"/dispute offer {ref} freelancer:70")
        world.does("mo", f"/dispute propose {ref} freelancer:60 Two of three")
        world.does("bo", f"/dispute vote {ref} yes")
        acts = [
            world.request("ann", text=f"/dispute {words}")
            for words in (f"accept {ref}", f"withdraw {ref}", f"vote {ref} yes")
        ]
        assert winners(together(world, *acts)) == 1
        assert world.state(ref) in {"resolved", "withdrawn"}
        assert world.events(f"M-{number}")[-1] in {"settle", "undispute"}
        assert world.ledger_ok()
    ends_well(world)


def test_an_offer_that_changes_while_it_is_accepted_is_not_accepted_unread(world: World) -> None:
    disputes(world)
    for number in range(1, ROUNDS + 1):
        ref = f"D-{number}"
        world.does("bo", f"/dispute offer {ref} freelancer:70")
        acts = (
            world.request("ann", text=f"/dispute accept {ref}"),
            world.request("bo", text=f"/dispute offer {ref} freelancer:90"),
        )
        together(world, *acts)
        recorded = world.recorded(ref)
        # Nobody accepts what they cannot have read.
        assert (recorded["state"], recorded["split"], recorded["offer"]) in {
            ("resolved", 7_000, 7_000),
            ("mediation", None, 9_000),
        }
        if recorded["split"] is None:
            world.does("ann", f"/dispute accept {ref} freelancer:90")
        split = world.recorded(ref)["split"]
        assert world.recorded(f"M-{number}")["amounts"]["USD"]["released"] == split // 10


def test_two_arbiters_who_rule_at_once_have_one_winner(world: World) -> None:
    rounds = 4
    disputes(world, rounds)
    for number in range(1, rounds + 1):
        ref = f"D-{number}"
        world.does("mo", f"/dispute claim {ref}")
        world.does("mo", f"/dispute propose {ref} freelancer:60 Two of three")
        world.does("ann", f"/dispute vote {ref} no")
        for nick in ("ann", "bo"):
            world.does(nick, f"/dispute arbitrate {ref} confirm:yes")
        world.passes(seconds=2)
        acts = [
            world.request(nick, text=f"/dispute rule {ref} freelancer:{part} So be it")
            for nick, part in (("abe", 60), ("mia", 40))
        ]
        assert winners(together(world, *acts)) == 1
        assert world.events(ref).count("rule") == 1
        assert world.balance(ref, "dispute_hold") == 0
        assert world.ledger_ok()
