"""What the ledger is checked against."""

from __future__ import annotations

from sqlalchemy import func, select

from storage.database import Statement, one_of
from storage.tables.ledger import SETTLEMENTS
from storage.tables.marketplace import CONTRACTS, MILESTONES

_HELD = MILESTONES.c.funded - MILESTONES.c.released - MILESTONES.c.refunded - MILESTONES.c.rolled
HELD = Statement(
    select(CONTRACTS.c.id, CONTRACTS.c.state, func.coalesce(func.sum(_HELD), 0))
    .select_from(CONTRACTS)
    .join(MILESTONES, MILESTONES.c.contract_id == CONTRACTS.c.id)
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
