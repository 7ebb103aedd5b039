"""The gate: before the last task of an onboarding is done, nothing is logged, handed in, funded or billed.

Every door comes by here: whoever records work or money of a contract asks `check` with the moment that it is dated,
and the state machines ask `is_open`.
"""

from __future__ import annotations

from typing import Final

from core.language import _
from core.onboarding.standing import bar, blocking, listed, name_of, tasks_of, turn, undone
from core.refusal import Refusal
from core.view import View
from core.when import format_moment
from storage.records import Contract

GATED: Final = frozenset({"fund", "submit", "bonus"})


def is_open(contract: Contract, at: int) -> bool:
    """Whether work or money that is dated `at` may be taken for the contract."""
    return not contract.onboarding or (contract.started_at is not None and at >= contract.started_at)


def check(view: View, contract: Contract, at: int | None = None) -> None:
    """Raise Refusal unless the gate is open for what is dated `at`, which is now if nothing else is said."""
    if not is_open(contract, view.now if at is None else at):
        raise closed(view, contract)


def closed(view: View, contract: Contract) -> Refusal:
    """Why nothing can be taken yet: the open tasks, each with whose turn it is."""
    if contract.started_at is not None:
        began = format_moment(contract.started_at, "UTC", view.language)
        return Refusal(_("{ref} began {moment}; nothing dated before counts.").format(ref=contract.ref, moment=began))
    tasks = tasks_of(view, contract.id)
    waits = [
        f"{task.ref} {task.title} · {name_of(contract, turn(task, tasks) or task.owner)}" for task in undone(tasks)
    ]
    names = listed([name_of(contract, role) for role in blocking(tasks)])
    sentence = _("No work and no money before the onboarding of {ref} is done ({progress}). It waits for {names}.")
    hint = _("See it with /onboarding show {ref}; /onboarding nudge {ref} reminds whoever it waits for.")
    return Refusal(
        sentence.format(ref=contract.ref, progress=bar(tasks), names=names or "–"),
        "\n".join([*waits, hint.format(ref=contract.ref)]),
    )
