"""The sentences about a dispute: its states, its clocks, what has just happened, and what a split comes to."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from core.card import Mention, Span
from core.dispute.figures import arbitration_fee, claimed, in_words, percent
from core.dispute.turn import by_silence
from core.language import N_, _
from core.view import View
from statemachines.machine import Role
from storage.disputes import Dispute

REASONS: Final[dict[str, str]] = {
    "quality": N_("the quality of the work"),
    "not_delivered": N_("work that was not delivered"),
    "incomplete": N_("work that is incomplete"),
    "late": N_("work that is late"),
    "not_paid": N_("work that is not paid for"),
    "scope": N_("what was agreed"),
    "hours": N_("the hours"),
    "other": N_("something else"),
}
UNCLAIMED: Final = N_("mediation · a mediator takes it next")
UNCLAIMED_ARBITRATION: Final = N_("arbitration · an arbiter takes it next")

STATUS: Final[dict[tuple[str, str], str]] = {
    ("dispute", "awaiting_response"): N_("opened · {respondent} answers"),
    ("dispute", "mediation"): N_("mediation · {mediator} proposes a split"),
    ("dispute", "proposed"): N_("a split is proposed · both vote"),
    ("dispute", "unresolved"): N_("no agreement · both may choose arbitration"),
    ("dispute", "arbitration"): N_("arbitration · {mediator} rules"),
    ("dispute", "resolved"): N_("resolved"),
    ("dispute", "withdrawn"): N_("withdrawn · things go on as before"),
}
DEFAULT: Final[dict[tuple[str, str], str]] = {
    ("dispute", "lapse"): N_("Without an answer by {due} it goes as claimed: {claim}."),
    ("dispute", "propose"): N_("Without a proposal by {due} mediation ends, and both may choose arbitration."),
    ("dispute", "escalate"): N_("Without a move of a mediator by {due} the operators are told."),
    ("dispute", "vote"): N_(
        "Without a yes from both by {due} the split does not stand, and both may choose arbitration."
    ),
    ("dispute", "award"): N_(
        "By {due}: if only one side has chosen arbitration, the disputed money is theirs; if none has, it goes back to"
        " {client}; if both have, an arbiter decides."
    ),
    ("dispute", "rule"): N_("Without a ruling by {due} this stands: {unruled}."),
}
SAID: Final[dict[tuple[str, str], str]] = {
    ("dispute", "open"): N_("{opener} opened the dispute {ref} about {about} “{title}”, over {reason}: {note}"),
    ("dispute", "accept_claim"): N_("{respondent} accepts the claim in {ref} “{title}”. {result}"),
    ("dispute", "decline_claim"): N_("{respondent} declines the claim in {ref} “{title}”: {note} {result}"),
    ("dispute", "lapse"): N_(
        "{ref} “{title}”: {respondent} did not answer in time, so it is decided as claimed. {result}"
    ),
    ("dispute", "offer"): N_("{actor} offers a split in {ref} “{title}”: {offered}. {note}"),
    ("dispute", "accept"): N_("Both sides agree in {ref} “{title}”. {result}"),
    ("dispute", "reject"): N_("{actor} does not take the offer in {ref} “{title}”. {note}"),
    ("dispute", "evidence"): N_("{actor} added to the file of {ref} “{title}”: {note}"),
    ("dispute", "claim"): N_("{mediator} works on {ref} “{title}” from now. {code}"),
    ("dispute", "handover"): N_("{mediator} takes over {ref} “{title}”. {note} {code}"),
    ("dispute", "ask"): N_("{mediator}, the mediator of {ref} “{title}”, asks {note} {code}"),
    ("dispute", "extend"): N_("{mediator} gave both sides of {ref} “{title}” more time: {note} {code}"),
    ("dispute", "propose"): N_("{mediator} proposes a split in {ref} “{title}”: {proposed}. {note} {code}"),
    ("dispute", "escalate"): N_("{ref} “{title}” needs a mediator who acts: /dispute handover {ref} U-4."),
    ("dispute", "vote"): N_("{actor} votes {note} on the split in {ref} “{title}”. {result}"),
    ("dispute", "arbitrate"): N_("{note} chose arbitration in {ref} “{title}” and paid the fee. {result}"),
    ("dispute", "award"): N_("{ref} “{title}”: the time to choose arbitration is over. {chosen} {result}"),
    ("dispute", "rule"): N_("{mediator} ruled in {ref} “{title}”. {result} {note} {code}"),
    ("dispute", "withdraw"): N_(
        "{opener} withdrew the dispute {ref} about {about} “{title}”; things go on as before, with what was left on"
        " the clocks. {note}"
    ),
}
BY_SILENCE: Final[dict[tuple[str, str], str]] = {
    ("dispute", "propose"): N_("{ref} “{title}”: mediation ended without a proposal. {result}"),
    ("dispute", "vote"): N_(
        "{ref} “{title}”: not both voted yes in time, so the proposed split does not stand. {result}"
    ),
    ("dispute", "rule"): N_("{ref} “{title}”: no ruling came in time, so what the rules say for that stands. {result}"),
}
# The card under it says until when, and what happens then.
REMINDER: Final[dict[tuple[str, str], str]] = {
    ("dispute", "lapse"): N_("The dispute {ref} about {about} “{title}” waits for your answer."),
    ("dispute", "escalate"): N_("The dispute {ref} “{title}” waits for your next move."),
    ("dispute", "vote"): N_("The split proposed in {ref} “{title}” waits for your vote."),
    ("dispute", "award"): N_("Whether {ref} “{title}” goes to arbitration waits for your choice."),
    ("dispute", "rule"): N_("The dispute {ref} “{title}” waits for your ruling."),
}


def standing(dispute: Dispute) -> str:
    """The sentence for how the dispute stands."""
    if dispute.mediator_id is None and dispute.state == "mediation":
        return UNCLAIMED
    if dispute.mediator_id is None and dispute.state == "arbitration":
        return UNCLAIMED_ARBITRATION
    return STATUS["dispute", dispute.state]


def fee(view: View, dispute: Dispute) -> str:
    """What each side pays for an arbitration."""
    return view.money(arbitration_fee(dispute), dispute.currency)


def _split(view: View, dispute: Dispute, part: int | None) -> str:
    if part is None:
        return ""
    return _("{percent} to {name}: {figures}").format(
        percent=percent(part), name=dispute.freelancer_name, figures=in_words(view, dispute, part)
    )


def result(view: View, dispute: Dispute) -> str:
    """What follows from the last move."""
    match dispute.state:
        case "resolved":
            assert dispute.split is not None
            return _("The outcome: {figures}.").format(figures=in_words(view, dispute, dispute.split))
        case "mediation" if dispute.mediator_id is None:
            return _("It goes to mediation; a mediator takes it next.")
        case "unresolved":
            return _("Each side may choose arbitration, which costs each {fee}: /dispute arbitrate {ref}.").format(
                fee=fee(view, dispute), ref=dispute.ref
            )
        case "arbitration":
            return _("An arbiter decides now, and that is final.")
    return ""


def _chosen(_view: View, dispute: Dispute) -> str:
    chose = [getattr(dispute, f"{side}_name") for side in ("client", "freelancer") if _opted(dispute, side)]
    return _("Only {name} chose it.").format(name=chose[0]) if chose else _("Nobody chose it.")


def _opted(dispute: Dispute, side: str) -> bool:
    return getattr(dispute, f"{side}_opted_at") is not None


def _code(view: View, dispute: Dispute) -> str:
    """The words by which a side knows that a message is from the real mediator."""
    role = view.role(dispute)
    if role not in {Role.CLIENT, Role.FREELANCER}:
        return ""
    return _("Your code {code} shows that this is real.").format(code=getattr(dispute, f"{role}_code"))


def _side(view: View, dispute: Dispute, side: str) -> Mention:
    return view.mention(dispute, Role(side))


VALUES: Final[dict[str, Callable[[View, Any], Span | int]]] = {
    "about": lambda _view, dispute: str(dispute.about),
    "reason": lambda _view, dispute: _(REASONS[dispute.reason]),
    "opener": lambda view, dispute: _side(view, dispute, dispute.opened_by),
    "respondent": lambda view, dispute: _side(view, dispute, dispute.respondent),
    "mediator": lambda view, dispute: view.mention(dispute, Role.MEDIATOR),
    "claim": lambda view, dispute: in_words(view, dispute, claimed(dispute)),
    "offered": lambda view, dispute: _split(view, dispute, dispute.offer),
    "proposed": lambda view, dispute: _split(view, dispute, dispute.proposal),
    "unruled": lambda view, dispute: _split(view, dispute, by_silence(dispute, "rule")["split"]),
    "chosen": _chosen,
    "result": result,
    "code": _code,
}
