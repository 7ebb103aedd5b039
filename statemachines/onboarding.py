"""Onboarding: the case of a contract, which opens the gate to work once it is complete, and the tasks in it."""

from statemachines.machine import NEW, Arm, Effect, Notify, Role, StateMachine, Tell, Transition, rows

C, F, OPERATOR, S = Role.CLIENT, Role.FREELANCER, Role.OPERATOR, Role.SYSTEM
BOTH = (Notify(C), Notify(F))
OVER = (*BOTH, Tell("task", "close"), Tell("contract", "cancel"))
UNDONE = "not_started in_progress submitted"
DONE = Tell("case", "complete")
OWNERS = ((C, "clients_task"), (F, "freelancers_task"), (OPERATOR, "operators_task"))
REVIEWERS = ((C, "client_reviews"), (OPERATOR, "operator_reviews"))


def by_owner(event: str, source: str, target: str, *then: Effect, guard: str = "") -> tuple[Transition, ...]:
    """A row for each role that may own a task."""
    return tuple(
        row for role, own in OWNERS for row in rows(event, source, target, role, *then, guard=f"{own} {guard}".strip())
    )


def by_reviewer(event: str, target: str, *then: Effect) -> tuple[Transition, ...]:
    """A row for each role that may review what was handed in."""
    return tuple(row for role, own in REVIEWERS for row in rows(event, "submitted", target, role, *then, guard=own))


CASE = StateMachine(
    "case",
    rows(
        "open",
        NEW,
        "in_progress",
        S,
        Arm("expire", "onboarding_open", against=F),
        Arm("remind", "onboarding_first_reminder"),
    ),
    rows("remind", "in_progress", "=", S, Arm("remind", "onboarding_reminder")),
    rows("nudge", "in_progress", "=", (C, F, OPERATOR), guard="nudges_left"),
    rows("complete", "in_progress", "complete", S, Tell("contract", "activate"), guard="all_tasks_done"),
    rows("reject", "in_progress", "rejected", S, *OVER),
    rows("expire", "in_progress", "expired", S, *OVER),
    rows("cancel", "in_progress", "cancelled", (C, F), *OVER),
)

# What completes the case comes before who is told, so that the last notice says that the contract is active.
TASK = StateMachine(
    "task",
    rows("open", NEW, "not_started", S),
    by_owner("start", "not_started", "in_progress", guard="earlier_done"),
    by_owner("attach", "in_progress", "=", guard="not_classification"),
    by_owner("complete", "in_progress", "submitted", Notify(C), guard="not_classification review_wanted"),
    by_owner("complete", "in_progress", "done", DONE, guard="not_classification unreviewed"),
    by_owner("reuse", "not_started in_progress", "done", DONE, *BOTH, guard="earlier_done reusable"),
    by_reviewer("approve", "done", DONE, *BOTH),
    by_reviewer("return", "in_progress", *BOTH),
    rows(
        "waive", "not_started in_progress submitted", "waived", C, DONE, *BOTH, guard="not_classification clients_rule"
    ),
    rows("waive", UNDONE, "waived", OPERATOR, DONE, *BOTH, guard="not_classification"),
    rows("assess", "not_started in_progress", "in_progress", C, guard="clients_task classification"),
    rows("assess", "not_started in_progress", "in_progress", OPERATOR, guard="classification"),
    rows("classify", "not_started in_progress", "done", C, DONE, *BOTH, guard="clients_task classification"),
    rows("classify", "not_started in_progress", "done", OPERATOR, DONE, *BOTH, guard="classification"),
    rows("close", UNDONE, "closed", S),
)
