"""/hours: my hourly contracts with this week's time, the weeks to review, and single entries."""

from __future__ import annotations

from core import guards
from core.card import Button, Card, Line, Press, Reply, Strong
from core.cards.hours import week_button
from core.cards.lists import line_of, mine
from core.cards.sheet import against_limit
from core.cards.thing import card, note
from core.cards.timer import stop_button, ticking, timer_line
from core.command import Who, command
from core.context import Context
from core.hours.agreed import limit_of
from core.language import _
from core.sentences import status
from statemachines.machine import Role
from storage.queries import lists, timesheets
from storage.records import Contract
from storage.timesheets import Entry, monday


@command("hours", "Your hourly contracts with this week's time, and the weeks to review", who=Who.JOINED, reads=True)
def hours(context: Context) -> Reply:
    """A line and a button for each contract, and for each week that waits for the client."""
    lines: list[Line] = []
    buttons: list[Button] = []
    for week in reversed(context.transaction.all(lists.MINE["week"], {"me": context.me.id})):
        if week.state in {"review", "unpaid"} and context.role(week) is Role.CLIENT:
            lines.append(line_of(context, week))
            buttons.append(week_button(week))
    for contract in context.transaction.all(lists.MINE["contract"], {"me": context.me.id}):
        if contract.pay == "hourly" and contract.state in {"active", "paused"}:
            lines.append(_this_week(context, contract))
            buttons += _buttons(context, contract)
    if (timer := ticking(context)) is not None:
        lines.insert(0, timer_line(timer))
        buttons.insert(0, stop_button(timer))
    nothing = _("No hourly contract runs. One begins with an offer: /contract offer kind:hourly.")
    shown = Card(
        (Strong(_("Hours this week")),), tuple(lines) or ((nothing,),), buttons=tuple(buttons), note=note(context)
    )
    return Reply(card=shown, extra={"all_buttons": True})


def _this_week(context: Context, contract: Contract) -> Line:
    starts_at = monday(context.now)
    week = context.transaction.one(timesheets.WEEK_AT, {"id": contract.id, "starts_at": starts_at})
    limit = limit_of(context, contract, starts_at)
    name = Strong(f"{contract.ref} {contract.title}")
    return (name, " · ", against_limit(week.minutes if week else 0, limit), " · ", *status(context, contract))


def _buttons(context: Context, contract: Contract) -> list[Button]:
    if contract.state == "active" and context.role(contract) is Role.FREELANCER:
        return [Button(_("Log on {ref}").format(ref=contract.ref), Press("hours.log", contract.ref), "primary")]
    if guards.holds(context, contract, "has_weeks"):
        return [Button(_("Week of {ref}").format(ref=contract.ref), Press("hours.week", contract.ref))]
    return []


@command("hours list", "The newest time entries", who=Who.JOINED, reads=True)
def list_(context: Context) -> Reply:
    """Of either side; deleted ones are left out."""
    found = context.transaction.all(lists.MINE["entry"], {"me": context.me.id})
    there = [entry for entry in found if entry.state != "deleted"]
    return mine(context, _("Time entries"), there, _("No time is logged yet."))


@command("hours show", "A time entry", who=Who.BOTH, on=("entry",), reads=True, example="/hours show H-1")
def show(context: Context, entry: Entry) -> Card:
    """The entry's card."""
    return card(context, entry)
