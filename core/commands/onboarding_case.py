"""/onboarding, show, nudge, cancel, assess, classify: a contract's onboarding as a whole, and its classification."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any, Final

from core.card import Button, Card, Choice, Press, Reply, Strong
from core.cards.lists import mine
from core.cards.onboarding import files_for, with_text
from core.cards.thing import card
from core.command import Field, Kind, Who, command
from core.context import Context
from core.language import _
from core.onboarding.classification import QUESTIONS
from core.onboarding.standing import case_of
from core.refusal import Refusal
from core.trade import reminding
from core.trade.onboarding import answered, follow_up, listed
from statemachines.machine import Role
from storage.onboarding import Case, Task
from storage.queries import lists, marketplace, onboarding, people
from storage.records import Contract

DECISIONS: Final = (
    Choice("contractor", "Contractor: the contract goes on"),
    Choice("employee", "Employee: through an employer of record"),
    Choice("rejected", "Rejected: the contract is cancelled"),
)
BECAUSE: Final = Field(
    "because", Kind.LONG, "Because", required=True, main=True, limit=500, example="Own tools, own hours"
)


@command("onboarding", "What waits for you before work can start", who=Who.JOINED, reads=True)
def tasks(context: Context) -> Reply:
    """The open tasks that are this person's turn."""
    found = [
        task
        for task in context.transaction.all(lists.MINE["task"], {"me": context.me.id})
        if task.waits_on and task.waits_on == context.role(task)
    ]
    return mine(context, _("Your onboarding tasks"), found, _("Nothing waits for you."))


@command(
    "onboarding show",
    "The checklist of a contract, or one task with its exact text",
    who=Who.BOTH,
    on=("contract", "task"),
    reads=True,
    example="/onboarding show C-3",
)
def show(context: Context, thing: Contract | Task) -> Card:
    """While the onboarding lasts, the contract's card is its checklist."""
    if isinstance(thing, Task):
        return replace(with_text(card(context, thing), thing), files=files_for(context, thing))
    if thing.state == "onboarding":
        return card(context, thing)
    case = case_of(context, thing.id)
    if case is None:
        said = _("no onboarding") if not thing.onboarding else _("the onboarding opens once the offer is accepted")
        return Card(head=(Strong(f"{thing.ref} {thing.title}"), f" · {said}"), contract=thing.ref)
    return card(context, case)


@command(
    "onboarding nudge",
    "Remind whoever the onboarding waits for, now",
    who=Who.CONCERNED,
    on=("contract",),
    states=("onboarding",),
    button="Nudge",
    rank=1,
    example="/onboarding nudge C-3",
)
def nudge(context: Context, contract: Contract) -> Card:
    """Once an hour at most."""
    case = _case(context, contract)
    context.fire(case, "nudge")
    told = reminding.nudge(context, case)
    if not told:
        raise Refusal(_("It waits for you alone."), _("See /onboarding show {ref}.").format(ref=contract.ref))
    return card(context, contract, (_("Nudged about {tasks}.").format(tasks=listed(told)),))


@command(
    "onboarding cancel",
    "Cancel a contract before it begins; nothing was billable",
    who=Who.BOTH,
    on=("contract",),
    states=("onboarding",),
    fields=(Field("reason", Kind.LONG, "Reason", required=True, main=True, limit=500, example="We changed plans"),),
    button="Cancel",
    style="danger",
    example="/onboarding cancel C-3 We changed plans",
)
def cancel(context: Context, contract: Contract, reason: str) -> Card:
    """The other side is told why."""
    context.fire(_case(context, contract), "cancel", note=reason)
    return _contract_card(context, contract.id, _("Cancelled. Nothing was billable."))


@command(
    "onboarding assess",
    "Answer the questionnaire for a suggestion: contractor or employee",
    who=Who.CONCERNED,
    on=("task",),
    event="assess",
    fields=tuple(Field(q.name, Kind.CHOICE, q.name.capitalize(), help=q.text, choices=q.choices) for q in QUESTIONS),
    prefill=lambda _context, task: {name: (value,) for name, value in json.loads(task.answers).items()},
    opens=True,
    button="Questionnaire",
    style="primary",
    example="/onboarding assess T-5 hours:freelancer place:freelancer tools:freelancer clients:several",
)
def assess(context: Context, task: Task, **answers: str | None) -> Reply:
    """The suggestion with its reasons, by fixed rules; the decision stays with whoever classifies."""
    given = {**json.loads(task.answers), **{name: value for name, value in answers.items() if value}}
    context.fire(task, "assess", answers=json.dumps(given))
    follow_up(context, task.case_id)
    shown = card(context, task, (_("Your answers are kept. Decide with /onboarding classify."),))
    return Reply(card=shown)


@command(
    "onboarding classify",
    "Decide how the work is classified: contractor, employee or rejected",
    who=Who.CONCERNED,
    on=("task",),
    event="classify",
    fields=(Field("decision", Kind.CHOICE, "Decision", required=True, choices=DECISIONS), BECAUSE),
    button="Decide",
    rank=1,
    example='/onboarding classify C-3 decision:contractor because:"Own tools, own hours"',
)
def classify(context: Context, task: Task, decision: str, because: str) -> Reply:
    """Contractor goes on; employee goes on without escrow and fee; rejected cancels the contract."""
    said = {choice.value: choice.label for choice in DECISIONS}[decision]
    context.judge(task, "classify")
    case = context.load("case", task.case_id)
    context.change(case, decision=decision)
    if decision == "employee":
        _employ(context, task, because)
    context.fire(task, "classify", note=f"{_(said)}. {because}", decision=decision, reason=because)
    if decision == "rejected":
        context.fire(_reloaded(context, case), "reject", role=Role.SYSTEM, note=because)
    follow_up(context, task.case_id)
    return answered(context, task, f"{_(said)}.")


def _employ(context: Context, task: Task, because: str) -> None:
    """Mark the contract as through an employer of record, and leave a payroll note with the operators."""
    context.transaction.run(onboarding.EMPLOY, {"of_contract": task.case_id}, expect=1)
    contract = task.contract
    head = (Strong(_("Payroll note · {ref} {title}").format(ref=contract.ref, title=contract.title)),)
    sentence = _(
        "{freelancer} (U-{number}) works for {client} as an employee, through an employer of record. Enrol them; hours "
        "are reported here, nothing is held or charged."
    )
    line = sentence.format(
        freelancer=contract.freelancer_name, number=contract.freelancer_id, client=contract.client_name
    )
    button = Button(contract.ref, Press("onboarding.show", contract.ref))
    for person_id in context.transaction.all(people.OPERATORS):
        context.news.send(person_id, Card(head, ((line,), (because,)), buttons=(button,), contract=contract.ref))


def _case(context: Context, contract: Contract) -> Case:
    if contract.state != "onboarding" or (case := case_of(context, contract.id)) is None:
        raise Refusal(_("{ref} is not in its onboarding.").format(ref=contract.ref))
    return _reloaded(context, case)


def _reloaded(context: Context, case: Case) -> Case:
    found: Any = context.load("case", case.id)
    assert isinstance(found, Case)
    return found


def _contract_card(context: Context, number: int, said: str) -> Card:
    contract = context.transaction.one(marketplace.THING["contract"], {"id": number})
    return card(context, contract, (said,))
