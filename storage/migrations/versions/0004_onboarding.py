"""Onboarding: templates, cases, tasks and signatures; contracts through an employer of record."""

from __future__ import annotations

from typing import Any, Final

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

WHOLE: Final = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


# A signature stays as it was given.
SQLITE_TRIGGERS: Final = {
    f"onboarding_signatures_{name}": f"BEFORE {moment} BEGIN"
    " SELECT RAISE(ABORT, 'onboarding_signatures: rows are never changed'); END"
    for name, moment in {
        "update": "UPDATE ON onboarding_signatures",
        "delete": "DELETE ON onboarding_signatures",
        "replace": "INSERT ON onboarding_signatures WHEN EXISTS"
        " (SELECT 1 FROM onboarding_signatures WHERE task_id = NEW.task_id AND number = NEW.number)",
    }.items()
}
POSTGRESQL_TRIGGER: Final = """
    CREATE TRIGGER onboarding_signatures_keep BEFORE UPDATE OR DELETE OR TRUNCATE ON onboarding_signatures
    EXECUTE FUNCTION ledger_refuse('rows are never changed')"""


def whole(name: str, *args: Any, default: int | None = None, null: bool = False) -> sa.Column[int]:
    return sa.Column(
        name, WHOLE, *args, nullable=null, server_default=None if default is None else sa.text(str(default))
    )


def words(name: str, *args: Any, default: str | None = None) -> sa.Column[str]:
    return sa.Column(
        name, sa.Text(), *args, nullable=False, server_default=None if default is None else sa.text(f"'{default}'")
    )


def moved() -> list[sa.Column[Any]]:
    return [words("state"), whole("version", default=1), whole("policy", default=1), whole("created_at")]


def pointing(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=f"fk_{table}_{column}")


def keyed(table: str, *columns: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint(*columns, name=f"pk_{table}")


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
    if op.get_context().dialect.name == "sqlite":
        for name, trigger in SQLITE_TRIGGERS.items():
            op.execute(f"CREATE TRIGGER {name} {trigger}")
    else:
        op.execute(POSTGRESQL_TRIGGER)


def _tasks() -> None:
    op.create_table(
        "onboarding_tasks",
        sa.Column("id", WHOLE, primary_key=True, autoincrement=True, nullable=False),
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
