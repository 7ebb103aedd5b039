"""The cards of a diary: the daily question, the reminder of missing hours, the weekly summary."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from babel.dates import format_date

from core.card import Button, Card, Line, Moment, Press, Strong, say
from core.cards.sheet import against_limit
from core.cards.thing import note
from core.cards.timer import ticking, timer_line
from core.duration import in_hours
from core.hours.agreed import limit_of
from core.hours.placing import day_of
from core.language import _, locale_of
from core.sentences import status
from core.view import View
from statemachines.policy import policy
from storage.queries import timesheets
from storage.records import Contract
from storage.timesheets import Week, monday

MINUTE: Final = 60


def prompt(view: View, contracts: Sequence[Contract]) -> Card:
    """The daily question to a freelancer who has logged nothing today, with a button for each contract."""
    lines = [_this_week(view, contract) for contract in contracts]
    if (timer := ticking(view)) is not None:
        lines.append(timer_line(timer))
    lines.append((_("Another hour: /hours prompt 18. No more questions: /hours prompt off."),))
    nothing = Button(_("Nothing today"), Press("hours.nothing"))
    head: Line = (Strong(_("What did you work on today?")), " · ", _("nothing is logged yet"))
    return Card(head, tuple(lines), buttons=(*_logging(contracts), nothing))


def nudge(view: View, contracts: Sequence[Contract], days: Sequence[date], locks_at: int) -> Card:
    """The reminder of the workdays without time, while it can still be logged: until `locks_at`."""
    named = ", ".join(format_date(day, "EEE d MMM", locale=locale_of(view.language)) for day in days)
    ends = _("If you worked then, log it until {moment}. After that it cannot be logged any more.")
    lines: list[Line] = [say(ends, moment=Moment(locks_at)), *(_this_week(view, contract) for contract in contracts)]
    lines.append((_("Without these reminders and the daily question: /hours prompt off."),))
    head: Line = (Strong(_("Hours are missing this week")), " · ", named)
    return Card(head, tuple(lines), buttons=_logging(contracts))


def digest(view: View, weeks: Sequence[Week], idle: Sequence[Contract], starts_at: int) -> Card:
    """The week that has ended, for either side: what each contract comes to, and what comes next until when."""
    total = in_hours(sum(week.minutes for week in weeks))
    day = format_date(day_of(starts_at, "UTC"), "d MMM", locale=locale_of(view.language))
    lines: list[Line] = []
    for week in weeks:
        lines.append(_week(view, week))
    lines += [(Strong(f"{contract.ref} {contract.title}"), " · ", _("nothing is logged")) for contract in idle]
    billed = [week for week in weeks if week.amount]
    if billed:
        lines.append(_next(billed[0]))
    buttons = tuple(
        Button(
            _("Week of {ref}").format(ref=week.contract.ref), Press("hours.week", week.contract.ref, extra=week.title)
        )
        for week in weeks
    )
    return Card((Strong(_("Your week of {day}").format(day=day)), " · ", total), tuple(lines), (), buttons, note(view))


def _logging(contracts: Sequence[Contract]) -> tuple[Button, ...]:
    return tuple(
        Button(_("Log on {ref}").format(ref=contract.ref), Press("hours.log", contract.ref), "primary")
        for contract in contracts
    )


def _this_week(view: View, contract: Contract) -> Line:
    starts_at = monday(view.now)
    week = view.transaction.one(timesheets.WEEK_AT, {"id": contract.id, "starts_at": starts_at})
    so_far = against_limit(week.minutes if week else 0, limit_of(view, contract, starts_at))
    return (Strong(f"{contract.ref} {contract.title}"), " · ", _("{hours} this week").format(hours=so_far))


def _week(view: View, week: Week) -> Line:
    worked = in_hours(week.minutes)
    if week.billable < week.minutes:
        over = _("{worked}, of which {over} are over the weekly limit or given up and not billed")
        worked = over.format(worked=worked, over=in_hours(week.minutes - week.billable))
    amount = "" if week.contract.employed else f"{view.money(week.standing, week.currency)} · "
    return (Strong(f"{week.contract.ref} {week.contract.title}"), f" · {worked} · {amount}", *status(view, week))


def _next(week: Week) -> Line:
    """The steps that are the same for every week, with their moments."""
    numbers = policy(week.policy)
    sentence = _(
        "What comes next: corrections until {invoice}, then the invoice; the client reviews it until {review}; "
        "the money is available from {clear} on."
    )
    return say(
        sentence,
        invoice=Moment(week.ends_at + numbers.week_invoice * MINUTE),
        review=Moment(week.ends_at + numbers.week_review * MINUTE),
        clear=Moment(week.ends_at + numbers.week_clearing * MINUTE),
    )
