"""Jobs, proposals, contracts, terms, milestones, messages, files, deposits and withdrawals."""

from __future__ import annotations

from functools import cache
from typing import Any, Final

from sqlalchemy import Table, bindparam, func, select, text, update

from storage.disputes import Dispute
from storage.onboarding import Case, Task
from storage.queries.selects import (
    CASE_SELECT,
    CONTRACT_SELECT,
    DEPOSIT_SELECT,
    DIARY_SELECT,
    DISPUTE_SELECT,
    ENTRY_SELECT,
    JOB_SELECT,
    MILESTONE_COLUMNS,
    MILESTONE_SELECT,
    PROPOSAL_SELECT,
    TASK_SELECT,
    TIMER_SELECT,
    WEEK_SELECT,
    WITHDRAWAL_SELECT,
    case,
    dispute,
    entry,
    milestone,
    task,
    timer,
    week,
)
from storage.records import (
    Contract,
    Deposit,
    Job,
    Milestone,
    Proposal,
    Terms,
    Thing,
    Withdrawal,
    columns,
)
from storage.statement import Statement, creating, inserting, one_of
from storage.tables.disputes import DISPUTES
from storage.tables.marketplace import (
    CONTRACTS,
    DEPOSITS,
    FILES,
    INVITATIONS,
    JOBS,
    MESSAGES,
    MILESTONES,
    PROPOSALS,
    SUBMISSIONS,
    TERMS,
    WITHDRAWALS,
)
from storage.tables.onboarding import CASES, TASKS
from storage.tables.timesheets import DIARIES, ENTRIES, TIMERS, WEEKS
from storage.timesheets import Diary, Entry, Timer, Week

TABLES: Final[dict[str, Table]] = {
    "job": JOBS,
    "proposal": PROPOSALS,
    "contract": CONTRACTS,
    "case": CASES,
    "task": TASKS,
    "milestone": MILESTONES,
    "week": WEEKS,
    "entry": ENTRIES,
    "timer": TIMERS,
    "diary": DIARIES,
    "dispute": DISPUTES,
    "deposit": DEPOSITS,
    "withdrawal": WITHDRAWALS,
}
RECORDS: Final[dict[str, type[Thing]]] = {
    record.kind: record
    for record in (
        *(Job, Proposal, Contract, Case, Task, Milestone),
        *(Week, Entry, Timer, Diary),
        *(Dispute, Deposit, Withdrawal),
    )
}
_SELECTS: Final[dict[str, tuple[Any, Any, tuple[Table, ...]]]] = {
    "job": (JOB_SELECT, Job, (JOBS,)),
    "proposal": (PROPOSAL_SELECT, Proposal, (PROPOSALS,)),
    "contract": (CONTRACT_SELECT, Contract, (CONTRACTS,)),
    # Whoever changes an onboarding or hours locks the contract first: one order, so that two never wait for each other.
    "case": (CASE_SELECT, case, (CONTRACTS,)),
    "task": (TASK_SELECT, task, (CONTRACTS,)),
    "milestone": (MILESTONE_SELECT, milestone, (MILESTONES, CONTRACTS)),
    "week": (WEEK_SELECT, week, (CONTRACTS,)),
    "entry": (ENTRY_SELECT, entry, (CONTRACTS,)),
    "timer": (TIMER_SELECT, timer, (CONTRACTS,)),
    "diary": (DIARY_SELECT, Diary, (DIARIES,)),
    "dispute": (DISPUTE_SELECT, dispute, (CONTRACTS,)),
    "deposit": (DEPOSIT_SELECT, Deposit, (DEPOSITS,)),
    "withdrawal": (WITHDRAWAL_SELECT, Withdrawal, (WITHDRAWALS,)),
}
THING: Final[dict[str, Statement[Any]]] = {
    kind: Statement(query.where(TABLES[kind].c.id == bindparam("id")), into=into)
    for kind, (query, into, _) in _SELECTS.items()
}
THING_LOCKED: Final[dict[str, Statement[Any]]] = {
    kind: Statement(query.where(TABLES[kind].c.id == bindparam("id")).with_for_update(of=locked), into=into)
    for kind, (query, into, locked) in _SELECTS.items()
}


