"""What a person has: their jobs, proposals, contracts, milestones and payments, newest first."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import BindParameter, Table, bindparam, or_

from storage.queries import disputes
from storage.queries.selects import (
    CONTRACT_SELECT,
    DEPOSIT_SELECT,
    ENTRY_SELECT,
    JOB_SELECT,
    MILESTONE_SELECT,
    PROPOSAL_SELECT,
    TASK_SELECT,
    TIMER_SELECT,
    WEEK_SELECT,
    WITHDRAWAL_SELECT,
    entry,
    milestone,
    task,
    timer,
    week,
)
from storage.records import Contract, Deposit, Job, Proposal, Withdrawal
from storage.statement import Statement
from storage.tables.marketplace import CONTRACTS, DEPOSITS, JOBS, MILESTONES, PROPOSALS, WITHDRAWALS
from storage.tables.onboarding import TASKS
from storage.tables.timesheets import ENTRIES, TIMERS, WEEKS

MOST: Final = 200


def _of_party(query: Any, table: Table, into: Any, parties: Table) -> Statement[Any]:
    me: BindParameter[int] = bindparam("me")
    found = query.where(or_(parties.c.client_id == me, parties.c.freelancer_id == me))
    return Statement(found.order_by(table.c.id.desc()).limit(MOST), into=into)


MINE: Final[dict[str, Statement[Any]]] = {
    "job": Statement(
        JOB_SELECT.where(JOBS.c.client_id == bindparam("me")).order_by(JOBS.c.id.desc()).limit(MOST), into=Job
    ),
    "proposal": _of_party(PROPOSAL_SELECT, PROPOSALS, Proposal, PROPOSALS),
    "contract": _of_party(CONTRACT_SELECT, CONTRACTS, Contract, CONTRACTS),
    "task": _of_party(TASK_SELECT, TASKS, task, CONTRACTS),
    "milestone": _of_party(MILESTONE_SELECT, MILESTONES, milestone, CONTRACTS),
    "week": _of_party(WEEK_SELECT, WEEKS, week, CONTRACTS),
    "entry": _of_party(ENTRY_SELECT, ENTRIES, entry, CONTRACTS),
    "dispute": disputes.MINE,
    "timer": Statement(
        TIMER_SELECT.where(TIMERS.c.freelancer_id == bindparam("me")).order_by(TIMERS.c.id.desc()).limit(1), into=timer
    ),
    "deposit": Statement(
        DEPOSIT_SELECT.where(DEPOSITS.c.client_id == bindparam("me")).order_by(DEPOSITS.c.id.desc()).limit(MOST),
        into=Deposit,
    ),
    "withdrawal": Statement(
        WITHDRAWAL_SELECT.where(WITHDRAWALS.c.freelancer_id == bindparam("me"))
        .order_by(WITHDRAWALS.c.id.desc())
        .limit(MOST),
        into=Withdrawal,
    ),
}
OPEN_JOBS: Final = Statement(
    JOB_SELECT.where(JOBS.c.state == "open", JOBS.c.visibility == "public").order_by(JOBS.c.id.desc()).limit(25),
    into=Job,
)
LIVE_CONTRACTS_OF: Final = Statement(
    CONTRACT_SELECT.where(
        or_(CONTRACTS.c.client_id == bindparam("me"), CONTRACTS.c.freelancer_id == bindparam("me"))
    ).with_for_update(of=CONTRACTS),
    into=Contract,
)
