"""What the ledger is checked against."""

from __future__ import annotations

from sqlalchemy import bindparam, func, literal_column, select, union_all

from storage.statement import Statement, one_of
from storage.tables.journal import DEADLINES, OUTBOX
from storage.tables.ledger import SETTLEMENTS
from storage.tables.marketplace import CONTRACTS, MILESTONES
from storage.tables.timesheets import WEEKS

_PIECES = union_all(
    select(
        MILESTONES.c.contract_id,
        (MILESTONES.c.funded - MILESTONES.c.released - MILESTONES.c.refunded - MILESTONES.c.rolled).label("held"),
    ),
    select(WEEKS.c.contract_id, (WEEKS.c.funded - WEEKS.c.released - WEEKS.c.refunded).label("held")),
).subquery()
HELD = Statement(
    select(CONTRACTS.c.id, CONTRACTS.c.state, func.coalesce(func.sum(_PIECES.c.held), 0))
    .select_from(CONTRACTS)
    .join(_PIECES, _PIECES.c.contract_id == CONTRACTS.c.id)
    .group_by(CONTRACTS.c.id, CONTRACTS.c.state)
    .order_by(CONTRACTS.c.id),
    into=lambda number, state, held: (number, state, int(held)),
)
_FINAL = one_of(MILESTONES.c.state, "released", "refunded", "settled")
_SETTLED = select(SETTLEMENTS.c.milestone_id)
UNSETTLED = Statement(
    select(MILESTONES.c.id, MILESTONES.c.state).where(_FINAL, MILESTONES.c.funded > 0, MILESTONES.c.id.not_in(_SETTLED))
)
SETTLED_EARLY = Statement(select(MILESTONES.c.id, MILESTONES.c.state).where(~_FINAL, MILESTONES.c.id.in_(_SETTLED)))
OUTBOX_BY_STATUS = Statement(
    select(OUTBOX.c.status, func.count()).where(one_of(OUTBOX.c.status, "queued", "dead")).group_by(OUTBOX.c.status),
    into=lambda status, number: (str(status), int(number)),
)
OVERDUE = Statement(
    select(func.count())
    .select_from(DEADLINES)
    .where(one_of(DEADLINES.c.status, "open"), DEADLINES.c.due_at <= bindparam("now")),
    into=int,
)
PING = Statement(select(literal_column("1")), into=int)
