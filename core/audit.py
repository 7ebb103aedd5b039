"""Whether the ledger is what it says: the invariants, recomputed from the transfers."""

from __future__ import annotations

from dataclasses import dataclass

from core.ledger import NO_FLOOR, Kind
from storage.database import Transaction
from storage.queries import checks, ledger


@dataclass(frozen=True, slots=True)
class Balance:
    """One account with its balance in minor units."""

    kind: Kind
    owner: str
    currency: str
    balance: int


@dataclass(frozen=True, slots=True)
class Report:
    """Every account, and a sentence for each invariant that does not hold."""

    balances: tuple[Balance, ...]
    violations: tuple[str, ...]


def ledger_report(transaction: Transaction) -> Report:
    """Recompute every balance and check the invariants.

    Sum zero per currency; cached = computed; nothing below its floor; escrow of a contract = what its milestones hold;
    a contract that is over holds nothing; one settlement for each milestone that is settled; no empty posting.
    """
    violations: list[str] = []
    balances: list[Balance] = []
    sums: dict[str, int] = {}
    escrow: dict[str, int] = {}
    for _id, kind, owner, currency, cached, _floor, stored, computed in transaction.all(ledger.COMPUTED):
        amount = int(computed)
        balances.append(Balance(Kind(kind), owner, currency, amount))
        sums[currency] = sums.get(currency, 0) + amount
        if cached and stored != amount:
            violations.append(f"{kind} {owner} {currency}: stored balance {stored}, computed {amount}")
        if Kind(kind) not in NO_FLOOR and amount < 0:
            violations.append(f"{kind} {owner} {currency}: below zero, {amount}")
        if kind == Kind.CONTRACT_ESCROW:
            escrow[owner] = amount
    violations += [f"{currency}: everything sums to {total}, not 0" for currency, total in sums.items() if total]
    violations += _escrow_violations(transaction, escrow)
    violations += [f"posting {key} moves nothing" for key in transaction.all(ledger.EMPTY_POSTINGS)]
    violations += [
        f"M-{number}: {state} without its one settlement" for number, state in transaction.all(checks.UNSETTLED)
    ]
    violations += [f"M-{number}: settled while {state}" for number, state in transaction.all(checks.SETTLED_EARLY)]
    return Report(tuple(balances), tuple(violations))


def _escrow_violations(transaction: Transaction, escrow: dict[str, int]) -> list[str]:
    found: list[str] = []
    for number, state, held in transaction.all(checks.HELD):
        there = escrow.pop(f"C-{number}", 0)
        if there != held:
            found.append(f"C-{number}: escrow {there}, but its milestones and weeks hold {held}")
        if there and state in {"declined", "withdrawn", "expired", "cancelled", "closed"}:
            found.append(f"C-{number}: {state} with {there} in escrow")
    return found + [f"{owner}: escrow {there} without milestones or weeks" for owner, there in escrow.items() if there]
