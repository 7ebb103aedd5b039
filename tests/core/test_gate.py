"""The gate: whatever people, clocks and payments do in whatever order, nothing is done or billed before it opens."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import invariant, precondition, rule

from core.onboarding import gate
from core.refusal import Refusal
from core.view import View
from storage.queries import marketplace
from storage.records import Contract
from tests.core.stages import ONBOARDING
from tests.core.stateful import Events, rows, run_on_sqlite
from tests.kit import World, told

TASKS = st.integers(1, 6).map(lambda number: f"T-{number}")
STEPS = st.sampled_from(
    [
        ("bo", "start {}"),
        ("bo", 'complete {} signature:"Bo Maker"'),
        ("bo", "complete {} note:Done"),
        ("ann", "start {}"),
        ("ann", "complete {} note:Done"),
        ("ann", "approve {}"),
        ("ann", "return {} Again"),
        ("ann", "waive {} Signed on paper"),
        ("oz", "start {}"),
        ("oz", "complete {} note:Done"),
        ("oz", "waive {} Not needed"),
        ("ann", "assess {} hours:client"),
        ("ann", "classify {} decision:contractor Own tools"),
        ("ann", "nudge C-1"),
    ]
)
WORK = st.sampled_from(
    [
        ("ann", "/milestone fund {} confirm:yes"),
        ("bo", "/milestone submit {} Done"),
        ("ann", "/milestone approve {} confirm:yes"),
        ("ann", "/contract bonus C-1 5 Thanks confirm:yes"),
        ("ann", "/contract end C-1 reason:done balance:pay confirm:yes"),
        ("bo", "/contract resume C-1"),
    ]
)
WORKING = frozenset({"funded", "submitted", "revision", "released", "refund_asked", "refunded"})


class Onboarding(Events):
    """Five tasks with three owners, one of them reviewed, and everybody pressing whatever there is to press."""

    def __init__(self) -> None:
        super().__init__()
        world = self.world
        for words in ("remove 4", "edit 2 review:yes after:1", "add Check owner:operator"):
            world.does("ann", f"/onboarding template {words}")
        world.does("ann", '/contract offer U-2 milestones:"A=10; B=20" scope:Work onboarding:yes')
        world.does("bo", '/contract accept C-1 signature:"Bo Maker"')
        world.has("ann", "100")

    @rule(task=TASKS, step=STEPS)
    def step(self, task: str, step: tuple[str, str]) -> None:
        nick, words = step
        self.say(nick, f"/onboarding {words.format(task)}")

    @rule(task=TASKS)
    def sign(self, task: str) -> None:
        self.say("bo", f"/onboarding start {task}")
        self.say("bo", f'/onboarding complete {task} signature:"Bo Maker"')

    @rule(but=TASKS)
    def finish_all(self, but: str) -> None:
        """All that is left, sometimes but for one task."""
        for number in (1, 2, 3, 4, 5):
            if f"T-{number}" != but:
                self.sign(f"T-{number}")
                self.say("ann", f"/onboarding approve T-{number}")
                self.say("oz", f"/onboarding waive T-{number} Not needed")
        self.say("ann", "/onboarding classify T-5 decision:contractor Own tools")

    @rule(milestone=st.sampled_from(["M-1", "M-2"]), work=WORK)
    def work(self, milestone: str, work: tuple[str, str]) -> None:
        nick, words = work
        self.say(nick, words.format(milestone))

    @rule(hours=st.sampled_from([1, 24, 72, 200]))
    def time_passes(self, hours: int) -> None:
        self.world.passes(hours=hours)

    @precondition(lambda self: self.said)
    @rule(back=st.integers(0, 20))
    def deliver_again(self, back: int) -> None:
        self.world.hears(self.said[-1 - back % len(self.said)])

    @invariant()
    def nothing_is_before_the_gate(self) -> None:
        world = self.world
        ((state, started_at),) = rows(world, "SELECT state, started_at FROM contracts WHERE id = 1")
        tasks = [task["state"] for task in world.recorded("C-1")["tasks"]]
        finished = all(task in {"done", "waived"} for task in tasks)
        assert (started_at is not None) == (finished and state not in {"onboarding", "cancelled"})
        worked = rows(world, "SELECT state, funded FROM milestones")
        if started_at is None:
            assert [found for found in worked if found[0] in WORKING or found[1]] == []
            assert world.balance("C-1", "contract_escrow") == world.balance("platform", "platform_fees") == 0
            return
        done_at = rows(
            world,
            "SELECT max(created_at) FROM history WHERE thing LIKE 'T-%'"
            " AND event IN ('complete', 'approve', 'waive', 'classify')",
        )
        assert started_at == done_at[0][0]
        early = f"SELECT thing, event FROM history WHERE thing LIKE 'M-%' AND created_at < {started_at}"
        assert [found for found in rows(world, early) if found[1] in gate.GATED] == []
        posted = "SELECT count(*) FROM postings WHERE thing LIKE 'M-%'"
        assert rows(world, f"{posted} AND created_at < {started_at}") == [(0,)]

    def teardown(self) -> None:
        """Whatever happened: within the thirty days it has begun or it is over."""
        try:
            self.world.passes(days=31)
            assert self.world.state("ONB-1") in {"complete", "expired"}
            self.nothing_is_before_the_gate()
        finally:
            self.world.close()


def test_nothing_happens_before_the_gate_opens(sqlite_template: Path, tmp_path: Path) -> None:
    run_on_sqlite(Onboarding, sqlite_template, tmp_path, examples=30, steps=40)


def contract(world: World) -> Contract:
    with world.session.transaction(write=False) as transaction:
        found: Any = transaction.one(marketplace.THING["contract"], {"id": 1})
    assert isinstance(found, Contract)
    return found


@given(started_at=st.one_of(st.none(), st.integers(0, 2**40)), at=st.integers(-(2**40), 2**40))
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_nothing_dated_before_the_start_is_ever_accepted(onboarded: Contract, started_at: int | None, at: int) -> None:
    found = replace(onboarded, started_at=started_at)
    assert gate.is_open(found, at) == (started_at is not None and at >= started_at)
    assert gate.is_open(replace(found, onboarding=0), at)


@pytest.fixture
def onboarded(small_world: World) -> Contract:
    return contract(ONBOARDING(small_world))


def test_who_comes_too_early_reads_the_open_tasks_with_their_owners(world: World) -> None:
    ONBOARDING(world)
    for nick, text in (
        ("ann", "/milestone fund M-1 confirm:yes"),
        ("ann", "/milestone fund M-1"),
        ("bo", "/milestone submit M-1 Done"),
        ("ann", "/contract bonus C-1 5 Thanks confirm:yes"),
    ):
        refused = world.says(nick, text)
        assert not refused.ok
        assert "T-1 Confidentiality agreement · Bo Maker" in told(refused)
        assert "T-5 Classification · Ann Client" in told(refused)


def test_a_door_that_is_still_to_come_asks_with_its_own_date(world: World) -> None:
    ONBOARDING(world)
    with world.session.transaction(write=False) as transaction:
        view = View(transaction, world.house.market, world.clock.now(), 1)
        found: Any = transaction.one(marketplace.THING["contract"], {"id": 1})
        with pytest.raises(Refusal, match="No work and no money") as refused:
            gate.check(view, found)
        assert "T-5 Classification" in refused.value.hint
        began = replace(found, started_at=world.clock.now(), state="active")
        gate.check(view, began)
        with pytest.raises(Refusal, match="nothing dated before counts"):
            gate.check(view, began, world.clock.now() - 1)
