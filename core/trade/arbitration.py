"""Choosing arbitration: each side's fee comes through the payment provider, and counts once it has arrived."""

from __future__ import annotations

from core import notices
from core.confirmation import Summary
from core.context import Context
from core.dispute.figures import arbitration_fee
from core.dispute.turn import SIDES
from core.language import _
from core.ledger import Kind
from core.money import Money
from core.refusal import Refusal
from core.trade.filing import file
from core.trade.funding import ask_deposit
from statemachines.machine import Role
from storage.disputes import Dispute
from storage.queries import disputes, marketplace
from storage.records import Deposit

ACCOUNT = {Role.CLIENT: Kind.CLIENT_WALLET, Role.FREELANCER: Kind.FREELANCER_AVAILABLE}


def choose(context: Context, dispute: Dispute) -> str:
    """Ask the provider for this side's fee after its figures were confirmed; answers with what was done."""
    context.judge(dispute, "arbitrate")
    role = context.role(dispute)
    assert role is not None
    if getattr(dispute, f"{role}_opted_at") is not None:
        raise Refusal(_("You have chosen arbitration already."), _("The other side has until the date on the card."))
    if context.me.id in context.transaction.all(disputes.FEES_WAITING, {"dispute_id": dispute.id}):
        raise Refusal(_("Your fee is on its way already; it counts once it has arrived."))
    if any(clock.event == "award" and clock.attempts for clock in context.deadlines(dispute.ref)):
        # It only waits for a fee that was on its way in time.
        raise Refusal(
            _("The time to choose arbitration is over."), _("See /dispute show {ref}.").format(ref=dispute.ref)
        )
    fee = arbitration_fee(dispute)
    amount = context.money(fee, dispute.currency)
    charged = ((_("You pay for the arbitration"), amount), (_("Charged to your payment method"), amount)) if fee else ()
    lines = (*charged, (_("The dispute is about"), context.money(dispute.amount, dispute.currency)))
    back = _("The fee comes back unless an arbiter rules.") if fee else _("It costs nothing.")
    final = f"{back} {_('The ruling is final. If only you choose it, you win.')}"
    context.confirm(Summary(_("Choose arbitration for {ref}?").format(ref=dispute.ref), lines, final))
    if not fee:
        opt_in(context, dispute, role, 0)
        return _("You have chosen arbitration.")
    money = Money(fee, dispute.currency)
    deposit = ask_deposit(context, context.me.id, money, dispute_id=dispute.id, account=ACCOUNT[role])
    said = _("{amount} is on its way ({ref}); your choice counts once it has arrived.")
    return said.format(amount=amount, ref=deposit.ref)


def fee_arrived(context: Context, deposit: Deposit) -> None:
    """A fee has arrived: that side has chosen. If the choice is over by then, the money stays with who paid it."""
    dispute = context.transaction.one(marketplace.THING_LOCKED["dispute"], {"id": deposit.dispute_id})
    assert dispute is not None
    role = next(side for side in SIDES if getattr(dispute, f"{side}_id") == deposit.client_id)
    if dispute.state == "unresolved" and getattr(dispute, f"{role}_opted_at") is None:
        opt_in(context, dispute, role, deposit.amount)
        name = getattr(dispute, f"{role}_name")
        context.news.send(
            deposit.client_id, notices.notice(context, deposit.client_id, dispute, "arbitrate", role, name)
        )


def opt_in(context: Context, dispute: Dispute, role: Role, fee: int) -> None:
    """This side chooses arbitration. Once both have, whoever mediated leaves the case: somebody else rules."""
    context.change(dispute, **{f"{role}_opted_at": context.now})
    both = all(getattr(dispute, f"{side}_opted_at") is not None for side in SIDES)
    left = {"mediator_id": None} if both else {}
    name = getattr(dispute, f"{role}_name")
    context.fire(dispute, "arbitrate", role=role, note=name, details={role: fee}, **left)
    if both:
        dispute.mediator_name = dispute.mediator_language = None
    file(context, dispute, "arbitrate", name, side=role)
