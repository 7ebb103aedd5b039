"""The tables as they were at the start. A copy on purpose: later changes of storage.tables are later revisions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from alembic import op
from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.schema import SchemaItem

revision = "0001"
down_revision = None

METADATA: Final = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)
WHOLE: Final = BigInteger().with_variant(Integer(), "sqlite")


def key() -> Column[int]:
    return Column("id", WHOLE, primary_key=True, autoincrement=True)


def whole(name: str, *args: SchemaItem, default: int | None = None, null: bool = False) -> Column[int]:
    return Column(name, WHOLE, *args, nullable=null, server_default=None if default is None else text(str(default)))


def words(name: str, *args: SchemaItem, default: str | None = None, null: bool = False, **options: Any) -> Column[str]:
    return Column(
        name, Text(), *args, nullable=null, server_default=None if default is None else text(f"'{default}'"), **options
    )


def content(name: str) -> Column[bytes]:
    return Column(name, LargeBinary(), nullable=False)


def table(name: str, *items: SchemaItem | Sequence[SchemaItem]) -> None:
    flat: list[Any] = []
    for item in items:
        flat.extend(item) if isinstance(item, list | tuple) else flat.append(item)
    Table(name, METADATA, *flat, sqlite_strict=True)


def moved_by_machine() -> list[Column[Any]]:
    return [
        words("state"),
        whole("version", default=1),
        whole("policy", default=1),
        whole("created_at"),
    ]


table(
    "history",
    key(),
    words("thing"),
    words("event"),
    words("source", null=True),
    words("target"),
    whole("version"),
    whole("actor_id", null=True),
    words("role"),
    words("note", default=""),
    whole("created_at"),
    UniqueConstraint("thing", "version"),
)

table(
    "deliveries",
    words("source"),
    words("key"),
    words("reply"),
    whole("created_at"),
    PrimaryKeyConstraint("source", "key"),
    Index("ix_deliveries_created_at", "created_at"),
)

table(
    "deadlines",
    key(),
    words("thing"),
    words("event"),
    words("against", default=""),
    whole("reminder", default=0),
    whole("due_at"),
    whole("armed_at"),
    words("status", default="open"),
    words("frozen_in", default=""),
    whole("left_over", null=True),
    whole("attempts", default=0),
    whole("lease_until", default=0),
    Index("ix_deadlines_thing", "thing"),
    Index(
        "ix_deadlines_due_at",
        "due_at",
        sqlite_where=text("status = 'open'"),
        postgresql_where=text("status = 'open'"),
    ),
    Index(
        "uq_deadlines_open",
        "thing",
        "event",
        "reminder",
        unique=True,
        sqlite_where=text("status = 'open'"),
        postgresql_where=text("status = 'open'"),
    ),
)

table(
    "outbox",
    key(),
    words("lane"),
    words("kind"),
    whole("person_id", null=True),
    words("place", default=""),
    words("thing", default=""),
    words("payload"),
    words("status", default="queued"),
    whole("attempts", default=0),
    whole("not_before", default=0),
    whole("lease_until", default=0),
    words("error", default=""),
    whole("created_at"),
    whole("sent_at", null=True),
    Index(
        "ix_outbox_lane",
        "lane",
        "id",
        sqlite_where=text("status = 'queued'"),
        postgresql_where=text("status = 'queued'"),
    ),
    Index(
        "ix_outbox_status",
        "status",
        "id",
        sqlite_where=text("status = 'dead'"),
        postgresql_where=text("status = 'dead'"),
    ),
)

table(
    "cards",
    words("platform"),
    words("team"),
    words("chat"),
    words("message_id"),
    words("thing"),
    whole("live", default=0),
    whole("person_id", null=True),
    words("shown", default=""),
    whole("created_at"),
    PrimaryKeyConstraint("platform", "team", "chat", "message_id"),
    Index("ix_cards_thing", "thing", "live"),
)

table(
    "drafts",
    key(),
    whole("person_id"),
    words("chat"),
    words("command"),
    words("answers"),
    words("asking", default=""),
    words("asked", default="[]"),
    whole("expires_at"),
    UniqueConstraint("person_id", "chat"),
)

table(
    "confirmations",
    words("token"),
    whole("person_id"),
    words("command"),
    words("answers"),
    words("figures"),
    whole("expires_at"),
    whole("used_at", null=True),
    PrimaryKeyConstraint("token"),
)

table(
    "channels",
    words("purpose"),
    words("platform"),
    words("team"),
    words("chat"),
    whole("set_by"),
    whole("created_at"),
    PrimaryKeyConstraint("purpose", "platform", "team", "chat"),
)

table(
    "heartbeats",
    words("name"),
    whole("beat_at"),
    PrimaryKeyConstraint("name"),
)

table(
    "accounts",
    key(),
    words("kind"),
    words("owner"),
    words("currency"),
    whole("cached", default=1),
    whole("floor", null=True),
    whole("balance", default=0),
    CheckConstraint("floor IS NULL OR balance >= floor", name="floor"),
    CheckConstraint("length(currency) = 3", name="currency"),
    UniqueConstraint("owner", "kind", "currency"),
    UniqueConstraint("id", "currency"),
)

table(
    "postings",
    words("key"),
    words("recipe"),
    words("thing"),
    whole("actor_id", null=True),
    whole("created_at"),
    PrimaryKeyConstraint("key"),
    Index("ix_postings_thing", "thing"),
)

table(
    "transfers",
    key(),
    words("posting_key", ForeignKey("postings.key")),
    whole("seq"),
    whole("source_id"),
    whole("target_id"),
    words("currency"),
    whole("amount"),
    CheckConstraint("amount > 0 AND amount <= 900000000000000", name="amount"),
    CheckConstraint("source_id <> target_id", name="two_accounts"),
    UniqueConstraint("posting_key", "seq"),
    ForeignKeyConstraint(["source_id", "currency"], ["accounts.id", "accounts.currency"]),
    ForeignKeyConstraint(["target_id", "currency"], ["accounts.id", "accounts.currency"]),
    Index("ix_transfers_source_id", "source_id", "id"),
    Index("ix_transfers_target_id", "target_id", "id"),
)

table(
    "settlements",
    whole("milestone_id", ForeignKey("milestones.id")),
    words("outcome"),
    words("posting_key", ForeignKey("postings.key")),
    PrimaryKeyConstraint("milestone_id"),
)

table(
    "jobs",
    key(),
    whole("client_id", ForeignKey("people.id")),
    words("title"),
    words("description"),
    words("skills", default="[]"),
    words("kind"),
    words("currency"),
    whole("budget", null=True),
    whole("rate_min", null=True),
    whole("rate_max", null=True),
    words("size", default=""),
    words("duration", default=""),
    words("level", default=""),
    whole("due_at", null=True),
    words("visibility", default="public"),
    words("questions", default="[]"),
    words("files", default="[]"),
    whole("hires_wanted", default=1),
    whole("hires_made", default=0),
    words("search"),
    moved_by_machine(),
    Index("ix_jobs_client_id", "client_id"),
    Index("ix_jobs_state", "state", "id"),
)

table(
    "invitations",
    whole("job_id", ForeignKey("jobs.id")),
    whole("freelancer_id", ForeignKey("people.id")),
    whole("declined_at", null=True),
    words("decline_reason", default=""),
    whole("created_at"),
    PrimaryKeyConstraint("job_id", "freelancer_id"),
)

table(
    "proposals",
    key(),
    whole("job_id", ForeignKey("jobs.id")),
    whole("client_id", ForeignKey("people.id")),
    whole("freelancer_id", ForeignKey("people.id")),
    words("currency"),
    whole("bid"),
    words("cover"),
    words("duration", default=""),
    words("milestones", default="[]"),
    words("answers", default="[]"),
    words("files", default="[]"),
    moved_by_machine(),
    Index("ix_proposals_job_id", "job_id"),
    Index("ix_proposals_freelancer_id", "freelancer_id"),
    Index(
        "uq_proposals_live",
        "job_id",
        "freelancer_id",
        unique=True,
        sqlite_where=text("state IN ('submitted','shortlisted','archived','offered')"),
        postgresql_where=text("state IN ('submitted','shortlisted','archived','offered')"),
    ),
)

table(
    "contracts",
    key(),
    whole("client_id", ForeignKey("people.id")),
    whole("freelancer_id", ForeignKey("people.id")),
    whole("job_id", ForeignKey("jobs.id"), null=True),
    whole("proposal_id", ForeignKey("proposals.id"), null=True),
    words("title"),
    words("kind"),
    words("currency"),
    whole("terms_version", default=1),
    whole("onboarding", default=0),
    whole("many_funded", default=0),
    words("signature", default=""),
    words("signed_hash", default=""),
    whole("accepted_at", null=True),
    whole("started_at", null=True),
    whole("ended_at", null=True),
    words("end_reason", default=""),
    moved_by_machine(),
    Index("ix_contracts_client_id", "client_id"),
    Index("ix_contracts_freelancer_id", "freelancer_id"),
    Index("ix_contracts_proposal_id", "proposal_id"),
)

table(
    "terms",
    whole("contract_id", ForeignKey("contracts.id")),
    whole("number"),
    whole("proposed_by", ForeignKey("people.id")),
    words("status"),
    words("because", default=""),
    words("terms"),
    words("hash"),
    whole("created_at"),
    PrimaryKeyConstraint("contract_id", "number"),
)

table(
    "milestones",
    key(),
    whole("contract_id", ForeignKey("contracts.id")),
    whole("position"),
    words("title"),
    words("currency"),
    whole("amount"),
    whole("due_at", null=True),
    whole("funded", default=0),
    whole("released", default=0),
    whole("refunded", default=0),
    whole("rolled", default=0),
    whole("client_fee", default=0),
    whole("client_fee_back", default=0),
    whole("freelancer_fee", default=0),
    whole("submissions", default=0),
    whole("revisions", default=0),
    whole("extension_asked", default=0),
    moved_by_machine(),
    Index("ix_milestones_contract_id", "contract_id", "position"),
)

table(
    "submissions",
    whole("milestone_id", ForeignKey("milestones.id")),
    whole("number"),
    words("note"),
    words("links", default="[]"),
    words("files", default="[]"),
    whole("created_at"),
    PrimaryKeyConstraint("milestone_id", "number"),
)

table(
    "messages",
    key(),
    words("thing"),
    whole("author_id", ForeignKey("people.id")),
    words("text"),
    words("files", default="[]"),
    whole("created_at"),
    Index("ix_messages_thing", "thing", "id"),
)

table(
    "files",
    key(),
    whole("owner_id", ForeignKey("people.id")),
    words("name"),
    words("media_type"),
    whole("size"),
    words("sha256"),
    content("content"),
    whole("created_at"),
)

table(
    "deposits",
    key(),
    whole("client_id", ForeignKey("people.id")),
    words("currency"),
    whole("amount"),
    whole("milestone_id", ForeignKey("milestones.id"), null=True),
    words("provider_ref", default=""),
    words("reason", default=""),
    moved_by_machine(),
    Index("ix_deposits_client_id", "client_id"),
)

table(
    "withdrawals",
    key(),
    whole("freelancer_id", ForeignKey("people.id")),
    whole("method_id", ForeignKey("payout_methods.id")),
    words("currency"),
    whole("amount"),
    words("provider_ref", default=""),
    words("reason", default=""),
    moved_by_machine(),
    Index("ix_withdrawals_freelancer_id", "freelancer_id"),
)

table(
    "sandbox_payments",
    words("key"),
    words("kind"),
    words("currency"),
    whole("amount"),
    words("outcome"),
    whole("due_at"),
    whole("reports_left"),
    UniqueConstraint("key"),
)

table(
    "people",
    key(),
    words("name"),
    whole("is_client", default=0),
    whole("is_freelancer", default=0),
    words("timezone", default="UTC"),
    words("currency", default="USD"),
    words("language", default="en"),
    words("quiet_hours", default=""),
    words("roles", default=""),
    whole("suspended_at", null=True),
    whole("money_frozen_at", null=True),
    words("headline", default=""),
    words("skills", default="[]"),
    words("bio", default=""),
    words("availability", default=""),
    words("samples", default="[]"),
    whole("rate", null=True),
    words("company", default=""),
    words("company_site", default=""),
    words("company_about", default=""),
    whole("created_at"),
)

table(
    "identities",
    words("platform"),
    words("team"),
    words("user_id"),
    whole("person_id", ForeignKey("people.id")),
    words("chat", default=""),
    whole("blocked_at", null=True),
    whole("created_at"),
    PrimaryKeyConstraint("platform", "team", "user_id"),
    Index("ix_identities_person_id", "person_id"),
)

table(
    "payout_methods",
    key(),
    whole("person_id", ForeignKey("people.id")),
    words("kind"),
    words("holder"),
    words("account_encrypted"),
    words("account_tail"),
    whole("active_at"),
    whole("removed_at", null=True),
    whole("created_at"),
    Index("ix_payout_methods_person_id", "person_id"),
)

table(
    "watches",
    key(),
    whole("person_id", ForeignKey("people.id")),
    words("search"),
    words("search_key"),
    whole("created_at"),
    UniqueConstraint("person_id", "search_key"),
)


def upgrade() -> None:
    METADATA.create_all(op.get_bind(), checkfirst=False)


def downgrade() -> None:
    METADATA.drop_all(op.get_bind(), checkfirst=False)
