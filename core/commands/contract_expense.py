"""/contract expense, and the client's answer to it: money that the freelancer has laid out, with its receipt."""

from __future__ import annotations

from core.card import Card
from core.cards.thing import card
from core.command import Field, Kind, Who, command
from core.context import Context
from core.language import _
from core.money import Money
from core.trade import expenses
from storage.records import Contract, Milestone


@command(
    "contract expense",
    "Ask for money back that you laid out, with the receipt",
    who=Who.FREELANCER,
    on=("contract",),
    states=("active", "paused", "ended"),
    fields=(
        Field("amount", Kind.MONEY, "Amount", required=True, example="25"),
        Field("reason", Kind.TEXT, "For", required=True, main=True, example="Train ticket", limit=80),
        Field("receipt", Kind.PAPERS, "Receipt", required=True, help="A picture or a PDF"),
    ),
    positional=("amount",),
    example="/contract expense C-2 25 Train ticket",
)
def expense(context: Context, contract: Contract, amount: Money, reason: str, receipt: tuple[int, ...]) -> Card:
    """The client pays it or refuses it; there is no fee on either side."""
    claimed = expenses.claim(context, contract, amount, reason, receipt)
    said = _("Asked. {name} gets the receipt and pays or refuses it.").format(name=contract.client_name)
    return card(context, claimed, (said,))


@command(
    "milestone accept-expense",
    "Pay an expense from your wallet",
    who=Who.CLIENT,
    on=("milestone",),
    event="pay_claim",
    money=True,
    button="Pay it",
    style="primary",
    example="/milestone accept-expense M-3",
)
def accept_expense(context: Context, milestone: Milestone) -> Card:
    """From the wallet to the freelancer, without a fee; it clears like a milestone."""
    expenses.pay(context, milestone)
    return card(context, milestone, (_("Paid. {name} is told.").format(name=milestone.freelancer_name),))


@command(
    "milestone refuse-expense",
    "Refuse an expense, with a reason",
    who=Who.CLIENT,
    on=("milestone",),
    event="refuse_claim",
    fields=(Field("reason", Kind.LONG, "Reason", required=True, main=True, limit=500, example="It was not agreed"),),
    button="Refuse",
    example="/milestone refuse-expense M-3 It was not agreed",
)
def refuse_expense(context: Context, milestone: Milestone, reason: str) -> Card:
    """Nothing is paid; the freelancer is told why."""
    context.fire(milestone, "refuse_claim", note=reason)
    return card(context, milestone)


@command(
    "milestone withdraw-expense",
    "Take an expense back",
    who=Who.FREELANCER,
    on=("milestone",),
    event="withdraw_claim",
    button="Take back",
    confirm="Take this expense back?",
    example="/milestone withdraw-expense M-3",
)
def withdraw_expense(context: Context, milestone: Milestone) -> Card:
    """Nothing is paid for it."""
    context.fire(milestone, "withdraw_claim")
    return card(context, milestone)
