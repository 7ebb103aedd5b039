"""The timer when several things happen to it at once, or in any order."""

from __future__ import annotations

import threading
from itertools import pairwise

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.request import Request
from tests.core.hours.test_timing import entries, working
from tests.core.test_races import together, winners
from tests.core.trial import trial
from tests.kit import HOUR, MINUTE, World

ROUNDS = 10
ACTS = st.lists(
    st.tuples(st.sampled_from(["start", "stop", "keep", "log", "delete", "discard"]), st.integers(1, 200)), max_size=14
)


def test_two_stops_at_once_log_once(world: World) -> None:
    working(world)
    for number in range(1, ROUNDS + 1):
        world.does("bo", f"/hours start C-1 Fixing part {number} of the login redirect")
        world.passes(minutes=20)
        replies = together(world, *(world.request("bo", text=f"/hours stop TM-{number}") for _ in range(2)))
        assert winners(replies) == 1
    assert [minutes for _start, minutes, _how in entries(world)] == [20] * ROUNDS


def test_two_starts_at_once_start_one(world: World) -> None:
    working(world)
    world.does("dee", "/contract offer U-2 kind:hourly rate:40 limit:20h manual:yes scope:Support")
    world.does("bo", '/contract accept C-2 signature:"Bo Maker"')
    for number in range(ROUNDS):
        asked = [f"/hours start C-{contract} Fixing part {number} of the login redirect" for contract in (1, 2)]
        assert winners(together(world, *(world.request("bo", text=text) for text in asked))) == 1
        world.does("bo", "/hours discard")


def test_a_stop_and_the_end_of_the_contract_at_once_count_the_time_once(world: World) -> None:
    working(world)
    for number in range(1, ROUNDS + 1):
        if number > 1:
            world.does("ann", "/contract offer U-2 kind:hourly rate:40 limit:20h manual:yes scope:Support")
            world.does("bo", f'/contract accept C-{number} signature:"Bo Maker"')
        world.does("bo", f"/hours start C-{number} Fixing the login redirect")
        world.passes(minutes=20)
        requests: list[Request] = [
            world.request("bo", text=f"/hours stop TM-{number}"),
            world.request("ann", text=f"/contract end C-{number} reason:completed confirm:yes"),
        ]
        together(world, *requests)
        assert world.state(f"TM-{number}") == "stopped"
    assert [minutes for _start, minutes, _how in entries(world)] == [20] * ROUNDS


def test_a_question_and_a_stop_at_once_leave_a_stopped_timer(world: World) -> None:
    working(world).does("bo", "/hours start C-1 Fixing the login redirect")
    world.clock.advance(2 * HOUR)
    sweeping = threading.Thread(target=world.house.sweeper.sweep, args=(world.house.database.session(),))
    sweeping.start()
    world.does("bo", "/hours stop TM-1")
    sweeping.join()
    world.ticks()
    assert world.state("TM-1") == "stopped"
    assert [minutes for _start, minutes, _how in entries(world)] == [120]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=ACTS)
def test_in_any_order_no_minute_counts_twice_and_none_that_has_not_been(
    small_world: World, acts: list[tuple[str, int]]
) -> None:
    if not _ready(small_world):
        working(small_world)
    with trial(small_world):
        for step, (act, minutes) in enumerate(acts):
            small_world.passes(minutes=minutes)
            words = {
                "start": f"/hours start C-1 Fixing part {step} of the login redirect",
                "log": f"/hours log C-1 30m Wrote part {step} of the release notes",
                "stop": "/hours stop confirm:yes",
                "delete": f"/hours delete H-{step}",
            }
            small_world.says("bo", words.get(act, f"/hours {act}"))
            _check(small_world)


def _ready(world: World) -> bool:
    with world.session.transaction(write=False):
        return bool(world.session.execute("SELECT id FROM contracts", {}).fetchall())


def _check(world: World) -> None:
    found = entries(world)
    now = (world.clock.now() - 1_763_978_400) // MINUTE
    # The first day of a contract counts as a whole, so time that is logged by hand may lie before it.
    assert all(start + minutes <= now and minutes % 10 == 0 for start, minutes, _how in found)
    assert all(start >= 0 for start, _minutes, how in found if how == "timed")
    assert all(one[0] + one[1] <= other[0] for one, other in pairwise(found))
    with world.session.transaction(write=False):
        running = world.session.execute("SELECT id FROM timers WHERE state <> 'stopped'", {}).fetchall()
        [counted] = world.session.execute("SELECT sum(minutes) FROM weeks", {}).fetchall()
    assert len(running) <= 1
    assert (counted[0] or 0) == sum(minutes for _start, minutes, _how in found)
