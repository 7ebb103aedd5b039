"""What cannot be disputed, and what is typed badly: a sentence for each, and nothing is frozen."""

from __future__ import annotations

import pytest

from core.request import Upload
from tests.core.stages import SPLIT_PROPOSED
from tests.core.trial import changed, picture
from tests.kit import World, labels, told

OPEN = "/dispute open M-1 reason:quality Half of it is missing"


def refused(world: World, nick: str, words: str) -> str:
    """Why this is refused; nothing is changed by it."""
    before = picture(world.session)
    reply = world.says(nick, words)
    assert not reply.ok or reply.form is not None, told(reply)
    assert changed(before, picture(world.session)) == {}
    return told(reply)


def test_money_that_is_not_there_yet_or_no_longer_held(world: World) -> None:
    world.hired().with_neutrals()
    assert "No money is held for M-1" in refused(world, "ann", OPEN)
    world.does("ann", "/milestone fund M-1 confirm:yes")
    world.passes(minutes=11)
    world.does("ann", "/milestone approve M-1 confirm:yes")
    assert "what is released or given back cannot be disputed" in refused(world, "ann", OPEN)


def test_too_early_and_too_late(world: World) -> None:
    world.submitted().with_neutrals()
    told_early = refused(world, "ann", OPEN)
    assert "less than 10 minutes ago" in told_early
    assert "from Mon 24 Nov, 10:10 UTC" in told_early
    world.passes(minutes=10)
    world.does("ann", "/contract end C-1 reason:completed balance:refund confirm:yes")
    world.does("bo", "/milestone refuse-refund M-1 No")
    world.passes(days=8)
    assert "ended more than 7 days ago" in refused(world, "ann", OPEN)


def test_up_to_seven_days_after_an_end_there_is_time(world: World) -> None:
    world.submitted().with_neutrals()
    world.does("ann", "/contract end C-1 reason:completed balance:refund confirm:yes")
    world.passes(days=6)
    world.does("bo", "/dispute open M-1 reason:not_paid All of it is there")
    assert world.state("M-1") == "disputed"


def test_twice_on_one_thing(world: World) -> None:
    world.disputed()
    assert "M-1 is in dispute already: D-1" in refused(world, "bo", OPEN)


def test_a_side_that_has_withdrawn_twice_cannot_freeze_it_a_third_time(world: World) -> None:
    world.submitted().with_neutrals().passes(minutes=10)
    for number in (1, 2):
        world.does("ann", OPEN)
        world.does("ann", f"/dispute withdraw D-{number}")
    assert "that is the most" in refused(world, "ann", OPEN)
    world.does("bo", OPEN)


def test_without_a_mediator_nothing_is_opened_and_operators_are_told(world: World) -> None:
    world.submitted().passes(minutes=10)
    world.inbox("oz")
    reply = world.says("ann", OPEN)
    assert not reply.ok
    assert "Nobody here can mediate this yet" in told(reply)
    assert world.state("M-1") == "submitted"
    assert "A mediator is needed" in told(world.inbox("oz")[-1])


def test_a_party_is_no_mediator_of_the_marketplace(world: World) -> None:
    world.submitted().passes(minutes=10)
    world.does("oz", "/admin grant mediator U-2")
    assert not world.says("ann", OPEN).ok
    assert world.state("M-1") == "submitted"


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("/dispute open M-1 reason:quality amount:201 Half of it", "amount: Only $200.00 is held"),
        ('/dispute open M-1 reason:quality amount:"20 EUR" Half of it', "amount: This contract is in USD"),
        ("/dispute open M-1 reason:quality amount:0 Half of it", "amount:"),
        ("/dispute open M-1 reason:quality amount:NaN Half of it", "amount:"),
        ("/dispute open M-1 reason:spite Half of it", "reason:"),
        ("/dispute open M-1 reason:quality colour:blue Half of it", "colour"),
    ],
)
def test_bad_words_in_opening_are_named(small_world: World, words: str, why: str) -> None:
    world = small_world.submitted().with_neutrals()
    world.passes(minutes=10)
    reply = world.says("ann", words)
    assert not reply.ok
    assert why in told(reply)
    assert world.state("M-1") == "submitted"


