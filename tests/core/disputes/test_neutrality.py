"""Who may mediate and rule, what each side knows of it, and that nobody else learns anything."""

from __future__ import annotations

import re

import pytest

from core.wire import dump_reply
from tests.core.stages import ARBITRATION, SPLIT_PROPOSED
from tests.kit import ACCOUNT, World, labels, told

CODE = re.compile(r"Your code:? ([0-9]{6})")


def code_of(world: World, nick: str) -> str:
    found = CODE.search(told(world.says(nick, "/dispute show D-1")))
    assert found
    return found[1]


def cannot_tell(world: World, nick: str, words: str) -> bool:
    """Whether a person hears about the case, word for word, what they hear about one that does not exist."""
    real, made_up = (dump_reply(world.says(nick, words.format(ref))) for ref in ("D-1", "D-999"))
    return real.replace("D-1", "…") == made_up.replace("D-999", "…")


def test_the_pool_is_told_once_a_case_needs_somebody_and_the_first_one_has_it(world: World) -> None:
    world.declined()
    for nick in ("mo", "mia"):
        assert "Take this case" in labels(world.inbox(nick)[-1])
    assert world.inbox("abe") == []
    assert "You have 1 open" in told(world.does("mo", "/dispute claim D-1"))
    assert cannot_tell(world, "mia", "/dispute claim {}")
    assert cannot_tell(world, "mia", "/dispute show {}")


def test_both_sides_get_the_mediators_name_and_a_code_of_their_own(world: World) -> None:
    world.mediated()
    codes = {nick: code_of(world, nick) for nick in ("ann", "bo")}
    assert codes["ann"] != codes["bo"]
    world.inbox("ann"), world.inbox("bo")
    world.does("mo", "/dispute ask D-1 client Which sections work?")
    for nick, other in (("ann", "bo"), ("bo", "ann")):
        heard = told(world.inbox(nick)[-1])
        assert "Mo Mediator" in heard
        assert codes[nick] in heard
        assert codes[other] not in heard
    for nick in ("mo", "oz"):
        assert not set(codes.values()) & set(re.findall("[0-9]{6}", told(world.says(nick, "/dispute show D-1"))))
    world.does("mo", "/dispute handover D-1 U-9 On holiday")
    assert code_of(world, "ann") != codes["ann"]


def test_who_has_worked_with_a_side_cannot_take_the_case(world: World) -> None:
    world.joined().does("dee", '/contract offer U-2 amount:300 scope:"Logo"')
    world.does("bo", '/contract accept C-1 signature:"Bo Maker"')
    world.does("oz", "/admin grant mediator U-4")
    world.with_neutrals()
    world.does("ann", '/contract offer U-2 amount:300 scope:"Page"')
    world.does("bo", '/contract accept C-2 signature:"Bo Maker"')
    world.does("ann", "/milestone fund M-2 confirm:yes")
    world.passes(seconds=2)
    world.passes(minutes=10)
    world.does("ann", "/dispute open M-2 reason:late Nothing came")
    world.does("bo", "/dispute respond D-1 decline Soon")
    assert cannot_tell(world, "dee", "/dispute claim {}")
    world.does("mo", "/dispute claim D-1")
    assert "cannot take this case" in told(world.says("mo", "/dispute handover D-1 U-4"))


def test_who_is_paid_on_the_same_account_cannot_take_the_case(world: World) -> None:
    world.declined()
    for nick in ("bo", "mo"):
        world.does(nick, f'/wallet method add kind:bank name:"Bo Maker" account:{ACCOUNT}')
    world.does("mia", '/wallet method add kind:bank name:"Mia" account:GB33BUKB20201555552051')
    assert cannot_tell(world, "mo", "/dispute claim {}")
    world.does("mia", "/dispute claim D-1")


def test_a_party_with_the_role_is_told_that_it_is_not_theirs_to_mediate(world: World) -> None:
    world.declined().does("oz", "/admin grant mediator U-2")
    assert "That is for the mediator of D-1" in told(world.says("bo", "/dispute claim D-1"))
    assert world.recorded("D-1")["parties"].get("mediator") is None


@pytest.mark.parametrize("nick", ["bo", "ann", "cy", "abe"])
def test_a_case_is_handed_only_to_somebody_fit(world: World, nick: str) -> None:
    world.mediated()
    reply = world.says("mo", f"/dispute handover D-1 {world.ref(nick)}")
    assert "person: " in told(reply)
    assert world.recorded("D-1")["parties"]["mediator"] == "U-7"


