"""What is recorded, as plain data for machines: things with their amounts, deadlines and history, and the ledger."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Final, TypeVar

from core.audit import ledger_report
from core.dispute.record import listed, recorded
from core.grammar import Ref
from core.spoken import spoken
from core.view import milestones_of
from storage.database import Session, Transaction
from storage.queries import disputes, journal, ledger, marketplace, onboarding, people, timesheets
from storage.records import Milestone
from storage.timesheets import Diary, Entry, Timer, Week

T = TypeVar("T")
Data = dict[str, Any]
KIND_OF: Final = {record.prefix: kind for kind, record in marketplace.RECORDS.items()}


def asked(session: Session, question: Callable[..., T], *details: Any) -> T:
    """The answer to one of the questions below, of one moment, whatever is committed meanwhile."""
    with session.transaction(write=False, snapshot=True) as transaction:
        return question(transaction, *details)


def thing(transaction: Transaction, text: str) -> Data | None:
    """Everything recorded about a reference, or None if there is no such thing."""
    ref = Ref.parse(text)
    if ref is None:
        return None
    if ref.kind == "U":
        return _person(transaction, ref)
    kind = KIND_OF.get(ref.kind)
    found = transaction.one(marketplace.THING[kind], {"id": ref.number}) if kind else None
    if found is None:
        return None
    parties = {
        role: f"U-{found_id}" for role in ("client", "freelancer") if (found_id := getattr(found, f"{role}_id", None))
    }
    data: Data = {
        "ref": found.ref,
        "kind": found.kind,
        "state": found.state,
        "version": found.version,
        "policy": found.policy,
        "title": getattr(found, "title", None) or getattr(found, "job_title", None),
        "parties": parties,
        "amounts": {},
        "deadlines": _deadlines(transaction, found.ref),
        "history": _history(transaction, found.ref),
        "created_at": when(found.created_at),
    }
    _MORE[found.kind](transaction, found, data)
    return data


def violations(transaction: Transaction) -> list[str]:
    """A sentence for each invariant of the ledger that does not hold."""
    return list(ledger_report(transaction).violations)


def balances(transaction: Transaction) -> list[Data]:
    """Every account that is not at 0, in minor units."""
    return [
        {"account": row.kind, "owner": row.owner or None, "currency": row.currency, "balance": row.balance}
        for row in ledger_report(transaction).balances
        if row.balance
    ]


def entries(transaction: Transaction, ref: str) -> list[Data]:
    """The transfers that concern a reference, oldest first."""
    found = Ref.parse(ref)
    names = ("key", "recipe", "thing", "at", "seq", "from", "from_owner", "to", "to_owner", "currency", "amount")
    rows = transaction.all(ledger.ENTRIES_OF, {"ref": str(found or ref)})
    return [{**dict(zip(names, row, strict=True)), "at": when(row[3])} for row in rows]


def when(seconds: int) -> str:
    """An instant as 2026-12-06T10:00:00Z."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def piece_amounts(piece: Milestone | Week) -> Data:
    """What was agreed, put in, paid out and given back, gross, in minor units by currency."""
    return {
        piece.currency: {
            "agreed": piece.amount,
            "funded": piece.funded,
            "released": piece.released,
            "refunded": piece.refunded,
            "held": piece.held,
            "client_fee": piece.client_fee - piece.client_fee_back,
            "freelancer_fee": piece.freelancer_fee,
        }
    }


def _deadlines(transaction: Transaction, ref: str) -> list[Data]:
    found = transaction.all(journal.OPEN_DEADLINES, {"thing": ref})
    return [{"event": d.event, "due": when(d.due_at)} for d in found if not d.reminder]


def _history(transaction: Transaction, ref: str) -> list[Data]:
    return [
        {
            "event": event.event,
            "from": event.source,
            "to": event.target,
            "by": f"U-{event.actor_id}" if event.actor_id else event.role,
            "at": when(event.created_at),
            "note": event.note,
        }
        for event in transaction.all(journal.HISTORY_OF, {"thing": ref})
    ]


