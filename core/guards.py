"""The named conditions of the state machines, and the sentence for each that does not hold."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from core.dispute import conditions as dispute
from core.hours import conditions as hours
from core.language import _
from core.onboarding.conditions import CONDITIONS, reasons
from core.view import View
from statemachines.catalogue import MACHINES
from statemachines.machine import Role
from statemachines.policy import policy
from storage.queries import journal, marketplace, timesheets
from storage.records import Contract, Job, Milestone, Withdrawal
from storage.timesheets import Entry

BACK_EVENTS: Final = frozenset({"refuse_refund", "undispute", "restore"})
HOUR: Final = 3_600


def came_from(view: View, ref: str, state: str) -> str:
    """The state that `ref` was in before it last went forward into `state`."""
    for event, source in view.transaction.all(journal.ENTERED_FROM, {"thing": ref, "state": state}):
        if event not in BACK_EVENTS:
            return str(source)
    return ""


def _paid_by_milestones(_view: View, contract: Contract) -> bool:
    return contract.pay == "fixed"


def _contract_open(_view: View, milestone: Milestone) -> bool:
    return milestone.contract.state in {"offered", "onboarding", "active"}


def _contract_active(_view: View, milestone: Milestone) -> bool:
    return milestone.contract.state == "active"


def _contract_not_suspended(_view: View, milestone: Milestone) -> bool:
    return milestone.contract.state != "suspended"


def _one_at_a_time(view: View, milestone: Milestone) -> bool:
    if milestone.contract.many_funded:
        return True
    asked = {"contract_id": milestone.contract_id, "id": milestone.id}
    return view.transaction.one(marketplace.OTHER_FUNDED, asked) is None


def _no_deposit_waits(view: View, milestone: Milestone) -> bool:
    return view.transaction.one(marketplace.DEPOSIT_WAITING, {"milestone_id": milestone.id}) is None


def _holds_money(_view: View, milestone: Milestone) -> bool:
    return milestone.held > 0


def _unfunded(_view: View, milestone: Milestone) -> bool:
    return milestone.held == 0


def _extension_asked(_view: View, milestone: Milestone) -> bool:
    return milestone.extension_asked > 0


def _onboarding_required(_view: View, contract: Contract) -> bool:
    return bool(contract.onboarding)


def _counters_left(view: View, contract: Contract) -> bool:
    asked = {"thing": contract.ref, "event": "counter", "since": view.now - HOUR}
    made = view.transaction.one(journal.EVENTS_SINCE, asked) or 0
    return made < policy(contract.policy).counters_per_hour


def _change_waiting(view: View, contract: Contract) -> bool:
    return view.transaction.one(marketplace.WAITING_TERMS, {"id": contract.id}) is not None


def _no_change_waiting(view: View, contract: Contract) -> bool:
    return not _change_waiting(view, contract)


def _change_of_other(view: View, contract: Contract) -> bool:
    waiting = view.transaction.one(marketplace.WAITING_TERMS, {"id": contract.id})
    return waiting is not None and waiting.proposed_by != view.reader_id


def _nothing_open(view: View, contract: Contract) -> bool:
    asked = {"contract_id": contract.id}
    held = view.transaction.one(marketplace.OPEN_MILESTONES, asked)
    return not held and not view.transaction.one(timesheets.OPEN_WEEKS, asked)


def _no_proposal_yet(view: View, job: Job) -> bool:
    bidders = view.transaction.all(marketplace.LIVE_BIDDERS, {"id": job.id})
    return all(freelancer_id != view.reader_id for freelancer_id, _number in bidders)


def _all_hired(_view: View, job: Job) -> bool:
    return job.hires_made >= job.hires_wanted


def _payout_allowed(view: View, withdrawal: Withdrawal) -> bool:
    return not view.money_frozen(withdrawal.freelancer_id)


def _entry_open(view: View, entry: Entry) -> bool:
    """Whether its week takes a correction, or, once it is invoiced, that some of an objected entry is given up."""
    week = view.transaction.one(marketplace.THING["week"], {"id": entry.week_id})
    return can(view, week, "edit", Role.FREELANCER) or (
        entry.state in {"objected", "answered"} and can(view, week, "reduce", Role.FREELANCER)
    )


def _week_heard(view: View, entry: Entry) -> bool:
    week = view.transaction.one(marketplace.THING["week"], {"id": entry.week_id})
    return can(view, week, "answer", Role.FREELANCER)


Guard = Callable[[Any, Any], bool]
GUARDS: Final[dict[str, Guard]] = {
    "paid_by_milestones": _paid_by_milestones,
    "contract_open": _contract_open,
    "contract_active": _contract_active,
    "contract_not_suspended": _contract_not_suspended,
    "one_at_a_time": _one_at_a_time,
    "holds_money": _holds_money,
    "no_deposit_waits": _no_deposit_waits,
    "unfunded": _unfunded,
    "paid_out": lambda _view, milestone: milestone.released > 0,
    "extension_asked": _extension_asked,
    "onboarding_required": _onboarding_required,
    "counters_left": _counters_left,
    "counter_waiting": _change_waiting,
    "change_waiting": _change_waiting,
    "no_change_waiting": _no_change_waiting,
    "change_of_other": _change_of_other,
    "nothing_open": _nothing_open,
    "no_proposal_yet": _no_proposal_yet,
    "all_hired": _all_hired,
    "payout_allowed": _payout_allowed,
    "entry_open": _entry_open,
    "week_heard": _week_heard,
    **CONDITIONS,
    **dispute.CONDITIONS,
    **hours.CONDITIONS,
}


def holds(view: View, thing: Any, guard: str) -> bool:
    """Whether a named condition holds for this thing."""
    name, _colon, state = guard.partition(":")
    if name == "came_from":
        return came_from(view, thing.ref, thing.state) == state
    return GUARDS[name](view, thing)


def can(view: View, thing: Any, event: str, role: Role | None) -> bool:
    """Whether `role` may make `event` happen to the thing right now."""
    if role is None:
        return False
    return MACHINES[thing.kind].allows(thing.state, event, role, lambda guard: holds(view, thing, guard))


def reason(guard: str) -> str:
    """Why it cannot be done while this condition does not hold, and what to do."""
    own = {**reasons(), **dispute.reasons(), **hours.reasons(), **_reasons()}
    return own.get(guard, _("That is not possible right now."))


def _reasons() -> dict[str, str]:
    return {
        "paid_by_milestones": _("That contract is paid by the hour; it has no milestones."),
        "no_proposal_yet": _("You have sent a proposal for it already: /proposal list."),
        "contract_open": _("The contract is over, so its milestones stay as they are."),
        "contract_active": _("The contract is not active yet: money is taken once the freelancer has accepted."),
        "contract_not_suspended": _(
            "The contract is suspended by an operator; its clocks stand still. Nothing is lost."
        ),
        "one_at_a_time": _("Another milestone of this contract is funded and not settled yet; one at a time."),
        "holds_money": _("There is no money in it."),
        "paid_out": _("None of it went to the freelancer."),
        "no_deposit_waits": _("A payment for it is on its way already; it is funded when that has arrived."),
        "unfunded": _("There is money in it already, so it cannot be changed or removed; ask for a refund instead."),
        "extension_asked": _("Nobody has asked for more time to review."),
        "counters_left": _(
            "That is the third change asked for within an hour. Please wait, or write with /contract say."
        ),
        "counter_waiting": _("No change is waiting for an answer."),
        "change_waiting": _("No change is waiting for an answer."),
        "no_change_waiting": _("A change is waiting for an answer already; one at a time."),
        "change_of_other": _("You proposed this change yourself; the other side confirms it."),
        "nothing_open": _("There is still money held, or a week that is not billed yet."),
        "payout_allowed": _("Your payouts are on hold. An operator can tell you why: /market help."),
    }
