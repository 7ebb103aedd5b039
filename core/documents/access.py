"""docs/access.md: who may use which command, and who may move which thing from which state."""

from __future__ import annotations

from typing import Final

import core.commands  # noqa: F401  importing it fills the catalogue
from core.command import CATALOG, Command, Who
from core.documents.markdown import code, page, table
from statemachines.catalogue import MACHINES
from statemachines.machine import NEW, Role, StateMachine

INTRO: Final = """\
Everything here is read off the catalogue of commands and the state machines, which are also what decides. **✓**
may; **own** may on a thing in which they are the client, the freelancer, either party or the mediator; **look** may
read it. To everybody else a thing answers exactly as if it did not exist. Somebody who is suspended may use only the
commands marked *reads*. `system` is the clock, the payment provider or another machine: no person can say what is the
system's to say."""
COLUMNS: Final = ("not joined", "client", "freelancer", "mediator", "operator")
ROLES: Final[dict[str, frozenset[Who]]] = {
    "not joined": frozenset({Who.EVERYBODY}),
    "client": frozenset({Who.EVERYBODY, Who.JOINED, Who.CLIENT, Who.BOTH, Who.CONCERNED, Who.INVOLVED}),
    "freelancer": frozenset({Who.EVERYBODY, Who.JOINED, Who.FREELANCER, Who.BOTH, Who.CONCERNED, Who.INVOLVED}),
    "mediator": frozenset({Who.EVERYBODY, Who.JOINED, Who.INVOLVED, Who.MEDIATOR}),
    "operator": frozenset({Who.EVERYBODY, Who.JOINED, Who.OPERATOR, Who.CONCERNED}),
}
LETTERS: Final = {Role.CLIENT: "C", Role.FREELANCER: "F", Role.MEDIATOR: "M", Role.OPERATOR: "O", Role.SYSTEM: "S"}


def access() -> str:
    """The page."""
    blocks = [INTRO, "## Role × command", _commands(), "## State × event", _legend()]
    for machine in MACHINES.values():
        blocks += [f"### {machine.name}", matrix(machine)]
    return page("Access", *blocks)


def may(column: str, entry: Command) -> str:
    """One cell of the first table."""
    if column == "operator" and entry.reads and entry.who in {Who.BOTH, Who.INVOLVED}:
        return "look"
    if entry.who not in ROLES[column]:
        return ""
    party = entry.on and entry.who in {Who.CLIENT, Who.FREELANCER, Who.BOTH, Who.INVOLVED, Who.MEDIATOR}
    bids = entry.who is Who.FREELANCER and entry.on == ("job",)
    hires = "person" in entry.on
    return "own" if party and not bids and not hires else "✓"


def matrix(machine: StateMachine) -> str:
    """Event by state: the letters of who may make it happen; small letters where a condition must hold as well."""
    states = [state for state in machine.states if any(row.source == state for row in machine.rows)]
    header = ["event", *("(new)" if state == NEW else state for state in states)]
    return table(
        header, [[code(event), *(_cell(machine, event, state) for state in states)] for event in machine.events]
    )


def _cell(machine: StateMachine, event: str, state: str) -> str:
    letters: dict[Role, str] = {}
    for row in machine.rows:
        if row.event == event and row.source == state:
            for role in row.by:
                if not row.guard or role not in letters:
                    letters[role] = LETTERS[role].lower() if row.guard else LETTERS[role]
    return " ".join(letters[role] for role in Role if role in letters)


def _commands() -> str:
    shown = [entry for entry in CATALOG.values() if not entry.hidden]
    rows = [
        [code(entry.typed), *(may(column, entry) for column in COLUMNS), "reads" if entry.reads else ""]
        for entry in sorted(shown, key=lambda entry: (list(CATALOG).index(f"{entry.noun}."), bool(entry.verb)))
    ]
    return table(["command", *COLUMNS, ""], rows)


def _legend() -> str:
    people = ", ".join(f"**{letter}** {role}" for role, letter in LETTERS.items())
    return f"{people}. A small letter means that a condition must hold as well ([states](states.md) names it)."
