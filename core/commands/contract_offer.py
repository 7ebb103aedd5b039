"""/contract offer, withdraw and rehire: how a contract begins."""

from __future__ import annotations

import json
from typing import Any, Final

from core.card import Card
from core.cards.thing import card
from core.command import Field, Kind, Who, command
from core.context import Context
from core.language import _
from core.money import Money, plain
from core.refusal import Mistake
from core.trade import templates, terms
from core.trade.choices import PAY
from core.trade.offers import AMOUNT, DUE, PLAN, REASON, REVISIONS, changed, check_freelancer, create, from_answers
from statemachines.machine import Role
from storage.records import Contract, Person, Proposal

SCOPE: Final = Field("scope", Kind.LONG, "Scope", main=True, example="One page", limit=3_000)


def _said_in_proposal(_context: Context, proposal: Proposal) -> dict[str, tuple[str, ...]]:
    """What a proposal says about the offer: its rate, its price or its plan."""
    bid = plain(Money(proposal.bid, proposal.currency))
    if proposal.job_pay == "hourly":
        return {"kind": ("hourly",), "rate": (bid,)}
    plan = json.loads(proposal.milestones)
    if not plan:
        return {"kind": ("fixed",), "amount": (bid,)}
    lines = "; ".join(f"{name}={plain(Money(minor, proposal.currency))}" for name, minor in plan)
    return {"kind": ("fixed",), "milestones": (lines,)}


@command(
    "contract offer",
    "Offer a contract, on a proposal or to a person",
    who=Who.CLIENT,
    on=("proposal", "person"),
    states=("submitted", "shortlisted", "archived"),
    fields=(
        AMOUNT,
        PLAN,
        SCOPE,
        DUE,
        Field("title", Kind.TEXT, "Title", example="Landing page", limit=120, asked=False),
        Field("kind", Kind.CHOICE, "Kind", choices=PAY, default="fixed", asked=False),
        Field("rate", Kind.MONEY, "Rate", when=("kind", "hourly"), example="40"),
        Field("limit", Kind.DURATION, "Limit", when=("kind", "hourly"), help="A week, at most", example="20h"),
        Field(
            "manual", Kind.FLAG, "Manual", when=("kind", "hourly"), help="Time may be entered by hand", example="yes"
        ),
        Field("start", Kind.DATE, "Start", example="monday", asked=False),
        REVISIONS,
        Field("many", Kind.FLAG, "Many", help="Several milestones may be funded at once", example="yes", asked=False),
        Field(
            "onboarding",
            Kind.FLAG,
            "Onboarding",
            help="Papers and checks before work starts; your template says whether that is so by itself",
            example="yes",
            asked=False,
        ),
    ),
    opens=True,
    prefill=_said_in_proposal,
    button="Offer a contract",
    style="primary",
    aliases=("hire",),
    example='/contract offer P-1 amount:450 milestones:"Draft=150; Final=300" scope:"One page" due:"in 2 weeks"',
)
def offer(context: Context, on: Proposal | Person, many: bool | None, onboarding: bool | None, **answers: Any) -> Card:
    """Terms version 1 stands; milestones are those named, the proposal's, or one of the whole amount."""
    proposal = on if isinstance(on, Proposal) else None
    freelancer = context.known_person(on.freelancer_id) if isinstance(on, Proposal) else on
    check_freelancer(context, freelancer)
    job = context.load("job", proposal.job_id) if proposal else None
    if proposal is not None:
        context.judge(proposal, "offer", Role.SYSTEM)
        answers = {**answers, **_from_proposal(proposal, job, answers)}
    if not answers["scope"]:
        raise Mistake("scope", _("Say what is to be done."), "One page")
    currency = _currency(context, proposal, answers)
    made = from_answers(answers, currency)
    contract = create(
        context,
        made,
        freelancer_id=freelancer.id,
        job_id=proposal.job_id if proposal else None,
        proposal_id=proposal.id if proposal else None,
        title=answers["title"] or answers["scope"].splitlines()[0][:80],
        currency=currency,
        many_funded=int(bool(many)),
        onboarding=int(templates.applies(context, onboarding)),
    )
    return card(context, contract, (_("The offer is out. {name} is told.").format(name=freelancer.name),))


@command(
    "contract withdraw",
    "Take an offer back",
    who=Who.CLIENT,
    on=("contract",),
    event="withdraw",
    fields=(REASON,),
    button="Take back",
    style="danger",
    confirm="Take this offer back? The freelancer is told.",
    example="/contract withdraw C-1",
)
def withdraw(context: Context, contract: Contract, reason: str | None) -> Card:
    """The proposal is on the shortlist again."""
    context.fire(contract, "withdraw", note=reason or "")
    return card(context, contract)


@command(
    "contract rehire",
    "Offer a new contract on the old terms",
    who=Who.CLIENT,
    on=("contract",),
    states=("ended", "closed"),
    fields=(
        AMOUNT,
        PLAN,
        Field("scope", Kind.LONG, "Scope", main=True, example="The next page", limit=3_000),
        DUE,
    ),
    button="Hire again",
    example="/contract rehire C-1 The next page",
)
def rehire(context: Context, contract: Contract, **answers: Any) -> Card:
    """The old terms, with what was given changed."""
    old = terms.standing(context, contract)
    freelancer = context.known_person(contract.freelancer_id)
    check_freelancer(context, freelancer)
    made = changed(context, contract, {**answers, "revisions": None})
    made["due_at"] = answers["due"]
    renewed = create(
        context,
        made,
        freelancer_id=freelancer.id,
        title=answers["scope"][:80] if answers["scope"] else contract.title,
        currency=contract.currency,
        many_funded=contract.many_funded,
        onboarding=int(templates.applies(context, contract.onboarding or None)),
        kind=old.get("kind", "fixed"),
    )
    return card(context, renewed, (_("The offer is out. {name} is told.").format(name=freelancer.name),))


def _from_proposal(proposal: Proposal, job: Any, answers: dict[str, Any]) -> dict[str, Any]:
    """What the proposal and its job already say, where nothing else was said."""
    found: dict[str, Any] = {"title": answers["title"] or job.title, "scope": answers["scope"] or job.description}
    if job.pay == "hourly":
        found["kind"] = "hourly"
        found["rate"] = answers["rate"] or Money(proposal.bid, proposal.currency)
    elif answers["amount"] is None and not answers["milestones"]:
        found["amount"] = Money(proposal.bid, proposal.currency)
        plan = json.loads(proposal.milestones)
        found["milestones"] = tuple((title, Money(amount, proposal.currency)) for title, amount in plan)
    return found


def _currency(context: Context, proposal: Proposal | None, answers: dict[str, Any]) -> str:
    if proposal is not None:
        return proposal.currency
    for amount in (answers["amount"], answers["rate"], *(money for _title, money in answers["milestones"])):
        if amount is not None:
            return str(amount.currency)
    return context.currency
