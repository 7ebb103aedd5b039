"""/hours chart and /hours export: a week as a picture with its figures in words, and as files."""

from __future__ import annotations

from datetime import date
from typing import Final

from core.card import Card, Line, Strong
from core.cards.sheet import sheet_card
from core.command import Field, Kind, Who, command
from core.context import Context
from core.hours.picture import chart
from core.hours.reckoning import sheet_of
from core.hours.sheet import Sheet
from core.hours.timesheet_csv import csv_of
from core.hours.timesheet_pdf import pdf_of
from core.language import _
from core.trade import reviewing
from storage.queries import lists
from storage.records import Contract
from storage.timesheets import Week

WEEK: Final = Field("date", Kind.DAY, "Date", main=True, help="Any day of the week", example="2026-11-16", asked=False)


@command(
    "hours chart",
    "A picture of a week: hours by day against the limit",
    who=Who.BOTH,
    on=("contract",),
    guard="has_weeks",
    fields=(
        WEEK,
        Field("all", Kind.FLAG, "All", help="With all your contracts of that week", example="yes", asked=False),
    ),
    button="Chart",
    example="/hours chart C-2",
)
def picture(context: Context, contract: Contract, date: date | None, all: bool | None) -> Card:
    """A PNG, and the same figures as text."""
    week = reviewing.week_of(context, contract, date)
    drawn = context.outside(chart, _sheets(context, week, everything=bool(all)), context.zone, context.language)
    heads, *rows = drawn.table
    lines: list[Line] = [(Strong(" · ".join(heads)),)]
    lines += [(" · ".join(cell for cell in row if cell),) for row in rows]
    title = _("Hours of {ref}, week of {week}").format(ref=contract.ref, week=week.title)
    kept = context.keep_file(f"{contract.ref}-{week.title}.png", "image/png", drawn.png)
    return Card((Strong(title),), tuple(lines), contract=contract.ref, files=(kept,), alt=drawn.alt)


def _sheets(context: Context, week: Week, *, everything: bool) -> tuple[Sheet, ...]:
    """The timesheet of the week, first; on request with those of the person's other contracts in it."""
    others: list[Week] = []
    if everything:
        mine = context.transaction.all(lists.MINE["week"], {"me": context.me.id})
        others = [other for other in mine if other.starts_at == week.starts_at and other.id != week.id]
    return tuple(sheet_of(context, one) for one in (week, *others))


@command(
    "hours export",
    "A week as a timesheet: PDF and CSV",
    who=Who.BOTH,
    on=("contract",),
    guard="has_weeks",
    fields=(WEEK,),
    button="Timesheet",
    example="/hours export C-2 2026-11-16",
)
def export(context: Context, contract: Contract, date: date | None) -> Card:
    """Kept like any file, and sent with the answer."""
    week = reviewing.week_of(context, contract, date)
    sheet = sheet_of(context, week)
    name = f"{contract.ref}-{week.title}"
    pdf = context.outside(_printed, sheet, context.zone, context.language, context.minute, context.market.sandbox)
    files = (
        context.keep_file(f"{name}.pdf", "application/pdf", pdf),
        context.keep_file(f"{name}.csv", "text/csv", csv_of([sheet])),
    )
    shown = sheet_card(context, week)
    return Card(shown.head, shown.lines[:1], shown.fields, note=shown.note, contract=contract.ref, files=files)


def _printed(sheet: Sheet, zone: str, language: str, made_at: int, sandbox: bool) -> bytes:
    return pdf_of(sheet, zone, language, made_at, sandbox=sandbox)
