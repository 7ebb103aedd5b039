"""The bar of a case, and who holds it up."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.onboarding.progress import EMPTY, FULL, Step, bar, bar_of, blockers, reviewer
from statemachines.machine import Role

C, F, O = Role.CLIENT, Role.FREELANCER, Role.OPERATOR  # noqa: E741  the letter that the charts give an operator


def step(ref: str, owner: Role, state: str = "not_started", since: int = 0, startable: bool = True) -> Step:
    return Step(ref, ref, owner, reviewer(owner), state, startable, since)


@pytest.mark.parametrize(
    ("done", "total", "drawn"),
    [
        (0, 5, "▱▱▱▱▱ 0/5"),
        (3, 5, "▰▰▰▱▱ 3/5"),
        (5, 5, "▰▰▰▰▰ 5/5"),
        (1, 2, "▰▱ 1/2"),
        (0, 1, "▱ 0/1"),
        (1, 30, "▰▱▱▱▱ 1/30"),
        (15, 30, "▰▰▱▱▱ 15/30"),
        (29, 30, "▰▰▰▰▱ 29/30"),
        (30, 30, "▰▰▰▰▰ 30/30"),
        (0, 0, "0/0"),
    ],
)
def test_the_bar_shows_how_much_is_done(done: int, total: int, drawn: str) -> None:
    assert bar(done, total) == drawn


@given(st.integers(1, 200).flatmap(lambda total: st.tuples(st.integers(0, total), st.just(total))))
def test_the_bar_is_full_only_at_the_end_and_empty_only_at_the_start(counts: tuple[int, int]) -> None:
    done, total = counts
    drawn = bar(done, total)
    assert (EMPTY not in drawn) == (done == total)
    assert (FULL not in drawn) == (done == 0)
    assert drawn.count(FULL) + drawn.count(EMPTY) == min(5, total)
    assert done == 0 or bar(done - 1, total).count(FULL) <= drawn.count(FULL)


def test_waived_tasks_count_as_done() -> None:
    states = ("done", "waived", "submitted", "in_progress", "not_started")
    assert bar_of(step("T-1", F, state) for state in states) == "▰▰▱▱▱ 2/5"


def test_whoever_has_kept_it_waiting_longest_comes_first_with_the_oldest_task_first() -> None:
    steps = [step("T-1", F, since=30), step("T-2", C, since=10), step("T-3", C, since=5), step("T-4", O, since=5)]
    found = blockers(steps)
    assert [(blocker.role, blocker.since) for blocker in found] == [(C, 5), (O, 5), (F, 30)]
    assert [step.ref for step in found[0].steps] == ["T-3", "T-2"]


@pytest.mark.parametrize(
    ("owner", "state", "startable", "role"),
    [
        (F, "not_started", True, F),
        (F, "not_started", False, None),
        (F, "in_progress", False, F),
        (F, "submitted", True, C),
        (O, "submitted", True, C),
        (C, "submitted", True, O),
        (C, "not_started", True, C),
        (F, "done", True, None),
        (C, "waived", True, None),
    ],
)
def test_a_task_waits_for_its_owner_or_for_its_reviewer(
    owner: Role, state: str, startable: bool, role: Role | None
) -> None:
    waiting = step("T-1", owner, state, startable=startable)
    assert waiting.waits_for is role
    assert [blocker.role for blocker in blockers([waiting])] == ([role] if role else [])
