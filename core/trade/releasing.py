"""Releasing held money, whole or in part; what is left of a part rolls on."""

from __future__ import annotations

from core.card import Card
from core.cards.thing import card
from core.confirmation import Summary
from core.context import Context
from core.language import _
from core.money import Money
from core.recipes import fee_on_release, portion
from core.refusal import Mistake
from core.trade.terms import add
from statemachines.machine import Role
from statemachines.policy import policy
from storage.queries import marketplace
from storage.records import Milestone


def approve(context: Context, milestone: Milestone, amount: Money | None) -> Card:
    """Release all that is held, or `amount` of it, after the client has confirmed the figures."""
    part = _part(milestone, amount)
    event = "approve" if part == milestone.held else "approve_part"
    context.judge(milestone, event)
    context.confirm(_summary(context, milestone, part))
    rest = milestone.held - part
    context.fire(milestone, event, details={"amount": part})
    said = _("Approved. {name} is told.").format(name=milestone.freelancer_name)
    if rest:
        said = f"{said} {_roll(context, milestone, rest)}"
    return card(context, milestone, (said,))


def _part(milestone: Milestone, amount: Money | None) -> int:
    if amount is None:
        return milestone.held
    if amount.currency != milestone.currency:
        sentence = _("This contract is in {currency}.").format(currency=milestone.currency)
        raise Mistake("amount", sentence, f"150 {milestone.currency}")
    if amount.minor > milestone.held:
        held = Money(milestone.held, milestone.currency)
        raise Mistake("amount", _("Only {held} is held; more is a bonus: /contract bonus.").format(held=held), "150")
    return amount.minor


def _summary(context: Context, milestone: Milestone, part: int) -> Summary:
    currency = milestone.currency
    fee = fee_on_release(milestone, part)
    percent = policy(milestone.contract.policy).freelancer_fee_bp / 100
    lines = [
        (_("From"), _("the money held for {ref}").format(ref=milestone.ref)),
        (_("To"), milestone.freelancer_name),
        (_("Released"), context.money(part, currency)),
        (_("Freelancer fee {percent:g} %").format(percent=percent), context.money(fee, currency)),
        (_("They receive"), context.money(part - fee, currency)),
        (_("You pay now"), context.money(0, currency)),
    ]
    if rest := milestone.held - part:
        lines.append((_("Stays held"), context.money(rest, currency)))
    return Summary(
        _("Approve {ref}?").format(ref=milestone.ref), tuple(lines), _("Released money cannot be taken back.")
    )


def _roll(context: Context, milestone: Milestone, rest: int) -> str:
    """Carry the rest into the next agreed milestones, or keep it in one of its own; answers with what was done."""
    basis = milestone.funded - milestone.rolled + rest
    agreed = [
        other
        for other in context.transaction.all(marketplace.MILESTONES_LOCKED, {"id": milestone.contract_id})
        if other.state == "agreed" and other.position > milestone.position
    ]
    carried: list[str] = []
    for other in agreed:
        taken = min(rest, other.amount - other.funded)
        if taken:
            _carry(context, milestone, other, taken, basis)
            rest, basis = rest - taken, basis - taken
            carried.append(other.ref)
    if rest:
        title = _("Rest of {title}").format(title=milestone.title)[:80]
        other = add(context, milestone.contract, title, rest, milestone.position, due_at=milestone.due_at)
        other.contract = milestone.contract
        _carry(context, milestone, other, rest, basis)
        context.fire(other, "fund", role=Role.SYSTEM)
        carried.append(other.ref)
    return _("The rest is held in {refs}.").format(refs=", ".join(carried))


def _carry(context: Context, source: Milestone, target: Milestone, amount: int, basis: int) -> None:
    """The money stays in the contract's escrow; only which milestone it is held for changes, with its fee's share."""
    fee = portion(source.client_fee, amount, basis)
    context.change(target, funded=target.funded + amount, client_fee=target.client_fee + fee)
    context.change(source, client_fee=source.client_fee - fee)
