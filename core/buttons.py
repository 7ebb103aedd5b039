"""The buttons of a thing, read off the catalogue: what would be refused is never drawn."""

from __future__ import annotations

from functools import cache
from typing import Any, Final

from core import guards
from core.card import Button, Press
from core.command import CATALOG, Command, Who
from core.language import _
from core.view import View
from statemachines.machine import Role

PARTY: Final = {Who.CLIENT: {Role.CLIENT}, Who.FREELANCER: {Role.FREELANCER}, Who.BOTH: {Role.CLIENT, Role.FREELANCER}}


@cache
def _with_buttons(kind: str) -> tuple[Command, ...]:
    return tuple(entry for entry in CATALOG.values() if entry.button and kind in entry.on)


def drawn(view: View, entry: Command, thing: Any, role: Role | None) -> bool:
    """Whether the command would be carried out for this reader now."""
    # A freelancer is no party to a job yet, and acts on it all the same.
    bidder = thing.kind == "job" and entry.who is Who.FREELANCER and role is None and view.works
    if entry.who in PARTY and role not in PARTY[entry.who] and not bidder:
        return False
    if entry.guard and not guards.holds(view, thing, entry.guard):
        return False
    if entry.event and role is not None:
        return any(guards.can(view, thing, event, role) for event in entry.event.split())
    return thing.state in entry.states if entry.states else True


def of(view: View, thing: Any) -> tuple[Button, ...]:
    """Every button for this reader, the likeliest first."""
    role = view.role(thing)
    found = [entry for entry in _with_buttons(thing.kind) if drawn(view, entry, thing, role)]
    return tuple(
        Button(_(entry.button), Press(entry.key, thing.ref, thing.version), entry.style, _(entry.confirm))
        for entry in sorted(found, key=_rank)
    )


def _rank(entry: Command) -> int:
    """What moves things on comes first, what ends them last."""
    if entry.style:
        return 0 if entry.style == "primary" else 3
    return 1 if entry.event else 2
