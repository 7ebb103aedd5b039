"""The facts on the card of a timer."""

from __future__ import annotations

import json
from typing import Final

from core.card import Moment
from core.cards.onboarding import Facts, Field
from core.duration import in_hours
from core.language import _
from core.view import View
from storage.timesheets import Timer

MINUTE: Final = 60


def timer_facts(view: View, timer: Timer) -> Facts:
    """The facts of a timer; its amount is the time that it has measured."""
    until = view.now if timer.counted_to is None else timer.counted_to
    facts: list[Field] = [
        (_("Contract"), (f"{timer.contract.ref} {timer.contract.title}",)),
        (_("Since"), (Moment(timer.started_at),)),
    ]
    if timer.state in {"idle", "stopped"}:
        facts.append((_("Counts until"), (Moment(until),)))
    if timer.code:
        facts.append((_("Code"), (timer.code,)))
    if links := " ".join(json.loads(timer.links)):
        facts.append((_("Evidence"), (links,)))
    return timer.memo, in_hours((until - timer.started_at) // MINUTE), facts
