"""How the database is opened, how a transaction begins on SQLite and on PostgreSQL, and what runs in it."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, Final, TypeVar

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import make_url

from storage.statement import NONE, Parameters, Statement

R = TypeVar("R")
BUSY_TIMEOUT_MS: Final = 5_000


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
        cursor = self._run(statement, values)
        if expect is not None:
            self._pending.append((cursor, expect, self._sql(statement)))
            if not self._session.pipelined:
                self.check()

    def count(self, statement: Statement[Any], values: Parameters = NONE) -> int:
        """Write and tell how many rows it touched."""
        cursor = self._run(statement, values)
        self._session.sync()
        return int(cursor.rowcount)

    def check(self) -> None:
        """Raise Lost if a write so far touched another number of rows than it should have."""
        self._session.sync()
        pending, self._pending = self._pending, []
        for cursor, expect, sql in pending:
            if cursor.rowcount != expect:
                raise Lost(f"{cursor.rowcount} rows instead of {expect}: {sql}")

    def _rows(self, statement: Statement[R], values: Parameters) -> list[R]:
        if not statement.reads:
            return [statement.into(*row) for row in self._run(statement, values).fetchall()]
        key = statement, tuple(values.items())
        found = self._known.get(key)
        if found is None:
            cursor = self._session.execute(*self._bound(statement, values))
            found = self._known[key] = [statement.into(*row) for row in cursor.fetchall()]
        return found

    def _run(self, statement: Statement[Any], values: Parameters) -> Any:
        if not self._may_write:
            raise TypeError(f"this transaction only reads: {self._sql(statement)}")
        self._known.clear()
        return self._session.execute(*self._bound(statement, values))

    def _bound(self, statement: Statement[Any], values: Parameters) -> tuple[str, Parameters]:
        sql, own = statement.on(self._dialect)
        return sql, {**own, **values} if own else values

    def _sql(self, statement: Statement[Any]) -> str:
        return statement.on(self._dialect)[0]


class Session:
    """One thread's connection. Not shared between threads; a broken connection is replaced at the next transaction."""

    pipelined = False

    def __init__(self, engine: Engine) -> None:
        self.dialect = engine.dialect
        self._engine = engine
        self._fairy: Any = None
        self._driver_connection: Any = None

    @contextmanager
    def transaction(self, *, write: bool) -> Iterator[Transaction]:
        """A transaction that commits at the end of the block, or rolls all of it back.

        Raises Conflict, Lost, Busy or Unavailable; after a Busy the whole block may be run again.
        """
        try:
            self._begin(write)
            transaction = Transaction(self, write=write)
            yield transaction
            transaction.check()
            self._commit()
        except BaseException as error:
            self._rollback()
            translated = self._translate(error)
            if translated is error:
                raise
            raise translated from error

    def execute(self, sql: str, values: Parameters) -> Any:
        """Run SQL on a fresh cursor."""
        return self._connection.execute(sql, values)

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

    def _begin(self, write: bool) -> None:
        raise NotImplementedError

    def _commit(self) -> None:
        self._connection.execute("COMMIT")

    def _rollback(self) -> None:
        raise NotImplementedError

    def _translate(self, error: BaseException) -> BaseException:
        raise NotImplementedError


class SQLiteSession(Session):
    """SQLite: one writer at a time, taken at the start; a read sees one snapshot."""

    def _begin(self, write: bool) -> None:
        self._connection.execute("BEGIN IMMEDIATE" if write else "BEGIN")

    def _rollback(self) -> None:
        try:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
        except sqlite3.Error:
            self._drop()

    def _translate(self, error: BaseException) -> BaseException:
        if isinstance(error, sqlite3.IntegrityError):
            return Conflict(str(error))
        if isinstance(error, sqlite3.OperationalError):
            return Busy(str(error)) if "locked" in str(error) else Unavailable(str(error))
        return Unavailable(str(error)) if isinstance(error, sqlite3.DatabaseError) else error


class PostgreSQLSession(Session):
    """PostgreSQL through psycopg: writes travel together in pipeline mode, reads lock the rows that need it.

    Transactions see what is committed at each statement, so one that only reads needs no beginning and no end.
    """

    pipelined = True

    def __init__(self, engine: Engine) -> None:
        super().__init__(engine)
        self._pipeline: Any = None
        self._leave_pipeline: Any = None

    def _begin(self, write: bool) -> None:
        connection = self._connection
        if connection.autocommit == write:
            connection.autocommit = not write
        if write:
            block = connection.pipeline()
            self._pipeline, self._leave_pipeline = block.__enter__(), block.__exit__

    def sync(self) -> None:
        if self._pipeline is not None:
            self._pipeline.sync()

    def _commit(self) -> None:
        if self._pipeline is not None:
            self._connection.commit()
            self._leave()

    def _rollback(self) -> None:
        with suppress(self._driver.Error):  # the error that brought us here is the one to tell
            self._leave()
        try:
            self._connection.rollback()
        except self._driver.Error:
            self._drop()

    def _translate(self, error: BaseException) -> BaseException:
        errors = self._driver.errors
        if isinstance(error, self._driver.IntegrityError | errors.RaiseException | errors.RestrictViolation):
            return Conflict(str(error))
        if isinstance(error, errors.DiskFull | errors.ReadOnlySqlTransaction):
            return Unavailable(str(error))
        return Busy(str(error)) if isinstance(error, self._driver.OperationalError) else error

    def _leave(self) -> None:
        leave, self._pipeline, self._leave_pipeline = self._leave_pipeline, None, None
        if leave is not None:
            leave(None, None, None)

    @property
    def _driver(self) -> Any:
        return self.dialect.loaded_dbapi


class Database:
    """An engine and its kind of session."""

    def __init__(self, url: str) -> None:
        self.url = make_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        if self.is_sqlite:
            self.engine = create_engine(self.url, paramstyle="named", connect_args={"isolation_level": None})
            event.listen(self.engine, "connect", _prepare_sqlite)
        else:
            # A stuck lock or a forgotten transaction must not keep others waiting for ever.
            options = "-c lock_timeout=5s -c idle_in_transaction_session_timeout=30s"
            self.engine = create_engine(self.url, pool_pre_ping=True, pool_size=20, connect_args={"options": options})

    def session(self) -> Session:
        """A session for the calling thread."""
        return SQLiteSession(self.engine) if self.is_sqlite else PostgreSQLSession(self.engine)

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()


def _prepare_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    connection.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
    _write_ahead(connection)
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")


def _write_ahead(connection: sqlite3.Connection) -> None:
    """Switch to the write-ahead log. Where two open a new file at once, SQLite fails one of them without waiting."""
    give_up_at = time.monotonic() + BUSY_TIMEOUT_MS / 1000
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > give_up_at:
                raise
            time.sleep(0.01)
        else:
            return
