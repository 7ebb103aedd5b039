"""A state machine as a Mermaid `stateDiagram-v2`, which GitHub and most editors draw."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from statemachines.machine import NEW, Arm, Role, StateMachine
from statemachines.policy import CURRENT, DAY, Policy

EDGE: Final = "[*]"
UNITS: Final = ((DAY, "day"), (60, "hour"), (1, "minute"))


def diagram(machine: StateMachine, numbers: Policy = CURRENT) -> str:
    """The machine's states and transitions; each arrow says which event, by whom, under which conditions, and for
    what the clock does by itself, how long after."""
    waits = deadlines(machine, numbers)
    arrows: dict[tuple[str, str], dict[tuple[str, str], set[Role]]] = {}
    for row in machine.rows:
        labels = arrows.setdefault((row.source, row.target), {})
        labels.setdefault((row.event, row.guard), set()).update(row.by)
    lines = ["stateDiagram-v2"]
    for (source, target), labels in arrows.items():
        said = "<br/>".join(_label(event, roles, guard, waits) for (event, guard), roles in labels.items())
        lines.append(f"    {EDGE if source == NEW else source} --> {target}: {said}")
    lines += [f"    {state} --> {EDGE}" for state in machine.states if state in machine.final]
    return "\n".join(lines)


def deadlines(machine: StateMachine, numbers: Policy = CURRENT) -> dict[str, str]:
    """The events that a clock brings about, each with the time that it waits, in words."""
    armed: dict[str, list[str]] = {}
    for row in machine.rows:
        for effect in row.then:
            if isinstance(effect, Arm):
                armed.setdefault(effect.event, []).append(wait(effect, numbers))
    return {event: " or ".join(dict.fromkeys(waits)) for event, waits in armed.items()}


def wait(effect: Arm, numbers: Policy) -> str:
    """How long a clock waits: "14 days", or "12 hours from the end of the week"."""
    minutes: int = getattr(numbers, effect.after)
    if not effect.since:
        return in_words(minutes)
    return f"{in_words(minutes)} from the {'start' if effect.since.endswith('starts_at') else 'end'} of the week"


def in_words(minutes: int) -> str:
    """A period as people say it: 20160 is "14 days"."""
    size, name = next((size, name) for size, name in UNITS if minutes % size == 0)
    count = minutes // size
    return f"{count} {name}" if count == 1 else f"{count} {name}s"


def condition(guard: str) -> str:
    """One guard as words: `came_from:funded` is "came from funded"."""
    return guard.replace("_", " ").replace(":", " ")


def people(roles: Iterable[Role], wait: str = "") -> str:
    """Who makes an event happen; with a `wait`, what the system does is what the clock does."""
    words = [role.value for role in Role if role in roles and role is not Role.SYSTEM]
    if Role.SYSTEM in roles:
        words.append(f"by itself after {wait}" if wait else Role.SYSTEM.value)
    return " or ".join(words)


def _label(event: str, roles: Iterable[Role], guard: str, waits: dict[str, str]) -> str:
    conditions = f" [{', '.join(map(condition, guard.split()))}]" if guard else ""
    return f"{event} ({people(roles, waits.get(event, ''))}){conditions}"
