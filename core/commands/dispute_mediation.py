"""/dispute claim, handover, ask, extend, propose, rule, precedents: what mediators and arbiters do."""

from __future__ import annotations

from typing import Any, Final

from core.card import Card, Choice, Line, Strong
from core.cards.thing import card, shortened
from core.command import Field, Kind, Who, command
from core.context import Context
from core.dispute import precedents
from core.dispute.figures import percent, reasoned
from core.dispute.precedents import Precedent
from core.dispute.words import REASONS
from core.language import _, ngettext
from core.refusal import Mistake
from core.trade import disputes
from core.trade.filing import file
from statemachines.policy import policy
from storage.disputes import Dispute
from storage.records import Person

TO: Final = (Choice("client", "The client"), Choice("freelancer", "The freelancer"), Choice("both", "Both"))
SPLIT: Final = Field(
    "freelancer",
    Kind.PERCENT,
    "For the freelancer",
    example="60",
    help="How many percent of the disputed amount the freelancer gets, before fees",
)
HOURS: Final = Field(
    "hours", Kind.WORDS, "Hours", example="H-1=2h, H-3", asked=False, help="For a week: the time that is paid"
)
BECAUSE: Final = Field(
    "because", Kind.LONG, "Because", required=True, main=True, limit=3_000, example="Two of three sections work"
)
TAGS: Final = Field("tags", Kind.WORDS, "Tags", example="incomplete,late", asked=False, help="For later cases like it")
DAY_MINUTES: Final = 24 * 60


def _asked(dispute: Dispute) -> frozenset[str]:
    """Hours can be decided block by block, a milestone only in percent."""
    return frozenset({"freelancer", "tags", "hours"} if dispute.week_id else {"freelancer", "tags"})


def _needed(dispute: Dispute) -> frozenset[str]:
    return frozenset() if dispute.week_id else frozenset({"freelancer"})


@command(
    "dispute claim",
    "Take a case that nobody works on",
    who=Who.MEDIATOR,
    on=("dispute",),
    event="claim",
    button="Take this case",
    style="primary",
    example="/dispute claim D-1",
)
def claim(context: Context, dispute: Dispute) -> Card:
    """The first one wins; both sides get a name and a code."""
    context.judge(dispute, "claim")
    disputes.take(context, dispute, "claim", context.me)
    number = disputes.load(context, context.me)
    said = ngettext("The case is yours. You have {number} open.", "The case is yours. You have {number} open.", number)
    return card(context, dispute, (said.format(number=number),))


@command(
    "dispute ask",
    "Ask a side, or both; everybody on the case reads question and answer",
    who=Who.MEDIATOR,
    on=("dispute",),
    event="ask",
    fields=(
        Field("to", Kind.CHOICE, "To", required=True, choices=TO),
        Field("question", Kind.LONG, "Question", required=True, main=True, limit=3_000, example="Which sections work?"),
    ),
    positional=("to",),
    button="Ask",
    example="/dispute ask D-1 client Which sections work?",
)
def ask(context: Context, dispute: Dispute, to: str, question: str) -> Card:
    """On the file, and carried to both."""
    whom = _("both sides") if to == "both" else getattr(dispute, f"{to}_name")
    note = _("{name}: {question}").format(name=whom, question=question)
    context.fire(dispute, "ask", note=note)
    file(context, dispute, "question", note)
    return card(context, dispute, (_("Asked. Answers go on the file: /dispute evidence."),))


@command(
    "dispute extend",
    "Give both sides the same extra time",
    who=Who.MEDIATOR,
    on=("dispute",),
    event="extend",
    fields=(
        Field("days", Kind.PERIOD, "Days", required=True, example="2 days"),
        Field("reason", Kind.LONG, "Reason", required=True, main=True, limit=500, example="Ann is travelling"),
    ),
    button="Give more time",
    example="/dispute extend D-1 days:2 Ann is travelling",
)
def extend(context: Context, dispute: Dispute, days: int, reason: str) -> Card:
    """The clock that runs now runs longer, for both."""
    most = policy(dispute.policy).extension_longest // DAY_MINUTES
    if not 1 <= days <= most:
        raise Mistake("days", _("Between 1 and {most} days.").format(most=most), "2 days")
    note = ngettext("{number} more day. {reason}", "{number} more days. {reason}", days)
    disputes.extend(context, dispute, days, note.format(number=days, reason=reason))
    return card(context, dispute, (_("Both sides have more time."),))


