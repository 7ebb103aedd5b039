"""Trying things without doing them: a session whose work is undone, and pictures of the whole database to compare."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, Final

from sqlalchemy import select

from core.ledger import AccountBook
from storage.database import Session
from storage.sqlite import SQLiteSession
from storage.tables import METADATA
from tests.kit import World

# What a refused request may leave: that it came, what was typed so far, and a summary that nobody confirmed.
TRACES: Final = frozenset({"deliveries", "drafts", "confirmations"})
EVERYTHING: Final = {table.name: str(select(table).order_by(*table.primary_key)) for table in METADATA.sorted_tables}
Picture = dict[str, list[Any]]


def picture(session: Session, *, without: frozenset[str] = TRACES) -> Picture:
    """Every row of every table, but for the traces that a refused request may leave."""
    with session.transaction(write=False):
        return {
            name: [tuple(row) for row in session.execute(sql, {}).fetchall()]
            for name, sql in EVERYTHING.items()
            if name not in without
        }


def changed(before: Picture, after: Picture) -> dict[str, list[Any]]:
    """The rows that are in one of two pictures only, by table."""
    different = [name for name in before if before[name] != after[name]]
    return {
        name: [row for row in before[name] + after[name] if (row in before[name]) != (row in after[name])]
        for name in different
    }


class TrialSession(SQLiteSession):
    """Commits only for itself: `undo` brings back everything as it was."""

    def _begin(self, write: bool, snapshot: bool) -> None:
        if not self._connection.in_transaction:
            self._connection.execute("BEGIN IMMEDIATE")
        self._connection.execute("SAVEPOINT trial")

    def _commit(self) -> None:
        self._connection.execute("RELEASE trial")

    def _rollback(self) -> None:
        with suppress(sqlite3.OperationalError):  # where beginning failed there is nothing to go back to
            self._connection.execute("ROLLBACK TO trial")
            self._connection.execute("RELEASE trial")

    def undo(self) -> None:
        """Take everything back."""
        if self._connection.in_transaction:
            self._connection.execute("ROLLBACK")


@contextmanager
def trial(world: World) -> Iterator[None]:
    """What happens to the world inside of the block has never happened."""
    lasting, offset = world.session, world.clock.offset
    session = TrialSession(world.house.database.engine)
    world.session = session
    try:
        yield
    finally:
        world.session = lasting
        session.undo()
        session.close()
        world.clock.offset = offset
        world.house.market.book = AccountBook()
