"""People, identities, grants, payout methods and watches."""

from __future__ import annotations

from typing import Any

from sqlalchemy import and_, bindparam, literal_column, select, true, update

from storage.records import Person, columns
from storage.statement import Statement, creating, inserting
from storage.tables.journal import CHANNELS, DELIVERIES
from storage.tables.people import IDENTITIES, PAYOUT_METHODS, PEOPLE, WATCHES

_PERSON = select(*columns(Person, PEOPLE))


def _arrival(*row: Any) -> tuple[Person, int | None, str | None]:
    *person, blocked_at, reply = row
    return Person(*person), blocked_at, reply


ARRIVE = Statement(
    select(*columns(Person, PEOPLE), IDENTITIES.c.blocked_at, DELIVERIES.c.reply)
    .select_from(IDENTITIES)
    .join(PEOPLE, PEOPLE.c.id == IDENTITIES.c.person_id)
    .outerjoin(
        DELIVERIES, and_(DELIVERIES.c.source == bindparam("source"), DELIVERIES.c.key == bindparam("key"), true())
    )
    .where(
        IDENTITIES.c.platform == bindparam("platform"),
        IDENTITIES.c.team == bindparam("team"),
        IDENTITIES.c.user_id == bindparam("user_id"),
    ),
    into=_arrival,
)
PERSON = Statement(_PERSON.where(PEOPLE.c.id == bindparam("id")), into=Person)
PERSON_LOCKED = Statement(_PERSON.where(PEOPLE.c.id == bindparam("id")).with_for_update(of=PEOPLE), into=Person)
NAMES = Statement(select(PEOPLE.c.id, PEOPLE.c.name).order_by(PEOPLE.c.id))
JOIN = creating(PEOPLE, "name", "is_client", "is_freelancer", "timezone", "currency", "language", "created_at")
GRANTED_ANY = PEOPLE.c.roles != literal_column("''")  # written out, so that an engine sees that the partial index fits
OPERATORS = Statement(select(PEOPLE.c.id).where(GRANTED_ANY, PEOPLE.c.roles.like("%operator%")), into=int)
MEDIATORS = Statement(select(PEOPLE.c.id).where(GRANTED_ANY, PEOPLE.c.roles.like("%mediator%")), into=int)

OPERATOR_CHATS = Statement(
    select(IDENTITIES.c.chat)
    .join(PEOPLE, PEOPLE.c.id == IDENTITIES.c.person_id)
    .where(PEOPLE.c.roles.like("%operator%"), IDENTITIES.c.platform == bindparam("platform"), IDENTITIES.c.chat != ""),
    into=str,
)
ADD_IDENTITY = inserting(IDENTITIES, "platform", "team", "user_id", "person_id", "chat", "created_at")
IDENTITIES_OF = Statement(
    select(IDENTITIES.c.platform, IDENTITIES.c.team, IDENTITIES.c.user_id, IDENTITIES.c.chat, IDENTITIES.c.blocked_at)
    .where(IDENTITIES.c.person_id == bindparam("person_id"))
    .order_by(IDENTITIES.c.created_at, IDENTITIES.c.platform)
)
IDENTITY = Statement(
    select(IDENTITIES.c.person_id).where(
        IDENTITIES.c.platform == bindparam("platform"),
        IDENTITIES.c.team == bindparam("team"),
        IDENTITIES.c.user_id == bindparam("user_id"),
    ),
    into=int,
)
HANDLE = Statement(
    select(IDENTITIES.c.user_id).where(
        IDENTITIES.c.person_id == bindparam("person_id"),
        IDENTITIES.c.platform == bindparam("platform"),
        IDENTITIES.c.team == bindparam("team"),
    ),
    into=str,
)
REACHED = Statement(
    update(IDENTITIES)
    .where(
        IDENTITIES.c.platform == bindparam("of_platform"),
        IDENTITIES.c.team == bindparam("of_team"),
        IDENTITIES.c.user_id == bindparam("of_user"),
    )
    .values(chat=bindparam("new_chat"), blocked_at=bindparam("new_blocked_at"))
)
MOVE_CHAT = Statement(
    update(IDENTITIES)
    .where(
        IDENTITIES.c.platform == bindparam("of_platform"),
        IDENTITIES.c.team == bindparam("of_team"),
        IDENTITIES.c.chat == bindparam("old_chat"),
    )
    .values(chat=bindparam("new_chat"))
)

ADD_METHOD = creating(
    PAYOUT_METHODS,
    "person_id",
    "kind",
    "holder",
    "account_encrypted",
    "account_tail",
    "active_at",
    "created_at",
)
METHODS = Statement(
    select(
        PAYOUT_METHODS.c.id,
        PAYOUT_METHODS.c.kind,
        PAYOUT_METHODS.c.holder,
        PAYOUT_METHODS.c.account_tail,
        PAYOUT_METHODS.c.active_at,
    )
    .where(PAYOUT_METHODS.c.person_id == bindparam("person_id"), PAYOUT_METHODS.c.removed_at.is_(None))
    .order_by(PAYOUT_METHODS.c.id)
)
METHOD_ACCOUNT = Statement(
    select(PAYOUT_METHODS.c.kind, PAYOUT_METHODS.c.holder, PAYOUT_METHODS.c.account_encrypted).where(
        PAYOUT_METHODS.c.id == bindparam("id")
    )
)
REMOVE_METHOD = Statement(
    update(PAYOUT_METHODS)
    .where(PAYOUT_METHODS.c.id == bindparam("method_id"), PAYOUT_METHODS.c.person_id == bindparam("of_person"))
    .values(removed_at=bindparam("now"))
)

WATCH = inserting(WATCHES, "person_id", "search", "search_key", "created_at")
WATCHES_OF = Statement(
    select(WATCHES.c.id, WATCHES.c.search).where(WATCHES.c.person_id == bindparam("person_id")).order_by(WATCHES.c.id)
)
ALL_WATCHES = Statement(select(WATCHES.c.person_id, WATCHES.c.search).order_by(WATCHES.c.id))
UNWATCH = Statement(
    WATCHES.delete().where(WATCHES.c.person_id == bindparam("person_id"), WATCHES.c.id == bindparam("watch_id"))
)

ADD_CHANNEL = inserting(CHANNELS, "purpose", "platform", "team", "chat", "set_by", "created_at")
CHANNELS_FOR = Statement(
    select(CHANNELS.c.platform, CHANNELS.c.team, CHANNELS.c.chat).where(CHANNELS.c.purpose == bindparam("purpose"))
)
DROP_CHANNEL = Statement(
    CHANNELS.delete().where(
        CHANNELS.c.purpose == bindparam("purpose"),
        CHANNELS.c.platform == bindparam("platform"),
        CHANNELS.c.team == bindparam("team"),
        CHANNELS.c.chat == bindparam("chat"),
    )
)
MOVE_CHANNEL = Statement(
    update(CHANNELS)
    .where(CHANNELS.c.platform == bindparam("of_platform"), CHANNELS.c.chat == bindparam("old_chat"))
    .values(chat=bindparam("new_chat"))
)


def person_update(*names: str) -> Statement[tuple[Any, ...]]:
    """An UPDATE of these columns of one person (`person_id`)."""
    return Statement(
        update(PEOPLE).where(PEOPLE.c.id == bindparam("person_id")).values({name: bindparam(name) for name in names})
    )
