"""What a week comes to: which minutes are billed, to the cent, and which time is protected and why.

A block is protected (docs/hours.md) if all of these hold, the rules of Upwork's hourly protection turned to chat:
something shows the work, it lies within the weekly limit, and the client's payment method is verified. Its memo has
been checked when it was logged.
"""

from __future__ import annotations

import json
from fractions import Fraction
from typing import Final

from core.card import text_of
from core.duration import in_hours
from core.hours.agreed import limit_of, rate_at
from core.hours.sheet import Line, Sheet
from core.language import _
from core.money import share, split
from core.sentences import status
from core.view import View
from statemachines.policy import policy
from storage.queries import marketplace, timesheets
from storage.timesheets import Entry, Week

HOUR: Final = 60


def sheet_of(view: View, week: Week) -> Sheet:
    """The timesheet of a week as it stands now; of an invoiced one it comes to what was charged."""
    contract = week.contract
    entries = view.transaction.all(timesheets.ENTRIES_OF, {"id": week.id})
    limit = limit_of(view, contract, week.starts_at)
    lines = _lines(view, entries, limit)
    amount = sum(line.amount for line in lines)
    numbers = policy(contract.policy)
    employed = bool(contract.employed)
    return Sheet(
        contract=contract.ref,
        title=contract.title,
        client=contract.client_name,
        freelancer=contract.freelancer_name,
        currency=week.currency,
        starts_at=week.starts_at,
        state=text_of(status(view, week)),
        limit=limit,
        lines=lines,
        minutes=sum(line.minutes for line in lines),
        billable=sum(line.billable for line in lines),
        amount=0 if employed else amount,
        client_fee=0 if employed else _client_fee(week, amount),
        freelancer_fee=0 if employed else share(amount, numbers.freelancer_fee_bp),
    )


def _client_fee(week: Week, amount: int) -> int:
    """What was charged less what came back; before that the share of what it comes to now."""
    if week.funded:
        return week.client_fee - week.client_fee_back
    return share(amount, policy(week.contract.policy).client_fee_bp)


def _lines(view: View, entries: list[Entry], limit: int | None) -> tuple[Line, ...]:
    within = shares_of_limit([entry.minutes for entry in entries], limit)
    billable = [max(minutes - entry.conceded, 0) for entry, minutes in zip(entries, within, strict=True)]
    rates = [rate_at(view, entry.contract, entry.starts_at) for entry in entries]
    amounts = amounts_of(billable, rates)
    verified = bool(entries) and client_verified(view, entries[0].client_id)
    return tuple(
        _line(view, entry, minutes, rate, amount, protection(entry, limited, verified))
        for entry, minutes, limited, rate, amount in zip(entries, billable, within, rates, amounts, strict=True)
    )


def _line(view: View, entry: Entry, billable: int, rate: int, amount: int, shelter: tuple[bool, str]) -> Line:
    return Line(
        ref=entry.ref,
        contract=entry.contract.ref,
        at=entry.starts_at,
        minutes=entry.minutes,
        billable=billable,
        memo=entry.memo,
        code=entry.code,
        evidence=evidence(view, entry),
        attested=entry.attested,
        protected=shelter[0],
        why=shelter[1],
        rate=rate,
        amount=amount,
        objection=entry.objection,
        answer=entry.answer,
    )


def shares_of_limit(minutes: list[int], limit: int | None) -> list[int]:
    """The minutes of each entry that lie within the limit; what was worked first comes first."""
    left = sum(minutes) if limit is None else limit
    found = []
    for some in minutes:
        found.append(min(some, left))
        left -= found[-1]
    return found


def amounts_of(minutes: list[int], rates: list[int]) -> list[int]:
    """What each entry comes to, in minor units; together they are the exact sum, rounded half-even once."""
    weights = [some * rate for some, rate in zip(minutes, rates, strict=True)]
    if not sum(weights):
        return [0 for _weight in weights]
    return split(round(Fraction(sum(weights), HOUR)), weights)


def protection(entry: Entry, within: int, verified: bool) -> tuple[bool, str]:
    """Whether a block is protected, and why or why not."""
    if not within:
        return False, _("over the weekly limit")
    if not entry.attested:
        return False, _("by hand, without evidence")
    if not verified:
        return False, _("the client has no verified payment yet")
    if within < entry.minutes:
        return True, _("evidence attached; {hours} of it within the limit").format(hours=in_hours(within))
    return True, _("evidence attached, within the limit, payment verified")


def client_verified(view: View, client_id: int) -> bool:
    """Whether a payment of the client has gone through and none is in question."""
    paid = view.transaction.one(timesheets.SETTLED_DEPOSITS, {"client_id": client_id})
    return bool(paid) and not view.money_frozen(client_id)


def evidence(view: View, entry: Entry) -> tuple[str, ...]:
    """What shows the work: links, a commit, names of files."""
    named = [view.transaction.one(marketplace.FILE_FACTS, {"id": file}) for file in json.loads(entry.files)]
    commit = [_("commit {name}").format(name=entry.commit_id)] if entry.commit_id else []
    return (*json.loads(entry.links), *commit, *(facts[0] for facts in named if facts))
