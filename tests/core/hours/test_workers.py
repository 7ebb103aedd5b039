"""Several workers on one Monday noon: every week is invoiced exactly once, whoever of them is killed on the way."""

from __future__ import annotations

import contextlib
import subprocess
import sys
import time
from collections.abc import Iterator

from bench import invoicing
from bench.load import ROOT
from core.clock import Clock
from core.deadlines import LEASE
from core.house import open_house
from storage.database import Database
from tests.kit import SECRET

CONTRACTS = 200
PATIENCE = 30


@contextlib.contextmanager
def worker(url: str) -> Iterator[subprocess.Popen[bytes]]:
    """A process of its own that invoices."""
    with subprocess.Popen([sys.executable, "-m", "bench.invoicing", url], cwd=ROOT) as process:
        try:
            yield process
        finally:
            process.kill()


def wait_for(url: str, invoiced: int) -> None:
    """Wait until so many weeks are invoiced."""
    until = time.monotonic() + PATIENCE
    with contextlib.closing(Database(url)) as database, contextlib.closing(database.session()) as session:
        while time.monotonic() < until:
            if invoicing.number(session, "SELECT count(*) FROM weeks WHERE state <> 'correcting'") >= invoiced:
                return
            time.sleep(0.02)
    raise AssertionError(f"{invoiced} weeks were not invoiced in {PATIENCE} seconds")


def finish(url: str) -> None:
    """Somebody else comes when the leases of the killed are over."""
    clock = Clock()
    clock.advance(LEASE + 1)
    house = open_house(url, SECRET, clock=clock)
    with contextlib.closing(house), contextlib.closing(house.database.session()) as session:
        house.sweeper.sweep(session)


def test_two_workers_share_a_monday_and_a_killed_one_leaves_nothing_undone_and_nothing_twice(
    postgresql_url: str,
) -> None:
    invoicing.prepare(postgresql_url, CONTRACTS)
    with worker(postgresql_url) as one, worker(postgresql_url):
        wait_for(postgresql_url, 20)
        one.kill()
        wait_for(postgresql_url, CONTRACTS // 2)
    finish(postgresql_url)
    invoicing.check(postgresql_url, CONTRACTS)