def _person(transaction: Transaction, ref: Ref) -> Data | None:
    person = transaction.one(people.PERSON, {"id": ref.number})
    if person is None:
        return None
    balances_of = transaction.all(ledger.BALANCES_OF, {"owner": person.ref})
    amounts: Data = {}
    for kind, currency, balance in balances_of:
        amounts.setdefault(currency, {})[kind] = balance
    roles = ["client"] * person.is_client + ["freelancer"] * person.is_freelancer
    return {
        "ref": person.ref,
        "kind": "person",
        "state": "suspended" if person.suspended_at else "active",
        "name": person.name,
        "roles": roles + [role for role in person.roles.split(",") if role],
        "timezone": person.timezone,
        "parties": {},
        "amounts": amounts,
        "deadlines": [],
        "history": _history(transaction, person.ref),
        "created_at": when(person.created_at),
    }


def _job(_transaction: Transaction, job: Any, data: Data) -> None:
    pay = {"budget": job.budget, "rate_min": job.rate_min, "rate_max": job.rate_max}
    data["amounts"] = {job.currency: {name: value for name, value in pay.items() if value is not None}}
    data |= {"pay": job.pay, "proposals": job.bids, "hires": {"made": job.hires_made, "wanted": job.hires_wanted}}


def _proposal(_transaction: Transaction, proposal: Any, data: Data) -> None:
    data["amounts"] = {proposal.currency: {"bid": proposal.bid}}
    data["job"] = f"J-{proposal.job_id}"


def _contract(transaction: Transaction, contract: Any, data: Data) -> None:
    milestones = milestones_of(transaction, contract)
    kept = [milestone for milestone in milestones if milestone.state != "dropped"]
    sums: dict[str, int] = {}
    weeks = transaction.all(timesheets.WEEKS_OF, {"id": contract.id})
    pieces: list[Milestone | Week] = [*kept, *weeks]
    for piece in pieces:
        for name, amount in piece_amounts(piece)[piece.currency].items():
            sums[name] = sums.get(name, 0) + amount
    terms = {version.number: version for version in transaction.all(marketplace.TERMS_OF, {"id": contract.id})}
    data["amounts"] = {contract.currency: sums}
    data |= {
        "pay": contract.pay,
        "milestones": [{"ref": m.ref, "state": m.state, "title": m.title, "amounts": piece_amounts(m)} for m in kept],
        "weeks": _weeks(transaction, contract.id),
        "tasks": _tasks(transaction, contract.id),
        "disputes": listed(transaction, disputes.OF_CONTRACT, contract.id),
        "onboarding": bool(contract.onboarding),
        "employed": bool(contract.employed),
        "terms_version": contract.terms_version,
        "terms": json.loads(terms[contract.terms_version].terms),
        "terms_hash": terms[contract.terms_version].hash,
        "started_at": when(contract.started_at) if contract.started_at else None,
        "ended_at": when(contract.ended_at) if contract.ended_at else None,
        "messages": spoken(transaction, contract.ref, when),
    }


def _weeks(transaction: Transaction, contract_id: int) -> list[Data]:
    found = reversed(transaction.all(timesheets.WEEKS_OF, {"id": contract_id}))
    return [{"ref": week.ref, "start": week.title, "state": week.state, **_reckoned(week)} for week in found]


def _reckoned(week: Week) -> Data:
    return {"minutes": week.minutes, "billable_minutes": week.billable, "amounts": piece_amounts(week)}


def _week(transaction: Transaction, week: Week, data: Data) -> None:
    entries = transaction.all(timesheets.ENTRIES_OF, {"id": week.id})
    data |= {"contract": week.contract.ref, "start": week.title, **_reckoned(week)}
    data["disputes"] = listed(transaction, disputes.OF_WEEK, week.id)
    data["entries"] = [
        {"ref": entry.ref, "state": entry.state, "minutes": entry.minutes, "title": entry.memo} for entry in entries
    ]


