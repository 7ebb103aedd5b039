"""The card of a dispute: who claims what, how far it is, what each split comes to, and the file."""

from __future__ import annotations

from typing import Final

from core import guards
from core.card import Button, Line, Moment, Press, Span
from core.dispute import figures
from core.dispute.words import REASONS, fee
from core.language import _
from core.view import View
from statemachines.machine import Role
from storage.disputes import Dispute, Filed
from storage.queries import disputes

Field = tuple[str, Line]
NEWEST: Final = 5
SHORT: Final = 200
WHAT: Final = {
    "statement": "statement",
    "exhibit": "exhibit",
    "message": "message",
    "flag": "a review as a threat",
    "question": "question",
    "offer": "offer",
    "proposal": "proposal",
    "reject": "offer turned down",
    "accept": "offer accepted",
    "accept_claim": "claim accepted",
    "claim": "case taken",
    "handover": "handed over",
    "extend": "more time",
    "vote": "vote",
    "arbitrate": "arbitration chosen",
    "rule": "ruling",
    "withdraw": "withdrawn",
}


def facts(view: View, dispute: Dispute) -> tuple[str, str, list[Field]]:
    """Title, amount and facts of a dispute."""
    sides: list[Span] = [view.mention(dispute, Role(dispute.opened_by)), f" · {_(REASONS[dispute.reason])}"]
    found: list[Field] = [
        (_("About"), (f"{dispute.about} “{dispute.title}” · {dispute.contract.ref} {dispute.contract.title}",)),
        (_("Opened by"), tuple(sides)),
        (_("Other side"), (view.mention(dispute, Role(dispute.respondent)),)),
    ]
    if dispute.state == "resolved" and dispute.split is not None:
        found.append((_("Outcome"), (figures.in_words(view, dispute, dispute.split),)))
    else:
        found += _splits(view, dispute)
    found += _people(view, dispute)
    if dispute.state == "unresolved":
        found += _choice(view, dispute)
    found += _file(view, dispute)
    return dispute.title, view.money(dispute.amount, dispute.currency), found


def first_steps(view: View, dispute: Dispute) -> tuple[Button, ...]:
    """The answers that are one press away: to a claim, and to a proposed split."""
    role = view.role(dispute)
    if dispute.state == "awaiting_response" and guards.can(view, dispute, "decline_claim", role):
        return (
            _button(dispute, _("Accept the claim"), "dispute.respond", "accept"),
            _button(dispute, _("Decline"), "dispute.respond", "decline"),
        )
    votes = dispute.state == "proposed" and guards.can(view, dispute, "vote", role)
    if votes and guards.holds(view, dispute, "not_voted"):
        return (
            _button(dispute, _("Vote yes"), "dispute.vote", "yes"),
            _button(dispute, _("Vote no"), "dispute.vote", "no"),
        )
    return ()


def _button(dispute: Dispute, label: str, command: str, extra: str) -> Button:
    return Button(label, Press(command, dispute.ref, dispute.version, extra))


def _splits(view: View, dispute: Dispute) -> list[Field]:
    """The claim, the standing offer and the proposal, each with what it comes to for both."""
    found: list[Field] = [(_("Claim"), (figures.in_words(view, dispute, figures.claimed(dispute)),))]
    live = dispute.state != "withdrawn"
    if live and dispute.offer is not None:
        found.append(
            (_("Offer"), (view.mention(dispute, Role(dispute.offer_by)), ": ", _split(view, dispute, "offer")))
        )
    if live and dispute.proposal is not None:
        found.append((_("Proposed"), (_split(view, dispute, "proposal"),)))
        votes = [
            f"{getattr(dispute, f'{side}_name')}: {_(getattr(dispute, f'{side}_vote')) or '–'}"
            for side in ("client", "freelancer")
        ]
        found.append((_("Votes"), (" · ".join(votes),)))
    return found


def _split(view: View, dispute: Dispute, name: str) -> str:
    part, kept = getattr(dispute, name), getattr(dispute, f"{name}_kept", None)
    return _("{percent} to the freelancer ({figures})").format(
        percent=figures.percent(part), figures=figures.in_words(view, dispute, part, kept)
    )


def _people(view: View, dispute: Dispute) -> list[Field]:
    found: list[Field] = []
    if dispute.mediator_id is not None:
        found.append((_("Mediator"), (view.mention(dispute, Role.MEDIATOR),)))
    role = view.role(dispute)
    if role in {Role.CLIENT, Role.FREELANCER} and dispute.mediator_id is not None:
        code = getattr(dispute, f"{role}_code")
        found.append((_("Your code"), (_("{code} · every true message from the mediator has it").format(code=code),)))
    return found


def _choice(view: View, dispute: Dispute) -> list[Field]:
    """Who has chosen arbitration, and what it costs."""
    chose = [
        getattr(dispute, f"{side}_name")
        for side in ("client", "freelancer")
        if getattr(dispute, f"{side}_opted_at") is not None
    ]
    return [
        (
            _("Arbitration"),
            (_("{fee} from each side; it comes back unless an arbiter rules").format(fee=fee(view, dispute)),),
        ),
        (_("Chosen by"), (", ".join(chose) or _("nobody yet"),)),
    ]


def _file(view: View, dispute: Dispute) -> list[Field]:
    """The newest lines of the file."""
    lines = view.transaction.all(disputes.FILE_OF, {"id": dispute.id})
    return [(_("On file {number}").format(number=line.number), _line(dispute, line)) for line in lines[-NEWEST:]]


def _line(dispute: Dispute, line: Filed) -> Line:
    names = {"client": dispute.client_name, "freelancer": dispute.freelancer_name, "system": _("Parley")}
    who = names.get(line.role) or (_("Parley") if line.author_id is None else _("the mediator"))
    text = line.text if len(line.text) <= SHORT else line.text[:SHORT].rsplit(" ", 1)[0] + " …"
    return (f"{who} · {_(WHAT.get(line.what, line.what))} · {text} · ", Moment(line.created_at))
