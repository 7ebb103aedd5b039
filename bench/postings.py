"""Ledger postings a second through the product's code, beside raw inserts of the same rows and beside another ledger.

The raw arm writes the rows that a posting writes (header, two transfers, two balances) by driver SQL in one
transaction, into tables with the same indexes and without triggers, checks, foreign keys or look-ups. The other ledger
is python-accounting, in an environment of its own.
"""

from __future__ import annotations

import itertools
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from core.ledger import AccountBook, Kind, Owned, Posting, Transfer, post
from storage.database import Database
from storage.schema import migrate

ROUNDS: Final = 5
SECONDS: Final = 1.0
PEER: Final = "python-accounting==2.0.0"
# What it needs for SQLite; its MySQL driver has to be compiled and is not used here.
PEER_NEEDS: Final = ("sqlalchemy>=2.1,<2.2", "python-dateutil", "python-dotenv", "strenum", "toml")
_NUMBERS: Final = itertools.count()
_RAW: Final = (
    "CREATE TABLE raw_postings (key TEXT PRIMARY KEY, recipe TEXT, thing TEXT, actor_id BIGINT, created_at BIGINT)",
    """CREATE TABLE raw_transfers (id {key}, posting_key TEXT, seq BIGINT, source_id BIGINT, target_id BIGINT,
        currency TEXT, amount BIGINT, UNIQUE (posting_key, seq))""",
    "CREATE INDEX raw_thing ON raw_postings (thing)",
    "CREATE INDEX raw_source ON raw_transfers (source_id, id)",
    "CREATE INDEX raw_target ON raw_transfers (target_id, id)",
    "CREATE TABLE raw_accounts (id BIGINT PRIMARY KEY, balance BIGINT)",
    "INSERT INTO raw_accounts VALUES (1, 1000000000000), (2, 0)",
)
_KEYS: Final = {True: "INTEGER PRIMARY KEY", False: "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY"}
Step = Callable[[], None]


def rates(url: str) -> dict[str, list[float]]:
    """Postings a second of each arm on this empty database, round by round, the arms in turns."""
    migrate(url)
    database = Database(url)
    try:
        arms = {"product": _product(database), "raw": _raw(database)}
        found: dict[str, list[float]] = {name: [] for name in arms}
        for number in range(ROUNDS):
            for name in sorted(arms, reverse=bool(number % 2)):
                found[name].append(_rate(arms[name]))
        return found
    finally:
        database.close()


def _rate(step: Step) -> float:
    done, began = 0, time.perf_counter()
    while time.perf_counter() - began < SECONDS:
        step()
        done += 1
    return done / (time.perf_counter() - began)


def _product(database: Database) -> Step:
    session, book = database.session(), AccountBook()
    escrow, pending = Owned(Kind.CONTRACT_ESCROW, "C-1"), Owned(Kind.FREELANCER_PENDING, "U-2")
    fees, outside = Owned(Kind.PLATFORM_FEES), Owned(Kind.PROVIDER_CLEARING)
    with session.transaction(write=True) as transaction:
        opening = Posting("opening", "deposit", "USD", (Transfer(outside, escrow, 10**12),))
        post(transaction, book, opening, "C-1", None, 0)

    def step() -> None:
        moves = (Transfer(escrow, pending, 18_000), Transfer(escrow, fees, 2_000))
        with session.transaction(write=True) as transaction:
            post(transaction, book, Posting(f"bench:{next(_NUMBERS)}", "release", "USD", moves), "M-1", 1, 0)

    return step


def _raw(database: Database) -> Step:
    fairy = database.engine.raw_connection()
    connection: Any = fairy.driver_connection
    mark = "?" if database.is_sqlite else "%s"
    header = f"INSERT INTO raw_postings VALUES ({', '.join([mark] * 5)})"
    columns = "posting_key, seq, source_id, target_id, currency, amount"
    transfer = f"INSERT INTO raw_transfers ({columns}) VALUES ({', '.join([mark] * 6)})"
    balance = f"UPDATE raw_accounts SET balance = balance + {mark} WHERE id = {mark}"
    if not database.is_sqlite:
        connection.autocommit = True
    for statement in _RAW:
        connection.execute(statement.format(key=_KEYS[database.is_sqlite]))

    def step() -> None:
        key = f"raw:{next(_NUMBERS)}"
        connection.execute("BEGIN IMMEDIATE" if database.is_sqlite else "BEGIN")
        connection.execute(header, (key, "release", "M-1", 1, 0))
        connection.execute(transfer, (key, 0, 1, 2, "USD", 18_000))
        connection.execute(transfer, (key, 1, 1, 3, "USD", 2_000))
        connection.execute(balance, (-20_000, 1))
        connection.execute(balance, (18_000, 2))
        connection.execute("COMMIT")

    return step


def other_ledger() -> list[float]:
    """Journal entries a second of python-accounting on a SQLite file; empty if it cannot be installed here."""
    with _environment() as python:
        if python is None:
            return []
        script = Path(__file__).with_name("other_ledger.py")
        return [
            float(subprocess.run([python, script], capture_output=True, text=True, check=True).stdout)
            for _round in range(ROUNDS)
        ]


@contextmanager
def _environment() -> Iterator[Path | None]:
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        python = Path(folder) / "bin" / "python"
        install = [str(python), "-m", "pip", "install", "--quiet"]
        codes = [
            subprocess.run([*install, *what], capture_output=True, check=False).returncode
            for what in (["--no-deps", PEER], PEER_NEEDS)
        ]
        yield python if not any(codes) else None


def lines(engine: str, url: str) -> list[str]:
    """The results on one engine as rows of a table."""
    found = rates(url)
    product, raw = (statistics.median(found[name]) for name in ("product", "raw"))
    ratios = [ours / theirs for ours, theirs in zip(found["product"], found["raw"], strict=True)]
    span = f"{min(ratios):.2f}–{max(ratios):.2f}"
    return [f"| postings, {engine} | {product:,.0f}/s | raw {raw:,.0f}/s | **{product / raw:.2f}** ({span}) | ≥ 0.4 |"]
