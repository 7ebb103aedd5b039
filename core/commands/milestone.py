"""/milestone: fund, hand in, review, pay."""

from __future__ import annotations

import json
from typing import Any, Final

from core.card import Card, Reply
from core.cards.lists import mine
from core.cards.thing import card
from core.command import Field, Kind, Who, command
from core.context import Context
from core.language import _
from core.money import Money
from core.refusal import Mistake, Refusal
from core.trade import funding, releasing, terms
from core.view import milestones_of
from statemachines.machine import Role
from storage.queries import lists, marketplace
from storage.records import Contract, Milestone

DAY: Final = 86_400
MOST_DAYS: Final = 30
MOST_MILESTONES: Final = 50
TITLE: Final = Field("title", Kind.TEXT, "Title", required=True, main=True, example="Final", limit=80)
AMOUNT: Final = Field("amount", Kind.MONEY, "Amount", required=True, example="300")
DUE: Final = Field("due", Kind.DATE, "Due", example="in 2 weeks")


@command("milestone", "The milestones of your contracts", who=Who.JOINED, reads=True)
def milestones(context: Context) -> Reply:
    """The newest milestones, of either side."""
    found = context.transaction.all(lists.MINE["milestone"], {"me": context.me.id})
    return mine(context, _("Your milestones"), found, _("No milestones yet."))


@command("milestone list", "The milestones of your contracts", who=Who.JOINED, reads=True)
def list_(context: Context) -> Reply:
    """The same as the bare noun."""
    return milestones(context)


@command("milestone show", "A milestone", who=Who.BOTH, on=("milestone",), reads=True, example="/milestone show M-1")
def show(context: Context, milestone: Milestone) -> Card:
    """The milestone's card."""
    return card(context, milestone)


@command(
    "milestone approve",
    "Approve work and release its money; less than all pays part",
    who=Who.CLIENT,
    on=("milestone",),
    event="approve",
    states=("submitted",),
    money=True,
    fields=(
        Field("amount", Kind.MONEY, "Amount", main=True, help="Less than all pays part", example="150", asked=False),
    ),
    button="Approve",
    style="primary",
    aliases=("approve",),
    example="/milestone approve M-1",
)
def approve(context: Context, milestone: Milestone, amount: Money | None) -> Card:
    """Escrow to the freelancer; a rest rolls into the next agreed milestones."""
    return releasing.approve(context, milestone, amount)


@command(
    "milestone revise",
    "Ask for changes; the review clock stops",
    who=Who.CLIENT,
    on=("milestone",),
    event="revise",
    fields=(
        Field("reason", Kind.LONG, "Reason", required=True, main=True, example="Please use our colours", limit=3_000),
    ),
    button="Ask for changes",
    example="/milestone revise M-1 Please use our colours",
)
def revise(context: Context, milestone: Milestone, reason: str) -> Card:
    """Back to the freelancer, with the reason and the count of revisions."""
    context.judge(milestone, "revise")
    done = milestone.revisions + 1
    agreed = terms.standing(context, milestone.contract).get("revisions")
    count = _("Revision {done} of {agreed} agreed.").format(done=done, agreed=agreed) if agreed else ""
    context.fire(milestone, "revise", note=f"{reason} {count}".strip(), revisions=done)
    return card(context, milestone)


@command(
    "milestone fund",
    "Put in a milestone's money; it is held until you approve the work",
    who=Who.CLIENT,
    on=("milestone",),
    event="fund",
    money=True,
    button="Fund",
    style="primary",
    aliases=("fund",),
    example="/milestone fund M-1",
)
def fund(context: Context, milestone: Milestone) -> Card:
    """From the wallet, or by a deposit for what is missing."""
    return funding.fund(context, milestone)


@command(
    "milestone submit",
    "Hand in work; the client has 14 days to answer",
    who=Who.FREELANCER,
    on=("milestone",),
    event="submit",
    fields=(
        Field("note", Kind.LONG, "Note", required=True, main=True, example="First draft is here", limit=3_000),
        Field("link", Kind.LINKS, "Link", example="https://example.org/draft", asked=False),
        Field("files", Kind.FILES, "Files", asked=False),
    ),
    button="Hand in",
    style="primary",
    aliases=("submit",),
    example="/milestone submit M-1 First draft is here link:https://example.org/draft",
)
def submit(context: Context, milestone: Milestone, note: str, link: tuple[str, ...], files: tuple[int, ...]) -> Card:
    """Version n of the work, with its note, links and files."""
    context.judge(milestone, "submit")
    number = milestone.submissions + 1
    values = {
        "milestone_id": milestone.id,
        "number": number,
        "note": note,
        "links": json.dumps(link, ensure_ascii=False),
        "files": json.dumps(files),
        "created_at": context.now,
    }
    context.transaction.run(marketplace.SUBMIT, values)
    context.fire(milestone, "submit", submissions=number, extension_asked=0)
    return card(context, milestone)


