"""Giving a role from the command line, so that a marketplace gets its first operator."""

from __future__ import annotations

from typing import Final

from core.clock import Clock
from core.grammar import Ref
from core.settings import parse_operators
from core.standing import opened
from statemachines.machine import Role
from storage.database import Transaction
from storage.queries import journal, people
from storage.records import Person

ROLES: Final = ("operator", "mediator", "arbiter")


class CannotGrant(Exception):
    """The role cannot be given; the message says why and what to do."""


def grant(database_url: str, role: str, who: str, clock: Clock | None = None) -> str:
    """Give `role` to U-4, slack:T0:U1 or telegram:42; answers with what was done. Raises CannotGrant, Unusable."""
    if role not in ROLES:
        raise CannotGrant(f"{role} is no role to give; these are: {', '.join(ROLES)}.")
    with opened(database_url, write=True) as transaction:
        person = _find(transaction, who)
        if person.granted(role):
            return f"{person.ref} {person.name} is {role} already."
        roles = ",".join([*filter(None, person.roles.split(",")), role])
        transaction.run(people.person_update("roles"), {"person_id": person.id, "roles": roles}, expect=1)
        _record(transaction, person, role, (clock or Clock()).now())
        return f"{person.ref} {person.name} is {role} now."


def _find(transaction: Transaction, who: str) -> Person:
    number = _by_reference(who) or _by_identity(transaction, who)
    person = transaction.one(people.PERSON_LOCKED, {"id": number}) if number else None
    if person is None:
        raise CannotGrant(f"{who} has not joined yet: they type /account join in the chat first.")
    return person


def _by_reference(who: str) -> int | None:
    ref = Ref.parse(who)
    return ref.number if ref is not None and ref.kind == "U" else None


def _by_identity(transaction: Transaction, who: str) -> int | None:
    try:
        [(platform, team, user_id)] = parse_operators(who)
    except ValueError:
        raise CannotGrant(f"{who!r} names nobody: write U-4, slack:TEAM:USER or telegram:NUMBER.") from None
    return transaction.one(people.IDENTITY, {"platform": platform, "team": team, "user_id": user_id})


def _record(transaction: Transaction, person: Person, role: str, now: int) -> None:
    version = (transaction.one(journal.LAST_VERSION, {"thing": person.ref}) or 0) + 1
    values = {"thing": person.ref, "event": "grant", "source": None, "target": "grant", "version": version}
    by = {"actor_id": None, "role": Role.SYSTEM, "note": f"{role}, from the command line", "created_at": now}
    transaction.run(journal.RECORD, values | by)
