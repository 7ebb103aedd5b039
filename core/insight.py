"""What is recorded, in words for somebody who looks behind the chats: a thing, the books, the outbox."""

from __future__ import annotations

import json
from itertools import groupby
from typing import Any, Final

from core import charts, report
from core.audit import ledger_report
from core.card import text_of
from core.cards.dispute import WHAT
from core.dispute.figures import percent
from core.dispute.words import REASONS
from core.duration import in_hours
from core.grammar import Ref
from core.market import Market
from core.money import Money, format_money
from core.outbox import ANNOUNCE, CHANNEL, NOTICE, PROVIDER, REFRESH
from core.report import Data, when
from core.sentences import status
from core.view import View
from core.wire import load_card
from statemachines.policy import policy
from storage.database import Transaction
from storage.queries import insight, ledger, marketplace, people

LATEST: Final = "latest"
POSTINGS: Final = 20
TRANSFERS_LOOKED_AT: Final = 100
THINGS: Final = 10
CHANGES_LOOKED_AT: Final = 100
MESSAGES: Final = 50
WORDS_SHOWN: Final = 160
KINDS: Final = {
    NOTICE: "message",
    REFRESH: "card brought up to date",
    ANNOUNCE: "announcement for the channels",
    CHANNEL: "card in a channel",
    PROVIDER: "call to the payment provider",
}
RECIPES: Final = {
    "fund": "milestone funded",
    "release": "milestone released",
    "bonus": "bonus paid",
    "expense": "expense paid",
    "refund": "money given back",
    "reduce": "time given back",
    "settle": "dispute settled",
    "arbitration_fee": "arbitration fee held",
    "arbitration_earned": "arbitration fee earned",
    "arbitration_back": "arbitration fee given back",
    "clear": "clearing is over",
    "deposit": "deposit arrived",
    "charge_back": "deposit charged back",
    "withdraw": "withdrawal asked for",
    "payout_paid": "payout confirmed",
    "payout_failed": "payout came back",
}
OVER: Final = frozenset({"dropped"})


def thing(transaction: Transaction, market: Market, ref: str) -> Data:
    """A thing with its machine, its clocks and its history; `latest` is the one that changed last.

    `recent` are the references that changed last. Without such a thing `ref` is None.
    """
    recent = _recent(transaction)
    named = recent[0] if ref == LATEST and recent else ref
    data = report.thing(transaction, named)
    if data is None:
        return {"ref": None, "asked": None if ref == LATEST else ref, "recent": recent}
    names = _names(transaction)
    data["recent"] = recent
    data["parties"] = {role: _who(names, owner) for role, owner in data["parties"].items()}
    data["amounts"] = _amounts(data["amounts"])
    data["history"] = [event | {"by": _who(names, event["by"])} for event in data["history"]]
    data["frozen"] = [
        {"event": event, "left": _left(seconds)}
        for event, seconds in transaction.all(insight.FROZEN_DEADLINES, {"thing": data["ref"]})
    ]
    data["milestones"] = [
        {"ref": part["ref"], "title": part["title"], "state": part["state"], "amounts": _amounts(part["amounts"])}
        for part in data.get("milestones", ())
    ]
    data["weeks"] = [
        {"ref": week["ref"], "title": f"week of {week['start']}", "note": in_hours(week["minutes"])}
        | {"state": week["state"], "amounts": _amounts(week["amounts"])}
        for week in data.get("weeks", ())
    ]
    data["entries"] = [entry | {"note": in_hours(entry["minutes"])} for entry in data.get("entries", ())]
    data["tasks"] = [task | {"owner": _holder(data, task["owner"])} for task in data.get("tasks", ())]
    data["disputes"] = [
        {
            "ref": one["ref"],
            "title": f"about {one['about']}",
            "state": one["state"],
            "amounts": _amounts(one["amounts"]),
        }
        for one in data.get("disputes", ())
    ]
    data["file"] = [
        line | {"by": _who(names, line["by"]), "kind": WHAT.get(line["kind"], line["kind"])}
        for line in data.get("file", ())
    ]
    data["facts"] = _FACTS[data["kind"]](data) if data["kind"] in _FACTS else []
    return data | _drawn(transaction, market, data)


