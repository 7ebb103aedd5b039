"""How far a case is, and for whom it waits: the bar, and who holds it up with what."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from statemachines.machine import Role

SEGMENTS: Final = 5
DONE: Final = frozenset({"done", "waived"})
FULL: Final = "▰"
EMPTY: Final = "▱"


@dataclass(frozen=True, slots=True)
class Step:
    """A task as it stands.

    `startable` says that all before it are done. `since` is when it began to wait for whoever acts next, in seconds
    since 1970: when it could be started, was returned, or was handed in.
    """

    ref: str
    title: str
    owner: Role
    reviewer: Role
    state: str
    startable: bool
    since: int

    @property
    def waits_for(self) -> Role | None:
        """Who acts next: the owner, or the reviewer of what is handed in; None for nobody yet."""
        if self.state in DONE:
            return None
        if self.state == "submitted":
            return self.reviewer
        return self.owner if self.startable or self.state == "in_progress" else None


@dataclass(frozen=True, slots=True)
class Blocker:
    """Who holds a case up, since when, and with what; the most urgent step first."""

    role: Role
    since: int
    steps: tuple[Step, ...]


def bar(done: int, total: int) -> str:
    """`▰▰▰▱▱ 3/5`: a segment for each task, or five for a longer list.

    One is filled once anything is done, and all only when everything is.
    """
    width = min(total, SEGMENTS)
    filled = 0 if not done else max(1, done * width // total)
    return f"{FULL * filled}{EMPTY * (width - filled)} {done}/{total}".strip()


def bar_of(steps: Iterable[Step]) -> str:
    """The bar of a case."""
    states = [step.state for step in steps]
    return bar(sum(state in DONE for state in states), len(states))


def blockers(steps: Iterable[Step]) -> tuple[Blocker, ...]:
    """Everybody a case waits for: first who has kept it waiting longest, among equals who comes first in the list."""
    waiting: dict[Role, list[Step]] = {}
    for step in steps:
        if (role := step.waits_for) is not None:
            waiting.setdefault(role, []).append(step)
    found = [
        Blocker(role, min(step.since for step in mine), tuple(sorted(mine, key=lambda step: step.since)))
        for role, mine in waiting.items()
    ]
    return tuple(sorted(found, key=lambda blocker: blocker.since))


def reviewer(owner: Role) -> Role:
    """Who looks at what an owner hands in: the client, and an operator at what is the client's own."""
    return Role.OPERATOR if owner is Role.CLIENT else Role.CLIENT
