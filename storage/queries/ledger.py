"""Accounts, postings, transfers and settlements."""

from __future__ import annotations

from functools import cache
from typing import Any

from sqlalchemy import bindparam, func, insert, or_, select, union_all

from storage.records import Account, columns
from storage.statement import Statement, creating, inserting
from storage.tables.ledger import ACCOUNTS, POSTINGS, SETTLEMENTS, TRANSFERS

_ACCOUNT = select(*columns(Account, ACCOUNTS))

OPEN_ACCOUNT = creating(ACCOUNTS, "kind", "owner", "currency", "cached", "floor")
POST = inserting(POSTINGS, "key", "recipe", "thing", "actor_id", "created_at")
SETTLE = inserting(SETTLEMENTS, "milestone_id", "outcome", "posting_key")
BALANCE = Statement(
    select(ACCOUNTS.c.balance).where(
        ACCOUNTS.c.owner == bindparam("owner"),
        ACCOUNTS.c.kind == bindparam("kind"),
        ACCOUNTS.c.currency == bindparam("currency"),
    ),
    into=int,
)
BALANCES_OF = Statement(
    select(ACCOUNTS.c.kind, ACCOUNTS.c.currency, ACCOUNTS.c.balance)
    .where(ACCOUNTS.c.owner == bindparam("owner"), ACCOUNTS.c.cached == 1)
    .order_by(ACCOUNTS.c.currency, ACCOUNTS.c.kind)
)


@cache
def accounts_locked(count: int) -> Statement[Account]:
    """`count` accounts by (kind_i, owner_i, currency), locked in the order of their ids so that nobody deadlocks."""
    named = [
        (ACCOUNTS.c.owner == bindparam(f"owner_{i}")) & (ACCOUNTS.c.kind == bindparam(f"kind_{i}"))
        for i in range(count)
    ]
    return Statement(
        _ACCOUNT.where(or_(*named), ACCOUNTS.c.currency == bindparam("currency"))
        .order_by(ACCOUNTS.c.id)
        .with_for_update(key_share=True),
        into=Account,
    )


@cache
def transfers(count: int) -> Statement[tuple[Any, ...]]:
    """An INSERT of `count` transfers (source_i, target_i, amount_i) of one posting and one currency."""
    return Statement(
        insert(TRANSFERS).values(
            [
                {
                    "posting_key": bindparam("posting_key"),
                    "currency": bindparam("currency"),
                    "seq": i,
                    "source_id": bindparam(f"source_{i}"),
                    "target_id": bindparam(f"target_{i}"),
                    "amount": bindparam(f"amount_{i}"),
                }
                for i in range(count)
            ]
        )
    )


_MOVED = union_all(
    select(TRANSFERS.c.target_id.label("account_id"), TRANSFERS.c.amount.label("amount")),
    select(TRANSFERS.c.source_id, -TRANSFERS.c.amount),
).subquery("moved")
COMPUTED = Statement(
    select(
        ACCOUNTS.c.id,
        ACCOUNTS.c.kind,
        ACCOUNTS.c.owner,
        ACCOUNTS.c.currency,
        ACCOUNTS.c.cached,
        ACCOUNTS.c.floor,
        ACCOUNTS.c.balance,
        func.coalesce(func.sum(_MOVED.c.amount), 0).label("computed"),
    )
    .select_from(ACCOUNTS)
    .outerjoin(_MOVED, _MOVED.c.account_id == ACCOUNTS.c.id)
    .group_by(ACCOUNTS.c.id)
    .order_by(ACCOUNTS.c.kind, ACCOUNTS.c.owner, ACCOUNTS.c.currency)
)
_SOURCE, _TARGET = ACCOUNTS.alias("source"), ACCOUNTS.alias("target")
_ENTRY = (
    select(
        POSTINGS.c.key,
        POSTINGS.c.recipe,
        POSTINGS.c.thing,
        POSTINGS.c.created_at,
        TRANSFERS.c.seq,
        _SOURCE.c.kind.label("from_kind"),
        _SOURCE.c.owner.label("from_owner"),
        _TARGET.c.kind.label("to_kind"),
        _TARGET.c.owner.label("to_owner"),
        TRANSFERS.c.currency,
        TRANSFERS.c.amount,
    )
    .select_from(TRANSFERS)
    .join(POSTINGS, POSTINGS.c.key == TRANSFERS.c.posting_key)
    .join(_SOURCE, _SOURCE.c.id == TRANSFERS.c.source_id)
    .join(_TARGET, _TARGET.c.id == TRANSFERS.c.target_id)
    .order_by(TRANSFERS.c.id)
)
ENTRIES_OF = Statement(
    _ENTRY.where(
        or_(
            POSTINGS.c.thing == bindparam("ref"),
            _SOURCE.c.owner == bindparam("ref"),
            _TARGET.c.owner == bindparam("ref"),
        )
    )
)
ENTRIES_SINCE = Statement(
    _ENTRY.where(
        or_(_SOURCE.c.owner == bindparam("ref"), _TARGET.c.owner == bindparam("ref")),
        POSTINGS.c.created_at >= bindparam("since"),
        POSTINGS.c.created_at < bindparam("until"),
    )
)
LATEST = Statement(_ENTRY.order_by(None).order_by(TRANSFERS.c.id.desc()).limit(bindparam("most")))
EMPTY_POSTINGS = Statement(
    select(POSTINGS.c.key).where(POSTINGS.c.key.not_in(select(TRANSFERS.c.posting_key))), into=str
)
