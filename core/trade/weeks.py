"""The weeks of hourly contracts: opened by the first time that is logged in them, and counted anew by each change."""

from __future__ import annotations

from typing import Any, Final

from core.context import Context
from core.duration import in_hours
from core.hours.reckoning import sheet_of
from core.hours.sheet import Sheet
from core.language import _
from statemachines.machine import Role
from storage.queries import timesheets
from storage.records import Contract
from storage.timesheets import Week, monday

NOT_INVOICED: Final = frozenset({"open", "correcting"})


def week_at(context: Context, contract: Contract, at: int) -> Week:
    """The week of a contract that a moment lies in; it opens now if there is none yet."""
    starts_at = monday(at)
    found = context.transaction.one(timesheets.WEEK_AT, {"id": contract.id, "starts_at": starts_at})
    if found is not None:
        found.contract = contract
        return found
    values: dict[str, Any] = {"contract_id": contract.id, "starts_at": starts_at, "currency": contract.currency}
    week: Week = context.create("week", "open", role=Role.SYSTEM, policy=contract.policy, **values)
    week.contract = contract
    return week


def recount(context: Context, week: Week) -> Sheet:
    """Write down what the week comes to as it stands now; answers with its timesheet."""
    sheet = sheet_of(context, week)
    context.change(week, minutes=sheet.minutes, billable=sheet.billable, amount=sheet.amount)
    return sheet


def still_billed(context: Context, contract: Contract) -> str:
    """What has been logged and is billed although the contract is over; empty if there is nothing."""
    found = context.transaction.all(timesheets.WEEKS_OF, {"id": contract.id})
    said = [
        _(
            "The week of {monday} is billed on Monday as usual, and can be corrected till then: {hours}, {amount}."
        ).format(monday=week.title, hours=in_hours(week.billable), amount=context.money(week.amount, week.currency))
        for week in reversed(found)
        if week.state in NOT_INVOICED and week.minutes
    ]
    return " ".join(said)
