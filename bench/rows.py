"""What a bare handler does to the database: the rows that approving a milestone writes, and those that a card shows.

Plain driver SQL, one statement after the other in one transaction. It runs on a copy of the product's tables with the
same indexes, from which the triggers, checks and foreign keys are taken out; it reads nothing back and judges nothing.
"""

from __future__ import annotations

import asyncio
import re
import sqlite3
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import Any, Final, Protocol

import psycopg
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.engine import make_url

from bench.market import AMOUNT, CURRENCY, FREELANCER_FEE, client_of, contract_of, freelancer_of
from bench.wire import TEAM, slack_user, telegram_user
from storage.queries import journal, marketplace, people

CONNECTIONS: Final = 8
Values = Mapping[str, Any]
REPLY: Final = "-" * 900  # about what the product's stored replies and notices are long

# Named as SQLite takes it; psycopg's spelling is made of it.
MONEY: Final = (
    "INSERT INTO deliveries (source, key, reply, created_at) VALUES (:source, :key, :reply, :now)",
    """UPDATE milestones SET state = 'released', version = version + 1, released = released + :amount,
        freelancer_fee = freelancer_fee + :fee WHERE id = :number""",
    """INSERT INTO history (thing, event, source, target, version, actor_id, role, note, created_at)
        VALUES (:thing, 'approve', 'submitted', 'released', 4, :client, 'client', '', :now)""",
    """INSERT INTO postings (key, recipe, thing, actor_id, created_at)
        VALUES (:posting, 'release', :thing, :client, :now)""",
    """INSERT INTO transfers (posting_key, seq, source_id, target_id, currency, amount)
        VALUES (:posting, 0, 1, 2, :currency, :net)""",
    """INSERT INTO transfers (posting_key, seq, source_id, target_id, currency, amount)
        VALUES (:posting, 1, 1, 2, :currency, :fee)""",
    """UPDATE accounts SET balance = balance - :amount
        WHERE owner = :escrow AND kind = 'contract_escrow' AND currency = :currency""",
    """UPDATE accounts SET balance = balance + :net
        WHERE owner = :payee AND kind = 'freelancer_pending' AND currency = :currency""",
    "INSERT INTO settlements (milestone_id, outcome, posting_key) VALUES (:number, 'released', :posting)",
    "UPDATE deadlines SET status = 'cancelled' WHERE thing = :thing AND status = 'open'",
    """INSERT INTO deadlines (thing, event, against, reminder, due_at, armed_at)
        VALUES (:thing, 'clear', '', 0, :later, :now)""",
    """INSERT INTO outbox (lane, kind, person_id, place, thing, payload, not_before, created_at)
        VALUES (:to_payee, 'notice', :freelancer, '', :contract, :reply, 0, :now)""",
    """INSERT INTO outbox (lane, kind, person_id, place, thing, payload, not_before, created_at)
        VALUES (:to_client, 'refresh', :client, '', :contract, '{"post": true}', 0, :now)""",
)
# A message that shows a card is remembered, so that the card can be kept up to date; a slash command's answer is not.
REMEMBER: Final = """INSERT INTO cards (platform, team, chat, message_id, thing, live, person_id, shown, created_at)
    VALUES ('telegram', '', :chat, :key, :contract, 0, :client, '0123456789abcdef', :now)"""

# The product's own statements, those that a contract's card needs.
READ: Final = (
    people.ARRIVE,
    marketplace.THING["contract"],
    marketplace.TERMS_AT,
    marketplace.MILESTONES_OF,
    marketplace.WAITING_TERMS,
    journal.OPEN_DEADLINES,
)
_NAMED: Final = re.compile(r":(\w+)")
_POSTGRESQL: Any = PGDialect_psycopg()  # type: ignore[no-untyped-call]  # SQLAlchemy types it so
_SQLITE = SQLiteDialect_pysqlite(paramstyle="named")
SQLITE_READ: Final = [statement.on(_SQLITE) for statement in READ]
POSTGRESQL_READ: Final = [(sql.encode(), own) for sql, own in (statement.on(_POSTGRESQL) for statement in READ)]


def money(platform: str, person: int, number: int, key: str) -> Values:
    """The values for approving a milestone."""
    contract = contract_of(number)
    now = int(time.time())
    return {
        "platform": platform,
        "source": platform,
        "key": key,
        "reply": REPLY,
        "now": now,
        "later": now + 5 * 86_400,
        "number": number,
        "thing": f"M-{number}",
        "posting": f"release:M-{number}",
        "client": person,
        "freelancer": freelancer_of(contract),
        "contract": f"C-{contract}",
        "escrow": f"C-{contract}",
        "payee": f"U-{freelancer_of(contract)}",
        "to_payee": f"person:{freelancer_of(contract)}",
        "to_client": f"person:{client_of(contract)}",
        "chat": str(telegram_user(person)),
        "amount": AMOUNT,
        "fee": FREELANCER_FEE,
        "net": AMOUNT - FREELANCER_FEE,
        "currency": CURRENCY,
    }


