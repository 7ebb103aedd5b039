"""/onboarding start, attach, complete, reuse, approve, return, waive: the tasks, each by whose turn it is."""

from __future__ import annotations

import json
from typing import Any, Final

from core.card import Reply
from core.cards.onboarding import with_text
from core.cards.thing import card
from core.command import Field, Kind, Who, command
from core.context import Context
from core.language import _
from core.onboarding.standing import earlier, name_of
from core.refusal import Mistake, Refusal
from core.trade.onboarding import answered, check_name, follow_up, sign
from statemachines.policy import policy
from storage.onboarding import Task

REASON: Final = Field("reason", Kind.LONG, "Reason", required=True, main=True, limit=500, example="Page 2 is missing")
FILES: Final = Field("files", Kind.PAPERS, "Files", help="A PDF, a picture, a text or an office file, 20 MB at most")


@command(
    "onboarding start",
    "Begin a task: see what is wanted and the exact text",
    who=Who.CONCERNED,
    on=("task",),
    event="start",
    button="Start",
    style="primary",
    example="/onboarding start T-1",
)
def start(context: Context, task: Task) -> Reply:
    """The task's card with its help and its text."""
    _mine(context, task)
    context.fire(task, "start")
    follow_up(context, task.case_id)
    return Reply(card=with_text(card(context, task), task))


def _wanted(task: Any) -> frozenset[str]:
    return frozenset(["note"] + ["signature"] * task.wants_signature + ["files"] * task.wants_file)


def _needed(task: Any) -> frozenset[str]:
    return _wanted(task) - {"note"} - ({"files"} if json.loads(task.files) else set())


@command(
    "onboarding complete",
    "Complete a task: your typed name signs the text shown",
    who=Who.CONCERNED,
    on=("task",),
    event="complete",
    fields=(
        Field("signature", Kind.NAME, "Signature", help="Your name as on your account", limit=80, example="Bo Maker"),
        FILES,
        Field("note", Kind.LONG, "Note", main=True, limit=1_000, example="Both pages are attached"),
    ),
    opens=True,
    wanted=_wanted,
    needed=_needed,
    preface=lambda task: task.text if task.wants_signature else task.help,
    button="Complete",
    style="primary",
    example='/onboarding complete T-1 signature:"Bo Maker"',
)
def complete(context: Context, task: Task, signature: str | None, files: tuple[int, ...], note: str | None) -> Reply:
    """Done, or handed in where somebody reviews it; the signature is kept with the text and its hash."""
    _mine(context, task)
    context.judge(task, "complete")
    kept = _with(task, files)
    if task.wants_file and not kept:
        sentence = _("This task wants a file: send one with it, or /onboarding attach {ref}.")
        raise Mistake("files", sentence.format(ref=task.ref), "agreement.pdf")
    if task.wants_signature and signature is None:
        raise Mistake("signature", _("Type your name to sign the text of {ref}.").format(ref=task.ref), context.me.name)
    if signature is not None:
        check_name(context, signature)
    context.fire(task, "complete", note=note or "", files=json.dumps(kept), reason="", remark=note or task.remark)
    if signature is not None:
        sign(context, task, signature)
    follow_up(context, task.case_id)
    if task.state == "done":
        return answered(context, task, _("{ref} is done.").format(ref=task.ref))
    said = _("{ref} is handed in; {name} reviews it next.")
    return answered(context, task, said.format(ref=task.ref, name=name_of(task.contract, task.reviewer)))


@command(
    "onboarding attach",
    "Attach files to a task; name, size and hash are kept",
    who=Who.CONCERNED,
    on=("task",),
    event="attach",
    fields=(Field("files", Kind.PAPERS, "Files", required=True, help=FILES.help),),
    button="Attach",
    example="/onboarding attach T-1",
)
def attach(context: Context, task: Task, files: tuple[int, ...]) -> Reply:
    """Beside what is attached already; nothing is opened."""
    _mine(context, task)
    if not files:
        raise Mistake("files", _("Send a file with it."), "agreement.pdf")
    context.fire(task, "attach", files=json.dumps(_with(task, files)))
    follow_up(context, task.case_id)
    return Reply(card=card(context, task, (_("Attached."),)))


@command(
    "onboarding reuse",
    "Use a paper of an earlier contract with this company that still holds",
    who=Who.CONCERNED,
    on=("task",),
    event="reuse",
    button="Reuse",
    rank=1,
    example="/onboarding reuse T-6",
)
def reuse(context: Context, task: Task) -> Reply:
    """What was signed then counts now, for as long as it was valid; a classification is never reused."""
    _mine(context, task)
    context.judge(task, "reuse")
    paper = earlier(context, task)
    assert paper is not None
    context.fire(task, "reuse", note=paper.ref, reused_from=paper.id)
    follow_up(context, task.case_id)
    said = _("{ref} is done with {paper} of C-{contract}.")
    return answered(context, task, said.format(ref=task.ref, paper=paper.ref, contract=paper.case_id))


@command(
    "onboarding approve",
    "Approve what was handed in for a task",
    who=Who.CONCERNED,
    on=("task",),
    event="approve",
    button="Approve",
    style="primary",
    example="/onboarding approve T-2",
)
def approve(context: Context, task: Task) -> Reply:
    """The task is done."""
    context.fire(task, "approve")
    follow_up(context, task.case_id)
    return answered(context, task, _("{ref} is approved.").format(ref=task.ref))


@command(
    "onboarding return",
    "Give a task back to its owner, with a reason",
    who=Who.CONCERNED,
    on=("task",),
    event="return",
    fields=(REASON,),
    button="Return",
    example="/onboarding return T-2 Page 2 is missing",
)
def return_(context: Context, task: Task, reason: str) -> Reply:
    """The owner is told why; what was handed in stays attached."""
    context.fire(task, "return", note=reason, reason=reason)
    follow_up(context, task.case_id)
    owner = name_of(task.contract, task.owner)
    return answered(context, task, _("{ref} went back to {name}.").format(ref=task.ref, name=owner))


@command(
    "onboarding waive",
    "Do without a task, with a reason",
    who=Who.CONCERNED,
    on=("task",),
    event="waive",
    fields=(Field("reason", Kind.LONG, "Reason", required=True, main=True, limit=500, example="Signed on paper"),),
    button="Waive",
    rank=2,
    example="/onboarding waive T-3 Signed on paper last week",
)
def waive(context: Context, task: Task, reason: str) -> Reply:
    """By whoever owns the rule: the client for what the template asks, an operator for the platform's too."""
    context.fire(task, "waive", note=reason, reason=reason)
    follow_up(context, task.case_id)
    return answered(context, task, _("{ref} is waived.").format(ref=task.ref))


def _mine(context: Context, task: Task) -> None:
    """Raise Refusal, with who it is, where the task is somebody else's."""
    role = context.acting_role(task)
    if role is not None and role != task.owner:
        names = {"ref": task.ref, "title": task.title, "name": name_of(task.contract, task.owner)}
        raise Refusal(
            _("{ref} “{title}” is for {name} to do.").format(**names),
            _("Remind them: /onboarding nudge {contract}").format(contract=task.contract.ref),
        )


def _with(task: Task, files: tuple[int, ...]) -> list[int]:
    most = policy(task.policy).files_per_task
    kept = [*json.loads(task.files), *files]
    if len(kept) > most:
        raise Mistake("files", _("{most} files are the most for one task.").format(most=most))
    return kept
