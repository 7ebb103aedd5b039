"""What the system itself asks for: due deadlines, reminders, payments on their way, and the provider's events."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import structlog

from core import alarms, notices, outbox
from core.asking import KIND_OF
from core.context import Context
from core.dispute.turn import turns
from core.grammar import Ref
from core.refusal import NotFound, Refusal
from core.trade import absent, arbitration, blocks, charging, diaries, letters, reminding, timing
from statemachines.machine import Role
from storage.queries import journal, marketplace, people
from storage.records import Person

_LOG: Final = structlog.get_logger()
PROVIDER_EVENTS: Final[dict[tuple[str, str], str]] = {
    ("deposit", "settled"): "settle",
    ("deposit", "failed"): "fail",
    ("deposit", "charged_back"): "charge_back",
    ("withdrawal", "settled"): "confirm",
    ("withdrawal", "failed"): "fail",
}


def subject(context: Context) -> Any:
    """The thing that the request is about, locked. Raises NotFound."""
    ref = Ref.parse(context.request.ref)
    kind = KIND_OF.get(ref.kind) if ref else None
    if ref is None or kind is None:
        raise NotFound(context.request.ref)
    found = context.transaction.one(marketplace.THING_LOCKED[kind], {"id": ref.number})
    if found is None:
        raise NotFound(str(ref))
    return found


def _happens(context: Context, thing: Any, event: str) -> None:
    context.fire(thing, event, role=Role.SYSTEM)


def _remind(context: Context, case: Any, event: str) -> None:
    _happens(context, case, event)
    reminding.remind(context, case)


def _inquire(context: Context, withdrawal: Any, event: str) -> None:
    _happens(context, withdrawal, event)
    outbox.provider(context, withdrawal.ref, event)


def _decide(context: Context, dispute: Any, event: str) -> None:
    context.fire(dispute, event, role=Role.SYSTEM, **blocks.silence(context, dispute, event))
    letters.send(context, dispute)


def _invoice(context: Context, week: Any, _event: str) -> None:
    charging.invoice(context, week)


# What is more to a deadline than its event.
HAPPENS: Final[dict[tuple[str, str], Callable[[Context, Any, str], None]]] = {
    ("case", "remind"): _remind,
    ("timer", "nudge"): timing.ask,
    ("timer", "cut"): timing.cut_with_week,
    **{("diary", event): diaries.due for event in diaries.EVENTS},
    ("withdrawal", "inquire"): _inquire,
    ("week", "invoice"): _invoice,
    ("dispute", "lapse"): _decide,
    ("dispute", "award"): _decide,
    ("dispute", "rule"): _decide,
}


def fire_deadline(context: Context) -> None:
    """Make happen what a deadline says, unless it was cancelled in the meantime."""
    thing = subject(context)  # locked before its deadline, as everybody else does
    if context.transaction.count(journal.FINISH_DEADLINE, {"deadline_id": int(context.request.extra)}) != 1:
        return
    event = context.request.answers["event"][0]
    (HAPPENS.get((thing.kind, event)) or _happens)(context, thing, event)


def remind(context: Context) -> None:
    """Tell whoever loses by waiting that a deadline is near; in a dispute only those whose turn it still is."""
    thing = subject(context)
    if context.transaction.count(journal.FINISH_DEADLINE, {"deadline_id": int(context.request.extra)}) != 1:
        return
    event = context.request.answers["event"][0]
    deadline = next((d for d in context.deadlines(thing.ref) if d.event == event), None)
    if deadline is None:
        return
    for role in map(Role, deadline.against.split(",")):
        person_id = getattr(thing, f"{role}_id")
        if person_id is not None and (thing.kind != "dispute" or role in turns(thing)):
            context.news.send(person_id, notices.reminder(context, person_id, thing, deadline))


def send_payout(context: Context) -> None:
    """A payout is about to be given to the provider; once it has been, this does nothing."""
    withdrawal = subject(context)
    if withdrawal.state == "requested":
        context.fire(withdrawal, "send", role=Role.SYSTEM)


def provider_event(context: Context) -> None:
    """What the provider says about a deposit or a withdrawal; what does not fit how it stands is only logged."""
    thing = subject(context)
    outcome, reason = context.request.extra, context.request.answers.get("reason", ("",))[0]
    event = PROVIDER_EVENTS[thing.kind, outcome]
    told = context.request.answers.get("amount", (str(thing.amount),))[0]
    if told != str(thing.amount):
        _LOG.error("provider names another amount", thing=thing.ref, told=told, expected=thing.amount)
        return
    try:
        context.fire(thing, event, role=Role.SYSTEM, note=reason, reason=reason)
    except Refusal:
        _LOG.warning("provider event does not fit", thing=thing.ref, state=thing.state, outcome=outcome)
        return
    if event == "settle" and thing.kind == "deposit" and thing.week_id is not None:
        charging.arrived(context, thing)
    if event == "settle" and thing.kind == "deposit" and thing.dispute_id is not None:
        arbitration.fee_arrived(context, thing)
    if event == "charge_back":
        values = {"person_id": thing.client_id, "money_frozen_at": context.now}
        context.transaction.run(people.person_update("money_frozen_at"), values, expect=1)


# What follows for a thing when somebody whom it waits for takes messages nowhere.
UNREACHABLE: Final[dict[str, Callable[[Context, Any, Person], None]]] = {"dispute": absent.extend}


def unreachable(context: Context) -> None:
    """No chat of a person, or not the channel of a team, takes messages any more: operators are told."""
    whom, ref = context.request.extra, context.request.ref
    if not whom.isdecimal():
        alarms.raise_alarm(context, lambda: alarms.channel_lost(ref))
        return
    person = context.known_person(int(whom))
    context.note(person, "unreachable", ref)
    alarms.raise_alarm(context, lambda: alarms.unreachable(person, ref))
    named = Ref.parse(ref)
    if named is not None and (follows := UNREACHABLE.get(KIND_OF.get(named.kind, ""))):
        follows(context, subject(context), person)


SYSTEM_COMMANDS: Final[dict[str, Callable[[Context], None]]] = {
    "system.deadline": fire_deadline,
    "system.remind": remind,
    "system.send": send_payout,
    "provider.event": provider_event,
    "system.unreachable": unreachable,
}
