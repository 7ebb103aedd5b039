"""Whether held money can be disputed now, and why not."""

from __future__ import annotations

from typing import Any

from core.language import _
from core.money import Money
from core.refusal import Mistake, Refusal
from core.view import View
from core.when import format_moment
from statemachines.machine import Role
from statemachines.policy import Policy, policy
from storage.queries import disputes

MINUTE = 60
DISPUTABLE = {"milestone": {"funded", "submitted", "revision", "refund_asked"}, "week": {"review"}}
FUNDING = {"milestone": "fund", "week": "invoice"}


def why_not(view: View, subject: Any) -> Refusal | None:
    """Why nobody may open a dispute about a milestone or week right now; None if its parties may."""
    numbers = policy(subject.contract.policy)
    return (
        _not_theirs(view, subject)
        or _wrong_state(view, subject)
        or _suspended(subject)
        or _too_early(view, subject, numbers)
        or _too_late(view, subject, numbers)
        or _too_often(view, subject, numbers)
    )


def disputed_amount(subject: Any, amount: Money | None) -> int:
    """The minor units that the dispute is about: all that is held, or the part that was named. Raises Mistake."""
    if amount is None:
        return int(subject.held)
    if amount.currency != subject.currency:
        sentence = _("This contract is in {currency}.").format(currency=subject.currency)
        raise Mistake("amount", sentence, f"150 {subject.currency}")
    if amount.minor > subject.held:
        held = Money(subject.held, subject.currency)
        raise Mistake("amount", _("Only {held} is held, so no more can be disputed.").format(held=held), "150")
    return amount.minor


def _not_theirs(view: View, subject: Any) -> Refusal | None:
    if subject.kind != "week" or view.role(subject) is not Role.FREELANCER:
        return None
    sentence = _("A dispute about hours is opened by the client, before a week is accepted.")
    return Refusal(sentence, _("Answer an objection line by line: /hours edit H-1."))


def _wrong_state(view: View, subject: Any) -> Refusal | None:
    if subject.state in DISPUTABLE[subject.kind] and subject.held > 0:
        return None
    if subject.state == "disputed":
        found = disputes.OF_WEEK if subject.kind == "week" else disputes.OF_MILESTONE
        newest = view.transaction.all(found, {"id": subject.id})[-1:]
        refs = ", ".join(dispute.ref for dispute in newest)
        sentence = _("{ref} is in dispute already: {dispute}. One at a time.")
        return Refusal(sentence.format(ref=subject.ref, dispute=refs), _("See /dispute show {ref}.").format(ref=refs))
    if subject.state in {"proposed", "agreed", "open", "correcting", "unpaid"}:
        sentence = _("No money is held for {ref}, so there is nothing to dispute.").format(ref=subject.ref)
        return Refusal(sentence, _("You can write to the other side: /contract say {ref}.").format(ref=_of(subject)))
    sentence = _("The money of {ref} is no longer held: what is released or given back cannot be disputed.")
    hint = _("You can write to the other side: /contract say {ref}.").format(ref=_of(subject))
    return Refusal(sentence.format(ref=subject.ref), hint)


def _suspended(subject: Any) -> Refusal | None:
    if subject.contract.state != "suspended":
        return None
    sentence = _("{ref} is suspended by an operator; its money is frozen and its clocks stand still.")
    return Refusal(sentence.format(ref=_of(subject)), _("A dispute can be opened once it goes on."))


def _too_early(view: View, subject: Any, numbers: Policy) -> Refusal | None:
    asked = {"thing": subject.ref, "event": FUNDING[subject.kind]}
    funded_at = view.transaction.one(disputes.FUNDED_AT, asked) or 0
    if view.now >= funded_at + numbers.dispute_age * MINUTE:
        return None
    sentence = _("{ref} was funded less than {minutes} minutes ago; it is too early for a dispute.")
    zone = view.person(view.reader_id).timezone if view.reader_id else "UTC"
    opens = format_moment(funded_at + numbers.dispute_age * MINUTE, zone, view.language, view.now)
    hint = _("You can open one from {moment}. Until then, talk: /contract say {ref}.")
    told = sentence.format(ref=subject.ref, minutes=numbers.dispute_age)
    return Refusal(told, hint.format(moment=opens, ref=_of(subject)))


def _too_late(view: View, subject: Any, numbers: Policy) -> Refusal | None:
    ended_at = subject.contract.ended_at
    if ended_at is None or view.now <= ended_at + numbers.dispute_after_end * MINUTE:
        return None
    days = numbers.dispute_after_end // (24 * MINUTE)
    sentence = _("{ref} ended more than {days} days ago, so it is too late for a dispute.")
    hint = _("A refund that is asked for or work that is handed in still has its own clock: /milestone show {ref}.")
    return Refusal(sentence.format(ref=_of(subject), days=days), hint.format(ref=subject.ref))


def _too_often(view: View, subject: Any, numbers: Policy) -> Refusal | None:
    role = view.role(subject)
    found = disputes.OF_WEEK if subject.kind == "week" else disputes.OF_MILESTONE
    mine = [dispute for dispute in view.transaction.all(found, {"id": subject.id}) if dispute.opened_by == role]
    if role not in {Role.CLIENT, Role.FREELANCER} or len(mine) < numbers.disputes_per_side:
        return None
    sentence = _("You have opened {number} disputes about {ref} and withdrawn them; that is the most.")
    hint = _("The other side still may, and its own clocks go on.")
    return Refusal(sentence.format(number=len(mine), ref=subject.ref), hint)


def _of(subject: Any) -> str:
    return str(subject.contract.ref)
