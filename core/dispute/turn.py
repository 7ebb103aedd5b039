"""Whose turn it is in a dispute, and what its clocks decide when nobody acts."""

from __future__ import annotations

from typing import Final

from core.dispute.figures import WHOLE, claimed
from core.neutrality import ARBITER, MEDIATOR
from core.view import View
from statemachines.dispute import LIVE
from statemachines.machine import Role
from storage.disputes import Dispute
from storage.queries import disputes
from storage.records import Person

SIDES: Final = (Role.CLIENT, Role.FREELANCER)


def turns(dispute: Dispute) -> frozenset[Role]:
    """The roles that somebody waits for, an offer that stands included."""
    offered = {side for side in SIDES if dispute.offer_by and side != dispute.offer_by}
    found = acting(dispute)
    return found | offered if dispute.state in LIVE.split() else found


def acting(dispute: Dispute) -> frozenset[Role]:
    """The roles whose move the clock waits for."""
    found: set[Role] = set()
    match dispute.state:
        case "awaiting_response":
            found = {Role(dispute.respondent)}
        case "mediation" | "arbitration":
            found = {Role.MEDIATOR}
        case "proposed":
            found = {side for side in SIDES if not getattr(dispute, f"{side}_vote")}
        case "unresolved":
            found = {side for side in SIDES if getattr(dispute, f"{side}_opted_at") is None}
    return frozenset(found)


def open_to(view: View, person: Person) -> list[Dispute]:
    """The cases that nobody works on and this person may take, the oldest first."""
    if not (person.granted(MEDIATOR) or person.granted(ARBITER)):
        return []
    return [dispute for dispute in view.transaction.all(disputes.UNCLAIMED) if view.role(dispute) is Role.MEDIATOR]


def by_silence(dispute: Dispute, event: str) -> tuple[int, int | None]:
    """What a clock decides about a milestone, and from the vote on about hours too: basis points, or minor units."""
    if event == "lapse":
        return claimed(dispute), None
    if event == "award":  # only the freelancer chose arbitration: all of it is theirs; else all of it goes back
        alone = dispute.freelancer_opted_at is not None and dispute.client_opted_at is None
        return (WHOLE if alone else 0), None
    return (WHOLE // 2, None) if dispute.proposal is None else (dispute.proposal, dispute.proposal_kept)
