"""One week of one contract as a paper: who worked for whom, every entry with its proof, and what it comes to."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from itertools import groupby
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from babel.dates import format_date

from core.hours.days import WEEK, hours, span
from core.hours.sheet import Line, Sheet
from core.hours.week import given_back, over_limit
from core.language import language as current
from core.language import locale_of, use_language
from core.language import translate as _
from core.money import Money, plain
from core.onboarding.papers import digest
from core.typeface import shown_language
from core.when import format_moment

if TYPE_CHECKING:
    from core.paper import Row

_WIDTHS: Final = (27, 67, 15, 17, 26, 28)
_NUMBERS: Final = (2, 3, 4, 5)
# Millimetres: the totals stay on one page.
_TOTALS: Final = 65


def pdf_of(sheet: Sheet, zone: str, language: str, made_at: int, *, sandbox: bool = True) -> bytes:
    """The timesheet as a PDF, its days in the zone (IANA name); equal input gives equal bytes.

    `made_at` is seconds since 1970 UTC. It is in English where its typeface lacks the language. It takes a while: call
    it in a thread.
    """
    # fpdf2 takes most of a second to load, and most processes never print.
    from core.paper import Paper

    with use_language(shown_language(language)):
        banner = _("SANDBOX – no real money") if sandbox else ""
        title = _("Timesheet {contract}, {days}").format(contract=sheet.contract, days=_week(sheet))
        paper = Paper(title, made_at, digest_of(sheet), banner)
        paper.facts(_parties(sheet, zone))
        paper.heading(_("Time entries"))
        for day, lines in _by_day(sheet, zone):
            total = _("{day}: {hours}").format(day=day, hours=hours(sum(line.minutes for line in lines)))
            heads = (total, "", _("Hours"), _("Billed"), _("Hourly rate"), _("Amount"))
            paper.grid(heads, _WIDTHS, _rows(lines, sheet.currency, zone), _NUMBERS)
        if not sheet.lines:
            paper.prose(_("There are no time entries in this week."))
        paper.heading(_("Totals"), _TOTALS)
        paper.facts(_totals(sheet), emphasised=(_("Total charged"), _("Paid to the freelancer")))
        return paper.finished()


def digest_of(sheet: Sheet) -> str:
    """The SHA-256 of a timesheet's data as JSON with sorted names: what the foot of its paper has."""
    return digest(json.dumps(asdict(sheet), sort_keys=True))


def _week(sheet: Sheet) -> str:
    return span([datetime.fromtimestamp(at, UTC).date() for at in (sheet.starts_at, sheet.starts_at + WEEK - 1)])


def _parties(sheet: Sheet, zone: str) -> Iterator[tuple[str, str]]:
    yield _("Contract"), f"{sheet.contract}: {sheet.title}"
    yield _("Client"), sheet.client
    yield _("Freelancer"), sheet.freelancer
    yield _("State"), sheet.state
    yield _("Week begins"), format_moment(sheet.starts_at, zone, current(), now=0)
    yield _("Week ends"), format_moment(sheet.starts_at + WEEK, zone, current(), now=0)
    yield _("Time zone"), zone


def _by_day(sheet: Sheet, zone: str) -> Iterator[tuple[str, list[Line]]]:
    """The entries in order of time, with the name of the day on which they began."""
    place = ZoneInfo(zone)
    ordered = sorted(sheet.lines, key=lambda line: (line.at, line.ref))
    for day, lines in groupby(ordered, lambda line: datetime.fromtimestamp(line.at, place).date()):
        yield format_date(day, "EEEE d MMMM y", locale=locale_of(current())), list(lines)


def _rows(lines: Sequence[Line], currency: str, zone: str) -> Iterator[Row]:
    from core.paper import Row

    for line in lines:
        yield Row(_cells(line, currency, ZoneInfo(zone)))
        yield from (Row((text,), more=True) for text in _proof(line))


def _cells(line: Line, currency: str, place: ZoneInfo) -> tuple[str, ...]:
    start, end = (datetime.fromtimestamp(at, place) for at in (line.at, line.at + line.minutes * 60))
    work = f"{line.ref} · {line.code}: {line.memo}" if line.code else f"{line.ref} · {line.memo}"
    amounts = (plain(Money(minor, currency)) for minor in (line.rate, line.amount))
    return (f"{start:%H:%M} – {end:%H:%M}", work, hours(line.minutes), hours(line.billable), *amounts)


def _proof(line: Line) -> Iterator[str]:
    """What speaks for an entry, and what was said against it."""
    yield from line.evidence
    how = _("Attested") if line.attested else _("Manual")
    protected = _("protected") if line.protected else _("not protected")
    yield f"{how}, {protected}: {line.why}" if line.why else f"{how}, {protected}"
    if line.objection:
        yield _("Client’s objection: {text}").format(text=line.objection)
    if line.answer:
        yield _("Freelancer’s answer: {text}").format(text=line.answer)


def _totals(sheet: Sheet) -> Iterator[tuple[str, str]]:
    limit = _("none") if sheet.limit is None else hours(sheet.limit)
    yield _("Weekly limit"), limit
    yield _("Hours worked"), hours(sheet.minutes)
    yield _("Hours billed"), hours(sheet.billable)
    for name, minutes in ((_("Over the limit"), over_limit(sheet)), (_("Given back"), given_back(sheet))):
        if minutes:
            yield name, _("{hours}, not billed").format(hours=hours(minutes))
    amounts = (
        (_("Billed"), sheet.amount),
        (_("Client fee"), sheet.client_fee),
        (_("Total charged"), sheet.amount + sheet.client_fee),
        (_("Freelancer fee"), sheet.freelancer_fee),
        (_("Paid to the freelancer"), sheet.amount - sheet.freelancer_fee),
    )
    yield from ((name, plain(Money(minor, sheet.currency))) for name, minor in amounts)
