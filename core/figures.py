"""The figures that operators watch."""

from __future__ import annotations

from dataclasses import dataclass

from core.market import Market
from storage.database import Session
from storage.queries import checks, journal, sandbox


@dataclass(frozen=True, slots=True)
class Figures:
    """Messages in the outbox by status, and deadlines past due."""

    outbox: dict[str, int]
    overdue: int


def measure(session: Session, market: Market) -> Figures:
    """Count them."""
    with session.transaction(write=False) as transaction:
        outbox = dict(transaction.all(checks.OUTBOX_BY_STATUS))
        overdue = transaction.one(checks.OVERDUE, {"now": market.clock.now()}) or 0
    return Figures({"queued": 0, "dead": 0} | outbox, overdue)


def next_due(session: Session, market: Market) -> int | None:
    """When the next thing happens by itself: a deadline, a delivery tried again, an event of the sandbox provider."""
    now = {"now": market.clock.now()}
    with session.transaction(write=False) as transaction:
        found = [transaction.one(query, now) for query in (journal.NEXT_DEADLINE, journal.NEXT_IN_OUTBOX, sandbox.NEXT)]
    return min((due for due in found if due), default=None)


def ping(session: Session) -> None:
    """Raise if the database does not answer."""
    with session.transaction(write=False) as transaction:
        transaction.one(checks.PING)
