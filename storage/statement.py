"""Statements written in SQLAlchemy Core, compiled once for each engine and run on the driver's own cursor."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final, Generic, TypeVar, overload

from sqlalchemy import ColumnElement, Table, insert, literal_column
from sqlalchemy.engine import Dialect
from sqlalchemy.sql import ClauseElement

R = TypeVar("R")
Parameters = Mapping[str, Any]
NONE: Final[Parameters] = {}


class Statement(Generic[R]):
    """A statement. `into` makes an object of each row's columns, in their order; `reads` says that it is a SELECT."""

    __slots__ = ("_clause", "_columns", "_compiled", "into", "reads")

    @overload
    def __init__(
        self: Statement[tuple[Any, ...]], clause: ClauseElement, *, columns: Iterable[str] | None = None
    ) -> None: ...

    @overload
    def __init__(self, clause: ClauseElement, into: Callable[..., R]) -> None: ...

    def __init__(
        self, clause: ClauseElement, into: Callable[..., Any] | None = None, columns: Iterable[str] | None = None
    ) -> None:
        self._clause = clause
        self._columns = list(columns) if columns is not None else None
        self._compiled: dict[str, tuple[str, Parameters]] = {}
        self.into: Callable[..., R] = into or _row
        self.reads = bool(getattr(clause, "is_select", False))

    def on(self, dialect: Dialect) -> tuple[str, Parameters]:
        """The SQL text for this engine and the values that the statement itself brings."""
        found = self._compiled.get(dialect.name)
        if found is None:
            compiled: Any = self._clause.compile(dialect=dialect, column_keys=self._columns)
            own = {name: bind.effective_value for bind, name in compiled.bind_names.items() if not bind.required}
            found = self._compiled[dialect.name] = (str(compiled), own)
        return found


def _row(*columns: Any) -> Any:
    return columns


def inserting(table: Table, *columns: str) -> Statement[tuple[Any, ...]]:
    """An INSERT of one row with these columns."""
    return Statement(insert(table), columns=columns)


def creating(table: Table, *columns: str) -> Statement[tuple[Any, ...]]:
    """An INSERT of one row with these columns that answers with the new id."""
    return Statement(insert(table).returning(table.c.id), columns=columns)


def one_of(column: ColumnElement[Any], *words: str) -> ColumnElement[bool]:
    """Whether the column is one of these constant words, which are ours: they are written into the SQL.

    An engine sees then that a partial index fits; for a bound value SQLite would even plan anew at every run.
    """
    constants: list[ColumnElement[str]] = [literal_column(f"'{word}'") for word in words]
    return column == constants[0] if len(constants) == 1 else column.in_(constants)
