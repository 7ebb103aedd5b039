"""The review of a week: objections line by line and answers to them, time that is given back, and the acceptance."""

from __future__ import annotations

from datetime import date
from typing import Final

from core.card import text_of
from core.confirmation import Summary
from core.context import Context
from core.duration import in_hours
from core.hours.placing import start_of
from core.hours.reckoning import amounts_of, sheet_of
from core.language import _
from core.recipes import fee_back, fee_on_release
from core.refusal import Mistake, Refusal
from core.sentences import status
from core.when import format_moment
from statemachines.policy import policy
from storage.queries import timesheets
from storage.records import Contract
from storage.timesheets import Entry, Week, monday

MINUTE: Final = 60
INVOICED: Final = frozenset({"review", "unpaid", "uncollected", "disputed", "accepted", "paid", "unbilled"})


def week_of(context: Context, contract: Contract, day: date | None, state: str = "") -> Week:
    """The week of a contract that a day lies in; else the earliest in a state, or the present one. Raises Refusal."""
    if contract.pay != "hourly":
        raise Refusal(
            _("{ref} is paid by milestones, so it has no weeks.").format(ref=contract.ref),
            _("See it with /contract show {ref}.").format(ref=contract.ref),
        )
    weeks = sorted(context.transaction.all(timesheets.WEEKS_OF, {"id": contract.id}), key=lambda week: week.starts_at)
    if day is not None:
        weeks = [week for week in weeks if week.starts_at == monday(start_of(day))]
    elif state:
        weeks = [week for week in weeks if week.state == state]
    else:
        weeks = weeks[-1:]
    if not weeks:
        raise _no_week(contract, day, state)
    weeks[0].contract = contract
    return weeks[0]


def _no_week(contract: Contract, day: date | None, state: str) -> Refusal:
    hint = _("See a week with /hours week {ref} 2026-11-16, by any day in it.").format(ref=contract.ref)
    if day is not None:
        return Refusal(_("{ref} has no such week: nothing is logged in it.").format(ref=contract.ref), hint)
    if state:
        return Refusal(_("No week of {ref} waits for that.").format(ref=contract.ref), hint)
    return Refusal(_("Nothing is logged on {ref} yet.").format(ref=contract.ref), hint)


def objects(context: Context, entry: Entry, reason: str) -> None:
    """The client asks about a line, while its week is not accepted."""
    week = _in_question(context, entry, "object")
    context.fire(entry, "object", note=reason, objection=reason, answer="")
    context.fire(week, "object")


def answers(context: Context, entry: Entry, text: str) -> None:
    """The freelancer answers."""
    week = _in_question(context, entry, "answer")
    context.fire(entry, "answer", note=text, answer=text)
    context.fire(week, "answer")


def invoiced(context: Context, entry: Entry) -> Week | None:
    """Its week, locked, if that is invoiced and takes back some of this entry; None before. Raises Refusal after."""
    week: Week = context.load("week", entry.week_id)
    if week.state not in INVOICED:
        return None
    if week.state != "review":
        raise _over(context, entry, week)
    if entry.state not in {"objected", "answered"}:
        closed = week.ends_at + policy(week.policy).week_invoice * MINUTE
        moment = format_moment(closed, context.zone, context.language)
        sentence = _("The week of {week} could be corrected until {moment}; it is invoiced since, so {ref} stays.")
        hint = _("If {client} objects to it, you can shorten or delete it then.")
        raise Refusal(
            sentence.format(week=week.title, moment=moment, ref=entry.ref), hint.format(client=entry.client_name)
        )
    context.judge(week, "reduce")
    return week


def give_back(context: Context, entry: Entry, week: Week, minutes: int) -> None:
    """Bill only `minutes` of an entry that the client objected to; the rest goes back at once, after a confirmation."""
    sheet = sheet_of(context, week)
    line = next(line for line in sheet.lines if line.ref == entry.ref)
    if minutes >= line.billable:
        sentence = _("{ref} is billed with {hours}; after the invoice it can only become less.")
        raise Mistake("duration", sentence.format(ref=entry.ref, hours=in_hours(line.billable)), "1h")
    billable = [minutes if other is line else other.billable for other in sheet.lines]
    back = week.held - sum(amounts_of(billable, [other.rate for other in sheet.lines]))
    lines = (
        (_("Billed of {ref}").format(ref=entry.ref), f"{in_hours(line.billable)} → {in_hours(minutes)}"),
        (_("Back to {name}").format(name=week.client_name), context.money(back, week.currency)),
        (_("Their fee on it, back too"), context.money(fee_back(week, back), week.currency)),
    )
    title = _("Give back {amount}?").format(amount=context.money(back, week.currency))
    context.confirm(Summary(title, lines, _("It is back in their wallet at once and cannot be taken again.")))
    context.fire(entry, "reduce", conceded=entry.conceded + line.billable - minutes)
    context.fire(week, "reduce", details={"amount": back}, billable=sum(billable))


def accept(context: Context, week: Week) -> None:
    """The client accepts what was invoiced, after confirming the figures; clearing makes it available."""
    if week.state != "review":
        sentence = _(
            "The week of {week} is “{state}” now. A week can be accepted once it is invoiced, Monday 12:00 UTC."
        )
        raise Refusal(sentence.format(week=week.title, state=text_of(status(context, week))))
    context.judge(week, "accept")
    fee = fee_on_release(week, week.held)
    available = week.ends_at + policy(week.policy).week_clearing * MINUTE
    lines = (
        (_("Week"), f"{week.contract.ref} {week.contract.title}, {week.title}"),
        (_("Time billed"), in_hours(week.billable)),
        (_("Released"), context.money(week.held, week.currency)),
        (_("Freelancer fee"), context.money(fee, week.currency)),
        (_("{name} receives").format(name=week.freelancer_name), context.money(week.held - fee, week.currency)),
        (_("Available"), format_moment(available, context.zone, context.language)),
    )
    title = _("Accept the week of {week}?").format(week=week.title)
    context.confirm(Summary(title, lines, _("What is accepted cannot be taken back or disputed.")))
    context.fire(week, "accept")


def _in_question(context: Context, entry: Entry, event: str) -> Week:
    week: Week = context.load("week", entry.week_id)
    context.judge(entry, event)
    if week.state in INVOICED - {"review"}:
        raise _over(context, entry, week)
    context.judge(week, event)
    return week


def _over(context: Context, entry: Entry, week: Week) -> Refusal:
    sentence = _("The week of {week} is “{state}” now, so {ref} stays as it is.")
    return Refusal(sentence.format(week=week.title, state=text_of(status(context, week)), ref=entry.ref))
