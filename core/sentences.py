"""Sentences about a thing, filled with what they name: how it stands, who acts next, why something does not fit."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from core.card import Line, Span, names_in, say
from core.dispute.words import VALUES, title_of
from core.dispute.words import standing as dispute_standing
from core.duration import in_hours
from core.language import _
from core.recipes import funding
from core.view import View
from core.wording.states import EMPLOYED, ONBOARDING, REPORTED, STATUS
from statemachines.machine import Role


def _title(_view: View, thing: Any) -> str:
    if thing.kind == "dispute":
        return title_of(thing)
    return str(thing.job_title if thing.kind == "proposal" else thing.title)


def _amount(view: View, thing: Any) -> str:
    amount = {"proposal": "bid", "week": "standing"}.get(thing.kind, "amount")
    return view.money(getattr(thing, amount), thing.currency)


def _charged(view: View, week: Any) -> str:
    due, fee = funding(week)
    return view.money(due + fee or week.funded + week.client_fee, week.currency)


_VALUES: Final[dict[str, Callable[[View, Any], Span | int]]] = {
    "ref": lambda _view, thing: str(thing.ref),
    "note": lambda _view, _thing: "",
    "contract": lambda _view, thing: str(thing.contract.ref),
    "client": lambda view, thing: view.mention(thing, Role.CLIENT),
    "freelancer": lambda view, thing: view.mention(thing, Role.FREELANCER),
    "title": _title,
    "amount": _amount,
    "held": lambda view, thing: view.money(thing.held, thing.currency),
    "released": lambda view, thing: view.money(thing.released, thing.currency),
    "refunded": lambda view, thing: view.money(thing.refunded, thing.currency),
    "net": lambda view, thing: view.money(thing.released - thing.freelancer_fee, thing.currency),
    "submissions": lambda _view, thing: int(thing.submissions),
    "revisions": lambda _view, thing: _("revision {number}").format(number=thing.revisions),
    "days": lambda _view, thing: int(thing.extension_asked),
    "charged": _charged,
    "hours": lambda _view, thing: in_hours(thing.billable if thing.kind == "week" else thing.minutes),
    "logged": lambda _view, week: in_hours(week.minutes),
    "tail": lambda _view, thing: str(thing.account_tail),
    **VALUES,
}


def about(view: View, thing: Any, sentence: str, **more: Span | Line) -> Line:
    """A translated sentence about a thing, filled with what it names: `more`, and else what the thing has."""
    named = {name: more[name] if name in more else _VALUES[name](view, thing) for name in names_in(sentence)}
    return say(sentence, **named)


def status(view: View, thing: Any) -> Line:
    """How the thing stands and who acts next."""
    return about(view, thing, _(_standing(thing)))


def _standing(thing: Any) -> str:
    if thing.kind == "dispute":
        return dispute_standing(thing)
    if (thing.kind, thing.state) == ("milestone", "agreed"):
        if thing.contract.employed:
            return EMPLOYED
        if thing.contract.state == "onboarding":
            return ONBOARDING
    if (thing.kind, thing.state) == ("week", "unbilled") and thing.contract.employed:
        return REPORTED
    return STATUS[thing.kind, thing.state]


def not_from_here(thing: Any) -> str:
    """Why an event does not fit the state that the thing is in."""
    state = _(_standing(thing))
    for name in ("client", "freelancer", "respondent", "mediator"):
        state = state.replace("{" + name + "}", getattr(thing, f"{name}_name", None) or name)
    return _("{ref} is “{state}” now, so that cannot be done.").format(ref=thing.ref, state=state)


def instead(thing: Any) -> str:
    """What can be done in that state, where something else serves."""
    if (thing.kind, thing.state) == ("contract", "onboarding"):
        return _("See what is open: /onboarding show {ref}. Call it off: /onboarding cancel {ref}.").format(
            ref=thing.ref
        )
    return ""


def not_yours(thing: Any, event: str) -> str:
    """Why an event is not this person's to make."""
    if thing.kind == "dispute":
        return _("That is not yours to do in {ref} ({event}).").format(ref=thing.ref, event=event.replace("_", " "))
    return _("That is for the other side of {ref} to do ({event}).").format(
        ref=thing.ref, event=event.replace("_", " ")
    )
