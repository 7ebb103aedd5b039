"""The facts of money on its way in or out."""

from __future__ import annotations

from core.card import Line
from core.language import _
from core.view import View
from storage.queries import marketplace
from storage.records import Deposit, Withdrawal

Field = tuple[str, Line]
Facts = tuple[str, str, list[Field]]


def deposit_facts(view: View, deposit: Deposit) -> Facts:
    """What a deposit is for."""
    purpose: list[Field] = [(_("For"), (f"M-{deposit.milestone_id}",))] if deposit.milestone_id else []
    if deposit.week_id:
        week = view.transaction.one(marketplace.THING["week"], {"id": deposit.week_id})
        assert week is not None
        text = _("{contract}, week of {title}").format(contract=week.contract.ref, title=week.title)
        purpose = [(_("For"), (text,))]
    if deposit.dispute_id:
        purpose = [(_("For"), (f"D-{deposit.dispute_id}",))]
    return _("Deposit"), view.money(deposit.amount, deposit.currency), purpose


def withdrawal_facts(view: View, withdrawal: Withdrawal) -> Facts:
    """Where a withdrawal goes."""
    facts: list[Field] = [(_("To"), (_("account ending {tail}").format(tail=withdrawal.account_tail),))]
    return _("Withdrawal"), view.money(withdrawal.amount, withdrawal.currency), facts
