"""Messages between the two sides of a thing: kept on its record and carried to the other person, wherever they are."""

from __future__ import annotations

import json
from typing import Any

from core.buttons import of
from core.card import Card, Strong
from core.cards.thing import contract_of
from core.context import Context
from core.language import _, use_language
from statemachines.machine import Role
from storage.queries import marketplace


def carry(context: Context, thing: Any, text: str, files: tuple[int, ...]) -> str:
    """Keep a message and send it to the other side; answers with the other side's name."""
    values = {
        "thing": thing.ref,
        "author_id": context.me.id,
        "text": text,
        "files": json.dumps(files),
        "created_at": context.now,
    }
    context.transaction.run(marketplace.WRITE_MESSAGE, values)
    other = Role.FREELANCER if context.role(thing) is Role.CLIENT else Role.CLIENT
    person_id = getattr(thing, f"{other}_id")
    view = context.seen_by(person_id, getattr(thing, f"{other}_language"))
    with use_language(view.language):
        mine = context.role(thing)
        assert mine is not None
        title = getattr(thing, "title", "") or getattr(thing, "job_title", "")
        head = (view.mention(thing, mine), " · ", Strong(f"{thing.ref} {title}"))
        reply = tuple(b for b in of(view, thing) if b.press and b.press.command in {"contract.say", "proposal.message"})
        card = Card(
            head, ((text,),) if text else ((_("sent a file."),),), (), reply, (), thing.ref, contract_of(thing), files
        )
    context.news.send(person_id, card)
    return str(getattr(thing, f"{other}_name"))
