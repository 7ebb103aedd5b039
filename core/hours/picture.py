"""The hours of a week as a picture, and the same figures in words and rows for whoever does not see it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from core.hours.days import hours, worked
from core.hours.sheet import Sheet
from core.hours.week import day_name, given_back, over_limit, shown_days, unbilled_words, week_of
from core.language import translate as _
from core.language import use_language
from core.typeface import shown_language


@dataclass(frozen=True, slots=True)
class Picture:
    """A PNG, one sentence that says what is on it, and its figures as rows, the first being their heads."""

    png: bytes
    alt: str
    table: tuple[tuple[str, ...], ...]


def chart(sheets: Sequence[Sheet], zone: str, language: str) -> Picture:
    """Hours by day of the zone (IANA name), stacked by contract, against each weekly limit.

    The sheets are of one week; none give a picture that says so. The picture is in English where its typeface lacks
    the language; the sentence and the rows never are. It takes a while: call it in a thread.
    """
    # matplotlib takes a second to load, and most processes never draw.
    from core.hours.drawing import draw

    with use_language(language):
        alt, table = _sentence(sheets, zone), _table(sheets, zone)
    with use_language(shown_language(language)):
        return Picture(draw(week_of(sheets, zone)), alt, table)


def _sentence(sheets: Sequence[Sheet], zone: str) -> str:
    """What the picture says; a screen reader reads it in one breath."""
    if not sheets:
        return _("No hours, because there is no hourly contract in this week.")
    week = week_of(sheets, zone)
    totals = "; ".join(f"{stack.name} {stack.total}" for stack in week.stacks)
    by_day = {name: sum(stack.worked.on(day) for stack in week.stacks) for day, name in week.days}
    days = ", ".join(f"{name}: {hours(minutes)}" for name, minutes in by_day.items() if minutes)
    parts = [_("{title}, days in {zone}: {total} in all").format(title=week.title, zone=zone, total=week.total), totals]
    parts += [days] if days else []
    if note := unbilled_words(sheets):
        parts.append(note)
    return "; ".join(parts) + "."


def _table(sheets: Sequence[Sheet], zone: str) -> tuple[tuple[str, ...], ...]:
    """Every contract has a column, however many are drawn as one."""
    if not sheets:
        return ((_("Day"), _("Total")),)
    by_sheet = [worked(sheet.lines, zone) for sheet in sheets]
    rows = [(_("Day"), *(sheet.contract for sheet in sheets), _("Total"))]
    for day in shown_days(sheets, zone):
        rows.append(_row(day_name(day), [found.on(day) for found in by_sheet]))
    rows.append(_row(_("Total"), [sheet.minutes for sheet in sheets]))
    limits = [_("none") if sheet.limit is None else hours(sheet.limit) for sheet in sheets]
    rows.append((_("Limit"), *limits, ""))
    for name, minutes in ((_("Over the limit, not billed"), over_limit), (_("Given back, not billed"), given_back)):
        if any(map(minutes, sheets)):
            rows.append(_row(name, [*map(minutes, sheets)]))
    return tuple(rows)


def _row(head: str, minutes: Sequence[int]) -> tuple[str, ...]:
    return (head, *(hours(number) for number in minutes), hours(sum(minutes)))