def _entry(_transaction: Transaction, entry: Entry, data: Data) -> None:
    data |= {
        "contract": entry.contract.ref,
        "week": f"WK-{entry.week_id}",
        "minutes": entry.minutes,
        "start": when(entry.starts_at),
        "memo": entry.memo,
        "code": entry.code,
        "kind_of_time": "attested" if entry.attested else "manual",
        "links": json.loads(entry.links),
        "commit": entry.commit_id or None,
        "objection": entry.objection or None,
        "answer": entry.answer or None,
    }


def _timer(_transaction: Transaction, timer: Timer, data: Data) -> None:
    data |= {"contract": timer.contract.ref, "memo": timer.memo, "start": when(timer.started_at)}


def _diary(_transaction: Transaction, diary: Diary, data: Data) -> None:
    data |= {"person": f"U-{diary.id}", "prompt": diary.prompt}


def _case(transaction: Transaction, case: Any, data: Data) -> None:
    data |= {
        "contract": case.contract.ref,
        "template": case.template,
        "decision": case.decision or None,
        "tasks": _tasks(transaction, case.id),
    }


def _tasks(transaction: Transaction, contract_id: int) -> list[Data]:
    return [
        {"ref": task.ref, "title": task.title, "kind": task.paper, "owner": task.owner, "state": task.state}
        for task in transaction.all(onboarding.TASKS_OF, {"id": contract_id})
    ]


def _task(transaction: Transaction, task: Any, data: Data) -> None:
    files = [transaction.one(marketplace.FILE_FACTS, {"id": file}) for file in json.loads(task.files)]
    data |= {
        "contract": task.contract.ref,
        "task_kind": task.paper,
        "owner": task.owner,
        "reviewer": task.reviewer or None,
        "waits_on": task.waits_on or None,
        "decision": task.decision or None,
        "reused_from": f"T-{task.reused_from}" if task.reused_from else None,
        "files": [
            {"name": name, "media_type": media_type, "size": size, "sha256": sha256}
            for name, media_type, size, sha256 in (facts for facts in files if facts)
        ],
        "signatures": [
            {
                "by": f"U-{one.person_id}",
                "name": one.name,
                "platform": one.platform,
                "text_hash": one.text_hash,
                "hash": one.hash,
                "at": when(one.created_at),
            }
            for one in transaction.all(onboarding.SIGNATURES_OF, {"id": task.id})
        ],
    }


def _milestone(transaction: Transaction, milestone: Any, data: Data) -> None:
    data["amounts"] = piece_amounts(milestone)
    data |= {
        "contract": milestone.contract.ref,
        "revisions": milestone.revisions,
        "disputes": listed(transaction, disputes.OF_MILESTONE, milestone.id),
        "submissions": [
            {"number": number, "note": note, "links": json.loads(links), "files": json.loads(files), "at": when(at)}
            for number, note, links, files, at in transaction.all(marketplace.SUBMISSIONS_OF, {"id": milestone.id})
        ],
    }


def _dispute(transaction: Transaction, dispute: Any, data: Data) -> None:
    paid = {"client_fee_paid": dispute.client_paid, "freelancer_fee_paid": dispute.freelancer_paid}
    data["amounts"] = {dispute.currency: {"disputed": dispute.amount, **paid}}
    if dispute.mediator_id is not None:
        data["parties"]["mediator"] = f"U-{dispute.mediator_id}"
    data |= recorded(transaction, dispute, when)


def _payment(_transaction: Transaction, payment: Any, data: Data) -> None:
    data["amounts"] = {payment.currency: {"amount": payment.amount}}


_MORE: Final[dict[str, Callable[[Transaction, Any, Data], None]]] = {
    "job": _job,
    "proposal": _proposal,
    "contract": _contract,
    "case": _case,
    "task": _task,
    "milestone": _milestone,
    "dispute": _dispute,
    "week": _week,
    "entry": _entry,
    "timer": _timer,
    "diary": _diary,
    "deposit": _payment,
    "withdrawal": _payment,
}
