"""Column kinds that mean the same on SQLite (STRICT tables) and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import BigInteger, Column, Integer, LargeBinary, MetaData, Table, Text, text
from sqlalchemy.schema import SchemaItem

METADATA: Final = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)
WHOLE: Final = BigInteger().with_variant(Integer(), "sqlite")


def key() -> Column[int]:
    """A number that the database gives out."""
    return Column("id", WHOLE, primary_key=True, autoincrement=True)


def whole(name: str, *args: SchemaItem, default: int | None = None, null: bool = False) -> Column[int]:
    """A whole number: an amount in minor units, a moment in seconds, a reference, a count."""
    return Column(name, WHOLE, *args, nullable=null, server_default=None if default is None else text(str(default)))


def words(name: str, *args: SchemaItem, default: str | None = None, null: bool = False, **options: Any) -> Column[str]:
    """Text; lists and records are JSON in it."""
    return Column(
        name, Text(), *args, nullable=null, server_default=None if default is None else text(f"'{default}'"), **options
    )


def content(name: str) -> Column[bytes]:
    """Bytes of a file."""
    return Column(name, LargeBinary(), nullable=False)


def table(name: str, *items: SchemaItem | Sequence[SchemaItem]) -> Table:
    """A table whose column types SQLite checks too."""
    flat: list[Any] = []
    for item in items:
        flat.extend(item) if isinstance(item, list | tuple) else flat.append(item)
    return Table(name, METADATA, *flat, sqlite_strict=True)


def moved_by_machine() -> list[Column[Any]]:
    """The columns of a thing that a state machine moves: state, version of each change, policy it lives under."""
    return [
        words("state"),
        whole("version", default=1),
        whole("policy", default=1),
        whole("created_at"),
    ]
