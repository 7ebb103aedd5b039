"""The card of a dispute: who claims what, how far it is, what each split comes to, and the file."""

from __future__ import annotations

from typing import Final

from core import guards
from core.card import Button, Line, Press
from core.dispute import figures
from core.dispute.words import REASONS, fee, title_of
from core.language import _
from core.view import View
from statemachines.machine import Role
from storage.disputes import Dispute, Filed
from storage.queries import disputes

Field = tuple[str, Line]
NEWEST: Final = 2
SHORT: Final = 120
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
    "relieve": "no longer on the case",
    "extend": "more time",
    "vote": "vote",
    "arbitrate": "arbitration chosen",
    "rule": "ruling",
    "withdraw": "withdrawn",
}


def facts(view: View, dispute: Dispute) -> tuple[str, str, list[Field]]:
    """Title, amount and facts of a dispute, a line each, to be read in ten seconds."""
    about = f"{dispute.about} “{title_of(dispute)}” · {dispute.contract.ref} {dispute.contract.title}"
    found: list[Field] = [(_("About"), (about,)), (_("Claim"), _claim(view, dispute))]
    if dispute.state == "resolved" and dispute.split is not None:
        found.append((_("Outcome"), (figures.in_words(view, dispute, dispute.split),)))
    elif dispute.state != "withdrawn":
        found += _splits(view, dispute)
    found += _mediator(view, dispute)
    if dispute.state == "unresolved":
        found.append((_("Arbitration"), (_choice(view, dispute),)))
    found += _file(view, dispute)
    return title_of(dispute), view.money(dispute.amount, dispute.currency), found


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


def _claim(view: View, dispute: Dispute) -> Line:
    """Who wants what, and over what."""
    sentence = (
        _(" wants {amount} back, over {reason}")
        if dispute.opened_by == "client"
        else _(" wants {amount} paid, over {reason}")
    )
    amount = view.money(dispute.amount, dispute.currency)
    return (
        view.mention(dispute, Role(dispute.opened_by)),
        sentence.format(amount=amount, reason=_(REASONS[dispute.reason])),
    )


def _splits(view: View, dispute: Dispute) -> list[Field]:
    """The standing offer and the proposal, each with what it comes to for both, fees included."""
    found: list[Field] = []
    if dispute.offer is not None:
        found.append(
            (_("Offer"), (view.mention(dispute, Role(dispute.offer_by)), ": ", _split(view, dispute, "offer")))
        )
    # In arbitration the line about the clock says it already.
    if dispute.proposal is not None and dispute.state != "arbitration":
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


def _mediator(view: View, dispute: Dispute) -> list[Field]:
    """Who mediates, and for a side the code by which it knows them."""
    if dispute.mediator_id is None:
        return []
    line: Line = (view.mention(dispute, Role.MEDIATOR),)
    role = view.role(dispute)
    if role in {Role.CLIENT, Role.FREELANCER}:
        code = getattr(dispute, f"{role}_code")
        line += (_(" · Your code {code} is on every true message from them").format(code=code),)
    rules = dispute.client_opted_at and dispute.freelancer_opted_at
    return [(_("Arbiter") if rules else _("Mediator"), line)]


def _choice(view: View, dispute: Dispute) -> str:
    """What arbitration costs, and who has chosen it."""
    chose = [
        getattr(dispute, f"{side}_name")
        for side in ("client", "freelancer")
        if getattr(dispute, f"{side}_opted_at") is not None
    ]
    costs = (
        _("{fee} from each side; it comes back unless an arbiter rules")
        if figures.arbitration_fee(dispute)
        else _("free")
    )
    said = costs.format(fee=fee(view, dispute)) + _(" · chosen by {names}").format(
        names=", ".join(chose) or _("nobody yet")
    )
    mine = view.reader_id in view.transaction.all(disputes.FEES_WAITING, {"dispute_id": dispute.id})
    return said + _(" · your fee is on its way") if mine else said


def _file(view: View, dispute: Dispute) -> list[Field]:
    """The newest lines of the file, and where all of them are."""
    lines = view.transaction.all(disputes.FILE_OF, {"id": dispute.id})
    newest = [(_("On file {number}").format(number=line.number), _line(dispute, line)) for line in lines[-NEWEST:]]
    return [*newest, (_("Everything"), (f"/dispute file {dispute.ref}",))]


def _line(dispute: Dispute, line: Filed) -> Line:
    names = {"client": dispute.client_name, "freelancer": dispute.freelancer_name, "system": _("Parley")}
    who = names.get(line.role) or (_("Parley") if line.author_id is None else _("the mediator"))
    text = line.text if len(line.text) <= SHORT else line.text[:SHORT].rsplit(" ", 1)[0] + " …"
    return (" · ".join(filter(None, (who, _(WHAT.get(line.what, line.what)), text))),)
