"""The facts on the cards of a week, a time entry and a timer."""

from __future__ import annotations

from core.card import Line, Moment
from core.cards.onboarding import Facts, Field
from core.duration import in_hours
from core.hours.reckoning import evidence
from core.language import _
from core.view import View
from storage.timesheets import Entry, Timer, Week


def week_facts(view: View, week: Week) -> Facts:
    """The facts of a week."""
    return week.title, view.money(week.amount, week.currency), []


def entry_facts(view: View, entry: Entry) -> Facts:
    """The facts of a time entry."""
    worked: Line = (Moment(entry.starts_at), " – ", Moment(entry.ends_at))
    facts: list[Field] = [(_("Contract"), (f"{entry.contract.ref} {entry.contract.title}",)), (_("Worked"), worked)]
    if shown := evidence(view, entry):
        facts.append((_("Evidence"), (", ".join(shown),)))
    return entry.memo, in_hours(entry.minutes), facts


def timer_facts(_view: View, timer: Timer) -> Facts:
    """The facts of a timer."""
    return timer.memo, timer.contract.ref, [(_("Since"), (Moment(timer.started_at),))]
