"""The facts on the cards of a week, a time entry and a timer."""

from __future__ import annotations

import json
from typing import Final

from core.card import Button, Line, Moment, Press
from core.cards.onboarding import Facts, Field
from core.duration import in_hours
from core.hours.agreed import coming, limit_of, manual_allowed
from core.hours.reckoning import evidence
from core.language import _
from core.money import share
from core.sentences import status
from core.view import View
from statemachines.machine import Role
from statemachines.policy import policy
from storage.queries import timesheets
from storage.records import Contract
from storage.timesheets import Entry, Timer, Week, monday


def week_facts(view: View, week: Week) -> Facts:
    """The facts of a week: what was worked and billed, what the client pays, and what the freelancer gets."""
    return (
        week_name(week),
        view.money(week.amount, week.currency),
        [
            (_("Contract"), (f"{week.contract.ref} {week.contract.title}",)),
            (_("Hours"), (_hours(week),)),
            *_figures(view, week),
            *_payment(view, week),
        ],
    )


RUNNING: Final = frozenset({"active", "paused", "ended", "suspended"})
GOING_ON: Final = frozenset({"correcting", "review", "unpaid", "uncollected", "disputed"})


def contract_facts(view: View, contract: Contract) -> list[Field]:
    """What an hourly contract says beyond its rate: manual time, activities, a coming limit, the weeks that go on."""
    facts: list[Field] = []
    if (later := coming(view, contract, "limit")) is not None:
        limit = in_hours(later.value or 0)
        facts.append((_("Weekly limit"), (_("{limit} from ").format(limit=limit), Moment(later.from_at))))
    allowed = manual_allowed(view, contract)
    by_hand = _("may be entered") if allowed else _("is not taken: a link, a commit or a file goes with each entry")
    facts.append((_("Time without evidence"), (by_hand,)))
    if codes := json.loads(contract.codes):
        facts.append((_("Activities"), (", ".join(codes),)))
    if contract.state not in RUNNING:
        return facts
    this = monday(view.now)
    found = view.transaction.all(timesheets.WEEKS_OF, {"id": contract.id})
    for week in reversed(found):
        if week.starts_at == this or week.state in GOING_ON:
            facts.append(_week_line(view, week, limit_of(view, contract, week.starts_at)))
    return facts


def _week_line(view: View, week: Week, limit: int | None) -> Field:
    hours = in_hours(week.minutes)
    if limit is not None:
        hours = _("{hours} of {limit}").format(hours=hours, limit=in_hours(limit))
    label = _("This week") if week.starts_at == monday(view.now) else _("Week of {monday}").format(monday=week.title)
    return label, (f"{hours} · {view.money(week.amount, week.currency)} · ", *status(view, week))


def week_name(week: Week) -> str:
    """What people call a week: its contract and its Monday."""
    return _("{ref}, week of {monday}").format(ref=week.contract.ref, monday=week.title)


def week_button(week: Week) -> Button:
    """The button that shows the week as a table."""
    return Button(week_name(week), Press("hours.week", week.contract.ref, extra=week.title))


def week_steps(view: View, week: Week) -> tuple[Button, ...]:
    """What the client does next about a week: accept it, or pay it."""
    if view.role(week) is not Role.CLIENT:
        return (week_button(week),)
    if week.state == "review" and week.funded:
        accept = Press("hours.accept", week.contract.ref, extra=week.title)
        return (Button(_("Accept the week"), accept, "primary"), week_button(week))
    if week.state in {"unpaid", "uncollected"}:
        return (Button(_("Pay the week"), Press("hours.retry", week.contract.ref), "primary"), week_button(week))
    return (week_button(week),)


def _hours(week: Week) -> str:
    if week.minutes == week.billable:
        return in_hours(week.minutes)
    over = in_hours(week.minutes - week.billable)
    return _("{hours} worked, {billed} billed; {over} is over the weekly limit or was given up").format(
        hours=in_hours(week.minutes), billed=in_hours(week.billable), over=over
    )


def _figures(view: View, week: Week) -> list[Field]:
    """What it costs the client or what the freelancer receives, each with the fee, to whom it concerns."""
    if week.contract.employed:
        return [(_("Paid"), (_("through an employer of record; nothing is charged here"),))]
    numbers = policy(week.contract.policy)
    standing = week.amount - week.refunded
    if view.role(week) is Role.FREELANCER:
        fee, label = share(standing, numbers.freelancer_fee_bp), _("You receive")
        text = _("{sum} after the {fee} fee")
        whole = standing - fee
    else:
        fee, label = share(standing, numbers.client_fee_bp), _("In all")
        if week.funded:
            fee = week.client_fee - week.client_fee_back
        text = _("{sum} with the {fee} client fee")
        whole = standing + fee
    money = {"sum": view.money(whole, week.currency), "fee": view.money(fee, week.currency)}
    return [(label, (text.format(**money),))]


def _payment(view: View, week: Week) -> list[Field]:
    if week.state == "review" and week.funded:
        return [(_("Payment"), (_("{amount} is held").format(amount=view.money(week.held, week.currency)),))]
    waiting = view.transaction.one(timesheets.DEPOSIT_WAITING, {"week_id": week.id})
    if waiting is None:
        return []
    number, amount = waiting
    text = _("{amount} is on its way (DEP-{number})")
    return [(_("Payment"), (text.format(amount=view.money(amount, week.currency), number=number),))]


def entry_facts(view: View, entry: Entry) -> Facts:
    """The facts of a time entry."""
    worked: Line = (Moment(entry.starts_at), " – ", Moment(entry.ends_at))
    facts: list[Field] = [(_("Contract"), (f"{entry.contract.ref} {entry.contract.title}",)), (_("Worked"), worked)]
    if shown := evidence(view, entry):
        facts.append((_("Evidence"), (", ".join(shown),)))
    return entry.memo, in_hours(entry.minutes), facts


def timer_facts(_view: View, timer: Timer) -> Facts:
    """The facts of a timer."""
    return timer.memo, timer.contract.ref, [(_("Since"), (Moment(timer.started_at),))]
