"""What happened and what is still to happen: history, deliveries, deadlines, outbox, drafts, confirmations, places."""

from sqlalchemy import Index, PrimaryKeyConstraint, UniqueConstraint, text

from storage.tables.columns import key, table, whole, words

HISTORY = table(
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

DELIVERIES = table(
    "deliveries",
    words("source"),
    words("key"),
    words("reply"),
    whole("created_at"),
    PrimaryKeyConstraint("source", "key"),
    Index("ix_deliveries_created_at", "created_at"),
)

DEADLINES = table(
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

OUTBOX = table(
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
    words("sent_to", default=""),
    Index("ix_outbox_thing", "thing"),
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

CARDS = table(
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

DRAFTS = table(
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

CONFIRMATIONS = table(
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

CHANNELS = table(
    "channels",
    words("purpose"),
    words("platform"),
    words("team"),
    words("chat"),
    whole("set_by"),
    whole("created_at"),
    PrimaryKeyConstraint("purpose", "platform", "team", "chat"),
)

HEARTBEATS = table(
    "heartbeats",
    words("name"),
    whole("beat_at"),
    PrimaryKeyConstraint("name"),
)
