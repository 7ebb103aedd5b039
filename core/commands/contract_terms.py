"""/contract offer and the negotiation of its terms."""

from __future__ import annotations

import json
from typing import Any, Final

from core import terms
from core.card import Card, Choice
from core.cards.thing import card
from core.command import Field, Kind, Who, command
from core.context import Context
from core.language import _
from core.money import Money, plain
from core.refusal import Mistake, Refusal
from statemachines.machine import Role
from statemachines.policy import CURRENT
from storage.records import Contract, Person, Proposal


def _said_in_proposal(_context: Context, proposal: Proposal) -> dict[str, tuple[str, ...]]:
    """What a proposal says about the offer: its price or its plan."""
    plan = json.loads(proposal.milestones)
    text = {name: plain(Money(minor, proposal.currency)) for name, minor in plan}
    if not plan:
        return {"amount": (plain(Money(proposal.bid, proposal.currency)),)}
    return {"milestones": ("; ".join(f"{name}={amount}" for name, amount in text.items()),)}


KINDS: Final = (Choice("fixed", "Fixed price"), Choice("hourly", "By the hour"))
AMOUNT: Final = Field("amount", Kind.MONEY, "Amount", example="450", help="The whole price")
PLAN: Final = Field("milestones", Kind.MILESTONES, "Milestones", example="Draft=150; Final=300", limit=1_000)
SCOPE: Final = Field("scope", Kind.LONG, "Scope", main=True, example="One page", limit=3_000)
DUE: Final = Field("due", Kind.DATE, "Due", example="in 2 weeks")
REVISIONS: Final = Field(
    "revisions", Kind.NUMBER, "Revisions", example="2", help="Rounds of changes included", asked=False
)
REASON: Final = Field("reason", Kind.LONG, "Reason", main=True, limit=500, example="Booked until May")


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
        Field("kind", Kind.CHOICE, "Kind", choices=KINDS, default="fixed", asked=False),
        Field("rate", Kind.MONEY, "Rate", when=("kind", "hourly"), example="40"),
        Field("limit", Kind.DURATION, "Limit", when=("kind", "hourly"), help="A week, at most", example="20h"),
        Field(
            "manual", Kind.FLAG, "Manual", when=("kind", "hourly"), help="Time may be entered by hand", example="yes"
        ),
        Field("start", Kind.DATE, "Start", example="monday", asked=False),
        REVISIONS,
        Field("many", Kind.FLAG, "Many", help="Several milestones may be funded at once", example="yes", asked=False),
    ),
    opens=True,
    prefill=_said_in_proposal,
    button="Offer a contract",
    style="primary",
    aliases=("hire",),
    example='/contract offer P-1 amount:450 milestones:"Draft=150; Final=300" scope:"One page" due:"in 2 weeks"',
)
def offer(context: Context, on: Proposal | Person, many: bool | None, **answers: Any) -> Card:
    """Terms version 1 stands; milestones are those named, the proposal's, or one of the whole amount."""
    proposal = on if isinstance(on, Proposal) else None
    freelancer = context.known_person(on.freelancer_id) if isinstance(on, Proposal) else on
    _check_freelancer(context, freelancer)
    job = context.load("job", proposal.job_id) if proposal else None
    if proposal is not None:
        context.judge(proposal, "offer", Role.SYSTEM)
        answers = {**answers, **_from_proposal(proposal, job, answers)}
    if not answers["scope"]:
        raise Mistake("scope", _("Say what is to be done."), "One page")
    currency = _currency(context, proposal, answers)
    made = _terms(answers, currency)
    contract = _create(
        context,
        made,
        freelancer_id=freelancer.id,
        job_id=proposal.job_id if proposal else None,
        proposal_id=proposal.id if proposal else None,
        title=answers["title"] or answers["scope"].splitlines()[0][:80],
        currency=currency,
        many_funded=int(bool(many)),
    )
    return card(context, contract, (_("The offer is out. {name} is told.").format(name=freelancer.name),))


