"""The facts on the cards of a week, a time entry and a timer."""

from __future__ import annotations

from core.card import Line, Moment
from core.cards.onboarding import Facts, Field
from core.duration import in_hours
from core.hours.reckoning import evidence
from core.language import _
from core.money import share
from core.view import View
from statemachines.machine import Role
from statemachines.policy import policy
from storage.queries import timesheets
from storage.timesheets import Entry, Timer, Week


def week_facts(view: View, week: Week) -> Facts:
    """The facts of a week: what was worked and billed, what the client pays, and what the freelancer gets."""
    return (
        week.title,
        view.money(week.amount, week.currency),
        [
            (_("Contract"), (f"{week.contract.ref} {week.contract.title}",)),
            (_("Hours"), (_hours(week),)),
            *_figures(view, week),
            *_payment(view, week),
        ],
    )


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
