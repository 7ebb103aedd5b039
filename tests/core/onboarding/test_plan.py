"""A template's tasks: their order, the circles in it, and what is refused."""

from __future__ import annotations

import contextlib
import re
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.onboarding.papers import STANDARD
from core.onboarding.plan import (
    HELP,
    TASKS,
    TITLE,
    PlanError,
    TaskPlan,
    checked,
    circle,
    ordered,
    standard,
    startable,
)
from statemachines.machine import Role


def task(title: str, *after: str) -> TaskPlan:
    return TaskPlan(title, after=after)


def titles(tasks: tuple[TaskPlan, ...]) -> list[str]:
    return [task.title for task in tasks]


NAMES = "ABCDEFGH"
# Each may wait for any: circles, chains and strangers all come up.
ANY = st.lists(st.lists(st.sampled_from(NAMES), max_size=3, unique=True), min_size=1, max_size=len(NAMES)).map(
    lambda after: [task(NAMES[place], *names) for place, names in enumerate(after)]
)


@given(ANY)
def test_a_plan_either_has_an_order_or_a_circle(tasks: list[TaskPlan]) -> None:
    ring = circle(tasks)
    if ring:
        by_title = {task.title: task for task in tasks}
        assert len(set(ring)) == len(ring)
        for waits, first in pairwise((*ring, ring[0])):
            assert first in by_title[waits].after
        with pytest.raises(PlanError):
            ordered(tasks)
    else:
        found = titles(ordered(tasks))
        assert sorted(found) == sorted(task.title for task in tasks)
        for each in tasks:
            assert all(found.index(name) < found.index(each.title) for name in each.after if name in found)


@given(ANY)
def test_an_order_that_is_good_already_is_kept(tasks: list[TaskPlan]) -> None:
    if not circle(tasks):
        once = ordered(tasks)
        assert ordered(once) == once


@given(ANY)
def test_a_plan_without_a_circle_can_be_worked_off_in_any_order_of_starting(tasks: list[TaskPlan]) -> None:
    if circle(tasks):
        return
    done: list[str] = []
    while free := startable(tasks, done):
        done.append(free[-1].title)
    assert sorted(done) == sorted(task.title for task in tasks)


def test_tasks_keep_their_order_wherever_they_can() -> None:
    assert titles(ordered([task("A", "C"), task("B"), task("C"), task("D")])) == ["B", "C", "A", "D"]


def test_only_tasks_whose_forerunners_are_done_can_be_started() -> None:
    plan = [task("A"), task("B", "A"), task("C", "A", "B"), task("D", "gone")]
    assert titles(startable(plan, [])) == ["A", "D"]
    assert titles(startable(plan, ["a"])) == ["B", "D"]
    assert titles(startable(plan, {"A", "B", "D"})) == ["C"]
    assert startable(plan, "ABCD") == ()


def test_a_circle_is_refused_with_its_way_in_the_sentence() -> None:
    plan = [
        task("Start", "Papers"),
        task("Papers", "Check"),
        task("Check", "Start"),
        task("Alone"),
        task("Late", "Start"),
    ]
    with pytest.raises(PlanError, match="“Start” → “Papers” → “Check” → “Start”") as refused:
        checked(plan)
    assert refused.value.field == "after"


def test_a_task_after_itself_is_refused() -> None:
    with pytest.raises(PlanError, match="“A” cannot come after itself"):
        checked([task("A", "1")])


def test_forerunners_are_named_by_title_or_number() -> None:
    plan = checked([task("Agreement"), task("2"), task("Check", "agreement ", "1", "2")])
    assert plan[2].after == ("Agreement", "2")


@pytest.mark.parametrize("name", ["Nothing", "0", "3", "-1", "²", "99999999999999999999"])
def test_a_forerunner_that_does_not_exist_is_refused_by_name(name: str) -> None:
    with pytest.raises(PlanError, match=re.escape(f"“A” comes after “{name}”, and there is no such task")):
        checked([task("A", name), task("B")])


@pytest.mark.parametrize(
    ("plan", "field"),
    [
        ([task(" ")], "title"),
        ([task("x" * (TITLE + 1))], "title"),
        ([TaskPlan("A", help="x" * (HELP + 1))], "help"),
        ([task("Same"), task("SAME ")], "title"),
        ([task(f"Task {number}") for number in range(TASKS + 1)], "title"),
        ([TaskPlan("A", owner=Role.MEDIATOR)], "owner"),
        ([TaskPlan("A", valid_days=0)], "valid_days"),
        ([TaskPlan("A", valid_days=-1)], "valid_days"),
        ([TaskPlan("A", valid_days=10**9)], "valid_days"),
    ],
)
def test_what_nobody_could_follow_is_refused_with_its_field(plan: list[TaskPlan], field: str) -> None:
    with pytest.raises(PlanError) as refused:
        checked(plan)
    assert refused.value.field == field
    assert str(refused.value)


def test_the_limits_themselves_are_fine_and_texts_are_made_clean() -> None:
    plan = [TaskPlan(f" Task\n{number} ", help="h" * HELP, valid_days=1) for number in range(TASKS)]
    assert titles(checked(plan))[:2] == ["Task 0", "Task 1"]
    assert checked([task("x" * TITLE)])


def test_the_standard_plan_is_the_standard_papers_and_can_be_emptied() -> None:
    plan = standard()
    assert checked(plan) == plan
    assert [task.kind for task in plan] == [paper.kind for paper in STANDARD]
    assert checked([]) == ordered([]) == startable([], []) == ()


@given(st.lists(st.builds(TaskPlan, st.text(), st.text(), after=st.lists(st.text(), max_size=3).map(tuple))))
def test_any_words_make_a_plan_that_stays_as_it_is_or_a_refusal(tasks: list[TaskPlan]) -> None:
    with contextlib.suppress(PlanError):
        plan = checked(tasks)
        assert checked(plan) == plan


def test_two_spellings_of_one_letter_are_one_title() -> None:
    plan = [task("Prüfung"), task("Danach", "PRU\u0308FUNG")]
    assert checked(plan)[1].after == ("Prüfung",)
    assert titles(startable([replace(plan[0]), plan[1]], ["Prüfung"])) == ["Danach"]


def test_a_task_stands_for_a_later_contract_only_with_the_same_wording() -> None:
    own = TaskPlan("House rules", "Read them.")
    assert own.wording == replace(own, owner=Role.CLIENT, valid_days=3).wording
    assert own.wording != replace(own, help="Read them twice.").wording
    assert len({task.wording for task in standard()}) == len(STANDARD)
    assert [task.kind for task in standard() if not task.reusable] == ["classification"]
    assert own.reusable
