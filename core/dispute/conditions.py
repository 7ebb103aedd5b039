"""The named conditions of a dispute's machine, with the sentence for each that does not hold."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from core.dispute.opening import why_not
from core.language import _
from core.neutrality import MEDIATOR, neutral, pool
from core.view import View, milestones_of
from statemachines.policy import policy
from storage.disputes import Dispute
from storage.queries import disputes, timesheets


def _both_agree(_view: View, dispute: Dispute) -> bool:
    return dispute.client_vote == dispute.freelancer_vote == "yes"


def _one_refuses(_view: View, dispute: Dispute) -> bool:
    return "no" in {dispute.client_vote, dispute.freelancer_vote}


def _both_opted(_view: View, dispute: Dispute) -> bool:
    return bool(dispute.client_opted_at and dispute.freelancer_opted_at)


def _neutral(view: View, dispute: Dispute) -> bool:
    """Who took a case in good faith may have come to work with a side since."""
    two = (dispute.client_id, dispute.freelancer_id)
    return neutral(view.transaction, view.market.vault, *two, view.reader_id or 0)


def _extensions_left(_view: View, dispute: Dispute) -> bool:
    return dispute.extensions < policy(dispute.policy).extensions


def _not_opted(view: View, dispute: Dispute) -> bool:
    if getattr(dispute, f"{view.role(dispute)}_opted_at", None) is not None:
        return False
    return view.reader_id not in view.transaction.all(disputes.FEES_WAITING, {"dispute_id": dispute.id})


def _no_fee_waits(view: View, dispute: Dispute) -> bool:
    return not view.transaction.all(disputes.FEES_WAITING, {"dispute_id": dispute.id})


def _not_voted(view: View, dispute: Dispute) -> bool:
    return not getattr(dispute, f"{view.role(dispute)}_vote", "")


def _disputable(view: View, thing: Any) -> bool:
    parts: list[Any] = [thing]
    if thing.kind == "contract":
        weeks = view.transaction.all(timesheets.WEEKS_OF, {"id": thing.id}) if thing.pay == "hourly" else []
        parts = [*milestones_of(view.transaction, thing), *weeks]
    if all(why_not(view, part) is not None for part in parts):
        return False
    return bool(pool(view.transaction, view.market.vault, thing.client_id, thing.freelancer_id, MEDIATOR))


CONDITIONS: Final[dict[str, Callable[[Any, Any], bool]]] = {
    "hourly": lambda _view, dispute: dispute.week_id is not None,
    "fixed_price": lambda _view, dispute: dispute.week_id is None,
    "client_opened": lambda _view, dispute: dispute.opened_by == "client",
    "freelancer_opened": lambda _view, dispute: dispute.opened_by == "freelancer",
    "client_offers": lambda _view, dispute: dispute.offer_by == "client",
    "freelancer_offers": lambda _view, dispute: dispute.offer_by == "freelancer",
    # Who has the mediator's role in a case is either the one who works on it, or anybody fit while nobody does.
    "unclaimed": lambda _view, dispute: dispute.mediator_id is None,
    "assigned": lambda _view, dispute: dispute.mediator_id is not None,
    "neutral": _neutral,
    "extensions_left": _extensions_left,
    "both_agree": _both_agree,
    "one_refuses": _one_refuses,
    "both_opted": _both_opted,
    "not_opted": _not_opted,
    "no_fee_waits": _no_fee_waits,
    "not_voted": _not_voted,
    "disputable": _disputable,
}
# Whose a move is: the row of the other side is no way on.
SIDES: Final = ("client_opened", "freelancer_opened", "client_offers", "freelancer_offers")
FIXED: Final = frozenset({"hourly", "fixed_price", *SIDES})


def reasons() -> dict[str, str]:
    """Why it cannot be done while a condition does not hold, and what to do."""
    sides = _("Who opened the dispute may withdraw it, and the other side answers the claim. Both may offer a split.")
    return {
        "hourly": _("That is only for hours."),
        "fixed_price": _("A dispute about hours is opened by the client."),
        "client_opened": sides,
        "freelancer_opened": sides,
        "client_offers": _("There is no offer of the other side that waits for you. Make one: /dispute offer."),
        "freelancer_offers": _("There is no offer of the other side that waits for you. Make one: /dispute offer."),
        "unclaimed": _("Somebody else has taken this dispute already."),
        "assigned": _("Nobody has taken this dispute yet: /dispute claim."),
        "neutral": _(
            "You have come to work with one of the two, or to share something with one, so somebody else decides: hand"
            " the case over with /dispute handover, or tell an operator."
        ),
        "extensions_left": _("It has been extended as often as is allowed; things go their way now."),
        "both_agree": _("Not both have voted yes."),
        "one_refuses": _("Nobody has voted no."),
        "both_opted": _("Not both sides have chosen arbitration."),
        "not_opted": _(
            "You have chosen arbitration already, or your fee is on its way; the other side has until the date on the"
            " card."
        ),
        "no_fee_waits": _("A fee for the arbitration is on its way, so the choice is not over yet."),
        "not_voted": _("You have voted already; now it is the other side's turn."),
        "disputable": _(
            "It cannot be disputed right now: only held money can, from ten minutes after its funding until seven days"
            " after an end, and where somebody neutral can mediate."
        ),
    }
