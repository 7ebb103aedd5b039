"""The facts on the cards of a week, a time entry and a timer."""

from __future__ import annotations

from core.card import Line, Moment
from core.cards.onboarding import Facts, Field
from core.duration import in_hours
from core.hours.reckoning import evidence
from core.hours.sheet import Sheet
from core.language import _
from core.view import View
from statemachines.policy import policy
from storage.records import Contract
from storage.timesheets import Entry, Timer, Week


def week_facts(view: View, week: Week) -> Facts:
    """The facts of a week."""
    return week.title, view.money(week.amount, week.currency), []


def entry_facts(view: View, entry: Entry) -> Facts:
    """The facts of a time entry."""
    worked: Line = (Moment(entry.starts_at), " – ", Moment(entry.ends_at))
    facts: list[Field] = [(_("Contract"), (f"{entry.contract.ref} {entry.contract.title}",)), (_("Worked"), worked)]
    if entry.code:
        facts.append((_("Code"), (entry.code,)))
    shown = evidence(view, entry)
    facts.append((_("Evidence"), (", ".join(shown) if shown else _("none, entered by hand"),)))
    if entry.conceded:
        facts.append((_("Given back"), (in_hours(entry.conceded),)))
    if entry.objection:
        facts.append((_("Objection"), (entry.objection,)))
    if entry.answer:
        facts.append((_("Answer"), (entry.answer,)))
    return entry.memo, in_hours(entry.minutes), facts


def limit_lines(view: View, contract: Contract, sheet: Sheet) -> tuple[Line, ...]:
    """How full the week of a contract is, with a warning from the policy's share of the limit on."""
    logged = in_hours(sheet.minutes)
    lines: list[Line] = []
    if contract.employed:
        lines.append((_("Paid through an employer of record: hours are reported only, nothing is charged here."),))
    if sheet.limit is None:
        return (*lines, (_("That week so far: {logged}.").format(logged=logged),))
    lines.append((_("That week so far: {logged} of {limit}.").format(logged=logged, limit=in_hours(sheet.limit)),))
    if sheet.over:
        over = _("{over} of it are over the limit: shown, and not billed. {client} can raise it.")
        lines.append((over.format(over=in_hours(sheet.over), client=contract.client_name),))
    elif sheet.minutes == sheet.limit:
        lines.append((_("The weekly limit is reached: what comes on top is shown, and not billed."),))
    elif sheet.minutes * 100 >= sheet.limit * policy(contract.policy).limit_warned_percent:
        left = in_hours(sheet.limit - sheet.minutes)
        lines.append((_("Nearly full: {left} until the weekly limit.").format(left=left),))
    return tuple(lines)


def timer_facts(_view: View, timer: Timer) -> Facts:
    """The facts of a timer."""
    return timer.memo, timer.contract.ref, [(_("Since"), (Moment(timer.started_at),))]
