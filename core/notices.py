"""Notices: what has just happened to a thing, said to one reader, with the thing's card under it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from core.card import Card, Mention
from core.cards.onboarding import files_for
from core.cards.sheet import sheet_card
from core.cards.thing import card, handed_in
from core.language import _, use_language
from core.sentences import about
from core.view import View, until
from core.wording.clocks import REMINDER
from core.wording.events import BY_SILENCE, IN_STATE, SAID
from statemachines.machine import Role
from storage.records import Deadline


def notice(view: View, person_id: int, thing: Any, event: str, role: Role, note: str) -> Card:
    """The card that tells a person, who holds `role`, that `event` happened to the thing."""
    reader = view.seen_by(person_id, getattr(thing, f"{role}_language", None))
    with use_language(reader.language):
        by_silence = view.reader_id is None and BY_SILENCE.get((thing.kind, event))
        sentence = by_silence or IN_STATE.get((thing.kind, event, thing.state)) or SAID[thing.kind, event]
        said = about(reader, thing, _(sentence), note=note, actor=_actor(view, thing))
        told = sheet_card(reader, thing, said) if _to_review(thing, event, role) else card(reader, thing, said)
        match thing.kind, event:
            case "milestone", "submit" | "claim":
                return replace(told, files=handed_in(reader, thing))
            case "task", "complete":
                return replace(told, files=files_for(reader, thing))
        return told


def _to_review(thing: Any, event: str, role: Role) -> bool:
    """Whether it is the moment from which on a client can accept a week: then all of it is shown."""
    return thing.kind == "week" and event in {"invoice", "collect"} and role is Role.CLIENT and thing.held > 0


def reminder(view: View, person_id: int, thing: Any, deadline: Deadline) -> Card:
    """The card that reminds whoever loses by waiting."""
    reader = view.seen_by(person_id)
    with use_language(reader.language):
        sentence = REMINDER[thing.kind, deadline.event]
        return card(reader, thing, about(reader, thing, _(sentence), due=until(deadline)))


def _actor(view: View, thing: Any) -> Mention | str:
    role = view.role(thing)
    if role in {Role.CLIENT, Role.FREELANCER, Role.MEDIATOR}:
        return view.mention(thing, role)
    return _("Parley")