def wanted(platform: str, person: int, contract: int) -> Values:
    """The values for reading a contract."""
    on_slack = platform == "slack"
    return {
        "platform": platform,
        "team": TEAM if on_slack else "",
        "user_id": slack_user(person) if on_slack else str(telegram_user(person)),
        "source": platform,
        "key": "-",
        "id": contract,
        "number": 1,
        "thing": f"C-{contract}",
    }


def _statements(values: Values) -> Sequence[str]:
    return (*MONEY, REMEMBER) if values["platform"] == "telegram" else MONEY


@cache
def _pyformat(statements: Sequence[str]) -> Sequence[bytes]:
    return [_NAMED.sub(r"%(\1)s", statement).encode() for statement in statements]


class Store(Protocol):
    """A way to the database."""

    async def open(self) -> None:
        """Connect."""
        ...

    async def money(self, values: Values) -> None:
        """Write the rows of an approval in one commit."""
        ...

    async def read(self, values: Values) -> list[Any]:
        """The rows of a contract's card."""
        ...


class SQLite:
    """One connection, used in the event loop itself: the fastest way, while nobody else is served."""

    def __init__(self, url: str) -> None:
        self._file = make_url(url).database or ""

    async def open(self) -> None:
        self.connect()

    def connect(self) -> None:
        self._connection = sqlite3.connect(self._file, isolation_level=None, check_same_thread=False)
        self._connection.execute("PRAGMA journal_mode = WAL")
        self._connection.execute("PRAGMA synchronous = FULL")

    async def money(self, values: Values) -> None:
        self.write(values)

    async def read(self, values: Values) -> list[Any]:
        return self.look(values)

    def write(self, values: Values) -> None:
        execute = self._connection.execute
        execute("BEGIN IMMEDIATE")
        for statement in _statements(values):
            execute(statement, values)
        execute("COMMIT")

    def look(self, values: Values) -> list[Any]:
        execute = self._connection.execute
        return [row for sql, own in SQLITE_READ for row in execute(sql, {**own, **values}).fetchall()]


class SQLiteThread(SQLite):
    """The same in a thread of its own, so that the event loop goes on."""

    async def open(self) -> None:
        self._thread = ThreadPoolExecutor(1)
        await asyncio.get_running_loop().run_in_executor(self._thread, self.connect)

    async def money(self, values: Values) -> None:
        await asyncio.get_running_loop().run_in_executor(self._thread, self.write, values)

    async def read(self, values: Values) -> list[Any]:
        return await asyncio.get_running_loop().run_in_executor(self._thread, self.look, values)


class PostgreSQL:
    """psycopg in the event loop, with a few connections."""

    def __init__(self, url: str) -> None:
        self._where = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
        self._free: asyncio.Queue[psycopg.AsyncConnection[Any]] = asyncio.Queue()

    async def open(self) -> None:
        for _number in range(CONNECTIONS):
            self._free.put_nowait(await psycopg.AsyncConnection.connect(self._where))

    async def money(self, values: Values) -> None:
        async def write(connection: psycopg.AsyncConnection[Any]) -> None:
            for statement in _pyformat(_statements(values)):
                await connection.execute(statement, values)

        await self._with_one(write)

    async def read(self, values: Values) -> list[Any]:
        async def look(connection: psycopg.AsyncConnection[Any]) -> list[Any]:
            found: list[Any] = []
            for sql, own in POSTGRESQL_READ:
                found += await (await connection.execute(sql, {**own, **values})).fetchall()
            return found

        found: list[Any] = await self._with_one(look)
        return found

    async def _with_one(self, work: Callable[[psycopg.AsyncConnection[Any]], Awaitable[Any]]) -> Any:
        connection = await self._free.get()
        try:
            result = await work(connection)
            await connection.commit()
            return result
        finally:
            self._free.put_nowait(connection)


class PostgreSQLThreads(PostgreSQL):
    """psycopg in as many threads as it has connections."""

    async def open(self) -> None:
        self._threads = ThreadPoolExecutor(CONNECTIONS)
        self._connections = [psycopg.connect(self._where) for _number in range(CONNECTIONS)]

    async def money(self, values: Values) -> None:
        await asyncio.get_running_loop().run_in_executor(self._threads, self._write, values)

    async def read(self, values: Values) -> list[Any]:
        return await asyncio.get_running_loop().run_in_executor(self._threads, self._look, values)

    def _write(self, values: Values) -> None:
        connection = self._connections.pop()
        for statement in _pyformat(_statements(values)):
            connection.execute(statement, values)
        connection.commit()
        self._connections.append(connection)

    def _look(self, values: Values) -> list[Any]:
        connection = self._connections.pop()
        found = [row for sql, own in POSTGRESQL_READ for row in connection.execute(sql, {**own, **values})]
        connection.commit()
        self._connections.append(connection)
        return found


WAYS: Final[dict[str, Callable[[str], Store]]] = {
    "sqlite": SQLite,
    "sqlite-thread": SQLiteThread,
    "postgresql": PostgreSQL,
    "postgresql-threads": PostgreSQLThreads,
}