@command(
    "contract counter",
    "Ask for other terms; the offer stays acceptable meanwhile",
    who=Who.FREELANCER,
    on=("contract",),
    event="counter",
    fields=(
        Field("amount", Kind.MONEY, "Amount", example="500"),
        PLAN,
        Field("scope", Kind.LONG, "Scope", example="Three pages", limit=3_000),
        DUE,
        REVISIONS,
        Field("because", Kind.LONG, "Because", main=True, example="Two more sections", limit=500),
    ),
    opens=True,
    button="Counter",
    example='/contract counter C-1 amount:500 milestones:"Draft=200; Final=300" because:"Two more sections"',
)
def counter(context: Context, contract: Contract, because: str | None, **answers: Any) -> Card:
    """Version n+1 waits beside version n; a counter before it is replaced."""
    context.judge(contract, "counter")
    changed = _changed(context, contract, answers)
    if (earlier := terms.waiting(context, contract)) is not None:
        terms.mark(context, contract, earlier.number, terms.SUPERSEDED)
    number = terms.next_number(context, contract)
    context.fire(contract, "counter", note=because or "")
    terms.write(context, contract.id, number, changed, terms.WAITING, because or "")
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
    example='/contract change C-1 scope:"One page and an imprint" because:"The law asks for it"',
)
def change(context: Context, contract: Contract, because: str | None, **answers: Any) -> Card:
    """A change order: kept as a version with both names on it; money changes with its milestones."""
    context.judge(contract, "propose_change")
    changed = _changed(context, contract, {**answers, "amount": None, "milestones": ()})
    context.fire(contract, "propose_change", note=because or "")
    terms.write(context, contract.id, terms.next_number(context, contract), changed, terms.WAITING, because or "")
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
    _check_freelancer(context, freelancer)
    made = _changed(context, contract, {**answers, "revisions": None})
    made["due_at"] = answers["due"]
    renewed = _create(
        context,
        made,
        freelancer_id=freelancer.id,
        title=answers["scope"][:80] if answers["scope"] else contract.title,
        currency=contract.currency,
        many_funded=contract.many_funded,
        kind=old.get("kind", "fixed"),
    )
    return card(context, renewed, (_("The offer is out. {name} is told.").format(name=freelancer.name),))


def _create(context: Context, made: dict[str, Any], **columns: Any) -> Contract:
    values = {"kind": made["kind"], **columns, "client_id": context.me.id, "policy": CURRENT.version}
    contract: Contract = context.create("contract", "offer", **values)
    terms.write(context, contract.id, 1, made, terms.STANDING)
    if made["kind"] == "fixed":
        terms.lay_out(context, contract, made["milestones"])
    return contract


def _check_freelancer(context: Context, freelancer: Person) -> None:
    if freelancer.id == context.me.id:
        raise Refusal(_("You cannot hire yourself."))
    if not freelancer.is_freelancer:
        raise Refusal(_("{ref} {name} is no freelancer.").format(ref=freelancer.ref, name=freelancer.name))


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


def _terms(answers: dict[str, Any], currency: str) -> dict[str, Any]:
    kind = answers["kind"] or ("hourly" if answers["rate"] else "fixed")
    made = {
        "kind": kind,
        "scope": answers["scope"],
        "due_at": answers["due"],
        "start_at": answers["start"],
        "revisions": answers["revisions"],
    }
    if kind == "hourly":
        if answers["rate"] is None or answers["rate"].currency != currency:
            raise Mistake("rate", _("An hourly contract needs a rate in {currency}.").format(currency=currency), "40")
        return made | {"rate": answers["rate"].minor, "limit": answers["limit"], "manual": bool(answers["manual"])}
    title = (answers["title"] or answers["scope"].splitlines()[0])[:80]
    amount, plan = terms.plan(title, answers["amount"], answers["milestones"], currency)
    return made | {"amount": amount, "milestones": plan}


def _changed(context: Context, contract: Contract, answers: dict[str, Any]) -> dict[str, Any]:
    """The standing terms with what was given changed. Raises Refusal if that is nothing."""
    made = dict(terms.standing(context, contract))
    if answers["amount"] is not None or answers["milestones"]:
        if contract.pay != "fixed":
            raise Mistake("amount", _("This contract is paid by the hour."), "")
        amount, plan = terms.plan(contract.title, answers["amount"], answers["milestones"], contract.currency)
        made |= {"amount": amount, "milestones": plan}
    for name, key in (("scope", "scope"), ("due", "due_at"), ("revisions", "revisions")):
        if answers.get(name) is not None:
            made[key] = answers[name]
    if made == terms.standing(context, contract) and contract.state in {"offered", "active"}:
        raise Refusal(_("These are the terms already."), _("Give an amount, milestones, a scope or a date."))
    return made


def _answer_event(contract: Contract, offered: str, active: str) -> str:
    return offered if contract.state == "offered" else active
