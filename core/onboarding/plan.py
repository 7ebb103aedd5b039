"""The tasks of a template: what each asks for, of whom, and in which order; refused where they lead in a circle."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from core.language import translate as _
from core.onboarding.papers import PAPERS, STANDARD, Paper, digest
from core.text import TextError, clean, visible
from statemachines.machine import Role

TASKS: Final = 30
TITLE: Final = 80
HELP: Final = 500
DAYS: Final = 3_650
OWN_KIND: Final = "own"
OWNERS: Final = (Role.FREELANCER, Role.CLIENT, Role.OPERATOR)


class PlanError(ValueError):
    """A plan that cannot be followed; `str()` is the sentence for the person, `field` what it is about."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field


@dataclass(frozen=True, slots=True)
class TaskPlan:
    """One task of a template. `after` are the titles of the tasks that must be done first.

    `valid_days` None is for ever. `kind` names the standard paper; `own` is a task of the client's own.
    """

    title: str
    help: str = ""
    owner: Role = Role.FREELANCER
    review: bool = False
    file: bool = False
    signature: bool = False
    valid_days: int | None = None
    after: tuple[str, ...] = ()
    kind: str = OWN_KIND

    @property
    def reusable(self) -> bool:
        """Whether one that is still valid stands for a later contract of the same two, if the wording is the same."""
        return self.kind not in PAPERS or PAPERS[self.kind].reusable

    @property
    def wording(self) -> str:
        """The hash of what is asked and signed before names are filled in: other words are another agreement."""
        paper = PAPERS.get(self.kind)
        return digest(paper.text if paper else f"{self.title}\n{self.help}")


def of_paper(paper: Paper) -> TaskPlan:
    """The task that a standard paper is done by, in the reader's language."""
    return TaskPlan(
        title=_(paper.title),
        help=_(paper.help),
        owner=paper.owner,
        review=paper.review,
        file=paper.file,
        signature=paper.signature,
        valid_days=paper.valid_days,
        kind=paper.kind,
    )


def standard() -> tuple[TaskPlan, ...]:
    """What a company's template starts with."""
    return tuple(of_paper(paper) for paper in STANDARD)


def checked(tasks: Iterable[TaskPlan]) -> tuple[TaskPlan, ...]:
    """The tasks with clean texts, and `after` as titles. Raises PlanError for what cannot be followed.

    `after` may name a task by its title, in any case of letters, or by its number in the list, from 1.
    """
    found = tuple(_clean(task) for task in tasks)
    if len(found) > TASKS:
        sentence = _("A template has at most {most} tasks.")
        raise PlanError("title", sentence.format(most=TASKS))
    seen: set[str] = set()
    for task in found:
        if _key(task.title) in seen:
            raise PlanError("title", _("There are two tasks named “{title}”.").format(title=task.title))
        seen.add(_key(task.title))
    resolved = tuple(replace(task, after=_resolved(task, found)) for task in found)
    if ring := circle(resolved):
        raise PlanError("after", told(ring))
    return resolved


def told(ring: Sequence[str]) -> str:
    """The sentence for tasks that wait for one another."""
    if len(ring) == 1:
        return _("“{title}” cannot come after itself.").format(title=ring[0])
    way = " → ".join(f"“{title}”" for title in (*ring, ring[0]))
    return _("These tasks wait for one another in a circle: {way}. Take one of the arrows out.").format(way=way)


def circle(tasks: Iterable[TaskPlan]) -> tuple[str, ...]:
    """Titles of tasks each of which waits for the next, the last for the first; empty where there are none."""
    waiting = {_key(task.title): task for task in tasks}
    while True:
        free = [key for key, task in waiting.items() if not any(_key(name) in waiting for name in task.after)]
        if not free:
            break
        for key in free:
            del waiting[key]
    if not waiting:
        return ()
    # Whatever is left waits for something left, so following that must come round.
    path: list[str] = []
    key = next(iter(waiting))
    while key not in path:
        path.append(key)
        key = next(_key(name) for name in waiting[key].after if _key(name) in waiting)
    return tuple(waiting[key].title for key in path[path.index(key) :])


def ordered(tasks: Sequence[TaskPlan]) -> tuple[TaskPlan, ...]:
    """The tasks so that each comes after those it waits for, else in the order given. Raises PlanError for a circle."""
    if ring := circle(tasks):
        raise PlanError("after", told(ring))
    left, done, found = list(tasks), set[str](), list[TaskPlan]()
    known = {_key(task.title) for task in tasks}
    while left:
        # Always the first that can come, so that the given order is kept wherever it can be.
        task = next(task for task in left if all(_key(name) in done for name in task.after if _key(name) in known))
        left.remove(task)
        done.add(_key(task.title))
        found.append(task)
    return tuple(found)


def startable(tasks: Iterable[TaskPlan], done: Collection[str]) -> tuple[TaskPlan, ...]:
    """The tasks not done whose forerunners all are, in the order given; `done` are titles.

    A forerunner that is not in the list (taken out of a template since) holds nobody up.
    """
    tasks = tuple(tasks)
    finished = {_key(title) for title in done}
    open_ = {_key(task.title) for task in tasks} - finished
    return tuple(
        task
        for task in tasks
        if _key(task.title) not in finished and not any(_key(name) in open_ for name in task.after)
    )


def _key(title: str) -> str:
    """How two spellings of one title are told to be the same."""
    return " ".join(unicodedata.normalize("NFC", visible(title)).casefold().split())


def _clean(task: TaskPlan) -> TaskPlan:
    try:
        title = clean(task.title, TITLE, multiline=False)
    except TextError as error:
        raise PlanError("title", str(error)) from error
    try:
        help = clean(task.help, HELP, multiline=True) if task.help.strip() else ""
    except TextError as error:
        raise PlanError("help", str(error)) from error
    if task.owner not in OWNERS:
        raise PlanError("owner", _("A task is the freelancer’s, the client’s or the operator’s."))
    if task.valid_days is not None and not 1 <= task.valid_days <= DAYS:
        sentence = _("A task is valid for 1 to {most} days, or for ever.")
        raise PlanError("valid_days", sentence.format(most=DAYS))
    return replace(task, title=title, help=help)


def _resolved(task: TaskPlan, tasks: Sequence[TaskPlan]) -> tuple[str, ...]:
    titles = {_key(other.title): other.title for other in tasks}
    found: list[str] = []
    for name in task.after:
        wanted = " ".join(name.split())
        number = int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) <= 3 else 0
        if _key(wanted) in titles:
            found.append(titles[_key(wanted)])
        elif 1 <= number <= len(tasks):
            found.append(tasks[number - 1].title)
        else:
            sentence = _("“{title}” comes after “{name}”, and there is no such task.")
            raise PlanError("after", sentence.format(title=task.title, name=wanted))
    return tuple(dict.fromkeys(found))
