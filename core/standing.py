"""Whether the database can be used, and what has piled up in it: for the command line and for `doctor`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from core.clock import Clock
from storage.database import Busy, Database, Transaction, Unavailable
from storage.queries import checks, people
from storage.schema import SchemaError, Standing, status


class Unusable(Exception):
    """The database cannot be used as it is; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Load:
    """What waits: messages queued and given up, deadlines past due; and how many people are operators."""

    queued: int
    dead: int
    overdue: int
    operators: int


@contextmanager
def opened(database_url: str, *, write: bool = False) -> Iterator[Transaction]:
    """A transaction on a database that is up to date; one that only reads sees one moment. Raises Unusable.

    It never makes a database.
    """
    with closing(Database(database_url)) as database:
        _refuse_unready(database)
        try:
            with (
                closing(database.session()) as session,
                session.transaction(write=write, snapshot=not write) as transaction,
            ):
                yield transaction
        except (Busy, Unavailable) as error:
            raise Unusable(f"The database does not take it: {error}. Nothing was changed; try again.") from error


def load(database_url: str, clock: Clock) -> Load:
    """Count what waits. Raises Unusable."""
    with opened(database_url) as transaction:
        messages = dict(transaction.all(checks.OUTBOX_BY_STATUS))
        overdue = transaction.one(checks.OVERDUE, {"now": clock.now()}) or 0
        operators = len(transaction.all(people.OPERATORS))
    return Load(messages.get("queued", 0), messages.get("dead", 0), overdue, operators)


def _refuse_unready(database: Database) -> None:
    name = database.url.database or ""
    if database.is_sqlite and not Path(name).exists():
        raise Unusable(f"There is no database {name} yet: `python run.py migrate` or `serve` makes it.")
    try:
        schema = status(database)
        schema.refuse_unusable()
    except SchemaError as error:
        raise Unusable(str(error)) from error
    if schema.standing is not Standing.SAME:
        at = f"at revision {schema.current}" if schema.current else "empty"
        raise Unusable(f"The database is {at}, this program wants {schema.head}: `python run.py migrate`.")
