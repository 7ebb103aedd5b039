"""What `show` and `ledger` print for machines: the shapes that the surface promises."""

from __future__ import annotations

import json
import re

import pytest

from core import report
from core.ledger import Kind
from statemachines.catalogue import MACHINES
from tests.core.stages import ARBITRATION, STAGES
from tests.kit import START, World

MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
KINDS = {
    "J": "job",
    "P": "proposal",
    "C": "contract",
    "ONB": "case",
    "T": "task",
    "M": "milestone",
    "D": "dispute",
    "H": "entry",
    "WK": "week",
    "TM": "timer",
    "DY": "diary",
    "DEP": "deposit",
    "W": "withdrawal",
}


@pytest.mark.parametrize(("ref", "state"), STAGES, ids=[f"{ref}-{state}" for ref, state in STAGES])
def test_a_thing_shows_at_least_what_is_promised(small_world: World, ref: str, state: str) -> None:
    shown = STAGES[ref, state](small_world).recorded(ref)
    assert json.loads(json.dumps(shown)) == shown
    assert (shown["ref"], shown["state"]) == (ref, state)
    machine = MACHINES[KINDS[ref.partition("-")[0]]]
    assert shown["kind"] == machine.name
    assert set(shown["parties"]) <= {"client", "freelancer", "mediator"}
    assert set(shown["parties"].values()) <= {"U-1", "U-2", "U-7"}
    for currency, amounts in shown["amounts"].items():
        assert currency == "USD"
        assert {type(amount) for amount in amounts.values()} <= {int}
    for deadline in shown["deadlines"]:
        assert set(deadline) == {"event", "due"}
        assert deadline["event"] in machine.events
        assert MOMENT.fullmatch(deadline["due"])
    for line in shown["history"]:
        assert {"event", "from", "to", "by", "at"} <= set(line)
        assert line["event"] in machine.events
        assert line["to"] in machine.states
        assert line["from"] is None or line["from"] in machine.states
        assert re.fullmatch(r"U-\d+|system|operator", line["by"])
        assert MOMENT.fullmatch(line["at"])
    assert shown["history"][0]["from"] is None


def test_a_released_milestone_shows_gross_sums(world: World) -> None:
    world.released()
    shown = world.recorded("M-1")
    assert shown["parties"] == {"client": "U-1", "freelancer": "U-2"}
    sums = shown["amounts"]["USD"]
    assert {name: sums[name] for name in ("agreed", "funded", "released", "refunded")} == {
        "agreed": 20_000,
        "funded": 20_000,
        "released": 20_000,
        "refunded": 0,
    }
    assert [(line["event"], line["from"], line["to"], line["by"]) for line in shown["history"]] == [
        ("add", None, "agreed", "U-1"),
        ("fund", "agreed", "funded", "system"),
        ("submit", "funded", "submitted", "U-2"),
        ("approve", "submitted", "released", "U-1"),
    ]


def test_deadlines_are_those_that_run(world: World) -> None:
    world.submitted()
    due = report.when(START + 2 + 14 * 86_400)
    assert world.recorded("M-1")["deadlines"] == [{"event": "auto_release", "due": due}]
    world.does("oz", "/admin suspend U-1 Reported")
    assert world.recorded("M-1")["deadlines"] == []
    world.does("oz", "/admin restore U-1")
    assert world.recorded("M-1")["deadlines"] == [{"event": "auto_release", "due": due}]


def test_a_contract_shows_its_milestones_in_order_without_dropped_ones(world: World) -> None:
    world.hired()
    world.does("ann", "/milestone remove M-1")
    world.does("ann", "/milestone add C-1 Extra amount:50")
    shown = world.recorded("C-1")
    assert [(row["ref"], row["state"], row["title"]) for row in shown["milestones"]] == [
        ("M-2", "agreed", "Final"),
        ("M-3", "agreed", "Extra"),
    ]
    assert shown["milestones"][0]["amounts"]["USD"]["agreed"] == 30_000
    assert shown["amounts"]["USD"]["agreed"] == 35_000
    assert (shown["terms_version"], shown["weeks"]) == (1, [])


def test_the_terms_version_follows_the_negotiation(world: World) -> None:
    world.offered()
    world.does("bo", '/contract counter C-1 amount:500 milestones:"Draft=250; Final=250" because:"Fairer"')
    assert world.recorded("C-1")["terms_version"] == 1
    world.does("ann", "/contract approve-change C-1")
    shown = world.recorded("C-1")
    assert shown["terms_version"] == 2
    assert [row["amounts"]["USD"]["agreed"] for row in shown["milestones"]] == [25_000, 25_000]


