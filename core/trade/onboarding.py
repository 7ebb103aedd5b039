"""Opening the onboarding of a contract, and what follows each step: whose turn it is, who is told, when to remind."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Final

from core import effects
from core.card import Line, Reply
from core.cards.onboarding import files_for
from core.cards.thing import card
from core.context import Context
from core.language import _, use_language
from core.onboarding import papers, progress
from core.onboarding.plan import TaskPlan
from core.onboarding.standing import case_of, next_reminder, tasks_of, turn
from core.refusal import Mistake
from core.trade import templates
from statemachines.machine import Role
from storage.onboarding import Task
from storage.queries import journal, marketplace, onboarding, people
from storage.records import Contract

REMIND: Final = "remind"


def open_case(context: Context, contract: Contract) -> None:
    """Open the onboarding of an accepted contract from its company's template, which it keeps from here on."""
    template = templates.standing(context, contract.client_id)
    parties = papers.Parties(
        contract.client_name,
        contract.freelancer_name,
        contract.ref,
        contract.title,
        datetime.fromtimestamp(context.now, UTC).date(),
    )
    own: dict[str, Any] = {"policy": contract.policy, "role": Role.SYSTEM}
    context.create("case", "open", id=contract.id, template=template.number, **own)
    for position, planned in enumerate(template.tasks):
        context.create(
            "task",
            "open",
            case_id=contract.id,
            position=position,
            kind=planned.kind,
            wording=planned.wording,
            title=planned.title,
            help=planned.help,
            text=_text(planned, parties),
            owner=str(planned.owner),
            reviewer=str(progress.reviewer(planned.owner)) if planned.review else "",
            wants_file=int(planned.file),
            wants_signature=int(planned.signature),
            valid_days=planned.valid_days,
            after=json.dumps(planned.after, ensure_ascii=False),
            **own,
        )
    follow_up(context, contract.id, tell=(Role.OPERATOR,))


def _text(planned: TaskPlan, parties: papers.Parties) -> str:
    """The exact text of the task, fixed for this contract."""
    if planned.kind in papers.PAPERS:
        return papers.filled(papers.PAPERS[planned.kind], parties)
    return papers.own_text(planned.title, planned.help, parties) if planned.signature else ""


def follow_up(
    context: Context,
    contract_id: int,
    tell: tuple[Role, ...] = (Role.CLIENT, Role.FREELANCER, Role.OPERATOR),
) -> None:
    """After a step: note whose turn each task is now, tell them, and set the clock of the reminders."""
    case = case_of(context, contract_id)
    if case is None or case.state != "in_progress":
        return
    tasks = tasks_of(context, contract_id)
    fresh: dict[str, list[Task]] = {}
    for task in tasks:
        role = turn(task, tasks)
        if role != task.waits_on:
            context.change(task, waits_on=role, waits_since=context.now if role else None, reminded=0)
            if role:
                fresh.setdefault(role, []).append(task)
    wind(context, case.ref, tasks)
    for role, mine in fresh.items():
        if Role(role) in tell:
            _tell(context, Role(role), mine)


def wind(context: Context, ref: str, tasks: list[Task]) -> None:
    """Set the case's clock to the next reminder that anybody is due."""
    moments = [moment for task in tasks if (moment := next_reminder(task)) is not None]
    effects.wind(context, ref, REMIND, max(min(moments), context.now) if moments else None)


def _tell(context: Context, role: Role, tasks: list[Task]) -> None:
    for person_id in holders(context, role, tasks[0]):
        if person_id != context.reader_id and not context.news.knows(person_id):
            view = context.seen_by(person_id)
            with use_language(view.language):
                said = (_("It is your turn: {tasks}.").format(tasks=listed(tasks)),)
                files = files_for(view, tasks[0]) if tasks[0].state == "submitted" else ()
                context.news.send(person_id, replace(card(view, tasks[0], said), files=files))


def listed(tasks: list[Task]) -> str:
    """Several tasks in one line."""
    return ", ".join(f"{task.ref} {task.title}" for task in tasks)


def holders(context: Context, role: Role, task: Task) -> list[int]:
    """The people who hold a role in the onboarding of a task."""
    if role is Role.OPERATOR:
        return context.transaction.all(people.OPERATORS)
    return [task.client_id if role is Role.CLIENT else task.freelancer_id]


def check_name(context: Context, name: str) -> None:
    """Raise Mistake unless the typed name is the one on the account: it is asked for again, never guessed."""
    if name.casefold() != context.me.name.casefold():
        raise Mistake("signature", _("Type your name exactly as on your account."), context.me.name)


def sign(context: Context, task: Task, name: str) -> None:
    """Keep a typed name under the exact text that was shown, with the hash of all that makes it a signature."""
    check_name(context, name)
    there = context.transaction.all(onboarding.SIGNATURES_OF, {"id": task.id})
    text = task.text or f"{task.title}\n\n{task.help}"
    text_hash = papers.digest(text)
    who = context.request.who
    platform = who.platform if who else ""
    whole = f"{text_hash}|{name}|{context.me.ref}|{platform}|{context.now}"
    values = {
        "task_id": task.id,
        "number": len(there) + 1,
        "person_id": context.me.id,
        "name": name,
        "text": text,
        "text_hash": text_hash,
        "hash": hashlib.sha256(whole.encode()).hexdigest(),
        "platform": platform,
        "created_at": context.now,
    }
    context.transaction.run(onboarding.SIGN, values)


def answered(context: Context, task: Task, said: str) -> Reply:
    """The contract's card, which is the checklist while the onboarding lasts, with what has just been done.

    A button on the task's own card is answered on that card: the checklist stays where it is kept up to date.
    """
    contract = context.transaction.one(marketplace.THING["contract"], {"id": task.case_id})
    assert contract is not None
    line: Line = (said,)
    if contract.state == "active":
        line = (said, " ", _("Everything is done: {ref} is active from now.").format(ref=contract.ref))
    pressed, place = bool(context.request.seen), context.request.place
    where = {"platform": place.platform, "team": place.team, "chat": place.chat, "message_id": place.message_id}
    if pressed and not (place.message_id and context.transaction.one(journal.LIVE_AT, where)):
        return Reply(card=card(context, task, line))
    return Reply(card=card(context, contract, line), replaces=pressed)
