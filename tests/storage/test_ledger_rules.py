"""The ledger's rules hold in the database itself, whoever writes to it and however."""

import shutil
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg
import pytest

from storage.database import Conflict, Database, Session
from storage.queries import ledger
from tests import postgres

TRANSFER = "INTO transfers (posting_key, seq, source_id, target_id, currency, amount) VALUES"
POSTING = "INTO postings (key, recipe, thing, created_at) VALUES"
HISTORY = "INTO history (thing, event, target, version, role, created_at) VALUES"
ACCOUNT = "INTO accounts (kind, owner, currency) VALUES"
RICH_ACCOUNT = "INTO accounts (kind, owner, currency, balance) VALUES"
FLOORED_ACCOUNT = "INTO accounts (kind, owner, currency, floor) VALUES"
CLEARING, WALLET, YEN_WALLET, FEES, ESCROW, SUSPENSE = 1, 2, 3, 4, 5, 6  # the numbers that SEED's accounts get
SEED = [
    "INSERT INTO people (id, name, created_at) VALUES (1, 'Carol', 1), (2, 'Frank', 1)",
    "INSERT INTO contracts (id, client_id, freelancer_id, title, kind, currency, state, created_at)"
    " VALUES (1, 1, 2, 'A logo', 'fixed', 'USD', 'active', 1)",
    "INSERT INTO milestones (id, contract_id, position, title, currency, amount, state, created_at)"
    " VALUES (7, 1, 1, 'Draft', 'USD', 1000, 'released', 1)",
    "INSERT INTO accounts (kind, owner, currency, cached, floor) VALUES"
    " ('provider_clearing', '', 'USD', 0, NULL), ('client_wallet', 'U-1', 'USD', 1, 0),"
    " ('client_wallet', 'U-1', 'JPY', 1, 0), ('platform_fees', '', 'USD', 0, NULL),"
    " ('contract_escrow', 'C-1', 'USD', 1, 0), ('suspense', '', 'USD', 1, NULL)",
    f"INSERT {POSTING} ('k1', 'deposit', 'D-1', 1), ('k2', 'fund', 'M-7', 1), ('k3', 'fund', 'M-8', 1)",
    f"INSERT {TRANSFER} ('k1', 0, 1, 2, 'USD', 1000), ('k1', 1, 1, 4, 'USD', 30), ('k1', 2, 1, 4, 'USD', 1)",
    "INSERT INTO settlements (milestone_id, outcome, posting_key) VALUES (7, 'released', 'k2')",
    f"INSERT {HISTORY} ('M-7', 'approve', 'released', 1, 'C', 1)",
]
BOOKS = ["accounts", "postings", "transfers", "settlements", "history"]
ATTACKS = {
    "a negative amount": f"INSERT {TRANSFER} ('k1', 9, 1, 2, 'USD', -5)",
    "nothing": f"INSERT {TRANSFER} ('k1', 9, 1, 2, 'USD', 0)",
    "an amount too large": f"INSERT {TRANSFER} ('k1', 9, 1, 2, 'USD', 900000000000001)",
    "no amount": f"INSERT {TRANSFER} ('k1', 9, 1, 2, 'USD', NULL)",
    "to the same account": f"INSERT {TRANSFER} ('k1', 9, 1, 1, 'USD', 5)",
    "from dollars to yen": f"INSERT {TRANSFER} ('k1', 9, 2, 3, 'USD', 5)",
    "dollars called euros": f"INSERT {TRANSFER} ('k1', 9, 1, 2, 'EUR', 5)",
    "dollars called yen, to yen": f"INSERT {TRANSFER} ('k1', 9, 1, 3, 'JPY', 5)",
    "from an account that is not there": f"INSERT {TRANSFER} ('k1', 9, 77, 2, 'USD', 5)",
    "to an account that is not there": f"INSERT {TRANSFER} ('k1', 9, 1, 77, 'USD', 5)",
    "without a posting": f"INSERT {TRANSFER} ('none', 1, 1, 2, 'USD', 5)",
    "the same leg twice": f"INSERT {TRANSFER} ('k1', 0, 1, 2, 'USD', 1000)",
    "more than the wallet holds": f"INSERT {TRANSFER} ('k2', 0, 2, 5, 'USD', 1001)",
    "more than the wallet holds, twice": f"INSERT {TRANSFER} ('k2', 0, 2, 5, 'USD', 999), ('k2', 1, 2, 5, 'USD', 2)",
    "a good leg with a bad one": f"INSERT {TRANSFER} ('k2', 0, 2, 5, 'USD', 10), ('k2', 1, 2, 5, 'USD', -10)",
    "the same posting twice": f"INSERT {POSTING} ('k1', 'deposit', 'D-1', 2)",
    "changing a transfer": "UPDATE transfers SET amount = 1",
    "changing a transfer to what it is": "UPDATE transfers SET amount = amount WHERE id = 1",
    "changing a transfer by its key": f"INSERT {TRANSFER} ('k1', 0, 1, 2, 'USD', 1)"
    " ON CONFLICT (posting_key, seq) DO UPDATE SET amount = 1",
    "changing a posting": "UPDATE postings SET thing = 'D-2'",
    "changing a settlement": "UPDATE settlements SET outcome = 'refunded'",
    "changing the history": "UPDATE history SET actor_id = 2",
    "deleting a transfer": "DELETE FROM transfers",
    "deleting a posting": "DELETE FROM postings WHERE key = 'k3'",
    "deleting a settlement": "DELETE FROM settlements",
    "deleting history": "DELETE FROM history",
    "a second outcome": "INSERT INTO settlements (milestone_id, outcome, posting_key) VALUES (7, 'refunded', 'k2')",
    "history of a version twice": f"INSERT {HISTORY} ('M-7', 'revise', 'revision', 1, 'C', 1)",
    "a balance by hand": "UPDATE accounts SET balance = 10000 WHERE id = 2",
    "a balance by hand, of an account without": "UPDATE accounts SET balance = 1 WHERE id = 1",
    "a balance by hand, by its key": f"INSERT {ACCOUNT} ('client_wallet', 'U-1', 'USD')"
    " ON CONFLICT (owner, kind, currency) DO UPDATE SET balance = 7",
    "an account that opens with money": f"INSERT {RICH_ACCOUNT} ('w', 'U-2', 'USD', 5)",
    "an account that opens with debts": f"INSERT {RICH_ACCOUNT} ('w', 'U-2', 'USD', -5)",
    "an account that opens below its floor": f"INSERT {FLOORED_ACCOUNT} ('w', '2', 'USD', 1)",
    "an account opened twice": f"INSERT {ACCOUNT} ('client_wallet', 'U-1', 'USD')",
    "half a currency": f"INSERT {ACCOUNT} ('client_wallet', 'U-2', 'US')",
    "deleting an unused account": "DELETE FROM accounts WHERE id = 6",
    "lowering the floor": "UPDATE accounts SET floor = -100000 WHERE id = 2",
    "taking the floor away": "UPDATE accounts SET floor = NULL WHERE id = 2",
    "another currency": "UPDATE accounts SET currency = 'KWD' WHERE id = 6",
    "another kind": "UPDATE accounts SET kind = 'freelancer_available' WHERE id = 2",
    "another owner": "UPDATE accounts SET owner = 'U-2' WHERE id = 2",
    "another number": "UPDATE accounts SET id = 99 WHERE id = 6",
    "no balance any more": "UPDATE accounts SET cached = 0 WHERE id = 2",
    "a balance from now on": "UPDATE accounts SET cached = 1 WHERE id = 1",
}
SQLITE_ATTACKS = {
    "more than the wallet holds, ignoring": f"INSERT OR IGNORE {TRANSFER} ('k2', 0, 2, 5, 'USD', 1001)",
    "more than the wallet holds, failing": f"INSERT OR FAIL {TRANSFER} ('k2', 0, 2, 5, 'USD', 1001)",
    "from dollars to yen, ignoring": f"INSERT OR IGNORE {TRANSFER} ('k1', 9, 2, 3, 'USD', 5)",
    "replacing a transfer": f"INSERT OR REPLACE {TRANSFER} ('k1', 0, 1, 2, 'USD', 5)",
    "replacing a transfer by its id": "REPLACE INTO transfers VALUES (1, 'k2', 5, 1, 2, 'USD', 5)",
    "replacing the last transfer by its id": "REPLACE INTO transfers VALUES (3, 'k2', 5, 1, 4, 'USD', 5)",
    "a transfer of long ago": "INSERT INTO transfers VALUES (-4, 'k2', 5, 1, 2, 'USD', 5)",
    "a transfer of long ago without balances": "INSERT INTO transfers VALUES (-4, 'k2', 5, 1, 4, 'USD', 5)",
    "replacing a posting": "REPLACE INTO postings VALUES ('k1', 'theft', 'D-1', NULL, 1)",
    "replacing an outcome": "REPLACE INTO settlements VALUES (7, 'refunded', 'k2')",
    "replacing history": f"REPLACE {HISTORY} ('M-7', 'revise', 'revision', 1, 'C', 1)",
    "replacing history by its id": "REPLACE INTO history VALUES (1, 'M-8', 'x', NULL, 'y', 1, NULL, 'C', '', 1)",
    "replacing an account": "REPLACE INTO accounts VALUES (2, 'client_wallet', 'U-1', 'USD', 1, NULL, 0)",
    "replacing an account by its owner": f"REPLACE {ACCOUNT} ('client_wallet', 'U-1', 'USD')",
    "another number, by the other name": "UPDATE accounts SET rowid = 99 WHERE id = 6",
    "a balance by hand, ignoring": "UPDATE OR IGNORE accounts SET balance = 10000 WHERE id = 2",
    "turning the mark back": "UPDATE balances_at SET transfer_id = 0",
    "turning the mark ahead": "UPDATE balances_at SET transfer_id = 9",
    "removing the mark": "DELETE FROM balances_at",
    "another mark": "REPLACE INTO balances_at VALUES (1, 0)",
}
POSTGRESQL_ATTACKS = {
    "emptying the transfers": "TRUNCATE transfers",
    "emptying the postings": "TRUNCATE postings CASCADE",
    "emptying the settlements": "TRUNCATE settlements",
    "emptying the history": "TRUNCATE history RESTART IDENTITY",
    "emptying the accounts": "TRUNCATE accounts CASCADE",
    "merging a balance": "MERGE INTO accounts USING (VALUES (2)) AS other (id) ON accounts.id = other.id"
    " WHEN MATCHED THEN UPDATE SET balance = 10000",
    "merging a transfer away": "MERGE INTO transfers USING (VALUES (1)) AS other (id) ON transfers.id = other.id"
    " WHEN MATCHED THEN DELETE",
    "a balance in passing": "WITH a AS (UPDATE accounts SET balance = 7 WHERE id = 2 RETURNING 1) SELECT * FROM a",
}


