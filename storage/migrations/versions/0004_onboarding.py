"""Onboarding: templates, cases, tasks and signatures; contracts through an employer of record."""

from __future__ import annotations

from alembic import op

from storage.migrations.building import keep, keyed, moved, numbered, pointing, whole, words

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.add_column("contracts", whole("employed", default=0))
    op.create_table(
        "onboarding_templates",
        whole("client_id"),
        whole("number"),
        words("tasks"),
        whole("by_default", default=0),
        whole("created_at"),
        keyed("onboarding_templates", "client_id", "number"),
        pointing("onboarding_templates", "client_id", "people"),
        sqlite_strict=True,
    )
    op.create_table(
        "onboarding_cases",
        whole("id"),
        whole("template"),
        words("decision", default=""),
        whole("completed_at", null=True),
        *moved(),
        keyed("onboarding_cases", "id"),
        pointing("onboarding_cases", "id", "contracts"),
        sqlite_strict=True,
    )
    _tasks()
    op.create_table(
        "onboarding_signatures",
        whole("task_id"),
        whole("number"),
        whole("person_id"),
        words("name"),
        words("text"),
        words("text_hash"),
        words("hash"),
        words("platform"),
        whole("created_at"),
        keyed("onboarding_signatures", "task_id", "number"),
        pointing("onboarding_signatures", "task_id", "onboarding_tasks"),
        pointing("onboarding_signatures", "person_id", "people"),
        sqlite_strict=True,
    )
    keep("onboarding_signatures", "task_id", "number")  # a signature stays as it was given


def _tasks() -> None:
    op.create_table(
        "onboarding_tasks",
        numbered(),
        whole("case_id"),
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
        *moved(),
        keyed("onboarding_tasks", "id"),
        pointing("onboarding_tasks", "case_id", "onboarding_cases"),
        sqlite_strict=True,
    )
    op.create_index("ix_onboarding_tasks_case_id", "onboarding_tasks", ["case_id", "position"])
    op.create_index("ix_onboarding_tasks_waits_on", "onboarding_tasks", ["waits_on"])


def downgrade() -> None:
    for table in ("onboarding_signatures", "onboarding_tasks", "onboarding_cases", "onboarding_templates"):
        op.drop_table(table)
    op.drop_column("contracts", "employed")
