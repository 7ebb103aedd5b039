"""The marketplace as one reader sees it: who they are to a thing, and how amounts are written for them."""

from __future__ import annotations

from itertools import starmap
from typing import Any, Final

from core.card import Mention, Moment
from core.market import Market
from core.money import Money, format_money
from core.neutrality import handles
from statemachines.machine import Role
from storage.database import Transaction
from storage.queries import journal, marketplace, people
from storage.records import Contract, Deadline, Milestone, Person


def milestones_of(transaction: Transaction, contract: Contract) -> list[Milestone]:
    """The milestones of a contract, in their order."""
    rows = transaction.all(marketplace.MILESTONES_OF, {"id": contract.id})
    return list(starmap(Milestone, ((*row, contract) for row in rows)))


# In place of a person's number: the eyes of those who mediate, whoever they are.
TEAM: Final = -2


class View:
    """A reader's eyes on one transaction. `reader_id` is None for the system."""

    def __init__(
        self, transaction: Transaction, market: Market, now: int, reader_id: int | None, language: str = "en"
    ) -> None:
        self.transaction, self.market, self.now = transaction, market, now
        self.reader_id, self.language = reader_id, language
        self.works = True

    def seen_by(self, person_id: int, language: str | None = None) -> View:
        """The same moment through somebody else's eyes."""
        if language is None:
            language = self.person(person_id).language
        return View(self.transaction, self.market, self.now, person_id, language)

    def money(self, minor: int, currency: str) -> str:
        """An amount of minor units, written out in the reader's way."""
        return format_money(Money(minor, currency), self.language)

    def person(self, person_id: int) -> Person:
        """Somebody who is known to exist."""
        found = self.transaction.one(people.PERSON, {"id": person_id})
        assert found is not None
        return found

    def role(self, thing: Any) -> Role | None:
        """What the reader is to the thing; None for a stranger."""
        if self.reader_id is None:
            return Role.SYSTEM
        if self.reader_id == TEAM:
            return Role.MEDIATOR
        if getattr(thing, "client_id", None) == self.reader_id:
            return Role.CLIENT
        if getattr(thing, "freelancer_id", None) == self.reader_id:
            return Role.FREELANCER
        if getattr(thing, "kind", "") == "dispute" and self.reader_id > 0:
            mediates = handles(self.transaction, self.market.vault, thing, self.reader_id)
            return Role.MEDIATOR if mediates else None
        return None

    @property
    def operates(self) -> bool:
        """Whether the reader is an operator."""
        return self.reader_id is not None and self.reader_id > 0 and self.person(self.reader_id).granted("operator")

    def deadlines(self, ref: str) -> list[Deadline]:
        """What the system will do to the thing by itself, soonest first; reminders left out."""
        return [d for d in self.transaction.all(journal.OPEN_DEADLINES, {"thing": ref}) if not d.reminder]

    def money_frozen(self, person_id: int) -> bool:
        """Whether this person's payouts are on hold."""
        person = self.person(person_id)
        return person.money_frozen_at is not None or person.suspended_at is not None

    def mention(self, thing: Any, role: Role) -> Mention:
        """The person who holds a role in the thing."""
        if role is Role.CLIENT:
            return Mention(thing.client_id, thing.client_name)
        if role is Role.MEDIATOR:
            return Mention(thing.mediator_id or 0, thing.mediator_name or "")
        return Mention(thing.freelancer_id, thing.freelancer_name)


def until(deadline: Deadline) -> Moment:
    """The instant of a deadline."""
    return Moment(deadline.due_at)