def seeded(url: str) -> Iterator[Session]:
    with closing(Database(url)) as database, closing(database.session()) as session:
        with session.transaction(write=True):
            for statement in SEED:
                session.execute(statement, {})
        yield session


@pytest.fixture(scope="module")
def sqlite_books(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    path = shutil.copy(sqlite_template, tmp_path_factory.mktemp("books"))
    yield from seeded(f"sqlite:///{path}")


@pytest.fixture(scope="module")
def postgresql_books(postgresql: postgres.PostgreSQL, postgresql_template: str) -> Iterator[Session]:
    with postgresql.database(postgresql_template) as name:
        yield from seeded(postgresql.url(name))


@pytest.fixture(params=["sqlite", "postgresql"])
def books(request: pytest.FixtureRequest) -> Session:
    """Seeded books, shared by the tests of this file: they all leave them as they were."""
    session: Session = request.getfixturevalue(f"{request.param}_books")
    return session


def everything(session: Session) -> dict[str, list[tuple[Any, ...]]]:
    with session.transaction(write=False):
        return {table: session.execute(f"SELECT * FROM {table} ORDER BY 1", {}).fetchall() for table in BOOKS}


def assert_refused(session: Session, attack: str) -> None:
    before = everything(session)
    with pytest.raises(Conflict), session.transaction(write=True):
        session.execute(attack, {})
    assert everything(session) == before


@pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS.keys())
def test_the_books_refuse(books: Session, attack: str) -> None:
    assert_refused(books, attack)


