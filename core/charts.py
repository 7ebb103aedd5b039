"""A state machine as plain data, for whoever draws it; and what can happen to a thing from where it stands."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from core import guards
from core.dispute.conditions import FIXED as DISPUTE_FIXED
from core.language import _
from core.onboarding.conditions import FIXED
from core.view import View
from core.wording.states import STATUS
from statemachines.catalogue import MACHINES
from statemachines.diagram import condition, deadlines
from statemachines.machine import NEW, Role, Transition
from statemachines.policy import CURRENT, Policy, policy

Data = dict[str, Any]
SIDES: Final = {"client": "the client", "freelancer": "the freelancer"}
OTHERS: Final = {"respondent": "the other side", "mediator": "the mediator"}


def chart(kind: str, numbers: Policy = CURRENT, names: Mapping[str, str] = SIDES) -> Data:
    """The machine of a kind of thing: its states with their words, and its transitions in the order of the table.

    `names` are put where a state's words speak of a side. A transition that a clock brings about has `after`.
    """
    machine = MACHINES[kind]
    waits = deadlines(machine, numbers)
    return {
        "kind": kind,
        "start": NEW,
        "states": [
            {"name": state, "words": _state(kind, state, names), "final": state in machine.final}
            for state in machine.states
        ],
        "transitions": [_transition(row, waits) for row in machine.rows],
    }


def steps(view: View, thing: Any) -> list[Data]:
    """What can happen to the thing from the state that it is in, by whom; `unless` says why one cannot happen now.

    Ways back to a state that it did not come from, and those of somebody else's tasks, are left out: no condition will
    ever change that.
    """
    machine = MACHINES[thing.kind]
    waits = deadlines(machine, policy(thing.policy))
    found = []
    for row in machine.rows:
        if row.source == thing.state and _is_a_way(view, thing, row):
            failed = _failed(view, thing, row)
            found.append(_transition(row, waits) | {"unless": guards.reason(failed) if failed else ""})
    return found


def _state(kind: str, state: str, names: Mapping[str, str]) -> str:
    words = _(STATUS[kind, state]) if state != NEW else _("not there yet")
    for side, name in (OTHERS | dict(names)).items():
        words = words.replace("{" + side + "}", name)
    return words


def _transition(row: Transition, waits: Mapping[str, str]) -> Data:
    return {
        "event": row.event,
        "from": row.source,
        "to": row.target,
        "by": [role.value for role in Role if role in row.by],
        "guard": [condition(guard) for guard in row.guard.split()],
        "after": waits.get(row.event, "") if Role.SYSTEM in row.by else "",
    }


def _is_a_way(view: View, thing: Any, row: Transition) -> bool:
    ways = [guard for guard in row.guard.split() if guard.startswith("came_from:") or guard in FIXED | DISPUTE_FIXED]
    return all(guards.holds(view, thing, guard) for guard in ways)


def _failed(view: View, thing: Any, row: Transition) -> str:
    """The first condition that does not hold for any of those who may try."""
    sides = [getattr(thing, f"{role.value}_id", None) for role in row.by if role.value in SIDES] or [None]
    failed = [next((guard for guard in row.guard.split() if not _holds(view, thing, guard, who)), "") for who in sides]
    return "" if "" in failed else failed[0]


def _holds(view: View, thing: Any, guard: str, reader_id: int | None) -> bool:
    seen = View(view.transaction, view.market, view.now, reader_id, view.language)
    return guards.holds(seen, thing, guard)