@command(
    "milestone extend",
    "More time to review: the client asks, the freelancer consents",
    who=Who.BOTH,
    on=("milestone",),
    event="ask_extend extend",
    fields=(
        Field("days", Kind.PERIOD, "Days", main=True, example="7 days", help="How much longer (client)"),
        Field("answer", Kind.FLAG, "Answer", example="yes", help="Consent (freelancer)", asked=False),
    ),
    example="/milestone extend M-1 7 days",
)
def extend(context: Context, milestone: Milestone, days: int | None, answer: bool | None) -> Card:
    """The client asks for days; the freelancer says yes or no."""
    if context.role(milestone) is Role.CLIENT:
        if days is None or not 1 <= days <= MOST_DAYS:
            raise Mistake("days", _("Between 1 and {most} days.").format(most=MOST_DAYS), "7 days")
        context.fire(milestone, "ask_extend", extension_asked=days)
    elif answer is False:
        context.fire(milestone, "refuse_extend", extension_asked=0)
    else:
        context.judge(milestone, "extend")
        deadline = next(d for d in context.deadlines(milestone.ref) if d.event == "auto_release")
        later = deadline.due_at + milestone.extension_asked * DAY
        context.fire(milestone, "extend", due_at=later, extension_asked=0)
    return card(context, milestone)


@command(
    "milestone add",
    "Add a milestone; the freelancer proposes one",
    who=Who.BOTH,
    on=("contract",),
    states=("offered", "onboarding", "active"),
    guard="paid_by_milestones",
    fields=(TITLE, AMOUNT, DUE),
    button="Add a milestone",
    example="/milestone add C-1 Final amount:300",
)
def add(context: Context, contract: Contract, title: str, amount: Money, due: int | None) -> Card:
    """Agreed at once if the client adds it; proposed if the freelancer does."""
    if contract.pay != "fixed":
        raise Refusal(_("{ref} is paid by the hour; it has no milestones.").format(ref=contract.ref))
    terms.plan(title, amount, (), contract.currency)
    there = milestones_of(context.transaction, contract)
    if len(there) >= MOST_MILESTONES:
        raise Refusal(_("{most} milestones are the most.").format(most=MOST_MILESTONES))
    event = "add" if context.role(contract) is Role.CLIENT else "propose"
    position = max((m.position for m in there), default=-1) + 1
    values: dict[str, Any] = {
        "contract_id": contract.id,
        "currency": contract.currency,
        "policy": contract.policy,
        "position": position,
    }
    milestone = context.create("milestone", event, title=title, amount=amount.minor, due_at=due, **values)
    return card(context, milestone)


@command(
    "milestone accept",
    "Agree to a milestone that the freelancer proposed",
    who=Who.CLIENT,
    on=("milestone",),
    event="accept",
    button="Agree",
    style="primary",
    example="/milestone accept M-3",
)
def accept(context: Context, milestone: Milestone) -> Card:
    """It can be funded now."""
    context.fire(milestone, "accept")
    return card(context, milestone)


@command(
    "milestone refuse",
    "Refuse a milestone that the freelancer proposed",
    who=Who.CLIENT,
    on=("milestone",),
    event="refuse",
    fields=(Field("reason", Kind.LONG, "Reason", main=True, limit=500),),
    button="Refuse",
    example="/milestone refuse M-3 Not now",
)
def refuse(context: Context, milestone: Milestone, reason: str | None) -> Card:
    """It is dropped."""
    context.fire(milestone, "refuse", note=reason or "")
    return card(context, milestone)


@command(
    "milestone edit",
    "Change a milestone that is not funded yet",
    who=Who.CLIENT,
    on=("milestone",),
    event="edit",
    fields=(
        Field("title", Kind.TEXT, "Title", main=True, example="Final", limit=80),
        Field("amount", Kind.MONEY, "Amount", example="300"),
        DUE,
    ),
    opens=True,
    button="Edit",
    example="/milestone edit M-2 amount:350",
)
def edit(context: Context, milestone: Milestone, title: str | None, amount: Money | None, due: int | None) -> Card:
    """Never once there is money in it."""
    given: dict[str, Any] = {"title": title, "due_at": due}
    if amount is not None:
        given["amount"], _plan = terms.plan(milestone.title, amount, (), milestone.currency)
    given = {name: value for name, value in given.items() if value is not None}
    if not given:
        raise Refusal(_("Nothing was given, so nothing has changed."))
    context.fire(milestone, "edit", **given)
    return card(context, milestone)


@command(
    "milestone remove",
    "Remove a milestone that is not funded; the freelancer takes back a proposed one",
    who=Who.BOTH,
    on=("milestone",),
    event="remove withdraw",
    button="Remove",
    style="danger",
    confirm="Remove this milestone?",
    example="/milestone remove M-2",
)
def remove(context: Context, milestone: Milestone) -> Card:
    """It is dropped."""
    context.fire(milestone, "remove" if context.role(milestone) is Role.CLIENT else "withdraw")
    return card(context, milestone)
