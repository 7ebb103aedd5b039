"""/contract counter, approve-change, reject-change, change, decline: the negotiation of terms."""

from __future__ import annotations

from typing import Any

from core.card import Card
from core.cards.thing import card
from core.command import Field, Kind, Who, command
from core.context import Context
from core.language import _
from core.trade import terms
from core.trade.offers import DUE, PLAN, REASON, REVISIONS, changed
from storage.records import Contract


def _countered(contract: Contract) -> frozenset[str]:
    """What a counter-offer may change: the price in the way that the contract is paid, and the rest."""
    price = {"amount", "milestones"} if contract.pay == "fixed" else {"rate", "limit"}
    return frozenset({"scope", "due", "revisions", "because"} | price)


@command(
    "contract counter",
    "Ask for other terms; the offer stays acceptable meanwhile",
    who=Who.FREELANCER,
    on=("contract",),
    event="counter",
    fields=(
        Field("amount", Kind.MONEY, "Amount", example="500"),
        PLAN,
        Field("rate", Kind.MONEY, "Rate", example="45", help="For an hour"),
        Field("limit", Kind.DURATION, "Limit", example="30h", help="A week, at most"),
        Field("scope", Kind.LONG, "Scope", example="Three pages", limit=3_000),
        DUE,
        REVISIONS,
        Field("because", Kind.LONG, "Because", main=True, example="Two more sections", limit=500),
    ),
    opens=True,
    wanted=_countered,
    button="Counter",
    example='/contract counter C-1 amount:500 milestones:"Draft=200; Final=300" because:"Two more sections"',
)
def counter(context: Context, contract: Contract, because: str | None, **answers: Any) -> Card:
    """Version n+1 waits beside version n; a counter before it is replaced."""
    context.judge(contract, "counter")
    made = changed(context, contract, answers)
    if (earlier := terms.waiting(context, contract)) is not None:
        terms.mark(context, contract, earlier.number, terms.SUPERSEDED)
    number = terms.next_number(context, contract)
    context.fire(contract, "counter", note=because or "")
    terms.write(context, contract.id, number, made, terms.WAITING, because or "")
    return card(context, contract, (_("Asked. The first terms stay acceptable."),))


@command(
    "contract approve-change",
    "Agree to the terms that wait",
    who=Who.BOTH,
    on=("contract",),
    event="approve_change confirm_change",
    button="Agree",
    style="primary",
    example="/contract approve-change C-1",
)
def approve_change(context: Context, contract: Contract) -> Card:
    """The waiting version stands; the milestones follow it."""
    event = _answer_event(contract, "approve_change", "confirm_change")
    context.judge(contract, event)
    version = terms.waiting(context, contract)
    assert version is not None
    context.fire(contract, event)
    made = terms.stand(context, contract, version)
    if contract.pay == "fixed" and event == "approve_change":
        terms.lay_out(context, contract, made["milestones"])
    return card(context, contract)


@command(
    "contract reject-change",
    "Keep the terms as they are",
    who=Who.BOTH,
    on=("contract",),
    event="reject_change refuse_change",
    fields=(REASON,),
    button="Keep as it is",
    example="/contract reject-change C-1",
)
def reject_change(context: Context, contract: Contract, reason: str | None) -> Card:
    """The waiting version does not come into force."""
    event = _answer_event(contract, "reject_change", "refuse_change")
    context.judge(contract, event)
    version = terms.waiting(context, contract)
    assert version is not None
    context.fire(contract, event, note=reason or "")
    terms.mark(context, contract, version.number, terms.REJECTED)
    return card(context, contract)


@command(
    "contract change",
    "Propose a change to a running contract; the other side confirms",
    who=Who.BOTH,
    on=("contract",),
    event="propose_change",
    fields=(
        Field("scope", Kind.LONG, "Scope", main=True, example="Also the imprint", limit=3_000),
        DUE,
        REVISIONS,
        Field("because", Kind.LONG, "Because", example="The law asks for it", limit=500),
    ),
    opens=True,
    button="Change",
    rank=2,
    shortcut="Propose a change",
    quotes="scope",
    example='/contract change C-1 scope:"One page and an imprint" because:"The law asks for it"',
)
def change(context: Context, contract: Contract, because: str | None, **answers: Any) -> Card:
    """A change order: kept as a version with both names on it; money changes with its milestones."""
    context.judge(contract, "propose_change")
    made = changed(context, contract, {**answers, "amount": None, "milestones": ()})
    context.fire(contract, "propose_change", note=because or "")
    terms.write(context, contract.id, terms.next_number(context, contract), made, terms.WAITING, because or "")
    return card(context, contract, (_("Proposed. It counts once the other side agrees."),))


@command(
    "contract decline",
    "Decline an offer",
    who=Who.FREELANCER,
    on=("contract",),
    event="decline",
    fields=(REASON,),
    button="Decline",
    style="danger",
    confirm="Decline this offer? The client is told.",
    example="/contract decline C-1 Booked until May",
)
def decline(context: Context, contract: Contract, reason: str | None) -> Card:
    """The proposal is on the shortlist again."""
    context.fire(contract, "decline", note=reason or "")
    return card(context, contract)


def _answer_event(contract: Contract, offered: str, active: str) -> str:
    return offered if contract.state == "offered" else active
