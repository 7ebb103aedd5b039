"""Rooms of a team, and where each message of the outbox went."""

from __future__ import annotations

from alembic import op

from storage.migrations.building import keyed, whole, words

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.create_table(
        "rooms",
        words("purpose"),
        words("thing"),
        *(words(name, default="") for name in ("platform", "team", "chat", "topic", "message_id", "shown")),
        whole("created_at"),
        whole("closed_at", null=True),
        keyed("rooms", "purpose", "thing"),
        sqlite_strict=True,
    )
    op.create_index("ix_rooms_chat", "rooms", ["chat"])
    op.add_column("outbox", words("sent_to", default=""))
    op.create_index("ix_outbox_thing", "outbox", ["thing"])


def downgrade() -> None:
    op.drop_index("ix_outbox_thing", "outbox")
    op.drop_column("outbox", "sent_to")
    op.drop_table("rooms")
