"""The true process, started and stopped as an operator does: clean stops, hard kills, and a clock that was moved."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import httpx

from bots.playground import slack, telegram
from bots.web import listener_on
from tests.stories.town import SECRET, SLACK_TOKEN, TELEGRAM_TOKEN, serving_stand_in

ROOT = Path(__file__).parents[2]


class Process:
    """`run.py serve` against stand-ins, with its people."""

    def __init__(self, environment: dict[str, str], port: int) -> None:
        self.environment, self.port = environment, port
        self.options: list[str] = []
        self.process: subprocess.Popen[bytes] | None = None

    async def starts(self, **more: str) -> None:
        """Start it and wait until it is ready."""
        command = [sys.executable, "run.py", "serve", "--host", "127.0.0.1", "--port", str(self.port), *self.options]
        self.process = subprocess.Popen(  # noqa: ASYNC220  starting one takes no time
            command, cwd=ROOT, env={**self.environment, **more}, stderr=subprocess.PIPE
        )
        await eventually(self.is_ready)

    async def helps(self, stack: AsyncExitStack) -> None:
        """Start another process that only does background work, until the end."""
        command = [sys.executable, "run.py", "work"]
        helper = subprocess.Popen(command, cwd=ROOT, env=self.environment, stderr=subprocess.DEVNULL)  # noqa: ASYNC220  as above

        async def stop() -> None:
            helper.terminate()
            assert await asyncio.to_thread(helper.wait, 30) == 0

        stack.push_async_callback(stop)

    async def is_ready(self) -> bool:
        """Whether commands are accepted."""
        async with httpx.AsyncClient() as client:
            try:
                return (await client.get(f"http://127.0.0.1:{self.port}/readyz")).status_code == 200
            except httpx.HTTPError:
                return False

    async def ends(self, number: signal.Signals) -> tuple[int, str]:
        """Send it a signal and wait; answers with its exit code and what it logged."""
        assert self.process is not None
        self.process.send_signal(number)
        _out, err = await asyncio.to_thread(self.process.communicate, None, 30)
        return self.process.returncode, err.decode()

    async def shows(self, ref: str) -> dict[str, Any]:
        """`run.py show REF --json`."""
        found: dict[str, Any] = json.loads(await self.says("show", ref, "--json"))
        return found

    async def says(self, *words: str) -> str:
        """What a verb of run.py prints; it must succeed."""
        command = [sys.executable, "run.py", *words]
        ran = await asyncio.to_thread(
            subprocess.run, command, cwd=ROOT, env=self.environment, capture_output=True, text=True, check=False
        )
        assert ran.returncode == 0, ran.stdout + ran.stderr
        return str(ran.stdout)

    async def state(self, ref: str, state: str) -> None:
        """Wait until `ref` is in this state."""

        async def there() -> bool:
            return bool((await self.shows(ref))["state"] == state)

        await eventually(there)


async def eventually(holds: Callable[[], Awaitable[bool]], seconds: float = 30) -> None:
    async with asyncio.timeout(seconds):
        while not await holds():  # noqa: ASYNC110  another process tells nothing by itself
            await asyncio.sleep(0.1)


@asynccontextmanager
async def served(database_url: str) -> AsyncIterator[tuple[Process, Any, Any]]:
    """A process that is not started yet, ann on Slack and bo on Telegram."""
    async with AsyncExitStack() as stack:
        with listener_on("127.0.0.1", 0) as probe:
            port = probe.getsockname()[1]
        workspace = slack.create(f"http://127.0.0.1:{port}/slack/events", SECRET, SLACK_TOKEN)
        server = telegram.create(TELEGRAM_TOKEN, delay_unit=0.05)
        workspace.base_url = await serving_stand_in(stack, workspace.asgi)
        telegram_url = await serving_stand_in(stack, server.asgi)
        stack.push_async_callback(workspace.aclose)
        stack.push_async_callback(server.aclose)
        environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith(("SLACK_", "TELEGRAM_"))},
            "DATABASE_URL": database_url,
            "SLACK_BOT_TOKEN": SLACK_TOKEN,
            "SLACK_SIGNING_SECRET": SECRET,
            "SLACK_API_URL": f"{workspace.base_url}/api/",
            "TELEGRAM_BOT_TOKEN": TELEGRAM_TOKEN,
            "TELEGRAM_WEBHOOK_SECRET": "hook",
            "TELEGRAM_API_URL": telegram_url,
            "PUBLIC_URL": f"http://127.0.0.1:{port}",
            "SECRET_KEY": "k" * 40,
            "TICK_SECONDS": "1",
        }
        process = Process(environment, port)
        yield process, workspace.person("ann"), server.person("bo")
        if process.process is not None and process.process.poll() is None:
            await process.ends(signal.SIGKILL)


async def bring_to_submitted(process: Process, ann: Any, bo: Any) -> None:
    """Up to a milestone that is handed in and waits for its client."""
    await ann.types(None, '/account join role:client name:"Ann Client"')
    await bo.types('/account join role:freelancer name:"Bo Maker"')
    await process.state("U-2", "active")
    await ann.types(None, '/contract offer U-2 amount:200 scope:"Logo"')
    await bo.types('/contract accept C-1 signature:"Bo Maker"')
    await process.state("C-1", "active")
    await ann.types(None, "/milestone fund M-1 confirm:yes")
    await process.state("M-1", "funded")
    await bo.types("/milestone submit M-1 Here it is")
    await process.state("M-1", "submitted")


async def test_a_submitted_milestone_is_released_once_when_the_clock_is_moved_on(empty_sqlite_url: str) -> None:
    async with served(empty_sqlite_url) as (process, ann, bo):
        await process.starts()
        await bring_to_submitted(process, ann, bo)
        await bo.types('/wallet method add kind:bank name:"Bo Maker" account:DE02120300000000202051')
        code, log = await process.ends(signal.SIGTERM)
        assert code == 0
        assert TELEGRAM_TOKEN not in log
        assert "DE02120300000000202051" not in log

        await process.starts(CLOCK_OFFSET="15d")
        await process.state("M-1", "released")
        await asyncio.sleep(2.5)
        record = await process.shows("M-1")
        assert [event["event"] for event in record["history"]].count("auto_release") == 1
        assert record["deadlines"][0]["event"] == "clear"
        await eventually_reads(bo.reads, "nobody answered within the 14 days")
        await eventually_reads(lambda: everything(ann), "nobody answered within the 14 days")
        await process.ends(signal.SIGTERM)

        await process.starts(CLOCK_OFFSET="21d")
        await eventually_reads(bo.reads, "is available: /wallet withdraw")
        await bo.types("/wallet withdraw 100 confirm:yes")
        await process.state("W-1", "paid")
        rows = json.loads(await process.says("ledger", "balances", "--json"))
        balances = {row["account"]: row["balance"] for row in rows}
        assert balances == {"freelancer_available": 8_000, "platform_fees": 3_000, "provider_clearing": -11_000}
        assert "adds up" in await process.says("ledger", "check")


async def test_what_was_answered_survives_a_hard_kill_and_its_notices_go_out_afterwards(empty_sqlite_url: str) -> None:
    async with served(empty_sqlite_url) as (process, ann, bo):
        await process.starts()
        await bring_to_submitted(process, ann, bo)
        await ann.types(None, "/milestone approve M-1 confirm:yes")
        code, _log = await process.ends(signal.SIGKILL)
        assert code == -signal.SIGKILL
        assert (await process.shows("M-1"))["state"] == "released"

        await process.starts()
        await eventually_reads(bo.reads, "approved M-1")
        assert "adds up" in await process.says("ledger", "check")


async def test_two_workers_beside_the_server_send_each_notice_once(empty_postgresql_url: str) -> None:
    async with served(empty_postgresql_url) as (process, ann, bo), AsyncExitStack() as stack:
        process.options = ["--no-work"]
        await process.starts()
        await process.helps(stack)
        await process.helps(stack)
        await bring_to_submitted(process, ann, bo)
        await ann.types(None, "/milestone approve M-1 confirm:yes")
        await eventually_reads(bo.reads, "approved M-1")
        await asyncio.sleep(3)
        chat = bo.reads()
        assert [chat.count(words) for words in ("offers you a contract", "Work can begin", "approved M-1")] == [1, 1, 1]
        assert everything(ann).count("handed in M-1") == 1
        assert "adds up" in await process.says("ledger", "check")


async def eventually_reads(reads: Callable[[], str], words: str) -> None:
    async def there() -> bool:
        return words in reads()

    await eventually(there)


def everything(person: Any) -> str:
    """All that somebody on Slack sees in the DM with the app, threads included."""
    found: list[str] = []
    for message in person.sees(None):
        found.append(person.read(message))
        if message.replies:
            found += [person.read(reply) for reply in person.sees(None, message)]
    return "\n".join(found)
