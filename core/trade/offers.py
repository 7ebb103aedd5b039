"""Offers: the fields that terms are given in, and terms and contracts made of the answers."""

from __future__ import annotations

from typing import Any, Final

from core.command import Field, Kind
from core.context import Context
from core.language import _
from core.refusal import Mistake, Refusal
from core.trade import terms
from statemachines.policy import CURRENT
from storage.records import Contract, Person

AMOUNT: Final = Field("amount", Kind.MONEY, "Amount", example="450", help="The whole price")
PLAN: Final = Field("milestones", Kind.MILESTONES, "Milestones", example="Draft=150; Final=300", limit=1_000)
DUE: Final = Field("due", Kind.DATE, "Due", example="in 2 weeks")
REVISIONS: Final = Field(
    "revisions", Kind.NUMBER, "Revisions", example="2", help="Rounds of changes included", asked=False
)
REASON: Final = Field("reason", Kind.LONG, "Reason", main=True, limit=500, example="Booked until May")


def create(context: Context, made: dict[str, Any], **columns: Any) -> Contract:
    """Bring the offered contract into the world, with its first terms and their milestones."""
    values = {"kind": made["kind"], **columns, "client_id": context.me.id, "policy": CURRENT.version}
    contract: Contract = context.create("contract", "offer", **values)
    terms.write(context, contract.id, 1, made, terms.STANDING)
    if made["kind"] == "fixed":
        terms.lay_out(context, contract, made["milestones"])
    return contract


def check_freelancer(context: Context, freelancer: Person) -> None:
    """Raise Refusal unless this person can be hired by the one who asks."""
    if freelancer.id == context.me.id:
        raise Refusal(_("You cannot hire yourself."))
    if not freelancer.is_freelancer:
        raise Refusal(_("{ref} {name} is no freelancer.").format(ref=freelancer.ref, name=freelancer.name))


def from_answers(answers: dict[str, Any], currency: str) -> dict[str, Any]:
    """The terms that the answers spell. Raises Mistake."""
    kind = answers["kind"] or ("hourly" if answers["rate"] else "fixed")
    made = {
        "kind": kind,
        "scope": answers["scope"],
        "due_at": answers["due"],
        "start_at": answers["start"],
        "revisions": answers["revisions"],
    }
    if kind == "hourly":
        if answers["rate"] is None or answers["rate"].currency != currency:
            raise Mistake("rate", _("An hourly contract needs a rate in {currency}.").format(currency=currency), "40")
        return made | {
            "rate": answers["rate"].minor,
            "limit": answers["limit"],
            "manual": answers["manual"] is not False,
        }
    title = (answers["title"] or answers["scope"].splitlines()[0])[:80]
    amount, plan = terms.plan(title, answers["amount"], answers["milestones"], currency)
    return made | {"amount": amount, "milestones": plan}


def changed(context: Context, contract: Contract, answers: dict[str, Any]) -> dict[str, Any]:
    """The standing terms with what was given changed. Raises Refusal if that is nothing."""
    made = dict(terms.standing(context, contract))
    if answers["amount"] is not None or answers["milestones"]:
        if contract.pay != "fixed":
            raise Mistake("amount", _("This contract is paid by the hour."), "")
        amount, plan = terms.plan(contract.title, answers["amount"], answers["milestones"], contract.currency)
        made |= {"amount": amount, "milestones": plan}
    if answers.get("rate") is not None or answers.get("limit") is not None:
        made |= _by_the_hour(contract, answers)
    for name, key in (("scope", "scope"), ("due", "due_at"), ("revisions", "revisions")):
        if answers.get(name) is not None:
            made[key] = answers[name]
    if made == terms.standing(context, contract) and contract.state in {"offered", "active"}:
        raise Refusal(
            _("These are the terms already."), _("Give an amount, milestones, a rate, a limit, a scope or a date.")
        )
    return made


def _by_the_hour(contract: Contract, answers: dict[str, Any]) -> dict[str, Any]:
    rate, limit = answers.get("rate"), answers.get("limit")
    if contract.pay != "hourly":
        field = "rate" if rate is not None else "limit"
        raise Mistake(field, _("This contract has a fixed price: give an amount or milestones."), "450")
    if rate is not None and rate.currency != contract.currency:
        raise Mistake("rate", _("This contract is in {currency}.").format(currency=contract.currency), "45")
    return ({"rate": rate.minor} if rate is not None else {}) | ({"limit": limit} if limit is not None else {})
