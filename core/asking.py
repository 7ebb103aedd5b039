"""Who asks, in which transaction, what they may know of, and whether the machines would let them."""

from __future__ import annotations

from typing import Any, Final

from core import guards, sentences
from core.grammar import Ref
from core.language import _
from core.market import Market
from core.onboarding import gate
from core.refusal import NotFound, Refusal, Stale
from core.request import Request
from core.view import View
from statemachines.catalogue import MACHINES
from statemachines.machine import GuardFailed, NotFromHere, NotYours, Role, Transition
from storage.database import Transaction
from storage.queries import marketplace, people
from storage.records import Person

KIND_OF: Final = {record.prefix: kind for kind, record in marketplace.RECORDS.items()}

Wanted = tuple[Any, ...]
"""A function that makes something, and what it is given."""


class NeedsToWrite(Exception):
    """A request that was taken for a reading one has something to keep after all."""


class NeedsMade(Exception):
    """A request wants something that takes a while to make: it is made with nobody waiting for the database."""

    def __init__(self, wanted: Wanted) -> None:
        super().__init__(wanted)
        self.wanted = wanted

    def make(self) -> object:
        """The thing itself."""
        make, *given = self.wanted
        return make(*given)


class Asking(View):
    """A request with the person behind it; `person` is None for the system."""

    def __init__(
        self, transaction: Transaction, market: Market, now: int, request: Request, person: Person | None
    ) -> None:
        super().__init__(transaction, market, now, person.id if person else None, person.language if person else "en")
        self.request, self._person = request, person
        self.zone = person.timezone if person else "UTC"
        self.currency = person.currency if person else "USD"
        self.works = person is None or bool(person.is_freelancer)
        self.money_moved = False

    @property
    def me(self) -> Person:
        """The person who asks."""
        if self._person is None:
            raise Refusal(_("You have not joined yet."), _("Join with /account join role:both."))
        return self._person

    @property
    def person_or_none(self) -> Person | None:
        """The person who asks, if they have joined."""
        return self._person

    def become(self, person: Person) -> None:
        """From here on this is who asks: somebody who has just joined."""
        self._person, self.reader_id = person, person.id
        self.language, self.zone, self.currency = person.language, person.timezone, person.currency
        self.works = bool(person.is_freelancer)

    @property
    def is_operator(self) -> bool:
        """Whether the person who asks is an operator."""
        return self._person is not None and self._person.granted("operator")

    def load(self, kind: str, number: int, *, lock: bool = True) -> Any:
        """A thing that the person may know of, locked for the rest of the transaction. Raises NotFound."""
        statement = (marketplace.THING_LOCKED if lock else marketplace.THING)[kind]
        thing = self.transaction.one(statement, {"id": number})
        if thing is None or not self.may_see(thing):
            raise NotFound(f"{marketplace.RECORDS[kind].prefix}-{number}")
        return thing

    def load_any(self, ref: Ref) -> Any:
        """The thing that a reference names, to look at. Raises NotFound."""
        kind = KIND_OF.get(ref.kind)
        if kind is None:
            raise NotFound(str(ref))
        return self.load(kind, ref.number, lock=False)

    def known_person(self, number: int) -> Person:
        """A person by number. Raises NotFound."""
        found = self.transaction.one(people.PERSON, {"id": number})
        if found is None:
            raise NotFound(f"U-{number}")
        return found

    def may_see(self, thing: Any) -> bool:
        """Whether the person may know of the thing."""
        if self.role(thing) is not None or self.is_operator:
            return True
        if thing.kind != "job" or self._person is None or thing.state in {"draft", "removed"}:
            return False
        return thing.visibility == "public" or self._invited(thing.id)

    def _invited(self, job_id: int) -> bool:
        asked = {"job_id": job_id, "freelancer_id": self.me.id}
        return self.transaction.one(marketplace.INVITATION, asked) is not None

    @property
    def operates(self) -> bool:
        """Whether the person who asks is an operator."""
        return self.is_operator

    def acting_role(self, thing: Any) -> Role | None:
        """The role in which the person acts: a party's, else the operator's."""
        return self.role(thing) or (Role.OPERATOR if self.is_operator else None)

    def judge(self, thing: Any, event: str, role: Role | None = None) -> Transition:
        """The row that the event would take. Raises Refusal with the reason, and Stale for an outdated button."""
        role = role or self.acting_role(thing)
        if role is None:
            raise NotFound(thing.ref)
        seen = self.request.seen
        if seen and self.request.ref == thing.ref and seen != thing.version and role is not Role.SYSTEM:
            raise Stale(thing.ref)
        if thing.kind == "milestone" and event in gate.GATED and thing.contract.state == "onboarding":
            raise gate.closed(self, thing.contract)
        try:
            return MACHINES[thing.kind].judge(thing.state, event, role, lambda guard: guards.holds(self, thing, guard))
        except NotFromHere as error:
            raise Refusal(sentences.not_from_here(thing), sentences.instead(thing)) from error
        except NotYours as error:
            raise Refusal(sentences.not_yours(thing, event)) from error
        except GuardFailed as error:
            raise Refusal(guards.reason(error.guard)) from error
