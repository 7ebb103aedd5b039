"""The buttons of a thing, read off the catalogue: what would be refused is never drawn."""

from __future__ import annotations

from functools import cache
from typing import Any, Final

from core import guards
from core.card import Button, Press
from core.command import CATALOG, Command, Who
from core.language import _
from core.view import View
from statemachines.catalogue import MACHINES
from statemachines.machine import Role

PARTY: Final = {
    Who.CLIENT: {Role.CLIENT},
    Who.FREELANCER: {Role.FREELANCER},
    Who.BOTH: {Role.CLIENT, Role.FREELANCER},
    Who.CONCERNED: {Role.CLIENT, Role.FREELANCER, Role.OPERATOR},
    Who.INVOLVED: {Role.CLIENT, Role.FREELANCER, Role.MEDIATOR},
    Who.MEDIATOR: {Role.MEDIATOR, Role.OPERATOR},
}


@cache
def _possible(kind: str, state: str, role: Role | None) -> tuple[Command, ...]:
    """The commands with a button that the state machine's table leaves to the role, guards aside, likeliest first."""
    events = set(MACHINES[kind].possible(state, role)) if role else set()
    found = (entry for entry in CATALOG.values() if entry.button and kind in entry.on)
    leading = (entry for entry in found if role is None or not entry.event or events & set(entry.event.split()))
    return tuple(sorted(leading, key=_rank))


def drawn(view: View, entry: Command, thing: Any, role: Role | None) -> bool:
    """Whether the command would be carried out for this reader now."""
    # A freelancer is no party to a job yet, and acts on it all the same.
    bidder = thing.kind == "job" and entry.who is Who.FREELANCER and role is None and view.works
    if entry.who in PARTY and role not in PARTY[entry.who] and not bidder:
        return False
    if entry.guard and not guards.holds(view, thing, entry.guard):
        return False
    if entry.states and thing.state not in entry.states:
        return False
    if entry.event and role is not None:
        return any(guards.can(view, thing, event, role) for event in entry.event.split())
    return True


def acting(view: View, thing: Any) -> Role | None:
    """The role in which the reader acts on the thing: an operator acts on tasks and disputes without being a party."""
    role = view.role(thing)
    return Role.OPERATOR if role is None and thing.kind in {"task", "dispute"} and view.operates else role


def of(view: View, thing: Any) -> tuple[Button, ...]:
    """Every button for this reader, the likeliest first."""
    role = acting(view, thing)
    return tuple(
        _button(entry, thing) for entry in _possible(thing.kind, thing.state, role) if drawn(view, entry, thing, role)
    )


def _button(entry: Command, thing: Any) -> Button:
    confirm = _(entry.confirm) if entry.confirm else ""
    return Button(_(entry.button), Press(entry.key, thing.ref, thing.version), entry.style, confirm)


def _rank(entry: Command) -> int:
    """What moves things on comes first, what ends them last."""
    if entry.rank is not None:
        return entry.rank
    if entry.style:
        return 0 if entry.style == "primary" else 3
    return 1 if entry.event else 2
