"""/milestone refund: held money back to the client."""

from __future__ import annotations

from core.card import Card
from core.cards.thing import card
from core.command import Field, Kind, Who, command
from core.confirmation import Summary
from core.context import Context
from core.language import _
from core.recipes import fee_back
from storage.records import Milestone


@command(
    "milestone refund",
    "Ask for held money back; the freelancer has 7 days to answer",
    who=Who.CLIENT,
    on=("milestone",),
    event="ask_refund",
    fields=(Field("reason", Kind.LONG, "Reason", required=True, main=True, example="We changed plans", limit=1_000),),
    button="Ask for a refund",
    example="/milestone refund M-1 We changed plans",
)
def refund(context: Context, milestone: Milestone, reason: str) -> Card:
    """Without an answer the money goes back by itself."""
    context.fire(milestone, "ask_refund", note=reason)
    return card(context, milestone)


@command(
    "milestone give-refund",
    "Give held money back to the client",
    who=Who.FREELANCER,
    on=("milestone",),
    event="give_refund",
    money=True,
    button="Give it back",
    style="danger",
    example="/milestone give-refund M-1",
)
def give_refund(context: Context, milestone: Milestone) -> Card:
    """All that is held, with its part of the client fee."""
    context.judge(milestone, "give_refund")
    currency = milestone.currency
    lines = (
        (_("Back to {name}").format(name=milestone.client_name), context.money(milestone.held, currency)),
        (_("Client fee that comes back"), context.money(fee_back(milestone, milestone.held), currency)),
        (_("You receive"), context.money(0, currency)),
    )
    context.confirm(Summary(_("Give {ref} back?").format(ref=milestone.ref), lines, _("This cannot be undone.")))
    context.fire(milestone, "give_refund")
    return card(context, milestone)


@command(
    "milestone refuse-refund",
    "Refuse a refund; things go on as before",
    who=Who.FREELANCER,
    on=("milestone",),
    event="refuse_refund",
    fields=(Field("reason", Kind.LONG, "Reason", main=True, example="All of it is there", limit=1_000),),
    button="Refuse",
    example="/milestone refuse-refund M-1 All of it is there",
)
def refuse_refund(context: Context, milestone: Milestone, reason: str | None) -> Card:
    """Back to where it was; the review clock goes on with what was left."""
    context.fire(milestone, "refuse_refund", note=reason or "")
    return card(context, milestone)
