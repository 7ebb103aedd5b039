"""/hours prompt: the daily question about one's hours."""

from __future__ import annotations

import re
from typing import Final

from core.card import Card, Line, Moment, Reply, Strong, say
from core.command import Field, Kind, Who, command
from core.context import Context
from core.duration import CLOCK, clock_time
from core.language import _
from core.refusal import Mistake
from core.trade import diaries

OFF: Final = frozenset({"off", "no", "none"})
_HOUR: Final = re.compile(CLOCK.format("") + " ?h?")


@command(
    "hours prompt",
    "The hour at which you are asked about your day, or off",
    who=Who.FREELANCER,
    fields=(
        Field(
            "hour",
            Kind.TEXT,
            "Hour",
            required=True,
            main=True,
            help="By your own clock, on workdays; “off” ends it, and the reminder of missing hours with it",
            example="18",
            limit=20,
        ),
    ),
    example="/hours prompt 18",
)
def prompt(context: Context, hour: str) -> Card:
    """Counts from the next question on."""
    wanted = _read(hour)
    diary = diaries.opened(context, context.me.id)
    context.change(diary, prompt=wanted)
    diaries.rewind(context, context.me.id)
    if wanted is None:
        off = _(
            "You are not asked about your day any more, nor reminded of missing hours. /hours prompt 17 begins anew."
        )
        return Card((off,))
    head: Line = (Strong(_("Every workday at {hour}:00 you are asked about your day").format(hour=wanted)),)
    zone = _("by the clocks of {zone}").format(zone=context.zone)
    coming = next((one for one in context.deadlines(diary.ref) if one.event == "prompt"), None)
    rests = (_("It begins with your next hourly contract."),)
    line = say(_("Next: {moment}."), moment=Moment(coming.due_at)) if coming else rests
    return Card((*head, ", ", zone, "."), (line,))


@command("hours nothing", "Nothing to log today", who=Who.FREELANCER, reads=True, hidden=True)
def nothing(_context: Context) -> Reply:
    """The answer to the daily question on a free day: its buttons go."""
    said = _("Nothing today. Enjoy it; if you work after all, /hours log takes it.")
    return Reply(card=Card((said,)), replaces=True)


def _read(text: str) -> int | None:
    """The hour of the day; None to be left alone. Raises Mistake."""
    plain = " ".join(text.casefold().split())
    if plain in OFF:
        return None
    found = _HOUR.fullmatch(plain)
    clock = clock_time(found["hour"], found["minute"], found["half"]) if found else None
    if clock is None or clock.minute:
        sentence = _("“{text}” is not a full hour of the day, nor “off”.").format(text=text[:40])
        raise Mistake("hour", sentence, "18")
    return clock.hour
