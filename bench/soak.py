"""Memory after 100,000 requests, and whether every one of them was answered rightly: `make soak`."""

from __future__ import annotations

import random
import sys
import tempfile
from pathlib import Path
from typing import Final

from bench import load, market, processes, wire

REQUESTS: Final = 100_000
STEP: Final = 10_000
CONTRACTS: Final = 500


def lines(folder: Path) -> list[str]:
    """Rows of a table."""
    url = f"sqlite:///{folder}/soak.db"
    market.prepare(url, CONTRACTS)
    with processes.platforms(folder) as api, processes.product(url, api, folder) as server:
        _send(server.port, 1_000)
        before, wrong = server.mebibytes, 0
        for _step in range(REQUESTS // STEP):
            wrong += _send(server.port, STEP)
        after = server.mebibytes
    grown = f"{after - before:+.0f} MiB ({(after / before - 1):+.0%})"
    return [f"| memory after {REQUESTS:,} requests, {wrong} wrong answers | {after:.0f} MiB | {grown} | reported |"]


def _send(port: int, number: int) -> int:
    contracts = random.choices(range(1, CONTRACTS + 1), k=number)
    requests = [
        wire.slack(market.client_of(c), f"/contract show C-{c}" if n % 4 else f"/contract say C-{c} Part {n}")
        for n, c in enumerate(contracts)
    ]
    return load.run(port, requests, clients=8, seconds=600.0).wrong


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as place:
        sys.stdout.write("\n".join(lines(Path(place))) + "\n")
