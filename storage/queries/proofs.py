"""What became of the notices to a person, as proof of delivery."""

from __future__ import annotations

from sqlalchemy import bindparam, select

from storage.statement import Statement, one_of
from storage.tables.journal import OUTBOX

DELIVERED_TO = Statement(
    select(
        OUTBOX.c.payload,
        OUTBOX.c.status,
        OUTBOX.c.created_at,
        OUTBOX.c.sent_at,
        OUTBOX.c.sent_to,
        OUTBOX.c.attempts,
        OUTBOX.c.error,
    )
    .where(
        OUTBOX.c.thing == bindparam("thing"),
        OUTBOX.c.person_id == bindparam("person_id"),
        one_of(OUTBOX.c.kind, "notice"),
    )
    .order_by(OUTBOX.c.id)
)
