"""The side panel's JSON: what is read of the product, and what went over the wire, without its secrets."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import nullcontext
from types import SimpleNamespace
from typing import Any

import pytest

from bots.playground import slack, telegram
from bots.playground.page import panel
from bots.playground.slack.model import Exchange
from bots.playground.telegram.changes import Exchange as TelegramExchange
from core import insight
from core.house import House
from tests.kit import open_world

SLACK_TOKEN = "xoxb-playground-0123456789abcdef"
TELEGRAM_TOKEN = "123456:AAbbccddeeffgghhiijjkkllmmnnoopp"
SECRET = "0123456789abcdef0123456789abcdef"


def logs() -> tuple[slack.Workspace, telegram.Server]:
    """Both stand-ins, with one exchange in each direction, the third one in trouble."""
    workspace = slack.create("http://127.0.0.1:1/slack/events", SECRET, SLACK_TOKEN)
    server = telegram.create(TELEGRAM_TOKEN)
    headers = {"X-Slack-Signature": "v0=abc", "Content-Type": "application/json"}
    sent = {"token": "verification", "command": "/job", "nested": [{"text": f"say {SLACK_TOKEN} twice"}]}
    workspace.log(Exchange("to_app", "/job", 10.0, "http://127.0.0.1:1", headers, sent, 200, {"ok": True}))
    where = {"url": f"https://api/bot{TELEGRAM_TOKEN}/x", "secret_token": SECRET}
    server.exchanged(TelegramExchange("to_telegram", "setWebhook", 20.0, where, 200, {"ok": True}, 0.0123))
    server.exchanged(TelegramExchange("to_app", "message", 30.0, {"update_id": 1}, 500, "Wrong response"))
    return workspace, server


def test_the_wire_is_told_newest_first() -> None:
    rows = panel.wire(*logs())["rows"]
    told = [(row["platform"], row["to_app"], row["name"], row["status"], row["ok"]) for row in rows]
    assert told == [
        ("telegram", True, "message", 500, False),
        ("telegram", False, "setWebhook", 200, True),
        ("slack", True, "/job", 200, True),
    ]
    assert [row["ms"] for row in rows] == [0.0, 12.3, 0.0]
    assert rows[0]["problem"] == "Wrong response"
    assert rows[2]["at"] == "1970-01-01T00:00:10Z"


def test_an_exchange_is_found_by_its_key_and_shows_no_secret() -> None:
    workspace, server = logs()
    keys = [row["key"] for row in panel.wire(workspace, server)["rows"]]
    found = [panel.exchange(workspace, server, key) for key in keys]
    text = json.dumps(found)
    for secret in (SLACK_TOKEN, TELEGRAM_TOKEN, SECRET, "verification", "v0=abc"):
        assert secret not in text
    assert found[2] is not None
    assert found[2]["request"]["nested"] == [{"text": "say ••• twice"}]
    assert found[2]["headers"]["Content-Type"] == "application/json"
    assert found[0] is not None
    assert (found[0]["request"], found[0]["response"]) == ({"update_id": 1}, "Wrong response")


def test_an_exchange_that_is_not_there_is_none() -> None:
    assert panel.exchange(*logs(), "slack-0") is None
    assert panel.exchange(*logs(), "pigeon-1") is None
    assert panel.exchange(*logs(), "") is None


def test_only_the_last_of_a_long_log_are_told() -> None:
    workspace, server = logs()
    for second in range(panel.MOST + 5):
        workspace.log(Exchange("to_app", f"event {second}", 100.0 + second))
    rows = panel.wire(workspace, server)["rows"]
    assert len(rows) == panel.MOST
    assert rows[0]["name"] == f"event {panel.MOST + 4}"


def stage_of(house: House) -> Any:
    """As much of a stage as the panel asks."""
    return SimpleNamespace(running=lambda: nullcontext(SimpleNamespace(house=house)), clock=house.market.clock)


@pytest.fixture
def house(sqlite_url: str) -> Iterator[House]:
    """In which the first milestone has been paid for."""
    with open_world(sqlite_url) as world:
        yield world.released().house


async def test_things_books_and_outbox_are_read_over_the_desk(house: House) -> None:
    stage = stage_of(house)
    assert (await panel.thing(stage, "m-1"))["ref"] == "M-1"
    assert (await panel.thing(stage, insight.LATEST))["recent"]
    assert (await panel.books(stage))["sums"] == [{"amount": "$0.00", "zero": True}]
    outbox = await panel.outbox(stage)
    assert outbox["rows"]
    assert all(row["status"] in {"queued", "sent"} for row in outbox["rows"])
