"""One Monday noon: 10,000 hourly contracts are invoiced by two workers on PostgreSQL, each exactly once.

A second run kills one of the workers midway, as `kill -9` does; the other goes on, also with what that one had taken.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import subprocess
import sys
import time
from typing import Any, Final

from bench import market
from bench.load import ROOT
from core.house import open_house
from core.ledger import AccountBook, Kind, Owned, Posting, Transfer, post
from storage.database import Database, Session, Transaction
from storage.schema import migrate
from storage.tables.journal import DEADLINES
from storage.tables.marketplace import CONTRACTS, TERMS
from storage.tables.timesheets import ENTRIES, WEEKS
from storage.timesheets import WEEK_SECONDS, monday
from tests import postgres

MOST: Final = 10_000
WORKERS: Final = 2
GOAL_SECONDS: Final = 60
RATE, LIMIT, MINUTES, ENTRIES_A_WEEK = 40_00, 40 * 60, 120, 5
SECRET: Final = "k" * 40
DAY: Final = 86_400
AMOUNT: Final = RATE * MINUTES * ENTRIES_A_WEEK // 60


def prepare(url: str, contracts: int) -> None:
    """An empty database becomes a marketplace in which every contract has a week that is due to be invoiced.

    Every second client's wallet covers their weeks; the others are charged.
    """
    migrate(url)
    database = Database(url)
    session = database.session()
    now = int(time.time())
    with session.transaction(write=True) as transaction:
        market.fill_people(transaction, now)
        _contracts(transaction, contracts, now)
        _weeks(transaction, contracts, now)
        _wallets(transaction, contracts, now)
    session.execute("ANALYZE", {})
    session.close()
    database.close()


def _contracts(transaction: Transaction, contracts: int, now: int) -> None:
    terms = json.dumps({"kind": "hourly", "scope": "Support", "rate": RATE, "limit": LIMIT, "manual": True})
    signed = hashlib.sha256(terms.encode()).hexdigest()
    made: dict[str, Any] = {"state": "active", "version": 3, "policy": 1, "created_at": now - 30 * DAY}
    began = {"signed_hash": signed, "accepted_at": now - 30 * DAY, "started_at": now - 30 * DAY}
    of = {"kind": "hourly", "title": "Support", "currency": market.CURRENCY}
    numbers = range(1, contracts + 1)
    parties = [{"client_id": market.client_of(n), "freelancer_id": market.freelancer_of(n)} for n in numbers]
    market.insert(transaction, CONTRACTS, [both | of | began | made for both in parties])
    agreed = {"number": 1, "status": "standing", "terms": terms, "hash": signed, "created_at": now}
    signers = [{"contract_id": n, "proposed_by": market.client_of(n), **agreed} for n in numbers]
    market.insert(transaction, TERMS, signers)


def _weeks(transaction: Transaction, contracts: int, now: int) -> None:
    starts_at = monday(now) - WEEK_SECONDS
    made: dict[str, Any] = {"version": 3, "policy": 1, "created_at": starts_at}
    numbers = range(1, contracts + 1)
    week = {"starts_at": starts_at, "currency": market.CURRENCY, "state": "correcting", **made}
    market.insert(transaction, WEEKS, [{"contract_id": n, **week} for n in numbers])
    entry = {"minutes": MINUTES, "memo": "Fixed the login redirect", "links": '["https://example.org/1"]', **made}
    days = [starts_at + day * DAY + 9 * 3_600 for day in range(ENTRIES_A_WEEK)]
    worked = [
        {"contract_id": n, "week_id": n, "starts_at": at, "state": "logged", **entry} for n in numbers for at in days
    ]
    market.insert(transaction, ENTRIES, worked)
    clock = {"event": "invoice", "against": "", "reminder": 0, "due_at": now - 1, "armed_at": starts_at}
    market.insert(transaction, DEADLINES, [{"thing": f"WK-{n}", **clock} for n in numbers])


def _wallets(transaction: Transaction, contracts: int, now: int) -> None:
    book, outside = AccountBook(), Owned(Kind.PROVIDER_CLEARING)
    for client in range(1, min(market.PAIRS, contracts) + 1, 2):
        own = len(range(client, contracts + 1, market.PAIRS))
        paid_in = Transfer(outside, Owned(Kind.CLIENT_WALLET, f"U-{client}"), own * AMOUNT * 105 // 100)
        posting = Posting(f"deposit:DEP-{client}", "deposit", market.CURRENCY, (paid_in,))
        post(transaction, book, posting, f"DEP-{client}", client, now)


def work(url: str) -> None:
    """A worker: sweeps what is due until nothing is left, and then says so."""
    house = open_house(url, SECRET)
    session = house.database.session()
    while number(session, "SELECT count(*) FROM deadlines WHERE event = 'invoice' AND status = 'open'"):
        if not house.sweeper.sweep_some(session):
            time.sleep(0.5)
    session.close()
    house.close()


def seconds(url: str, *, killed_at: int = 0) -> float:
    """How long the workers take for all that is due. At `killed_at` invoices one of them is killed."""
    command = [sys.executable, "-m", "bench.invoicing", url]
    began = time.perf_counter()
    workers = [subprocess.Popen(command, cwd=ROOT) for _worker in range(WORKERS)]
    try:
        if killed_at:
            _kill(workers[0], url, killed_at)
        for worker in workers[1 if killed_at else 0 :]:
            if worker.wait(600):
                raise RuntimeError("a worker failed")
    finally:
        for worker in workers:
            with contextlib.suppress(ProcessLookupError):
                worker.kill()
    return time.perf_counter() - began


def _kill(worker: subprocess.Popen[bytes], url: str, at: int) -> None:
    with contextlib.closing(Database(url)) as database, contextlib.closing(database.session()) as session:
        while number(session, "SELECT count(*) FROM weeks WHERE state <> 'correcting'") < at:
            time.sleep(0.05)
    worker.kill()
    worker.wait()


def check(url: str, contracts: int) -> None:
    """Raise RuntimeError unless every week was invoiced exactly once, and the books agree with it."""
    counts = {
        "invoices": "SELECT count(*) FROM history WHERE event = 'invoice'",
        "weeks in review": "SELECT count(*) FROM weeks WHERE state = 'review'",
        "weeks paid or charged": "SELECT (SELECT count(*) FROM weeks WHERE funded > 0)"
        " + (SELECT count(DISTINCT week_id) FROM deposits)",
        "fundings and charges": "SELECT (SELECT count(*) FROM postings WHERE recipe = 'fund')"
        " + (SELECT count(*) FROM deposits)",
    }
    with contextlib.closing(Database(url)) as database, contextlib.closing(database.session()) as session:
        for name, sql in counts.items():
            found = number(session, sql)
            if found != contracts:
                raise RuntimeError(f"{found} {name}, not {contracts}")


def number(session: Session, sql: str) -> int:
    """What a query counts."""
    with session.transaction(write=False):
        return int(session.execute(sql, {}).fetchone()[0])


def measured(contracts: int, *, kill: bool = False) -> float:
    """The seconds of one Monday on a fresh PostgreSQL, checked."""
    with postgres.running() as server, server.database() as name:
        url = server.url(name)
        prepare(url, contracts)
        took = seconds(url, killed_at=contracts // 2 if kill else 0)
        check(url, contracts)
        return took


def lines() -> list[str]:
    """The results as rows of a table."""
    took, resumed = measured(MOST), measured(MOST, kill=True)
    what = f"{MOST:,} weeks invoiced once each by two workers"
    return [
        f"| {what}, PostgreSQL | {took:.0f} s | {MOST / took:,.0f} a second | ≤ {GOAL_SECONDS} s |",
        f"| the same, one worker killed midway | {resumed:.0f} s | with what it had taken | reported |",
    ]


if __name__ == "__main__":
    if len(sys.argv) > 1:
        work(sys.argv[1])
    else:
        sys.stdout.write("\n".join(lines()) + "\n")
