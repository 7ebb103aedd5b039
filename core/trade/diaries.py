"""The diary of a person with hourly work: the daily question, the reminder of missing hours, the weekly summary.

It rests while there is nothing to ask about, and goes on with the next contract that becomes active.
"""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from core import effects
from core.cards import diary as cards
from core.context import Context, entering
from core.hours import calendar
from core.hours.calendar import PROMPT_HOUR, Moments
from core.hours.placing import bounds, day_of
from core.language import use_language
from statemachines.machine import Role
from statemachines.policy import CURRENT
from storage.queries import journal, marketplace, timesheets
from storage.records import Contract, Person
from storage.timesheets import WEEK_SECONDS, Diary, monday

STALE: Final = 2 * 3_600
MOST_IN_VAIN: Final = 3
EVENTS: Final = ("prompt", "nudge", "digest")


def of(context: Context, person_id: int) -> Diary | None:
    """The diary of a person, who has one from their first hourly contract on."""
    found: Diary | None = context.transaction.one(marketplace.THING_LOCKED["diary"], {"id": person_id})
    return found


def opened(context: Context, person_id: int) -> Diary:
    """The diary of a person; it opens now if there is none yet."""
    values: dict[str, Any] = {"id": person_id, "prompt": PROMPT_HOUR, "policy": CURRENT.version}
    diary = of(context, person_id) or context.create("diary", "open", role=Role.SYSTEM, **values)
    assert isinstance(diary, Diary)
    return diary


@entering("contract", "active")
def begin(context: Context, contract: Contract) -> None:
    """An hourly contract becomes active: both sides have a diary from now on, and its clocks run."""
    if contract.pay != "hourly":
        return
    for person_id in sorted((contract.client_id, contract.freelancer_id)):  # one order, so that none waits for another
        _wind_all(context, opened(context, person_id), works=person_id == contract.freelancer_id)


def rewind(context: Context, person_id: int) -> None:
    """The person's zone, quiet hours or wishes have changed: their clocks are set anew."""
    diary = of(context, person_id)
    if diary is not None and _goes_on(context, person_id, "digest"):
        _wind_all(context, diary, works=False)


def _wind_all(context: Context, diary: Diary, *, works: bool) -> None:
    """Set all clocks; the question and the reminder are for who `works`, on another contract if not on this."""
    for event in EVENTS if works or _works(context, diary.id) else EVENTS[-1:]:
        wind(context, diary, event)


def wind(context: Context, diary: Diary, event: str) -> None:
    """Set one of the diary's clocks to its next moment; the question and the reminder can be switched off."""
    person = context.person(diary.id)
    off = diary.prompt is None and event != "digest"
    due_at = None if off else calendar.coming(_moments(diary, person, event), context.now, person.timezone)
    effects.wind(context, diary.ref, event, due_at)


def due(context: Context, diary: Diary, event: str) -> None:
    """One of the clocks has run out: tell what there is to tell, unless it is too late, and set it anew."""
    person = context.person(diary.id)
    if calendar.is_quiet(context.now, person.timezone, person.quiet_hours):  # a downtime has ended in them
        later = calendar.awake(context.now, person.timezone, person.quiet_hours)
        effects.wind(context, diary.ref, event, later)
        return
    since = calendar.latest(_moments(diary, person, event), context.now, person.timezone)
    {"prompt": _prompt, "nudge": _nudge, "digest": _digest}[event](context, diary, person, since)
    if _goes_on(context, person.id, event):
        wind(context, diary, event)


def _moments(diary: Diary, person: Person, event: str) -> Moments:
    zone, quiet = person.timezone, person.quiet_hours
    if event == "prompt":
        return calendar.prompts(PROMPT_HOUR if diary.prompt is None else diary.prompt, zone, quiet)
    return calendar.nudges(zone, quiet) if event == "nudge" else calendar.digests(zone, quiet)


