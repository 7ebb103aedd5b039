"""Charging for a week: the invoice on Monday noon, the payment that arrives for it or does not, and trying again."""

from __future__ import annotations

from core.card import Button, Card, Press, Strong
from core.cards.thing import card
from core.confirmation import Summary
from core.context import Context
from core.duration import in_hours
from core.language import _, use_language
from core.money import LIMIT, Money
from core.recipes import funding
from core.trade.funding import ask_deposit, wallet
from core.trade.weeks import recount
from statemachines.machine import Role
from statemachines.policy import policy
from storage.queries import marketplace, people, timesheets
from storage.records import Contract, Deposit
from storage.timesheets import Week


def invoice(context: Context, week: Week) -> None:
    """Bill the week: from the wallet where it covers it, else by a charge for exactly what is missing."""
    recount(context, week)
    missing = _missing(context, week)
    context.fire(week, "invoice", role=Role.SYSTEM)
    if week.contract.employed:
        _report(context, week)
    if week.state == "review" and not week.funded:
        _charge(context, week, missing)


def arrived(context: Context, deposit: Deposit) -> None:
    """Money came for a week, and it is still not paid: the wallet was emptied meanwhile, so the rest is charged."""
    week = context.transaction.one(marketplace.THING_LOCKED["week"], {"id": deposit.week_id})
    assert week is not None
    asked = context.transaction.one(timesheets.DEPOSIT_WAITING, {"week_id": week.id})
    if week.state == "review" and not week.funded and asked is None:
        _charge(context, week, _missing(context, week))


def owed(context: Context, contract: Contract) -> Week | None:
    """The earliest week of a contract whose payment did not go through, locked."""
    found = [week for week in context.transaction.all(timesheets.UNPAID, {"id": contract.id}) if week.state != "review"]
    return context.transaction.one(marketplace.THING_LOCKED["week"], {"id": found[0].id}) if found else None


def retry(context: Context, week: Week) -> Card:
    """Pay a week whose payment did not go through, after the client has confirmed the figures."""
    context.judge(week, "retry")
    missing = _missing(context, week)
    context.confirm(_summary(context, week, missing))
    context.fire(week, "retry")
    if week.funded:
        said = _("Paid from your wallet. {name} is told.").format(name=week.freelancer_name)
        return card(context, week, (said,))
    deposit = ask_deposit(context, week.client_id, Money(missing, week.currency), week_id=week.id)
    said = _("{amount} is on its way ({ref}); both of you are told when it has arrived.")
    return card(context, week, (said.format(amount=context.money(missing, week.currency), ref=deposit.ref),))


def _missing(context: Context, week: Week) -> int:
    """What the wallet lacks for the week and its fee, in minor units; the wallet stays locked."""
    return max(sum(funding(week)) - wallet(context, week.currency, week.client_id), 0)


def _charge(context: Context, week: Week, missing: int) -> None:
    if missing > LIMIT:
        why = _("It is more than one payment can carry: pay in parts with /wallet deposit, then /hours retry.")
        context.fire(week, "payment_failed", role=Role.SYSTEM, note=why)
    else:
        ask_deposit(context, week.client_id, Money(missing, week.currency), week_id=week.id)


def _summary(context: Context, week: Week, missing: int) -> Summary:
    due, fee = funding(week)
    percent = policy(week.contract.policy).client_fee_bp / 100
    lines = [
        (_("You pay"), context.me.name),
        (_("For"), _("{hours} by {name}").format(hours=in_hours(week.billable), name=week.freelancer_name)),
        (_("Amount"), context.money(due, week.currency)),
        (_("Client fee {percent:g} %").format(percent=percent), context.money(fee, week.currency)),
        (_("Total"), context.money(due + fee, week.currency)),
    ]
    if missing < due + fee:
        lines.append((_("From your wallet"), context.money(due + fee - missing, week.currency)))
    if missing:
        lines.append((_("Charged to your payment method"), context.money(missing, week.currency)))
    title = _("Pay the week of {title} of {contract}?").format(title=week.title, contract=week.contract.ref)
    return Summary(title, tuple(lines), _("The money is held; you review the week before it is paid out."))


def _report(context: Context, week: Week) -> None:
    """An employer of record pays: the operators get the hours, nothing is charged here."""
    contract = week.contract
    for person_id in context.transaction.all(people.OPERATORS):
        with use_language(context.person(person_id).language):
            title = _("Payroll note · {ref} {title}").format(ref=contract.ref, title=contract.title)
            sentence = _(
                "{freelancer} (U-{number}) worked {hours} for {client} in the week of {week}. Nothing is charged here."
            )
            line = sentence.format(
                freelancer=contract.freelancer_name,
                number=contract.freelancer_id,
                hours=in_hours(week.billable),
                client=contract.client_name,
                week=week.title,
            )
        button = Button(contract.ref, Press("contract.show", contract.ref))
        head = (Strong(title),)
        context.news.send(person_id, Card(head, ((line,),), buttons=(button,), contract=contract.ref))
