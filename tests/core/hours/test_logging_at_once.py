"""Two lines at the same moment, on two contracts of one person: the hours are taken once."""

from __future__ import annotations

from itertools import pairwise

from tests.core.hours.test_entries import OFFER, SIGN, working
from tests.core.test_races import together
from tests.kit import World

ROUNDS = 10


def test_two_logs_at_once_never_take_the_same_time(world: World) -> None:
    working(world)
    world.does("dee", OFFER)
    world.does("bo", f"/contract accept C-2 {SIGN}")
    for number in range(ROUNDS):
        lines = [f"/hours log C-{contract} 10m Did a piece of work {number}" for contract in (1, 2)]
        together(world, *(world.request("bo", text=line) for line in lines))
    with world.session.transaction(write=False):
        rows = world.session.execute("SELECT starts_at, minutes FROM entries ORDER BY starts_at", {}).fetchall()
    assert len(rows) == 2 * ROUNDS
    assert all(start + minutes * 60 <= following for (start, minutes), (following, _) in pairwise(rows))
