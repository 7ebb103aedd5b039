"""The columns and joins that each kind of thing is read with."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, Select, Table, func, select

from storage.disputes import Dispute
from storage.onboarding import Case, Task
from storage.records import Contract, Deposit, Job, Milestone, Proposal, Withdrawal, columns
from storage.tables.disputes import DISPUTES
from storage.tables.marketplace import CONTRACTS, DEPOSITS, JOBS, MILESTONES, PROPOSALS, WITHDRAWALS
from storage.tables.onboarding import CASES, TASKS
from storage.tables.people import PAYOUT_METHODS, PEOPLE
from storage.tables.timesheets import DIARIES, ENTRIES, TIMERS, WEEKS
from storage.timesheets import Diary, Entry, Timer, Week

_CLIENT, _FREELANCER = PEOPLE.alias("client"), PEOPLE.alias("freelancer")
_NAMES = (_CLIENT.c.name, _CLIENT.c.language, _FREELANCER.c.name, _FREELANCER.c.language)
_BIDS = (
    select(func.count())
    .select_from(PROPOSALS)
    .where(PROPOSALS.c.job_id == JOBS.c.id, PROPOSALS.c.state != "withdrawn")
    .correlate(JOBS)
    .scalar_subquery()
)

JOB_SELECT = (
    select(*columns(Job, JOBS), _CLIENT.c.name, _CLIENT.c.language, _BIDS)
    .select_from(JOBS)
    .join(_CLIENT, _CLIENT.c.id == JOBS.c.client_id)
)
PROPOSAL_SELECT = (
    select(*columns(Proposal, PROPOSALS), JOBS.c.title, JOBS.c.kind, *_NAMES)
    .select_from(PROPOSALS)
    .join(JOBS, JOBS.c.id == PROPOSALS.c.job_id)
    .join(_CLIENT, _CLIENT.c.id == PROPOSALS.c.client_id)
    .join(_FREELANCER, _FREELANCER.c.id == PROPOSALS.c.freelancer_id)
)
_CONTRACT_COLUMNS = (*columns(Contract, CONTRACTS), *_NAMES)
CONTRACT_SELECT = (
    select(*_CONTRACT_COLUMNS)
    .select_from(CONTRACTS)
    .join(_CLIENT, _CLIENT.c.id == CONTRACTS.c.client_id)
    .join(_FREELANCER, _FREELANCER.c.id == CONTRACTS.c.freelancer_id)
)


def _of_contract(own: list[Column[Any]], table: Table) -> Select[Any]:
    """What belongs to a contract, with its contract and both names."""
    return (
        select(*own, *_CONTRACT_COLUMNS)
        .select_from(table)
        .join(CONTRACTS, CONTRACTS.c.id == table.c.contract_id)
        .join(_CLIENT, _CLIENT.c.id == CONTRACTS.c.client_id)
        .join(_FREELANCER, _FREELANCER.c.id == CONTRACTS.c.freelancer_id)
    )


MILESTONE_COLUMNS = columns(Milestone, MILESTONES)
MILESTONE_SELECT = _of_contract(MILESTONE_COLUMNS, MILESTONES)
_WEEK_COLUMNS, _ENTRY_COLUMNS, _TIMER_COLUMNS = columns(Week, WEEKS), columns(Entry, ENTRIES), columns(Timer, TIMERS)
WEEK_SELECT = _of_contract(_WEEK_COLUMNS, WEEKS)
ENTRY_SELECT = _of_contract(_ENTRY_COLUMNS, ENTRIES)
TIMER_SELECT = _of_contract(_TIMER_COLUMNS, TIMERS)
DISPUTE_COLUMNS = columns(Dispute, DISPUTES)
_MEDIATOR = PEOPLE.alias("mediator")
DISPUTE_SELECT = (
    select(
        *DISPUTE_COLUMNS,
        *(_MEDIATOR.c.name, _MEDIATOR.c.language, MILESTONES.c.title, WEEKS.c.starts_at),
        *_CONTRACT_COLUMNS,
    )
    .select_from(DISPUTES)
    .join(CONTRACTS, CONTRACTS.c.id == DISPUTES.c.contract_id)
    .join(_CLIENT, _CLIENT.c.id == CONTRACTS.c.client_id)
    .join(_FREELANCER, _FREELANCER.c.id == CONTRACTS.c.freelancer_id)
    .outerjoin(_MEDIATOR, _MEDIATOR.c.id == DISPUTES.c.mediator_id)
    .outerjoin(MILESTONES, MILESTONES.c.id == DISPUTES.c.milestone_id)
    .outerjoin(WEEKS, WEEKS.c.id == DISPUTES.c.week_id)
)
DIARY_SELECT = select(*columns(Diary, DIARIES))
WITHDRAWAL_SELECT = (
    select(*columns(Withdrawal, WITHDRAWALS), PAYOUT_METHODS.c.account_tail)
    .select_from(WITHDRAWALS)
    .join(PAYOUT_METHODS, PAYOUT_METHODS.c.id == WITHDRAWALS.c.method_id)
)
DEPOSIT_SELECT = select(*columns(Deposit, DEPOSITS))
_CASE_COLUMNS = columns(Case, CASES)
CASE_SELECT = (
    select(*_CASE_COLUMNS, *_CONTRACT_COLUMNS)
    .select_from(CASES)
    .join(CONTRACTS, CONTRACTS.c.id == CASES.c.id)
    .join(_CLIENT, _CLIENT.c.id == CONTRACTS.c.client_id)
    .join(_FREELANCER, _FREELANCER.c.id == CONTRACTS.c.freelancer_id)
)
_TASK_COLUMNS = columns(Task, TASKS)
TASK_SELECT = (
    select(*_TASK_COLUMNS, *_CONTRACT_COLUMNS)
    .select_from(TASKS)
    .join(CASES, CASES.c.id == TASKS.c.case_id)
    .join(CONTRACTS, CONTRACTS.c.id == TASKS.c.case_id)
    .join(_CLIENT, _CLIENT.c.id == CONTRACTS.c.client_id)
    .join(_FREELANCER, _FREELANCER.c.id == CONTRACTS.c.freelancer_id)
)


def milestone(*row: Any) -> Milestone:
    """A milestone with its contract, from one joined row."""
    return Milestone(*_with_contract(len(MILESTONE_COLUMNS), row))


def week(*row: Any) -> Week:
    """A week with its contract, from one joined row."""
    return Week(*_with_contract(len(_WEEK_COLUMNS), row))


def entry(*row: Any) -> Entry:
    """A time entry with its contract, from one joined row."""
    return Entry(*_with_contract(len(_ENTRY_COLUMNS), row))


def timer(*row: Any) -> Timer:
    """A timer with its contract, from one joined row."""
    return Timer(*_with_contract(len(_TIMER_COLUMNS), row))


def dispute(*row: Any) -> Dispute:
    """A dispute with its mediator, what it is about, and its contract, from one joined row."""
    return Dispute(*_with_contract(len(DISPUTE_COLUMNS) + 4, row))


def case(*row: Any) -> Case:
    """A case with its contract, from one joined row."""
    return Case(*_with_contract(len(_CASE_COLUMNS), row))


def task(*row: Any) -> Task:
    """A task with its contract, from one joined row."""
    return Task(*_with_contract(len(_TASK_COLUMNS), row))


def _with_contract(size: int, row: tuple[Any, ...]) -> tuple[Any, ...]:
    return (*row[:size], Contract(*row[size:]))
