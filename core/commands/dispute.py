"""/dispute: what the two sides do: open, answer, offer, add to the file, vote, choose arbitration, withdraw."""

from __future__ import annotations

from typing import Any, Final

from core.card import Button, Card, Choice, Line, Press, Reply, Strong
from core.cards.lists import line_of, mine
from core.cards.thing import card
from core.command import Field, Kind, Who, command
from core.context import Context
from core.dispute.figures import reasoned
from core.dispute.opening import why_not
from core.dispute.turn import open_to
from core.dispute.words import REASONS
from core.language import _
from core.money import Money
from core.refusal import Refusal
from core.trade import arbitration, disputes, letters
from core.trade.filing import file
from core.view import milestones_of
from storage.disputes import Dispute
from storage.queries import lists, timesheets
from storage.records import Contract, Milestone
from storage.timesheets import Week

ANSWERS: Final = (Choice("accept", "Accept the claim"), Choice("decline", "Decline it"))
STATEMENT: Final = Field(
    "statement", Kind.LONG, "Statement", main=True, example="All of it is there", limit=3_000, help="What happened"
)
NOTE: Final = Field("because", Kind.LONG, "Because", main=True, example="Let us meet in the middle", limit=1_000)
FILES: Final = Field("files", Kind.PAPERS, "Files", asked=False)
SPLIT: Final = Field(
    "freelancer",
    Kind.PERCENT,
    "For the freelancer",
    required=True,
    example="50",
    help="How many percent of the disputed amount the freelancer gets, before fees",
)


def _hourly(thing: Any) -> bool:
    return bool(thing.kind == "week" or (thing.kind == "contract" and thing.pay == "hourly"))


def _asked(thing: Any) -> frozenset[str]:
    """A dispute about a week is about the hours in it, so its reason is no question."""
    return frozenset({"amount", "files"} if _hourly(thing) else {"reason", "amount", "files"})


def _needed(thing: Any) -> frozenset[str]:
    return frozenset() if _hourly(thing) else frozenset({"reason"})


@command("dispute", "Your disputes, and those that you mediate", who=Who.JOINED, reads=True)
def dispute_(context: Context) -> Reply:
    """The newest disputes of a person, and the cases that they may take."""
    found = context.transaction.all(lists.MINE["dispute"], {"me": context.me.id}) + open_to(context, context.me)
    return mine(context, _("Your disputes"), found, _("No disputes. Good."))


@command("dispute list", "Your disputes, and those that you mediate", who=Who.JOINED, reads=True)
def list_(context: Context) -> Reply:
    """The same as the bare noun."""
    return dispute_(context)


@command("dispute show", "A dispute", who=Who.INVOLVED, on=("dispute",), reads=True, example="/dispute show D-1")
def show(context: Context, dispute: Dispute) -> Card:
    """The dispute's card."""
    return card(context, dispute)


@command(
    "dispute open",
    "Dispute held money; it freezes at once, everything else goes on",
    who=Who.BOTH,
    on=("milestone", "week", "contract"),
    guard="disputable",
    fields=(
        Field(
            "reason",
            Kind.CHOICE,
            "Reason",
            choices=tuple(Choice(value, label) for value, label in REASONS.items()),
        ),
        Field("amount", Kind.MONEY, "Amount", example="300", help="Less than is held, if only a part is wrong"),
        Field("statement", Kind.LONG, "Statement", required=True, main=True, limit=3_000, help="What happened",
              example="Half of it is missing"),
        FILES,
    ),
    wanted=_asked,
    needed=_needed,
    button="Dispute",
    style="danger",
    example='/dispute open M-2 reason:quality amount:300 statement:"Half of it is missing"',
)  # fmt: skip
def open_(
    context: Context,
    thing: Milestone | Week | Contract,
    reason: str | None,
    amount: Money | None,
    statement: str,
    files: tuple[int, ...],
) -> Card | Reply:
    """The money and its clocks freeze; the other side has five days to answer."""
    found = _disputable(context, thing) if isinstance(thing, Contract) else [thing]
    if len(found) > 1:
        return _which(context, thing.ref, found)
    subject = found[0]
    opened = disputes.open_(context, subject, reason, amount, statement, files)
    if opened is None:
        return Reply(card=disputes.nobody_mediates(context, subject), ok=False)
    said = _("{ref} is frozen. {name} is asked to answer.").format(ref=subject.ref, name=opened.respondent_name)
    return card(context, opened, (said,))


