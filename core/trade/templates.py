"""A company's template of onboarding tasks: kept in versions, so that a running case keeps its own."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

from core.context import Context
from core.language import _
from core.onboarding.papers import PAPERS
from core.onboarding.plan import PlanError, TaskPlan, checked, of_paper, ordered, standard
from core.onboarding.standing import CLASSIFICATION
from core.refusal import Mistake
from statemachines.machine import Role
from storage.queries import onboarding

FIELDS: Final = {"valid_days": "valid"}


@dataclass(frozen=True, slots=True)
class Standing:
    """The template in force; number 0 is the one that everybody starts with."""

    number: int
    tasks: tuple[TaskPlan, ...]
    by_default: bool


def standing(context: Context, client_id: int) -> Standing:
    """The newest version of a company's template."""
    found = context.transaction.one(onboarding.LATEST_TEMPLATE, {"client_id": client_id})
    if found is None:
        return Standing(0, standard(), by_default=False)
    tasks = tuple(_read(data) for data in json.loads(found.tasks))
    return Standing(found.number, tasks, bool(found.by_default))


def keep(context: Context, tasks: Sequence[TaskPlan], *, by_default: bool) -> Standing:
    """Keep a new version; the classification is always in it. Raises Mistake for tasks that lead in a circle."""
    tasks = tuple(tasks)
    if all(task.kind != CLASSIFICATION for task in tasks):
        tasks = (*tasks, of_paper(PAPERS[CLASSIFICATION]))
    try:
        tasks = ordered(checked(tasks))
    except PlanError as error:
        raise Mistake(FIELDS.get(error.field, error.field), str(error)) from error
    number = standing(context, context.me.id).number + 1
    values: dict[str, Any] = {
        "client_id": context.me.id,
        "number": number,
        "tasks": json.dumps([asdict(task) for task in tasks], ensure_ascii=False),
        "by_default": int(by_default),
        "created_at": context.now,
    }
    context.transaction.run(onboarding.ADD_TEMPLATE, values)
    return Standing(number, tasks, by_default)


def applies(context: Context, said: bool | int | None) -> bool:
    """Whether a new contract of the person who asks goes through an onboarding: as said, else by default."""
    return bool(said) if said is not None else standing(context, context.me.id).by_default


def at(tasks: Sequence[TaskPlan], number: int) -> int:
    """The place in the list that a number from 1 names. Raises Mistake."""
    if not 1 <= number <= len(tasks):
        raise Mistake("number", _("The template has tasks 1 to {most}.").format(most=len(tasks)), "1")
    return number - 1


def _read(data: dict[str, Any]) -> TaskPlan:
    return TaskPlan(**{**data, "owner": Role(data["owner"]), "after": tuple(data["after"])})
