"""What a form looks like for the thing that it is about: its title, what is read first, and which fields it has."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from core.asking import KIND_OF
from core.command import Command, Field
from core.context import Context
from core.grammar import Ref
from core.language import _

MOST_IN_TITLE: Final = 24


def about(context: Context, command: Command, refs: tuple[Ref, ...]) -> Any:
    """The thing that the form is about, where what it asks for depends on it."""
    named = next((ref for ref in refs if KIND_OF.get(ref.kind) in command.on), None)
    return context.load_any(named) if named and (command.wanted or command.needed or command.preface) else None


def wants(command: Command, field: Field, thing: Any) -> bool:
    """Whether a form for this thing asks for the field."""
    return field.required or command.wanted is None or thing is None or field.name in command.wanted(thing)


def shaped(command: Command, field: Field, thing: Any) -> Field:
    """The field as a form for this thing asks for it: what the thing cannot do without is not optional."""
    if field.required or command.needed is None or thing is None or field.name not in command.needed(thing):
        return field
    return replace(field, required=True)


def preface(command: Command, thing: Any) -> str:
    """What is to be read before the form is filled in."""
    return command.preface(thing) if command.preface and thing is not None else ""


def title(command: Command) -> str:
    """What the form is for, in the few letters that a form's title has."""
    summary = _(command.summary)
    if len(summary) <= MOST_IN_TITLE:
        return summary
    return _(command.button) if command.button else f"{command.noun} {command.verb}".capitalize()