@command(
    "dispute respond",
    "Answer a claim: accept it, or decline it with your side of the story",
    who=Who.BOTH,
    on=("dispute",),
    event="accept_claim decline_claim",
    fields=(
        Field("answer", Kind.CHOICE, "Answer", required=True, choices=ANSWERS),
        Field(
            "statement",
            Kind.LONG,
            "Statement",
            required=True,
            main=True,
            limit=3_000,
            when=("answer", "decline"),
            example="All of it is there",
            help="Your side of the story; both sides and the mediator read it",
        ),
        FILES,
    ),
    positional=("answer",),
    choice="answer",
    example='/dispute respond D-1 decline statement:"All of it is there"',
)
def respond(context: Context, dispute: Dispute, answer: str, statement: str | None, files: tuple[int, ...]) -> Card:
    """Accepted: as claimed. Declined: a mediator takes it."""
    if answer == "accept":
        disputes.accept_claim(context, dispute, statement or "")
        return card(context, dispute, (_("Accepted. It is settled as claimed."),))
    context.fire(dispute, "decline_claim", note=statement or "")
    file(context, dispute, "statement", statement or "", files)
    return card(context, dispute, (_("Declined. A mediator takes it next."),))


@command(
    "dispute accept",
    "Accept the split that the other side offers; that ends the dispute",
    who=Who.BOTH,
    on=("dispute",),
    event="accept",
    fields=(
        Field(
            "freelancer",
            Kind.PERCENT,
            "For the freelancer",
            example="50",
            help="Accepts the offer only if it is this one",
            asked=False,
        ),
    ),
    button="Accept the offer",
    style="primary",
    confirm="Accept this split? It cannot be taken back.",
    example="/dispute accept D-1",
)
def accept(context: Context, dispute: Dispute, freelancer: int | None) -> Card:
    """Both agree, so the money is split and moves at once."""
    disputes.accept(context, dispute, freelancer)
    return card(context, dispute, (_("Agreed. The money is split."),))


@command(
    "dispute reject",
    "Turn down the split that the other side offers",
    who=Who.BOTH,
    on=("dispute",),
    event="reject",
    fields=(NOTE,),
    button="Turn the offer down",
    example="/dispute reject D-1 Too little",
)
def reject(context: Context, dispute: Dispute, because: str | None) -> Card:
    """The dispute goes on as it stands."""
    context.fire(dispute, "reject", note=because or "", offer=None, offer_by="")
    file(context, dispute, "reject", because or "")
    return card(context, dispute, (_("Turned down. The dispute goes on."),))


@command(
    "dispute offer",
    "Offer a split, at any time; the other side may accept it or offer another",
    who=Who.BOTH,
    on=("dispute",),
    event="offer",
    fields=(SPLIT, NOTE),
    button="Offer a split",
    example="/dispute offer D-1 freelancer:50",
)
def offer(context: Context, dispute: Dispute, freelancer: int, because: str | None) -> Card:
    """It stands until it is answered or another one takes its place."""
    context.fire(dispute, "offer", note=because or "", offer=freelancer, offer_by=str(context.role(dispute)))
    file(context, dispute, "offer", reasoned(freelancer, because))
    return card(context, dispute, (_("Offered. The other side is told."),))


