"""/proposal: send, compare, answer."""

from __future__ import annotations

import json
from typing import Any, Final

from core.card import Button, Card, Line, Press, Reply, Strong
from core.cards.lists import mine
from core.cards.thing import card, shortened
from core.command import Field, Kind, Who, command
from core.context import Context
from core.language import _, ngettext
from core.money import Money
from core.refusal import Mistake, Refusal
from core.trade import relay
from statemachines.machine import Role
from statemachines.policy import CURRENT
from storage.queries import lists, marketplace
from storage.records import Job, Proposal

DAY: Final = 86_400
MOST_COMPARED: Final = 5
FIELDS: Final = (
    Field("bid", Kind.MONEY, "Bid", required=True, example="450", help="The whole price, or an hour for hourly jobs"),
    Field("cover", Kind.LONG, "Cover", required=True, main=True, example="I have built ten of these", limit=3_000),
    Field("duration", Kind.TEXT, "Duration", example="2 weeks", limit=60),
    Field("milestones", Kind.MILESTONES, "Milestones", example="Draft=150; Final=300", limit=1_000, asked=False),
    Field(
        "answers",
        Kind.LINES,
        "Answers",
        help="To the job's questions, in order, parted by “;”",
        limit=1_000,
        asked=False,
    ),
    Field("files", Kind.FILES, "Files", asked=False),
)
EDITABLE: Final = tuple(
    Field(f.name, f.kind, f.label, help=f.help, example=f.example, limit=f.limit, main=f.main) for f in FIELDS
)
REASON: Final = Field("reason", Kind.LONG, "Reason", main=True, limit=500, example="Out of budget")


@command("proposal", "Your proposals, sent and received", who=Who.JOINED, reads=True)
def proposals(context: Context) -> Reply:
    """The newest proposals, of either side."""
    found = context.transaction.all(lists.MINE["proposal"], {"me": context.me.id})
    doors = [Button(_("Find jobs"), Press("job.find"))] if context.me.is_freelancer else []
    return mine(context, _("Your proposals"), found, _("No proposals yet."), *doors)


@command("proposal list", "Your proposals, sent and received", who=Who.JOINED, reads=True)
def list_(context: Context) -> Reply:
    """The same as the bare noun."""
    return proposals(context)


@command(
    "proposal send",
    "Send a proposal for a job; you see what you receive after fees",
    who=Who.FREELANCER,
    on=("job",),
    states=("open",),
    guard="no_proposal_yet",
    fields=FIELDS,
    button="Send a proposal",
    style="primary",
    example='/proposal send J-1 bid:450 duration:"2 weeks" cover:"I have built ten of these"',
)
def send(context: Context, job: Job, bid: Money, milestones: tuple[Any, ...], **rest: Any) -> Card:
    """One live proposal per freelancer and job."""
    _check_sendable(context, job)
    _check_bid(job, bid, milestones)
    _check_answers(job, rest["answers"])
    proposal = context.create(
        "proposal",
        "send",
        job_id=job.id,
        client_id=job.client_id,
        freelancer_id=context.me.id,
        currency=job.currency,
        bid=bid.minor,
        cover=rest["cover"],
        duration=rest["duration"] or "",
        milestones=_plan(milestones),
        answers=json.dumps(rest["answers"], ensure_ascii=False),
        files=json.dumps(rest["files"]),
        policy=CURRENT.version,
    )
    return card(context, proposal, (_("Sent. {name} is told.").format(name=job.client_name),))


@command("proposal show", "A proposal", who=Who.BOTH, on=("proposal",), reads=True, example="/proposal show P-1")
def show(context: Context, proposal: Proposal) -> Card:
    """The proposal's card."""
    return card(context, proposal)


@command(
    "proposal shortlist",
    "Put a proposal on the shortlist, or take it off",
    who=Who.CLIENT,
    on=("proposal",),
    event="shortlist",
    fields=(Field("undo", Kind.FLAG, "Undo", example="yes", asked=False),),
    button="Shortlist",
    example="/proposal shortlist P-1",
)
def shortlist(context: Context, proposal: Proposal, undo: bool | None) -> Card:
    """The bidder sees it."""
    context.fire(proposal, "unshortlist" if undo else "shortlist")
    return card(context, proposal)


@command(
    "proposal message",
    "Write to the other side about a proposal",
    who=Who.BOTH,
    on=("proposal",),
    fields=(
        Field("text", Kind.LONG, "Text", required=True, main=True, limit=3_000),
        Field("files", Kind.FILES, "Files", asked=False),
    ),
    button="Message",
    example="/proposal message P-1 Could you start on Monday?",
)
def message(context: Context, proposal: Proposal, text: str, files: tuple[int, ...]) -> Card:
    """Kept with the proposal and carried to the other side."""
    other = relay.carry(context, proposal, text, files)
    return Card(head=(_("Sent to {name} about {ref}.").format(name=other, ref=proposal.ref),), thing=proposal.ref)


@command(
    "proposal decline",
    "Decline a proposal, with a reason",
    who=Who.CLIENT,
    on=("proposal",),
    event="decline",
    fields=(REASON,),
    button="Decline",
    style="danger",
    confirm="Decline this proposal? The freelancer is told.",
    example="/proposal decline P-1 Out of budget",
)
def decline(context: Context, proposal: Proposal, reason: str | None) -> Card:
    """An open offer is withdrawn with it."""
    context.fire(proposal, "decline", note=reason or "")
    return card(context, proposal)


