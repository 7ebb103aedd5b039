"""The file of a dispute: every statement, exhibit and move as a numbered line whose hash covers the line before."""

from __future__ import annotations

import hashlib
import json
from typing import Final

from core import outbox, rooms
from core.card import Card, Strong
from core.cards.dispute import WHAT
from core.context import Context
from core.language import DEFAULT, _, use_language
from statemachines.dispute import LIVE
from statemachines.machine import Role
from storage.disputes import Dispute
from storage.queries import disputes, marketplace

FIRST: Final = ""


def file(
    context: Context, dispute: Dispute, what: str, text: str, files: tuple[int, ...] = (), side: Role | None = None
) -> int:
    """Add a line by whoever acts, or by a `side` whose payment has arrived; answers with its number."""
    before = context.transaction.all(disputes.FILE_OF, {"id": dispute.id})
    number = len(before) + 1
    role = side or context.acting_role(dispute) or Role.SYSTEM
    author_id = getattr(dispute, f"{side}_id") if side else context.reader_id
    facts = [context.transaction.one(marketplace.FILE_FACTS, {"id": file_id}) for file_id in files]
    hashed = [
        before[-1].hash if before else FIRST,
        dispute.ref,
        number,
        what,
        author_id,
        role,
        text,
        [found[3] for found in facts if found],
        context.now,
    ]
    values = {
        "dispute_id": dispute.id,
        "number": number,
        "kind": what,
        "author_id": author_id,
        "role": role,
        "text": text,
        "files": json.dumps(files),
        "hash": hashlib.sha256(json.dumps(hashed, ensure_ascii=False).encode()).hexdigest(),
        "created_at": context.now,
    }
    context.transaction.run(disputes.WRITE, values)
    context.change(dispute, entries=number)
    _tell_room(context, dispute, what, text, files)
    return number


def _tell_room(context: Context, dispute: Dispute, what: str, text: str, files: tuple[int, ...]) -> None:
    """The mediators' room gets every line but what was written in it, and is closed when the dispute is over."""
    who = context.person_or_none.name if context.person_or_none else _("Parley")
    with use_language(DEFAULT):
        head = (Strong(who), f" · {_(WHAT[what])}")
    card = Card(head, ((text,),) if text else (), thing=dispute.ref, files=files)
    written_there = bool(context.request.text) and rooms.about_room(context) == dispute.ref
    closes = dispute.state not in LIVE.split()
    outbox.room(context, rooms.MEDIATION, dispute.ref, None if written_there else card, closes=closes)
