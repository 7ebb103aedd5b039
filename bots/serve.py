"""One process: adapters, HTTP and background work, from the first check to a clean stop."""

from __future__ import annotations

import asyncio
import signal
import socket
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import structlog

from bots import collector
from bots.dispatch import Dispatcher
from bots.gateway import Gateway, RetryLater
from bots.limits import LIMITS, Limits
from bots.office import Office
from bots.work import Work
from core import figures, receipts
from core.house import House
from core.settings import SLACK_API, TELEGRAM_API, Settings

if TYPE_CHECKING:
    from starlette.applications import Starlette

    from bots.slack.listen import SlackBot
    from bots.telegram.listen import TelegramBot
    from bots.web import Metrics

SLACK_DOOR: Final = "/slack/events"
TELEGRAM_DOOR: Final = "/telegram/webhook"
STOP_SECONDS: Final = 20
_LOG: Final = structlog.get_logger()


class CannotStart(Exception):
    """Something that the process needs is wrong; the sentence says what."""


@dataclass(slots=True)
class Front:
    """The adapters of a process."""

    slack: SlackBot | None = None
    telegram: TelegramBot | None = None
    gateways: dict[str, Gateway] = field(default_factory=dict)
    stopping: bool = False


@dataclass(frozen=True, slots=True)
class Running:
    """A process at work: the core, the adapters, the background work, and the HTTP server's task."""

    house: House
    front: Front
    work: Work
    server: asyncio.Task[None]


@asynccontextmanager
async def adapters(settings: Settings, office: Office, *, listen: bool) -> AsyncIterator[Front]:
    """The configured platforms, connected; only what is configured is imported. Raises CannotStart."""
    front = Front()
    async with AsyncExitStack() as stack:
        if settings.slack_bot_token:
            await _open_slack(settings, office, front, stack, listen=listen)
        if settings.telegram_bot_token:
            await _open_telegram(settings, office, front, stack, listen=listen)
        yield front
        front.stopping = True


async def _open_slack(settings: Settings, office: Office, front: Front, stack: AsyncExitStack, *, listen: bool) -> None:
    from bots.slack.listen import WrongToken, build
    from bots.slack.socket import SocketLine

    assert settings.slack_bot_token is not None
    secret = settings.slack_signing_secret.get_secret_value() if settings.slack_signing_secret else ""
    address = "" if settings.slack_api_url == SLACK_API else settings.slack_api_url
    bot = build(settings.slack_bot_token.get_secret_value(), secret, address, settings.slack_command_prefix, office)
    try:
        await bot.start()
        stack.push_async_callback(bot.close)
        front.slack, front.gateways["slack"] = bot, bot.gateway
        if listen and settings.slack_app_token:
            line = SocketLine(bot, settings.slack_app_token.get_secret_value())
            await line.start()
            stack.push_async_callback(line.stop)
    except WrongToken as error:
        raise CannotStart(str(error)) from error
    except RetryLater as error:
        raise CannotStart(f"Slack cannot be reached: {error}") from error


async def _open_telegram(
    settings: Settings, office: Office, front: Front, stack: AsyncExitStack, *, listen: bool
) -> None:
    from bots.telegram.listen import WrongToken, build

    assert settings.telegram_bot_token is not None
    secret = settings.telegram_webhook_secret.get_secret_value() if settings.telegram_webhook_secret else ""
    address = "" if settings.telegram_api_url == TELEGRAM_API else settings.telegram_api_url
    bot = build(settings.telegram_bot_token.get_secret_value(), address, secret, settings.public_url, office)
    front.telegram, front.gateways["telegram"] = bot, bot.gateway
    try:
        await bot.start(listen=listen)
    except WrongToken as error:
        raise CannotStart(str(error)) from error
    stack.push_async_callback(bot.stop)
    if listen and bot.ready:
        for chat in await office.operator_chats("telegram"):
            await bot.offer("operator", chat)


async def work(settings: Settings, house: House) -> None:
    """Background work only, until told to stop."""
    stop = _stop_signal()
    async with adapters(settings, Office(house.desk, house.market), listen=False) as front:
        job = _work(house, front, LIMITS)
        job.start(settings.tick_seconds)
        collector.resume()
        _LOG.info("working")
        await stop.wait()
        await job.stop()


@asynccontextmanager
async def running(
    settings: Settings,
    house: House,
    listener: socket.socket,
    *,
    background: bool = True,
    limits: Mapping[str, Limits] = LIMITS,
) -> AsyncIterator[Running]:
    """Adapters and HTTP on a bound socket, with the background work unless told not to. Raises CannotStart."""
    from bots.web import Metrics, serving

    async with adapters(settings, Office(house.desk, house.market), listen=True) as front:
        job = _work(house, front, limits)
        try:
            async with serving(application_for(house, front, settings, Metrics()), listener, STOP_SECONDS) as server:
                if background:
                    # nobody else works on SQLite, so what is leased was left by a killed process
                    if house.database.is_sqlite:
                        await house.desk.write(receipts.recover)
                    job.start(settings.tick_seconds)
                try:
                    yield Running(house, front, job, server)
                finally:
                    front.stopping = True
        finally:
            if background:
                await job.stop()


async def serve(settings: Settings, house: House, host: str, port: int, *, background: bool) -> None:
    """`running` until told to stop. Raises CannotStart."""
    from bots.web import listener_on

    stop = _stop_signal()
    try:
        listener = listener_on(host, port)
    except OSError as error:
        raise CannotStart(f"cannot listen on {host}:{port}: {error.strerror}") from error
    async with running(settings, house, listener, background=background) as process:
        collector.resume()
        _LOG.info("serving", host=host, port=port, work=background)
        await asyncio.wait([process.server, asyncio.create_task(stop.wait())], return_when=asyncio.FIRST_COMPLETED)
    _LOG.info("stopped")


def _work(house: House, front: Front, limits: Mapping[str, Limits]) -> Work:
    dispatcher = Dispatcher(house.desk, house.market, house.clerk, front.gateways, limits)
    return Work(house.desk, house.market, house.sweeper, house.clerk, dispatcher)


def application_for(house: House, front: Front, settings: Settings, metrics: Metrics) -> Starlette:
    """The ASGI app of a running process: the doors that are configured, health and metrics."""
    from bots.web import application

    doors = {}
    if front.slack is not None and settings.slack_signing_secret:
        doors[SLACK_DOOR] = front.slack.endpoint
    if front.telegram is not None and settings.telegram_webhook_secret:
        doors[TELEGRAM_DOOR] = front.telegram.endpoint

    async def taking() -> str:
        return "stopping" if front.stopping else ""

    async def telegram() -> str:
        return "" if front.telegram is None or front.telegram.ready else "telegram is not connected yet"

    async def database() -> str:
        try:
            await house.desk.read(figures.ping)
        except Exception:
            return "the database does not answer"
        return ""

    async def measure(into: Metrics) -> None:
        found = await house.desk.read(lambda session: figures.measure(session, house.market))
        for status, number in found.outbox.items():
            into.outbox.labels(status).set(number)
        into.overdue.set(found.overdue)

    return application(doors, [taking, telegram, database], metrics, measure)


def _stop_signal() -> asyncio.Event:
    """Set by SIGTERM and SIGINT, so that everything can finish first."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    return stop
