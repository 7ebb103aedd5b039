"""The rows that the core works with, as typed records."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any, ClassVar

from sqlalchemy import Column, Table


@dataclass(slots=True)
class Person:
    """Somebody who joined. `roles` holds what operators granted, parted by commas."""

    prefix: ClassVar[str] = "U"

    id: int
    name: str
    is_client: int
    is_freelancer: int
    timezone: str
    currency: str
    language: str
    quiet_hours: str
    roles: str
    suspended_at: int | None
    money_frozen_at: int | None
    headline: str
    skills: str
    bio: str
    availability: str
    samples: str
    rate: int | None
    company: str
    company_site: str
    company_about: str
    created_at: int

    @property
    def ref(self) -> str:
        """U-5."""
        return f"U-{self.id}"

    def granted(self, role: str) -> bool:
        """Whether an operator granted this role."""
        return role in self.roles.split(",")


@dataclass(slots=True)
class Thing:
    """What a state machine moves."""

    kind: ClassVar[str]
    prefix: ClassVar[str]

    id: int
    state: str
    version: int
    policy: int
    created_at: int

    @property
    def ref(self) -> str:
        """The reference people use, as C-7."""
        return f"{self.prefix}-{self.id}"


@dataclass(slots=True)
class Job(Thing):
    """A job post with its client's name."""

    kind: ClassVar[str] = "job"
    prefix: ClassVar[str] = "J"

    client_id: int
    title: str
    description: str
    skills: str
    pay: str
    currency: str
    budget: int | None
    rate_min: int | None
    rate_max: int | None
    size: str
    duration: str
    level: str
    due_at: int | None
    visibility: str
    questions: str
    files: str
    hires_wanted: int
    hires_made: int
    client_name: str = ""
    client_language: str = "en"
    bids: int = 0


@dataclass(slots=True)
class Proposal(Thing):
    """A proposal with its job's title and both names."""

    kind: ClassVar[str] = "proposal"
    prefix: ClassVar[str] = "P"

    job_id: int
    client_id: int
    freelancer_id: int
    currency: str
    bid: int
    cover: str
    duration: str
    milestones: str
    answers: str
    files: str
    job_title: str = ""
    job_pay: str = ""
    client_name: str = ""
    client_language: str = "en"
    freelancer_name: str = ""
    freelancer_language: str = "en"


@dataclass(slots=True)
class Contract(Thing):
    """A contract (or offer) with both names."""

    kind: ClassVar[str] = "contract"
    prefix: ClassVar[str] = "C"

    client_id: int
    freelancer_id: int
    job_id: int | None
    proposal_id: int | None
    title: str
    pay: str
    currency: str
    terms_version: int
    onboarding: int
    employed: int
    many_funded: int
    codes: str
    signature: str
    signed_hash: str
    accepted_at: int | None
    started_at: int | None
    ended_at: int | None
    end_reason: str
    client_name: str = ""
    client_language: str = "en"
    freelancer_name: str = ""
    freelancer_language: str = "en"


class OfContract:
    """What belongs to a contract has its parties."""

    __slots__ = ()
    contract: Contract

    @property
    def client_name(self) -> str:
        """The name of the client of its contract."""
        return self.contract.client_name

    @property
    def freelancer_name(self) -> str:
        """The name of the freelancer of its contract."""
        return self.contract.freelancer_name

    @property
    def client_language(self) -> str:
        """The language of the client of its contract."""
        return self.contract.client_language

    @property
    def freelancer_language(self) -> str:
        """The language of the freelancer of its contract."""
        return self.contract.freelancer_language

    @property
    def client_id(self) -> int:
        """The client of its contract."""
        return self.contract.client_id

    @property
    def freelancer_id(self) -> int:
        """The freelancer of its contract."""
        return self.contract.freelancer_id


@dataclass(slots=True)
class Milestone(Thing, OfContract):
    """A milestone with its contract."""

    kind: ClassVar[str] = "milestone"
    prefix: ClassVar[str] = "M"

    contract_id: int
    position: int
    title: str
    currency: str
    amount: int
    due_at: int | None
    funded: int
    released: int
    refunded: int
    rolled: int
    client_fee: int
    client_fee_back: int
    freelancer_fee: int
    submissions: int
    revisions: int
    extension_asked: int
    contract: Contract

    @property
    def held(self) -> int:
        """What escrow still holds for it, in minor units."""
        return self.funded - self.released - self.refunded - self.rolled


@dataclass(slots=True)
class Deposit(Thing):
    """Money on its way in; `milestone_id`, `week_id` or `dispute_id` is what it is for, if anything.

    `account` is the kind of account it arrives on. Whoever pays is its client, a freelancer who pays a fee as well.
    """

    kind: ClassVar[str] = "deposit"
    prefix: ClassVar[str] = "DEP"

    client_id: int
    currency: str
    amount: int
    milestone_id: int | None
    week_id: int | None
    dispute_id: int | None
    account: str
    provider_ref: str
    reason: str


@dataclass(slots=True)
class Withdrawal(Thing):
    """Money on its way out."""

    kind: ClassVar[str] = "withdrawal"
    prefix: ClassVar[str] = "W"

    freelancer_id: int
    method_id: int
    currency: str
    amount: int
    provider_ref: str
    reason: str
    account_tail: str = ""


@dataclass(slots=True)
class Deadline:
    """A moment at which the system makes `event` happen to `thing`; a `reminder` is minutes before it."""

    id: int
    thing: str
    event: str
    against: str
    reminder: int
    due_at: int
    armed_at: int
    attempts: int


@dataclass(slots=True)
class Terms:
    """One version of a contract's terms; `terms` is JSON."""

    contract_id: int
    number: int
    proposed_by: int
    status: str
    because: str
    terms: str
    hash: str
    created_at: int


@dataclass(slots=True)
class Event:
    """One line of a thing's history."""

    id: int
    thing: str
    event: str
    source: str | None
    target: str
    version: int
    actor_id: int | None
    role: str
    note: str
    created_at: int


@dataclass(slots=True)
class Account:
    """A ledger account; `balance` is kept by the database for cached accounts."""

    id: int
    kind: str
    owner: str
    currency: str
    cached: int
    balance: int


COLUMN_OF = {"pay": "kind", "paper": "kind", "what": "kind"}


def columns(record: type[Any], table: Table) -> list[Column[Any]]:
    """The columns of `table` that fill `record`, in the order of its fields."""
    return [table.c[name] for field in fields(record) if (name := COLUMN_OF.get(field.name, field.name)) in table.c]
