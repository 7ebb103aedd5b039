"""Commands a second through the real doors beside bare handlers, and how long answers take at a set rate."""

from __future__ import annotations

import itertools
import random
import shutil
import sqlite3
import statistics
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import psycopg
from sqlalchemy.engine import make_url

from bench import load, market, processes, wire
from tests import postgres

ROUNDS: Final = 5
SECONDS: Final = 1.5
CLIENTS: Final = 8
CONTRACTS: Final = 4_000
OFFERED: Final = 100
OFFERED_SECONDS: Final = 20
MOST_A_SECOND: Final = {"money": 2_500, "read": 4_000}
BARE: Final = {"SQLite": ("sqlite", "sqlite-thread"), "PostgreSQL": ("postgresql", "postgresql-threads")}
GOALS: Final = {
    ("SQLite", "money"): 0.6,
    ("SQLite", "read"): 0.6,
    ("PostgreSQL", "money"): 0.75,
    ("PostgreSQL", "read"): 0.7,
}
DOORS: Final = {"slack": wire.slack, "telegram": wire.telegram}
STRIPPING: Final = (
    "SELECT format('DROP TRIGGER %I ON %s', tgname, tgrelid::regclass) FROM pg_trigger WHERE NOT tgisinternal",
    "SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname) FROM pg_constraint"
    " WHERE contype IN ('c', 'f') AND connamespace = 'public'::regnamespace ORDER BY contype DESC",
)
Copy = Callable[[str], str]
Server = processes.Process


@dataclass(slots=True)
class Arm:
    """A server with what was measured of it, by kind of command."""

    name: str
    door: str
    server: Server
    milestones: Iterator[int]
    rates: dict[str, list[float]] = field(default_factory=lambda: {"money": [], "read": []})

    def requests(self, kind: str, number: int) -> list[bytes]:
        """Fresh requests: each milestone is approved once, contracts are shown at random."""
        make = DOORS[self.door]
        if kind == "money":
            chosen = itertools.islice(self.milestones, number)
            return [make(_client(m), f"/milestone approve M-{m} confirm:yes") for m in chosen]
        contracts = random.choices(range(1, CONTRACTS + 1), k=number)
        return [make(market.client_of(c), f"/contract show C-{c}") for c in contracts]

    def measure(self, kind: str, seconds: float) -> load.Outcome:
        """One round: every answer has to be the right one."""
        expect = {"money": "Approved", "read": "Landing page"}[kind] if self.door == "slack" else ""
        requests = self.requests(kind, int(MOST_A_SECOND[kind] * seconds))
        outcome = load.run(self.server.port, requests, clients=CLIENTS, seconds=seconds, expect=expect)
        if outcome.wrong:
            raise RuntimeError(f"{self.name}: {outcome.wrong} wrong answers")
        return outcome


def _client(milestone: int) -> int:
    return market.client_of(market.contract_of(milestone))


@contextmanager
def databases(engine: str, folder: Path) -> Iterator[Copy]:
    """Copies of one prepared marketplace, by name; the engine with its disk settings as in production."""
    with ExitStack() as stack:
        if engine == "SQLite":
            source = folder / "source.db"
            market.prepare(f"sqlite:///{source}", CONTRACTS)
            with sqlite3.connect(source) as connection:
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

            def copy(name: str) -> str:
                shutil.copyfile(source, folder / f"{name}.db")
                return f"sqlite:///{folder}/{name}.db"
        else:
            postgres.SETTINGS.update(fsync="on", full_page_writes="on", synchronous_commit="on", autovacuum="on")
            server = stack.enter_context(postgres.running())
            template = stack.enter_context(server.database())
            market.prepare(server.url(template), CONTRACTS)

            def copy(name: str) -> str:
                return server.url(stack.enter_context(server.database(template)))

        yield copy


def version_of(url: str) -> str:
    """The server's version."""
    with psycopg.connect(_plain(url)) as connection:
        ((found,),) = connection.execute("SHOW server_version").fetchall()
        return str(found).partition(" ")[0]


def _plain(url: str) -> str:
    return make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)


