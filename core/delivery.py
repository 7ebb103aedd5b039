"""Taking messages out of the outbox: where each may go, its card, and the live card that goes with it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Final

import structlog

from core import outbox, rooms
from core.asking import KIND_OF, Asking
from core.card import Card, Strong, text_of
from core.cards.thing import card
from core.grammar import Ref
from core.hours.calendar import is_quiet
from core.language import _, use_language
from core.market import Market
from core.outbox import ANNOUNCE, CHANNEL, NOTICE, PROVIDER, REFRESH, ROOM
from core.request import Request
from core.trade import searching
from core.trade.searching import Search
from core.view import TEAM, View
from core.wire import dump_card, load_card
from storage.database import Session, Transaction
from storage.queries import journal, marketplace, people
from storage.queries import rooms as addresses
from storage.records import Person

_LOG: Final = structlog.get_logger()
MOST: Final = 50
LEASE: Final = 30
NEW_JOB: Final = frozenset({"publish", "reopen"})
PUBLIC: Final = -1


@dataclass(frozen=True, slots=True)
class Mailbox:
    """A place to deliver to, with the live card that is there already: its message's id and what it shows.

    `topic` is the forum topic of a room, "" for a room without one; None is for what is no room.
    """

    platform: str
    team: str
    user_id: str
    chat: str
    live_id: str = ""
    live_shown: str = ""
    topic: str | None = None


@dataclass(frozen=True, slots=True)
class Delivery:
    """A claimed row. `card` is to be sent, `live` is the card to keep up to date; `post_live` sends one if need be.

    A row for a room has its `purpose` and its `title`, and `closes` it in the end.
    """

    id: int
    kind: str
    thing: str
    attempts: int
    person_id: int | None = None
    mailboxes: tuple[Mailbox, ...] = ()
    card: Card | None = None
    live: Card | None = None
    post_live: bool = False
    zone: str = "UTC"
    language: str = "en"
    silent: bool = False
    call: str = ""
    place: str = ""
    purpose: str = ""
    title: str = ""
    closes: bool = False


def digest(shown: Card) -> str:
    """What a card shows, in short: two equal ones need no edit."""
    return hashlib.sha256(dump_card(shown).encode()).hexdigest()[:16]


def claim(session: Session, market: Market) -> list[Delivery]:
    """Take the first waiting row of each lane, for a minute; rows that only fan out are done at once.

    Nothing is found only if nothing waits. A row that no message can be made of goes to the operators, and stops no
    other.
    """
    while True:
        try:
            return _claim(session, market)
        except _Unreadable as unreadable:
            _LOG.exception("a row of the outbox cannot be read", row=unreadable.row_id)
            with session.transaction(write=True) as transaction:
                why = f"{type(unreadable.__cause__).__name__}: {unreadable.__cause__}"
                transaction.run(journal.BURY, {"row_id": unreadable.row_id, "why": why[:300]})


class _Unreadable(Exception):
    """A row of the outbox of which nothing can be made."""

    def __init__(self, row_id: int) -> None:
        super().__init__(row_id)
        self.row_id = row_id


def _claim(session: Session, market: Market) -> list[Delivery]:
    now = market.clock.now()
    found: list[Delivery] = []
    with session.transaction(write=True) as transaction:
        while not found and (rows := transaction.all(journal.CLAIMABLE, {"now": now, "most": MOST})):
            for row in rows:
                delivery = _built(_Row(transaction, market, now, *row))
                if delivery is None:
                    transaction.run(journal.SENT, {"row_id": row[0], "now": now, "to": "", "why": ""})
                    continue
                transaction.run(journal.LEASE, {"row_id": row[0], "until": now + LEASE})
                found.append(delivery)
    return found


@dataclass(frozen=True, slots=True)
class _Row:
    transaction: Transaction
    market: Market
    now: int
    id: int
    lane: str
    kind: str
    person_id: int | None
    place: str
    thing: str
    payload: str
    attempts: int
    created_at: int

    def view(self, reader_id: int | None, language: str = "en") -> View:
        return View(self.transaction, self.market, self.now, reader_id, language)


def _built(row: _Row) -> Delivery | None:
    try:
        return _BUILD[row.kind](row)
    except (LookupError, ValueError, TypeError, AttributeError, AssertionError) as error:
        raise _Unreadable(row.id) from error


def _to_person(row: _Row) -> Delivery | None:
    assert row.person_id is not None
    person = row.transaction.one(people.PERSON, {"id": row.person_id})
    assert person is not None
    newer = {"lane": row.lane, "thing": row.thing, "row_id": row.id}
    superseded = row.kind == REFRESH and row.transaction.one(journal.NEWER_QUEUED, newer) is not None
    live = None if superseded else _live_card(row, person)
    if row.kind == REFRESH and live is None:
        return None
    return Delivery(
        id=row.id,
        kind=row.kind,
        thing=row.thing,
        attempts=row.attempts,
        person_id=person.id,
        mailboxes=_mailboxes(row, person),
        card=load_card(row.payload) if row.kind == NOTICE else None,
        live=live,
        post_live=row.kind == REFRESH and json.loads(row.payload)["post"],
        zone=person.timezone,
        language=person.language,
        silent=is_quiet(row.now, person.timezone, person.quiet_hours),
    )


def _mailboxes(row: _Row, person: Person) -> tuple[Mailbox, ...]:
    found = row.transaction.all(people.IDENTITIES_OF, {"person_id": person.id})
    reachable = [identity for identity in found if identity[4] is None]
    return tuple(_mailbox(row, *identity[:4]) for identity in reachable or found)


def _mailbox(row: _Row, platform: str, team: str, user_id: str, chat: str) -> Mailbox:
    where = {"platform": platform, "team": team, "chat": chat, "thing": row.thing}
    live = row.transaction.one(journal.LIVE_CARD, where) if row.thing and chat else None
    return Mailbox(platform, team, user_id, chat, *(live or ("", "")))


def _live_card(row: _Row, person: Person) -> Card | None:
    """The card of the contract or job that the row belongs to, as it is now, if the person is a party."""
    ref = Ref.parse(row.thing)
    if ref is None or ref.kind not in {"C", "J"}:
        return None
    thing = row.transaction.one(marketplace.THING[KIND_OF[ref.kind]], {"id": ref.number})
    view = row.view(person.id, person.language)
    if thing is None or view.role(thing) is None:
        return None
    with use_language(person.language):
        return card(view, thing)


def _to_channel(row: _Row) -> Delivery | None:
    platform, team, chat = row.place.split("|")
    ref = Ref.parse(row.thing)
    assert ref is not None
    thing = row.transaction.one(marketplace.THING[KIND_OF[ref.kind]], {"id": ref.number})
    mailbox = _mailbox(row, platform, team, "", chat)
    shown = card(row.view(PUBLIC), thing)
    return Delivery(
        row.id, CHANNEL, row.thing, row.attempts, None, (mailbox,), None, shown, post_live=True, place=row.place
    )


def _to_room(row: _Row) -> Delivery | None:
    told = json.loads(row.payload)
    named = {"purpose": told["purpose"], "thing": row.thing}
    channel = next(iter(row.transaction.all(people.CHANNELS_FOR, {"purpose": told["purpose"]})), None)
    newer = {"lane": row.lane, "thing": row.thing, "row_id": row.id}
    only_looks = not (told["said"] or told["closes"])
    if channel is None or (only_looks and row.transaction.one(journal.NEWER_QUEUED, newer) is not None):
        return None
    address = row.transaction.one(addresses.ADDRESS, named)
    assert address is not None
    topic, root, shown = address[3:] if address[:3] == channel else ("", "", "")
    platform, team, chat = channel
    live, title = _root_of(row)
    return Delivery(
        row.id, ROOM, row.thing, row.attempts, None, (Mailbox(platform, team, "", chat, root, shown, topic),),
        load_card(told["said"]) if told["said"] else None, live, post_live=True, place="|".join(channel),
        purpose=told["purpose"], title=title, closes=told["closes"],
    )  # fmt: skip


def _root_of(row: _Row) -> tuple[Card, str]:
    """The card on top of a room, as those who mediate see it, and the room's name."""
    ref = Ref.parse(row.thing)
    assert ref is not None
    shown = card(row.view(TEAM), row.transaction.one(marketplace.THING[KIND_OF[ref.kind]], {"id": ref.number}))
    title = text_of(shown.head[:3])
    if ref.kind not in rooms.SAYS:
        return shown, title
    hint = _("Answer this card: what you write goes on record and to both sides. Answers to it always reach me.")
    return replace(shown, lines=(*shown.lines, (hint,))), title


