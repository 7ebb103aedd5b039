"""How an onboarding stands: its tasks, whose turn each is, how far it has come, and which earlier papers still hold."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Final

from core.card import Moment, Span
from core.language import _
from core.onboarding import progress
from core.onboarding.papers import in_force
from core.view import View
from statemachines.machine import Role
from statemachines.policy import policy
from storage.onboarding import Case, Task
from storage.queries import marketplace, onboarding
from storage.records import Contract

FINISHED: Final = progress.DONE
UNDONE: Final = frozenset({"not_started", "in_progress", "submitted"})
CLASSIFICATION: Final = "classification"
MINUTE: Final = 60


def case_of(view: View, contract_id: int) -> Case | None:
    """The onboarding of a contract, if it has one."""
    found: Case | None = view.transaction.one(marketplace.THING["case"], {"id": contract_id})
    return found


def tasks_of(view: View, contract_id: int) -> list[Task]:
    """The tasks of a contract's onboarding, in their order."""
    return view.transaction.all(onboarding.TASKS_OF, {"id": contract_id})


def turn(task: Task, tasks: Iterable[Task]) -> str:
    """The role whose turn it is; empty where it is nobody's: it is finished, or an earlier task is not."""
    if task.state == "submitted":
        return task.reviewer
    return task.owner if task.state in UNDONE and not before(task, tasks) else ""


def before(task: Task, tasks: Iterable[Task]) -> list[Task]:
    """The tasks that have to be finished first and are not."""
    titles = json.loads(task.after)
    return [other for other in tasks if other.title in titles and other.state not in FINISHED]


def undone(tasks: Iterable[Task]) -> list[Task]:
    """The tasks that are still to be finished."""
    return [task for task in tasks if task.state in UNDONE]


def bar(tasks: Sequence[Task]) -> str:
    """How far it has come: ▰▰▰▱▱ 3/5."""
    return progress.bar(sum(task.state in FINISHED for task in tasks), len(tasks))


def holder(view: View, contract: Contract, role: str) -> Span:
    """Whoever holds a role in the onboarding of a contract."""
    if role == Role.OPERATOR:
        return _("an operator")
    return view.mention(contract, Role(role))


def name_of(contract: Contract, role: str) -> str:
    """The same as a plain name."""
    return _("an operator") if role == Role.OPERATOR else str(getattr(contract, f"{role}_name"))


def blocking(tasks: Iterable[Task]) -> list[str]:
    """The roles that it waits for, in the order of the tasks."""
    found = list(tasks)
    return list(dict.fromkeys(role for task in found if (role := turn(task, found))))


def listed(names: Sequence[str]) -> str:
    """Several names as they are said: Ann, Bo and an operator."""
    *first, last = names or [""]
    return _("{names} and {last}").format(names=", ".join(first), last=last) if first else last


def due(task: Task) -> Moment | None:
    """When a task that waits should be done: the policy's few days after it began to wait."""
    if task.waits_since is None or not task.waits_on:
        return None
    return Moment(task.waits_since + policy(task.policy).onboarding_task_due * MINUTE)


def next_reminder(task: Task) -> int | None:
    """When whoever it waits for is reminded next: after a day, after three, then daily."""
    if task.waits_since is None or not task.waits_on:
        return None
    return task.waits_since + _wait(task, task.reminded)


def reminders_passed(task: Task, now: int) -> int:
    """How many reminders have been due until now, after a downtime several at once."""
    number = task.reminded
    while task.waits_since is not None and task.waits_since + _wait(task, number) <= now:
        number += 1
    return number


def _wait(task: Task, number: int) -> int:
    numbers = policy(task.policy)
    if number == 0:
        return numbers.onboarding_first_reminder * MINUTE
    later = numbers.onboarding_second_reminder + (number - 1) * numbers.onboarding_reminder
    return later * MINUTE


def earlier(view: View, task: Task) -> Task | None:
    """A paper of an earlier case of the same two that still holds and can stand for this task."""
    if task.paper == CLASSIFICATION or task.state not in {"not_started", "in_progress"}:
        return None
    asked = {
        "client_id": task.client_id,
        "freelancer_id": task.freelancer_id,
        "title": task.title,
        "paper": task.paper,
        "wording": task.wording,
        "case_id": task.case_id,
    }
    found = view.transaction.one(onboarding.EARLIER, asked)
    if found is None or found.done_at is None or found.owner != task.owner:
        return None
    alike = found.wants_signature >= task.wants_signature and found.wants_file >= task.wants_file
    return found if alike and in_force(found.done_at, view.now, found.valid_days) else None
