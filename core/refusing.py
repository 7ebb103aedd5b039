"""Saying why not: what is wrong, what to do instead, and the true card after an outdated button."""

from __future__ import annotations

from core import forms
from core.card import Button, Card, Line, Press, Reply
from core.cards.home import joining
from core.cards.thing import card
from core.command import CATALOG
from core.context import Context
from core.grammar import Ref
from core.intake import Call, NoSuchCommand
from core.language import _
from core.refusal import Mistake, NotFound, Refusal, Stale
from core.things import picking


class Misread(Mistake):
    """A mistake in a call, with the call so that what was right can be kept."""

    def __init__(self, call: Call, mistake: Mistake) -> None:
        super().__init__(mistake.field, mistake.sentence, mistake.example)
        self.call = call


def refused(context: Context, refusal: Refusal, *, may_write: bool) -> Reply:
    """The reply that says why not and what to do instead; after a stale button the true card."""
    sentence = sentence_of(refusal) if isinstance(refusal, Mistake) else refusal.sentence
    lines: list[Line] = [(line,) for line in refusal.hint.splitlines()]
    buttons: list[Button] = []
    if isinstance(refusal, Misread):
        if context.request.submitted:
            pick = picking(context, refusal.call)
            return forms.whole(context, refusal.call, pick, {refusal.field: sentence})
        if may_write and context.person_or_none is not None and forms.keep(context, refusal.call, refusal):
            buttons.append(Button(_("Put it right"), Press("form.open")))
    if isinstance(refusal, NoSuchCommand):
        buttons += [_suggested(key) for key in refusal.near]
    if context.person_or_none is None:
        buttons = list(joining())
    if isinstance(refusal, Stale):
        return _true_card(context, refusal)
    return Reply(card=Card((sentence,), tuple(lines), buttons=tuple(buttons)), ok=False, toast=sentence[:190])


def sentence_of(mistake: Mistake) -> str:
    """A mistake with its field's name and an example."""
    shown = mistake.example and f"“{mistake.example}”" not in mistake.sentence
    example = _("For example: {example}").format(example=f"“{mistake.example}”") if shown else ""
    return f"{mistake.field}: {mistake.sentence} {example}".strip()


def _suggested(key: str) -> Button:
    entry = CATALOG.get(key)
    return Button(entry.typed if entry else f"/{key.rstrip('.')}", Press(key))


def _true_card(context: Context, stale: Stale) -> Reply:
    ref = Ref.parse(stale.ref)
    assert ref is not None
    try:
        thing = context.load_any(ref)
    except NotFound as error:
        return Reply(card=Card((error.sentence,)), ok=False, toast=error.sentence[:190])
    return Reply(card=card(context, thing, (stale.sentence,)), ok=False, toast=stale.sentence[:190], replaces=True)
