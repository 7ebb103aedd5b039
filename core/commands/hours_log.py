"""/hours log, edit, delete and undo: what the freelancer writes down."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time
from typing import Any, Final

from core.card import Button, Card, Choice, Line, Moment, Press
from core.cards.hours import limit_lines
from core.cards.thing import card
from core.command import Field, Kind, Who, command
from core.context import Context
from core.duration import in_hours
from core.hours.placing import day_of
from core.language import _
from core.refusal import Refusal
from core.trade import entries, reviewing
from core.trade.entries import Work
from statemachines.policy import policy
from storage.records import Contract
from storage.timesheets import Entry

MINUTE: Final = 60
DAYS: Final = (Choice("today", "Today"), Choice("yesterday", "Yesterday"))
DURATION: Final = Field(
    "duration", Kind.DURATION, "Duration", required=True, help="In ten-minute steps", example="2h30"
)
DATE: Final = Field("date", Kind.DAY, "Date", help="A day of this week; today if empty", example="today", choices=DAYS)
MEMO: Final = Field(
    "memo",
    Kind.TEXT,
    "Memo",
    required=True,
    main=True,
    help="What you did",
    example="Fixed the login redirect",
    limit=500,
)
SHOWN: Final = (
    Field("link", Kind.LINKS, "Link", help="Something that shows the work", example="https://example.org/pull/7"),
    Field("at", Kind.CLOCK, "At", help="When it began; a free time of the day if empty", example="9:00", asked=False),
    Field("code", Kind.TEXT, "Code", help="One of the client's activity codes", limit=40, asked=False),
    Field("commit", Kind.TEXT, "Commit", help="A commit that shows the work", limit=80, asked=False),
    Field("files", Kind.FILES, "Files", help="A file that shows the work", asked=False),
)


COLUMNS: Final = {"memo": "memo", "code": "code", "link": "links", "commit": "commit", "files": "files"}


@command(
    "hours log",
    "Log time on an hourly contract",
    who=Who.FREELANCER,
    on=("contract",),
    states=("active",),
    guard="paid_by_hour",
    fields=(DURATION, DATE, MEMO, *SHOWN),
    positional=("duration", "date"),
    button="Log time",
    style="primary",
    aliases=("log",),
    shortcut="Log time from this",
    quotes="memo",
    nothing="No contract of yours takes time right now. /hours shows your hourly contracts.",
    example="/hours log C-2 2h30 yesterday Fixed the login redirect",
)
def log(context: Context, contract: Contract, duration: int, date: date | None, at: time | None, **said: Any) -> Card:
    """Put into a free time of that day; answers with day and duration as understood, and how full the week is."""
    work = Work(said["memo"], said["code"] or "", said["link"], said["commit"] or "", said["files"])
    entry, sheet = entries.log(context, contract, work, duration, date, at)
    undo = Button(_("Undo"), Press("hours.undo", entry.ref, entry.version))
    told = card(context, entry, _logged(context, entry))
    return replace(told, lines=(*told.lines, *limit_lines(context, contract, sheet)), buttons=(undo, *told.buttons))


def _logged(context: Context, entry: Entry) -> Line:
    away = (day_of(context.now, context.zone) - day_of(entry.starts_at, context.zone)).days
    day = {0: _("today"), 1: _("yesterday")}.get(away, "")
    said = _("Logged {hours} for {day}, from ") if day else _("Logged {hours}, from ")
    return (said.format(hours=in_hours(entry.minutes), day=day), Moment(entry.starts_at), ".")


@command(
    "hours undo",
    "Take back what was logged a moment ago",
    who=Who.FREELANCER,
    on=("entry",),
    event="delete",
    hidden=True,
    example="/hours undo H-1",
)
def undo(context: Context, entry: Entry) -> Card:
    """Within a minute."""
    context.judge(entry, "delete")
    if context.now > entry.created_at + policy(entry.policy).undo_open * MINUTE:
        raise Refusal(
            _("The minute in which {ref} could be undone is over.").format(ref=entry.ref),
            _("Delete it with /hours delete {ref}, or correct it with /hours edit {ref}.").format(ref=entry.ref),
        )
    entries.delete(context, entry)
    return card(context, entry, (_("Undone: {ref} counts for nothing.").format(ref=entry.ref),))


@command(
    "hours edit",
    "Correct a time entry",
    who=Who.FREELANCER,
    on=("entry",),
    event="edit reduce",
    guard="entry_open",
    fields=(
        replace(DURATION, required=False),
        replace(DATE, help="", choices=()),
        replace(MEMO, required=False),
        *SHOWN,
    ),
    positional=("duration", "date"),
    opens=True,
    prefill=lambda _context, entry: {"duration": (entries.typed(entry.minutes),), "memo": (entry.memo,)},
    button="Correct",
    example="/hours edit H-1 duration:2h Fixed the login redirect and its test",
)
def edit(context: Context, entry: Entry, duration: int | None, date: date | None, at: time | None, **said: Any) -> Card:
    """Until Monday noon; after the invoice only what the client objects to, which can only become less."""
    if (week := reviewing.invoiced(context, entry)) is not None:
        if duration is None:
            raise Refusal(
                _("After the invoice only the duration can change, and only become less."),
                _("Answer with /hours answer {ref}.").format(ref=entry.ref),
            )
        reviewing.give_back(context, entry, week, duration)
        return card(context, entry, (_("Given back. {name} is told.").format(name=entry.client_name),))
    old = entries.work_of(entry)
    given = {COLUMNS[name]: value for name, value in said.items() if value}
    work = replace(old, **given)
    minutes = duration or entry.minutes
    if (work, date, at, minutes) == (old, None, None, entry.minutes):
        raise Refusal(_("Nothing was given, so nothing has changed."))
    sheet = entries.edit(context, entry, work, minutes, date, at)
    told = card(
        context, entry, (_("Corrected: {hours}, from ").format(hours=in_hours(minutes)), Moment(entry.starts_at))
    )
    return replace(told, lines=(*told.lines, *limit_lines(context, entry.contract, sheet)))


@command(
    "hours delete",
    "Delete a time entry",
    who=Who.FREELANCER,
    on=("entry",),
    event="delete reduce",
    guard="entry_open",
    button="Delete",
    style="danger",
    confirm="Delete this time entry?",
    example="/hours delete H-1",
)
def delete(context: Context, entry: Entry) -> Card:
    """Until Monday noon; after the invoice what the client objects to is given back whole."""
    week = reviewing.invoiced(context, entry)
    if week is None:
        entries.delete(context, entry)
        return card(context, entry, (_("Deleted: {ref} counts for nothing.").format(ref=entry.ref),))
    reviewing.give_back(context, entry, week, 0)
    return card(context, entry, (_("Given back. {name} is told.").format(name=entry.client_name),))
