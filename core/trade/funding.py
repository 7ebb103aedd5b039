"""Funding: from the wallet where it holds enough, else by a deposit for exactly what is missing."""

from __future__ import annotations

from typing import Any

from core import guards, outbox
from core.card import Card
from core.cards.thing import card
from core.confirmation import Summary
from core.context import Context
from core.language import _
from core.ledger import Kind, Owned
from core.money import LIMIT, Money, share
from core.onboarding import gate
from core.recipes import funding
from core.refusal import Mistake, Refusal
from statemachines.machine import Role
from statemachines.policy import CURRENT, policy
from storage.queries import ledger
from storage.records import Contract, Deposit, Milestone


def wallet(context: Context, currency: str, client_id: int) -> int:
    """What a client's wallet holds, in minor units; the account stays locked for the transaction."""
    name = Owned(Kind.CLIENT_WALLET, f"U-{client_id}")
    values = {"currency": currency, "kind_0": name.kind, "owner_0": name.owner}
    found = context.transaction.one(ledger.accounts_locked(1), values)
    return found.balance if found else 0


def ask_deposit(context: Context, client_id: int, amount: Money, **purpose: Any) -> Deposit:
    """Ask the payment provider for somebody's money; what it is for (columns) happens when it has arrived.

    Raises Refusal for too much.
    """
    if amount.minor > LIMIT:
        most = Money(LIMIT, amount.currency)
        raise Refusal(_("{most} is the most for one payment.").format(most=most), _("Pay in first: /wallet deposit."))
    values: dict[str, Any] = {
        "client_id": client_id,
        "currency": amount.currency,
        "amount": amount.minor,
        "policy": CURRENT.version,
    }
    deposit: Deposit = context.create("deposit", "ask", **purpose, **values)
    outbox.provider(context, deposit.ref, "charge")
    return deposit


def fund(context: Context, milestone: Milestone) -> Card:
    """Put a milestone's money into escrow, after the client has confirmed the figures."""
    context.judge(milestone, "fund")
    due, fee = funding(milestone)
    has = wallet(context, milestone.currency, milestone.client_id)
    short = max(due + fee - has, 0)
    context.confirm(_summary(context, milestone, due, fee, short))
    if not short:
        context.fire(milestone, "fund")
        return card(context, milestone, (_("Funded. {name} can begin.").format(name=milestone.freelancer_name),))
    deposit = ask_deposit(context, milestone.client_id, Money(short, milestone.currency), milestone_id=milestone.id)
    said = _("{amount} is on its way ({ref}); {name} is told when it has arrived and the milestone is funded.")
    amount = context.money(short, milestone.currency)
    return card(context, milestone, (said.format(amount=amount, ref=deposit.ref, name=milestone.freelancer_name),))


def _summary(context: Context, milestone: Milestone, due: int, fee: int, short: int) -> Summary:
    currency = milestone.currency
    percent = policy(milestone.contract.policy).client_fee_bp / 100
    lines = [
        (_("You pay"), context.me.name),
        (_("Held for"), f"{milestone.freelancer_name}, {milestone.ref} “{milestone.title}”"),
        (_("Amount"), context.money(due, currency)),
        (_("Client fee {percent:g} %").format(percent=percent), context.money(fee, currency)),
        (_("Total"), context.money(due + fee, currency)),
    ]
    if short < due + fee:
        lines.append((_("From your wallet"), context.money(due + fee - short, currency)))
    if short:
        lines.append((_("Charged to your payment method"), context.money(short, currency)))
    final = _("The money is held until you approve the work; back only by a refund that both agree to, or a ruling.")
    return Summary(_("Fund {ref}?").format(ref=milestone.ref), tuple(lines), final)


def bonus(context: Context, contract: Contract, amount: Money, reason: str) -> Card:
    """Pay something on top from the wallet, after the client has confirmed the figures."""
    if contract.state == "onboarding":
        raise gate.closed(context, contract)
    if contract.employed:
        raise Refusal(guards.reason("paid_here"))
    if context.role(contract) is not Role.CLIENT or contract.state not in {"active", "paused", "ended"}:
        raise Refusal(_("A bonus goes with a contract that runs or has ended."))
    if amount.currency != contract.currency:
        sentence = _("This contract is in {currency}.").format(currency=contract.currency)
        raise Mistake("amount", sentence, f"50 {contract.currency}")
    gate.check(context, contract)
    if wallet(context, amount.currency, contract.client_id) < amount.minor:
        raise Refusal(
            _("Your wallet does not hold {amount}.").format(amount=amount), _("Pay in first: /wallet deposit.")
        )
    fee = share(amount.minor, policy(contract.policy).freelancer_fee_bp)
    lines = (
        (_("Bonus to {name}").format(name=contract.freelancer_name), context.money(amount.minor, amount.currency)),
        (_("They receive after the fee"), context.money(amount.minor - fee, amount.currency)),
    )
    context.confirm(Summary(_("Pay a bonus?"), lines, _("It cannot be taken back.")))
    paid = context.create(
        "milestone",
        "bonus",
        contract_id=contract.id,
        position=10_000,
        title=_("Bonus: {reason}").format(reason=reason),
        currency=contract.currency,
        amount=amount.minor,
        policy=contract.policy,
    )
    return card(context, paid)
