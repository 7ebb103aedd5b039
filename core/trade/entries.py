"""Time entries: logged, corrected and deleted, each at a free time, with its week counted anew."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Any, Final

from core import guards
from core.context import Context
from core.duration import in_hours
from core.hours import memo as memos
from core.hours.agreed import manual_allowed
from core.hours.placing import Frame, Wish, bounds, check_free, day_of, place
from core.hours.sheet import Sheet
from core.language import _
from core.onboarding import gate
from core.refusal import Mistake, Refusal
from core.sentences import instead
from core.trade import weeks
from statemachines.machine import Role
from statemachines.policy import policy
from storage.queries import people, timesheets
from storage.records import Contract
from storage.timesheets import Entry, monday

DAY: Final = 86_400
MOST_MINUTES: Final = 24 * 60


@dataclass(frozen=True, slots=True)
class Work:
    """What was done: what the memo says, a code from the client's list, and what shows it. `files` are ids."""

    memo: str
    code: str = ""
    links: tuple[str, ...] = ()
    commit: str = ""
    files: tuple[int, ...] = ()

    @property
    def attested(self) -> bool:
        """Whether something shows the work."""
        return bool(self.links or self.commit or self.files)


def log(
    context: Context, contract: Contract, work: Work, minutes: int, day: date | None, at: time | None
) -> tuple[Entry, Sheet]:
    """Put `minutes` of work into the freelancer's day, today if none is named. Raises Refusal.

    The contract is locked already. Answers with the entry and the timesheet of its week.
    """
    check_takes_time(context, contract)
    check_minutes(contract, minutes)
    check_words(context, contract, work)
    check_shown(context, contract, work)
    wish = Wish(minutes, day or day_of(context.now, context.zone), at, context.zone)
    starts_at = place(wish, frame(context, contract, wish, monday(context.now)))
    return add(context, contract, starts_at, minutes, work)


def add(
    context: Context,
    contract: Contract,
    starts_at: int,
    minutes: int,
    work: Work,
    *,
    timed: bool = False,
    role: Role | None = None,
) -> tuple[Entry, Sheet]:
    """Write down time that has been checked and lies free; `role` is SYSTEM where the system logs. Raises Refusal."""
    gate.check(context, contract, starts_at)
    week = weeks.week_at(context, contract, starts_at)
    context.fire(week, "log", role=role)
    values: dict[str, Any] = {"contract_id": contract.id, "week_id": week.id, "policy": contract.policy}
    entry: Entry = context.create(
        "entry", "log", role=role, starts_at=starts_at, minutes=minutes, timed=int(timed), **values, **_columns(work)
    )
    return entry, weeks.recount(context, week)


def edit(context: Context, entry: Entry, work: Work, minutes: int, day: date | None, at: time | None) -> Sheet:
    """Correct an entry of a week that is not invoiced yet; it stays where it is if it can. Raises Refusal."""
    contract = entry.contract
    check_minutes(contract, minutes)
    check_words(context, contract, work, entry)
    check_shown(context, contract, work)
    week = context.load("week", entry.week_id)
    context.judge(week, "edit")
    starts_at = _replaced(context, entry, week.starts_at, minutes, day, at)
    moved = (starts_at, minutes) != (entry.starts_at, entry.minutes)
    context.fire(week, "edit")
    context.fire(
        entry,
        "edit",
        starts_at=starts_at,
        minutes=minutes,
        timed=0 if moved else entry.timed,
        **_columns(work),
    )
    return weeks.recount(context, week)


def delete(context: Context, entry: Entry) -> Sheet:
    """Delete an entry of a week that is not invoiced yet. Raises Refusal."""
    week = context.load("week", entry.week_id)
    context.fire(week, "delete")
    context.fire(entry, "delete")
    return weeks.recount(context, week)


def check_takes_time(context: Context, contract: Contract) -> None:
    """Raise Refusal unless time can be logged on the contract now."""
    if contract.pay != "hourly":
        sentence = _("{ref} is paid by milestones; time is logged on contracts that are paid by the hour.")
        raise Refusal(sentence.format(ref=contract.ref), _("Hand in work with /submit."))
    if contract.state == "active":
        gate.check(context, contract)
        return
    if contract.state == "onboarding":
        raise gate.closed(context, contract)
    raise _not_now(context, contract)


def check_minutes(contract: Contract, minutes: int) -> None:
    """Raise Mistake unless the duration has the steps of the policy, and is no longer than a day."""
    step = policy(contract.policy).time_step
    if minutes > MOST_MINUTES:
        raise Mistake("duration", _("{hours} is more than a day has.").format(hours=in_hours(minutes)), "2h30")
    if minutes % step:
        nearest = max(round(minutes / step) * step, step)
        sentence = _("Time is logged in steps of {step} minutes; the nearest to {hours} is {nearest}.")
        said = sentence.format(step=step, hours=in_hours(minutes), nearest=in_hours(nearest))
        raise Mistake("duration", said, typed(nearest))