def _fan_out(row: _Row) -> None:
    """Put the announcement into every channel's lane, and a notice into the lane of whoever watches for such a job."""
    asking = Asking(row.transaction, row.market, row.now, Request("system", f"announce:{row.id}"), None)
    ref = Ref.parse(row.thing)
    assert ref is not None
    job = row.transaction.one(marketplace.THING["job"], {"id": ref.number})
    if job is None or job.visibility != "public":
        return
    for platform, team, chat in row.transaction.all(people.CHANNELS_FOR, {"purpose": "announce"}):
        outbox.channel(asking, f"{platform}|{team}|{chat}", row.thing)
    if json.loads(row.payload)["event"] in NEW_JOB and job.state == "open":
        _tell_watchers(asking, job)


def _tell_watchers(asking: Asking, job: Any) -> None:
    told: set[int] = {job.client_id}
    for person_id, stored in asking.transaction.all(people.ALL_WATCHES):
        search = Search.load(stored)
        if person_id in told or not searching.jobs(asking, search, limit=1, only=job.id):
            continue
        told.add(person_id)
        view = asking.seen_by(person_id)
        with use_language(view.language):
            said = (_("New, for your search "), Strong(search.text or _("every job")))
            outbox.notice(asking, person_id, card(view, job, said))


def _to_provider(row: _Row) -> Delivery | None:
    call = json.loads(row.payload)["call"]
    return Delivery(row.id, PROVIDER, row.thing, row.attempts, call=call)


_BUILD: Final[dict[str, Callable[[_Row], Delivery | None]]] = {
    NOTICE: _to_person,
    REFRESH: _to_person,
    CHANNEL: _to_channel,
    ROOM: _to_room,
    ANNOUNCE: _fan_out,
    PROVIDER: _to_provider,
}