@pytest.mark.parametrize("attack", SQLITE_ATTACKS.values(), ids=SQLITE_ATTACKS.keys())
def test_sqlite_refuses(sqlite_books: Session, attack: str) -> None:
    assert_refused(sqlite_books, attack)


@pytest.mark.parametrize("attack", POSTGRESQL_ATTACKS.values(), ids=POSTGRESQL_ATTACKS.keys())
def test_postgresql_refuses(postgresql_books: Session, attack: str) -> None:
    assert_refused(postgresql_books, attack)


def test_a_transfer_moves_the_balances_that_are_kept(database: Database) -> None:
    with closing(database.session()) as session, session.transaction(write=True):
        for statement in SEED:
            session.execute(statement, {})
        session.execute(f"INSERT {TRANSFER} ('k2', 0, 2, 5, 'USD', 400), ('k2', 1, 5, 4, 'USD', 40)", {})
        balances = session.execute("SELECT id, balance FROM accounts ORDER BY id", {}).fetchall()
    assert balances == [(CLEARING, 0), (WALLET, 600), (YEN_WALLET, 0), (FEES, 0), (ESCROW, 360), (SUSPENSE, 0)]


def test_the_kept_balances_are_the_sums_of_the_transfers(books: Session) -> None:
    with books.transaction(write=False) as transaction:
        accounts = transaction.all(ledger.COMPUTED)
    assert sum(computed for *_, computed in accounts) == 0
    assert {(cached, computed - balance) for _, _, _, _, cached, _, balance, computed in accounts if cached} == {(1, 0)}
    assert {balance for _, _, _, _, cached, _, balance, _ in accounts if not cached} == {0}


