"""Rooms of a team, and where each message of the outbox went."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

WHOLE: Final = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def words(name: str, default: str | None = None) -> sa.Column[str]:
    return sa.Column(
        name, sa.Text(), nullable=False, server_default=None if default is None else sa.text(f"'{default}'")
    )


def upgrade() -> None:
    op.create_table(
        "rooms",
        words("purpose"),
        words("thing"),
        *(words(name, "") for name in ("platform", "team", "chat", "topic", "message_id", "shown")),
        sa.Column("created_at", WHOLE, nullable=False),
        sa.Column("closed_at", WHOLE, nullable=True),
        sa.PrimaryKeyConstraint("purpose", "thing", name="pk_rooms"),
        sqlite_strict=True,
    )
    op.create_index("ix_rooms_chat", "rooms", ["chat"])
    op.add_column("outbox", words("sent_to", ""))
    op.create_index("ix_outbox_thing", "outbox", ["thing"])


def downgrade() -> None:
    op.drop_index("ix_outbox_thing", "outbox")
    op.drop_column("outbox", "sent_to")
    op.drop_table("rooms")
