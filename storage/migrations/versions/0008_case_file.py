"""The case file: where a message was written, every later wording of it, and seals of the file that nobody changes."""

from __future__ import annotations

from typing import Final

from alembic import op

from storage.migrations.building import keep, keyed, pointing, whole, words

revision = "0008"
down_revision = "0007"

KEPT: Final = {
    "messages": ("id",),
    "message_versions": ("message_id", "number"),
    "dispute_seals": ("dispute_id", "number"),
}


def upgrade() -> None:
    for column in ("platform", "team", "chat", "written"):
        op.add_column("messages", words(column, default=""))
    op.create_index("ix_messages_written", "messages", ["platform", "chat", "written"])
    op.create_table(
        "message_versions",
        whole("message_id"),
        whole("number"),
        words("text"),
        whole("deleted"),
        whole("created_at"),
        keyed("message_versions", "message_id", "number"),
        pointing("message_versions", "message_id", "messages"),
        sqlite_strict=True,
    )
    op.create_table(
        "dispute_seals",
        whole("dispute_id"),
        whole("number"),
        words("cause"),
        words("hash"),
        whole("file_id"),
        whole("created_at"),
        keyed("dispute_seals", "dispute_id", "number"),
        pointing("dispute_seals", "dispute_id", "disputes"),
        pointing("dispute_seals", "file_id", "files"),
        sqlite_strict=True,
    )
    for table, key in KEPT.items():
        keep(table, *key)


def downgrade() -> None:
    sqlite = op.get_context().dialect.name == "sqlite"
    for name in ("update", "delete", "replace") if sqlite else ("keep",):
        op.execute(f"DROP TRIGGER messages_{name}" + ("" if sqlite else " ON messages"))
    for table in ("dispute_seals", "message_versions"):
        op.drop_table(table)
    op.drop_index("ix_messages_written", "messages")
    for column in ("written", "chat", "team", "platform"):
        op.drop_column("messages", column)
