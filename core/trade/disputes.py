"""Opening a dispute and moving it: what each move writes, files and decides."""

from __future__ import annotations

import json
import secrets
from typing import Any, Final

from core.card import Card, Strong
from core.casefile.file import seal
from core.confirmation import Summary
from core.context import Context
from core.dispute import figures
from core.dispute.opening import disputed_amount, why_not
from core.dispute.turn import SIDES
from core.dispute.words import REASONS
from core.language import _, use_language
from core.money import Money
from core.neutrality import ARBITER, fit, pool, wanted
from core.refusal import Mistake, Refusal
from core.trade import blocks, letters
from core.trade.filing import file
from storage.disputes import Dispute
from storage.queries import disputes, people
from storage.records import Person

DAY: Final = 86_400
JUST_NOW: Final = 600
Split = tuple[int, int | None]
CODES: Final = 900_000
HOURLY: Final = frozenset({None, "hours", "other"})


def open_(
    context: Context, subject: Any, reason: str | None, amount: Money | None, statement: str, files: tuple[int, ...]
) -> Dispute | None:
    """Open a dispute about a milestone or week, which freezes with it; None where nobody could mediate it."""
    role = context.role(subject)
    assert role is not None
    if (refusal := why_not(context, subject)) is not None:
        raise refusal
    reason = _reason(subject, reason)
    disputed = disputed_amount(subject, amount)
    if not pool(context.transaction, context.market.vault, subject.client_id, subject.freelancer_id, "mediator"):
        return None
    opened: Dispute = context.create(
        "dispute",
        "open",
        note=statement,
        contract_id=subject.contract_id,
        milestone_id=subject.id if subject.kind == "milestone" else None,
        week_id=subject.id if subject.kind == "week" else None,
        opened_by=str(role),
        reason=reason,
        currency=subject.currency,
        amount=disputed,
        policy=subject.contract.policy,
        **_codes(),
    )
    file(context, opened, "statement", f"{_(REASONS[reason])}: {statement}", files)
    seal(context, opened, "open")
    return opened


def _reason(subject: Any, reason: str | None) -> str:
    """What the dispute is over; a week's is over its hours. Raises Mistake."""
    if subject.kind == "week":
        if reason not in HOURLY:
            raise Mistake("reason", _("A dispute about a week is about the hours in it, not about quality."), "hours")
        return reason or "hours"
    if reason is None:
        raise Mistake("reason", _("Say what it is over: {reasons}.").format(reasons=", ".join(REASONS)), "quality")
    return reason


def nobody_mediates(context: Context, subject: Any) -> Card:
    """Tell the operators that a dispute could not be opened for want of a mediator; answers with what is said."""
    for person_id in context.transaction.all(people.OPERATORS):
        if person_id == context.reader_id:
            continue
        view = context.seen_by(person_id)
        with use_language(view.language):
            head = (Strong(_("A mediator is needed")), f" · {subject.contract.ref}")
            line = _("A dispute about {ref} could not be opened: nobody here may mediate between its two sides.")
            help_ = _("Grant the role to somebody neutral: /admin grant mediator U-4. The two are told to try again.")
            context.news.send(person_id, Card(head, ((line.format(ref=subject.ref),), (help_,))))
    sentence = _("Nobody here can mediate this yet, so the dispute about {ref} is not opened; nothing is frozen.")
    hint = _("The operators are told. Please try again in a day, or write to the other side: /contract say {contract}.")
    return Card((sentence.format(ref=subject.ref),), ((hint.format(contract=subject.contract.ref),),))


def accept_claim(context: Context, dispute: Dispute, statement: str) -> None:
    """The other side accepts: it is decided as claimed, after the figures were confirmed."""
    context.judge(dispute, "accept_claim")
    part = figures.claimed(dispute)
    found = figures.shares(context, dispute, part)
    lines = (
        (
            _("{name} receives").format(name=dispute.freelancer_name),
            context.money(found.paid - found.fee, dispute.currency),
        ),
        (_("Fee"), context.money(found.fee, dispute.currency)),
        (
            _("Back to {name}").format(name=dispute.client_name),
            context.money(found.back + found.fee_back, dispute.currency),
        ),
    )
    context.confirm(Summary(_("Accept the claim in {ref}?").format(ref=dispute.ref), lines, _("This is final.")))
    resolve(context, dispute, "accept_claim", part, statement)


def resolve(context: Context, dispute: Dispute, event: str, part: int, note: str = "", **changes: Any) -> None:
    """A move that decides the case: `part` basis points of what is disputed are the freelancer's."""
    context.fire(dispute, event, note=note, split=part, **changes)
    file(context, dispute, event, note if event == "vote" else figures.reasoned(part, note))
    letters.send(context, dispute)


