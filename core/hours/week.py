"""A week of hours as it is drawn: its days, and a stack of minutes for each contract."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from babel.dates import format_date

from core.hours.days import Worked, days_of_week, hours, span, starts_of, worked
from core.hours.sheet import Line, Sheet
from core.language import language, locale_of
from core.language import translate as _

MOST_STACKED: Final = 4
"""Contracts that get a colour of their own; of more, the smallest are put together."""


@dataclass(frozen=True, slots=True)
class Stack:
    """One contract, or several that are drawn as one; minutes, `limit` None for no limit or several.

    `note` says what of it is not billed, and why; empty if all is.
    """

    name: str
    total: str
    minutes: int
    unbilled: int
    note: str
    limit: int | None
    worked: Worked


@dataclass(frozen=True, slots=True)
class Week:
    """What is drawn: the days with their names, and what was worked on them."""

    title: str
    total: str
    note: str
    empty: str
    days: tuple[tuple[date, str], ...]
    stacks: tuple[Stack, ...]


def week_of(sheets: Sequence[Sheet], zone: str) -> Week:
    """The week of these sheets by days of the zone (IANA name), in the reader's language."""
    total = hours(sum(sheet.minutes for sheet in sheets))
    empty = _("No hours in this week")
    if not sheets:
        return Week(_("Hours"), total, "", empty, (), ())
    days = shown_days(sheets, zone)
    names = tuple((day, day_name(day)) for day in days)
    note = _("Days in {zone}. The week runs Monday to Sunday in UTC.").format(zone=zone)
    return Week(_("Hours, {days}").format(days=span(days)), total, note, empty, names, _stacks(sheets, zone))


def shown_days(sheets: Sequence[Sheet], zone: str) -> list[date]:
    """The local days of the one week of these sheets."""
    return days_of_week(starts_of(sheets), zone, worked(_lines(sheets), zone))


def _stacks(sheets: Sequence[Sheet], zone: str) -> tuple[Stack, ...]:
    """The contracts with the most hours first; what is too many to tell apart comes last, as one."""
    ordered = sorted(sheets, key=lambda sheet: -sheet.minutes)
    own = len(ordered) if len(ordered) <= MOST_STACKED else MOST_STACKED - 1
    stacks = [_stack(sheet.contract, [sheet], zone) for sheet in ordered[:own]]
    if rest := ordered[own:]:
        stacks.append(_stack(_("{number} others").format(number=len(rest)), rest, zone))
    return tuple(stacks)


def _stack(name: str, sheets: Sequence[Sheet], zone: str) -> Stack:
    minutes = sum(sheet.minutes for sheet in sheets)
    limit = sheets[0].limit if len(sheets) == 1 else None
    total = hours(minutes)
    if limit is not None:
        total = _("{hours} of {limit}").format(hours=total, limit=hours(limit))
    elif len(sheets) == 1:
        total = _("{hours}, no limit").format(hours=total)
    unbilled = sum(sheet.over for sheet in sheets)
    return Stack(name, total, minutes, unbilled, unbilled_words(sheets), limit, worked(_lines(sheets), zone))


def over_limit(sheet: Sheet) -> int:
    """The minutes that are not billed because they are over the weekly limit."""
    return 0 if sheet.limit is None else min(max(sheet.minutes - sheet.limit, 0), sheet.over)


def given_back(sheet: Sheet) -> int:
    """The minutes within the limit that are not billed, because the freelancer gave them back."""
    return sheet.over - over_limit(sheet)


def unbilled_words(sheets: Sequence[Sheet]) -> str:
    """Says which time is not billed, and why; empty if all is."""
    over, back = (sum(map(minutes, sheets)) for minutes in (over_limit, given_back))
    if over and back:
        return _("{over} over the limit, {back} given back").format(over=hours(over), back=hours(back))
    if back:
        return _("{hours} given back, not billed").format(hours=hours(back))
    return _("{hours} over the limit, not billed").format(hours=hours(over)) if over else ""


def day_name(day: date) -> str:
    """A day of the week in the reader's language: Mon 16."""
    return format_date(day, "EEE d", locale=locale_of(language()))


def _lines(sheets: Sequence[Sheet]) -> list[Line]:
    return [line for sheet in sheets for line in sheet.lines]
