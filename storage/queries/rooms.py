"""The rooms of a team: which there are, where each is, and which one a place belongs to."""

from __future__ import annotations

from sqlalchemy import and_, bindparam, or_, select, update

from storage.statement import Statement, inserting
from storage.tables.rooms import ROOMS

ADD = inserting(ROOMS, "purpose", "thing", "created_at")
ADDRESS = Statement(
    select(ROOMS.c.platform, ROOMS.c.team, ROOMS.c.chat, ROOMS.c.topic, ROOMS.c.message_id, ROOMS.c.shown).where(
        ROOMS.c.purpose == bindparam("purpose"), ROOMS.c.thing == bindparam("thing")
    )
)
SETTLE = Statement(
    update(ROOMS)
    .where(ROOMS.c.purpose == bindparam("of_purpose"), ROOMS.c.thing == bindparam("of_thing"))
    .values({name: bindparam(f"new_{name}") for name in ("platform", "team", "chat", "topic", "message_id", "shown")})
)
OPEN = Statement(
    select(ROOMS.c.thing)
    .where(ROOMS.c.purpose == bindparam("purpose"), ROOMS.c.closed_at.is_(None))
    .order_by(ROOMS.c.created_at, ROOMS.c.thing),
    into=str,
)
CLOSE = Statement(
    update(ROOMS)
    .where(
        ROOMS.c.purpose == bindparam("of_purpose"), ROOMS.c.thing == bindparam("of_thing"), ROOMS.c.closed_at.is_(None)
    )
    .values(closed_at=bindparam("now"))
)
AT = Statement(
    select(ROOMS.c.purpose, ROOMS.c.thing).where(
        ROOMS.c.platform == bindparam("platform"),
        ROOMS.c.team == bindparam("team"),
        ROOMS.c.chat == bindparam("chat"),
        or_(
            and_(ROOMS.c.topic == bindparam("topic"), ROOMS.c.topic != ""),
            and_(ROOMS.c.message_id == bindparam("message_id"), ROOMS.c.message_id != ""),
            ROOMS.c.thing == bindparam("shown"),
        ),
    )
)
MOVE = Statement(
    update(ROOMS)
    .where(ROOMS.c.platform == bindparam("of_platform"), ROOMS.c.chat == bindparam("old_chat"))
    .values(chat=bindparam("new_chat"))
)
