"""Expenses: what the freelancer laid out for a contract, asked for with its receipt, paid from the client's wallet."""

from __future__ import annotations

import json

from core import guards
from core.confirmation import Summary
from core.context import Context
from core.language import _
from core.money import LIMIT, Money
from core.onboarding import gate
from core.refusal import Mistake, Refusal
from core.trade.funding import wallet
from storage.queries import marketplace
from storage.records import Contract, Milestone

POSITION = 10_000


def claim(context: Context, contract: Contract, amount: Money, reason: str, receipt: tuple[int, ...]) -> Milestone:
    """Ask for money back, with the files of its receipt."""
    gate.check(context, contract)
    if contract.employed:
        raise Refusal(guards.reason("paid_here"))
    if contract.state not in {"active", "paused", "ended"}:
        raise Refusal(_("An expense goes with a contract that runs or has ended."))
    if amount.currency != contract.currency:
        sentence = _("This contract is in {currency}.").format(currency=contract.currency)
        raise Mistake("amount", sentence, f"25 {contract.currency}")
    if not 0 < amount.minor <= LIMIT:
        raise Mistake("amount", _("That is no amount that can be paid."), "25")
    if not receipt:
        raise Mistake("receipt", _("Attach the receipt: a picture or a PDF."))
    claimed: Milestone = context.create(
        "milestone",
        "claim",
        contract_id=contract.id,
        position=POSITION,
        title=_("Expense: {reason}").format(reason=reason),
        currency=contract.currency,
        amount=amount.minor,
        submissions=1,
        policy=contract.policy,
    )
    values = {"milestone_id": claimed.id, "number": 1, "note": reason, "links": "[]", "files": json.dumps(receipt)}
    context.transaction.run(marketplace.SUBMIT, values | {"created_at": context.now})
    return claimed


def pay(context: Context, milestone: Milestone) -> None:
    """Pay it from the wallet, after the client has confirmed the figures."""
    context.judge(milestone, "pay_claim")
    amount = context.money(milestone.amount, milestone.currency)
    if wallet(context, milestone.currency, milestone.client_id) < milestone.amount:
        raise Refusal(
            _("Your wallet does not hold {amount}.").format(amount=amount), _("Pay in first: /wallet deposit.")
        )
    lines = (
        (_("To"), milestone.freelancer_name),
        (_("For"), milestone.title),
        (_("Amount"), amount),
        (_("Fee"), context.money(0, milestone.currency)),
    )
    context.confirm(Summary(_("Pay this expense?"), lines, _("It cannot be taken back.")))
    context.fire(milestone, "pay_claim")
