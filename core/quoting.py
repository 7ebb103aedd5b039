"""A command used on a message: the message's words and address are filled in, and the person reads before sending."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from typing import Any, Final

from core import rooms, shaping
from core.command import LINK, Kind
from core.context import Context
from core.grammar import Ref
from core.intake import Call
from core.language import _
from core.text import visible
from storage.queries import messages

ELLIPSIS: Final = "…"
MOST_SHOWN: Final = 300


def on_message(context: Context, call: Call) -> bool:
    """Whether the command was given on a message that it can be used on, and no form has been gone through yet."""
    request = context.request
    return request.quote is not None and bool(call.command.shortcut) and not (call.filled or request.submitted)


def with_message(context: Context, call: Call) -> Call:
    """The call with the words and the address of the message, where the person said nothing else."""
    if not on_message(context, call):
        return call
    command, quote = call.command, context.request.quote
    field = command.field(command.quotes)
    assert field is not None
    assert quote is not None
    words = _carried(context, quote.words) if quote.ours else quote.words
    if field.kind is not Kind.LONG:
        words = " ".join(words.split())
    found = {field.name: beginning(words, field.limit)}
    if command.field(LINK) is not None:
        found[LINK] = quote.link
    taken = {name: (text,) for name, text in found.items() if text}
    return replace(call, answers={**taken, **call.answers})


def about(context: Context, call: Call, things: list[Any]) -> Call:
    """The call with the things that were found for it named, so that its form is for them and says so."""
    if not on_message(context, call):
        return call
    return replace(call, refs=tuple(ref for thing in things if (ref := Ref.parse(thing.ref)) is not None))


def title(context: Context, call: Call) -> str:
    """What the form is for, in the few letters that a form's title has."""
    return _(call.command.shortcut) if on_message(context, call) else shaping.title(call.command)


def read_first(context: Context, call: Call) -> tuple[str, ...]:
    """What is to be read before the form is filled in."""
    read = shaping.preface(call.command, shaping.about(context, call.command, call.refs))
    return (*_introduced(context, call), *([read] if read else []))


def _introduced(context: Context, call: Call) -> tuple[str, ...]:
    """Which thing the form is for, and what was taken over, where the form itself does not show it."""
    field = call.command.field(call.command.quotes)
    if field is None or not on_message(context, call):
        return ()
    words, whole = call.answers.get(field.name, ("",))[-1], context.request.forms == "whole"
    if not (words or whole):
        return ()  # in a reply to a card it is only about the same thing
    said: list[str] = []
    if call.refs and call.refs[0].kind != "U":
        thing = context.load_any(call.refs[0])
        title = getattr(thing, "title", "") or getattr(thing, "job_title", "")
        said.append(_("This is for {ref} “{title}”.").format(ref=thing.ref, title=title))
    if not words:
        said.append(_("Nothing could be taken over from that message, so please write it here."))
    elif not whole:
        shown = beginning(" ".join(words.split()), MOST_SHOWN)
        said.append(_("{label}, from the message: “{words}”").format(label=_(field.label), words=shown))
    return tuple(said)


def _carried(context: Context, shown: str) -> str:
    """What somebody wrote in a message of ours that carries it, under a line of our own; "" in every other one."""
    of = rooms.about(context)
    start = shown.partition("\n")[2].strip().removesuffix(ELLIPSIS)
    if of is None or not start:
        return ""
    kept = context.transaction.all(messages.SAID, {"thing": str(of)})
    return next((text for _number, _author, text, *_rest in reversed(kept) if text.startswith(start)), "")


def beginning(text: str, limit: int) -> str:
    """The text as it can be kept, composed (NFC) and of at most `limit` code points, with `…` where it was cut."""
    room = 4 * limit  # composing takes quadratic time on piled-up accents, and makes one of four at the most
    text = unicodedata.normalize("NFC", visible(text[: room + limit]).strip()[:room])
    return text if len(text) <= limit else text[: limit - 1].rstrip() + ELLIPSIS
