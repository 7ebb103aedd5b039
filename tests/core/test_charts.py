"""Machines as plain data, and the ways that lead on from where a thing stands."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from core import charts, guards
from core.view import View
from statemachines.catalogue import MACHINES
from statemachines.machine import Role
from statemachines.policy import CURRENT
from storage.queries import marketplace
from tests.core.stages import ASKED_BACK, EXTENSION_ASKED, STAGES, SUBMITTED
from tests.kit import World

KINDS = {record.prefix: kind for kind, record in marketplace.RECORDS.items()}
PEOPLE = {Role.CLIENT: 1, Role.FREELANCER: 2}


def ways(world: World, ref: str) -> dict[tuple[str, str], dict[str, object]]:
    """The steps from here, by event and where it leads."""
    prefix, _, number = ref.partition("-")
    with world.session.transaction(write=False) as transaction:
        thing = transaction.one(marketplace.THING[KINDS[prefix]], {"id": int(number)})
        view = View(transaction, world.house.market, world.clock.now(), None)
        return {(step["event"], step["to"]): step for step in charts.steps(view, thing)}


@pytest.mark.parametrize("kind", MACHINES)
def test_a_chart_is_the_whole_table(kind: str) -> None:
    machine, chart = MACHINES[kind], charts.chart(kind)
    assert json.loads(json.dumps(chart)) == chart
    assert [state["name"] for state in chart["states"]] == list(machine.states)
    assert {state["name"] for state in chart["states"] if state["final"]} == machine.final
    told = [(row["event"], row["from"], row["to"], set(row["by"])) for row in chart["transitions"]]
    assert told == [(row.event, row.source, row.target, set(row.by)) for row in machine.rows]


@pytest.mark.parametrize("kind", MACHINES)
def test_states_are_said_in_words_without_gaps(kind: str) -> None:
    words = [state["words"] for state in charts.chart(kind)["states"]]
    assert all(words)
    assert "{" not in "".join(words)


def test_a_state_speaks_of_people_by_name() -> None:
    named = charts.chart("milestone", names={"client": "Ann", "freelancer": "Bo"})
    assert "submitted · Ann reviews" in [state["words"] for state in named["states"]]


def test_clocks_wait_as_long_as_the_policy_says() -> None:
    chart = charts.chart("milestone", replace(CURRENT, review=3 * 24 * 60))
    waits = {row["event"]: row["after"] for row in chart["transitions"] if row["after"]}
    assert waits["auto_release"] == "3 days"
    assert "approve" not in waits


@pytest.mark.parametrize(("ref", "state"), STAGES, ids=[f"{ref}-{state}" for ref, state in STAGES])
def test_a_step_is_open_where_the_machine_lets_somebody_take_it(small_world: World, ref: str, state: str) -> None:
    world = STAGES[ref, state](small_world)
    found = ways(world, ref)
    prefix, _, number = ref.partition("-")
    with world.session.transaction(write=False) as transaction:
        thing = transaction.one(marketplace.THING[KINDS[prefix]], {"id": int(number)})
        assert thing is not None
        open_events = {
            event
            for event in MACHINES[thing.kind].events
            for role in Role
            if guards.can(
                View(transaction, world.house.market, world.clock.now(), PEOPLE.get(role)), thing, event, role
            )
        }
    assert {event for (event, _to), step in found.items() if not step["unless"]} == open_events


def test_only_the_way_back_to_where_it_came_from_is_shown(world: World) -> None:
    found = ways(ASKED_BACK(world), "M-1")
    assert [to for event, to in found if event == "refuse_refund"] == ["submitted"]


def test_what_stands_in_the_way_is_said(world: World) -> None:
    SUBMITTED(world)
    assert ways(world, "M-1")["extend", "submitted"]["unless"] == "Nobody has asked for more time to review."
    assert ways(world, "M-1")["approve", "released"]["unless"] == ""


def test_a_step_opens_once_nothing_stands_in_the_way(world: World) -> None:
    assert ways(EXTENSION_ASKED(world), "M-1")["extend", "submitted"]["unless"] == ""


def test_the_clock_is_among_the_ways_on(world: World) -> None:
    step = ways(SUBMITTED(world), "M-1")["auto_release", "released"]
    assert (step["by"], step["after"], step["unless"]) == (["system"], "14 days", "")