def test_nobody_decides_both_steps(world: World) -> None:
    world.declined().does("mia", "/dispute claim D-1")
    world.does("mia", "/dispute propose D-1 freelancer:60 Two of three sections work")
    world.does("ann", "/dispute vote D-1 no")
    for nick in ("ann", "bo"):
        world.does(nick, "/dispute arbitrate D-1 confirm:yes")
    world.passes(seconds=2)
    assert world.state("D-1") == "arbitration"
    assert cannot_tell(world, "mia", "/dispute rule {} freelancer:60 As proposed")
    assert "cannot take this case" in told(world.says("oz", "/dispute handover D-1 U-9"))
    assert "Take this case" in labels(world.inbox("abe")[-1])
    world.does("abe", "/dispute claim D-1")
    world.does("abe", "/dispute rule D-1 freelancer:60 As proposed")


def test_an_arbiter_without_the_role_of_a_mediator_sees_no_case_in_mediation(world: World) -> None:
    world.mediated()
    assert cannot_tell(world, "abe", "/dispute show {}")


@pytest.mark.parametrize("nick", ["cy", "dee", "eve", "new"])
def test_strangers_learn_nothing_at_any_step(world: World, nick: str) -> None:
    ARBITRATION(world)
    for words in ("/dispute show {}", "/dispute evidence {} Hello", "/dispute offer {} freelancer:1", "/dispute {}"):
        assert cannot_tell(world, nick, words)
    assert world.inbox(nick) == []
    assert "D-1" not in told(world.says(nick, "/dispute"))


def test_both_sides_and_the_mediator_see_the_same_file_with_unbroken_hashes(world: World) -> None:
    world.mediated()
    world.does("bo", "/dispute evidence D-1 The draft of Monday")
    world.does("ann", "/dispute evidence D-1 The draft of Tuesday")
    shown = [
        [line for line in told(world.says(nick, "/dispute show D-1")).splitlines() if line.startswith("On file")]
        for nick in ("ann", "bo", "mo")
    ]
    assert shown[0] == shown[1] == shown[2]
    assert len(shown[0]) == 2
    file = world.recorded("D-1")["file"]
    assert [line["number"] for line in file] == [1, 2, 3, 4, 5]
    assert len({line["hash"] for line in file}) == 5
    for nick in ("ann", "mo"):
        assert any("The draft of Monday" in told(card) for card in world.inbox(nick))


@pytest.mark.parametrize("table", ["dispute_file", "dispute_mediators"])
@pytest.mark.parametrize("change", ["UPDATE {} SET created_at = 0", "DELETE FROM {}"])
def test_what_is_on_file_stays_as_it_is(world: World, table: str, change: str) -> None:
    world.mediated()
    before = world.recorded("D-1")["file"]
    with pytest.raises(Exception, match="never changed"), world.session.transaction(write=True):
        world.session.execute(change.format(table), {})
    assert world.recorded("D-1")["file"] == before


def test_words_in_the_thread_of_a_case_go_on_its_file(world: World) -> None:
    world.mediated()
    with world.session.transaction(write=True):
        world.session.execute(
            "INSERT INTO cards (platform, team, chat, message_id, thing, created_at)"
            " VALUES ('telegram', '', 'chat-of-bo', '5', 'D-1', 0)",
            {},
        )
    place = world.persona("bo").place
    thread = type(place)(place.platform, place.team, place.chat, "5")
    world.does("bo", "This is how it looked on Monday", place=thread)
    assert world.recorded("D-1")["file"][-1]["text"] == "This is how it looked on Monday"
    world.does("bo", "/dispute offer freelancer:70", place=thread)
    assert world.recorded("D-1")["offer"] == 7_000


def test_home_says_whose_turn_it_is(world: World) -> None:
    world.disputed()
    assert "D-1" in told(world.says("bo", "/market"))
    assert "D-1" not in told(world.says("ann", "/market"))
    world.does("bo", "/dispute respond D-1 decline All of it is there")
    for nick in ("mo", "mia"):
        assert "D-1" in told(world.says(nick, "/market"))
    assert "D-1" not in told(world.says("abe", "/market"))
    world.does("mo", "/dispute claim D-1")
    world.does("mo", "/dispute propose D-1 freelancer:60 Two of three sections work")
    world.does("ann", "/dispute vote D-1 yes")
    assert "D-1" in told(world.says("bo", "/market"))
    assert "D-1" not in told(world.says("ann", "/market"))
    assert "D-1" not in told(world.says("mia", "/market"))


def test_precedents_are_for_mediators_and_name_nobody(world: World) -> None:
    SPLIT_PROPOSED(world)
    for nick in ("ann", "bo"):
        world.does(nick, "/dispute vote D-1 yes")
    shown = told(world.does("mia", "/dispute precedents"))
    assert "60 % to the freelancer" in shown
    assert "Ann" not in shown
    assert not world.says("ann", "/dispute precedents").ok
