"""The ledger: postings of transfers between accounts. Zero-sum by shape; the database refuses the rest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final
from weakref import WeakSet

from storage.database import Transaction
from storage.queries import ledger as queries

PLATFORM: Final = ""


class Kind(StrEnum):
    """The chart of accounts. One account per owner (U-5, C-7, D-3 or the platform) and currency."""

    CLIENT_WALLET = "client_wallet"
    CONTRACT_ESCROW = "contract_escrow"
    FREELANCER_PENDING = "freelancer_pending"
    FREELANCER_AVAILABLE = "freelancer_available"
    DISPUTE_HOLD = "dispute_hold"
    PLATFORM_FEES = "platform_fees"
    PROVIDER_CLEARING = "provider_clearing"
    PAYOUT_CLEARING = "payout_clearing"
    CHARGEBACK_RECEIVABLE = "chargeback_receivable"


MEANING: Final[dict[Kind, str]] = {
    Kind.CLIENT_WALLET: "money a client paid in and has not committed yet",
    Kind.CONTRACT_ESCROW: "money held for the funded milestones of a contract",
    Kind.FREELANCER_PENDING: "released money on its clearing hold",
    Kind.FREELANCER_AVAILABLE: "money a freelancer can withdraw",
    Kind.DISPUTE_HOLD: "fees that wait for an arbitration to happen",
    Kind.PLATFORM_FEES: "what the marketplace earned",
    Kind.PROVIDER_CLEARING: "the outside world: minus what came in through the payment provider",
    Kind.PAYOUT_CLEARING: "payouts asked for and not confirmed yet",
    Kind.CHARGEBACK_RECEIVABLE: "what clients owe after a charge-back (negative)",
}
NO_FLOOR: Final = {
    Kind.PLATFORM_FEES,
    Kind.PROVIDER_CLEARING,
    Kind.PAYOUT_CLEARING,
    Kind.CHARGEBACK_RECEIVABLE,
}


@dataclass(frozen=True, slots=True)
class Owned:
    """An account by its name: what it is and whose."""

    kind: Kind
    owner: str = PLATFORM


@dataclass(frozen=True, slots=True)
class Transfer:
    """`amount` minor units from one account to another."""

    source: Owned
    target: Owned
    amount: int


@dataclass(frozen=True, slots=True)
class Posting:
    """What is written at once. `key` names what it settles, so that it can happen only once.

    `changes` are the columns of the thing that the posting explains; `settles` is a milestone's one final outcome.
    """

    key: str
    recipe: str
    currency: str
    transfers: tuple[Transfer, ...]
    changes: dict[str, int] = field(default_factory=dict)
    settles: str = ""


class AccountBook:
    """Finds and opens accounts. Ids of platform accounts are kept in memory: they carry no balance and never change.

    What a transaction opens may be rolled back with it, so that is kept only once a later one has found it.
    """

    def __init__(self) -> None:
        self._platform: dict[tuple[Owned, str], int] = {}
        self._opening: WeakSet[Transaction] = WeakSet()

    def ids(self, transaction: Transaction, names: Sequence[Owned], currency: str) -> dict[Owned, int]:
        """The account ids of these names; people's and contracts' accounts are locked in the order of their ids."""
        known = {name: self._platform[name, currency] for name in names if (name, currency) in self._platform}
        missing = [name for name in names if name not in known]
        if missing:
            values: dict[str, str] = {"currency": currency}
            for i, name in enumerate(missing):
                values |= {f"kind_{i}": name.kind, f"owner_{i}": name.owner}
            for account in transaction.all(queries.accounts_locked(len(missing)), values):
                name = Owned(Kind(account.kind), account.owner)
                known[name] = account.id
                if not account.cached and transaction not in self._opening:
                    self._platform[name, currency] = account.id
        for name in names:
            if name not in known:
                known[name] = self._open(transaction, name, currency)
        return known

    def forget(self) -> None:
        """Know nothing any more: what was found may have been undone since with the rest of a shared commit."""
        self._platform.clear()

    def _open(self, transaction: Transaction, name: Owned, currency: str) -> int:
        values = {
            "kind": name.kind,
            "owner": name.owner,
            "currency": currency,
            "cached": int(name.owner != PLATFORM),
            "floor": None if name.kind in NO_FLOOR else 0,
        }
        self._opening.add(transaction)
        row = transaction.one(queries.OPEN_ACCOUNT, values)
        assert row is not None
        return int(row[0])


def post(
    transaction: Transaction, book: AccountBook, posting: Posting, thing: str, actor_id: int | None, now: int
) -> None:
    """Write a posting inside the caller's transaction.

    Raises TypeError for an amount that is not a whole number, ValueError for one that is not positive or for no
    transfer at all, and storage's Conflict (at the latest when the transaction ends) for a posting that is there
    already or would take an account below its floor.
    """
    if not posting.transfers:
        raise ValueError(f"posting {posting.key} moves nothing")
    for transfer in posting.transfers:
        if type(transfer.amount) is not int:
            raise TypeError(f"amount {transfer.amount!r} of {posting.key} is not a whole number of minor units")
        if transfer.amount <= 0:
            raise ValueError(f"amount {transfer.amount} of {posting.key} is not positive")
    names = list(dict.fromkeys(name for t in posting.transfers for name in (t.source, t.target)))
    ids = book.ids(transaction, names, posting.currency)
    transaction.run(
        queries.POST,
        {"key": posting.key, "recipe": posting.recipe, "thing": thing, "actor_id": actor_id, "created_at": now},
    )
    values: dict[str, object] = {"posting_key": posting.key, "currency": posting.currency}
    for i, t in enumerate(posting.transfers):
        values |= {f"source_{i}": ids[t.source], f"target_{i}": ids[t.target], f"amount_{i}": t.amount}
    transaction.run(queries.transfers(len(posting.transfers)), values)


def balance(transaction: Transaction, name: Owned, currency: str) -> int:
    """The balance of somebody's account in minor units; 0 for an account that was never used."""
    found = transaction.one(queries.BALANCE, {"kind": name.kind, "owner": name.owner, "currency": currency})
    return 0 if found is None else found