@pytest.mark.parametrize(
    "split",
    ["101", "100.01", "-1", "NaN", "inf", "1e2", "50.123", "half", "\u0665\u0660", "0x10", "50 50", "%", "1,000"],
)
def test_what_is_no_percentage_is_named(small_world: World, split: str) -> None:
    world = small_world.disputed()
    reply = world.says("ann", f'/dispute offer D-1 freelancer:"{split}"')
    assert not reply.ok
    assert "is not a percentage from 0 to 100" in told(reply)
    assert world.recorded("D-1")["offer"] is None


@pytest.mark.parametrize(
    ("split", "part"), [("0", 0), ("100", 10_000), ("62.5", 6_250), ("33,33 %", 3_333), ("7 %", 700), ("07", 700)]
)
def test_percentages_are_basis_points(small_world: World, split: str, part: int) -> None:
    world = small_world.disputed()
    world.does("bo", f'/dispute offer D-1 freelancer:"{split}"')
    assert world.recorded("D-1")["offer"] == part


def test_moves_out_of_turn_are_refused_and_change_nothing(world: World) -> None:
    world.mediated()
    for nick, words in (
        ("bo", "/dispute respond D-1 accept confirm:yes"),
        ("bo", "/dispute withdraw D-1"),
        ("ann", "/dispute vote D-1 yes"),
        ("ann", "/dispute arbitrate D-1 confirm:yes"),
        ("mo", "/dispute rule D-1 freelancer:60 As I like"),
        ("mo", "/dispute vote D-1 yes"),
        ("ann", "/dispute propose D-1 freelancer:0 All mine"),
        ("mia", "/dispute claim D-1"),
    ):
        refused(world, nick, words)


def test_whoever_declines_says_why(small_world: World) -> None:
    world = small_world.disputed()
    assert world.says("bo", "/dispute respond D-1 decline").form or "Statement" in told(
        world.says("bo", "/dispute respond D-1 decline")
    )
    assert world.state("D-1") == "awaiting_response"


def test_a_vote_is_yes_or_no(small_world: World) -> None:
    world = SPLIT_PROPOSED(small_world)
    reply = world.says("ann", "/dispute vote D-1 perhaps")
    assert "answer: “perhaps” is neither yes nor no" in told(reply)


def test_a_contract_with_several_parts_asks_which_one(small_world: World) -> None:
    world = small_world.hired().with_neutrals()
    world.does("ann", '/contract offer U-2 milestones:"A=100; B=33.33" scope:Work many:yes')
    world.does("bo", '/contract accept C-2 signature:"Bo Maker"')
    world.has("ann", "200")
    for number in (3, 4):
        world.does("ann", f"/milestone fund M-{number} confirm:yes")
    world.passes(minutes=10)
    asked = world.says("ann", "/dispute open C-2 reason:quality Half of it is missing")
    assert labels(asked) == ["M-3 · $100.00", "M-4 · $33.33"]
    assert {world.state("M-3"), world.state("M-4")} == {"funded"}
    assert world.presses("ann", asked, "M-4 · $33.33").form is not None


def test_a_split_is_one_press_away_where_questions_are_asked(small_world: World) -> None:
    world = small_world.disputed()
    asked = world.presses("bo", world.says("bo", "/dispute show D-1"), "Offer a split")
    assert labels(asked)[:3] == ["25 %", "50 %", "75 %"]
    world.presses("bo", asked, "75 %")
    world.says("bo", "/skip")


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("draft.pdf", b"", "draft.pdf is empty"),
        ("draft.pdf", b"%PDF" + bytes(20 * 1024 * 1024), "draft.pdf is larger than 20 MB"),
        ("draft.exe", b"anything", "draft.exe is no document"),
        ("draft.pdf", b"MZ and so on", "draft.pdf is no document"),
    ],
)
@pytest.mark.parametrize("words", ["/dispute evidence D-1 The draft", "/dispute say D-1 The draft"])
def test_what_is_no_evidence_is_told_and_not_kept(
    small_world: World, name: str, content: bytes, why: str, words: str
) -> None:
    world = small_world.disputed()
    reply = world.says("bo", words, files=(Upload(name, "application/pdf", content),))
    assert not reply.ok
    assert f"files: {why}" in told(reply)
    assert len(world.recorded("D-1")["file"]) == 1
