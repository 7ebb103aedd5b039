"""What the sentences about a dispute name: who, why, what a split comes to, and what follows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from core.card import Mention, Span
from core.dispute.figures import arbitration_fee, in_words, percent
from core.dispute.turn import SIDES, acting, by_silence
from core.language import N_, _
from core.neutrality import ARBITER, fit, pool, wanted
from core.view import View
from core.wording.disputes import LEFT, STATUS, UNCLAIMED, UNCLAIMED_ARBITRATION
from statemachines.machine import Role
from storage.disputes import Dispute
from storage.queries import disputes

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


def title_of(dispute: Dispute) -> str:
    """What it is about, by name: a milestone's title, or the week."""
    return _("week of {monday}").format(monday=dispute.title) if dispute.week_id else dispute.title


def standing(dispute: Dispute) -> str:
    """The sentence for how the dispute stands."""
    if dispute.mediator_id is None and dispute.state == "mediation":
        return UNCLAIMED
    if dispute.mediator_id is None and dispute.state == "arbitration":
        return UNCLAIMED_ARBITRATION
    if dispute.state in {"proposed", "unresolved"} and len(left := acting(dispute)) == 1:
        return LEFT[dispute.state, next(iter(left))]
    return STATUS["dispute", dispute.state]


def fee(view: View, dispute: Dispute) -> str:
    """What each side pays for an arbitration."""
    charged = arbitration_fee(dispute)
    return view.money(charged, dispute.currency) if charged else _("nothing")


def _split(view: View, dispute: Dispute, part: int | None, kept: int | None = None) -> str:
    if part is None:
        return ""
    return _("{percent} to {name} ({figures})").format(
        percent=percent(part), name=dispute.freelancer_name, figures=in_words(view, dispute, part, kept)
    )


def _silent(view: View, dispute: Dispute, event: str) -> str:
    """What a clock decides, in money."""
    if event == "lapse" and dispute.week_id is not None:
        return _("time that is protected is paid, the rest goes back to {name}").format(name=dispute.client_name)
    return in_words(view, dispute, *by_silence(dispute, event))


def result(view: View, dispute: Dispute) -> str:
    """What follows from the last move."""
    match dispute.state:
        case "resolved":
            assert dispute.split is not None
            return _("The outcome: {figures}.").format(figures=in_words(view, dispute, dispute.split))
        case "mediation" if dispute.mediator_id is None:
            return _("It goes to mediation; a mediator takes it next.")
        case "unresolved" if not _chose(dispute):
            return _("Each side may choose arbitration, which costs each {fee}: /dispute arbitrate {ref}.").format(
                fee=fee(view, dispute), ref=dispute.ref
            )
        case "arbitration":
            return _("An arbiter decides now, and that is final.")
    return ""


def _chose(dispute: Dispute) -> list[str]:
    """Who has chosen arbitration, by name."""
    return [getattr(dispute, f"{side}_name") for side in SIDES if getattr(dispute, f"{side}_opted_at") is not None]


def _chosen(_view: View, dispute: Dispute) -> str:
    chose = _chose(dispute)
    return _("Only {name} chose it.").format(name=chose[0]) if chose else _("Nobody chose it.")


def _choice(view: View, dispute: Dispute) -> str:
    """What the choice of arbitration comes to, as it stands."""
    if not _chose(dispute):
        return _(
            "both may choose arbitration; if only one side does, the disputed money is theirs; if none does, it goes"
            " back to {client}"
        ).format(client=dispute.client_name)
    other = next(side for side in SIDES if getattr(dispute, f"{side}_opted_at") is None)
    sentence = _("{name} may choose arbitration too, and then an arbiter decides; else {silence}")
    return sentence.format(name=getattr(dispute, f"{other}_name"), silence=_silent(view, dispute, "award"))


def _wanted(_view: View, dispute: Dispute) -> str:
    return _("an arbiter") if wanted(dispute) == ARBITER else _("a mediator")


def _load(view: View, person_id: int) -> int:
    return len(view.transaction.all(disputes.LIVE_OF, {"person_id": person_id}))


def _free(view: View, dispute: Dispute) -> str:
    """Who could take the case, with the number of cases that each has."""
    transaction, vault, role = view.transaction, view.market.vault, wanted(dispute)
    found = [
        f"U-{person_id} {view.person(person_id).name} ({_load(view, person_id)})"
        for person_id in pool(transaction, vault, dispute.client_id, dispute.freelancer_id, role)
        if person_id != dispute.mediator_id and fit(transaction, vault, dispute, person_id)
    ]
    if not found:
        return _("nobody is free; grant the role to somebody neutral with /admin grant {role} U-4").format(role=role)
    hand = _("/dispute handover {ref} U-4 gives it to one of these (open cases): {people}")
    return hand.format(ref=dispute.ref, people=", ".join(found))


def _code(view: View, dispute: Dispute) -> str:
    """The words by which a side knows that a message is from the real mediator."""
    role = view.role(dispute)
    if role not in {Role.CLIENT, Role.FREELANCER}:
        return ""
    return _(" (your code {code})").format(code=getattr(dispute, f"{role}_code"))


def _side(view: View, dispute: Dispute, side: str) -> Mention:
    return view.mention(dispute, Role(side))


VALUES: Final[dict[str, Callable[[View, Any], Span | int]]] = {
    "about": lambda _view, dispute: str(dispute.about),
    "reason": lambda _view, dispute: _(REASONS[dispute.reason]),
    "opener": lambda view, dispute: _side(view, dispute, dispute.opened_by),
    "respondent": lambda view, dispute: _side(view, dispute, dispute.respondent),
    "mediator": lambda view, dispute: view.mention(dispute, Role.MEDIATOR),
    "silence": lambda view, dispute: _silent(view, dispute, "lapse"),
    "offered": lambda view, dispute: _split(view, dispute, dispute.offer),
    "proposed": lambda view, dispute: _split(view, dispute, dispute.proposal, dispute.proposal_kept),
    "unruled": lambda view, dispute: _silent(view, dispute, "rule"),
    "chosen": _chosen,
    "choice": _choice,
    "wanted": _wanted,
    "free": _free,
    "result": result,
    "code": _code,
}
