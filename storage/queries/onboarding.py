"""Templates, cases, tasks and signatures."""

from __future__ import annotations

from typing import Final

from sqlalchemy import bindparam, select, update

from storage.onboarding import Signature, Task, Template
from storage.queries.marketplace import related
from storage.queries.selects import CONTRACT_SELECT, TASK_SELECT, task
from storage.records import Contract, columns
from storage.statement import Statement, inserting, one_of
from storage.tables.marketplace import CONTRACTS, FILES
from storage.tables.onboarding import CASES, SIGNATURES, TASKS, TEMPLATES

TASKS_OF: Final[Statement[Task]] = related("task", "case_id")
TASKS_LOCKED: Final[Statement[Task]] = related("task", "case_id", locked=True)
QUEUE: Final[Statement[Task]] = Statement(
    TASK_SELECT.where(one_of(TASKS.c.waits_on, "operator"), one_of(CASES.c.state, "in_progress"))
    .order_by(TASKS.c.waits_since, TASKS.c.id)
    .limit(bindparam("most")),
    into=task,
)
# What the two have done before: the newest first.
EARLIER: Final[Statement[Task]] = Statement(
    TASK_SELECT.where(
        CONTRACTS.c.client_id == bindparam("client_id"),
        CONTRACTS.c.freelancer_id == bindparam("freelancer_id"),
        TASKS.c.title == bindparam("title"),
        TASKS.c.kind == bindparam("paper"),
        TASKS.c.wording == bindparam("wording"),
        TASKS.c.case_id != bindparam("case_id"),
        TASKS.c.state == "done",
        TASKS.c.done_at.is_not(None),
    )
    .order_by(TASKS.c.done_at.desc(), TASKS.c.id.desc())
    .limit(1),
    into=task,
)

PAYROLL: Final[Statement[Contract]] = Statement(
    CONTRACT_SELECT.where(CONTRACTS.c.employed == 1, one_of(CONTRACTS.c.state, "onboarding", "active", "paused"))
    .order_by(CONTRACTS.c.id.desc())
    .limit(bindparam("most")),
    into=Contract,
)

LATEST_TEMPLATE = Statement(
    select(*columns(Template, TEMPLATES))
    .where(TEMPLATES.c.client_id == bindparam("client_id"))
    .order_by(TEMPLATES.c.number.desc())
    .limit(1),
    into=Template,
)
ADD_TEMPLATE = inserting(TEMPLATES, "client_id", "number", "tasks", "by_default", "created_at")

SIGN = inserting(
    SIGNATURES, "task_id", "number", "person_id", "name", "text", "text_hash", "hash", "platform", "created_at"
)
SIGNATURES_OF = Statement(
    select(*columns(Signature, SIGNATURES))
    .where(SIGNATURES.c.task_id == bindparam("id"))
    .order_by(SIGNATURES.c.number),
    into=Signature,
)
FILE_OF = Statement(
    select(FILES.c.id).where(FILES.c.id == bindparam("id"), FILES.c.owner_id == bindparam("owner_id")), into=int
)
EMPLOY = Statement(update(CONTRACTS).where(CONTRACTS.c.id == bindparam("of_contract")).values(employed=1))
