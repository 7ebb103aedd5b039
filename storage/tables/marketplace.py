"""Jobs, proposals, contracts with their terms, milestones with their submissions, messages and files."""

from sqlalchemy import ForeignKey, Index, PrimaryKeyConstraint, UniqueConstraint, text

from storage.tables.columns import content, key, moved_by_machine, table, whole, words

JOBS = table(
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

INVITATIONS = table(
    "invitations",
    whole("job_id", ForeignKey("jobs.id")),
    whole("freelancer_id", ForeignKey("people.id")),
    whole("declined_at", null=True),
    words("decline_reason", default=""),
    whole("created_at"),
    PrimaryKeyConstraint("job_id", "freelancer_id"),
)

PROPOSALS = table(
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

CONTRACTS = table(
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
    whole("employed", default=0),
    whole("many_funded", default=0),
    words("codes", default="[]"),
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

TERMS = table(
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

MILESTONES = table(
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

SUBMISSIONS = table(
    "submissions",
    whole("milestone_id", ForeignKey("milestones.id")),
    whole("number"),
    words("note"),
    words("links", default="[]"),
    words("files", default="[]"),
    whole("created_at"),
    PrimaryKeyConstraint("milestone_id", "number"),
)

MESSAGES = table(
    "messages",
    key(),
    words("thing"),
    whole("author_id", ForeignKey("people.id")),
    words("text"),
    words("files", default="[]"),
    whole("created_at"),
    words("platform", default=""),
    words("team", default=""),
    words("chat", default=""),
    words("written", default=""),
    Index("ix_messages_thing", "thing", "id"),
    Index("ix_messages_written", "platform", "chat", "written"),
)

# What became of a message: each later wording, and that it was deleted. The first wording stays in the message.
MESSAGE_VERSIONS = table(
    "message_versions",
    whole("message_id", ForeignKey("messages.id")),
    whole("number"),
    words("text"),
    whole("deleted"),
    whole("created_at"),
    PrimaryKeyConstraint("message_id", "number"),
)

FILES = table(
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

DEPOSITS = table(
    "deposits",
    key(),
    whole("client_id", ForeignKey("people.id")),
    words("currency"),
    whole("amount"),
    whole("milestone_id", ForeignKey("milestones.id"), null=True),
    whole("week_id", ForeignKey("weeks.id"), null=True),
    whole("dispute_id", ForeignKey("disputes.id"), null=True),
    words("account", default="client_wallet"),
    words("provider_ref", default=""),
    words("reason", default=""),
    moved_by_machine(),
    Index("ix_deposits_client_id", "client_id"),
    Index("ix_deposits_week_id", "week_id"),
    Index("ix_deposits_dispute_id", "dispute_id"),
)

WITHDRAWALS = table(
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

SANDBOX_PAYMENTS = table(
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
