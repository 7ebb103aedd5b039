"""Hourly work: agreed figures, weeks, time entries, timers and diaries; what a deposit is for can be a week."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa
from alembic import op

from storage.migrations.building import keyed, moved, numbered, pointing, whole, words

revision = "0005"
down_revision = "0004"

TABLES: Final = ("diaries", "timers", "entries", "weeks", "hourly_terms")


def upgrade() -> None:
    op.create_table(
        "hourly_terms",
        numbered(),
        whole("contract_id"),
        words("name"),
        whole("value", null=True),
        whole("from_at"),
        whole("set_by"),
        whole("created_at"),
        keyed("hourly_terms", "id"),
        pointing("hourly_terms", "contract_id", "contracts"),
        pointing("hourly_terms", "set_by", "people"),
        sqlite_strict=True,
    )
    op.create_index("ix_hourly_terms_contract_id", "hourly_terms", ["contract_id", "name", "from_at"])
    _weeks()
    _entries()
    _timers()
    op.create_table(
        "diaries",
        whole("id"),
        whole("prompt", null=True),
        whole("nudged_at", default=0),
        *moved(),
        keyed("diaries", "id"),
        pointing("diaries", "id", "people"),
        sqlite_strict=True,
    )
    op.add_column("contracts", words("codes", default="[]"))
    with op.batch_alter_table("deposits") as deposits:
        deposits.add_column(whole("week_id", null=True))
        deposits.create_foreign_key("fk_deposits_week_id", "weeks", ["week_id"], ["id"])
    op.create_index("ix_deposits_week_id", "deposits", ["week_id"])


def _weeks() -> None:
    op.create_table(
        "weeks",
        numbered(),
        whole("contract_id"),
        whole("starts_at"),
        words("currency"),
        whole("minutes", default=0),
        whole("billable", default=0),
        whole("amount", default=0),
        whole("funded", default=0),
        whole("released", default=0),
        whole("refunded", default=0),
        whole("client_fee", default=0),
        whole("client_fee_back", default=0),
        whole("freelancer_fee", default=0),
        *moved(),
        keyed("weeks", "id"),
        pointing("weeks", "contract_id", "contracts"),
        sa.UniqueConstraint("contract_id", "starts_at", name="uq_weeks_contract_id_starts_at"),
        sqlite_strict=True,
    )


def _entries() -> None:
    op.create_table(
        "entries",
        numbered(),
        whole("contract_id"),
        whole("week_id"),
        whole("starts_at"),
        whole("minutes"),
        words("memo"),
        words("code", default=""),
        words("links", default="[]"),
        words("commit_id", default=""),
        words("files", default="[]"),
        whole("timed", default=0),
        whole("conceded", default=0),
        words("objection", default=""),
        words("answer", default=""),
        *moved(),
        keyed("entries", "id"),
        pointing("entries", "contract_id", "contracts"),
        pointing("entries", "week_id", "weeks"),
        sqlite_strict=True,
    )
    op.create_index("ix_entries_week_id", "entries", ["week_id", "starts_at"])
    op.create_index("ix_entries_contract_id", "entries", ["contract_id", "starts_at"])


def _timers() -> None:
    op.create_table(
        "timers",
        numbered(),
        whole("contract_id"),
        whole("freelancer_id"),
        words("memo"),
        words("code", default=""),
        words("links", default="[]"),
        whole("started_at"),
        whole("counted_to", null=True),
        *moved(),
        keyed("timers", "id"),
        pointing("timers", "contract_id", "contracts"),
        pointing("timers", "freelancer_id", "people"),
        sqlite_strict=True,
    )
    running = sa.text("state <> 'stopped'")
    op.create_index(
        "uq_timers_freelancer_id",
        "timers",
        ["freelancer_id"],
        unique=True,
        sqlite_where=running,
        postgresql_where=running,
    )


def downgrade() -> None:
    op.drop_index("ix_deposits_week_id", "deposits")
    with op.batch_alter_table("deposits") as deposits:
        deposits.drop_constraint("fk_deposits_week_id", type_="foreignkey")
        deposits.drop_column("week_id")
    op.drop_column("contracts", "codes")
    for table in TABLES:
        op.drop_table(table)
