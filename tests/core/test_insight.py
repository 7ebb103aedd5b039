"""What somebody sees who looks behind the chats: a thing with its machine, the books, the outbox."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from core import insight
from storage.database import Transaction
from tests.core.stages import HANDED_IN, SUBMITTED, UNRESOLVED
from tests.kit import START, World

DAY = 86_400


def asked(world: World, question: Callable[..., Any], *details: Any) -> Any:
    """The answer, which is JSON."""
    with world.session.transaction(write=False) as transaction:
        found = question(transaction, *details)
    assert json.loads(json.dumps(found)) == found
    return found


def shown(world: World, ref: str) -> dict[str, Any]:
    """A thing as the panel gets it."""

    def question(transaction: Transaction) -> dict[str, Any]:
        return insight.thing(transaction, world.house.market, ref)

    found: dict[str, Any] = asked(world, question)
    return found


def test_a_thing_has_names_amounts_in_words_its_machine_and_its_clock(world: World) -> None:
    found = shown(SUBMITTED(world), "M-1")
    assert found["status"] == "submitted · Ann Client reviews"
    assert found["parties"]["client"] == {"ref": "U-1", "name": "Ann Client"}
    assert {"name": "held", "amount": "$200.00"} in found["amounts"]
    assert found["chart"]["kind"] == "milestone"
    assert [deadline["event"] for deadline in found["deadlines"]] == ["auto_release"]
    last = found["history"][-1]
    assert (last["event"], last["to"], last["by"]["name"]) == ("submit", "submitted", "Bo Maker")
    assert found["contract"] == "C-1"


def test_a_clock_that_stands_still_says_what_is_left(world: World) -> None:
    SUBMITTED(world).passes(hours=25)
    world.does("ann", "/milestone refund M-1 We changed plans")
    found = shown(world, "M-1")
    assert [deadline["event"] for deadline in found["deadlines"]] == ["give_refund"]
    assert found["frozen"] == [{"event": "auto_release", "left": "12 days 23 hours"}]


def test_a_contract_names_its_milestones(world: World) -> None:
    found = shown(SUBMITTED(world), "C-1")
    assert [(part["ref"], part["state"], part["amounts"][0]["amount"]) for part in found["milestones"]] == [
        ("M-1", "submitted", "$200.00"),
        ("M-2", "agreed", "$300.00"),
    ]


def test_a_contract_in_its_onboarding_names_the_tasks_and_whose_they_are(world: World) -> None:
    for ref in ("C-1", "ONB-1"):
        found = shown(HANDED_IN(world) if ref == "C-1" else world, ref)
        assert found["status"].startswith("onboarding")
        assert {"T-1", "T-5"} <= {task["ref"] for task in found["tasks"]}
        assert (found["tasks"][0]["owner"], found["tasks"][0]["state"]) == ("Bo Maker", "submitted")
        assert found["tasks"][-1]["owner"] == "Ann Client"
        assert "onboarding" in {state["name"] for state in found["chart"]["states"]} | {found["status"]}
        assert found["steps"]


def test_a_task_says_whose_it_is_for_whom_it_waits_and_who_has_signed(world: World) -> None:
    found = shown(HANDED_IN(world), "T-1")
    assert found["status"] == "handed in for review"
    assert found["contract"] == "C-1"
    assert found["chart"]["kind"] == "task"
    facts = {fact["name"]: fact["text"] for fact in found["facts"]}
    assert (facts["owner"], facts["reviewed by"], facts["waits for"]) == ("Bo Maker", "Ann Client", "Ann Client")
    assert facts["signed"].startswith("Bo Maker on ")
    assert {(step["event"], step["to"]) for step in found["steps"]} >= {("approve", "done"), ("return", "in_progress")}


def test_a_person_has_no_machine(world: World) -> None:
    found = shown(SUBMITTED(world), "U-2")
    assert (found["name"], found["chart"], found["steps"]) == ("Bo Maker", None, [])


def test_the_latest_thing_is_the_one_that_changed_last(world: World) -> None:
    found = shown(SUBMITTED(world), "latest")
    assert found["ref"] == "M-1"
    assert found["recent"][0] == "M-1"
    assert {"J-1", "P-1", "C-1", "M-1", "M-2"} <= set(found["recent"])


def test_an_unknown_reference_and_an_empty_house_are_said(world: World) -> None:
    assert shown(world, "latest") == {"ref": None, "asked": None, "recent": []}
    assert shown(world.posted(), "M-99") == {"ref": None, "asked": "M-99", "recent": ["J-1"]}
    assert shown(world, "nonsense")["ref"] is None


def test_the_books_add_up_and_show_the_newest_posting_first(world: World) -> None:
    world.released()
    books = asked(world, insight.books)
    assert books["sums"] == [{"amount": "$0.00", "zero": True}]
    assert books["violations"] == []
    pending = next(row for row in books["balances"] if row["account"] == "freelancer pending")
    assert pending["owner"] == {"ref": "U-2", "name": "Bo Maker"}
    assert pending["amount"] == "$180.00"
    assert [posting["recipe"] for posting in books["postings"]] == [
        "milestone released",
        "milestone funded",
        "deposit arrived",
    ]
    released = books["postings"][0]
    assert released["thing"] == "M-1"
    assert [(move["to"]["account"], move["amount"]) for move in released["transfers"]] == [
        ("freelancer pending", "$180.00"),
        ("platform fees", "$20.00"),
    ]


def test_books_without_money_are_empty(world: World) -> None:
    assert asked(world, insight.books) == {"balances": [], "sums": [], "postings": [], "violations": []}


def test_every_recipe_has_words() -> None:
    from core.recipes import RECIPES

    assert set(insight.RECIPES) == set(RECIPES)


def test_the_outbox_says_to_whom_and_how_far(world: World) -> None:
    world.submitted()
    queued = next(row for row in asked(world, insight.outbox, START) if row["kind"] == "message")
    assert queued["to"] == {"ref": "U-1", "name": "Ann Client"}
    assert [home["platform"] for home in queued["homes"]] == [world.persona("ann").platform]
    assert queued["status"] == "queued"
    assert queued["text"].startswith("M-1 Draft · $200.00 · submitted")


def placed(world: World, values: str) -> dict[str, Any]:
    """The newest row of the outbox, after it was made to be so."""
    world.submitted()
    with world.session.transaction(write=True):
        world.session.execute(f"UPDATE outbox SET {values} WHERE id = (SELECT max(id) FROM outbox)", {})
    found: dict[str, Any] = asked(world, insight.outbox, START)[0]
    return found


def test_a_message_that_is_tried_again_says_when(world: World) -> None:
    row = placed(world, f"attempts = 2, not_before = {START + DAY}, error = 'Too Many Requests'")
    assert (row["status"], row["attempts"], row["error"]) == ("retry", 2, "Too Many Requests")
    assert row["next_try"] == "2025-11-25T10:00:00Z"


def test_a_message_that_cannot_be_delivered_says_why(world: World) -> None:
    row = placed(world, "status = 'dead', error = 'bot was blocked by the user'")
    assert (row["status"], row["error"], row["next_try"]) == ("undeliverable", "bot was blocked by the user", None)


def test_a_dispute_has_its_parties_its_figures_and_its_file(world: World) -> None:
    found = shown(UNRESOLVED(world), "D-1")
    assert {role: who["name"] for role, who in found["parties"].items()} == {
        "client": "Ann Client",
        "freelancer": "Bo Maker",
        "mediator": "Mo Mediator",
    }
    assert found["amounts"][0] == {"name": "disputed", "amount": "$200.00"}
    facts = {fact["name"]: fact["text"] for fact in found["facts"]}
    assert facts["opened by"] == "Ann Client · the quality of the work"
    assert facts["proposed for the freelancer"] == "60 %"
    assert facts["votes"] == "Ann Client: no"
    assert [line["number"] for line in found["file"]] == list(range(1, len(found["file"]) + 1))
    assert (found["file"][1]["by"]["name"], found["file"][1]["text"]) == ("Bo Maker", "All of it is there")
    assert (found["contract"], found["about"]) == ("C-1", "M-1")


def test_a_contract_and_what_is_disputed_lead_to_the_dispute(world: World) -> None:
    UNRESOLVED(world)
    line = {"ref": "D-1", "title": "about M-1", "state": "unresolved"}
    for ref in ("C-1", "M-1"):
        assert shown(world, ref)["disputes"] == [line | {"amounts": [{"name": "disputed", "amount": "$200.00"}]}]
    assert shown(world, "M-2")["disputes"] == []
