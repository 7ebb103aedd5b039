"""Both platforms' stand-ins and the true product between them, in one event loop over real HTTP on loopback."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Any

import uvicorn
from pydantic import SecretStr

import run
from bots import serve
from bots.playground import slack, telegram
from bots.web import listener_on
from core.audit import Report, ledger_report
from core.clock import Clock
from core.house import House, open_house
from core.report import thing
from core.settings import Settings
from tests.stories.people import Actor, OnSlack, OnTelegram

SECRET = "a signing secret of thirty-two ch"
SLACK_TOKEN = "xoxb-1-stories"
APP_TOKEN = "xapp-1-stories"
TELEGRAM_TOKEN = "123456:" + "S" * 35


@dataclass
class Town:
    """The running marketplace and its people."""

    process: serve.Running
    workspace: Any
    server: Any
    address: str

    @property
    def house(self) -> House:
        """The core of the running process."""
        return self.process.house

    def on_slack(self, name: str, zone: str = "Europe/Berlin") -> OnSlack:
        """Somebody in the Slack workspace."""
        return OnSlack(self, self.workspace.person(name, tz=zone))

    def on_telegram(self, name: str) -> OnTelegram:
        """Somebody on Telegram."""
        return OnTelegram(self, self.server.person(name))

    def on(self, platform: str, name: str) -> Actor:
        """Somebody on the platform of this name."""
        return self.on_slack(name) if platform == "slack" else self.on_telegram(name)

    async def settles(self) -> None:
        """Everything that has to follow has followed: events collected, deadlines swept, messages delivered."""
        for _ in range(2):
            await self.workspace.settle()
            await self.server.settle()
            await self.process.work.settle()

    async def passes(self, **units: int) -> None:
        """Time passes: `days=15`, `hours=2`, `seconds=5`."""
        seconds = units.get("days", 0) * 86_400 + units.get("hours", 0) * 3_600 + units.get("seconds", 0)
        self.house.market.clock.advance(seconds)
        await self.settles()

    async def record(self, ref: str) -> dict[str, Any]:
        """What `run.py show REF --json` says."""
        found = await self._asks(lambda transaction: thing(transaction, ref))
        assert found is not None, f"{ref} is not recorded"
        return dict(found)

    async def ledger(self) -> Report:
        """The balances and the violated invariants."""
        report: Report = await self._asks(ledger_report)
        return report

    async def balance(self, account: str, owner: str = "") -> int:
        """A balance in minor units."""
        report = await self.ledger()
        return sum(row.balance for row in report.balances if (row.kind, row.owner) == (account, owner))

    async def _asks(self, question: Callable[[Any], Any]) -> Any:
        def ask(session: Any) -> Any:
            with session.transaction(write=False) as transaction:
                return question(transaction)

        return await self.house.desk.read(ask)


@asynccontextmanager
async def town(database_url: str, *, pulls: bool = False) -> AsyncIterator[Town]:
    """A marketplace over this migrated database, until the end of the block.

    With `pulls` nothing can call in from outside: Slack by Socket Mode, Telegram by long polling.
    """
    async with AsyncExitStack() as stack:
        listener = listener_on("127.0.0.1", 0)
        address = f"http://127.0.0.1:{listener.getsockname()[1]}"
        house = open_house(database_url, "k" * 40, clock=Clock(), operators=frozenset({("telegram", "", "4242")}))
        stack.callback(house.close)
        door, now = f"{address}{serve.SLACK_DOOR}", house.market.clock.now
        manifest = run._manifest(address)
        workspace = slack.create(door, SECRET, SLACK_TOKEN, APP_TOKEN if pulls else None, clock=now, manifest=manifest)
        server = telegram.create(TELEGRAM_TOKEN, clock=now)
        workspace.base_url = await serving_stand_in(stack, workspace.asgi)
        telegram_url = await serving_stand_in(stack, server.asgi)
        stack.push_async_callback(workspace.aclose)
        stack.push_async_callback(server.aclose)
        settings = Settings(
            _env_file=None,  # type: ignore[call-arg]  # only the mypy plugin knows this argument
            slack_bot_token=SecretStr(SLACK_TOKEN),
            slack_signing_secret=None if pulls else SecretStr(SECRET),
            slack_app_token=SecretStr(APP_TOKEN) if pulls else None,
            slack_api_url=f"{workspace.base_url}/api/",
            telegram_bot_token=SecretStr(TELEGRAM_TOKEN),
            telegram_webhook_secret=None if pulls else SecretStr("hook"),
            telegram_api_url=telegram_url,
            public_url=address,
        )
        process = await stack.enter_async_context(serve.running(settings, house, listener, background=False, limits={}))
        yield Town(process, workspace, server, address)


async def serving_stand_in(stack: AsyncExitStack, app: Any) -> str:
    port = _free_port()
    config = uvicorn.Config(app, host="127.0.0.1", port=port, log_level="critical", lifespan="off")
    await _run(stack, uvicorn.Server(config))
    return f"http://127.0.0.1:{port}"


async def _run(stack: AsyncExitStack, server: uvicorn.Server) -> None:
    task = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110  uvicorn tells by a flag only
        await asyncio.sleep(0.01)

    async def stop() -> None:
        server.should_exit = server.force_exit = True
        await task

    stack.push_async_callback(stop)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
