"""The checklist of an onboarding and the card of one task: what is wanted, of whom, until when, and who is next."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any, Final

from core import buttons
from core.card import Button, Card, Line, Moment, Span
from core.language import _
from core.onboarding import classification
from core.onboarding.papers import digest
from core.onboarding.standing import (
    CLASSIFICATION,
    UNDONE,
    bar,
    before,
    blocking,
    due,
    earlier,
    holder,
    tasks_of,
    turn,
)
from core.sentences import about, status
from core.view import View, until
from core.wording.clocks import DEFAULT
from statemachines.machine import Role
from storage.onboarding import Case, Task
from storage.queries import marketplace, onboarding
from storage.records import Contract

Field = tuple[str, Line]
Facts = tuple[str, str, list[Field]]
REUSE: Final = "onboarding.reuse"
MARKS: Final = {"done": "☑ ", "waived": "☑ "}
DECISIONS: Final = {
    "contractor": "an independent contractor",
    "employee": "an employee, through an employer of record",
    "rejected": "rejected",
}


def next_step(view: View, thing: Any) -> Line:
    """What the first line of a card adds: how far the onboarding is, and for whom it waits."""
    if thing.kind == "contract" and thing.state == "onboarding":
        return (" ", *standing(view, thing))
    if thing.kind == "case" and thing.state == "in_progress":
        return (" ", *standing(view, thing.contract))
    if thing.kind == "task" and thing.state in UNDONE:
        tasks = tasks_of(view, thing.case_id)
        if role := turn(thing, tasks):
            return (" · ", holder(view, thing.contract, role), _(" is next"))
    return ()


def standing(view: View, contract: Contract) -> Line:
    """▰▰▱▱▱ 2/5 · waiting for Bo Maker."""
    tasks = tasks_of(view, contract.id)
    line: list[Span] = [bar(tasks)]
    roles = blocking(tasks)
    for number, role in enumerate(roles):
        joiner = _(" · waiting for ") if not number else _(" and ") if role == roles[-1] else ", "
        line += [joiner, holder(view, contract, role)]
    return tuple(line)


def lines(view: View, thing: Any) -> list[Line]:
    """What a card says before its facts: until when, and what happens otherwise; what a task is about."""
    if thing.kind == "contract" and thing.state == "onboarding":
        case = view.transaction.one(marketplace.THING["case"], {"id": thing.id})
        return _until(view, case) if case else []
    if thing.kind != "task":
        return []
    return [(thing.help,)] if thing.help else []


def with_text(card: Card, task: Task) -> Card:
    """The card of a task with the exact text to sign, for whoever asks for it; a notice is short and goes without."""
    shown = task.wants_signature and task.state in UNDONE
    return replace(card, lines=(*card.lines, (task.text,))) if shown else card


def _until(view: View, case: Case) -> list[Line]:
    return [
        about(view, case, _(sentence), due=until(deadline))
        for deadline in view.deadlines(case.ref)
        if (sentence := DEFAULT.get((case.kind, deadline.event)))
    ]


def checklist(view: View, contract: Contract) -> list[Field]:
    """A line for each task: whose it is, how it stands, and until when it should be done."""
    tasks = tasks_of(view, contract.id)
    return [(f"{MARKS.get(task.state, '')}{task.ref} {task.title}", _line(view, task, tasks)) for task in tasks]


def _line(view: View, task: Task, tasks: list[Task]) -> Line:
    line: list[Span] = [holder(view, task.contract, task.owner), " · ", *status(view, task)]
    if task.state == "submitted":
        line += [" · ", holder(view, task.contract, task.reviewer), _(" reviews")]
    if task.state == "waived":
        line += [f": {task.reason}"]
    if (wait := before(task, tasks)) and task.state in UNDONE:
        line.append(_(" · after {refs}").format(refs=", ".join(other.ref for other in wait)))
    if (moment := due(task)) is not None:
        line += [_(" · due "), moment]
    if task.waits_on and task.waits_on == view.role(task) and (paper := earlier(view, task)) is not None:
        line.append(_(" · {paper} of C-{contract} still holds").format(paper=paper.ref, contract=paper.case_id))
    return tuple(line)


def first_steps(view: View, contract: Contract) -> tuple[Button, ...]:
    """What the tasks that wait for this reader want next."""
    found: list[Button] = []
    for task in tasks_of(view, contract.id):
        if not task.waits_on or task.waits_on != view.role(task):
            continue
        drawn = buttons.of(view, task)
        primary = [button for button in drawn if button.style == "primary"]
        chosen = primary[-1:] if task.paper == CLASSIFICATION else primary[:1]  # the questionnaire starts it too
        chosen = [button for button in drawn if button.press and button.press.command == REUSE] or chosen
        found += [replace(button, label=f"{button.label} {task.ref}") for button in chosen]
    return tuple(found)


def case_facts(view: View, case: Case) -> Facts:
    """The facts of a case: its checklist, and how the work was classified."""
    facts = checklist(view, case.contract)
    if case.decision:
        facts.append((_("Classified as"), (_(DECISIONS[case.decision]),)))
    return case.title, case.contract.ref, facts


def task_facts(view: View, task: Task) -> Facts:
    """The facts of a task: whose it is, what it asks for, and what there is already."""
    facts: list[Field] = [(_("Owner"), (holder(view, task.contract, task.owner),)), *_wanted(view, task)]
    if task.remark:
        facts.append((_("Note"), (task.remark,)))
    if names := file_names(view, task):
        facts.append((_("Files"), (", ".join(names),)))
    signed = view.transaction.all(onboarding.SIGNATURES_OF, {"id": task.id})
    if signed:
        last = signed[-1]
        facts.append((_("Signed"), (f"{last.name} · ", Moment(last.created_at), f" · {last.text_hash[:16]}…")))
    elif task.text and task.wants_signature:
        facts.append((_("Hash of the text"), (f"{digest(task.text)[:16]}…",)))
    if task.reason:
        facts.append((_("Reason"), (task.reason,)))
    if task.decision:
        facts.append((_("Classified as"), (_(DECISIONS[task.decision]),)))
    if (paper := earlier(view, task)) is not None and paper.done_at is not None:
        facts.append((_("Still valid"), (f"{paper.ref} · C-{paper.case_id} · ", Moment(paper.done_at))))
    if task.reused_from:
        facts.append((_("Reused"), (f"T-{task.reused_from}",)))
    return task.title, task.contract.ref, facts + _suggested(view, task)


def _wanted(view: View, task: Task) -> list[Field]:
    wants = [_("a signature")] * task.wants_signature + [_("a file")] * task.wants_file
    facts: list[Field] = [(_("Wants"), (", ".join(wants),))] if wants else []
    if task.reviewer:
        facts.append((_("Reviewed by"), (holder(view, task.contract, task.reviewer),)))
    return facts


def _suggested(view: View, task: Task) -> list[Field]:
    """What the questionnaire suggests; only to whom the decision concerns."""
    answers = json.loads(task.answers)
    if not answers or view.role(task) is Role.FREELANCER:
        return []
    suggestion = classification.suggest(answers)
    facts: list[Field] = [
        (_("Suggestion"), (suggestion.headline,)),
        (_("Why"), ("; ".join(suggestion.reasons[:6]) or "–",)),
        (_("Mind"), (suggestion.note,)),
    ]
    if open_ := classification.missing(suggestion):
        facts.insert(2, (_("Open"), (open_,)))
    return facts


def files_for(view: View, task: Task) -> tuple[int, ...]:
    """The files of a task; a freelancer is sent only what is attached to their own."""
    role = view.role(task)
    return () if role is Role.FREELANCER and task.owner != role else tuple(json.loads(task.files))


def file_names(view: View, task: Task) -> list[str]:
    """The names of the files of a task."""
    found = [view.transaction.one(marketplace.FILE_FACTS, {"id": file}) for file in json.loads(task.files)]
    return [facts[0] for facts in found if facts]
