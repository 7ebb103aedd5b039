"""A state machine is a table of transitions; `transitions` judges it, effects are data for the core to run."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from transitions import EventData, Machine

NEW: Final = "new"


class Role(StrEnum):
    """Who may make a transition, seen from the thing it happens to."""

    CLIENT = "client"
    FREELANCER = "freelancer"
    MEDIATOR = "mediator"
    OPERATOR = "operator"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Post:
    """Write a posting to the ledger by the recipe of this name."""

    recipe: str


@dataclass(frozen=True, slots=True)
class Notify:
    """Tell the person who holds this role."""

    role: Role


@dataclass(frozen=True, slots=True)
class Arm:
    """Fire `event` by the system once the policy's period `after` has passed.

    The period counts from now, or from the moment that the thing names as `since`; with `least`, another of the
    policy's periods, it is never over sooner than that. `against` loses by waiting and is reminded, so long before as
    the policy's `warned` says.
    """

    event: str
    after: str
    against: Role | tuple[Role, ...] | None = None
    warned: str = "reminders"
    since: str = ""
    least: str = ""


@dataclass(frozen=True, slots=True)
class Tell:
    """Fire `event` on the related machine, as the system, in the same transaction."""

    machine: str
    event: str


@dataclass(frozen=True, slots=True)
class Freeze:
    """Stop the clocks of the thing and of what belongs to it; what was left is remembered."""


@dataclass(frozen=True, slots=True)
class Thaw:
    """Let the frozen clocks go on with what was left."""


@dataclass(frozen=True, slots=True)
class Announce:
    """Post the thing where the marketplace announces, and tell whoever watches for such a thing."""


Effect = Post | Notify | Arm | Tell | Freeze | Thaw | Announce


@dataclass(frozen=True, slots=True)
class Transition:
    """One row of a table: `event` moves `source` to `target` when `by` asks and `guard` holds, then `then` follows."""

    event: str
    source: str
    target: str
    by: frozenset[Role]
    guard: str = ""
    then: tuple[Effect, ...] = ()


def rows(
    event: str,
    source: str,
    target: str,
    by: Role | Iterable[Role],
    *then: Effect,
    guard: str = "",
) -> tuple[Transition, ...]:
    """Spell out one line of the chart: several words in `source` make one row each.

    `target` "=" stays where it is. Several words in `guard` are several conditions; all must hold.
    """
    roles = frozenset([by] if isinstance(by, Role) else by)
    return tuple(
        Transition(event, state, state if target == "=" else target, roles, guard, then) for state in source.split()
    )


def back_to(
    event: str, source: str, targets: str, by: Role | Iterable[Role], *then: Effect, guard: str = ""
) -> tuple[Transition, ...]:
    """Return from `source` to whichever of `targets` the thing came from, as the guard `came_from:<state>` tells."""
    return tuple(
        row
        for target in targets.split()
        for row in rows(event, source, target, by, *then, guard=f"{guard} came_from:{target}".strip())
    )


class Refused(Exception):
    """The machine does not allow the event."""

    def __init__(self, machine: str, event: str, state: str) -> None:
        super().__init__(f"{machine}: {event} refused in {state}")
        self.machine, self.event, self.state = machine, event, state


class NotFromHere(Refused):
    """No row leads from this state by this event."""


class NotYours(Refused):
    """The event is somebody else's to make."""


class GuardFailed(Refused):
    """A named condition does not hold."""

    def __init__(self, machine: str, event: str, state: str, guard: str) -> None:
        super().__init__(machine, event, state)
        self.guard = guard


Holds = Callable[[str], bool]


class _Subject:
    """The light object that `transitions` moves; it never touches the real thing."""

    __slots__ = ("row", "state")

    def __init__(self, state: str) -> None:
        self.state = state
        self.row: Transition | None = None


def _condition(row: Transition) -> Callable[[EventData], bool]:
    guards = row.guard.split()

    def allowed(event: EventData) -> bool:
        role, holds = event.args
        if role not in row.by or not all(map(holds, guards)):
            return False
        subject: _Subject = event.model  # type: ignore[assignment]  # the library types a model as object
        subject.row = row
        return True

    return allowed


class StateMachine:
    """A table with its judge. Built once at import and shared; judging keeps no state."""

    def __init__(self, name: str, *lines: tuple[Transition, ...]) -> None:
        self.name = name
        self.rows = tuple(row for line in lines for row in line)
        self.states = tuple(dict.fromkeys(state for row in self.rows for state in (row.source, row.target)))
        leaving = {row.source for row in self.rows if row.target != row.source}
        self.final = frozenset(state for state in self.states if state not in leaving)
        self.live = frozenset(self.states) - self.final - {NEW}
        self.events = tuple(dict.fromkeys(row.event for row in self.rows))
        self._leading: dict[tuple[str, str], tuple[Transition, ...]] = {}
        for row in self.rows:
            self._leading[row.event, row.source] = (*self._leading.get((row.event, row.source), ()), row)
        self._judge = Machine(
            model=None, states=list(self.states), initial=None, auto_transitions=False, send_event=True
        )
        for row in self.rows:
            self._judge.add_transition(row.event, row.source, row.target, conditions=_condition(row))

    def judge(self, state: str, event: str, role: Role, holds: Holds) -> Transition:
        """The row that `event` by `role` takes from `state`. `holds(guard)` answers for each named guard.

        Raises NotFromHere, NotYours or GuardFailed; nothing is changed either way.
        """
        leading = self._leading.get((event, state))
        if not leading:
            raise NotFromHere(self.name, event, state)
        mine = [row for row in leading if role in row.by]
        if not mine:
            raise NotYours(self.name, event, state)
        subject = _Subject(state)
        if self._judge.events[event].trigger(subject, role, holds) and subject.row is not None:
            return subject.row
        failed = next(guard for row in mine for guard in row.guard.split() if not holds(guard))
        raise GuardFailed(self.name, event, state, failed)

    def allows(self, state: str, event: str, role: Role, holds: Holds) -> bool:
        """Whether `judge` would find a row: the same conditions, asked of the table alone."""
        leading = self._leading.get((event, state), ())
        return any(role in row.by and all(map(holds, row.guard.split())) for row in leading)

    def possible(self, state: str, role: Role) -> tuple[str, ...]:
        """The events that `role` may try from `state`, guards aside, in the order of the table."""
        return tuple(dict.fromkeys(row.event for row in self.rows if row.source == state and role in row.by))
