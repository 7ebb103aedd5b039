"""What operators are told at once, because something waits for them to put it right."""

from __future__ import annotations

from collections.abc import Callable

from core.card import Button, Card, Line, Press, Strong
from core.context import Context
from core.language import _, use_language
from storage.queries import people
from storage.records import Person


def raise_alarm(context: Context, card: Callable[[], Card]) -> None:
    """Tell every operator but the one who asks; the card is made once for each, in their language."""
    for person_id in context.transaction.all(people.OPERATORS):
        if person_id != context.reader_id:
            with use_language(context.person(person_id).language):
                context.news.send(person_id, card())


def unreachable(person: Person, ref: str) -> Card:
    """Somebody takes messages nowhere any more; `ref` is what the last one was about."""
    head: Line = (Strong(f"{person.ref} {person.name}"), " · ", _("takes our messages nowhere"))
    lines: list[Line] = [(_("Every chat of theirs has blocked me or is gone. Each further message tries them all."),)]
    if ref:
        lines.append((_("The last message was about {ref}.").format(ref=ref),))
    return Card(head, tuple(lines), buttons=_stuck())


def channel_lost(ref: str) -> Card:
    """The mediators' channel takes messages no more; `ref` is the case that was to be written there."""
    head: Line = (Strong(_("Mediators' channel")), " · ", _("it takes my messages no more"))
    what = _("{ref} could not be written there: I was removed, or the channel is closed.").format(ref=ref)
    help_ = _("Invite me there again, or say /admin mediation here in another one. Then send again what is stuck.")
    return Card(head, ((what,), (help_,)), buttons=_stuck())


def no_mediator() -> Card:
    """Disputes cannot be opened, because nobody could mediate them."""
    head: Line = (Strong(_("A mediator is needed")), " · ", _("nobody can open a dispute until there is one"))
    return Card(head, ((_("Grant the role to somebody neutral: /admin grant mediator U-4"),),))


def _stuck() -> tuple[Button, ...]:
    return (Button(_("Undeliverable"), Press("admin.undeliverable")),)
