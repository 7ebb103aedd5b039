"""docs/accounts.md: the chart of accounts, and what each recipe posts, shown by running it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any, Final, TypeVar

from core.documents.markdown import code, page, table
from core.ledger import MEANING, NO_FLOOR, Kind, Owned, Posting, Transfer
from core.money import Money, format_money
from core.recipes import RECIPES
from statemachines.catalogue import MACHINES
from statemachines.machine import Post
from statemachines.policy import CURRENT
from storage.disputes import Dispute
from storage.records import Contract, Deposit, Milestone, Thing, Withdrawal
from storage.timesheets import Week

INTRO: Final = """\
A posting is a list of transfers (from, to, an amount above zero, a currency), so it sums to zero by construction.
There is one account per owner and currency. Rows are never changed or deleted, on either database: a correction is
a new posting. What people own is positive; the sum over all accounts is always 0. `python run.py ledger check`
recomputes all of it."""
EXAMPLE: Final = """\
The amounts are those of a milestone of $200.00 between U-1 and U-2 under contract C-1, of a deposit and a withdrawal
of $100.00, of a ruling that gives the freelancer 60 %, and of an arbitration that the client alone has paid $10.00
for. This table was made by running the recipes."""
FLOORS: Final = {True: "none", False: "0"}
OWNERS: Final = {"U": "a person", "C": "a contract", "D": "a dispute", "": "the platform"}
CURRENCY: Final = "USD"
R = TypeVar("R", bound=Thing)


def accounts() -> str:
    """The page."""
    postings = {name: RECIPES[name](*sample) for name, sample in samples().items()}
    return page(
        "Accounts",
        INTRO,
        table(("account", "whose", "lowest balance", "what it is"), [_account(kind, postings) for kind in Kind]),
        "## Recipes: what a transition posts",
        EXAMPLE,
        table(("recipe", "posted by", "key", "moves"), [_recipe(name, posting) for name, posting in postings.items()]),
        "A key is written once: the same thing can never be posted twice, and a payout is either paid or failed.",
    )


def samples() -> dict[str, tuple[Any, Mapping[str, int]]]:
    """Something to run each recipe on, with the details that it asks for."""
    fresh = _milestone()
    held = _milestone(funded=20_000, client_fee=1_000)
    paid = _milestone(funded=20_000, client_fee=1_000, released=20_000, freelancer_fee=2_000)
    deposit = _blank(Deposit, client_id=1, currency=CURRENCY, amount=10_000, account="client_wallet")
    payout = _blank(Withdrawal, freelancer_id=2, currency=CURRENCY, amount=10_000)
    things: dict[str, Any] = {
        "fund": fresh,
        "bonus": fresh,
        "expense": fresh,
        "clear": paid,
        "deposit": deposit,
        "charge_back": deposit,
    }
    things |= dict.fromkeys(("withdraw", "payout_paid", "payout_failed"), payout)
    things["reduce"] = _blank(Week, contract=held.contract, currency=CURRENCY, funded=20_000, client_fee=1_000)
    case = _blank(Dispute, contract=held.contract, currency=CURRENCY, amount=20_000, client_paid=1_000)
    things |= dict.fromkeys(("arbitration_fee", "arbitration_earned", "arbitration_back"), case)
    details = {"arbitration_fee": {"client": 1_000}, "settle": {"freelancer": 12_000}, "reduce": {"amount": 2_000}}
    return {name: (things.get(name, held), details.get(name, {})) for name in RECIPES}


def _milestone(**amounts: int) -> Milestone:
    contract = _blank(Contract, client_id=1, freelancer_id=2, currency=CURRENCY)
    return _blank(Milestone, contract=contract, currency=CURRENCY, amount=20_000, **amounts)


def _blank(record: type[R], **values: Any) -> R:
    """A record with these values, and nothing in the rest."""
    nothing = {"int": 0, "str": ""}
    blank = {field.name: nothing.get(str(field.type)) for field in fields(record)}
    return record(**{**blank, "id": 1, "policy": CURRENT.version, **values})


def _account(kind: Kind, postings: Mapping[str, Posting]) -> tuple[str, str, str, str]:
    found = [owned for posting in postings.values() for t in posting.transfers for owned in (t.source, t.target)]
    owner = next((OWNERS[owned.owner[:1]] for owned in found if owned.kind is kind), "nothing posts to it yet")
    return code(kind), owner, FLOORS[kind in NO_FLOOR], MEANING[kind]


def _recipe(name: str, posting: Posting) -> tuple[str, str, str, str]:
    posted = [
        f"{machine.name} {code(row.event)}"
        for machine in MACHINES.values()
        for row in machine.rows
        if Post(name) in row.then
    ]
    moves = "<br>".join(map(_move, posting.transfers))
    return code(name), ", ".join(dict.fromkeys(posted)), code(posting.key), moves


def _move(transfer: Transfer) -> str:
    amount = format_money(Money(transfer.amount, CURRENCY), "en")
    return f"{_named(transfer.source)} → {_named(transfer.target)} {amount}"


def _named(owned: Owned) -> str:
    return f"{owned.kind} {owned.owner}".strip().replace("_", " ")
