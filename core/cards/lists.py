"""Lists: a line for each thing, a button to open it, and never more than seven on a page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from core.card import Button, Card, Line, Press, Reply, Strong
from core.cards.hours import week_button, week_name
from core.cards.onboarding import next_step
from core.cards.thing import note, pay
from core.dispute.words import title_of
from core.duration import in_hours
from core.language import _
from core.sentences import status
from core.view import View

PAGE: Final = 7


def amount_of(view: View, thing: Any) -> str:
    """What the thing is worth, written out."""
    if thing.kind == "job":
        return pay(view, thing)
    if thing.kind == "proposal":
        return view.money(thing.bid, thing.currency)
    if thing.kind == "entry":
        return in_hours(thing.minutes)
    if thing.kind == "week":
        return view.money(thing.standing, thing.currency)
    return view.money(thing.amount, thing.currency) if hasattr(thing, "amount") else ""


def line_of(view: View, thing: Any) -> Line:
    """A thing in one line."""
    title = getattr(thing, "title", "") or getattr(thing, "job_title", "")
    if thing.kind == "dispute":
        title = title_of(thing)
    amount = amount_of(view, thing)
    name = week_name(thing) if thing.kind == "week" else f"{thing.ref} {title}".strip()
    parts: list[Any] = [Strong(name), " · "]
    if amount:
        parts += [amount, " · "]
    return (*parts, *status(view, thing), *next_step(view, thing))


def listing(
    view: View, title: str, things: Sequence[Any], nothing: str, *, buttons: Sequence[Button] = (), more: bool = False
) -> Reply:
    """A page of things. `buttons` come after those that open each thing; `more` says that there are others."""
    opening = [opens(thing) for thing in things if thing.kind in OPENS]
    lines: list[Line] = [line_of(view, thing) for thing in things] or [(nothing,)]
    if more:
        lines.append((_("These are the newest ones; there are more."),))
    card = Card(head=(Strong(title),), lines=tuple(lines), buttons=(*opening, *buttons), note=note(view))
    return Reply(card=card, extra={"all_buttons": True})


OPENS: Final = {
    "job": "job",
    "proposal": "proposal",
    "contract": "contract",
    "milestone": "milestone",
    "task": "onboarding",
    "dispute": "dispute",
    "week": "hours",
    "entry": "hours",
}


def opens(thing: Any) -> Button:
    """The button that shows a thing."""
    if thing.kind == "week":
        return week_button(thing)
    return Button(thing.ref, Press(f"{OPENS[thing.kind]}.show", thing.ref))


def mine(view: View, title: str, things: Sequence[Any], nothing: str, *buttons: Button) -> Reply:
    """The newest of what a person has."""
    return listing(view, title, things[:PAGE], nothing, buttons=buttons, more=len(things) > PAGE)