def check_words(context: Context, contract: Contract, work: Work, entry: Entry | None = None) -> None:
    """Raise Mistake unless the memo says enough, and the code is on the client's list if there is one."""
    if entry is None or work.memo != entry.memo:
        memos.check(work.memo, _last_memo(context, contract, entry), policy(contract.policy).memo_letters)
    codes = json.loads(contract.codes)
    if codes and work.code and work.code not in codes:
        sentence = _("“{code}” is none of the codes of {ref}: {codes}.")
        said = sentence.format(code=work.code, ref=contract.ref, codes=", ".join(f"“{code}”" for code in codes))
        raise Mistake("code", said, f"code:{codes[0]}")


def check_shown(context: Context, contract: Contract, work: Work) -> None:
    """Raise Mistake unless something shows the work, or the contract takes time by hand."""
    if not work.attested and not manual_allowed(context, contract):
        sentence = _("{ref} takes only time with something that shows the work: add a link, a commit or a file.")
        raise Mistake("link", sentence.format(ref=contract.ref), "link:https://example.org/pull/7")


def frame(context: Context, contract: Contract, wish: Wish, week: int, but: Entry | None = None) -> Frame:
    """What time of the contract's freelancer has to fit into; from here on nobody else changes their entries."""
    context.transaction.one(people.PERSON_LOCKED, {"id": contract.freelancer_id})
    since, until = bounds(wish.day, wish.zone)
    asked = {"freelancer_id": contract.freelancer_id, "since": since, "until": until + DAY}
    taken = context.transaction.all(timesheets.ENTRIES_BETWEEN, asked)
    others = [other for other in taken if but is None or other.id != but.id]
    assert contract.started_at is not None
    return Frame(context.now, week, contract.started_at, bool(contract.onboarding), others)


def work_of(entry: Entry) -> Work:
    """What an entry says was done."""
    links, files = tuple(json.loads(entry.links)), tuple(json.loads(entry.files))
    return Work(entry.memo, entry.code, links, entry.commit_id, files)


def typed(minutes: int) -> str:
    """Minutes as they are typed: 2h30."""
    hours, rest = divmod(minutes, 60)
    return f"{hours}h{rest or ''}" if hours else f"{rest}m"


def _columns(work: Work) -> dict[str, Any]:
    return {
        "memo": work.memo,
        "code": work.code,
        "links": json.dumps(work.links, ensure_ascii=False),
        "commit_id": work.commit,
        "files": json.dumps(work.files),
    }


def _replaced(context: Context, entry: Entry, week: int, minutes: int, day: date | None, at: time | None) -> int:
    """Where an entry goes that is corrected: where it was if nothing else is said and it fits there."""
    wish = Wish(minutes, day or day_of(entry.starts_at, context.zone), at, context.zone)
    there = frame(context, entry.contract, wish, week, but=entry)
    if day is None and at is None:
        if minutes <= entry.minutes:
            return entry.starts_at
        try:
            check_free(entry.starts_at, minutes, wish, there)
        except Mistake:
            return place(wish, there)
        return entry.starts_at
    return place(wish, there)


def _last_memo(context: Context, contract: Contract, but: Entry | None) -> str:
    """The memo that was written last on the contract, in this week or the one before."""
    asked = {"freelancer_id": contract.freelancer_id, "since": monday(context.now) - 7 * DAY, "until": context.now}
    found: Sequence[Entry] = context.transaction.all(timesheets.ENTRIES_BETWEEN, asked)
    mine = [one for one in found if one.contract_id == contract.id and (but is None or one.id != but.id)]
    return max(mine, key=lambda one: one.id).memo if mine else ""


def _not_now(context: Context, contract: Contract) -> Refusal:
    """Why time cannot be logged on a contract that is not active, and what to do."""
    ref, client = contract.ref, contract.client_name
    match contract.state:
        case "offered":
            return Refusal(_("{ref} is only offered yet.").format(ref=ref), _("Accept it first: /contract accept."))
        case "paused" if context.transaction.all(timesheets.UNPAID, {"id": contract.id}):
            sentence = _("{ref} is paused until {client} has paid for an earlier week.").format(ref=ref, client=client)
            return Refusal(sentence, _("Better stop working on it until then; you are told when it goes on."))
        case "paused" if not guards.holds(context, contract, "no_week_disputed"):
            sentence = _("{ref} is paused while a week of it is in dispute, so no time can be logged.")
            return Refusal(sentence.format(ref=ref), _("It goes on by itself once that is over: /dispute list."))
        case "paused":
            sentence = _("{ref} is paused, so no time can be logged. {client} resumes it.")
            return Refusal(sentence.format(ref=ref, client=client), _("Ask with /contract say {ref}.").format(ref=ref))
        case "suspended":
            sentence = _("{ref} is suspended by an operator, so no time can be logged. What is logged is kept.")
            return Refusal(sentence.format(ref=ref), instead(contract))
    sentence = _("{ref} is over, so no time can be logged on it any more.").format(ref=ref)
    return Refusal(sentence, _("What was logged in time is still billed."))
