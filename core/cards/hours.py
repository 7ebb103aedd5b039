"""The facts on the cards of a week, a time entry and a timer."""

from __future__ import annotations

import json
from typing import Final

from core.card import Button, Line, Moment, Press
from core.cards.onboarding import Facts, Field
from core.duration import in_hours
from core.hours.agreed import coming, limit_of, manual_allowed
from core.hours.reckoning import evidence
from core.hours.sheet import Sheet
from core.language import _
from core.money import share
from core.sentences import status
from core.view import View
from statemachines.machine import Role
from statemachines.policy import policy
from storage.queries import timesheets
from storage.records import Contract
from storage.timesheets import Entry, Week, monday


def week_facts(view: View, week: Week) -> Facts:
    """The facts of a week: what was worked and billed, what the client pays, and what the freelancer gets."""
    return (
        week_name(week),
        worth(view, week),
        [
            (_("Contract"), (f"{week.contract.ref} {week.contract.title}",)),
            (_("Hours"), (_hours(week),)),
            *_figures(view, week),
            *_payment(view, week),
        ],
    )


def worth(view: View, week: Week) -> str:
    """What a week comes to; hours that an employer of record pays for come to no amount here."""
    return in_hours(week.minutes) if week.contract.employed else view.money(week.standing, week.currency)


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
    return label, (f"{hours} · {view.money(week.standing, week.currency)} · ", *status(view, week))


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
    return _("{hours} worked, {billed} billed; {over} is over the weekly limit or was given back").format(
        hours=in_hours(week.minutes), billed=in_hours(week.billable), over=over
    )


def _figures(view: View, week: Week) -> list[Field]:
    """What it costs the client or what the freelancer receives, each with the fee, to whom it concerns."""
    if week.contract.employed:
        return [(_("Paid"), (_("through an employer of record; nothing is charged here"),))]
    numbers = policy(week.contract.policy)
    if view.role(week) is Role.FREELANCER:
        fee, label = share(week.standing, numbers.freelancer_fee_bp), _("You receive")
        text = _("{sum} after the {fee} fee")
        whole = week.standing - fee
    else:
        fee, label = share(week.standing, numbers.client_fee_bp), _("In all")
        if week.funded:
            fee = week.client_fee - week.client_fee_back
        text = _("{sum} with the {fee} client fee")
        whole = week.standing + fee
    money = {"sum": view.money(whole, week.currency), "fee": view.money(fee, week.currency)}
    return [(label, (text.format(**money),))]


def _payment(view: View, week: Week) -> list[Field]:
    if week.state == "review" and week.funded:
        return [(_("Payment"), (_("{amount} is held").format(amount=view.money(week.held, week.currency)),))]
    waiting = view.transaction.one(timesheets.DEPOSIT_WAITING, {"week_id": week.id})
    if waiting is None:
        return []
    if view.role(week) is Role.FREELANCER:  # the charge would tell what the client's wallet holds
        return [(_("Payment"), (_("is on its way"),))]
    number, amount = waiting
    text = _("{amount} is on its way (DEP-{number})")
    return [(_("Payment"), (text.format(amount=view.money(amount, week.currency), number=number),))]


def entry_facts(view: View, entry: Entry) -> Facts:
    """The facts of a time entry."""
    worked: Line = (Moment(entry.starts_at), " – ", Moment(entry.ends_at))
    facts: list[Field] = [(_("Contract"), (f"{entry.contract.ref} {entry.contract.title}",)), (_("Worked"), worked)]
    if entry.code:
        facts.append((_("Code"), (entry.code,)))
    shown = evidence(view, entry)
    facts.append((_("Evidence"), (", ".join(shown) if shown else _("none, entered by hand"),)))
    if entry.conceded:
        facts.append((_("Given back"), (in_hours(entry.conceded),)))
    if entry.objection:
        facts.append((_("Objection"), (entry.objection,)))
    if entry.answer:
        facts.append((_("Answer"), (entry.answer,)))
    return entry.memo, in_hours(entry.minutes), facts


def limit_lines(view: View, contract: Contract, sheet: Sheet) -> tuple[Line, ...]:
    """How full the week of a contract is, with a warning from the policy's share of the limit on."""
    logged = in_hours(sheet.minutes)
    lines: list[Line] = []
    if contract.employed:
        lines.append((_("Paid through an employer of record: hours are reported only, nothing is charged here."),))
    if sheet.limit is None:
        return (*lines, (_("That week so far: {logged}.").format(logged=logged),))
    lines.append((_("That week so far: {logged} of {limit}.").format(logged=logged, limit=in_hours(sheet.limit)),))
    if sheet.over:
        over = _("{over} of it are over the limit: shown, and not billed. {client} can raise it.")
        lines.append((over.format(over=in_hours(sheet.over), client=contract.client_name),))
    elif sheet.minutes == sheet.limit:
        lines.append((_("The weekly limit is reached: what comes on top is shown, and not billed."),))
    elif sheet.minutes * 100 >= sheet.limit * policy(contract.policy).limit_warned_percent:
        left = in_hours(sheet.limit - sheet.minutes)
        lines.append((_("Nearly full: {left} until the weekly limit.").format(left=left),))
    return tuple(lines)
