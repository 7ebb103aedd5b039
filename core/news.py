"""Whom a change concerns, gathered while it happens and written to the outbox at the end: one notice per person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from core import notices, outbox
from core.asking import Asking
from core.card import Card
from core.neutrality import takers
from statemachines.machine import Role
from storage.queries import marketplace, people


@dataclass(slots=True)
class _Item:
    thing: Any
    event: str
    role: Role
    note: str


class News:
    """What is to be told when the transaction ends."""

    def __init__(self) -> None:
        self._told: dict[int, _Item] = {}
        self._cards: dict[int, Card] = {}
        self._live: dict[str, tuple[int, ...]] = {}
        self._announced: dict[str, str] = {}

    def tell(self, asking: Asking, thing: Any, event: str, role: Role, note: str = "") -> None:
        """Tell whoever holds the role; who acts is not told, and the first notice to a person stands."""
        for person_id in self._holders(asking, thing, role):
            if person_id != asking.reader_id and person_id not in self._cards:
                self._told.setdefault(person_id, _Item(thing, event, role, note))

    def send(self, person_id: int, card: Card) -> None:
        """Tell one person by a card of the handler's own."""
        self._told.pop(person_id, None)
        self._cards.setdefault(person_id, card)

    def knows(self, person_id: int) -> bool:
        """Whether the person is told something already."""
        return person_id in self._told or person_id in self._cards

    def touch(self, thing: Any) -> None:
        """The thing has changed: its live cards are to follow."""
        match thing.kind:
            case "milestone" | "case" | "task" | "week" | "entry" | "dispute":
                self.touch(thing.contract)
            case "contract":
                self._live[thing.ref] = (thing.client_id, thing.freelancer_id)
            case "job":
                self._live[thing.ref] = (thing.client_id,)
            case "proposal":
                self._live[f"J-{thing.job_id}"] = (thing.client_id,)

    def announce(self, thing: Any, event: str) -> None:
        """Post or refresh the job that the thing is, or is for, where the marketplace announces."""
        ref = thing.ref if thing.kind == "job" else f"J-{thing.job_id}"
        self._announced.setdefault(ref, event)

    def publish(self, asking: Asking, shown: str = "") -> bool:
        """Write everything to the outbox; True if there was anything.

        `shown` is the thing whose live card the answer itself is, and stays: the person who acts needs no other.
        """
        fresh: set[tuple[int, str]] = set()
        for person_id, item in self._told.items():
            card = notices.notice(asking, person_id, item.thing, item.event, item.role, item.note)
            fresh.add((person_id, card.contract))
            outbox.notice(asking, person_id, card)
        for person_id, card in self._cards.items():
            fresh.add((person_id, card.contract))
            outbox.notice(asking, person_id, card)
        for ref, parties in self._live.items():
            for person_id in parties:
                acted = person_id == asking.reader_id
                if (person_id, ref) not in fresh and not (acted and ref == shown):
                    outbox.refresh(asking, person_id, ref, post=acted and not asking.request.durable)
        for ref, event in self._announced.items():
            outbox.announce(asking, ref, event)
        return bool(self._told or self._cards or self._live or self._announced)

    def _holders(self, asking: Asking, thing: Any, role: Role) -> list[int]:
        if role is Role.OPERATOR:
            return asking.transaction.all(people.OPERATORS)
        if role is Role.MEDIATOR:
            return takers(asking.transaction, asking.market.vault, thing)
        if role is Role.FREELANCER and thing.kind == "job":
            return [row[0] for row in asking.transaction.all(marketplace.LIVE_BIDDERS, {"id": thing.id})]
        holder = getattr(thing, f"{role}_id", None)
        return [] if holder is None else [holder]
