"""Units of work: a session is one thread's connection; a transaction runs on it and commits, or leaves no trace."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from sqlalchemy import Engine

from storage.statement import NONE, Parameters, Statement

R = TypeVar("R")


class Conflict(Exception):
    """A rule of the database was broken: a key already there, a floor reached, an append-only row touched."""


class Busy(Exception):
    """The database could not take the transaction now; nothing was changed, the same request may be tried again."""


class Unavailable(Exception):
    """The database cannot write (disk full, read-only, gone); nothing was changed."""


class Lost(Exception):
    """A write touched another number of rows than expected: somebody else was first."""


class Transaction:
    """One unit of work on the thread's own connection. Reads answer at once; writes may wait until the next read.

    What was read once is not asked for again until something is written.
    """

    def __init__(self, session: Session, *, write: bool) -> None:
        self._session, self._may_write = session, write
        self._dialect = session.dialect
        self._pending: list[tuple[Any, int | None, str]] = []
        self._known: dict[tuple[Statement[Any], tuple[tuple[str, Any], ...]], list[Any]] = {}

    @property
    def is_sqlite(self) -> bool:
        """Whether this is SQLite."""
        return self._dialect.name == "sqlite"

    def one(self, statement: Statement[R], values: Parameters = NONE) -> R | None:
        """The first row, or None."""
        found = self._rows(statement, values)
        return found[0] if found else None

    def all(self, statement: Statement[R], values: Parameters = NONE) -> list[R]:
        """Every row."""
        return list(self._rows(statement, values))

    def run(self, statement: Statement[Any], values: Parameters = NONE, expect: int | None = None) -> None:
        """Write; `expect` is the number of rows it must touch, checked before the commit. Raises Lost, Conflict."""
        self._written()
        sql, bound = self._bound(statement, values)
        if expect is None:
            self._session.execute(sql, bound, self._session.sender)
            return
        self._pending.append((self._session.execute(sql, bound), expect, sql))
        if not self._session.pipelined:
            self.check()

    def count(self, statement: Statement[Any], values: Parameters = NONE) -> int:
        """Write and tell how many rows it touched."""
        self._written()
        cursor = self._session.execute(*self._bound(statement, values))
        self._session.sync()
        return int(cursor.rowcount)

    def check(self) -> None:
        """Raise Lost if a write so far touched another number of rows than it should have."""
        if any(cursor.rowcount < 0 for cursor, _expect, _sql in self._pending):
            self._session.sync()
        pending, self._pending = self._pending, []
        for cursor, expect, sql in pending:
            if cursor.rowcount != expect:
                raise Lost(f"{cursor.rowcount} rows instead of {expect}: {sql}")

    def _rows(self, statement: Statement[R], values: Parameters) -> list[R]:
        if not statement.reads:
            self._written()
            return self._fetch(statement, values)
        key = statement, tuple(values.items())
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = self._fetch(statement, values)
        return found

    def _fetch(self, statement: Statement[R], values: Parameters) -> list[R]:
        into, session = statement.into, self._session
        return [into(*row) for row in session.execute(*self._bound(statement, values), session.reader).fetchall()]

    def _written(self) -> None:
        """Something is written: what was read so far may be otherwise after it."""
        if not self._may_write:
            raise TypeError("this transaction only reads")
        self._known.clear()

    def _bound(self, statement: Statement[Any], values: Parameters) -> tuple[str, Parameters]:
        sql, own = statement.on(self._dialect)
        return sql, {**own, **values} if own else values


class Session:
    """One thread's connection. Not shared between threads; a broken connection is replaced at the next transaction.

    Where cursors are dear, `reader` is one whose rows are taken at once, `sender` one of which no outcome is asked.
    """

    pipelined = False
    reader: Any = None
    sender: Any = None

    def __init__(self, engine: Engine) -> None:
        self.dialect = engine.dialect
        self._engine = engine
        self._fairy: Any = None
        self._driver_connection: Any = None

    @contextmanager
    def transaction(self, *, write: bool, snapshot: bool = False) -> Iterator[Transaction]:
        """A transaction that commits at the end of the block, or rolls all of it back.

        With `snapshot` all that it reads is of one moment, whatever others commit meanwhile; it writes nothing then.
        Raises Conflict, Lost, Busy or Unavailable; after a Busy the whole block may be run again.
        """
        try:
            self._begin(write, snapshot)
            transaction = Transaction(self, write=write)
            yield transaction
            self._settle()
            transaction.check()
            self._commit()
        except BaseException as error:
            self._rollback()
            translated = self._translate(error)
            if translated is error:
                raise
            raise translated from error

    @contextmanager
    def together(self) -> Iterator[None]:
        """Where the engine gains by it, commit the transactions of the block together; each can still fail by itself.

        Raises Conflict, Busy or Unavailable if the commit fails: then nothing of any of them has happened.
        """
        yield

    def execute(self, sql: str, values: Parameters, cursor: Any = None) -> Any:
        """Run SQL on this cursor, or on a fresh one."""
        return (cursor or self._connection).execute(sql, values)

    def sync(self) -> None:
        """Wait until every write sent so far has answered."""

    def close(self) -> None:
        """Give the connection back."""
        if self._fairy is not None:
            self._fairy.close()
            self._fairy = self._driver_connection = None

    @property
    def _connection(self) -> Any:
        if self._fairy is None:
            self._fairy = self._engine.raw_connection()
            self._driver_connection = self._fairy.driver_connection
        return self._driver_connection

    def _drop(self) -> None:
        if self._fairy is not None:
            self._fairy.invalidate()
            self._fairy = self._driver_connection = None

    def _begin(self, write: bool, snapshot: bool) -> None:
        raise NotImplementedError

    def _settle(self) -> None:
        """Wait until everything that was sent has answered; nothing but the commit follows."""

    def _commit(self) -> None:
        self._connection.execute("COMMIT")

    def _rollback(self) -> None:
        raise NotImplementedError

    def _translate(self, error: BaseException) -> BaseException:
        raise NotImplementedError
