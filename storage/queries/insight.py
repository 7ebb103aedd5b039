"""What whoever looks behind the chats asks for: the last changes, messages, and clocks that stand still."""

from __future__ import annotations

from sqlalchemy import bindparam, select

from storage.statement import Statement, one_of
from storage.tables.journal import DEADLINES, HISTORY, OUTBOX

LATEST_THINGS = Statement(select(HISTORY.c.thing).order_by(HISTORY.c.id.desc()).limit(bindparam("most")), into=str)
FROZEN_DEADLINES = Statement(
    select(DEADLINES.c.event, DEADLINES.c.left_over)
    .where(DEADLINES.c.thing == bindparam("thing"), DEADLINES.c.reminder == 0, one_of(DEADLINES.c.status, "frozen"))
    .order_by(DEADLINES.c.left_over)
)
LATEST_OUTBOX = Statement(
    select(
        OUTBOX.c.id,
        OUTBOX.c.kind,
        OUTBOX.c.person_id,
        OUTBOX.c.place,
        OUTBOX.c.thing,
        OUTBOX.c.payload,
        OUTBOX.c.status,
        OUTBOX.c.attempts,
        OUTBOX.c.not_before,
        OUTBOX.c.error,
        OUTBOX.c.created_at,
        OUTBOX.c.sent_at,
    )
    .order_by(OUTBOX.c.id.desc())
    .limit(bindparam("most"))
)
