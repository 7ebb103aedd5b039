"""The records of hourly work: a week of a contract, its time entries, a running timer, a person's diary."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import ClassVar, Final

from storage.records import Contract, OfContract, Thing

WEEK_SECONDS: Final = 7 * 86_400


@dataclass(slots=True)
class Week(Thing, OfContract):
    """A week of an hourly contract, from Monday 00:00 UTC (`starts_at`).

    `minutes` are logged; `billable` of them are billed, which comes to `amount`: until the invoice as it stands now.
    The amounts are those of a milestone: `funded` is held for it, and the fees go with that.
    """

    kind: ClassVar[str] = "week"
    prefix: ClassVar[str] = "WK"
    rolled: ClassVar[int] = 0

    contract_id: int
    starts_at: int
    currency: str
    minutes: int
    billable: int
    amount: int
    funded: int
    released: int
    refunded: int
    client_fee: int
    client_fee_back: int
    freelancer_fee: int
    contract: Contract

    @property
    def held(self) -> int:
        """What escrow still holds for it, in minor units."""
        return self.funded - self.released - self.refunded

    @property
    def standing(self) -> int:
        """What is billed of it as it stands, in minor units: what was given back is not."""
        return self.amount - self.refunded

    @property
    def ends_at(self) -> int:
        """The Monday 00:00 UTC with which the next week begins."""
        return self.starts_at + WEEK_SECONDS

    @property
    def title(self) -> str:
        """The Monday it begins with, as 2026-11-16."""
        return datetime.fromtimestamp(self.starts_at, UTC).strftime("%Y-%m-%d")


@dataclass(slots=True)
class Entry(Thing, OfContract):
    """Time worked: `minutes` in ten-minute steps from `starts_at`; `links` and `files` are JSON.

    `timed` says that a timer measured it; `conceded` are the minutes that the freelancer gave up after the invoice.
    """

    kind: ClassVar[str] = "entry"
    prefix: ClassVar[str] = "H"

    contract_id: int
    week_id: int
    starts_at: int
    minutes: int
    memo: str
    code: str
    links: str
    commit_id: str
    files: str
    timed: int
    conceded: int
    objection: str
    answer: str
    contract: Contract

    @property
    def ends_at(self) -> int:
        """The moment at which it ends."""
        return self.starts_at + self.minutes * 60

    @property
    def attested(self) -> bool:
        """Whether something shows the work: a link, a commit or a file."""
        return bool(self.commit_id) or self.links != "[]" or self.files != "[]"

    @property
    def title(self) -> str:
        """What was done."""
        return self.memo


@dataclass(slots=True)
class Timer(Thing, OfContract):
    """A running clock. `counted_to` is the moment until which its time counts, None while it runs."""

    kind: ClassVar[str] = "timer"
    prefix: ClassVar[str] = "TM"

    contract_id: int
    memo: str
    code: str
    links: str
    started_at: int
    counted_to: int | None
    contract: Contract

    @property
    def week_starts_at(self) -> int:
        """The Monday 00:00 UTC of the week in which it was started."""
        return monday(self.started_at)

    @property
    def title(self) -> str:
        """What is being done."""
        return self.memo


@dataclass(slots=True)
class Diary(Thing):
    """When a person is asked about their hours. It has the person's number."""

    kind: ClassVar[str] = "diary"
    prefix: ClassVar[str] = "DY"

    prompt: int | None
    nudged_at: int


@dataclass(slots=True)
class Agreed:
    """A figure of an hourly contract that counts from a moment on: its rate, its weekly limit, or manual time."""

    name: str
    value: int | None
    from_at: int


def monday(at: int) -> int:
    """The Monday 00:00 UTC of the week that a moment lies in. 1970-01-01 was a Thursday."""
    return at - (at + 3 * 86_400) % WEEK_SECONDS
