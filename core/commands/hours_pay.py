"""/hours retry: paying a week whose payment did not go through."""

from __future__ import annotations

from core.card import Card
from core.command import Who, command
from core.context import Context
from core.language import _
from core.refusal import Refusal
from core.trade import charging
from storage.records import Contract


@command(
    "hours retry",
    "Pay a week whose payment did not go through",
    who=Who.CLIENT,
    on=("contract",),
    guard="owes_a_week",
    money=True,
    button="Pay the week",
    style="primary",
    example="/hours retry C-2",
)
def retry(context: Context, contract: Contract) -> Card:
    """The earliest that is owed: from the wallet, else by a new charge; the contract goes on once it is paid."""
    week = charging.owed(context, contract)
    if week is None:
        raise Refusal(_("No week of {ref} is unpaid.").format(ref=contract.ref))
    return charging.retry(context, week)
