"""Rooms: where a team works on one thing each, as a thread, a forum topic, or replies under the thing's card.

What is written in a room is said in its thing, and a command that names nothing is about it.
"""

from __future__ import annotations

from typing import Final

from core.context import Context
from core.grammar import Ref
from core.language import _
from core.refusal import Refusal
from core.request import Place
from storage.database import Session, Transaction
from storage.queries import journal, rooms

MEDIATION: Final = "mediation"
# Who is heard in the rooms of a purpose.
HEARD: Final = {MEDIATION: frozenset({"mediator", "arbiter"})}
# What plain words under the card of such a thing do.
SAYS: Final = {"C": "contract.say", "D": "dispute.say"}


def about(context: Context) -> Ref | None:
    """What the place of the request is about: the thing of the room, or of the card that is answered.

    Raises Refusal in a room for somebody who is not heard there.
    """
    place = context.request.place
    room = _room(context.transaction, place)
    if room is not None:
        purpose, thing = room
        if not heard(context, purpose):
            raise Refusal(
                _("Only mediators are heard here, so this was passed on to nobody."),
                _("A party answers in their own chat with me."),
            )
        return Ref.parse(thing)
    ref = Ref.parse(_answered(context.transaction, place))
    return ref if ref is not None and ref.kind in SAYS else None


def about_room(context: Context) -> str:
    """The thing of the room that the request was made in, or ""."""
    room = _room(context.transaction, context.request.place)
    return room[1] if room else ""


def heard(context: Context, purpose: str) -> bool:
    """Whether the person who asks is one of those whom the rooms of this purpose are for."""
    return any(context.me.granted(role) for role in HEARD[purpose])


def listens(session: Session, place: Place) -> bool:
    """Whether what is written at the place is for Parley even if nobody addresses it: it is a room."""
    with session.transaction(write=False) as transaction:
        return _room(transaction, place) is not None


def overheard(context: Context) -> bool:
    """Whether words that addressed nobody were said in a room, by somebody who is heard there."""
    room = _room(context.transaction, context.request.place)
    return room is not None and context.person_or_none is not None and heard(context, room[0])


def _answered(transaction: Transaction, place: Place) -> str:
    """The thing whose card is answered, or in whose thread something is written; "" if there is none."""
    if not place.message_id:
        return ""
    where = {"platform": place.platform, "team": place.team, "chat": place.chat, "message_id": place.message_id}
    return transaction.one(journal.CARD_AT, where) or ""


def _room(transaction: Transaction, place: Place) -> tuple[str, str] | None:
    """The purpose and the thing of the room that the place is in."""
    if not place.public or not (place.message_id or place.topic):
        return None
    where = {"platform": place.platform, "team": place.team, "chat": place.chat}
    said_in = {"topic": place.topic, "message_id": place.message_id, "shown": _answered(transaction, place)}
    found = transaction.one(rooms.AT, where | said_in)
    return None if found is None else (str(found[0]), str(found[1]))
