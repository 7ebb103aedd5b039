"""A dispute's room in the mediators' channel: every line of the file comes in, words go out to both sides."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core import outbox, receipts
from core.delivery import Delivery, Mailbox, claim
from core.request import Place, Request, Upload
from tests.kit import DAY, World, told

CHANNEL = Place("slack", "T0", "C-MEDIATORS", public=True)
ROOM = replace(CHANNEL, message_id="root-1")


def into_room(world: World) -> list[Delivery]:
    """What goes to the room of D-1 now, taken by a channel where it has a root."""
    found: list[Delivery] = []
    while claimed := claim(world.session, world.house.market):
        for row in claimed:
            if row.kind == outbox.ROOM:
                found.append(row)
                (mailbox,) = row.mailboxes
                receipts.housed(world.session, row, replace(mailbox, live_id="root-1", live_shown="shown", topic=""))
            receipts.sent(world.session, world.house.market, row)
    return found


@pytest.fixture
def roomy(world: World) -> World:
    """Bo has declined Ann's claim, and mediators have a channel."""
    world.declined().does("oz", "/admin mediation here", place=CHANNEL)
    into_room(world)
    return world


def test_a_case_that_was_open_before_there_was_a_channel_gets_its_room(world: World) -> None:
    world.declined()
    assert into_room(world) == []
    world.does("oz", "/admin mediation here", place=CHANNEL)
    (row,) = into_room(world)
    assert row.title.startswith("D-1 ")
    assert row.title.endswith("· $200.00")
    assert row.live is not None
    assert "Half of it is missing" in told(row.live)
    assert [found.label for found in row.live.buttons][:1] == ["Take this case"]


def test_every_move_is_told_in_the_room_and_the_end_closes_it(roomy: World) -> None:
    roomy.does("mo", "/dispute claim", place=ROOM)
    assert [row.card for row in into_room(roomy)] == [None]  # it was written there, so the room has it
    roomy.does("bo", "/dispute evidence D-1 The draft of Monday", files=(Upload("a.txt", "text/plain", b"a"),))
    (row,) = into_room(roomy)
    assert row.card is not None
    assert told(row.card) == "Bo Maker · exhibit\nThe draft of Monday"
    assert len(row.card.files) == 1
    roomy.does("ann", "/dispute offer D-1 freelancer:50")
    assert [row.closes for row in into_room(roomy)] == [False]
    roomy.does("bo", "/dispute accept D-1")
    assert [row.closes for row in into_room(roomy)][-1:] == [True]


def test_the_mediators_words_go_to_both_sides_with_their_codes_and_on_file(roomy: World) -> None:
    roomy.does("mo", "/dispute claim D-1")
    for nick in ("ann", "bo"):
        roomy.inbox(nick)
    assert roomy.says("mo", "Which sections work?", place=ROOM, overheard=True).in_public
    codes = set()
    for nick in ("ann", "bo"):
        (card,) = roomy.inbox(nick)
        assert told(card).startswith("Mo Mediator (your code ")
        assert told(card).endswith(") · mediator · D-1\nWhich sections work?")
        codes.add(told(card).split("your code ")[1].split(")")[0])
    assert len(codes) == 2
    shown = told(roomy.says("ann", "/dispute show D-1"))
    assert "message · Which sections work?" in shown


def test_a_side_answers_the_card_of_the_dispute_in_its_own_chat(roomy: World) -> None:
    roomy.does("mo", "/dispute claim D-1")
    into_room(roomy)
    card = roomy.says("bo", "/dispute show D-1").card
    assert card is not None
    persona = roomy.persona("bo")
    place = persona.place
    mailbox = replace(_mailbox(roomy, "bo"), chat=place.chat)
    receipts.shown(roomy.session, roomy.house.market, mailbox, "77", card, live=False, person_id=None)
    reply = roomy.does("bo", "All three of them", place=replace(place, message_id="77"))
    assert "everybody on the case reads it" in told(reply)
    (row,) = into_room(roomy)
    assert row.card is not None
    assert told(row.card) == "Bo Maker · statement\nAll three of them"


def _mailbox(world: World, nick: str) -> Mailbox:
    who = world.persona(nick).who
    return Mailbox(who.platform, who.team, who.user_id, who.chat)


def test_who_has_not_taken_the_case_or_is_nobody_gets_nothing_done(roomy: World) -> None:
    for nick, words in (("mo", "Take the case first"), ("ann", "Only mediators"), ("eve", "Only mediators")):
        reply = roomy.says(nick, "Which sections work?", place=ROOM)
        assert not reply.ok
        assert words in told(reply)
    assert into_room(roomy) == []
    for ref in ("D-1", "D-9"):
        assert f"cannot find {ref}" in told(roomy.says("eve", f"/dispute say {ref} Hello"))


def test_a_side_out_of_reach_gives_both_more_time_once(world: World) -> None:
    world.disputed()
    before = world.deadlines("D-1")["lapse"]
    for day in (1, 2):
        report = Request(
            "system", f"unreachable:{day}", command="system.unreachable", ref="D-1", extra=str(world.number("bo"))
        )
        world.hears(report)
    assert world.deadlines("D-1")["lapse"] == before + 2 * DAY
    assert any("could not be reached in any chat" in told(card) for card in world.inbox("ann"))
    world.hears(replace(report, key="ann", extra=str(world.number("ann"))))
    assert world.deadlines("D-1")["lapse"] == before + 2 * DAY