@cache
def move(kind: str, changed: tuple[str, ...]) -> Statement[tuple[Any, ...]]:
    """Compare-and-set: the thing in `from_state` at `from_version` goes to `state` with these further columns."""
    table = TABLES[kind]
    values: dict[str, Any] = {name: bindparam(name) for name in changed}
    return Statement(
        update(table)
        .where(
            table.c.id == bindparam("thing_id"),
            table.c.state == bindparam("from_state"),
            table.c.version == bindparam("from_version"),
        )
        .values(state=bindparam("to_state"), version=bindparam("to_version"), **values)
    )


@cache
def change(kind: str, changed: tuple[str, ...]) -> Statement[tuple[Any, ...]]:
    """Change columns of a thing (`thing_id`) that no state depends on."""
    table = TABLES[kind]
    return Statement(
        update(table).where(table.c.id == bindparam("thing_id")).values({name: bindparam(name) for name in changed})
    )


@cache
def create(kind: str, names: tuple[str, ...]) -> Statement[tuple[Any, ...]]:
    """An INSERT of a thing with these columns; answers with its id."""
    return creating(TABLES[kind], *names)


def related(kind: str, column: str, *, locked: bool = False) -> Statement[Any]:
    """The things of a kind whose `column` equals `id`, oldest first."""
    query, into, tables = _SELECTS[kind]
    table = TABLES[kind]
    order = (table.c.position, table.c.id) if kind in {"milestone", "task"} else (table.c.id,)
    found = query.where(table.c[column] == bindparam("id")).order_by(*order)
    return Statement(found.with_for_update(of=tables) if locked else found, into=into)


# Without the contract: who asks for all of its milestones has it.
MILESTONES_OF = Statement(
    select(*MILESTONE_COLUMNS)
    .where(MILESTONES.c.contract_id == bindparam("id"))
    .order_by(MILESTONES.c.position, MILESTONES.c.id)
)
MILESTONES_LOCKED = related("milestone", "contract_id", locked=True)
PROPOSALS_FOR = related("proposal", "job_id")
PROPOSALS_LOCKED = related("proposal", "job_id", locked=True)
CONTRACTS_OF_PROPOSAL = related("contract", "proposal_id", locked=True)

LIVE_BIDDERS = Statement(
    select(PROPOSALS.c.freelancer_id, PROPOSALS.c.id).where(
        PROPOSALS.c.job_id == bindparam("id"),
        one_of(PROPOSALS.c.state, "submitted", "shortlisted", "archived", "offered"),
    )
)
OTHER_FUNDED = Statement(
    select(MILESTONES.c.id).where(
        MILESTONES.c.contract_id == bindparam("contract_id"),
        MILESTONES.c.id != bindparam("id"),
        one_of(MILESTONES.c.state, "funded", "submitted", "revision", "refund_asked"),
    ),
    into=int,
)
DEPOSIT_WAITING = Statement(
    select(DEPOSITS.c.id, DEPOSITS.c.amount).where(
        DEPOSITS.c.milestone_id == bindparam("milestone_id"), DEPOSITS.c.state == "asked"
    )
)
OPEN_MILESTONES = Statement(
    select(func.count())
    .select_from(MILESTONES)
    .where(
        MILESTONES.c.contract_id == bindparam("contract_id"),
        (MILESTONES.c.funded - MILESTONES.c.released - MILESTONES.c.refunded - MILESTONES.c.rolled) > 0,
    ),
    into=int,
)
PROPOSALS_SINCE = Statement(
    select(func.count())
    .select_from(PROPOSALS)
    .where(PROPOSALS.c.freelancer_id == bindparam("freelancer_id"), PROPOSALS.c.created_at > bindparam("since")),
    into=int,
)