@pytest.mark.parametrize(
    ("amount", "on_sqlite", "on_postgresql"),
    [
        (5, 5, 5),
        ("7", 7, 7),
        (True, 1, psycopg.errors.CannotCoerce),
        (5.5, Conflict, 6),
        (float("nan"), Conflict, psycopg.errors.NumericValueOutOfRange),
        ("7.5", Conflict, psycopg.errors.InvalidTextRepresentation),
        ("1e3", 1000, psycopg.errors.InvalidTextRepresentation),
        ("7 coins", Conflict, psycopg.errors.InvalidTextRepresentation),
        (b"7", Conflict, 55),
        (10**19, OverflowError, psycopg.errors.NumericValueOutOfRange),
    ],
)
def test_what_the_engines_make_of_an_amount_is_why_the_ledger_itself_takes_nothing_but_an_int(
    database: Database, amount: Any, on_sqlite: Any, on_postgresql: Any
) -> None:
    expected = on_sqlite if database.is_sqlite else on_postgresql
    values = {"posting_key": "k2", "currency": "USD", "source_0": CLEARING, "target_0": WALLET, "amount_0": amount}
    stored: Any
    with closing(database.session()) as session:
        with session.transaction(write=True):
            for statement in SEED:
                session.execute(statement, {})
        try:
            with session.transaction(write=True) as transaction:
                transaction.run(ledger.transfers(1), values)
        except Exception as error:
            stored = type(error)
        else:
            with session.transaction(write=False):
                (stored,) = session.execute("SELECT amount FROM transfers WHERE posting_key = 'k2'", {}).fetchone()
            assert type(stored) is int
    assert stored == expected


def test_of_eight_who_spend_at_once_only_as_many_succeed_as_the_wallet_can_pay(database: Database) -> None:
    with closing(database.session()) as session, session.transaction(write=True):
        for statement in SEED:
            session.execute(statement, {})
        for number in range(8):
            session.execute(f"INSERT {POSTING} ('spend-{number}', 'fund', 'M-7', 1)", {})
    outcomes: list[str] = []
    together = threading.Barrier(8)

    def spend(number: int) -> None:
        values = {"posting_key": f"spend-{number}", "currency": "USD", "source_0": WALLET, "target_0": ESCROW}
        with closing(database.session()) as session:
            together.wait()
            try:
                with session.transaction(write=True) as transaction:
                    transaction.run(ledger.transfers(1), values | {"amount_0": 190})
                outcomes.append("paid")
            except Conflict:
                outcomes.append("refused")

    spenders = [threading.Thread(target=spend, args=(number,)) for number in range(8)]
    for spender in spenders:
        spender.start()
    for spender in spenders:
        spender.join()
    assert sorted(outcomes) == ["paid"] * 5 + ["refused"] * 3
    with closing(database.session()) as session, session.transaction(write=False):
        assert session.execute("SELECT balance FROM accounts WHERE id IN (2, 5) ORDER BY id", {}).fetchall() == [
            (50,),
            (950,),
        ]
