"""Onboarding: a company's templates in versions, the case of a contract, its tasks and what was signed for them."""

from sqlalchemy import ForeignKey, Index, PrimaryKeyConstraint

from storage.tables.columns import key, moved_by_machine, table, whole, words

TEMPLATES = table(
    "onboarding_templates",
    whole("client_id", ForeignKey("people.id")),
    whole("number"),
    words("tasks"),
    whole("by_default", default=0),
    whole("created_at"),
    PrimaryKeyConstraint("client_id", "number"),
)

# A case has the number of its contract, so that nobody has to learn two.
CASES = table(
    "onboarding_cases",
    whole("id", ForeignKey("contracts.id")),
    whole("template"),
    words("decision", default=""),
    whole("completed_at", null=True),
    moved_by_machine(),
    PrimaryKeyConstraint("id"),
)

TASKS = table(
    "onboarding_tasks",
    key(),
    whole("case_id", ForeignKey("onboarding_cases.id")),
    whole("position"),
    words("kind"),
    words("wording", default=""),
    words("title"),
    words("help", default=""),
    words("text", default=""),
    words("owner"),
    words("reviewer", default=""),
    whole("wants_file", default=0),
    whole("wants_signature", default=0),
    whole("valid_days", null=True),
    words("after", default="[]"),
    words("remark", default=""),
    words("files", default="[]"),
    words("answers", default="{}"),
    words("decision", default=""),
    words("reason", default=""),
    whole("reused_from", null=True),
    whole("done_at", null=True),
    words("waits_on", default=""),
    whole("waits_since", null=True),
    whole("reminded", default=0),
    moved_by_machine(),
    Index("ix_onboarding_tasks_case_id", "case_id", "position"),
    Index("ix_onboarding_tasks_waits_on", "waits_on"),
)

SIGNATURES = table(
    "onboarding_signatures",
    whole("task_id", ForeignKey("onboarding_tasks.id")),
    whole("number"),
    whole("person_id", ForeignKey("people.id")),
    words("name"),
    words("text"),
    words("text_hash"),
    words("hash"),
    words("platform"),
    whole("created_at"),
    PrimaryKeyConstraint("task_id", "number"),
)
