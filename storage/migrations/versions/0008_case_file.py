"""The case file: where a message was written, every later wording of it, and seals of the file that nobody changes."""

from __future__ import annotations

from typing import Any, Final

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

WHOLE: Final = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
KEPT: Final = {
    "messages": ("id",),
    "message_versions": ("message_id", "number"),
    "dispute_seals": ("dispute_id", "number"),
}


def whole(name: str, *args: Any) -> sa.Column[int]:
    return sa.Column(name, WHOLE, *args, nullable=False)


def words(name: str, default: str | None = None) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=False, server_default=default)


def pointing(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=f"fk_{table}_{column}")


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
        sa.PrimaryKeyConstraint("message_id", "number", name="pk_message_versions"),
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
        sa.PrimaryKeyConstraint("dispute_id", "number", name="pk_dispute_seals"),
        pointing("dispute_seals", "dispute_id", "disputes"),
        pointing("dispute_seals", "file_id", "files"),
        sqlite_strict=True,
    )
    _keep()


def _keep() -> None:
    """What was said stays as it was said; a later wording is a row of its own."""
    for table, key in KEPT.items():
        if op.get_context().dialect.name != "sqlite":
            op.execute(
                f"CREATE TRIGGER {table}_keep BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}"
                " EXECUTE FUNCTION ledger_refuse('rows are never changed')"
            )
            continue
        same = " AND ".join(f"{column} = NEW.{column}" for column in key)
        moments = {
            "update": f"UPDATE ON {table}",
            "delete": f"DELETE ON {table}",
            "replace": f"INSERT ON {table} WHEN EXISTS (SELECT 1 FROM {table} WHERE {same})",
        }
        for name, moment in moments.items():
            op.execute(
                f"CREATE TRIGGER {table}_{name} BEFORE {moment} BEGIN"
                f" SELECT RAISE(ABORT, '{table}: rows are never changed'); END"
            )


def downgrade() -> None:
    sqlite = op.get_context().dialect.name == "sqlite"
    for name in ("update", "delete", "replace") if sqlite else ("keep",):
        op.execute(f"DROP TRIGGER messages_{name}" + ("" if sqlite else " ON messages"))
    for table in ("dispute_seals", "message_versions"):
        op.drop_table(table)
    op.drop_index("ix_messages_written", "messages")
    for column in ("written", "chat", "team", "platform"):
        op.drop_column("messages", column)
