"""How long a state machine's judgement takes, in microseconds."""

from __future__ import annotations

import statistics
import time
from typing import Final

from statemachines.machine import Role
from statemachines.milestone import MILESTONE

ROUNDS: Final = 5
TIMES: Final = 20_000


def microseconds() -> list[float]:
    """Each round's mean for one judgement with a guard that holds."""
    found: list[float] = []
    for _round in range(ROUNDS):
        began = time.perf_counter()
        for _time in range(TIMES):
            MILESTONE.judge("submitted", "approve", Role.CLIENT, _holds)
        found.append((time.perf_counter() - began) / TIMES * 1e6)
    return found


def _holds(_guard: str) -> bool:
    return True


def lines() -> list[str]:
    """The result as rows of a table."""
    found = microseconds()
    return [f"| judgement | {statistics.median(found):.1f} µs | {min(found):.1f}–{max(found):.1f} | ≤ 25 µs |"]
