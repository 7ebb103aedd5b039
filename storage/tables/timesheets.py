"""Hourly work: agreed figures with the moment they count from, weeks, time entries, timers and diaries."""

from sqlalchemy import ForeignKey, Index, PrimaryKeyConstraint, UniqueConstraint, text

from storage.tables.columns import key, moved_by_machine, table, whole, words

# `name` is rate (minor units an hour), limit (minutes a week, NULL for none) or manual (0 or 1).
AGREED = table(
    "hourly_terms",
    key(),
    whole("contract_id", ForeignKey("contracts.id")),
    words("name"),
    whole("value", null=True),
    whole("from_at"),
    whole("set_by", ForeignKey("people.id")),
    whole("created_at"),
    Index("ix_hourly_terms_contract_id", "contract_id", "name", "from_at"),
)

WEEKS = table(
    "weeks",
    key(),
    whole("contract_id", ForeignKey("contracts.id")),
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
    moved_by_machine(),
    UniqueConstraint("contract_id", "starts_at"),
)

ENTRIES = table(
    "entries",
    key(),
    whole("contract_id", ForeignKey("contracts.id")),
    whole("week_id", ForeignKey("weeks.id")),
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
    moved_by_machine(),
    Index("ix_entries_week_id", "week_id", "starts_at"),
    Index("ix_entries_contract_id", "contract_id", "starts_at"),
)

TIMERS = table(
    "timers",
    key(),
    whole("contract_id", ForeignKey("contracts.id")),
    whole("freelancer_id", ForeignKey("people.id")),
    words("memo"),
    words("code", default=""),
    words("links", default="[]"),
    whole("started_at"),
    whole("counted_to", null=True),
    moved_by_machine(),
    Index(
        "uq_timers_freelancer_id",
        "freelancer_id",
        unique=True,
        sqlite_where=text("state <> 'stopped'"),
        postgresql_where=text("state <> 'stopped'"),
    ),
)

# A diary has the number of its person. `prompt` is the hour of the daily question in the person's zone, NULL for none.
DIARIES = table(
    "diaries",
    whole("id", ForeignKey("people.id")),
    whole("prompt", null=True),
    whole("nudged_at", default=0),
    moved_by_machine(),
    PrimaryKeyConstraint("id"),
)
