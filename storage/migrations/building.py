"""What revisions build tables of. Revisions that have been released rely on it, so it is added to, never changed."""

from __future__ import annotations

from typing import Any, Final

import sqlalchemy as sa
from alembic import op

WHOLE: Final = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def whole(name: str, *args: Any, default: int | None = None, null: bool = False) -> sa.Column[int]:
    """A whole number."""
    return sa.Column(
        name, WHOLE, *args, nullable=null, server_default=None if default is None else sa.text(str(default))
    )


def words(name: str, *args: Any, default: str | None = None) -> sa.Column[str]:
    """Text."""
    return sa.Column(
        name, sa.Text(), *args, nullable=False, server_default=None if default is None else sa.text(f"'{default}'")
    )


def numbered() -> sa.Column[int]:
    """A number that the database gives out."""
    return sa.Column("id", WHOLE, primary_key=True, autoincrement=True, nullable=False)


def moved() -> list[sa.Column[Any]]:
    """The columns of a thing that a state machine moves."""
    return [words("state"), whole("version", default=1), whole("policy", default=1), whole("created_at")]


def pointing(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    """A reference to another table's id."""
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=f"fk_{table}_{column}")


def keyed(table: str, *columns: str) -> sa.PrimaryKeyConstraint:
    """The primary key."""
    return sa.PrimaryKeyConstraint(*columns, name=f"pk_{table}")


def keep(table: str, *key: str) -> None:
    """Let rows of a table with this key be added, and never changed or deleted."""
    if op.get_context().dialect.name != "sqlite":
        op.execute(
            f"CREATE TRIGGER {table}_keep BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}"
            " EXECUTE FUNCTION ledger_refuse('rows are never changed')"
        )
        return
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
