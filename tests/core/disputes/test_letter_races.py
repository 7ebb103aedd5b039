"""Whatever ends a dispute at the same moment: one end, one seal of it, and one letter to each side."""

from __future__ import annotations

import pytest

from tests.core.disputes.test_dispute_races import disputes
from tests.core.test_races import together, winners
from tests.kit import World

ROUNDS = 6


@pytest.mark.parametrize("other", ["/dispute withdraw D-{} We have talked", "/dispute reject D-{} Too much"])
def test_an_offer_accepted_while_something_else_happens_has_one_letter_each(world: World, other: str) -> None:
    disputes(world, ROUNDS)
    for number in range(1, ROUNDS + 1):
        world.does("bo", f"/dispute offer D-{number} freelancer:50")
        for nick in ("ann", "bo"):
            world.inbox(nick)
        acts = [world.request("ann", text=text.format(number)) for text in ("/dispute accept D-{}", other)]
        assert winners(together(world, *acts)) >= 1
        ended = world.state(f"D-{number}") in {"resolved", "withdrawn"}
        assert [seal["cause"] for seal in world.recorded(f"D-{number}")["seals"]] == ["open", *["end"] * ended]
        for nick in ("ann", "bo"):
            assert len([card for card in world.inbox(nick) if card.files]) == ended, nick
    assert world.ledger_ok()
