"""The terms of a contract: built from answers, kept in versions, hashed, and turned into milestones."""

from __future__ import annotations

import hashlib
import json
from typing import Any, Final

from core.context import Context
from core.language import _
from core.money import Money, exponent
from core.refusal import Mistake
from statemachines.machine import Role
from statemachines.policy import CURRENT
from storage.queries import marketplace
from storage.records import Contract, Terms

STANDING: Final = "standing"
WAITING: Final = "waiting"
REJECTED: Final = "rejected"
SUPERSEDED: Final = "superseded"
Plan = list[list[Any]]


def digest(terms: dict[str, Any]) -> str:
    """SHA-256 over the terms in one fixed spelling."""
    return hashlib.sha256(json.dumps(terms, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def write(
    context: Context, contract_id: int, number: int, terms: dict[str, Any], status: str, because: str = ""
) -> None:
    """Keep a version of the terms."""
    values = {
        "contract_id": contract_id,
        "number": number,
        "proposed_by": context.me.id,
        "status": status,
        "because": because,
        "terms": json.dumps(terms, ensure_ascii=False),
        "hash": digest(terms),
        "created_at": context.now,
    }
    context.transaction.run(marketplace.ADD_TERMS, values)


def standing(context: Context, contract: Contract) -> dict[str, Any]:
    """The terms in force."""
    found = context.transaction.one(marketplace.TERMS_AT, {"id": contract.id, "number": contract.terms_version})
    assert found is not None
    terms: dict[str, Any] = json.loads(found.terms)
    return terms


def waiting(context: Context, contract: Contract) -> Terms | None:
    """The version that waits for an answer."""
    return context.transaction.one(marketplace.WAITING_TERMS, {"id": contract.id})


def next_number(context: Context, contract: Contract) -> int:
    """The number of the next version."""
    return (context.transaction.one(marketplace.LAST_TERMS, {"id": contract.id}) or 0) + 1


def mark(context: Context, contract: Contract, number: int, status: str) -> None:
    """Say what became of a version."""
    values = {"of_contract": contract.id, "of_number": number, "new_status": status}
    context.transaction.run(marketplace.MARK_TERMS, values, expect=1)


def stand(context: Context, contract: Contract, version: Terms) -> dict[str, Any]:
    """Make a waiting version the one in force; answers with it."""
    mark(context, contract, contract.terms_version, SUPERSEDED)
    mark(context, contract, version.number, STANDING)
    context.change(contract, terms_version=version.number)
    terms: dict[str, Any] = json.loads(version.terms)
    return terms


def plan(
    title: str, amount: Money | None, milestones: tuple[tuple[str, Money], ...], currency: str
) -> tuple[int, Plan]:
    """The whole amount and the milestones of a fixed price: one of the whole if none are named. Raises Mistake."""
    if not milestones:
        if amount is None:
            raise Mistake("amount", _("Say what the whole work costs, or name milestones."), "450")
        _check(amount, currency, "amount")
        return amount.minor, [[title, amount.minor]]
    for _name, money in milestones:
        _check(money, currency, "milestones")
    whole = sum(money.minor for _name, money in milestones)
    if amount is not None and amount.minor != whole:
        sentence = _("The milestones add up to {sum}, the amount is {amount}.")
        raise Mistake("milestones", sentence.format(sum=Money(whole, currency), amount=amount), "Draft=150; Final=300")
    return whole, [[name, money.minor] for name, money in milestones]


def _check(money: Money, currency: str, field: str) -> None:
    if money.currency != currency:
        raise Mistake(field, _("This contract is in {currency}.").format(currency=currency), f"450 {currency}")
    least = CURRENT.minimum_amount * 10 ** exponent(currency)
    if money.minor < least:
        raise Mistake(field, _("{least} is the least for a milestone.").format(least=Money(least, currency)), "50")


def lay_out(context: Context, contract: Contract, milestones: Plan) -> None:
    """Make the contract's agreed milestones those of the plan: by position changed, added, or dropped."""
    now = [
        milestone
        for milestone in context.transaction.all(marketplace.MILESTONES_LOCKED, {"id": contract.id})
        if milestone.state == "agreed"
    ]
    for milestone in now:
        milestone.contract = contract
    for position, (title, amount) in enumerate(milestones):
        if position < len(now):
            if (now[position].title, now[position].amount) != (title, amount):
                context.fire(now[position], "edit", role=Role.CLIENT, title=title, amount=amount)
        else:
            add(context, contract, title, amount, position)
    for milestone in now[len(milestones) :]:
        context.fire(milestone, "drop", role=Role.SYSTEM)


def add(context: Context, contract: Contract, title: str, amount: int, position: int, **more: Any) -> Any:
    """Add an agreed milestone."""
    values = {"title": title, "amount": amount, "position": position, **more}
    return context.create(
        "milestone", "add", contract_id=contract.id, currency=contract.currency, policy=contract.policy, **values
    )
