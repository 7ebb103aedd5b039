"""The ledger: accounts, postings and their transfers. Triggers of the migrations keep its rules in the database."""

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, PrimaryKeyConstraint, UniqueConstraint

from storage.tables.columns import key, table, whole, words

ACCOUNTS = table(
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

POSTINGS = table(
    "postings",
    words("key"),
    words("recipe"),
    words("thing"),
    whole("actor_id", null=True),
    whole("created_at"),
    PrimaryKeyConstraint("key"),
    Index("ix_postings_thing", "thing"),
)

TRANSFERS = table(
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

SETTLEMENTS = table(
    "settlements",
    whole("milestone_id", ForeignKey("milestones.id")),
    words("outcome"),
    words("posting_key", ForeignKey("postings.key")),
    PrimaryKeyConstraint("milestone_id"),
)