ADD_TERMS = inserting(TERMS, "contract_id", "number", "proposed_by", "status", "because", "terms", "hash", "created_at")
TERMS_OF = Statement(
    select(*columns(Terms, TERMS)).where(TERMS.c.contract_id == bindparam("id")).order_by(TERMS.c.number), into=Terms
)
TERMS_AT = Statement(
    select(*columns(Terms, TERMS)).where(TERMS.c.contract_id == bindparam("id"), TERMS.c.number == bindparam("number")),
    into=Terms,
)
WAITING_TERMS = Statement(
    select(*columns(Terms, TERMS)).where(TERMS.c.contract_id == bindparam("id"), TERMS.c.status == "waiting"),
    into=Terms,
)
LAST_TERMS = Statement(select(func.max(TERMS.c.number)).where(TERMS.c.contract_id == bindparam("id")), into=int)
MARK_TERMS = Statement(
    update(TERMS)
    .where(
        TERMS.c.contract_id == bindparam("of_contract"),
        TERMS.c.number == bindparam("of_number"),
    )
    .values(status=bindparam("new_status"))
)

SUBMIT = inserting(SUBMISSIONS, "milestone_id", "number", "note", "links", "files", "created_at")
SUBMISSIONS_OF = Statement(
    select(SUBMISSIONS.c.number, SUBMISSIONS.c.note, SUBMISSIONS.c.links, SUBMISSIONS.c.files, SUBMISSIONS.c.created_at)
    .where(SUBMISSIONS.c.milestone_id == bindparam("id"))
    .order_by(SUBMISSIONS.c.number)
)

WRITE_MESSAGE = inserting(
    *(MESSAGES, "thing", "author_id", "text", "files", "created_at"), *("platform", "team", "chat", "written")
)
KEEP_FILE = creating(FILES, "owner_id", "name", "media_type", "size", "sha256", "content", "created_at")
FILE = Statement(select(FILES.c.name, FILES.c.media_type, FILES.c.content).where(FILES.c.id == bindparam("id")))
FILE_FACTS = Statement(
    select(FILES.c.name, FILES.c.media_type, FILES.c.size, FILES.c.sha256).where(FILES.c.id == bindparam("id"))
)

INVITE = inserting(INVITATIONS, "job_id", "freelancer_id", "created_at")
INVITATION = Statement(
    select(INVITATIONS.c.created_at, INVITATIONS.c.declined_at).where(
        INVITATIONS.c.job_id == bindparam("job_id"), INVITATIONS.c.freelancer_id == bindparam("freelancer_id")
    )
)
DECLINE_INVITATION = Statement(
    update(INVITATIONS)
    .where(
        INVITATIONS.c.job_id == bindparam("of_job"),
        INVITATIONS.c.freelancer_id == bindparam("of_freelancer"),
        INVITATIONS.c.declined_at.is_(None),
    )
    .values(declined_at=bindparam("now"), decline_reason=bindparam("why"))
)

_SQLITE_MATCH = text("jobs.id IN (SELECT rowid FROM job_search WHERE job_search MATCH :words)")
_POSTGRESQL_MATCH = text("to_tsvector('simple', jobs.search) @@ to_tsquery('simple', :words)")


def search_jobs(
    words: tuple[str, ...], *, sqlite: bool, wheres: tuple[Any, ...], limit: int, offset: int
) -> tuple[Statement[Job], dict[str, str]]:
    """Open jobs that hold every word (by its beginning) and meet the conditions, newest first; with the values to run.

    `words` are plain letters and digits; nothing of them is read as search syntax.
    """
    query = JOB_SELECT.where(JOBS.c.state == "open", *wheres)
    values: dict[str, str] = {}
    if words:
        query = query.where(_SQLITE_MATCH if sqlite else _POSTGRESQL_MATCH)
        quoted = [f'"{word}"*' if sqlite else f"{word}:*" for word in words]
        values["words"] = (" " if sqlite else " & ").join(quoted)
    return Statement(query.order_by(JOBS.c.id.desc()).limit(limit).offset(offset), into=Job), values
