"""Weeks of hours to look at: made of (day, hour, hours) in UTC, within a weekly limit in minutes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from core.hours.sheet import Line, Sheet

MONDAY = int(datetime(2026, 11, 16, tzinfo=UTC).timestamp())
SUMMER_ENDS = int(datetime(2026, 10, 19, tzinfo=UTC).timestamp())
MADE = MONDAY + 8 * 86_400
LINE = Line(
    ref="H-1",
    contract="C-2",
    at=MONDAY,
    minutes=60,
    billable=60,
    memo="Fixed the login redirect",
    code="ENG-12",
    evidence=("https://example.com/pr/12",),
    attested=True,
    protected=True,
    why="it is within the limit and has evidence",
    rate=40_00,
    amount=40_00,
)


def sheet(
    work: Sequence[tuple[int, int, float]] = (),
    limit: int | None = None,
    contract: str = "C-2",
    starts_at: int = MONDAY,
) -> Sheet:
    """One week; of each entry what is over the limit is not billed."""
    lines: list[Line] = []
    for number, (day, hour, length) in enumerate(work, 1):
        minutes = round(length * 60)
        left = minutes if limit is None else limit - sum(line.billable for line in lines)
        billable = min(minutes, left)
        line = replace(LINE, ref=f"H-{number}", contract=contract, at=starts_at + day * 86_400 + hour * 3_600)
        lines.append(replace(line, minutes=minutes, billable=billable, amount=billable * line.rate // 60))
    return of_lines(lines, limit, contract, starts_at)


def of_lines(lines: Sequence[Line], limit: int | None = None, contract: str = "C-2", starts_at: int = MONDAY) -> Sheet:
    """The week that these entries make."""
    amount = sum(line.amount for line in lines)
    return Sheet(
        contract=contract,
        title="Support",
        client="Ann Client",
        freelancer="Bo Maker",
        currency="USD",
        starts_at=starts_at,
        state="review",
        limit=limit,
        lines=tuple(lines),
        minutes=sum(line.minutes for line in lines),
        billable=sum(line.billable for line in lines),
        amount=amount,
        client_fee=amount // 20,
        freelancer_fee=amount // 10,
    )
