"""Timesheets as CSV (RFC 4180), a row for each time entry, that a spreadsheet opens without harm."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Final

from core.hours.sheet import Line, Sheet
from core.money import Money, plain
from core.onboarding.export import guarded, moment
from core.text import visible

COLUMNS: Final = (
    "contract",
    "ref",
    "day_utc",
    "start_utc",
    "minutes",
    "hours",
    "billable_minutes",
    "rate",
    "amount",
    "currency",
    "memo",
    "code",
    "evidence",
    "kind",
    "protected",
    "why",
)


def csv_of(sheets: Iterable[Sheet]) -> bytes:
    """UTF-8 with a byte order mark, by which a spreadsheet knows it; the heads are the same in every language.

    Amounts and the hourly rate are decimals of the currency. Pieces of evidence have a line each. A text that would be
    taken for a formula has an apostrophe before it; taking one away gives back what was written.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for sheet in sheets:
        writer.writerows([*_row(line, sheet.currency)] for line in sheet.lines)
    return text.getvalue().encode("utf-8-sig")


def _row(line: Line, currency: str) -> Iterator[str]:
    start = moment(line.at)
    yield from (_text(line.contract), _text(line.ref), start[:10], start)
    yield from (str(line.minutes), f"{Decimal(line.minutes) / 60:.2f}", str(line.billable))
    yield from (_decimal(line.rate, currency), _decimal(line.amount, currency), currency)
    yield from (_text(line.memo), _text(line.code), _text("\n".join(line.evidence)))
    yield from ("attested" if line.attested else "manual", "yes" if line.protected else "no", _text(line.why))


def _text(cell: str) -> str:
    return guarded(visible(cell))


def _decimal(minor: int, currency: str) -> str:
    return plain(Money(minor, currency)).removesuffix(f" {currency}")