def books(transaction: Transaction) -> Data:
    """Every account that is not at 0, what they add up to, the last postings, and what is wrong if anything is."""
    found, names = ledger_report(transaction), _names(transaction)
    sums: dict[str, int] = {}
    for row in found.balances:
        sums[row.currency] = sums.get(row.currency, 0) + row.balance
    return {
        "balances": [
            {
                "account": _spaced(row.kind),
                "owner": _who(names, row.owner),
                "amount": _money(row.balance, row.currency),
                "negative": row.balance < 0,
            }
            for row in found.balances
            if row.balance
        ],
        "sums": [{"amount": _money(total, currency), "zero": not total} for currency, total in sums.items()],
        "postings": _postings(transaction, names),
        "violations": list(found.violations),
    }


def outbox(transaction: Transaction, now: int) -> list[Data]:
    """What was last to be sent, newest first: to whom, about what, and how far it has come."""
    names = _names(transaction)
    homes: dict[int, list[Data]] = {}
    found = []
    for row in transaction.all(insight.LATEST_OUTBOX, {"most": MESSAGES}):
        number, kind, person_id, place, about, payload, state, attempts, not_before, error, created_at, sent_at = row
        if person_id is not None and person_id not in homes:
            homes[person_id] = _homes(transaction, person_id)
        found.append(
            {
                "id": number,
                "kind": _kind(kind, payload),
                "to": _who(names, f"U-{person_id}") if person_id is not None else None,
                "homes": homes[person_id] if person_id is not None else _place(place),
                "thing": about,
                "status": _status(state, not_before > now or bool(error)),
                "attempts": attempts,
                "next_try": when(not_before) if state == "queued" and not_before > now else None,
                "error": error,
                "text": _words(kind, payload),
                "created_at": when(created_at),
                "sent_at": when(sent_at) if sent_at else None,
            }
        )
    return found


def _holder(data: Data, role: str | None) -> str:
    """Whoever holds a role in an onboarding, by name."""
    return data["parties"][role]["name"] if role in data["parties"] else "an operator" if role else ""


def _task_facts(data: Data) -> list[Data]:
    """Whose a task of an onboarding is, for whom it waits, and what has been signed and handed in."""
    facts = {
        "owner": _holder(data, data["owner"]),
        "reviewed by": _holder(data, data["reviewer"]),
        "waits for": _holder(data, data["waits_on"]),
        "signed": ", ".join(f"{one['name']} on {one['platform']}" for one in data["signatures"]),
        "files": ", ".join(file["name"] for file in data["files"]),
        "classified as": data["decision"] or "",
    }
    return _said(facts)


def _dispute_facts(data: Data) -> list[Data]:
    """Who disputes what and why, what is on the table, who said yes or no to it, and the outcome."""
    chose = {side: "yes" if at else None for side, at in data["chose_arbitration"].items()}
    facts = {
        "opened by": f"{_holder(data, data['opened_by'])} · {REASONS[data['reason']]}",
        "offered to the freelancer": _part(data["offer"]),
        "proposed for the freelancer": _part(data["proposal"]),
        "votes": _by_side(data, data["votes"]),
        "arbitration chosen": _by_side(data, chose),
        "outcome for the freelancer": _part(data["split"]),
    }
    return _said(facts)


_FACTS: Final = {"task": _task_facts, "dispute": _dispute_facts}


def _part(part: int | None) -> str:
    return "" if part is None else percent(part)


def _by_side(data: Data, said: Data) -> str:
    """What each side said, by name."""
    return " · ".join(f"{_holder(data, side)}: {word}" for side, word in said.items() if word)


def _said(facts: dict[str, str]) -> list[Data]:
    return [{"name": name, "text": text} for name, text in facts.items() if text]


def _drawn(transaction: Transaction, market: Market, data: Data) -> Data:
    """The machine of a thing with the ways that lead on from here; a person has none."""
    ref = Ref.parse(data["ref"])
    if ref is None or data["kind"] not in marketplace.RECORDS:
        return {"status": data["state"], "chart": None, "steps": []}
    found = transaction.one(marketplace.THING[data["kind"]], {"id": ref.number})
    view = View(transaction, market, market.clock.now(), None)
    names = {role: who["name"] for role, who in data["parties"].items()}
    return {
        "status": text_of(status(view, found)),
        "chart": charts.chart(data["kind"], policy(data["policy"]), charts.SIDES | names),
        "steps": charts.steps(view, found),
    }


