"""A marketplace to measure on: people, active contracts, and milestones that are handed in and wait for a yes."""

from __future__ import annotations

import hashlib
import json
import time
from dataclasses import dataclass
from typing import Any, Final

from bench.wire import TEAM, slack_user, telegram_user
from core.ledger import AccountBook, Kind, Owned, Posting, Transfer, post
from core.money import share
from statemachines.policy import CURRENT
from storage.database import Database, Transaction
from storage.schema import migrate
from storage.statement import inserting
from storage.tables.journal import DEADLINES
from storage.tables.marketplace import CONTRACTS, MILESTONES, SUBMISSIONS, TERMS
from storage.tables.people import IDENTITIES, PEOPLE

PAIRS: Final = 100
MILESTONES_EACH: Final = 5
AMOUNT: Final = 200_00
CLIENT_FEE: Final = share(AMOUNT, CURRENT.client_fee_bp)
FREELANCER_FEE: Final = share(AMOUNT, CURRENT.freelancer_fee_bp)
CURRENCY: Final = "USD"
MINUTE: Final = 60


@dataclass(frozen=True, slots=True)
class Market:
    """How many contracts there are, numbered from 1; milestones are numbered on through the contracts."""

    contracts: int

    @property
    def milestones(self) -> int:
        """How many milestones wait for approval."""
        return self.contracts * MILESTONES_EACH


def client_of(contract: int) -> int:
    """The person who pays in a contract: 1 to PAIRS."""
    return (contract - 1) % PAIRS + 1


def freelancer_of(contract: int) -> int:
    """The person who works in a contract: above PAIRS."""
    return client_of(contract) + PAIRS


def contract_of(milestone: int) -> int:
    """The contract of a milestone."""
    return (milestone - 1) // MILESTONES_EACH + 1


def prepare(url: str, contracts: int) -> Market:
    """Migrate an empty database and fill it, all money through the ledger."""
    migrate(url)
    database = Database(url)
    session = database.session()
    with session.transaction(write=True) as transaction:
        now = int(time.time())
        fill_people(transaction, now)
        _contracts(transaction, contracts, now)
    with session.transaction(write=True) as transaction:
        _money(transaction, contracts, now)
    session.close()
    database.close()
    return Market(contracts)


def insert(transaction: Transaction, table: Any, rows: list[dict[str, Any]]) -> None:
    """Write rows of the same columns."""
    statement = inserting(table, *rows[0])
    for row in rows:
        transaction.run(statement, row)


def fill_people(transaction: Transaction, now: int) -> None:
    """Everybody, with an identity on each platform."""
    numbers = range(1, 2 * PAIRS + 1)
    insert(
        transaction,
        PEOPLE,
        [
            {"name": f"Person {n}", "is_client": 1, "is_freelancer": 1, "company": "Bench Ltd", "created_at": now}
            for n in numbers
        ],
    )
    identities: list[dict[str, Any]] = []
    for n in numbers:
        known = {"person_id": n, "created_at": now}
        identities.append({"platform": "slack", "team": TEAM, "user_id": slack_user(n), "chat": f"D{n}", **known})
        user = str(telegram_user(n))
        identities.append({"platform": "telegram", "team": "", "user_id": user, "chat": user, **known})
    insert(transaction, IDENTITIES, identities)


def _contracts(transaction: Transaction, contracts: int, now: int) -> None:
    numbers = range(1, contracts + 1)
    made: dict[str, Any] = {"state": "active", "version": 3, "policy": 1, "created_at": now}
    titles = [f"Part {position + 1}" for position in range(MILESTONES_EACH)]
    terms = json.dumps(
        {
            "scope": "A landing page in five parts, in our colours, with a form that works on phones",
            "amount": AMOUNT * MILESTONES_EACH,
            "milestones": [[title, AMOUNT] for title in titles],
            "due_at": now + 14 * 86_400,
        }
    )
    signed = hashlib.sha256(terms.encode()).hexdigest()
    agreed = {"number": 1, "status": "standing", "terms": terms, "hash": signed, "created_at": now}
    insert(
        transaction,
        CONTRACTS,
        [
            {
                "client_id": client_of(n),
                "freelancer_id": freelancer_of(n),
                "title": f"Landing page {n}",
                "kind": "fixed",
                "currency": CURRENCY,
                "many_funded": 1,
                "signed_hash": signed,
                "accepted_at": now,
                "started_at": now,
                **made,
            }
            for n in numbers
        ],
    )
    insert(transaction, TERMS, [{"contract_id": n, "proposed_by": client_of(n), **agreed} for n in numbers])
    milestones = [(n, position, title) for n in numbers for position, title in enumerate(titles)]
    insert(
        transaction,
        MILESTONES,
        [
            {
                "contract_id": n,
                "position": position,
                "title": title,
                "currency": CURRENCY,
                "amount": AMOUNT,
                "funded": AMOUNT,
                "client_fee": CLIENT_FEE,
                "submissions": 1,
                **made,
                "state": "submitted",
            }
            for n, position, title in milestones
        ],
    )
    _handed_in(transaction, len(milestones), now)


def _handed_in(transaction: Transaction, milestones: int, now: int) -> None:
    numbers = range(1, milestones + 1)
    work = {"number": 1, "note": "The first draft is here, please have a look", "links": '["https://example.org/1"]'}
    insert(transaction, SUBMISSIONS, [{"milestone_id": n, **work, "created_at": now} for n in numbers])
    due = now + CURRENT.review * MINUTE
    clock = {"event": "auto_release", "against": "client", "armed_at": now}
    insert(
        transaction,
        DEADLINES,
        [
            {"thing": f"M-{n}", "reminder": minutes, "due_at": due - minutes * MINUTE, **clock}
            for n in numbers
            for minutes in (0, *CURRENT.reminders)
        ],
    )


def _money(transaction: Transaction, contracts: int, now: int) -> None:
    book = AccountBook()
    outside, fees = Owned(Kind.PROVIDER_CLEARING), Owned(Kind.PLATFORM_FEES)
    for client in range(1, min(PAIRS, contracts) + 1):
        wallet = Owned(Kind.CLIENT_WALLET, f"U-{client}")
        own = len(range(client, contracts + 1, PAIRS)) * MILESTONES_EACH
        paid_in = Transfer(outside, wallet, own * (AMOUNT + CLIENT_FEE))
        posting = Posting(f"deposit:DEP-{client}", "deposit", CURRENCY, (paid_in,))
        post(transaction, book, posting, f"DEP-{client}", client, now)
    for number in range(1, contracts * MILESTONES_EACH + 1):
        contract = contract_of(number)
        wallet = Owned(Kind.CLIENT_WALLET, f"U-{client_of(contract)}")
        held = Transfer(wallet, Owned(Kind.CONTRACT_ESCROW, f"C-{contract}"), AMOUNT)
        posting = Posting(f"fund:M-{number}", "fund", CURRENCY, (held, Transfer(wallet, fees, CLIENT_FEE)))
        post(transaction, book, posting, f"M-{number}", client_of(contract), now)