@command(
    "proposal archive",
    "Put a proposal aside",
    who=Who.CLIENT,
    on=("proposal",),
    event="archive",
    button="Archive",
    example="/proposal archive P-1",
)
def archive(context: Context, proposal: Proposal) -> Card:
    """The bidder sees it; it can be shortlisted again."""
    context.fire(proposal, "archive")
    return card(context, proposal)


@command(
    "proposal edit",
    "Change your proposal",
    who=Who.FREELANCER,
    on=("proposal",),
    event="edit",
    fields=EDITABLE,
    opens=True,
    button="Edit",
    example="/proposal edit P-1 bid:400",
)
def edit(context: Context, proposal: Proposal, bid: Money | None, milestones: tuple[Any, ...], **rest: Any) -> Card:
    """Change what was given, keep the rest."""
    given: dict[str, Any] = {name: rest[name] for name in ("cover", "duration") if rest[name] is not None}
    job = context.load("job", proposal.job_id)
    if bid is not None or milestones:
        price = bid or Money(proposal.bid, proposal.currency)
        _check_bid(job, price, milestones or _planned(proposal))
        given["bid"] = price.minor
    if milestones:
        given["milestones"] = _plan(milestones)
    if rest["answers"]:
        given["answers"] = json.dumps(rest["answers"], ensure_ascii=False)
    if not given:
        raise Refusal(_("Nothing was given, so nothing has changed."))
    context.fire(proposal, "edit", **given)
    return card(context, proposal)


@command(
    "proposal withdraw",
    "Withdraw your proposal",
    who=Who.FREELANCER,
    on=("proposal",),
    event="withdraw",
    fields=(REASON,),
    button="Withdraw",
    style="danger",
    confirm="Withdraw this proposal? An open offer is declined with it.",
    example="/proposal withdraw P-1",
)
def withdraw(context: Context, proposal: Proposal, reason: str | None) -> Card:
    """An open offer is declined with it."""
    context.fire(proposal, "withdraw", note=reason or "")
    return card(context, proposal)


@command(
    "proposal compare",
    "A job's proposals side by side",
    who=Who.CLIENT,
    on=("job",),
    reads=True,
    button="Compare proposals",
    example="/proposal compare J-1",
)
def compare(context: Context, job: Job) -> Reply:
    """Bids from low to high, with what each is like."""
    found = [
        proposal
        for proposal in context.transaction.all(marketplace.PROPOSALS_FOR, {"id": job.id})
        if proposal.state not in {"withdrawn", "closed", "declined"}
    ]
    found.sort(key=lambda proposal: proposal.bid)
    fields: list[tuple[str, Line]] = []
    for proposal in found[:MOST_COMPARED]:
        line = (
            f"{context.money(proposal.bid, proposal.currency)} · ",
            context.mention(proposal, Role.FREELANCER),
            f" · {proposal.duration or '–'} · {shortened(proposal.cover, 120)}",
        )
        fields.append((proposal.ref, line))
    head = (
        Strong(f"{job.ref} {job.title}"),
        " · ",
        ngettext("{number} proposal", "{number} proposals", len(found)).format(number=len(found)),
    )
    buttons = tuple(Button(p.ref, Press("proposal.show", p.ref)) for p in found[:MOST_COMPARED])
    lines: tuple[Line, ...] = () if found else ((_("No proposals yet."),),)
    return Reply(card=Card(head, lines, tuple(fields), buttons), extra={"all_buttons": True})


def _check_sendable(context: Context, job: Job) -> None:
    if job.client_id == context.me.id:
        raise Refusal(_("That is your own job."))
    if job.state != "open":
        raise Refusal(_("{ref} is not open for proposals.").format(ref=job.ref))
    sent = context.transaction.all(marketplace.LIVE_BIDDERS, {"id": job.id})
    mine_ = next((number for freelancer, number in sent if freelancer == context.me.id), None)
    if mine_ is not None:
        hint = _("Change it with /proposal edit P-{number}.").format(number=mine_)
        raise Refusal(_("You have a proposal for {ref} already.").format(ref=job.ref), hint)
    asked = {"freelancer_id": context.me.id, "since": context.now - DAY}
    if (context.transaction.one(marketplace.PROPOSALS_SINCE, asked) or 0) >= CURRENT.proposals_per_day:
        sentence = _("{most} proposals in a day are the most.").format(most=CURRENT.proposals_per_day)
        raise Refusal(sentence, _("Tomorrow there is room again."))


def _check_bid(job: Job, bid: Money, milestones: tuple[tuple[str, Money], ...]) -> None:
    if bid.currency != job.currency:
        sentence = _("This job is paid in {currency}.").format(currency=job.currency)
        raise Mistake("bid", sentence, f"450 {job.currency}")
    if milestones and sum(money.minor for _title, money in milestones) != bid.minor:
        raise Mistake(
            "milestones", _("They do not add up to the bid of {bid}.").format(bid=bid), "Draft=150; Final=300"
        )


def _check_answers(job: Job, answers: tuple[str, ...]) -> None:
    questions = json.loads(job.questions)
    if len(answers) < len(questions):
        asked = " / ".join(questions)
        raise Mistake("answers", _("This job asks: {asked}").format(asked=asked), "Yes; Two weeks")


def _planned(proposal: Proposal) -> tuple[tuple[str, Money], ...]:
    return tuple((title, Money(minor, proposal.currency)) for title, minor in json.loads(proposal.milestones))


def _plan(milestones: tuple[tuple[str, Money], ...]) -> str:
    return json.dumps([[title, money.minor] for title, money in milestones], ensure_ascii=False)
