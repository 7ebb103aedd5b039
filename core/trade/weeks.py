"""The weeks of hourly contracts: opened by the first time that is logged in them, and counted anew by each change."""

from __future__ import annotations

from typing import Any, Final

from core.confirmation import Summary
from core.context import Context
from core.duration import in_hours
from core.hours.reckoning import sheet_of
from core.hours.sheet import Sheet
from core.language import _
from core.recipes import funding
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


def unbilled(context: Context, contract: Contract) -> Summary | None:
    """What ends with the contract and is still billed: asked before the end, if there is anything."""
    found = context.transaction.all(timesheets.WEEKS_OF, {"id": contract.id})
    lines: list[tuple[str, str]] = []
    for week in reversed(found):
        if week.state in NOT_INVOICED and week.minutes:
            amount = context.money(week.amount, week.currency)
            total = context.money(sum(funding(week)), week.currency)
            worth = _("{hours}: {amount}, {total} with the client fee")
            worked = worth.format(hours=in_hours(week.billable), amount=amount, total=total)
            lines.append((_("Week of {monday}").format(monday=week.title), worked))
    if not lines:
        return None
    final = _("It is billed on Monday as usual, and can be corrected till then; no new time is logged.")
    return Summary(_("End {ref}?").format(ref=contract.ref), tuple(lines), final)
