"""The named conditions of weeks and of contracts that are paid by the hour, and why one may not hold."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from core.language import _
from core.ledger import Kind, Owned, balance
from core.recipes import funding
from core.view import View
from statemachines.machine import Role
from storage.queries import journal, timesheets
from storage.records import Contract
from storage.timesheets import Week

STOPPING: Final = frozenset({"unpaid", "uncollected", "disputed"})


def _wallet_covers(view: View, week: Week) -> bool:
    due, fee = funding(week)
    wallet = Owned(Kind.CLIENT_WALLET, f"U-{week.client_id}")
    return due > 0 and balance(view.transaction, wallet, week.currency) >= due + fee


def _nothing_unpaid(view: View, contract: Contract) -> bool:
    return not _unpaid(view, contract)


def _unpaid(view: View, contract: Contract) -> list[Week]:
    return view.transaction.all(timesheets.UNPAID, {"id": contract.id}) if contract.pay == "hourly" else []


def _weeks(view: View, contract: Contract) -> list[Week]:
    return view.transaction.all(timesheets.WEEKS_OF, {"id": contract.id}) if contract.pay == "hourly" else []


def _no_week_disputed(view: View, contract: Contract) -> bool:
    return all(week.state != "disputed" for week in _weeks(view, contract))


def _owes_a_week(view: View, contract: Contract) -> bool:
    return any(week.state != "review" for week in _unpaid(view, contract))


def _paused_by_itself(view: View, contract: Contract) -> bool:
    """A week that was not paid while the contract was suspended pauses it with the restoring: there is no pause."""
    happened = view.transaction.all(journal.HISTORY_OF, {"thing": contract.ref})
    last = next((event for event in reversed(happened) if event.event in {"pause", "resume"}), None)
    return last is None or last.event == "resume" or last.role == Role.SYSTEM


def _a_week_stops_it(view: View, contract: Contract) -> bool:
    return any(week.state in STOPPING for week in _weeks(view, contract))


def _no_week_stops_it(view: View, contract: Contract) -> bool:
    """It was a week that paused the contract, and it is paid meanwhile."""
    return _paused_by_itself(view, contract) and not _a_week_stops_it(view, contract)


CONDITIONS: Final[dict[str, Callable[[Any, Any], bool]]] = {
    "has_weeks": lambda view, contract: bool(_weeks(view, contract)),
    "week_paid_for": lambda _view, week: week.funded > 0,
    "week_not_paid_for": lambda _view, week: week.funded == 0,
    "wallet_covers": _wallet_covers,
    "nothing_to_bill": lambda _view, week: week.amount == 0,
    "paid_by_hour": lambda _view, contract: contract.pay == "hourly",
    "owes_a_week": _owes_a_week,
    "nothing_unpaid": _nothing_unpaid,
    "no_week_disputed": _no_week_disputed,
    "paused_by_itself": _paused_by_itself,
    "a_week_stops_it": _a_week_stops_it,
    "no_week_stops_it": _no_week_stops_it,
}


def reasons() -> dict[str, str]:
    """Why it cannot be done while a condition does not hold, and what to do."""
    return {
        "week_paid_for": _("The payment for that week has not arrived yet; we tell you as soon as it has."),
        "week_not_paid_for": _("That week is paid for already."),
        "wallet_covers": _("The wallet does not hold enough for that week."),
        "nothing_to_bill": _("There is time to bill in that week."),
        "owes_a_week": _("Every week of this contract is paid, or its payment is on its way."),
        "paid_by_hour": _("This contract is paid by milestones; there is nothing by the hour in it."),
        "nothing_unpaid": _("A week of this contract is not paid yet. Pay it first: /hours retry."),
        "no_week_disputed": _("It is paused while a week of it is in dispute, and goes on after that: /dispute list."),
        "a_week_stops_it": _("No week of this contract is unpaid or in dispute."),
        "no_week_stops_it": _("A week of this contract is unpaid or in dispute, or the client has paused it."),
        "paused_by_itself": _("The client paused this contract, and resumes it: /contract resume."),
    }
