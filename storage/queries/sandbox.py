"""The sandbox provider's own books."""

from __future__ import annotations

from sqlalchemy import bindparam, func, select, update

from storage.statement import Statement, inserting
from storage.tables.marketplace import SANDBOX_PAYMENTS

_T = SANDBOX_PAYMENTS.c
TAKE = inserting(SANDBOX_PAYMENTS, "key", "kind", "currency", "amount", "outcome", "due_at", "reports_left")
PAYMENT = Statement(select(_T.kind, _T.outcome, _T.amount, _T.reports_left).where(_T.key == bindparam("key")))
DUE = Statement(
    select(_T.key, _T.kind, _T.outcome, _T.amount)
    .where(_T.due_at <= bindparam("now"), _T.reports_left > 0)
    .order_by(_T.due_at, _T.key)
    .limit(100)
)
NEXT = Statement(
    select(func.coalesce(func.min(_T.due_at), 0)).where(_T.due_at > bindparam("now"), _T.reports_left > 0),
    into=int,
)
MOVE_ON = Statement(
    update(SANDBOX_PAYMENTS)
    .where(_T.key == bindparam("of_key"))
    .values(outcome=bindparam("new_outcome"), due_at=bindparam("new_due_at"), reports_left=bindparam("new_reports"))
)
DROP = Statement(SANDBOX_PAYMENTS.delete().where(_T.key == bindparam("of_key")))
