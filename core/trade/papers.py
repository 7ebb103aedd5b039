"""A case with everything on it as plain data, for the export."""

from __future__ import annotations

import json

from core.context import Context
from core.language import _
from core.onboarding.classification import suggest
from core.onboarding.export import Case, FileCopy, Happened, SignedPaper
from core.onboarding.papers import digest
from core.onboarding.standing import case_of, tasks_of
from storage.onboarding import Task
from storage.queries import journal, marketplace, onboarding
from storage.records import Contract


def gathered(context: Context, contract: Contract) -> Case | None:
    """Everything about a contract's onboarding; None where there is none."""
    case = case_of(context, contract.id)
    if case is None:
        return None
    tasks = tasks_of(context, contract.id)
    refs = [contract.ref, case.ref, *(task.ref for task in tasks)]
    return Case(
        ref=contract.ref,
        title=contract.title,
        client=f"{contract.client_name} (U-{contract.client_id})",
        freelancer=f"{contract.freelancer_name} (U-{contract.freelancer_id})",
        state=case.state,
        exported_at=context.now,
        papers=[paper for task in tasks for paper in _papers(context, task)],
        files=[file for task in tasks for file in _files(context, task)],
        history=sorted((line for ref in refs for line in _history(context, ref)), key=lambda line: line.at),
        decision=[line for task in tasks for line in _decision(task)],
    )


def _papers(context: Context, task: Task) -> list[SignedPaper]:
    signed = context.transaction.all(onboarding.SIGNATURES_OF, {"id": task.reused_from or task.id})
    if not signed:
        return [SignedPaper(task.ref, task.title, task.text, digest(task.text))] if task.text else []
    return [
        SignedPaper(
            ref=task.ref,
            title=task.title,
            text=one.text,
            digest=one.text_hash,
            name=one.name,
            person=f"U-{one.person_id}",
            platform=one.platform,
            at=one.created_at,
        )
        for one in signed
    ]


def _files(context: Context, task: Task) -> list[FileCopy]:
    found: list[FileCopy] = []
    for file_id in json.loads(task.files):
        facts = context.transaction.one(marketplace.FILE_FACTS, {"id": file_id})
        kept = context.transaction.one(marketplace.FILE, {"id": file_id})
        if facts is not None and kept is not None:
            found.append(FileCopy(task.ref, facts[0], facts[3], bytes(kept[2])))
    return found


def _history(context: Context, ref: str) -> list[Happened]:
    return [
        Happened(
            at=event.created_at,
            thing=event.thing,
            event=event.event,
            came_from=event.source or "",
            went_to=event.target,
            by=f"U-{event.actor_id}" if event.actor_id else event.role,
            note=event.note,
        )
        for event in context.transaction.all(journal.HISTORY_OF, {"thing": ref})
    ]


def _decision(task: Task) -> list[str]:
    if not task.decision:
        return []
    answers = json.loads(task.answers)
    lines = [_("Decision: {decision}. {reason}").format(decision=task.decision, reason=task.reason)]
    if answers:
        suggestion = suggest(answers)
        lines += [suggestion.headline, *suggestion.reasons, suggestion.note]
        lines += [f"{name}: {value}" for name, value in answers.items()]
    return lines
