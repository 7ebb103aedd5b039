"""The records of a dispute: the dispute itself, and its file, in which every word of it has a number and a hash."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import ClassVar

from storage.records import Contract, OfContract, Thing


@dataclass(slots=True)
class Dispute(Thing, OfContract):
    """A dispute about the held money of a milestone or of a week.

    `opened_by` and `offer_by` are sides: client or freelancer. `amount` is what is disputed, in minor units;
    `proposal`, `offer` and `split` are the freelancer's part of it in basis points. `mediator_id` is who works on it
    now: from arbitration on the arbiter. `client_paid` and `freelancer_paid` are the fees held for an arbitration, and
    where hours are decided block by block, `proposal_kept` and `kept` are the freelancer's part in minor units.
    `client_code` and `freelancer_code` are what each side knows the real mediator by.
    """

    kind: ClassVar[str] = "dispute"
    prefix: ClassVar[str] = "D"

    contract_id: int
    milestone_id: int | None
    week_id: int | None
    opened_by: str
    reason: str
    currency: str
    amount: int
    mediator_id: int | None
    proposal: int | None
    proposal_kept: int | None
    offer: int | None
    offer_by: str
    client_vote: str
    freelancer_vote: str
    client_opted_at: int | None
    freelancer_opted_at: int | None
    client_paid: int
    freelancer_paid: int
    client_code: str
    freelancer_code: str
    extensions: int
    entries: int
    split: int | None
    kept: int | None
    tags: str
    mediator_name: str | None
    mediator_language: str | None
    milestone_title: str | None
    week_starts_at: int | None
    contract: Contract

    @property
    def title(self) -> str:
        """What it is about: a milestone's title, or the Monday a week begins with."""
        if self.week_starts_at is not None:
            return datetime.fromtimestamp(self.week_starts_at, UTC).strftime("%Y-%m-%d")
        return self.milestone_title or ""

    @property
    def about(self) -> str:
        """The reference of what it is about."""
        return f"WK-{self.week_id}" if self.week_id else f"M-{self.milestone_id}"

    @property
    def respondent(self) -> str:
        """The side that did not open it."""
        return "freelancer" if self.opened_by == "client" else "client"

    @property
    def respondent_name(self) -> str:
        """The name of who did not open it."""
        return str(getattr(self, f"{self.respondent}_name"))


@dataclass(slots=True)
class Filed:
    """One numbered line of a dispute's file. `files` is JSON; `hash` covers the line and the hash before it."""

    dispute_id: int
    number: int
    what: str
    author_id: int | None
    role: str
    text: str
    files: str
    hash: str
    created_at: int


@dataclass(slots=True)
class Seal:
    """What the whole case file said when something happened: `hash` is the SHA-256 of the data in the file."""

    dispute_id: int
    number: int
    cause: str
    hash: str
    file_id: int
    created_at: int
