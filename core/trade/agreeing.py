"""What changes in a running hourly contract without asking back: rate, weekly limit, manual time, activity codes."""

from __future__ import annotations

import json
from typing import Any

from core import guards
from core.context import Context
from core.duration import in_hours
from core.hours.agreed import Figure, coming, figure, limit_of, manual_allowed, rate_at
from core.language import _
from core.money import Money
from core.refusal import Mistake, Refusal
from core.trade import terms
from core.trade.weeks import NOT_INVOICED, recount
from statemachines.machine import Role
from statemachines.policy import policy
from storage.queries import timesheets
from storage.records import Contract
from storage.timesheets import WEEK_SECONDS, Week, monday


def rate(context: Context, contract: Contract, new: Money) -> str:
    """Another rate for work from now on: the client raises it, the freelancer lowers it. Answers with what changed."""
    _check(context, contract)
    if new.currency != contract.currency:
        sentence = _("This contract is in {currency}.").format(currency=contract.currency)
        raise Mistake("rate", sentence, f"45 {contract.currency}")
    old = rate_at(context, contract, context.now)
    before, after = Money(old, contract.currency), new
    if new.minor == old:
        raise Mistake("rate", _("The rate is {rate} an hour already.").format(rate=before), "45")
    if (new.minor > old) is not (context.role(contract) is Role.CLIENT):
        raise Refusal(
            _("Only the client raises the rate, and only the freelancer lowers it; it is {rate} now.").format(
                rate=before
            ),
            _("Ask the other side to: /contract say {ref}.").format(ref=contract.ref),
        )
    if new.minor > 2 * old or 2 * new.minor < old:  # it counts at once, and only the other side could undo it
        sentence = _("From {before} to {after} at once looks like a slip. If it is meant, go there in two steps.")
        raise Mistake("rate", sentence.format(before=before, after=after), "45")
    said = _("{before} → {after} an hour, for work from now on").format(before=before, after=after)
    _agree(context, contract, "rate", new.minor, context.now, said)
    return said


def limit(context: Context, contract: Contract, new: int | None) -> str:
    """Another weekly limit in minutes, None for none: a raise counts at once, a cut from next Monday."""
    _check(context, contract)
    if new is not None and new % (step := policy(contract.policy).time_step):
        raise Mistake("limit", _("The limit goes in steps of {step} minutes, as time does.").format(step=step), "30h")
    start = monday(context.now)
    old, later = limit_of(context, contract, start), coming(context, contract, "limit")
    if new == old and later is None:
        raise Mistake("limit", _("The limit is {limit} already.").format(limit=limit_text(new)), "30h")
    change = {"before": limit_text(old), "after": limit_text(new)}
    if new == old or _above(new, old):
        weeks = _raisable(context, contract, new)
        from_at = min((week.starts_at for week in weeks), default=start)
        said = _("weekly limit {before} → {after}, at once and for time that is logged already").format(**change)
        _agree(context, contract, "limit", new, min(from_at, start), said)
        for week in weeks:
            recount(context, week)
    else:
        said = _("weekly limit {before} → {after}, from next Monday").format(**change)
        _agree(context, contract, "limit", new, start + WEEK_SECONDS, said)
    return said


def manual(context: Context, contract: Contract, *, allowed: bool) -> str:
    """Whether time may be entered without evidence from now on."""
    _check(context, contract)
    if manual_allowed(context, contract) is allowed:
        raise Refusal(_("That is agreed already."))
    said = (
        _("time without evidence may be entered from now on")
        if allowed
        else _("from now on every entry needs a link, a commit or a file")
    )
    _agree(context, contract, "manual", int(allowed), context.now, said)
    return said


def codes(context: Context, contract: Contract, new: tuple[str, ...]) -> str:
    """The activities that time is logged under; none for any."""
    _check(context, contract)
    if list(new) == json.loads(contract.codes):
        raise Refusal(_("These are the activities already."))
    said = _("activities: {codes}").format(codes=", ".join(new)) if new else _("no list of activities any more")
    context.change(contract, codes=json.dumps(new, ensure_ascii=False))
    _write(context, contract, {"codes": list(new)}, said)
    return said


def limit_text(minutes: int | None) -> str:
    """A weekly limit in words."""
    return _("none") if minutes is None else in_hours(minutes)


def _check(context: Context, contract: Contract) -> None:
    """Raise Refusal unless the contract runs, is paid by the hour, and has no other change waiting."""
    context.judge(contract, "adjust")
    if contract.pay != "hourly":
        raise Refusal(guards.reason("paid_by_hour"))
    if terms.waiting(context, contract) is not None:
        raise Refusal(
            _("A proposed change to {ref} waits for an answer; settle that first.").format(ref=contract.ref),
            _("/contract approve-change {ref} or /contract reject-change {ref}").format(ref=contract.ref),
        )


def _above(new: int | None, old: int | None) -> bool:
    return old is not None and (new is None or new > old)


def _raisable(context: Context, contract: Contract, new: int | None) -> list[Week]:
    """The weeks that are not invoiced yet and have less; the newest first, up to one that has as much."""
    found: list[Week] = []
    for week in context.transaction.all(timesheets.WEEKS_OF, {"id": contract.id}):
        if week.state not in NOT_INVOICED or not _above(new, limit_of(context, contract, week.starts_at)):
            break
        found.append(week)
    return found


def _agree(context: Context, contract: Contract, name: Figure, value: int | None, from_at: int, said: str) -> None:
    """Keep the figure with the moment it counts from; the first change keeps what stood before it, too."""
    values = {"contract_id": contract.id, "name": name, "set_by": context.me.id, "created_at": context.now}
    if not context.transaction.all(timesheets.AGREED_OF, {"id": contract.id, "name": name}):
        first = {"value": figure(context, contract, name, context.now), "from_at": contract.created_at}
        context.transaction.run(timesheets.AGREE, values | first)
    context.transaction.run(timesheets.AGREE, values | {"value": value, "from_at": from_at})
    _write(context, contract, {name: bool(value) if name == "manual" else value}, said)


def _write(context: Context, contract: Contract, change: dict[str, Any], said: str) -> None:
    """The terms in a new version that stands at once, and a line in the contract's history."""
    made = terms.standing(context, contract) | change
    number = terms.next_number(context, contract)
    terms.mark(context, contract, contract.terms_version, terms.SUPERSEDED)
    terms.write(context, contract.id, number, made, terms.STANDING)
    context.fire(contract, "adjust", note=said, terms_version=number)
