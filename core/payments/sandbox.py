"""The honest sandbox: no real money, but the same port, the same door, and failures on demand by magic amounts."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from core.clock import Clock
from core.payments.provider import Event, Outcome, Payment
from storage.database import Database, Transaction
from storage.queries import sandbox

MOMENT: Final = 1
LONG_SILENCE: Final = 3_600
CHARGED_BACK_AFTER: Final = 3_600
DECLINED, CHARGED_BACK, SILENT, TWICE = 13, 17, 19, 23
NEXT_CHARGE: Final = "the next charge"  # the key of what is no payment: the order to decline the next one


class SandboxProvider:
    """Settles by itself a moment later. By its last two digits of minor units, an amount is declined (13), charged
    back later (17), answered after a long silence (19), or reported twice (23). `decline_next` declines any amount."""

    name = "sandbox"
    sandbox = True

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database, self._clock = database, clock

    def charge(self, payment: Payment) -> None:
        """Take money in."""
        self._take(payment, "charge")

    def payout(self, payment: Payment) -> None:
        """Send money out."""
        self._take(payment, "payout")

    def decline_next(self) -> None:
        """Decline the next charge, as a bank declines a card; kept in the database until it happens."""
        values = {
            "key": NEXT_CHARGE,
            "kind": "order",
            "currency": "",
            "amount": 0,
            "outcome": "failed",
            "due_at": 0,
            "reports_left": 0,
        }
        with self._transaction(write=True) as transaction:
            if transaction.one(sandbox.PAYMENT, {"key": NEXT_CHARGE}) is None:
                transaction.run(sandbox.TAKE, values)

    def knows(self, key: str) -> bool:
        """Whether a call with this key was taken."""
        with self._transaction(write=False) as transaction:
            return transaction.one(sandbox.PAYMENT, {"key": key}) is not None

    def events(self) -> list[Event]:
        """What has happened by now."""
        with self._transaction(write=False) as transaction:
            due = transaction.all(sandbox.DUE, {"now": self._clock.now()})
        return [
            Event(f"{key}:{outcome}", key, outcome, amount, _reason(amount) if outcome == "failed" else "")
            for key, _kind, outcome, amount in due
        ]

    def acknowledge(self, event: Event) -> None:
        """One report less to give; a payment to be charged back goes on to that."""
        with self._transaction(write=True) as transaction:
            row = transaction.one(sandbox.PAYMENT, {"key": event.key})
            if row is None or row[1] != event.outcome:
                return
            kind, outcome, amount, reports_left = row
            if outcome == "settled" and kind == "charge" and amount % 100 == CHARGED_BACK:
                self._set(transaction, event.key, "charged_back", self._clock.now() + CHARGED_BACK_AFTER, 1)
            else:
                self._set(transaction, event.key, outcome, self._clock.now(), max(reports_left - 1, 0))

    def _take(self, payment: Payment, kind: str) -> None:
        ending = payment.amount % 100
        values = {
            "key": payment.key,
            "kind": kind,
            "currency": payment.currency,
            "amount": payment.amount,
            "outcome": "failed" if ending == DECLINED else "settled",
            "due_at": self._clock.now() + (LONG_SILENCE if ending == SILENT else MOMENT),
            "reports_left": 2 if ending == TWICE else 1,
        }
        with self._transaction(write=True) as transaction:
            if transaction.one(sandbox.PAYMENT, {"key": payment.key}) is not None:
                return
            if kind == "charge" and transaction.count(sandbox.DROP, {"of_key": NEXT_CHARGE}):
                values["outcome"] = "failed"
            transaction.run(sandbox.TAKE, values)

    def _set(self, transaction: Transaction, key: str, outcome: Outcome, due_at: int, reports: int) -> None:
        values = {"of_key": key, "new_outcome": outcome, "new_due_at": due_at, "new_reports": reports}
        transaction.run(sandbox.MOVE_ON, values, expect=1)

    @contextmanager
    def _transaction(self, *, write: bool) -> Iterator[Transaction]:
        session = self._database.session()
        try:
            with session.transaction(write=write) as transaction:
                yield transaction
        finally:
            session.close()


def _reason(amount: int) -> str:
    if amount % 100 == DECLINED:
        return "the sandbox declines amounts that end in 13"
    return "the bank declined the card"
