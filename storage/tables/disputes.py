"""Disputes: the dispute, its file of statements, exhibits and moves, and everybody who ever mediated it."""

from sqlalchemy import ForeignKey, Index, PrimaryKeyConstraint, text

from storage.tables.columns import key, moved_by_machine, table, whole, words

LIVE = "state IN ('awaiting_response','mediation','proposed','unresolved','arbitration')"

DISPUTES = table(
    "disputes",
    key(),
    whole("contract_id", ForeignKey("contracts.id")),
    whole("milestone_id", ForeignKey("milestones.id"), null=True),
    whole("week_id", ForeignKey("weeks.id"), null=True),
    words("opened_by"),
    words("reason"),
    words("currency"),
    whole("amount"),
    whole("mediator_id", ForeignKey("people.id"), null=True),
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
    moved_by_machine(),
    Index("ix_disputes_contract_id", "contract_id"),
    Index("ix_disputes_mediator_id", "mediator_id"),
    Index("ix_disputes_state", "state", "id"),
    # One live dispute about one thing, whoever opens it first.
    Index("uq_disputes_milestone", "milestone_id", unique=True, sqlite_where=text(LIVE), postgresql_where=text(LIVE)),
    Index("uq_disputes_week", "week_id", unique=True, sqlite_where=text(LIVE), postgresql_where=text(LIVE)),
)

FILE = table(
    "dispute_file",
    whole("dispute_id", ForeignKey("disputes.id")),
    whole("number"),
    words("kind"),
    whole("author_id", ForeignKey("people.id"), null=True),
    words("role"),
    words("text"),
    words("files", default="[]"),
    words("hash"),
    whole("created_at"),
    PrimaryKeyConstraint("dispute_id", "number"),
)

MEDIATORS = table(
    "dispute_mediators",
    whole("dispute_id", ForeignKey("disputes.id")),
    whole("number"),
    whole("person_id", ForeignKey("people.id")),
    words("role"),
    whole("created_at"),
    PrimaryKeyConstraint("dispute_id", "number"),
    Index("ix_dispute_mediators_person_id", "person_id"),
)

# What the whole case file said at a moment: the hash of its data, and the data itself as a file.
SEALS = table(
    "dispute_seals",
    whole("dispute_id", ForeignKey("disputes.id")),
    whole("number"),
    words("cause"),
    words("hash"),
    whole("file_id", ForeignKey("files.id")),
    whole("created_at"),
    PrimaryKeyConstraint("dispute_id", "number"),
)