def _recent(transaction: Transaction) -> list[str]:
    found = transaction.all(insight.LATEST_THINGS, {"most": CHANGES_LOOKED_AT})
    return list(dict.fromkeys(found))[:THINGS]


def _names(transaction: Transaction) -> dict[str, str]:
    return {f"U-{number}": str(name) for number, name in transaction.all(people.NAMES)}


def _who(names: dict[str, str], owner: str) -> Data:
    """Somebody or something that an account or a deed is of: a person, a contract, or the house itself."""
    ref = owner if Ref.parse(owner) else None
    return {"ref": ref, "name": names.get(owner, "") if ref else owner or "Parley"}


def _amounts(amounts: Data) -> list[Data]:
    """Each amount with its name; the first one says what it is all about, the others only if there is something."""
    return [
        {"name": _spaced(name), "amount": _money(minor, currency)}
        for currency, named in amounts.items()
        for number, (name, minor) in enumerate(named.items())
        if minor or not number
    ]


def _postings(transaction: Transaction, names: dict[str, str]) -> list[Data]:
    rows = transaction.all(ledger.LATEST, {"most": TRANSFERS_LOOKED_AT})
    found = []
    for (_key, recipe, about, at), moves in groupby(rows, key=lambda row: row[:4]):
        transfers = [_transfer(names, move) for move in moves]
        transfers.reverse()
        found.append(
            {"at": when(at), "recipe": RECIPES.get(recipe, _spaced(recipe)), "thing": about, "transfers": transfers}
        )
    return found[:POSTINGS]


def _transfer(names: dict[str, str], move: tuple[Any, ...]) -> Data:
    source, source_owner, target, target_owner, currency, amount = move[5:]
    return {
        "from": {"account": _spaced(source), "owner": _who(names, source_owner)},
        "to": {"account": _spaced(target), "owner": _who(names, target_owner)},
        "amount": _money(amount, currency),
    }


def _homes(transaction: Transaction, person_id: int) -> list[Data]:
    found = transaction.all(people.IDENTITIES_OF, {"person_id": person_id})
    return [
        {"platform": platform, "id": user_id, "blocked": blocked_at is not None}
        for platform, _team, user_id, _chat, blocked_at in found
    ]


def _place(place: str) -> list[Data]:
    platform, _team, chat = place.split("|") if place else ("", "", "")
    return [{"platform": platform, "id": chat, "blocked": False}] if place else []


def _status(state: str, again: bool) -> str:
    if state == "dead":
        return "undeliverable"
    return "retry" if state == "queued" and again else state


def _kind(kind: str, payload: str) -> str:
    what = json.loads(payload).get({ANNOUNCE: "event", PROVIDER: "call"}.get(kind, ""), "")
    return f"{KINDS.get(kind, kind)}: {_spaced(what)}" if what else KINDS.get(kind, kind)


def _words(kind: str, payload: str) -> str:
    """The first words of a message; everything else is written only when it is sent."""
    if kind != NOTICE:
        return ""
    card = load_card(payload)
    said = " · ".join(text_of(line) for line in (card.head, *card.lines[:1]) if line)
    return said if len(said) <= WORDS_SHOWN else f"{said[: WORDS_SHOWN - 1].rstrip()}…"


def _left(seconds: int) -> str:
    """A span in the two largest units that it has: `13 days 2 hours`."""
    minutes = seconds // 60
    sizes = ((minutes // 1_440, "day"), (minutes % 1_440 // 60, "hour"), (minutes % 60, "minute"))
    words = [f"{count} {name}{'' if count == 1 else 's'}" for count, name in sizes if count]
    return " ".join(words[:2]) or "less than a minute"


def _spaced(name: str) -> str:
    return name.replace("_", " ")


def _money(minor: int, currency: str) -> str:
    return format_money(Money(minor, currency))
