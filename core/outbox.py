"""The outbox: what is to be sent, kept in lanes so that each person and each channel gets things in order."""

from __future__ import annotations

import json
from typing import Final

from core.asking import Asking
from core.card import Card, Reply
from core.market import Market
from core.request import Request, Who
from core.wire import dump_card
from storage.database import Session
from storage.queries import journal, people, rooms

NOTICE: Final = "notice"
REFRESH: Final = "refresh"
ANNOUNCE: Final = "announce"
CHANNEL: Final = "channel"
ROOM: Final = "room"
PROVIDER: Final = "provider"


def notice(asking: Asking, person_id: int, card: Card) -> None:
    """Send a person a card."""
    _put(asking, f"person:{person_id}", NOTICE, dump_card(card), person_id=person_id, thing=card.contract or card.thing)


def refresh(asking: Asking, person_id: int, ref: str, *, post: bool) -> None:
    """Bring a person's live card of `ref` up to date; `post` it where there is none yet."""
    _put(asking, f"person:{person_id}", REFRESH, json.dumps({"post": post}), person_id=person_id, thing=ref)


def announce(asking: Asking, ref: str, event: str) -> None:
    """Post or refresh `ref` in the channels where the marketplace announces; a new one is told to its watchers."""
    _put(asking, f"announce:{ref}", ANNOUNCE, json.dumps({"event": event}), thing=ref)


def channel(asking: Asking, place: str, ref: str) -> None:
    """Post or refresh the card of `ref` in one channel, named as "platform|team|chat"."""
    _put(asking, f"channel:{place}", CHANNEL, "{}", thing=ref, place=place)


def room(asking: Asking, purpose: str, ref: str, card: Card | None = None, *, closes: bool = False) -> None:
    """Bring the room of `ref` in the channel of `purpose` up to date, or open it; then say `card` in it.

    With `closes` it is closed after that. Where there is no such channel yet, the room opens as soon as there is one.
    """
    named = {"purpose": purpose, "thing": ref}
    if asking.transaction.one(rooms.ADDRESS, named) is None:
        asking.transaction.run(rooms.ADD, {**named, "created_at": asking.now})
    if closes:
        asking.transaction.run(rooms.CLOSE, {"of_purpose": purpose, "of_thing": ref, "now": asking.now})
    said = dump_card(card) if card else ""
    payload = json.dumps({"purpose": purpose, "said": said, "closes": closes}, ensure_ascii=False)
    _put(asking, f"room:{purpose}:{ref}", ROOM, payload, thing=ref)


def provider(asking: Asking, ref: str, call: str) -> None:
    """Ask the payment provider to do `call` for a deposit or withdrawal."""
    _put(asking, f"provider:{ref}", PROVIDER, json.dumps({"call": call}), thing=ref)


def leave_for(session: Session, market: Market, who: Who, reply: Reply) -> None:
    """Keep a reply that could not be sent now in its person's lane."""
    if reply.card is None:
        return
    named = {"platform": who.platform, "team": who.team, "user_id": who.user_id}
    with session.transaction(write=True) as transaction:
        person_id = transaction.one(people.IDENTITY, named)
        if person_id is not None:
            asking = Asking(transaction, market, market.clock.now(), Request("system", "postponed"), None)
            notice(asking, person_id, reply.card)


def _put(
    asking: Asking,
    lane: str,
    kind: str,
    payload: str,
    *,
    person_id: int | None = None,
    thing: str = "",
    place: str = "",
) -> None:
    values = {
        "lane": lane,
        "kind": kind,
        "person_id": person_id,
        "place": place,
        "thing": thing,
        "payload": payload,
        "not_before": 0,
        "created_at": asking.now,
    }
    asking.transaction.run(journal.ENQUEUE, values)
