"""What follows a transition: deadlines, the ledger, and which things are related. Run inside the same transaction."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from core.asking import Asking
from core.dispute.figures import award
from core.ledger import Kind, Owned, Posting, balance, post
from core.recipes import funding
from statemachines.machine import NEW, Arm, Freeze, Role, Thaw, Transition
from statemachines.policy import Policy, policy
from storage.queries import disputes, journal, ledger, marketplace, onboarding, timesheets

MINUTE: Final = 60
# The moment of a transition that is kept in a column of its own: work counts from it on, a paper is valid from it on.
STAMPS: Final[dict[tuple[str, str, str], str]] = {
    ("contract", "activate", "active"): "started_at",
    ("case", "complete", "complete"): "completed_at",
    ("task", "complete", "done"): "done_at",
    ("task", "approve", "done"): "done_at",
    ("task", "classify", "done"): "done_at",
}
# What is over waits for nobody, and nobody's home goes on showing it.
OVER: Final[dict[tuple[str, str], dict[str, Any]]] = {
    ("task", state): {"waits_on": "", "waits_since": None} for state in ("done", "waived", "closed")
}


def write(asking: Asking, thing: Any, posting: Posting) -> None:
    """Write a posting, and the one final outcome of a milestone if it is one."""
    if not posting.transfers:
        return
    asking.money_moved = True
    post(asking.transaction, asking.market.book, posting, thing.ref, asking.reader_id, asking.now)
    if posting.settles and thing.kind == "milestone":
        values = {"milestone_id": thing.id, "outcome": posting.settles, "posting_key": posting.key}
        asking.transaction.run(ledger.SETTLE, values)


def policy_of(thing: Any) -> Policy:
    """The numbers that the thing lives under."""
    return policy(thing.policy)


def arm(asking: Asking, thing: Any, effect: Arm, row: Transition, due_at: int | None = None) -> None:
    """Write the deadline, and the reminders before it for whoever loses by waiting."""
    numbers = policy_of(thing)
    due = due_at or _due(asking.now, thing, effect, numbers)
    if row.source == row.target:  # else its clocks are stopped already
        asking.transaction.run(journal.CANCEL_DEADLINE, {"of_thing": thing.ref, "of_event": effect.event})
    before = [0]
    if effect.against:
        before += [minutes for minutes in getattr(numbers, effect.warned) if due - minutes * MINUTE > asking.now]
    for minutes in before:
        values = {
            "thing": thing.ref,
            "event": effect.event,
            "against": _roles(effect.against),
            "reminder": minutes,
            "due_at": due - minutes * MINUTE,
            "armed_at": asking.now,
        }
        asking.transaction.run(journal.ARM, values)
    contract = getattr(thing, "contract", None)
    if contract is not None and contract.state == "suspended":  # money may arrive meanwhile; its clock waits too
        values = {"of_thing": thing.ref, "state": f"{contract.ref}:suspended", "now": asking.now}
        asking.transaction.run(journal.FREEZE_DEADLINES, values)


def _roles(against: Role | tuple[Role, ...] | None) -> str:
    return against if isinstance(against, Role) else ",".join(against or ())


def wind(asking: Asking, ref: str, event: str, due_at: int | None) -> None:
    """Set the clock of a thing that the system keeps by itself, beside its machine; None stops it."""
    asking.transaction.run(journal.CANCEL_DEADLINE, {"of_thing": ref, "of_event": event})
    if due_at is not None:
        values = {"thing": ref, "event": event, "against": "", "reminder": 0, "armed_at": asking.now}
        asking.transaction.run(journal.ARM, {**values, "due_at": due_at})


def _due(now: int, thing: Any, effect: Arm, numbers: Policy) -> int:
    since: int = getattr(thing, effect.since) if effect.since else now
    period: int = getattr(numbers, effect.after)
    least: int = getattr(numbers, effect.least) if effect.least else 0
    return max(since + period * MINUTE, now + least * MINUTE)


def stop_clocks(asking: Asking, thing: Any, row: Transition) -> None:
    """Leaving a state cancels the deadlines armed on entering it, or freezes them, or lets frozen ones go on."""
    if row.source in {row.target, NEW}:
        return
    run = asking.transaction.run
    if any(isinstance(effect, Freeze) for effect in row.then):
        frozen_in = f"{thing.ref}:{row.target}"
        for ref in _with_parts(asking, thing):
            run(journal.FREEZE_DEADLINES, {"of_thing": ref, "state": frozen_in, "now": asking.now})
    elif any(isinstance(effect, Thaw) for effect in row.then):
        run(journal.CANCEL_RUNNING, {"of_thing": thing.ref})
        run(journal.THAW_DEADLINES, {"state": f"{thing.ref}:{row.source}", "now": asking.now})
    else:
        run(journal.CANCEL_DEADLINES, {"of_thing": thing.ref})


def _with_parts(asking: Asking, thing: Any) -> list[str]:
    if thing.kind != "contract":
        return [thing.ref]
    locked = (_milestones_of_contract(asking, thing), asking.transaction.all(timesheets.WEEKS_LOCKED, {"id": thing.id}))
    cases = asking.transaction.all(disputes.OF_CONTRACT, {"id": thing.id})
    return [thing.ref, *(part.ref for parts in (*locked, cases) for part in parts)]


def _proposal_of_contract(asking: Asking, contract: Any) -> list[Any]:
    return _one(asking, "proposal", contract.proposal_id)


def _milestones_of_contract(asking: Asking, contract: Any) -> list[Any]:
    found = asking.transaction.all(marketplace.MILESTONES_LOCKED, {"id": contract.id})
    for milestone in found:
        milestone.contract = contract
    return found


def _job_of_proposal(asking: Asking, proposal: Any) -> list[Any]:
    return _one(asking, "job", proposal.job_id)


def _contracts_of_proposal(asking: Asking, proposal: Any) -> list[Any]:
    return asking.transaction.all(marketplace.CONTRACTS_OF_PROPOSAL, {"id": proposal.id})


def _proposals_of_job(asking: Asking, job: Any) -> list[Any]:
    return asking.transaction.all(marketplace.PROPOSALS_LOCKED, {"id": job.id})


def _milestone_of_deposit(asking: Asking, deposit: Any) -> list[Any]:
    found = _one(asking, "milestone", deposit.milestone_id)
    wallet = Owned(Kind.CLIENT_WALLET, f"U-{deposit.client_id}")
    has = balance(asking.transaction, wallet, deposit.currency)
    return [milestone for milestone in found if sum(funding(milestone)) <= has]


def _week_of_deposit(asking: Asking, deposit: Any) -> list[Any]:
    return _one(asking, "week", deposit.week_id)


def _contract_of_part(asking: Asking, part: Any) -> list[Any]:
    return _one(asking, "contract", part.contract_id)


def _one(asking: Asking, kind: str, number: int | None) -> list[Any]:
    if number is None:
        return []
    found = asking.transaction.one(marketplace.THING_LOCKED[kind], {"id": number})
    return [] if found is None else [found]


def _case_of_task(asking: Asking, task: Any) -> list[Any]:
    return _one(asking, "case", task.case_id)


def _contract_of_case(asking: Asking, case: Any) -> list[Any]:
    return _one(asking, "contract", case.id)


def _tasks_of_case(asking: Asking, case: Any) -> list[Any]:
    return asking.transaction.all(onboarding.TASKS_LOCKED, {"id": case.id})


def _milestone_of_dispute(asking: Asking, dispute: Any) -> list[Any]:
    return _one(asking, "milestone", dispute.milestone_id)


def _week_of_dispute(asking: Asking, dispute: Any) -> list[Any]:
    return _one(asking, "week", dispute.week_id)


def handed_on(thing: Any, other: Any, event: str) -> dict[str, int]:
    """What a thing that tells another of an event has to say about its money, in minor units."""
    if (thing.kind, event) != ("dispute", "settle"):
        return {}
    return {"freelancer": award(thing, other.held, thing.split, thing.kept)}


Related = Callable[[Any, Any], list[Any]]
RELATED: Final[dict[tuple[str, str], Related]] = {
    ("contract", "proposal"): _proposal_of_contract,
    ("contract", "milestone"): _milestones_of_contract,
    ("proposal", "job"): _job_of_proposal,
    ("proposal", "contract"): _contracts_of_proposal,
    ("job", "proposal"): _proposals_of_job,
    ("deposit", "milestone"): _milestone_of_deposit,
    ("deposit", "week"): _week_of_deposit,
    ("week", "contract"): _contract_of_part,
    ("task", "case"): _case_of_task,
    ("case", "contract"): _contract_of_case,
    ("case", "task"): _tasks_of_case,
    ("dispute", "milestone"): _milestone_of_dispute,
    ("dispute", "week"): _week_of_dispute,
}