@command(
    "dispute handover",
    "Give a case to another mediator",
    who=Who.MEDIATOR,
    on=("dispute",),
    event="handover",
    fields=(
        Field("person", Kind.PERSON, "Person", required=True, example="U-9"),
        Field("reason", Kind.LONG, "Reason", main=True, limit=500, example="On holiday from Monday"),
    ),
    positional=("person",),
    button="Hand over",
    example="/dispute handover D-1 U-9 On holiday from Monday",
)
def handover(context: Context, dispute: Dispute, person: Person, reason: str | None) -> Card:
    """Operators may do it too, when nobody takes or moves a case."""
    if person.id == dispute.mediator_id:
        raise Mistake("person", _("{name} has the case already.").format(name=person.name), "U-9")
    disputes.take(context, dispute, "handover", person, reason or "")
    return card(context, dispute, (_("Handed over to {name}.").format(name=person.name),))


@command(
    "dispute propose",
    "Propose a split with reasons; both sides vote on it",
    who=Who.MEDIATOR,
    on=("dispute",),
    event="propose",
    fields=(SPLIT, BECAUSE, HOURS, TAGS),
    wanted=_asked,
    needed=_needed,
    button="Propose a split",
    style="primary",
    example='/dispute propose D-1 freelancer:60 because:"Two of three sections work"',
)
def propose(
    context: Context,
    dispute: Dispute,
    freelancer: int | None,
    because: str,
    hours: tuple[str, ...],
    tags: tuple[str, ...],
) -> Card:
    """It binds nobody before both have said yes."""
    part, kept = disputes.decided(context, dispute, freelancer, hours)
    changes: dict[str, Any] = {"proposal": part, "proposal_kept": kept, "tags": disputes.tagged(dispute, tags)}
    context.fire(dispute, "propose", note=because, **changes)
    file(context, dispute, "proposal", reasoned(part, f"{', '.join(hours)} {because}".strip()))
    return card(context, dispute, (_("Proposed. Both sides vote now."),))


@command(
    "dispute rule",
    "Decide a case in arbitration, for good",
    who=Who.MEDIATOR,
    on=("dispute",),
    event="rule",
    fields=(SPLIT, BECAUSE, HOURS, TAGS),
    wanted=_asked,
    needed=_needed,
    button="Rule",
    style="primary",
    example='/dispute rule D-1 freelancer:60 because:"As proposed"',
)
def rule(
    context: Context,
    dispute: Dispute,
    freelancer: int | None,
    because: str,
    hours: tuple[str, ...],
    tags: tuple[str, ...],
) -> Card:
    """By an arbiter who has not mediated the case; the money moves at once."""
    decided = disputes.decided(context, dispute, freelancer, hours)
    disputes.rule(context, dispute, decided, because, tags)
    return card(context, dispute, (_("Ruled. The money is split and both sides have the decision."),))


@command(
    "dispute precedents",
    "How cases like it were decided, by tag or words; without names",
    who=Who.MEDIATOR,
    reads=True,
    fields=(Field("tag", Kind.TEXT, "Tag", main=True, example="late", limit=80, help="Tags, or words of the reasons"),),
    example="/dispute precedents late",
)
def precedents_(context: Context, tag: str | None) -> Card:
    """Reason, tags, rough amount, split and the reasons; never whose case it was."""
    found = precedents.found(context, tag or "")
    lines = tuple(_precedent(one) for one in found)
    title = ngettext("{number} decided case", "{number} decided cases", len(found)).format(number=len(found))
    none = _("No such case yet. Leave the words out to see all of them: /dispute precedents.")
    return Card((Strong(title),), lines or ((none,),))


def _precedent(found: Precedent) -> Line:
    """A decided case in one line."""
    parts = [
        ", ".join(found.tags) or _("no tags"),
        found.band,
        _("{percent} to the freelancer").format(percent=percent(found.split)),
        shortened(found.because),
    ]
    return (Strong(_(REASONS[found.reason])), *(f" · {part}" for part in parts if part))
