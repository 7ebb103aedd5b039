"""The mediators' channel: where it is, what is written in its rooms, and what is proved of a delivery."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core import outbox, receipts, rooms
from core.asking import Asking
from core.card import Card
from core.delivery import Delivery, Mailbox, claim
from core.request import Place, Request
from core.view import View
from storage.queries import rooms as addresses
from tests.kit import World, button, labels, told

GROUP = Place("telegram", "", "-100", public=True)
CHANNEL = Place("slack", "T0", "C-MEDIATORS", public=True)


@pytest.fixture
def mediated(world: World) -> World:
    """Dee is a mediator; C-1 is signed by Ann and Bo."""
    world.hired()
    world.does("oz", f"/admin grant mediator {world.ref('dee')}")
    world.delivers()
    return world


def opens(world: World, ref: str = "C-1", card: Card | None = None, *, closes: bool = False) -> None:
    """A room for the thing, or something said in it."""
    with world.session.transaction(write=True) as transaction:
        asking = Asking(transaction, world.house.market, world.clock.now(), Request("system", "test"), None)
        outbox.room(asking, rooms.MEDIATION, ref, card, closes=closes)


def settled(world: World, place: Place, topic: str = "", root: str = "root-1") -> None:
    """Deliver what waits for rooms, as a platform would take it: in a topic, or under a root."""
    for row in claim(world.session, world.house.market):
        if row.kind == outbox.ROOM:
            (mailbox,) = row.mailboxes
            there = replace(mailbox, topic=topic, live_id=root, live_shown="shown")
            assert row.live is not None
            receipts.housed(world.session, row, there)
            receipts.shown(world.session, world.house.market, there, root, row.live, live=True, person_id=None)
        receipts.sent(world.session, world.house.market, row)
    assert address(world)[2] == place.chat


def address(world: World, ref: str = "C-1") -> tuple[str, ...]:
    with world.session.transaction(write=False) as transaction:
        found = transaction.one(addresses.ADDRESS, {"purpose": rooms.MEDIATION, "thing": ref})
    assert found is not None
    return tuple(found)


def rows(world: World) -> list[Delivery]:
    """What goes to rooms now."""
    found = [row for row in claim(world.session, world.house.market) if row.kind == outbox.ROOM]
    for row in found:
        receipts.sent(world.session, world.house.market, row)
    return found


# where the channel is


def test_the_channel_is_refused_where_nobody_is_a_mediator_and_the_other_operators_hear_of_it(world: World) -> None:
    world.joined().does("oz", f"/admin grant operator {world.ref('eve')}")
    world.inbox("eve")
    reply = world.says("oz", "/admin mediation here", place=CHANNEL)
    assert not reply.ok
    assert "Nobody is a mediator yet" in told(reply)
    assert "/admin grant mediator U-4" in told(reply)
    (heard,) = world.inbox("eve")
    assert "A mediator is needed" in told(heard)
    opens(world.posted(), "J-1")
    assert rows(world) == []


def test_it_is_refused_in_a_private_chat_and_where_parley_may_not_write(mediated: World) -> None:
    assert "in the channel or group" in told(mediated.says("oz", "/admin mediation here"))
    shut = mediated.says("oz", "/admin mediation here", place=replace(CHANNEL, lacks=("write",)))
    assert not shut.ok
    assert "Invite me first" in told(shut)
    assert "for operators" in told(mediated.says("dee", "/admin mediation here", place=CHANNEL))


def test_it_says_which_right_is_missing_and_works_meanwhile(mediated: World) -> None:
    reply = mediated.does("oz", "/admin mediation here", place=replace(GROUP, lacks=("topics",)))
    assert reply.in_public
    assert "Make me an administrator who manages topics" in told(reply)
    opens(mediated)
    assert [row.place for row in rows(mediated)] == ["telegram||-100"]


def test_it_moves_to_where_it_is_said_last_and_asks_first_if_cases_are_open(mediated: World) -> None:
    mediated.does("oz", "/admin mediation here", place=GROUP)
    mediated.does("oz", "/admin mediation here", place=CHANNEL)  # nothing is open yet
    assert "already" in told(mediated.does("oz", "/admin mediation here", place=CHANNEL))
    opens(mediated)
    settled(mediated, CHANNEL)
    asked = mediated.says("oz", "/admin mediation here", place=GROUP)
    assert asked.in_public
    assert "Open cases: 1" in told(asked)
    assert labels(asked) == ["Confirm", "Cancel"]
    press = mediated.pressing("oz", button(asked, "Confirm"), place=GROUP)
    assert "Disputes are handled here" in told(mediated.hears(press))
    (moved,) = rows(mediated)
    assert (moved.place, moved.mailboxes[0].live_id) == ("telegram||-100", "")


def test_rooms_open_as_soon_as_there_is_a_channel(mediated: World) -> None:
    opens(mediated)
    assert rows(mediated) == []
    mediated.does("oz", "/admin mediation here", place=CHANNEL)
    (row,) = rows(mediated)
    assert row.title == "C-1 Build a landing page · $500.00"
    assert row.live is not None
    assert "Answers to it always reach me" in told(row.live)


def test_without_a_channel_again_nothing_is_posted(mediated: World) -> None:
    mediated.does("oz", "/admin mediation here", place=CHANNEL)
    opens(mediated)
    settled(mediated, CHANNEL)
    assert "no longer handled in a channel" in told(mediated.does("oz", "/admin mediation off"))
    opens(mediated, card=Card(("Hello",)))
    assert rows(mediated) == []
    assert "There is no mediators' channel" in told(mediated.says("oz", "/admin mediation off"))


def test_looks_are_put_together_and_words_are_not(mediated: World) -> None:
    mediated.does("oz", "/admin mediation here", place=CHANNEL)
    for said in (None, Card(("One",)), None, None, Card(("Two",)), None):
        opens(mediated, card=said)
    found = [row.card and told(row.card) for _ in range(6) for row in rows(mediated)]
    assert found == ["One", "Two", None]


def test_a_closed_room_does_not_move(mediated: World) -> None:
    mediated.does("oz", "/admin mediation here", place=CHANNEL)
    opens(mediated, closes=True)
    (row,) = rows(mediated)
    assert row.closes
    assert mediated.does("oz", "/admin mediation here", place=GROUP).ok
    assert rows(mediated) == []


def test_a_group_that_moved_takes_its_rooms_along(mediated: World) -> None:
    mediated.does("oz", "/admin mediation here", place=GROUP)
    opens(mediated)
    settled(mediated, GROUP, "7")
    receipts.moved(mediated.session, "telegram", "", "-100", "-200")
    opens(mediated, card=Card(("Hello",)))
    (row,) = rows(mediated)
    assert row.mailboxes[0] == Mailbox("telegram", "", "", "-200", "root-1", "shown", "7")


# what is written in a room


def said_in(world: World, nick: str, text: str, place: Place, **more: bool) -> str:
    reply = world.says(nick, text, place=place, **more)
    return told(reply) if reply.card or reply.form else ""


@pytest.mark.parametrize("where", [replace(GROUP, topic="7"), replace(GROUP, message_id="root-1")])
def test_who_is_no_mediator_is_told_so_and_nothing_is_done(mediated: World, where: Place) -> None:
    mediated.does("oz", "/admin mediation here", place=GROUP)
    opens(mediated)
    settled(mediated, GROUP, where.topic)
    before = mediated.recorded("C-1")
    for nick in ("ann", "bo", "cy", "eve"):
        assert "Only mediators are heard here" in said_in(mediated, nick, "It is mine", where)
        assert "Only mediators are heard here" in said_in(mediated, nick, "/contract say It is mine", where)
        assert said_in(mediated, nick, "It is mine", where, overheard=True) == ""
    assert said_in(mediated, "new", "It is mine", where, overheard=True) == ""
    assert "You have not joined yet" in said_in(mediated, "new", "/contract say It is mine", where)
    assert mediated.recorded("C-1") == before


def test_words_and_commands_in_a_room_are_about_its_thing(mediated: World) -> None:
    mediated.does("oz", f"/admin grant mediator {mediated.ref('ann')}")
    mediated.does("oz", "/admin mediation here", place=GROUP)
    opens(mediated)
    settled(mediated, GROUP, "7")
    topic = replace(GROUP, topic="7", message_id="7")
    for text, more in (("Hours are missing", {"overheard": True}), ("And one more", {}), ("/contract say A third", {})):
        assert mediated.says("ann", text, place=topic, **more).ok
    assert [message["text"] for message in mediated.recorded("C-1")["messages"]] == [
        "Hours are missing", "And one more", "A third",
    ]  # fmt: skip
    elsewhere = replace(GROUP, topic="8", message_id="8")
    assert said_in(mediated, "ann", "Hours are missing", elsewhere, overheard=True) == ""
    assert len(mediated.recorded("C-1")["messages"]) == 3


def test_what_is_said_in_a_room_is_answered_there_and_only_rooms_are_listened_to(mediated: World) -> None:
    mediated.does("oz", f"/admin grant mediator {mediated.ref('ann')}")
    mediated.does("oz", "/admin mediation here", place=CHANNEL)
    opens(mediated)
    settled(mediated, CHANNEL)
    thread = replace(CHANNEL, message_id="root-1")
    assert mediated.says("ann", "Have a look", place=thread, overheard=True).in_public
    listens = [replace(CHANNEL, message_id="root-1"), replace(CHANNEL, message_id="other"), CHANNEL]
    assert [rooms.listens(mediated.session, place) for place in listens] == [True, False, False]


# proof


def test_it_is_proved_what_was_delivered_to_whom_when_and_where(mediated: World) -> None:
    mediated.does("ann", "/contract say C-1 Have a look")
    (row,) = [row for row in claim(mediated.session, mediated.house.market) if row.card is not None]
    assert receipts.put_back(mediated.session, mediated.house.market, row, 5, "flood")
    mediated.clock.advance(6)
    (row,) = [row for row in claim(mediated.session, mediated.house.market) if row.card is not None]
    receipts.sent(mediated.session, mediated.house.market, row, row.mailboxes[0], "slack: account_inactive")
    bo, eve = mediated.number("bo"), mediated.number("eve")
    with mediated.session.transaction(write=False) as transaction:
        view = View(transaction, mediated.house.market, mediated.clock.now(), None)
        proof = receipts.proof(view, "C-1", bo)[-1]
        assert receipts.proof(view, "C-1", eve) == []
    assert (proof.state, proof.platform, proof.attempts) == ("sent", "telegram", 2)
    assert (proof.sent_to, proof.trouble) == ("telegram||chat-of-bo", "slack: account_inactive")
    assert (proof.queued_at, proof.sent_at) == (mediated.clock.now() - 6, mediated.clock.now())
    assert "Ann Client" in proof.said


def test_operators_hear_once_that_somebody_is_nowhere_to_be_found_and_it_is_on_record(mediated: World) -> None:
    number = mediated.number("bo")
    report = Request("system", "unreachable:bo:C-1:1", command="system.unreachable", ref="C-1", extra=str(number))
    for _ in range(2):
        mediated.hears(report)
    (heard,) = mediated.inbox("oz")
    assert f"U-{number} Bo Maker · takes our messages nowhere" in told(heard)
    assert "about C-1" in told(heard)
    assert "unreachable → unreachable · system · C-1" in told(mediated.does("oz", f"/admin audit U-{number}"))


def test_operators_hear_that_the_channel_is_lost(mediated: World) -> None:
    lost = Request("system", "unreachable:room", command="system.unreachable", ref="C-1", extra=rooms.MEDIATION)
    mediated.hears(lost)
    (heard,) = mediated.inbox("oz")
    assert "Mediators' channel · it takes my messages no more" in told(heard)
