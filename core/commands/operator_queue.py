"""/admin queue and /admin export: what waits for the platform, and a case with everything on it as one file."""

from __future__ import annotations

import hashlib
from typing import Final

from core.card import Card, Line, Moment, Reply, Strong
from core.cards.lists import line_of, opens
from core.command import Who, command
from core.context import Context
from core.language import _, ngettext
from core.onboarding.export import TooLarge, case_zip
from core.onboarding.standing import due
from core.refusal import Refusal
from core.sentences import about
from core.trade.papers import gathered
from storage.queries import disputes, onboarding
from storage.records import Contract

MOST: Final = 20


@command(
    "admin queue",
    "What waits for the platform: onboarding tasks and disputes, and who is on a payroll",
    who=Who.OPERATOR,
    reads=True,
)
def queue(context: Context) -> Reply:
    """The longest waiting first, with a button to open each."""
    found = context.transaction.all(onboarding.QUEUE, {"most": MOST})
    lines: list[Line] = []
    for task in found:
        line: Line = (Strong(f"{task.ref} {task.title}"), f" · {task.contract.ref} · {task.client_name}")
        moment = due(task)
        lines.append((*line, _(" · due "), moment) if isinstance(moment, Moment) else line)
    for contract in context.transaction.all(onboarding.PAYROLL, {"most": MOST}):
        note = _("payroll through an employer of record: {name}").format(name=contract.freelancer_name)
        lines.append((Strong(f"{contract.ref} {contract.title}"), f" · {note}"))
    stuck = context.transaction.all(disputes.STUCK, {"most": MOST})
    for dispute in stuck:
        lines.append(line_of(context, dispute))
        lines.append(about(context, dispute, "↳ {free}"))
    title = ngettext("{number} task waits for the platform", "{number} tasks wait for the platform", len(found))
    cases = ngettext("{number} dispute needs somebody", "{number} disputes need somebody", len(stuck))
    head: Line = (
        Strong(title.format(number=len(found))),
        *([f" · {cases.format(number=len(stuck))}"] if stuck else []),
    )
    shown = Card(
        head, tuple(lines) or ((_("Nothing waits."),),), buttons=tuple(opens(thing) for thing in (*found, *stuck))
    )
    return Reply(card=shown, extra={"all_buttons": True})


@command(
    "admin export",
    "An onboarding as a zip: signed texts, hashes, files, history",
    who=Who.OPERATOR,
    on=("contract",),
    example="/admin export C-3",
)
def export(context: Context, contract: Contract) -> Reply:
    """Kept like any file, and sent with the answer."""
    case = gathered(context, contract)
    if case is None:
        raise Refusal(_("{ref} has no onboarding.").format(ref=contract.ref))
    try:
        content = case_zip(case)
    except TooLarge as error:
        raise Refusal(str(error)) from error
    sha256 = hashlib.sha256(content).hexdigest()
    kept = context.keep_file(f"{contract.ref}-onboarding.zip", "application/zip", content)
    head: Line = (Strong(_("Onboarding of {ref} {title}").format(ref=contract.ref, title=contract.title)),)
    return Reply(card=Card(head, ((f"SHA-256 {sha256}",),), files=(kept,)))
