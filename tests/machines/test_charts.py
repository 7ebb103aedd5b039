"""Every machine is its chart: no row lost, none there unseen, no state out of reach, and nobody stuck in one."""

from __future__ import annotations

import operator
from collections.abc import Iterable
from functools import partial

import pytest

from core import effects, guards
from core.recipes import RECIPES
from core.system import PROVIDER_EVENTS
from core.wording import clocks
from core.wording import events as happened
from core.wording import states as states_
from statemachines.catalogue import MACHINES
from statemachines.machine import (
    NEW,
    Arm,
    GuardFailed,
    NotFromHere,
    Notify,
    NotYours,
    Post,
    Role,
    StateMachine,
    Tell,
    Transition,
)
from statemachines.policy import CURRENT
from tests.machines.charts import CHARTS, GAINED, Row, rows

C, F, OPERATOR, S = Role.CLIENT, Role.FREELANCER, Role.OPERATOR, Role.SYSTEM
PARTIES = {
    "job": {C},
    "proposal": {C, F},
    "contract": {C, F},
    "case": {C, F},
    "task": {C, F},
    "milestone": {C, F},
    "week": {C, F},
    "entry": {C, F},
    "timer": {F},
    "diary": set(),
    "dispute": {C, F},
    "deposit": {C},
    "withdrawal": {F},
}
EVERY_ROW = [(machine, row) for machine in MACHINES.values() for row in machine.rows]
every_machine = pytest.mark.parametrize("machine", MACHINES.values(), ids=list(MACHINES))
every_row = pytest.mark.parametrize(
    ("machine", "row"), EVERY_ROW, ids=[f"{m.name}-{row.event}-{row.source}-{row.target}" for m, row in EVERY_ROW]
)

# States in which a thing may rest for good although something may still happen to it.
RESTING = {
    *(("job", "closed"), ("job", "expired"), ("deposit", "settled"), ("deposit", "expired")),
    *(("week", "paid"), ("week", "uncollected"), ("diary", "on")),
    *(("entry", "logged"), ("entry", "objected"), ("entry", "answered")),
}
# Only somebody above both parties leads out of these: an operator, or the ruling of a dispute.
JUDGED = {("contract", "suspended"), ("milestone", "disputed"), ("week", "disputed")}

# Rows that leave a party untold, and why that is right.
SILENT = {
    ("job", "save"): "nobody but the client knows of a draft",
    ("job", "publish"): "announced to everybody; nobody is a party yet",
    ("job", "fill"): "both learn it from the contract that filled it; the other bidders by their proposals' close",
    ("job", "close"): "bidders learn it by their proposals' close",
    ("job", "reopen"): "announced to everybody; all proposals were closed with the job",
    ("proposal", "offer"): "the freelancer learns it from the offer itself",
    ("proposal", "hire"): "both learn it from the contract that was accepted",
    ("proposal", "reopen"): "both learn it from the offer that came to nothing",
    ("proposal", "close"): "the client learns it from the job that was closed",
    ("contract", "decline"): "by the system only when the freelancer withdraws the proposal, and knows",
    ("contract", "withdraw"): "by the system only when the client declines the proposal or closes the job, and knows",
    ("case", "open"): "both learn it from the offer that was accepted",
    ("case", "remind"): "whoever it waits for is told by a card of their tasks; it is about nobody else",
    ("case", "nudge"): "the same, because somebody asked for it",
    ("case", "complete"): "both learn it from the contract, which is active then",
    ("task", "open"): "both learn it from the offer that was accepted",
    ("task", "start"): "the live checklist shows it; nobody has to act",
    ("task", "attach"): "the live checklist shows it; nobody has to act",
    (
        "task",
        "complete",
    ): "the live checklist shows it; whoever is next is told that it is their turn",
    ("task", "assess"): "the live checklist shows it; nobody has to act",
    ("task", "close"): "both learn it from the onboarding that is over",
    ("milestone", "drop"): "both learn it from the contract that is over or whose plan changed",
    ("milestone", "give_back"): "both learn it from the contract that is over",
    ("milestone", "clear"): "the client's part was done when the money was released",
    ("contract", "pause"): "by the system only with the week that is unpaid or in dispute, which tells both",
    ("contract", "resume"): "by the system only with the week that is paid at last, which tells both",
    ("week", "open"): "nobody has to act; the contract's live card shows it",
    ("week", "log"): "the contract's live card shows it, and the weekly digest",
    ("week", "edit"): "told by the entry",
    ("week", "delete"): "told by the entry",
    ("week", "object"): "told by the entry",
    ("week", "answer"): "told by the entry",
    ("week", "lock_entries"): "the weekly digest says it, to each person once for all of their contracts",
    ("week", "clear"): "the client's part was done when the week was accepted",
    ("entry", "log"): "the contract's live card shows it, and the weekly digest",
    ("entry", "edit"): "before the client has seen it in an invoice or objected, nobody has to act",
    ("entry", "delete"): "before the client has seen it in an invoice or objected, nobody has to act",
    ("entry", "reduce"): "told by the week",
    ("timer", "start"): "the freelancer's own affair until it is logged",
    ("diary", "open"): "nothing has happened yet",
    ("diary", "prompt"): "what it asks is a card of its own",
    ("diary", "nudge"): "what it asks is a card of its own",
    ("diary", "digest"): "what it says is a card of its own",
    ("dispute", "escalate"): "the operators are asked to act; the sides have nothing to do",
    ("deposit", "ask"): "the client asked, and nobody else is a party",
    ("withdrawal", "ask"): "the freelancer asked, and nobody else is a party",
    ("withdrawal", "send"): "the freelancer is told once the bank has it",
    ("withdrawal", "inquire"): "nothing new is known",
}


