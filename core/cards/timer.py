"""The card of a timer, and the line and the buttons that stand for it elsewhere."""

from __future__ import annotations

import json
from typing import Final

from core.card import Button, Line, Moment, Press, say
from core.cards.onboarding import Facts, Field
from core.duration import in_hours
from core.language import _
from core.view import View
from statemachines.machine import Role
from storage.queries import timesheets
from storage.records import Contract
from storage.timesheets import Timer

MINUTE: Final = 60


def ticking(view: View) -> Timer | None:
    """The reader's one timer that runs, if one does."""
    return view.transaction.one(timesheets.TIMER_OF, {"freelancer_id": view.reader_id})


def timer_line(timer: Timer) -> Line:
    """That it runs, on which contract and since when."""
    runs = _("The timer of {contract} runs since {moment}; stop it to log what it measured.")
    return say(runs, contract=timer.contract.ref, moment=Moment(timer.started_at))


def stop_button(timer: Timer) -> Button:
    """Stops it from wherever it is shown."""
    return Button(_("Stop the timer"), Press("hours.stop", timer.ref), "primary")


def contract_steps(view: View, contract: Contract) -> tuple[Button, ...]:
    """What the freelancer of a contract can do with the timer on it: start it, or stop it while it runs."""
    if contract.pay != "hourly" or contract.state != "active" or view.role(contract) is not Role.FREELANCER:
        return ()
    timer = ticking(view)
    if timer is None:
        return (Button(_("Start timer"), Press("hours.start", contract.ref)),)
    return (stop_button(timer),) if timer.contract_id == contract.id else ()


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
