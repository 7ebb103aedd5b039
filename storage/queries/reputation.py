"""What somebody's record says in numbers: contracts, money, what was on time, and how disputes ended."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import Text, and_, bindparam, case, cast, func, literal, or_, select

from storage.statement import Statement, one_of
from storage.tables.disputes import DISPUTES
from storage.tables.journal import DEADLINES, HISTORY
from storage.tables.marketplace import CONTRACTS, MILESTONES, SUBMISSIONS
from storage.tables.timesheets import WEEKS

_MINE: Final = or_(CONTRACTS.c.client_id == bindparam("person_id"), CONTRACTS.c.freelancer_id == bindparam("person_id"))
_AS_FREELANCER: Final = CONTRACTS.c.freelancer_id == bindparam("person_id")


def _sum_when(condition: Any) -> Any:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


# How many contracts began, and how many of them have ended.
CONTRACTS_OF: Final = Statement(
    select(func.count(), _sum_when(one_of(CONTRACTS.c.state, "ended", "closed")))
    .select_from(CONTRACTS)
    .where(_MINE, CONTRACTS.c.accepted_at.is_not(None))
)


def _paid(part: Any, mine: Any) -> Any:
    return (
        select(part.c.currency, func.sum(part.c.released))
        .join(CONTRACTS, CONTRACTS.c.id == part.c.contract_id)
        .where(mine, part.c.released > 0)
        .group_by(part.c.currency)
        .order_by(part.c.currency)
    )


# Currency and minor units that went to freelancers, by milestones and by weeks.
EARNED: Final = tuple(Statement(_paid(part, _AS_FREELANCER)) for part in (MILESTONES, WEEKS))
SPENT: Final = tuple(
    Statement(_paid(part, CONTRACTS.c.client_id == bindparam("person_id"))) for part in (MILESTONES, WEEKS)
)
_FIRST: Final = SUBMISSIONS.c.number == 1
# Of the milestones with a due date that were handed in: how many in time, and how many there are.
HANDED_IN: Final = Statement(
    select(_sum_when(SUBMISSIONS.c.created_at <= MILESTONES.c.due_at), func.count())
    .select_from(SUBMISSIONS)
    .join(MILESTONES, MILESTONES.c.id == SUBMISSIONS.c.milestone_id)
    .join(CONTRACTS, CONTRACTS.c.id == MILESTONES.c.contract_id)
    .where(_AS_FREELANCER, _FIRST, MILESTONES.c.due_at.is_not(None))
)
_ANSWERED: Final = one_of(HISTORY.c.event, "approve", "approve_part", "revise")
# Of the work that was handed in to a client: how much was answered in time, and how much was answered at all.
ANSWERED: Final = Statement(
    select(_sum_when(_ANSWERED), func.count())
    .select_from(HISTORY)
    .join(MILESTONES, HISTORY.c.thing == literal("M-") + cast(MILESTONES.c.id, Text))
    .join(CONTRACTS, CONTRACTS.c.id == MILESTONES.c.contract_id)
    .where(
        CONTRACTS.c.client_id == bindparam("person_id"),
        one_of(HISTORY.c.source, "submitted"),
        or_(_ANSWERED, one_of(HISTORY.c.event, "auto_release")),
    )
)
# Whether the person was the client, who opened it, its state, the split, and the move that ended it; one row a dispute.
DISPUTES_OF: Final = Statement(
    select(
        case((CONTRACTS.c.client_id == bindparam("person_id"), "client"), else_="freelancer"),
        DISPUTES.c.opened_by,
        DISPUTES.c.state,
        DISPUTES.c.split,
        HISTORY.c.event,
    )
    .select_from(DISPUTES)
    .join(CONTRACTS, CONTRACTS.c.id == DISPUTES.c.contract_id)
    .outerjoin(
        HISTORY,
        and_(
            HISTORY.c.thing == literal("D-") + cast(DISPUTES.c.id, Text),
            one_of(HISTORY.c.target, "resolved", "withdrawn"),
        ),
    )
    .where(_MINE, DISPUTES.c.id != bindparam("but"))
    .order_by(DISPUTES.c.id)
)
# What was armed for a thing, reminders aside: event, when it is or was due, when armed, how it stands, what is left.
CLOCKS_OF: Final = Statement(
    select(DEADLINES.c.event, DEADLINES.c.due_at, DEADLINES.c.armed_at, DEADLINES.c.status, DEADLINES.c.left_over)
    .where(DEADLINES.c.thing == bindparam("thing"), DEADLINES.c.reminder == 0)
    .order_by(DEADLINES.c.id)
)