def test_what_is_not_there_is_none(world: World) -> None:
    world.joined()
    with world.session.transaction(write=False) as transaction:
        for ref in ("M-1", "J-99", "U-99", "X-1", "", "M-", "nonsense", "M-9223372036854775807", "D-1", "T-1", "H-1"):
            assert report.thing(transaction, ref) is None
    assert world.recorded("U-1")["ref"] == "U-1"
    assert world.recorded("u-1")["ref"] == "U-1"


def test_a_person_shows_roles_and_balances(world: World) -> None:
    world.cleared()
    world.does("oz", "/admin grant mediator U-2")
    shown = world.recorded("U-2")
    assert shown["roles"] == ["freelancer", "mediator"]
    assert shown["amounts"]["USD"]["freelancer_available"] == 18_000
    assert shown["state"] == "active"


def test_balances_have_their_names_owners_and_signs_and_sum_to_nothing(world: World) -> None:
    world.cleared()
    world.does("bo", "/wallet withdraw 100 confirm:yes")
    with world.session.transaction(write=False) as transaction:
        rows = report.balances(transaction)
    assert json.loads(json.dumps(rows)) == rows
    for row in rows:
        assert set(row) == {"account", "owner", "currency", "balance"}
        assert row["account"] in set(Kind)
        assert row["owner"] is None or re.fullmatch(r"[UC]-\d+", row["owner"])
        assert type(row["balance"]) is int
    assert sum(row["balance"] for row in rows) == 0
    found = {(row["account"], row["owner"]): row["balance"] for row in rows}
    assert found == {
        ("freelancer_available", "U-2"): 8_000,
        ("platform_fees", None): 3_000,
        ("provider_clearing", None): -21_000,
        ("payout_clearing", None): 10_000,
    }
    world.passes(seconds=2)
    after = world.balances()
    clearing = [after.get((account, "", "USD"), 0) for account in ("provider_clearing", "payout_clearing")]
    assert sum(clearing) == -(21_000 - 10_000)


def test_entries_name_every_transfer_of_a_reference(world: World) -> None:
    world.released()
    with world.session.transaction(write=False) as transaction:
        rows = report.entries(transaction, "m-1")
    assert [(row["recipe"], row["from"], row["to"], row["amount"]) for row in rows] == [
        ("fund", "client_wallet", "contract_escrow", 20_000),
        ("fund", "client_wallet", "platform_fees", 1_000),
        ("release", "contract_escrow", "freelancer_pending", 18_000),
        ("release", "contract_escrow", "platform_fees", 2_000),
    ]
    assert all(MOMENT.fullmatch(row["at"]) for row in rows)


@pytest.mark.parametrize(
    ("sql", "words"),
    [
        ("UPDATE milestones SET released = released - 1 WHERE id = 1", "its milestones and weeks hold"),
        ("UPDATE milestones SET state = 'submitted' WHERE id = 1", "M-1: settled while submitted"),
        (
            "UPDATE milestones SET state = 'released', funded = 1, released = 1 WHERE id = 2",
            "M-2: released without its one settlement",
        ),
    ],
)
def test_the_audit_finds_what_was_changed_by_hand(world: World, sql: str, words: str) -> None:
    world.released()
    with world.session.transaction(write=True):
        world.session.execute(sql, {})
    with world.session.transaction(write=False) as transaction:
        found = report.violations(transaction)
    assert any(words in sentence for sentence in found)


def test_the_audit_finds_money_in_a_contract_that_is_over(world: World) -> None:
    world.funded()
    with world.session.transaction(write=True):
        world.session.execute("UPDATE contracts SET state = 'closed' WHERE id = 1", {})
    with world.session.transaction(write=False) as transaction:
        assert report.violations(transaction) == ["C-1: closed with 20000 in escrow"]


def test_a_dispute_shows_its_parties_its_votes_who_chose_arbitration_and_the_split(world: World) -> None:
    ARBITRATION(world).does("abe", "/dispute rule D-1 freelancer:60 As proposed")
    shown = world.recorded("D-1")
    assert (shown["contract"], shown["about"], shown["state"]) == ("C-1", "M-1", "resolved")
    assert set(shown["parties"]) == {"client", "freelancer", "mediator"}
    assert shown["amounts"]["USD"]["disputed"] == 20_000
    assert (shown["proposal"], shown["split"]) == (6_000, 6_000)
    assert "no" in shown["votes"].values()
    assert all(MOMENT.fullmatch(shown["chose_arbitration"][side]) for side in ("client", "freelancer"))
    assert shown["file"][-1]["kind"] == "rule"
    listed = {"ref": "D-1", "about": "M-1", "state": "resolved", "amounts": {"USD": {"disputed": 20_000}}}
    assert world.recorded("M-1")["disputes"] == world.recorded("C-1")["disputes"] == [listed]
