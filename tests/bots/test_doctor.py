"""The doctor, against the stand-ins: a set-up that is right, and each that is not, with what to do about it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from email.utils import formatdate
from pathlib import Path
from time import time
from typing import Any

import pytest
import pytest_asyncio
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Mount, Route

from bots.doctor import examine
from bots.playground import slack, telegram
from bots.port import MenuEntry
from bots.slack.manifest import manifest
from core.settings import Settings
from tests.kit import open_world
from tests.playground.slack_demo import Stage, served

TOKEN, SECRET, HOOK = "123456:" + "D" * 35, "0123456789abcdef0123456789abcdef", "hook-secret"
SLACK_TOKEN, APP_TOKEN = "xoxb-1-doctor", "xapp-1-doctor"
SECRETS = (TOKEN, SECRET, HOOK, SLACK_TOKEN, APP_TOKEN)


@dataclass
class Clinic:
    """Both stand-ins, the address that is ours, and the settings that fit them."""

    slack: Any
    telegram: Any
    url: str
    set: dict[str, str]
    environment: pytest.MonkeyPatch

    async def examined(self, **changes: str) -> tuple[int, list[str]]:
        """The exit code and the lines, with these settings changed."""
        for name, value in (self.set | changes).items():
            self.environment.setenv(name, value)
        lines: list[str] = []
        code = await examine(Settings(), lines.append)
        assert [line for line in lines if any(secret in line for secret in SECRETS)] == []
        return code, lines

    async def wrong(self, **changes: str) -> list[str]:
        """What is found to be wrong with these settings changed; each says what to do."""
        code, lines = await self.examined(**changes)
        found = [line for line in lines if line.startswith("✗")]
        assert code == (1 if found else 0)
        assert lines[-1] == (f"{len(found)} to put right." if found else "Nothing to put right.")
        return found


@pytest_asyncio.fixture
async def clinic(sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Clinic]:
    """A set-up that is right in every way."""
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.chdir(tmp_path)  # away from anybody's .env
    stage = Stage()
    async with served(stage) as url:
        made = manifest([MenuEntry("market", "Home")], url, "")
        workspace = slack.create(f"{url}/slack/events", SECRET, SLACK_TOKEN, APP_TOKEN, manifest=made)
        server = telegram.create(TOKEN)
        healthz = Route("/healthz", lambda request: PlainTextResponse("ok"))
        stage.app = Starlette(routes=[healthz, Mount("/slack", workspace.asgi), Mount("/telegram", server.asgi)])
        server.webhook.set(f"{url}/telegram/webhook", HOOK, 40)
        settings = {
            "DATABASE_URL": sqlite_url,
            "SECRET_KEY": "k" * 40,
            "OPERATORS": "telegram:42",
            "PUBLIC_URL": url,
            "SLACK_BOT_TOKEN": SLACK_TOKEN,
            "SLACK_SIGNING_SECRET": SECRET,
            "SLACK_API_URL": f"{url}/slack/api/",
            "TELEGRAM_BOT_TOKEN": TOKEN,
            "TELEGRAM_WEBHOOK_SECRET": HOOK,
            "TELEGRAM_API_URL": f"{url}/telegram",
        }
        yield Clinic(workspace, server, url, settings, monkeypatch)
        await workspace.aclose()
        await server.aclose()


async def test_a_right_set_up_has_nothing_to_put_right(clinic: Clinic) -> None:
    code, lines = await clinic.examined()
    assert code == 0
    assert lines == [
        "✓ The settings fit together (ENVIRONMENT development).",
        "✓ The sqlite database answers, its schema is up to date.",
        "✓ No notice is undeliverable, 0 wait to be sent.",
        "✓ SECRET_KEY is long enough.",
        "· Money is sandbox money: nothing real moves, and every money card says so.",
        "✓ SLACK_SIGNING_SECRET has the right length.",
        f"✓ Slack knows the bot as @parley in Playground ({clinic.slack.team_id}).",
        "✓ The bot has every scope of the manifest.",
        "✓ Telegram knows the bot as @ParleyBot.",
        f"✓ Updates come by webhook to {clinic.url}/telegram/webhook.",
        f"✓ {clinic.url} leads here.",
        "✓ The machine's clock is right.",
        "Nothing to put right.",
    ]


async def test_looking_changes_nothing(clinic: Clinic) -> None:
    await clinic.examined(SLACK_APP_TOKEN=APP_TOKEN)
    assert {exchange.name for exchange in clinic.slack.exchanges} == {"auth.test", "apps.connections.open"}
    assert {exchange.name for exchange in clinic.telegram.exchanges} == {"getMe", "getWebhookInfo"}


async def test_a_set_up_without_a_platform_is_no_mistake(clinic: Clinic) -> None:
    nothing = dict.fromkeys(("SLACK_BOT_TOKEN", "TELEGRAM_BOT_TOKEN", "TELEGRAM_WEBHOOK_SECRET", "PUBLIC_URL"), "")
    code, lines = await clinic.examined(**nothing, SECRET_KEY="")
    assert code == 0
    assert "· Slack is not configured: SLACK_BOT_TOKEN is not set." in lines
    assert "· Telegram is not configured: TELEGRAM_BOT_TOKEN is not set." in lines
    assert not clinic.slack.exchanges


async def test_socket_mode_and_long_polling_need_no_address(clinic: Clinic) -> None:
    clinic.telegram.webhook.delete()
    changes = {
        "SLACK_APP_TOKEN": APP_TOKEN,
        "SLACK_SIGNING_SECRET": "",
        "PUBLIC_URL": "",
        "TELEGRAM_WEBHOOK_SECRET": "",
    }
    code, lines = await clinic.examined(**changes)
    assert code == 0
    assert "✓ Slack opens a socket for SLACK_APP_TOKEN." in lines
    assert "✓ Updates come by long polling." in lines


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"SLACK_BOT_TOKEN": "xoxb-wrong"}, "✗ SLACK_BOT_TOKEN is not accepted: Slack says invalid_auth."),
        ({"SLACK_APP_TOKEN": "xapp-wrong"}, "✗ SLACK_APP_TOKEN is not accepted: Slack says invalid_auth."),
        ({"SLACK_SIGNING_SECRET": "short"}, "✗ SLACK_SIGNING_SECRET has 5 characters, Slack's have 32."),
        ({"SLACK_API_URL": "http://127.0.0.1:9/api/"}, "✗ Slack does not answer at http://127.0.0.1:9/api/"),
        ({"TELEGRAM_BOT_TOKEN": "123456:wrong"}, "✗ Telegram does not know this TELEGRAM_BOT_TOKEN."),
        ({"TELEGRAM_API_URL": "http://127.0.0.1:9"}, "✗ Telegram does not answer at http://127.0.0.1:9"),
        ({"DATABASE_URL": "sqlite:///nowhere.db"}, "✗ There is no database nowhere.db yet"),
        ({"DATABASE_URL": "postgresql://nobody@127.0.0.1:9/none"}, "✗ The database cannot be reached: connection"),
    ],
)
async def test_one_wrong_setting_is_one_thing_to_put_right(clinic: Clinic, changes: dict[str, str], said: str) -> None:
    [found] = await clinic.wrong(**changes)
    assert found.startswith(said)


async def test_a_missing_scope_is_named(clinic: Clinic) -> None:
    config = clinic.slack.config
    clinic.slack.config = replace(config, scopes=config.scopes - {"files:write", "im:write"})
    [found] = await clinic.wrong()
    assert found.startswith("✗ The bot lacks these scopes: files:write, im:write.")
    assert "run.py manifest" in found


async def test_a_webhook_that_leads_elsewhere_is_named(clinic: Clinic) -> None:
    clinic.telegram.webhook.set("https://old.example/telegram/webhook", HOOK, 40)
    [found] = await clinic.wrong()
    assert "Telegram sends updates to https://old.example/telegram/webhook" in found
    [found] = await clinic.wrong(TELEGRAM_WEBHOOK_SECRET="")
    assert "so long polling gets nothing" in found


async def test_a_webhook_that_was_never_set_is_named(clinic: Clinic) -> None:
    clinic.telegram.webhook.delete()
    [found] = await clinic.wrong()
    assert found.startswith("✗ Telegram knows of no webhook")


async def test_an_address_that_does_not_lead_here_is_named(clinic: Clinic) -> None:
    async with served(Starlette()) as elsewhere:
        clinic.telegram.webhook.set(f"{elsewhere}/telegram/webhook", HOOK, 40)
        [found] = await clinic.wrong(PUBLIC_URL=elsewhere)
        assert f"{elsewhere}/healthz answers 404" in found
    [found] = await clinic.wrong(PUBLIC_URL=elsewhere)
    assert f"{elsewhere}/healthz does not answer" in found


async def test_slack_by_http_needs_an_address(clinic: Clinic) -> None:
    clinic.telegram.webhook.delete()
    [found] = await clinic.wrong(PUBLIC_URL="", TELEGRAM_WEBHOOK_SECRET="")
    assert found.startswith("✗ PUBLIC_URL is not set")


async def test_updates_that_wait_and_the_last_trouble_are_told(clinic: Clinic) -> None:
    person = clinic.telegram.person("bo")
    for number in range(3):
        await person.types(f"hello {number}")
    await clinic.telegram.wait_until(lambda: clinic.telegram.webhook.info().get("last_error_message"))
    _code, lines = await clinic.examined()
    assert any("Telegram's last trouble with the webhook" in line and "404" in line for line in lines)
    assert any("updates wait" in line for line in lines)


async def test_undeliverable_notices_and_late_deadlines_are_found(clinic: Clinic) -> None:
    with open_world(clinic.set["DATABASE_URL"]) as world:
        world.submitted()
        with world.session.transaction(write=True):
            world.session.execute("UPDATE outbox SET status = 'dead' WHERE id = 1", {})
    dead, late = await clinic.wrong()
    assert "1 notices could not be delivered" in dead
    assert "/admin undeliverable" in dead
    assert "deadlines are past due" in late


async def test_a_marketplace_without_an_operator_is_told_how_to_get_one(clinic: Clinic) -> None:
    _code, lines = await clinic.examined(OPERATORS="")
    assert any(line.startswith("· Nobody is an operator.") and "run.py grant operator" in line for line in lines)


@pytest.mark.parametrize(("seconds", "good"), [(30, True), (3_600, False), (-3_600, False)])
async def test_a_clock_that_is_off_is_found(clinic: Clinic, seconds: int, good: bool) -> None:
    async with dated(lambda: time() - seconds) as url:
        found = await clinic.wrong(SLACK_BOT_TOKEN="", TELEGRAM_API_URL=url)
    assert any("clock is off by" in line for line in found) is not good


@asynccontextmanager
async def dated(now: Callable[[], float]) -> AsyncIterator[str]:
    """A server that only tells its time."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        head = f"HTTP/1.1 404 Not Found\r\nDate: {formatdate(now(), usegmt=True)}\r\nContent-Length: 0\r\n\r\n"
        writer.write(head.encode())
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