@command(
    "dispute evidence",
    "Add a statement or files; both sides and the mediator see them",
    who=Who.BOTH,
    on=("dispute",),
    event="evidence",
    fields=(
        Field("text", Kind.LONG, "Text", required=True, main=True, example="The draft of Monday", limit=3_000),
        Field("link", Kind.LINKS, "Link", example="https://example.org/draft", asked=False),
        FILES,
    ),
    button="Add to the file",
    shortcut="Add to the dispute",
    quotes="text",
    example="/dispute evidence D-1 The draft of Monday is attached",
)
def evidence(context: Context, dispute: Dispute, text: str, link: tuple[str, ...], files: tuple[int, ...]) -> Card:
    """A numbered line of the file, with its hash; addresses go below the words."""
    said = "\n".join((text, *link))
    context.fire(dispute, "evidence", note=said)
    number = file(context, dispute, "exhibit" if files else "statement", said, files)
    return card(context, dispute, (_("On file as number {number}; both sides see it.").format(number=number),))


@command(
    "dispute vote",
    "Say yes or no to the split that the mediator proposes",
    who=Who.BOTH,
    on=("dispute",),
    event="vote",
    guard="not_voted",
    fields=(Field("answer", Kind.FLAG, "Answer", required=True, example="yes"),),
    positional=("answer",),
    choice="answer",
    example="/dispute vote D-1 yes",
)
def vote(context: Context, dispute: Dispute, answer: bool) -> Card:
    """Two yeses end the dispute; one no leads on to arbitration."""
    disputes.vote(context, dispute, answer)
    return card(context, dispute, (_("Your vote counts: {answer}.").format(answer=_("yes") if answer else _("no")),))


@command(
    "dispute arbitrate",
    "Choose arbitration and pay its fee; it comes back unless an arbiter rules",
    who=Who.BOTH,
    on=("dispute",),
    event="arbitrate",
    guard="not_opted",
    money=True,
    button="Choose arbitration",
    style="primary",
    example="/dispute arbitrate D-1",
)
def arbitrate(context: Context, dispute: Dispute) -> Card:
    """The fee is charged through the payment provider, never taken from held money."""
    said = arbitration.choose(context, dispute)
    return card(context, dispute, (said,))


@command(
    "dispute withdraw",
    "Withdraw a dispute that you opened; things go on as before",
    who=Who.BOTH,
    on=("dispute",),
    event="withdraw",
    fields=(Field("reason", Kind.LONG, "Reason", main=True, limit=500, example="We have talked"),),
    button="Withdraw",
    style="danger",
    confirm="Withdraw this dispute? You can open one about the same thing only twice.",
    example="/dispute withdraw D-1 We have talked",
)
def withdraw(context: Context, dispute: Dispute, reason: str | None) -> Card:
    """The same state and the same time left as before."""
    context.fire(dispute, "withdraw", note=reason or "")
    file(context, dispute, "withdraw", reason or "")
    letters.send(context, dispute)
    return card(context, dispute, (_("Withdrawn. Things go on as before."),))


def _disputable(context: Context, contract: Contract) -> list[Any]:
    """The milestones and weeks of a contract that can be disputed, at least one of them."""
    parts: list[Any] = [*milestones_of(context.transaction, contract)]
    parts += context.transaction.all(timesheets.WEEKS_OF, {"id": contract.id})
    found = [part for part in parts if why_not(context, part) is None]
    if not found:
        held = [part for part in parts if part.held]
        if held and (refusal := why_not(context, held[0])) is not None:
            raise refusal
        raise Refusal(_("No money of {ref} is held that could be disputed.").format(ref=contract.ref))
    return [context.load(part.kind, part.id) for part in found]


def _which(context: Context, ref: str, found: list[Any]) -> Reply:
    """A button for each thing that could be meant."""
    head: Line = (Strong(_("Which part of {ref} is it about?").format(ref=ref)), _(" · nothing is frozen yet"))
    buttons = tuple(
        Button(f"{part.ref} · {context.money(part.held, part.currency)}", Press("dispute.open", part.ref, part.version))
        for part in found
    )
    return Reply(card=Card(head, tuple(line_of(context, part) for part in found), buttons=buttons), ok=False)
