"""Transactions on SQLite: one writer at a time, a write-ahead log, and several transactions in one commit."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from storage.session import Busy, Conflict, Session, Unavailable

BUSY_TIMEOUT_MS: Final = 5_000


class SQLiteSession(Session):
    """SQLite: one writer at a time, taken at the start; a read sees one snapshot."""

    _shared = False

    @contextmanager
    def together(self) -> Iterator[None]:
        try:
            self._connection.execute("BEGIN IMMEDIATE")
            self._shared = True
            yield
            self._connection.execute("COMMIT")
        except BaseException as error:
            self._shared = False
            self._rollback()
            translated = self._translate(error)
            if translated is error:
                raise
            raise translated from error
        finally:
            self._shared = False

    def _begin(self, write: bool, snapshot: bool) -> None:
        if not self._shared:
            self._connection.execute("BEGIN IMMEDIATE" if write else "BEGIN")
        elif self._connection.in_transaction:
            self._connection.execute("SAVEPOINT own")
        else:  # SQLite has undone all of it, as it does when the disk is full
            raise Unavailable("the transactions before this one were undone")

    def _commit(self) -> None:
        self._connection.execute("RELEASE own" if self._shared else "COMMIT")

    def _rollback(self) -> None:
        try:
            if not self._connection.in_transaction:
                return
            if self._shared:
                self._connection.execute("ROLLBACK TO own")
                self._connection.execute("RELEASE own")
            else:
                self._connection.execute("ROLLBACK")
        except sqlite3.Error:
            self._drop()

    def _translate(self, error: BaseException) -> BaseException:
        if isinstance(error, sqlite3.IntegrityError):
            return Conflict(str(error))
        if isinstance(error, sqlite3.OperationalError):
            return Busy(str(error)) if "locked" in str(error) else Unavailable(str(error))
        return Unavailable(str(error)) if isinstance(error, sqlite3.DatabaseError) else error


def prepare(connection: sqlite3.Connection, _record: object) -> None:
    """Set up a new connection: durable at every commit, and patient with other writers."""
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
