"""The named conditions of the onboarding machines, and of the gate, with the sentence for each that does not hold."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from core.language import _
from core.onboarding import gate
from core.onboarding.standing import CLASSIFICATION, FINISHED, before, earlier, tasks_of
from core.view import View
from statemachines.machine import Role
from statemachines.policy import policy
from storage.onboarding import Case, Task
from storage.queries import journal
from storage.records import Milestone

HOUR: Final = 3_600


def _owned_by(role: Role) -> Callable[[View, Task], bool]:
    return lambda _view, task: task.owner == role


def _reviewed_by(role: Role) -> Callable[[View, Task], bool]:
    return lambda _view, task: task.reviewer == role


def _earlier_done(view: View, task: Task) -> bool:
    return not before(task, tasks_of(view, task.case_id))


def _all_tasks_done(view: View, case: Case) -> bool:
    tasks = tasks_of(view, case.id)
    return all(task.state in FINISHED and task.decision != "rejected" for task in tasks)


def _nudges_left(view: View, case: Case) -> bool:
    asked = {"thing": case.ref, "event": "nudge", "since": view.now - HOUR}
    return (view.transaction.one(journal.EVENTS_SINCE, asked) or 0) < policy(case.policy).nudges_per_hour


def _gate_open(view: View, milestone: Milestone) -> bool:
    return gate.is_open(milestone.contract, view.now)


CONDITIONS: Final[dict[str, Callable[[Any, Any], bool]]] = {
    "clients_task": _owned_by(Role.CLIENT),
    "freelancers_task": _owned_by(Role.FREELANCER),
    "operators_task": _owned_by(Role.OPERATOR),
    "client_reviews": _reviewed_by(Role.CLIENT),
    "operator_reviews": _reviewed_by(Role.OPERATOR),
    "clients_rule": lambda _view, task: task.owner != Role.OPERATOR,
    "earlier_done": _earlier_done,
    "review_wanted": lambda _view, task: bool(task.reviewer),
    "unreviewed": lambda _view, task: not task.reviewer,
    "classification": lambda _view, task: task.paper == CLASSIFICATION,
    "not_classification": lambda _view, task: task.paper != CLASSIFICATION,
    "reusable": lambda view, task: earlier(view, task) is not None,
    "all_tasks_done": _all_tasks_done,
    "nudges_left": _nudges_left,
    "gate_open": _gate_open,
    "paid_here": lambda _view, milestone: not milestone.contract.employed,
}
# These are so for good: no waiting changes whose a task is, or what it is about.
FIXED: Final = frozenset(CONDITIONS) - {
    "earlier_done",
    "reusable",
    "all_tasks_done",
    "nudges_left",
    "gate_open",
    "paid_here",
}


def reasons() -> dict[str, str]:
    """Why it cannot be done while a condition does not hold, and what to do."""
    others = _("That task is somebody else's to do; the checklist names whose.")
    reviewers = _("Somebody else reviews that task; the checklist names who.")
    return {
        "clients_task": others,
        "freelancers_task": others,
        "operators_task": others,
        "client_reviews": reviewers,
        "operator_reviews": reviewers,
        "clients_rule": _("That task is the platform's rule; only an operator can waive it."),
        "earlier_done": _("Another task comes first; the checklist shows which."),
        "review_wanted": _("Nobody reviews that task."),
        "unreviewed": _("Somebody reviews that task first."),
        "classification": _("That is only for the classification."),
        "not_classification": _(
            "The classification is decided, never skipped or reused: /onboarding classify, with a reason."
        ),
        "reusable": _("There is no earlier paper of yours with this company that still holds and fits."),
        "all_tasks_done": _("Some tasks are not done yet."),
        "nudges_left": _("Whoever it waits for was nudged within the last hour. Please give them a moment."),
        "gate_open": _("Work and money wait until the onboarding is done: /onboarding show."),
        "paid_here": _(
            "This contract is paid through an employer of record: nothing is held or charged here, hours are reported."
        ),
    }
