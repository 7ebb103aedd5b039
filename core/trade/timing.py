"""The timer of a freelancer: what it measured is logged in whole steps, around what was logged meanwhile."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from core.cards.thing import card
from core.context import Context, entering
from core.duration import in_hours
from core.language import _, use_language
from core.refusal import Refusal
from core.trade import entries
from core.trade.entries import Work
from statemachines.machine import Role
from statemachines.policy import policy
from storage.queries import people, timesheets
from storage.records import Contract
from storage.timesheets import WEEK_SECONDS, Entry, Timer

MINUTE: Final = 60
TICKING: Final = frozenset({"running", "nudged", "idle"})


@dataclass(frozen=True, slots=True)
class Measured:
    """What a timer comes to: free pieces (start, minutes in whole steps), and the entries between them.

    `until` is the moment up to which it counts, `rest` the free minutes that make no whole step.
    """

    until: int
    pieces: tuple[tuple[int, int], ...]
    rest: int
    meanwhile: tuple[Entry, ...]

    @property
    def minutes(self) -> int:
        """The minutes of all pieces."""
        return sum(minutes for _start, minutes in self.pieces)


def running(context: Context, freelancer_id: int) -> Timer | None:
    """The one timer that a freelancer has going."""
    return context.transaction.one(timesheets.TIMER_OF, {"freelancer_id": freelancer_id})


def start(context: Context, contract: Contract, work: Work) -> Timer:
    """Start the timer. The contract is locked already, and no timer runs. Raises Refusal."""
    entries.check_takes_time(context, contract)
    entries.check_words(context, contract, work)
    timer: Timer = context.create(
        "timer",
        "start",
        contract_id=contract.id,
        freelancer_id=contract.freelancer_id,
        policy=contract.policy,
        memo=work.memo,
        code=work.code,
        links=json.dumps(work.links, ensure_ascii=False),
        started_at=context.now,
    )
    return timer


def work_of(timer: Timer) -> Work:
    """What was said about the work when the timer was started."""
    return Work(timer.memo, timer.code, tuple(json.loads(timer.links)))


def measure(context: Context, timer: Timer) -> Measured:
    """What the timer comes to if it stops now; from here on nobody else changes the freelancer's entries."""
    counted = timer.counted_to if timer.state == "idle" else None
    until = min(counted or context.now, timer.week_starts_at + WEEK_SECONDS)
    context.transaction.one(people.PERSON_LOCKED, {"id": timer.freelancer_id})
    asked = {"freelancer_id": timer.freelancer_id, "since": timer.started_at, "until": until}
    meanwhile = context.transaction.all(timesheets.ENTRIES_BETWEEN, asked)
    free = _between(timer.started_at, until, meanwhile)
    step = policy(timer.policy).time_step
    pieces = tuple((start, whole) for start, minutes in free if (whole := minutes - minutes % step))
    rest = sum(minutes % step for _start, minutes in free)
    return Measured(until, pieces, rest, tuple(meanwhile))


def _between(since: int, until: int, taken: Sequence[Entry]) -> list[tuple[int, int]]:
    """The free stretches between two moments: each with its start and its full minutes."""
    found: list[tuple[int, int]] = []
    for entry in taken:
        found.append((since, (entry.starts_at - since) // MINUTE))
        since = max(since, entry.ends_at)
    found.append((since, (until - since) // MINUTE))
    return [(start, minutes) for start, minutes in found if minutes > 0]


def stop(context: Context, timer: Timer, work: Work, measured: Measured) -> list[Entry]:
    """Stop the timer and log what it measured. Raises Refusal, and goes on then."""
    if measured.pieces:
        if work.memo != timer.memo:
            entries.check_words(context, timer.contract, work)
        entries.check_shown(context, timer.contract, work)
    context.fire(timer, "stop", counted_to=measured.until, memo=work.memo)
    return _log(context, timer, work, measured)


def ask(context: Context, timer: Timer, event: str) -> None:
    """Ask whether somebody is still at it; without an answer only the time until now counts."""
    context.fire(timer, event, role=Role.SYSTEM, counted_to=context.now)


def cut_with_week(context: Context, timer: Timer, _event: str) -> None:
    """The week is over: what was measured belongs to it and is logged in it."""
    with use_language(timer.freelancer_language):
        _cut(context, timer, _("the week is over."))


@entering("contract", "paused", "suspended", "ended")
def cut_with_contract(context: Context, contract: Contract) -> None:
    """A contract that takes no more time stops its timer; the time until then counts."""
    for timer in context.transaction.all(timesheets.TIMERS_LOCKED, {"id": contract.id}):
        if timer.state in TICKING:
            with use_language(timer.freelancer_language):
                _cut(context, timer, _("the contract takes no more time now."))


def _cut(context: Context, timer: Timer, why: str) -> None:
    measured = measure(context, timer)
    try:
        logged = _log(context, timer, work_of(timer), measured, Role.SYSTEM)
        said = told(measured, logged)
    except Refusal as refusal:  # the week is billed already, after a downtime
        said = _("It could not be logged: {why}").format(why=refusal.sentence)
    note = f"{why} {said}"
    context.fire(timer, "cut", role=Role.SYSTEM, note=note, counted_to=measured.until)
    if context.reader_id == timer.freelancer_id:
        said = _("The timer of {contract} has stopped: {note}").format(contract=timer.contract.ref, note=note)
        context.news.send(timer.freelancer_id, card(context, timer, (said,)))


def _log(context: Context, timer: Timer, work: Work, measured: Measured, role: Role | None = None) -> list[Entry]:
    logged = []
    for starts_at, minutes in measured.pieces:
        entry, _sheet = entries.add(context, timer.contract, starts_at, minutes, work, timed=True, role=role)
        logged.append(entry)
    return logged


def told(measured: Measured, logged: Sequence[Entry]) -> str:
    """What was logged of what a timer measured, and what does not count."""
    if not logged:
        return _("It ran for less than ten minutes of free time, so nothing is logged.")
    refs = ", ".join(entry.ref for entry in logged)
    said = _("{hours} logged as {refs}.").format(hours=in_hours(measured.minutes), refs=refs)
    if not measured.rest:
        return said
    return (
        said + " " + _("{rest} are not counted: time counts in full ten minutes.").format(rest=in_hours(measured.rest))
    )
