"""Agreed figures, weeks, time entries and timers."""

from __future__ import annotations

from typing import Final

from sqlalchemy import bindparam, func, or_, select

from storage.queries.marketplace import related
from storage.queries.selects import CONTRACT_SELECT, ENTRY_SELECT, TIMER_SELECT, WEEK_SELECT, entry, timer, week
from storage.records import Contract, columns
from storage.statement import Statement, inserting, one_of
from storage.tables.marketplace import CONTRACTS, DEPOSITS
from storage.tables.timesheets import AGREED, ENTRIES, TIMERS, WEEKS
from storage.timesheets import Agreed, Entry, Timer, Week

AGREE = inserting(AGREED, "contract_id", "name", "value", "from_at", "set_by", "created_at")
AGREED_OF: Final[Statement[Agreed]] = Statement(
    select(*columns(Agreed, AGREED))
    .where(AGREED.c.contract_id == bindparam("id"), AGREED.c.name == bindparam("name"))
    .order_by(AGREED.c.id),
    into=Agreed,
)

WEEK_AT: Final[Statement[Week]] = Statement(
    WEEK_SELECT.where(WEEKS.c.contract_id == bindparam("id"), WEEKS.c.starts_at == bindparam("starts_at")), into=week
)
WEEKS_OF: Final[Statement[Week]] = Statement(
    WEEK_SELECT.where(WEEKS.c.contract_id == bindparam("id")).order_by(WEEKS.c.starts_at.desc()), into=week
)
WEEKS_LOCKED: Final[Statement[Week]] = related("week", "contract_id", locked=True)
OPEN_WEEKS: Final[Statement[int]] = Statement(
    select(func.count())
    .select_from(WEEKS)
    .where(
        WEEKS.c.contract_id == bindparam("contract_id"),
        one_of(WEEKS.c.state, "open", "correcting", "review", "unpaid", "disputed", "accepted"),
    ),
    into=int,
)
# A charge that is on its way is not paid yet.
UNPAID: Final[Statement[Week]] = Statement(
    WEEK_SELECT.where(
        WEEKS.c.contract_id == bindparam("id"),
        one_of(WEEKS.c.state, "unpaid", "uncollected", "review"),
        WEEKS.c.funded == 0,
    ).order_by(WEEKS.c.starts_at),
    into=week,
)
DEPOSIT_WAITING: Final = Statement(
    select(DEPOSITS.c.id, DEPOSITS.c.amount).where(
        DEPOSITS.c.week_id == bindparam("week_id"), one_of(DEPOSITS.c.state, "asked")
    )
)

# Deleted entries stay on the record and count for nothing.
ENTRIES_OF: Final[Statement[Entry]] = Statement(
    ENTRY_SELECT.where(
        ENTRIES.c.week_id == bindparam("id"), one_of(ENTRIES.c.state, "logged", "objected", "answered")
    ).order_by(ENTRIES.c.starts_at, ENTRIES.c.id),
    into=entry,
)
# Nobody works on two contracts at once, so all of a freelancer's time is looked at.
ENTRIES_BETWEEN: Final[Statement[Entry]] = Statement(
    ENTRY_SELECT.where(
        CONTRACTS.c.freelancer_id == bindparam("freelancer_id"),
        one_of(ENTRIES.c.state, "logged", "objected", "answered"),
        ENTRIES.c.starts_at < bindparam("until"),
        ENTRIES.c.starts_at + ENTRIES.c.minutes * 60 > bindparam("since"),
    ).order_by(ENTRIES.c.starts_at, ENTRIES.c.id),
    into=entry,
)

TIMER_OF: Final[Statement[Timer]] = Statement(
    TIMER_SELECT.where(
        TIMERS.c.freelancer_id == bindparam("freelancer_id"), one_of(TIMERS.c.state, "running", "nudged", "idle")
    ),
    into=timer,
)

HOURLY_OF: Final[Statement[Contract]] = Statement(
    CONTRACT_SELECT.where(
        CONTRACTS.c.freelancer_id == bindparam("me"),
        CONTRACTS.c.kind == "hourly",
        one_of(CONTRACTS.c.state, "active"),
    ).order_by(CONTRACTS.c.id.desc()),
    into=Contract,
)
SETTLED_DEPOSITS: Final[Statement[int]] = Statement(
    select(func.count())
    .select_from(DEPOSITS)
    .where(DEPOSITS.c.client_id == bindparam("client_id"), DEPOSITS.c.state == "settled"),
    into=int,
)
TIMERS_LOCKED: Final[Statement[Timer]] = related("timer", "contract_id", locked=True)
HOURLY_WITH: Final[Statement[Contract]] = Statement(
    CONTRACT_SELECT.where(
        or_(CONTRACTS.c.client_id == bindparam("me"), CONTRACTS.c.freelancer_id == bindparam("me")),
        CONTRACTS.c.kind == "hourly",
        one_of(CONTRACTS.c.state, "active"),
    ).order_by(CONTRACTS.c.id),
    into=Contract,
)
WEEKS_FROM: Final[Statement[Week]] = Statement(
    WEEK_SELECT.where(
        or_(CONTRACTS.c.client_id == bindparam("me"), CONTRACTS.c.freelancer_id == bindparam("me")),
        WEEKS.c.starts_at >= bindparam("since"),
        WEEKS.c.starts_at < bindparam("until"),
    ).order_by(CONTRACTS.c.id),
    into=week,
)