def _works(context: Context, person_id: int) -> list[Contract]:
    """The active hourly contracts on which the person works, the oldest first."""
    return context.transaction.all(timesheets.HOURLY_OF, {"me": person_id})[::-1]


def _goes_on(context: Context, person_id: int, event: str) -> bool:
    """Whether there will be something to ask or to tell."""
    if event != "digest":
        return bool(_works(context, person_id))
    between = {"since": monday(context.now), "until": context.now + WEEK_SECONDS}
    weeks = context.transaction.all(timesheets.WEEKS_FROM, {"me": person_id, **between})
    return bool(weeks or context.transaction.all(timesheets.HOURLY_WITH, {"me": person_id}))


def _told(context: Context, diary: Diary, event: str, since: int) -> int:
    """How often it was said since a moment."""
    asked = {"thing": diary.ref, "event": event, "since": since - 1}
    return context.transaction.one(journal.EVENTS_SINCE, asked) or 0


def _worked(context: Context, person: Person, since: int) -> set[date]:
    """The days from a moment on, in the person's zone, on which there is an entry."""
    asked = {"freelancer_id": person.id, "since": since, "until": context.now}
    return {
        day_of(moment, person.timezone)
        for entry in context.transaction.all(timesheets.ENTRIES_BETWEEN, asked)
        for moment in (entry.starts_at, entry.ends_at - 1)
    }


def _prompt(context: Context, diary: Diary, person: Person, since: int) -> None:
    """Not hours late, not twice a day, nor where it is answered already or has been asked in vain for days."""
    contracts = _works(context, person.id)
    today = day_of(context.now, person.timezone)
    midnight = bounds(today, person.timezone)[0]
    if not contracts or context.now - since > STALE or _told(context, diary, "prompt", midnight):
        return
    if today in _worked(context, person, midnight) or _told(context, diary, "nudge", midnight):
        return
    week_ago = context.now - WEEK_SECONDS
    if _told(context, diary, "prompt", week_ago) >= MOST_IN_VAIN and not _worked(context, person, week_ago):
        return
    context.fire(diary, "prompt", role=Role.SYSTEM)
    view = context.seen_by(person.id)
    with use_language(view.language):
        context.news.send(person.id, cards.prompt(view, contracts))


def _nudge(context: Context, diary: Diary, person: Person, since: int) -> None:
    """At most once a week, as long as the missing hours can still be logged."""
    contracts = _works(context, person.id)
    this_week = monday(context.now)
    if not contracts or diary.nudged_at >= this_week or since < this_week:
        return
    began = min(contract.started_at or context.now for contract in contracts)
    days = calendar.missing(context.now, person.timezone, began, _worked(context, person, this_week))
    if not days:
        return
    context.fire(diary, "nudge", role=Role.SYSTEM, nudged_at=context.now)
    view = context.seen_by(person.id)
    with use_language(view.language):
        context.news.send(person.id, cards.nudge(view, contracts, days, this_week + WEEK_SECONDS))


def _digest(context: Context, diary: Diary, person: Person, since: int) -> None:
    """Once, on Monday, or on Tuesday after a downtime."""
    this_week = monday(context.now)
    if day_of(context.now, person.timezone).weekday() > 1 or since < this_week:
        return
    between = {"since": this_week - WEEK_SECONDS, "until": this_week}
    weeks = context.transaction.all(timesheets.WEEKS_FROM, {"me": person.id, **between})
    contracts = context.transaction.all(timesheets.HOURLY_WITH, {"me": person.id})
    if not (weeks or contracts) or _told(context, diary, "digest", this_week):
        return
    context.fire(diary, "digest", role=Role.SYSTEM)
    view = context.seen_by(person.id)
    with use_language(view.language):
        idle = [one for one in contracts if one.id not in {week.contract_id for week in weeks}]
        context.news.send(person.id, cards.digest(view, weeks, idle, this_week - WEEK_SECONDS))
