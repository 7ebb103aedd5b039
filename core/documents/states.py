"""docs/states.md: every state machine, drawn and as a table."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Final

from core import guards
from core.documents.markdown import code, page, table
from statemachines.catalogue import MACHINES
from statemachines.diagram import condition, diagram, in_words, people, wait
from statemachines.machine import (
    NEW,
    Announce,
    Arm,
    Effect,
    Freeze,
    Notify,
    Post,
    Role,
    StateMachine,
    Tell,
    Thaw,
    Transition,
)
from statemachines.policy import CURRENT

INTRO: Final = """\
One row is one transition. Each also writes the history and brings the live cards up to date, and leaving a state
cancels the deadlines armed on entering it. `system` is the clock, the payment provider or another machine. Times
are those of the newest [policy](policy.md); a contract keeps the version that it was made under. What a posting
moves is in [accounts](accounts.md)."""
BIDDERS: Final = ("job", Role.FREELANCER)


def states() -> str:
    """The page."""
    blocks = [INTRO]
    for machine in MACHINES.values():
        blocks += [f"## {machine.name}", f"```mermaid\n{diagram(machine)}\n```", rows(machine)]
    return page("States", *blocks, "## Conditions", "What people read where a condition does not hold.", _conditions())


def rows(machine: StateMachine) -> str:
    """The table of a machine; rows that differ only in where they start are one line."""
    header = ("event", "from → to", "by", "if", "then")
    lines = [
        (
            code(first.event),
            _way(group),
            people(first.by),
            _if(first),
            "; ".join(effect(then, machine) for then in first.then),
        )
        for first, group in _alike(machine)
    ]
    return table(header, lines)


def effect(then: Effect, machine: StateMachine) -> str:
    """What follows a transition, in words."""
    match then:
        case Post():
            said = f"posts {code(then.recipe)}"
        case Notify():
            said = "tells the bidders" if (machine.name, then.role) == BIDDERS else f"tells the {then.role}"
        case Arm():
            said = f"after {wait(then, CURRENT)}: {code(then.event)}{_warning(then)}"
        case Tell():
            said = f"{then.machine}: {code(then.event)}"
        case Freeze():
            said = "clocks stop"
        case Thaw():
            said = "clocks go on with what was left"
        case Announce():
            said = "announced"
    return said


def _warning(arm: Arm) -> str:
    before = " and ".join(map(in_words, getattr(CURRENT, arm.warned)))
    return f" (the {arm.against} is reminded {before} before)" if arm.against else ""


def _alike(machine: StateMachine) -> Iterator[tuple[Transition, list[Transition]]]:
    def same(row: Transition) -> tuple[object, ...]:
        return row.event, row.by, row.guard, row.then, row.target == row.source or row.target

    for _key, group in groupby(machine.rows, same):
        found = list(group)
        yield found[0], found


def _way(group: list[Transition]) -> str:
    sources = ", ".join("–" if row.source == NEW else row.source for row in group)
    stays = group[0].target == group[0].source
    return f"{sources} → {'same' if stays else group[0].target}"


def _if(row: Transition) -> str:
    return ", ".join(map(condition, row.guard.split()))


def _conditions() -> str:
    return table(("condition", "refused with"), [(condition(name), guards.reason(name)) for name in guards.GUARDS])