def table(machine: StateMachine) -> set[Row]:
    return {(row.event, row.source, row.target, role) for row in machine.rows for role in row.by}


def of(machine: StateMachine, state: str, event: str) -> list[Transition]:
    return [row for row in machine.rows if row.source == state and row.event == event]


def reached(start: str, taken: Iterable[Transition]) -> set[str]:
    """Every state that these rows lead to from `start`."""
    usable, found, waiting = list(taken), {start}, [start]
    while waiting:
        state = waiting.pop()
        fresh = {row.target for row in usable if row.source == state} - found
        found |= fresh
        waiting += fresh
    return found


@every_machine
def test_no_row_of_the_chart_is_lost(machine: StateMachine) -> None:
    assert rows(CHARTS[machine.name]) - table(machine) == set()


@every_machine
def test_what_a_machine_has_gained_is_known(machine: StateMachine) -> None:
    assert table(machine) - rows(CHARTS[machine.name]) == rows(GAINED.get(machine.name, ""))


def test_every_chart_has_its_machine() -> None:
    assert list(CHARTS) == list(MACHINES)


@every_machine
def test_every_state_is_reachable(machine: StateMachine) -> None:
    assert reached(NEW, machine.rows) == set(machine.states)


@every_machine
def test_nobody_is_stuck_at_the_mercy_of_the_other(machine: StateMachine) -> None:
    """From each live state each party gets to an end by steps of its own, of a deadline or of the payment provider."""
    stuck = []
    for party in PARTIES[machine.name]:
        steps = [row for row in machine.rows if party in row.by or (S in row.by and row.event in by_itself(party))]
        for state in machine.live:
            ends = machine.final | {resting for kind, resting in RESTING if kind == machine.name}
            if (machine.name, state) not in RESTING | JUDGED and not reached(state, steps) & ends:
                stuck.append((party, state))
    assert stuck == []


def by_itself(party: Role) -> set[str]:
    """System events that a deadline fires, the provider reports, or a step of this party brings about elsewhere."""
    armed = {effect.event for _, row in EVERY_ROW for effect in row.then if isinstance(effect, Arm)}
    told = {
        effect.event for _, row in EVERY_ROW for effect in row.then if isinstance(effect, Tell) and row.by & {party, S}
    }
    return armed | told | {*PROVIDER_EVENTS.values(), "send"}


