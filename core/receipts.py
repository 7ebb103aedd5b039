"""What became of a delivery, and which message shows which thing."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from core.card import Card, text_of
from core.delivery import Delivery, Mailbox, digest
from core.market import Market
from core.request import Who
from core.view import View
from core.wire import load_card
from storage.database import Session, Transaction
from storage.queries import journal, people, proofs, rooms

FIRST_PAUSE: Final = 1
LONGEST_PAUSE: Final = 3_600
MOST_ATTEMPTS: Final = 24


@dataclass(frozen=True, slots=True)
class Proof:
    """What became of one notice to a person. `state` is queued, sent or dead; times are seconds, None for not sent.

    `sent_to` is the place that took it, as "platform|team|chat"; `trouble` is what went wrong, there or elsewhere.
    """

    said: str
    state: str
    queued_at: int
    sent_at: int | None
    sent_to: str
    attempts: int
    trouble: str

    @property
    def platform(self) -> str:
        """Where it was delivered, or ""."""
        return self.sent_to.partition("|")[0]


def proof(view: View, ref: str, person_id: int) -> list[Proof]:
    """What was delivered to a person about a thing, when, where and with how many attempts; oldest first."""
    found = view.transaction.all(proofs.DELIVERED_TO, {"thing": ref, "person_id": person_id})
    return [Proof(text_of(load_card(card).head), *became) for card, *became in found]


def sent(session: Session, market: Market, delivery: Delivery, mailbox: Mailbox | None = None, why: str = "") -> None:
    """The row is done: `mailbox` took it, after what `why` says went wrong elsewhere."""
    to = f"{mailbox.platform}|{mailbox.team}|{mailbox.chat or mailbox.user_id}" if mailbox else ""
    with session.transaction(write=True) as transaction:
        values = {"row_id": delivery.id, "now": market.clock.now(), "to": to, "why": why[:300]}
        transaction.run(journal.SENT, values)


def housed(session: Session, delivery: Delivery, mailbox: Mailbox) -> None:
    """The room of a delivery is there: its channel, its topic, and the message that is its root."""
    names = ("platform", "team", "chat", "topic")
    values = {f"new_{name}": getattr(mailbox, name) or "" for name in names}
    values |= {"new_message_id": mailbox.live_id, "new_shown": mailbox.live_shown}
    with session.transaction(write=True) as transaction:
        transaction.run(rooms.SETTLE, {"of_purpose": delivery.purpose, "of_thing": delivery.thing, **values}, expect=1)


def recover(session: Session) -> None:
    """Take up at once what a process that was killed had begun. Only where no other process works on the database."""
    with session.transaction(write=True) as transaction:
        transaction.run(journal.RELEASE_OUTBOX)
        transaction.run(journal.RELEASE_DEADLINES)


def put_back(session: Session, market: Market, delivery: Delivery, seconds: float | None, why: str) -> bool:
    """Try again in `seconds`, or after a pause that doubles; False when it was tried so often that it is dead now."""
    if delivery.attempts + 1 >= MOST_ATTEMPTS:
        bury(session, delivery, why)
        return False
    pause = min(FIRST_PAUSE * 2**delivery.attempts, LONGEST_PAUSE) if seconds is None else seconds
    with session.transaction(write=True) as transaction:
        at = market.clock.now() + max(int(pause + 0.999), 0)
        transaction.run(journal.PUT_BACK, {"row_id": delivery.id, "at": at, "why": why[:300]})
    return True


def bury(session: Session, delivery: Delivery, why: str) -> None:
    """It cannot be delivered; operators see it."""
    with session.transaction(write=True) as transaction:
        transaction.run(journal.BURY, {"row_id": delivery.id, "why": why[:300]})


def shown(
    session: Session,
    market: Market,
    mailbox: Mailbox,
    message_id: str,
    card: Card,
    *,
    live: bool,
    person_id: int | None,
) -> None:
    """A message shows this card now; a live one takes over from the message that was live before."""
    with session.transaction(write=True) as transaction:
        show(transaction, market.clock.now(), mailbox, message_id, card, live=live, person_id=person_id)


def show(
    transaction: Transaction,
    now: int,
    mailbox: Mailbox,
    message_id: str,
    card: Card,
    *,
    live: bool,
    person_id: int | None,
) -> None:
    """The same, inside a transaction."""
    thing = card.contract or card.thing
    where = {"of_platform": mailbox.platform, "of_team": mailbox.team, "of_chat": mailbox.chat}
    if live:
        transaction.run(journal.RETIRE_CARDS, {**where, "of_thing": thing})
    marks = {"new_shown": digest(card), "new_thing": thing, "new_live": int(live)}
    if transaction.count(journal.RETOUCH_CARD, {**where, "of_message": message_id, **marks}):
        return
    values = {
        "platform": mailbox.platform,
        "team": mailbox.team,
        "chat": mailbox.chat,
        "message_id": message_id,
        "thing": thing,
        "live": int(live),
        "person_id": person_id,
        "shown": digest(card),
        "created_at": now,
    }
    transaction.run(journal.SHOW_CARD, values)


def remember(
    session: Session, market: Market, mailbox: Mailbox, message_id: str, card: Card, *, live: bool, who: Who
) -> None:
    """An answer that stays in somebody's chat shows this card."""
    named = {"platform": who.platform, "team": who.team, "user_id": who.user_id}
    with session.transaction(write=True) as transaction:
        person_id = transaction.one(people.IDENTITY, named)
        show(transaction, market.clock.now(), mailbox, message_id, card, live=live, person_id=person_id)


def reached(session: Session, market: Market, who: Who, *, blocked: bool) -> None:
    """This identity blocked the bot, or can be written to in `who.chat`."""
    values = {
        "of_platform": who.platform,
        "of_team": who.team,
        "of_user": who.user_id,
        "new_chat": who.chat,
        "new_blocked_at": market.clock.now() if blocked else None,
    }
    with session.transaction(write=True) as transaction:
        transaction.run(people.REACHED, values)


def operator_chats(session: Session, platform: str) -> list[str]:
    """The private chats of the operators on a platform."""
    with session.transaction(write=False) as transaction:
        return transaction.all(people.OPERATOR_CHATS, {"platform": platform})


def moved(session: Session, platform: str, team: str, old_chat: str, new_chat: str) -> None:
    """A chat has another id: identities, channels, rooms and messages follow."""
    where = {"of_platform": platform, "old_chat": old_chat, "new_chat": new_chat}
    with session.transaction(write=True) as transaction:
        transaction.run(people.MOVE_CHAT, {**where, "of_team": team})
        transaction.run(people.MOVE_CHANNEL, where)
        transaction.run(rooms.MOVE, where)
        transaction.run(journal.MOVE_CARDS, where)


def handles(session: Session, person_ids: Collection[int], platform: str, team: str) -> dict[int, str]:
    """The user ids that these people have on a platform and team."""
    found: dict[int, str] = {}
    with session.transaction(write=False) as transaction:
        for person_id in person_ids:
            named = {"person_id": person_id, "platform": platform, "team": team}
            if (user_id := transaction.one(people.HANDLE, named)) is not None:
                found[person_id] = user_id
    return found
