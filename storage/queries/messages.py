"""Messages between two sides, found by where they were written, and every wording that they have had."""

from __future__ import annotations

from typing import Final

from sqlalchemy import bindparam, select

from storage.statement import Statement, inserting
from storage.tables.marketplace import MESSAGE_VERSIONS, MESSAGES

# Number, author, text, files (JSON) and moment of each message about a thing, oldest first.
SAID: Final = Statement(
    select(MESSAGES.c.id, MESSAGES.c.author_id, MESSAGES.c.text, MESSAGES.c.files, MESSAGES.c.created_at)
    .where(MESSAGES.c.thing == bindparam("thing"))
    .order_by(MESSAGES.c.id)
)
# Number of the message, later wording, whether it was deleted, and when.
REWORDED: Final = Statement(
    select(
        MESSAGE_VERSIONS.c.message_id,
        MESSAGE_VERSIONS.c.text,
        MESSAGE_VERSIONS.c.deleted,
        MESSAGE_VERSIONS.c.created_at,
    )
    .join(MESSAGES, MESSAGES.c.id == MESSAGE_VERSIONS.c.message_id)
    .where(MESSAGES.c.thing == bindparam("thing"))
    .order_by(MESSAGE_VERSIONS.c.message_id, MESSAGE_VERSIONS.c.number)
)
WRITTEN_AT: Final = Statement(
    select(MESSAGES.c.id, MESSAGES.c.thing, MESSAGES.c.text).where(
        MESSAGES.c.platform == bindparam("platform"),
        MESSAGES.c.team == bindparam("team"),
        MESSAGES.c.chat == bindparam("chat"),
        MESSAGES.c.written == bindparam("written"),
        MESSAGES.c.author_id == bindparam("author_id"),
    )
)
VERSIONS: Final = Statement(
    select(MESSAGE_VERSIONS.c.text, MESSAGE_VERSIONS.c.deleted)
    .where(MESSAGE_VERSIONS.c.message_id == bindparam("id"))
    .order_by(MESSAGE_VERSIONS.c.number)
)
REWORD: Final = inserting(MESSAGE_VERSIONS, "message_id", "number", "text", "deleted", "created_at")