@every_row
def test_every_row_tells_the_other_party(machine: StateMachine, row: Transition) -> None:
    told = {effect.role for effect in row.then if isinstance(effect, Notify)}
    parties = PARTIES[machine.name]
    for actor in row.by:
        untold = parties - {actor} - told
        if actor is not S or not told:
            assert not untold or (machine.name, row.event) in SILENT
        elif untold:
            assert (machine.name, row.event) in SILENT


def test_no_excuse_for_silence_is_out_of_date() -> None:
    untold = {
        (machine.name, row.event)
        for machine, row in EVERY_ROW
        for actor in row.by
        if PARTIES[machine.name] - {actor} - {effect.role for effect in row.then if isinstance(effect, Notify)}
        or not any(isinstance(effect, Notify) for effect in row.then)
    }
    assert set(SILENT) - untold == set()


@every_machine
@pytest.mark.parametrize("holds", [True, False], ids=["guards hold", "guards fail"])
def test_the_judge_allows_what_is_in_the_table_and_nothing_else(machine: StateMachine, holds: bool) -> None:
    for state in machine.states:
        for event in machine.events:
            for role in Role:
                there = of(machine, state, event)
                mine = [row for row in there if role in row.by and (holds or not row.guard)]
                assert machine.allows(state, event, role, lambda _: holds) == bool(mine)
                if mine:
                    assert machine.judge(state, event, role, lambda _: holds) == mine[0]
                    continue
                wanted = NotFromHere if not there else GuardFailed if any(role in row.by for row in there) else NotYours
                with pytest.raises(wanted):
                    machine.judge(state, event, role, lambda _: holds)


@every_machine
def test_judging_leaves_nothing_behind(machine: StateMachine) -> None:
    before = (machine.states, machine.rows, machine.live, machine.final)
    for row in machine.rows:
        for role in row.by:
            machine.judge(row.source, row.event, role, lambda _: True)
            machine.judge(row.source, row.event, role, lambda _: True)
    assert (machine.states, machine.rows, machine.live, machine.final) == before


def test_of_several_guards_all_must_hold_and_the_one_that_fails_is_named() -> None:
    fund = MACHINES["milestone"]
    for failing in ("gate_open", "contract_active", "paid_here", "one_at_a_time", "no_deposit_waits"):
        with pytest.raises(GuardFailed) as refused:
            fund.judge("agreed", "fund", C, partial(operator.ne, failing))
        assert refused.value.guard == failing


@every_row
def test_every_name_in_a_row_means_something(machine: StateMachine, row: Transition) -> None:
    for guard in row.guard.split():
        name, _, state = guard.partition(":")
        assert name in guards.GUARDS or (name == "came_from" and state in machine.states)
        assert name in {"came_from", "onboarding_required", "all_hired"} or reasoned(name)
    for effect in row.then:
        match effect:
            case Post():
                assert effect.recipe in RECIPES
            case Arm():
                assert getattr(CURRENT, effect.after) > 0
                assert any(S in armed.by for armed in of(machine, row.target, effect.event))
                assert effect.against is None or (machine.name, effect.event) in clocks.REMINDER
            case Tell():
                assert effect.event in MACHINES[effect.machine].events
                assert (machine.name, effect.machine) in effects.RELATED
            case Notify():
                assert (machine.name, row.event) in happened.SAID


def reasoned(guard: str) -> bool:
    """Whether a person is told in words of its own why this condition stops them."""
    return guards.reason(guard) != guards.reason("no such guard")


@every_machine
def test_every_state_has_its_words(machine: StateMachine) -> None:
    assert {(machine.name, state) for state in machine.states if state != NEW} <= set(states_.STATUS)


def test_no_sentence_is_about_a_state_or_event_that_never_is() -> None:
    states = {(machine.name, state) for machine in MACHINES.values() for state in machine.states}
    events = {(machine.name, event) for machine in MACHINES.values() for event in machine.events}
    assert set(states_.STATUS) - states == set()
    for table_of_words in (happened.SAID, clocks.DEFAULT, clocks.REMINDER, happened.BY_SILENCE):
        assert set(table_of_words) - events == set()