def take(context: Context, dispute: Dispute, event: str, person: Person, note: str = "") -> None:
    """This person works on the case from now; both sides get codes that only the two of them know."""
    if not (person.granted(wanted(dispute)) and fit(context.transaction, context.market.vault, dispute, person.id)):
        sentence = _("{ref} {name} cannot take this case: a party to it, known to one, or without the role.")
        raise Mistake("person", sentence.format(ref=person.ref, name=person.name), "U-4")
    context.fire(dispute, event, note=note, mediator_id=person.id, **_codes())
    _assign(context, dispute, person, wanted(dispute))
    dispute.mediator_name, dispute.mediator_language = person.name, person.language
    file(context, dispute, event, f"{person.ref} {person.name}. {note}".rstrip())


def accept(context: Context, dispute: Dispute, part: int | None) -> None:
    """The other side's offer is accepted: the one that is named in basis points, or was pressed, or has stood a while.

    Raises Mistake if another one stands by now, or may not have been read yet.
    """
    context.judge(dispute, "accept")
    assert dispute.offer is not None
    typed = context.request.seen == 0 and part is None
    if part not in {None, dispute.offer} or (typed and _just_changed(context, dispute)):
        stands = _("The offer is {percent} to the freelancer now.").format(percent=figures.percent(dispute.offer))
        raise Mistake("freelancer", stands, f"{dispute.offer / 100:g}")
    resolve(context, dispute, "accept", dispute.offer)


def _just_changed(context: Context, dispute: Dispute) -> bool:
    """Whether the side that offers has put another offer in place of its own only now."""
    lines = context.transaction.all(disputes.FILE_OF, {"id": dispute.id})
    made = [line for line in lines if line.what == "offer" and line.role == dispute.offer_by]
    return sum(line.created_at > context.now - JUST_NOW for line in made) > 1


def load(context: Context, person: Person) -> int:
    """How many live disputes this person works on."""
    return len(context.transaction.all(disputes.LIVE_OF, {"person_id": person.id}))


def extend(context: Context, dispute: Dispute, days: int, reason: str) -> None:
    """Both sides get so many more days on the clock that runs."""
    context.fire(dispute, "extend", note=reason, extensions=dispute.extensions + 1)
    context.transaction.run(disputes.PUT_OFF, {"of_thing": dispute.ref, "but": "escalate", "by": days * DAY})
    file(context, dispute, "extend", reason)


def vote(context: Context, dispute: Dispute, yes: bool) -> None:
    """A side says yes or no to the proposed split: two yeses end the case, one no ends the mediation."""
    role = context.role(dispute)
    if dispute.state == "proposed" and getattr(dispute, f"{role}_vote"):
        raise Refusal(_("You have voted already; a vote counts once."), _("Now it is the other side's turn."))
    word = "yes" if yes else "no"
    context.judge(dispute, "vote")
    context.change(dispute, **{f"{role}_vote": word})
    agreed = all(getattr(dispute, f"{side}_vote") == "yes" for side in SIDES)
    if agreed and dispute.proposal is not None:
        resolve(context, dispute, "vote", dispute.proposal, word, kept=dispute.proposal_kept)
        return
    context.fire(dispute, "vote", note=word)
    file(context, dispute, "vote", word)


def rule(context: Context, dispute: Dispute, decided: Split, because: str, tags: tuple[str, ...]) -> None:
    """An arbiter decides, for good."""
    context.judge(dispute, "rule")
    part, kept = decided
    changes: dict[str, Any] = {"mediator_id": context.me.id, "tags": tagged(dispute, tags), "kept": kept}
    unclaimed = dispute.mediator_id is None
    dispute.mediator_name, dispute.mediator_language = context.me.name, context.me.language
    resolve(context, dispute, "rule", part, because, **changes)
    if unclaimed:
        _assign(context, dispute, context.me, ARBITER)


def decided(context: Context, dispute: Dispute, part: int | None, hours: tuple[str, ...]) -> Split:
    """A split as it was typed: in percent, or for hours by the time that the freelancer keeps. Raises Mistake."""
    if hours:
        kept = blocks.kept(context, dispute, hours)
        return blocks.part_of(dispute, kept), kept
    if part is None:
        raise Mistake("freelancer", _("Say how many percent the freelancer gets."), "60")
    return part, None


def tagged(dispute: Dispute, tags: tuple[str, ...]) -> str:
    """The tags of a case with these among them, as JSON."""
    found = dict.fromkeys([*json.loads(dispute.tags), *(tag.casefold() for tag in tags)])
    return json.dumps([*found], ensure_ascii=False)


def _assign(context: Context, dispute: Dispute, person: Person, role: str) -> None:
    there = context.transaction.all(disputes.MEDIATORS_OF, {"id": dispute.id})
    values = {"dispute_id": dispute.id, "number": len(there) + 1, "person_id": person.id, "role": role}
    context.transaction.run(disputes.ASSIGN, {**values, "created_at": context.now})


def _codes() -> dict[str, Any]:
    return {f"{side}_code": str(secrets.randbelow(CODES) + 100_000) for side in SIDES}
