"""A week as a table in chat: by day in the reader's zone, with what is billed, what is protected, and why not."""

from __future__ import annotations

from datetime import datetime
from itertools import groupby
from typing import Final
from zoneinfo import ZoneInfo

from babel.dates import format_datetime

from core.card import Button, Card, Line, Link, Moment, Press, Strong
from core.cards.hours import week_button, week_steps
from core.cards.thing import note
from core.duration import in_hours
from core.hours.reckoning import sheet_of
from core.hours.sheet import Line as Row
from core.hours.sheet import Sheet
from core.language import _, language, locale_of
from core.sentences import about, status
from core.view import View, until
from core.wording.clocks import DEFAULT
from statemachines.machine import Role
from storage.timesheets import Week

MOST_ROWS: Final = 30
MOST_OPENED: Final = 4
REVIEWED: Final = frozenset({"open", "correcting", "review"})


def sheet_card(view: View, week: Week, said: Line = ()) -> Card:
    """The whole week for its reader; `said` is what has just happened to it."""
    sheet = sheet_of(view, week)
    title = Strong(_("{ref} {title}, week of {week}").format(ref=sheet.contract, title=sheet.title, week=week.title))
    money = () if week.contract.employed else (" · ", view.money(sheet.amount, sheet.currency))
    head: Line = (title, " · ", against_limit(sheet.minutes, sheet.limit), *money, " · ", *status(view, week))
    lines = [said] if said else []
    lines += [
        about(view, week, _(sentence), due=until(deadline))
        for deadline in view.deadlines(week.ref)
        if (sentence := DEFAULT.get((week.kind, deadline.event)))
    ]
    return Card(
        head=head,
        lines=(*lines, *rows(sheet, zone_of(view))),
        fields=totals(view, week, sheet),
        buttons=_buttons(view, week, sheet),
        note=note(view),
        contract=sheet.contract,
    )


def zone_of(view: View) -> str:
    """The reader's zone."""
    return "UTC" if view.reader_id is None else view.person(view.reader_id).timezone


def against_limit(minutes: int, limit: int | None) -> str:
    """12 h 30 of 20 h, or 12 h 30 where there is no limit."""
    if limit is None:
        return in_hours(minutes)
    return _("{hours} of {limit}").format(hours=in_hours(minutes), limit=in_hours(limit))


def rows(sheet: Sheet, zone: str) -> tuple[Line, ...]:
    """A line for each day in a zone, and one for each entry under it; the dates are those of the zone's clocks."""
    if not sheet.lines:
        return ((_("Nothing is logged in it."),),)
    clocks = _("Days and times are UTC.") if zone == "UTC" else _("Days and times are those of {zone}.")
    found: list[Line] = [(clocks.format(zone=zone),)]
    for day, entries in groupby(sheet.lines[:MOST_ROWS], lambda row: _written(row.at, zone, "EEE d MMM")):
        of_day = list(entries)
        found.append((Strong(day), " · ", in_hours(sum(row.minutes for row in of_day))))
        for row in of_day:
            found += _row(row, zone)
    if (more := len(sheet.lines) - MOST_ROWS) > 0:
        found.append((_("… and {number} more: /hours export {ref}").format(number=more, ref=sheet.contract),))
    return tuple(found)


def _row(row: Row, zone: str) -> list[Line]:
    span = f"{_written(row.at, zone, 'HH:mm')}–{_written(row.at + row.minutes * 60, zone, 'HH:mm')}"
    code = f" [{row.code}]" if row.code else ""
    shelter = _("protected: {why}") if row.protected else _("not protected: {why}")
    lines: list[Line] = [
        (f"{row.ref} {span} · {in_hours(row.minutes)} · {row.memo}{code} · ", shelter.format(why=row.why))
    ]
    if row.billable < row.minutes:
        lines.append((_("↳ billed: {hours}").format(hours=in_hours(row.billable)),))
    if row.evidence:
        lines.append(("↳ ", *_shown(row.evidence)))
    if row.objection:
        lines.append((_("↳ Objection: {text}").format(text=row.objection),))
    if row.answer:
        lines.append((_("↳ Answer: {text}").format(text=row.answer),))
    return lines


def _shown(evidence: tuple[str, ...]) -> Line:
    """What shows the work, with links as links."""
    found: Line = ()
    for one in evidence:
        found = (*found, *((", ",) if found else ()), Link(one) if one.startswith(("http://", "https://")) else one)
    return found


def totals(view: View, week: Week, sheet: Sheet) -> tuple[tuple[str, Line], ...]:
    """The sums of a week for its reader: the client's with their fee, the freelancer's with theirs."""
    protected = sum(row.billable for row in sheet.lines if row.protected)
    found: list[tuple[str, Line]] = [
        (_("Week"), (Moment(week.starts_at), " – ", Moment(week.ends_at))),
        (_("Logged"), (against_limit(sheet.minutes, sheet.limit),)),
        (_("Billed"), (in_hours(sheet.billable),)),
    ]
    if sheet.over:
        found.append((_("Not billed"), (in_hours(sheet.over),)))
    if week.contract.employed:
        reported = _("through an employer of record: no charge here, hours are reported")
        return (*found, (_("Paid"), (reported,)))
    found.append((_("Protected"), (_("{hours} of what is billed").format(hours=in_hours(protected)),)))
    fee, net, total = sheet.client_fee, sheet.amount - sheet.freelancer_fee, sheet.amount + sheet.client_fee
    if view.role(week) is Role.FREELANCER:
        text = _("{net} after the fee of {fee}")
        money = {"net": view.money(net, week.currency), "fee": view.money(sheet.freelancer_fee, week.currency)}
        return (*found, (_("You receive"), (text.format(**money),)))
    text = _("{amount} + {fee} fee = {total}")
    amounts = {"amount": sheet.amount, "fee": fee, "total": total}
    written = {name: view.money(minor, week.currency) for name, minor in amounts.items()}
    return (*found, (_("You pay"), (text.format(**written),)))


def _buttons(view: View, week: Week, sheet: Sheet) -> tuple[Button, ...]:
    buttons = [step for step in week_steps(view, week) if step != week_button(week)]
    if week.state in REVIEWED:
        waiting = [row for row in sheet.lines if row.objection and not row.answer] or list(sheet.lines)
        buttons += [Button(row.ref, Press("hours.show", row.ref)) for row in waiting[:MOST_OPENED]]
    buttons.append(Button(sheet.contract, Press("contract.show", sheet.contract)))
    return tuple(buttons)


def _written(at: int, zone: str, pattern: str) -> str:
    local = datetime.fromtimestamp(at, ZoneInfo(zone))
    return format_datetime(local, pattern, locale=locale_of(language()))
