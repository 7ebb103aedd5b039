"""All measurements in one run, printed and kept in docs/benchmarks.md: `make bench`."""

from __future__ import annotations

import os
import platform
import sqlite3
import statistics
import sys
import tempfile
import time
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Final

from bench import doors, invoicing, judging, page, postings, soak, starting
from tests import postgres

PAGE: Final = Path(__file__).parent.parent / "docs" / "benchmarks.md"
ENGINES: Final = ("SQLite", "PostgreSQL")
HEAD: Final = """\
# Benchmarks

Made by `make bench` on {date}: {cores} cores, {system}, Python {python}, SQLite {sqlite}, PostgreSQL {postgresql} with
its stock settings and fsync on, Bolt {bolt}, python-telegram-bot {telegram}. Client, server, database and the
platforms' stand-in share the cores, and the machine is a shared one: figures of one table come from one run in turns,
so only their ratios mean something; in brackets the smallest and the largest of {rounds} rounds. All of it took
{minutes:.0f} minutes.

## Commands a second, 8 clients

The product is `serve --no-work` in a process of its own, behind uvicorn and httptools, with signatures and secrets
checked. *Bare* is a handler of the platform's own library that checks the same, writes most of those rows with driver
SQL in one commit (or reads the same) into the same tables without triggers, checks and foreign keys, judges nothing,
draws nothing, and answers with a line; the better of two ways to the database. On Telegram both send one message back.
*money* is `/milestone approve M-n confirm:yes`, *read* is `/contract show C-n`.

How dear a commit is moves the rows of *money* much: with a fast disk other runs saw 0.42 to 0.48 for Slack on SQLite.

| engine | door | command | product | bare | ratio | goal |
| --- | --- | --- | --- | --- | --- | --- |
"""
LATENCY: Final = """
## Answers at 100 requests a second

Offered at that rate whether or not answers come, through Slack's door: 70 % reads, 25 % changes of state, 5 % money. An
answer's time counts from when its request was due.

| engine | answers | p50 | p99 | slowest | goal |
| --- | --- | --- | --- | --- | --- |
"""
LEDGER: Final = """
## Ledger

*Raw* writes the rows of a posting (header, two transfers, two balances) by driver SQL in one transaction, with the same
indexes and without triggers, checks, foreign keys or look-ups. {other}

| what | product | beside | ratio | goal |
| --- | --- | --- | --- | --- |
"""
REST: Final = """
## One process

| what | result | span | goal |
| --- | --- | --- | --- |
"""


def main() -> None:
    """Measure everything; a line for each result as it comes."""
    began = time.perf_counter()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        rates = [row for engine in ENGINES for row in _told(doors.throughput(engine, _room(folder, f"rates-{engine}")))]
        waits = [_told([doors.latency(engine, _room(folder, f"waits-{engine}"))])[0] for engine in ENGINES]
        ledger = _told(_ledger(folder))
        other = _other_ledger()
        rest = _told([*judging.lines(), *starting.lines(_room(folder, "start"))])
        rest += _told(invoicing.lines())
        rest += _told([*page.lines(_room(folder, "page")), *soak.lines(_room(folder, "soak"))])
    minutes = (time.perf_counter() - began) / 60
    text = _head(minutes) + _rows(rates) + LATENCY + _rows(waits) + LEDGER.format(other=other) + _rows(ledger)
    PAGE.write_text(text + REST + _rows(rest))
    sys.stdout.write(f"Kept in {PAGE.name}.\n")


def _room(folder: Path, name: str) -> Path:
    room = folder / name.lower()
    room.mkdir()
    return room


def _told(rows: list[str]) -> list[str]:
    sys.stdout.write("\n".join(rows) + "\n")
    sys.stdout.flush()
    return rows


def _rows(rows: list[str]) -> str:
    return "\n".join(rows) + "\n"


def _ledger(folder: Path) -> list[str]:
    rows = postings.lines("SQLite", f"sqlite:///{folder}/postings.db")
    with postgres.running() as server, server.database() as name:
        return rows + postings.lines("PostgreSQL", server.url(name))


def _other_ledger() -> str:
    found = postings.other_ledger()
    if not found:
        return f"{postings.PEER} could not be installed here, so it is left out."
    rate = f"{statistics.median(found):,.0f}"
    return f"For comparison, {postings.PEER} on SQLite in the same run: {rate} two-legged entries a second."


def _head(minutes: float) -> str:
    with postgres.running() as server, server.database() as name:
        postgresql = doors.version_of(server.url(name))
    return HEAD.format(
        date=datetime.now(UTC).strftime("%Y-%m-%d"),
        cores=os.cpu_count(),
        system=f"{platform.system()} {platform.machine()}",
        python=platform.python_version(),
        sqlite=sqlite3.sqlite_version,
        postgresql=postgresql,
        bolt=version("slack-bolt"),
        telegram=version("python-telegram-bot"),
        rounds=doors.ROUNDS,
        minutes=minutes,
    )


if __name__ == "__main__":
    main()
