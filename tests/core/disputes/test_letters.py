"""The decision letter: both sides get it at every end, with the rule, the figures to the cent, and what can be done."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from core.card import Card, text_of
from core.files import stored
from tests.core.hours.pdf_text import words
from tests.core.stages import ARBITRATION, SPLIT_PROPOSED, UNRESOLVED
from tests.kit import World, labels, told

SIDES = ("ann", "bo")


def letters(world: World) -> dict[str, Card]:
    """The letter that each side has: one each, with a paper."""
    found: dict[str, Card] = {}
    for nick in SIDES:
        cards = [
            card for card in world.inbox(nick) if card.files and ("Decision" in told(card) or "withdrawn" in told(card))
        ]
        assert len(cards) == 1, [told(card) for card in cards]
        found[nick] = cards[0]
    return found


def paper(world: World, card: Card) -> str:
    [(name, media_type, content)] = stored(world.session, card.files)
    assert (name, media_type) == ("D-1-decision.pdf", "application/pdf")
    return " ".join(" ".join(words(content)).split())


def accepted(world: World) -> None:
    world.disputed().does("bo", "/dispute respond D-1 accept confirm:yes")


def lapsed(world: World) -> None:
    world.disputed().passes(days=5)


def agreed(world: World) -> None:
    world.declined().does("ann", "/dispute offer D-1 freelancer:50")
    world.does("bo", "/dispute accept D-1")


def voted(world: World) -> None:
    SPLIT_PROPOSED(world)
    world.does("ann", "/dispute vote D-1 yes")
    world.does("bo", "/dispute vote D-1 yes")


def won_alone(world: World) -> None:
    UNRESOLVED(world)
    world.does("bo", "/dispute arbitrate D-1 confirm:yes")
    world.passes(days=7, seconds=2)


def chosen_by_nobody(world: World) -> None:
    UNRESOLVED(world)
    world.passes(days=7)


def ruled(world: World) -> None:
    ARBITRATION(world)
    world.does("abe", '/dispute rule D-1 freelancer:62.5 because:"Two of three sections work"')


def not_ruled(world: World) -> None:
    ARBITRATION(world)
    world.passes(days=40)


def withdrawn(world: World) -> None:
    world.mediated().does("ann", "/dispute withdraw D-1 We have talked")


ENDS: list[tuple[Callable[[World], None], str]] = [
    (accepted, "Bo Maker accepted the claim, so it is settled as claimed."),
    (lapsed, "Bo Maker did not answer in time, so it is decided as claimed. That is the rule for silence"),
    (agreed, "Both sides agreed on this split."),
    (voted, "Both sides voted yes to the split that the mediator proposed."),
    (won_alone, "only Bo Maker did, so the disputed money goes to that side."),
    (
        chosen_by_nobody,
        "Neither side chose arbitration in the time for it, so the disputed money goes back to Ann Client.",
    ),
    (ruled, "An arbiter, who had not mediated the case, decided it."),
    (not_ruled, "No arbiter ruled within the time for it"),
    (withdrawn, "Ann Client withdrew the dispute before it was decided."),
]
FIGURES: list[tuple[Callable[[World], None], str, str]] = [
    (
        accepted,
        "Bo Maker: $0.00\n",
        "Ann Client: $210.00 ($200.00 and $10.00 of the client fee)",
    ),
    (
        agreed,
        "Bo Maker: $90.00 after a fee of $10.00 on $100.00",
        "Ann Client: $105.00 ($100.00 and $5.00 of the client fee)",
    ),
    (
        ruled,
        "Bo Maker: $112.50 after a fee of $12.50 on $125.00",
        "Ann Client: $78.75 ($75.00 and $3.75 of the client fee)",
    ),
]


@pytest.mark.parametrize(("end", "rule"), ENDS, ids=[end.__name__ for end, _rule in ENDS])
def test_both_sides_get_the_letter_at_every_end(world: World, end: Callable[[World], None], rule: str) -> None:
    end(world)
    for nick, card in letters(world).items():
        for shown in (told(card), paper(world, card)):
            assert rule in shown, nick
            assert "Half of it is missing" in shown
            assert "/dispute file D-1" in shown
            assert "/contract say C-1" in shown
    assert world.ledger_ok()


@pytest.mark.parametrize(("end", "bo", "ann"), FIGURES, ids=[end.__name__ for end, _bo, _ann in FIGURES])
def test_the_figures_are_to_the_cent_and_the_same_for_both(
    world: World, end: Callable[[World], None], bo: str, ann: str
) -> None:
    end(world)
    for card in letters(world).values():
        assert bo in told(card)
        assert ann in told(card)


def test_each_letter_has_the_hash_of_the_sealed_file_and_its_own_code(world: World) -> None:
    ruled(world)
    found = letters(world)
    with world.session.transaction(write=False):
        [(sealed,)] = world.session.execute("SELECT hash FROM dispute_seals WHERE cause = 'end'", {}).fetchall()
        [codes] = world.session.execute("SELECT client_code, freelancer_code FROM disputes", {}).fetchall()
    for card, mine, other in ((found["ann"], *codes), (found["bo"], *reversed(codes))):
        assert sealed in told(card)
        assert sealed in paper(world, card)
        assert f"Your code: {mine} " in told(card)
        assert other not in told(card)
        assert "Mediator: Mo Mediator (U-7)" in told(card)
        assert "Arbiter: Abe" in told(card)


def test_the_letter_says_what_became_of_the_fees_for_arbitration(world: World) -> None:
    ruled(world)
    assert "Ann Client paid $10.00, Bo Maker paid $10.00 · kept, as an arbiter ruled" in told(letters(world)["ann"])


def test_fees_that_were_given_back_are_called_that(world: World) -> None:
    won_alone(world)
    assert "Bo Maker paid $10.00 · given back, as no arbiter ruled" in told(letters(world)["bo"])


def test_no_letter_leads_to_what_would_be_refused(world: World) -> None:
    voted(world)
    for nick, card in letters(world).items():
        assert labels(card) == []
        for typed in re.findall(r"/(?:dispute file D-1|wallet)(?=[.\s]|$)", told(card)):
            assert world.says(nick, typed).ok, typed


def test_a_part_that_was_not_disputed_is_explained(world: World) -> None:
    world.submitted().with_neutrals().passes(minutes=10)
    world.does("ann", "/dispute open M-1 reason:incomplete amount:50 A quarter is missing")
    world.does("bo", "/dispute respond D-1 accept confirm:yes")
    card = letters(world)["bo"]
    assert "Of the disputed $50.00, 0 % to Bo Maker and 100 % to Ann Client" in told(card)
    assert "the $150.00 that nobody disputed go to Bo Maker" in told(card)
    assert "Bo Maker: $135.00 after a fee of $15.00 on $150.00" in told(card)


def test_the_letter_about_a_withdrawal_says_why_and_how_the_work_stands(world: World) -> None:
    withdrawn(world)
    for card in letters(world).values():
        assert text_of(card.head) == "D-1 is withdrawn “Draft” · $200.00 · things go on as before"
        assert "Why it was withdrawn: We have talked" in told(card)
        assert "M-1 now: submitted · Ann Client reviews" in told(card)
        assert "What comes next: Without an answer $200.00 is released to Bo Maker by itself " in told(card)
