"""How long `serve` takes from its start to its first answer, and what it weighs when idle."""

from __future__ import annotations

import statistics
from pathlib import Path
from typing import Final

from bench import load, market, processes, wire

ROUNDS: Final = 5


def lines(folder: Path) -> list[str]:
    """Rows of a table."""
    seconds: list[float] = []
    weights: list[float] = []
    url = f"sqlite:///{folder}/starting.db"
    market.prepare(url, 10)
    with processes.platforms(folder) as api:
        for _round in range(ROUNDS):
            with processes.product(url, api, folder) as server:
                answer = load.run(server.port, [wire.slack(1, "/contract show C-1")], clients=1, seconds=5.0)
                # The client is a process of its own: its start is not the product's.
                seconds.append(server.started_in + answer.milliseconds[0] / 1_000)
                weights.append(server.mebibytes)
    median, span = statistics.median(seconds), f"{min(seconds):.2f}–{max(seconds):.2f}"
    return [
        f"| cold start of `serve`, both platforms, to the first answer | {median:.2f} s | {span} | ≤ 2.5 s |",
        f"| memory of an idle `serve` | {statistics.median(weights):.0f} MiB | | reported |",
    ]
