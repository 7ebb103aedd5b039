"""/onboarding template: what a company asks for before work starts; every change is a new version."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

from core.card import Button, Card, Choice, Line, Press, Strong
from core.command import Field, Kind, Who, command
from core.context import Context
from core.language import _
from core.onboarding.plan import DAYS, HELP, TITLE, TaskPlan, standard
from core.onboarding.standing import CLASSIFICATION
from core.refusal import Mistake, Refusal
from core.trade import templates
from statemachines.machine import Role

OWNER: Final = (
    Choice("freelancer", "The freelancer"),
    Choice("client", "The client"),
    Choice("operator", "The platform"),
)
NUMBER: Final = Field("number", Kind.NUMBER, "Number", required=True, example="2", help="Its place in the template")
MORE: Final = (
    Field("help", Kind.LONG, "Help", help="What is wanted, in your words", limit=HELP, example="Both pages, signed"),
    Field("review", Kind.FLAG, "Review", help="Somebody looks at it before it counts", example="yes"),
    Field("file", Kind.FLAG, "File", help="A file has to be attached", example="yes"),
    Field("signature", Kind.FLAG, "Signature", help="A typed name signs the text", example="yes"),
    Field("valid", Kind.PERIOD, "Valid", help="For how long it can be reused; for ever if empty", example="1 month"),
    Field("after", Kind.WORDS, "After", help="Numbers of the tasks that come first", example="1, 2"),
)


@command("onboarding template", "What your company asks for before work starts", who=Who.CLIENT, reads=True)
def template(context: Context) -> Card:
    """The tasks of the template in force."""
    return _shown(context, templates.standing(context, context.me.id))


@command(
    "onboarding template-add",
    "Add a task to your template; one of the same title is changed",
    who=Who.CLIENT,
    fields=(
        Field("title", Kind.TEXT, "Title", required=True, main=True, limit=TITLE, example="Background check"),
        Field("owner", Kind.CHOICE, "Owner", required=True, choices=OWNER),
        *MORE,
    ),
    example='/onboarding template add title:"Confidentiality agreement" owner:freelancer signature:yes',
)
def add(context: Context, title: str, owner: str, **given: Any) -> Card:
    """At the end, before the classification; cases that run keep the version they were opened with."""
    now = templates.standing(context, context.me.id)
    same = next((n for n, task in enumerate(now.tasks) if task.title.casefold() == title.casefold()), None)
    if same is not None:
        changed = _changed(now.tasks[same], {"owner": owner, **given})
        return _kept(context, now, [*now.tasks[:same], changed, *now.tasks[same + 1 :]])
    made = _changed(TaskPlan(title), {"owner": owner, **given})
    last = now.tasks[-1:] if now.tasks and now.tasks[-1].kind == CLASSIFICATION else ()
    return _kept(context, now, [*now.tasks[: len(now.tasks) - len(last)], made, *last])


@command(
    "onboarding template-edit",
    "Change a task of your template",
    who=Who.CLIENT,
    fields=(
        NUMBER,
        Field("title", Kind.TEXT, "Title", main=True, limit=TITLE, example="Background check"),
        Field("owner", Kind.CHOICE, "Owner", choices=OWNER),
        *MORE,
    ),
    positional=("number",),
    example="/onboarding template edit 2 review:yes",
)
def edit(context: Context, number: int, **given: Any) -> Card:
    """Order follows from what comes after what; a circle is refused."""
    now = templates.standing(context, context.me.id)
    place = templates.at(now.tasks, number)
    old = now.tasks[place]
    changed = _changed(old, given)
    if changed == old:
        raise Refusal(_("Nothing was given, so nothing has changed."))
    renamed = [_follow(task, old.title, changed.title) for task in now.tasks]
    return _kept(context, now, [*renamed[:place], changed, *renamed[place + 1 :]])


@command(
    "onboarding template-move",
    "Change the order of your template",
    who=Who.CLIENT,
    fields=(NUMBER, Field("to", Kind.NUMBER, "To", required=True, main=True, example="1")),
    positional=("number", "to"),
    example="/onboarding template move 3 1",
)
def move(context: Context, number: int, to: int) -> Card:
    """To another place in the list."""
    now = templates.standing(context, context.me.id)
    tasks = list(now.tasks)
    tasks.insert(templates.at(now.tasks, to), tasks.pop(templates.at(now.tasks, number)))
    return _kept(context, now, tasks)


@command(
    "onboarding template-remove",
    "Take a task out of your template",
    who=Who.CLIENT,
    fields=(NUMBER,),
    positional=("number",),
    choice="number",
    example="/onboarding template remove 2",
)
def remove(context: Context, number: int) -> Card:
    """The classification stays: every contract is classified anew."""
    now = templates.standing(context, context.me.id)
    gone = now.tasks[templates.at(now.tasks, number)]
    if gone.kind == CLASSIFICATION:
        raise Refusal(_("The classification is part of every onboarding and stays."))
    left = [_without(task, gone.title) for task in now.tasks if task is not gone]
    return _kept(context, now, left)


@command("onboarding template-empty", "Take everything but the classification out", who=Who.CLIENT)
def empty(context: Context) -> Card:
    """What is left is the classification."""
    now = templates.standing(context, context.me.id)
    return _kept(context, now, [replace(task, after=()) for task in now.tasks if task.kind == CLASSIFICATION])


@command("onboarding template-standard", "Begin again with the standard papers", who=Who.CLIENT)
def begin_again(context: Context) -> Card:
    """Your own tasks go; cases that run keep theirs."""
    return _kept(context, templates.standing(context, context.me.id), standard())


@command(
    "onboarding template-default",
    "Whether new contracts go through the onboarding by themselves",
    who=Who.CLIENT,
    fields=(Field("always", Kind.FLAG, "Always", required=True, main=True, example="yes"),),
    example="/onboarding template default yes",
)
def default(context: Context, always: bool) -> Card:
    """An offer can still say otherwise: onboarding:no."""
    now = templates.standing(context, context.me.id)
    return _shown(context, templates.keep(context, now.tasks, by_default=always))


def _kept(context: Context, now: templates.Standing, tasks: Sequence[TaskPlan]) -> Card:
    return _shown(context, templates.keep(context, tasks, by_default=now.by_default))


def _changed(task: TaskPlan, given: dict[str, Any]) -> TaskPlan:
    """The task with what was given; the rules for the classification hold."""
    values: dict[str, Any] = {name: given[name] for name in ("title", "help", "after") if given.get(name)}
    values |= {name: given[name] for name in ("review", "file", "signature") if given.get(name) is not None}
    if given.get("owner"):
        values["owner"] = Role(given["owner"])
    if given.get("valid"):
        values["valid_days"] = min(given["valid"], DAYS)
    if task.kind == CLASSIFICATION:
        if values.get("owner") is Role.FREELANCER:
            raise Mistake("owner", _("The client classifies, or the platform as a service."), "client")
        values = {name: value for name, value in values.items() if name in {"owner", "after"}}
    return replace(task, **values)


def _follow(task: TaskPlan, old: str, new: str) -> TaskPlan:
    return replace(task, after=tuple(new if title == old else title for title in task.after))


def _without(task: TaskPlan, gone: str) -> TaskPlan:
    return replace(task, after=tuple(title for title in task.after if title != gone))


def _shown(context: Context, standing: templates.Standing) -> Card:
    used = _("for every new contract") if standing.by_default else _("for offers with onboarding:yes")
    head: Line = (Strong(_("Onboarding template, version {number}").format(number=standing.number)), f" · {used}")
    fields = tuple((f"{n} {task.title}", (_told(task, standing.tasks),)) for n, task in enumerate(standing.tasks, 1))
    buttons = (
        Button(_("Add a task"), Press("onboarding.template-add"), "primary"),
        Button(_("Edit"), Press("onboarding.template-edit")),
        Button(_("Remove"), Press("onboarding.template-remove")),
        Button(_("Default"), Press("onboarding.template-default")),
    )
    lines: tuple[Line, ...] = ((_("Contracts under way keep the version they began with."),),)
    return Card(head, lines, fields, buttons)


def _told(task: TaskPlan, tasks: Sequence[TaskPlan]) -> str:
    words = [_(str(task.owner))]
    words += [_("signature")] * task.signature + [_("file")] * task.file + [_("review")] * task.review
    if task.valid_days:
        words.append(_("valid {days} days").format(days=task.valid_days))
    if task.after:
        numbers = [str(n) for n, other in enumerate(tasks, 1) if other.title in task.after]
        words.append(_("after {numbers}").format(numbers=", ".join(numbers)))
    return " · ".join(words)
