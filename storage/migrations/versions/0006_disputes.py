"""Disputes: the dispute, its file and its mediators; what a deposit is for can be the fee of an arbitration."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa
from alembic import op

from storage.migrations.building import keep, keyed, numbered, pointing, whole, words

revision = "0006"
down_revision = "0005"

LIVE: Final = "state IN ('awaiting_response','mediation','proposed','unresolved','arbitration')"
KEPT: Final = {"dispute_file": ("dispute_id", "number"), "dispute_mediators": ("dispute_id", "number")}


def upgrade() -> None:
    _disputes()
    op.create_table(
        "dispute_file",
        whole("dispute_id"),
        whole("number"),
        words("kind"),
        whole("author_id", null=True),
        words("role"),
        words("text"),
        words("files", default="[]"),
        words("hash"),
        whole("created_at"),
        keyed("dispute_file", "dispute_id", "number"),
        pointing("dispute_file", "dispute_id", "disputes"),
        pointing("dispute_file", "author_id", "people"),
        sqlite_strict=True,
    )
    op.create_table(
        "dispute_mediators",
        whole("dispute_id"),
        whole("number"),
        whole("person_id"),
        words("role"),
        whole("created_at"),
        keyed("dispute_mediators", "dispute_id", "number"),
        pointing("dispute_mediators", "dispute_id", "disputes"),
        pointing("dispute_mediators", "person_id", "people"),
        sqlite_strict=True,
    )
    op.create_index("ix_dispute_mediators_person_id", "dispute_mediators", ["person_id"])
    for table, key in KEPT.items():
        keep(table, *key)
    with op.batch_alter_table("deposits") as deposits:
        deposits.add_column(whole("dispute_id", null=True))
        deposits.add_column(words("account", default="client_wallet"))
        deposits.create_foreign_key("fk_deposits_dispute_id", "disputes", ["dispute_id"], ["id"])
    op.create_index("ix_deposits_dispute_id", "deposits", ["dispute_id"])


def _disputes() -> None:
    op.create_table(
        "disputes",
        numbered(),
        whole("contract_id"),
        whole("milestone_id", null=True),
        whole("week_id", null=True),
        words("opened_by"),
        words("reason"),
        words("currency"),
        whole("amount"),
        whole("mediator_id", null=True),
        whole("proposal", null=True),
        whole("proposal_kept", null=True),
        whole("offer", null=True),
        words("offer_by", default=""),
        words("client_vote", default=""),
        words("freelancer_vote", default=""),
        whole("client_opted_at", null=True),
        whole("freelancer_opted_at", null=True),
        whole("client_paid", default=0),
        whole("freelancer_paid", default=0),
        words("client_code"),
        words("freelancer_code"),
        whole("extensions", default=0),
        whole("entries", default=0),
        whole("split", null=True),
        whole("kept", null=True),
        words("tags", default="[]"),
        words("state"),
        whole("version", default=1),
        whole("policy", default=1),
        whole("created_at"),
        keyed("disputes", "id"),
        pointing("disputes", "contract_id", "contracts"),
        pointing("disputes", "milestone_id", "milestones"),
        pointing("disputes", "week_id", "weeks"),
        pointing("disputes", "mediator_id", "people"),
        sqlite_strict=True,
    )
    op.create_index("ix_disputes_contract_id", "disputes", ["contract_id"])
    op.create_index("ix_disputes_mediator_id", "disputes", ["mediator_id"])
    op.create_index("ix_disputes_state", "disputes", ["state", "id"])
    for column in ("milestone_id", "week_id"):
        name = f"uq_disputes_{column.removesuffix('_id')}"
        where = sa.text(LIVE)
        op.create_index(name, "disputes", [column], unique=True, sqlite_where=where, postgresql_where=where)


def downgrade() -> None:
    op.drop_index("ix_deposits_dispute_id", "deposits")
    with op.batch_alter_table("deposits") as deposits:
        deposits.drop_constraint("fk_deposits_dispute_id", type_="foreignkey")
        deposits.drop_column("dispute_id")
        deposits.drop_column("account")
    for table in ("dispute_mediators", "dispute_file", "disputes"):
        op.drop_table(table)
