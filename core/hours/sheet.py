"""A timesheet as plain data, reckoned to the cent, for whoever shows it: a table, a picture, a page, a file."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """One time entry. `at` is seconds since 1970 UTC, `minutes` are ten-minute steps, amounts are minor units.

    `billable` are the minutes within the weekly limit; `why` says why the line is protected, or why it is not.
    """

    ref: str
    contract: str
    at: int
    minutes: int
    billable: int
    memo: str
    code: str
    evidence: tuple[str, ...]
    attested: bool
    protected: bool
    why: str
    rate: int
    amount: int
    objection: str = ""
    answer: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One week (`starts_at`: Monday 00:00 UTC) of one contract. `limit` are minutes a week, None for no limit.

    `amount` is what is billed, `client_fee` comes on top of it, `freelancer_fee` off it.
    """

    contract: str
    title: str
    client: str
    freelancer: str
    currency: str
    starts_at: int
    state: str
    limit: int | None
    lines: tuple[Line, ...]
    minutes: int
    billable: int
    amount: int
    client_fee: int
    freelancer_fee: int

    @property
    def over(self) -> int:
        """Minutes over the weekly limit: shown, and not billed."""
        return self.minutes - self.billable
