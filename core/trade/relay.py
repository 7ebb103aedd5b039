"""Messages between the two sides of a thing: kept on its record and carried to the other person, wherever they are."""

from __future__ import annotations

import json
from typing import Any

from core import intake
from core.buttons import of
from core.card import Card, Line, Strong
from core.cards.thing import contract_of
from core.context import Context
from core.grammar import Ref
from core.language import _, use_language
from core.refusal import Refusal
from core.request import DELETED
from core.text import visible
from statemachines.machine import Role
from storage.queries import marketplace, messages


def carry(context: Context, thing: Any, text: str, files: tuple[int, ...]) -> str:
    """Keep a message and send it to the other side; answers with the other side's name."""
    values = {
        "thing": thing.ref,
        "author_id": context.me.id,
        "text": text,
        "files": json.dumps(files),
        "created_at": context.now,
        **_where(context),
    }
    context.transaction.run(marketplace.WRITE_MESSAGE, values)
    return _tell(context, thing, ((text,),) if text else ((_("sent a file."),),), files)


def reworded(context: Context) -> None:
    """Keep the new wording of a message that its author has edited, or that it was deleted, and tell the other side.

    The request's text is the message as it reads now; its `extra` is DELETED if it is gone. A chat tells of edits for
    reasons of its own as well, so the same wording once more is nothing new.
    """
    found = context.transaction.one(messages.WRITTEN_AT, {**_where(context), "author_id": context.me.id})
    if found is None:
        return
    number, about, first = found
    versions = context.transaction.all(messages.VERSIONS, {"id": number})
    wording, gone = versions[-1] if versions else (first, 0)
    deleted = context.request.extra == DELETED
    text = "" if deleted else _wording(context)
    if gone or (not deleted and text in {"", wording}):
        return
    values = {"message_id": number, "number": len(versions) + 1, "text": text, "deleted": int(deleted)}
    context.transaction.run(messages.REWORD, values | {"created_at": context.now})
    ref = Ref.parse(about)
    assert ref is not None
    said = _("deleted by its author; the text is kept for the record: {text}").format(text=wording)
    _tell(context, context.load_any(ref), ((said if deleted else _("edited: {text}").format(text=text),),), ())


def _where(context: Context) -> dict[str, str]:
    """The message that the request was written in, as the chat names it."""
    place = context.request.place
    return {
        "platform": place.platform,
        "team": place.team,
        "chat": place.chat,
        "written": context.request.written,
    }


def _wording(context: Context) -> str:
    """What the message says to the other side: all of it, or what a command in it carries."""
    text = visible(context.request.text).strip()
    if not intake.is_command(text):
        return text
    try:
        return " ".join(intake.typed(text).answers.get("text", ()))
    except Refusal:
        return ""


def _tell(context: Context, thing: Any, lines: tuple[Line, ...], files: tuple[int, ...]) -> str:
    """Send the other side a card with this; answers with their name."""
    other = Role.FREELANCER if context.role(thing) is Role.CLIENT else Role.CLIENT
    person_id = getattr(thing, f"{other}_id")
    view = context.seen_by(person_id, getattr(thing, f"{other}_language"))
    with use_language(view.language):
        mine = context.role(thing)
        assert mine is not None
        title = getattr(thing, "title", "") or getattr(thing, "job_title", "")
        head = (view.mention(thing, mine), " · ", Strong(f"{thing.ref} {title}"))
        reply = tuple(b for b in of(view, thing) if b.press and b.press.command in {"contract.say", "proposal.message"})
        card = Card(head, lines, (), reply, (), thing.ref, contract_of(thing), files)
    context.news.send(person_id, card)
    return str(getattr(thing, f"{other}_name"))