def strip(url: str) -> None:
    """Take triggers, checks and foreign keys out of a copy: a bare handler keeps no rules."""
    if url.startswith("sqlite"):
        with sqlite3.connect(url.removeprefix("sqlite:///")) as connection:
            for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
                connection.execute(f"DROP TRIGGER {name}")
        return
    with psycopg.connect(_plain(url), autocommit=True) as connection:
        for question in STRIPPING:
            for (statement,) in connection.execute(question.encode()).fetchall():
                connection.execute(str(statement).encode())


def throughput(engine: str, folder: Path) -> list[str]:
    """Rows of a table: the product's rate, the best bare handler's, and their ratio."""
    with ExitStack() as stack:
        copy = stack.enter_context(databases(engine, folder))
        api = stack.enter_context(processes.platforms(folder))
        arms: list[Arm] = []
        for door in DOORS:
            server = stack.enter_context(processes.product(copy(f"product-{door}"), api, folder, "--no-work"))
            arms.append(Arm("product", door, server, _milestones()))
            for way in BARE[engine]:
                url, port = copy(f"{door}-{way}"), processes.free_port()
                strip(url)
                command = ("-m", "bench.bare", door, way, url, str(port), api)
                bare = stack.enter_context(processes.running(*command, port=port, folder=folder))
                arms.append(Arm(f"bare {way}", door, bare, _milestones()))
        for number in range(-1, ROUNDS):
            for kind in MOST_A_SECOND:
                for arm in reversed(arms) if number % 2 else arms:
                    outcome = arm.measure(kind, SECONDS)
                    if number >= 0:
                        arm.rates[kind].append(outcome.rate)
    return [_row(engine, door, kind, arms) for door in DOORS for kind in MOST_A_SECOND]


def _milestones() -> Iterator[int]:
    numbers = range(1, CONTRACTS * market.MILESTONES_EACH + 1)
    return iter(random.sample(numbers, len(numbers)))


def _row(engine: str, door: str, kind: str, arms: list[Arm]) -> str:
    product, *bare = (arm for arm in arms if arm.door == door)
    best = max(bare, key=lambda arm: statistics.median(arm.rates[kind]))
    ours, theirs = product.rates[kind], best.rates[kind]
    ratios = [a / b for a, b in zip(ours, theirs, strict=True)]
    rate, other = statistics.median(ours), statistics.median(theirs)
    span = f"**{rate / other:.2f}** ({min(ratios):.2f}–{max(ratios):.2f})"
    goal = GOALS[engine, kind]
    return f"| {engine} | {door} | {kind} | {rate:,.0f}/s | {other:,.0f}/s ({best.name}) | {span} | ≥ {goal} |"


def latency(engine: str, folder: Path) -> str:
    """A row of a table: answers at a set rate, 70 % reads, 25 % changes of state, 5 % money, through Slack's door."""
    with ExitStack() as stack:
        copy = stack.enter_context(databases(engine, folder))
        api = stack.enter_context(processes.platforms(folder))
        server = stack.enter_context(processes.product(copy("latency"), api, folder, "--no-work"))
        milestones, requests = _milestones(), []
        for number in range(OFFERED * OFFERED_SECONDS):
            share = number * 7 % 20
            if share < 14:
                contract = random.randint(1, CONTRACTS)
                requests.append(wire.slack(market.client_of(contract), f"/contract show C-{contract}"))
                continue
            milestone = next(milestones)
            words = "approve M-{} confirm:yes" if share == 19 else "revise M-{} Please use our colours"
            requests.append(wire.slack(_client(milestone), f"/milestone {words.format(milestone)}"))
        outcome = load.run(server.port, requests, clients=64, rate=float(OFFERED))
        worst = max(outcome.milliseconds)
        return (
            f"| {engine} | {outcome.right:,} right, {outcome.wrong} wrong | {outcome.percentile(0.5):.0f} ms"
            f" | **{outcome.percentile(0.99):.0f} ms** | {worst:.0f} ms | p99 ≤ 150 ms, none above 3 s |"
        )
