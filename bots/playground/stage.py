"""The stage: both stand-ins and the product in one event loop on loopback, persons at their chats, a clock to move."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Hashable, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import partial
from socket import socket
from typing import Any, Final, Protocol, TypeVar

from pydantic import SecretStr
from starlette.applications import Starlette

from bots.playground import slack, telegram
from bots.playground.on_slack import SlackSeat
from bots.playground.on_telegram import TelegramSeat
from bots.playground.screens import Screens, Sight
from bots.playground.seat import NotThere, Seat, find_button, find_shown
from bots.playground.slack import Workspace
from bots.playground.telegram import Server
from bots.web import listener_on, serving
from bots.work import Work
from core import figures, report
from core.clock import Clock
from core.house import House
from core.settings import Settings

T = TypeVar("T")
LOOPBACK: Final = "127.0.0.1"
MOMENT: Final = 2
STOP_SECONDS: Final = 2.0
CHANNEL: Final = "jobs"


class Product(Protocol):
    """The product at work."""

    @property
    def house(self) -> House: ...
    @property
    def work(self) -> Work: ...


Start = Callable[[Settings, Clock, socket], AbstractAsyncContextManager[Product]]
Manifest = Callable[[str], dict[str, Any]]


class Stopped(Clock):
    """A clock that stands still until it is moved."""

    def __init__(self, at: int) -> None:
        super().__init__(at)

    def now(self) -> int:
        """The product's time."""
        return self.offset


@dataclass(slots=True)
class Stage:
    """See `open_stage`. Every deed waits until all is quiet again and answers with what is new on the screens."""

    seats: Sequence[Seat]
    screens: Screens
    clock: Clock
    product: Product
    address: str
    slack: Workspace
    telegram: Server
    _still: Callable[[], Awaitable[None]]

    def seat(self, name: str) -> Seat:
        """The person of this name: `ann` or `ann@slack`. Raises NotThere."""
        for seat in self.seats:
            if name.casefold() in (seat.nick, seat.handle):
                return seat
        raise NotThere(f"There is no {name} here, only {', '.join(seat.handle for seat in self.seats)}.")

    async def types(self, seat: Seat, text: str, place: str = "", under: str = "") -> list[Sight]:
        """Write a line: in the conversation with Parley, in a channel, or under the newest message about a thing."""
        message = find_shown(seat.sees()[::-1], under) if under else None
        await seat.types(text, place, message)
        return await self.quiet(seat)

    async def presses(self, seat: Seat, button: str, on: str = "") -> list[Sight]:
        """Press the button of this label or number, on the card about `on` or on what the person looks at."""
        shown, label = find_button(self.screens.before(seat), button, on)
        self.screens.look_at(seat, shown)
        await seat.presses(shown, label)
        news = await self.quiet(seat, shown.key)
        home = seat.home()
        return [Sight((seat.handle,), home), *news] if home and home.key == shown.key else news

    async def fills(self, seat: Seat, answers: dict[str, str]) -> list[Sight]:
        """Put values into the open form."""
        await seat.fills(answers)
        return await self.quiet(seat)

    async def submits(self, seat: Seat) -> list[Sight]:
        """Send the open form."""
        await seat.submits()
        return await self.quiet(seat)

    async def closes(self, seat: Seat) -> list[Sight]:
        """Close the open form."""
        await seat.closes()
        return await self.quiet(seat)

    async def opens_home(self, seat: Seat) -> list[Sight]:
        """Look at the Home tab."""
        await seat.opens_home()
        news = await self.quiet(seat)
        home = seat.home()
        if home is None:
            raise NotThere(f"Parley has put nothing on the Home tab of {seat.handle}.")
        self.screens.look_at(seat, home)
        return [Sight((seat.handle,), home), *news]

    async def quiet(self, first: Seat | None = None, pressed: Hashable | None = None) -> list[Sight]:
        """Wait until nothing more happens by itself; what is due within a moment, such as a payment, is let happen."""
        while True:
            await self._still()
            due = await self.next_due()
            if due is None or due > self.clock.now() + MOMENT:
                return self.screens.news(first, pressed)
            self.clock.advance(due - self.clock.now())

    async def moves(self, seconds: int | None) -> AsyncIterator[list[Sight]]:
        """Move the clock on, stopping wherever something is due; None goes to the next such moment only."""
        end = None if seconds is None else self.clock.now() + seconds
        while (due := await self.next_due()) is not None and (end is None or due <= end):
            self.clock.advance(due - self.clock.now())
            yield await self.quiet()
            if end is None:
                return
        if end is not None:
            self.clock.advance(max(end - self.clock.now(), 0))
            yield await self.quiet()

    async def next_due(self) -> int | None:
        """When the next thing happens by itself."""
        house = self.product.house
        return await house.desk.read(lambda session: figures.next_due(session, house.market))

    async def thing(self, ref: str) -> dict[str, Any] | None:
        """What is recorded about a reference."""
        return await self._asked(report.thing, ref)

    async def balances(self) -> list[dict[str, Any]]:
        """Every account of the ledger that is not at 0."""
        return await self._asked(report.balances)

    async def violations(self) -> list[str]:
        """What is wrong with the ledger."""
        return await self._asked(report.violations)

    async def _asked(self, question: Callable[..., T], *details: str) -> T:
        return await self.product.house.desk.read(lambda session: report.asked(session, question, *details))


@asynccontextmanager
async def open_stage(
    settings: Settings, start: Start, manifest: Manifest, clock: Clock, port: int = 0
) -> AsyncIterator[Stage]:
    """Everything running, with five persons, the channel #jobs and the group Jobs. Port 0 takes a free one.

    Raises OSError for a port that is taken, and whatever `start` raises.
    """
    async with AsyncExitStack() as stack:
        listener = stack.enter_context(listener_on(LOOPBACK, port))
        listener.listen()  # what the stand-ins send while the product starts waits for it
        address = f"http://{LOOPBACK}:{listener.getsockname()[1]}"
        seconds = partial(_seconds, clock)
        keys = settings.model_copy(update=_keys(address))
        slack_here, telegram_here = _stand_ins(keys, address, manifest(address), seconds)
        urls = [await _served(stack, app) for app in (slack_here.asgi, telegram_here.asgi)]
        slack_here.base_url = urls[0]
        stack.push_async_callback(slack_here.aclose)
        stack.push_async_callback(telegram_here.aclose)
        seats = await _people(slack_here, telegram_here)
        operator = slack_here.user_named("olga")
        assert operator is not None
        places = {"slack_api_url": f"{urls[0]}/api/", "telegram_api_url": urls[1]}
        known = {"operators": f"slack:{slack_here.team_id}:{operator.id}"}
        product = await stack.enter_async_context(start(keys.model_copy(update=places | known), clock, listener))
        still = _Stillness(slack_here, telegram_here, product.work)
        stage = Stage(seats, Screens(seats), clock, product, address, slack_here, telegram_here, still)
        await stage.quiet()
        yield stage


def _seconds(clock: Clock) -> float:
    """The stand-ins' time, with the machine's fraction of a second where the clock runs."""
    return float(clock.now()) if isinstance(clock, Stopped) else time.time() + clock.offset


def _keys(address: str) -> dict[str, Any]:
    """The playground's own tokens, in place of any that are set."""
    return {
        "slack_bot_token": SecretStr(f"xoxb-playground-{secrets.token_hex(8)}"),
        "slack_signing_secret": SecretStr(secrets.token_hex(16)),
        "slack_app_token": None,
        "slack_command_prefix": "",
        "telegram_bot_token": SecretStr(f"123456:{secrets.token_urlsafe(24)}"),
        "telegram_webhook_secret": SecretStr(secrets.token_hex(16)),
        "public_url": address,
        "tick_seconds": 1.0,
    }


def _stand_ins(
    keys: Settings, address: str, manifest: dict[str, Any], seconds: Callable[[], float]
) -> tuple[slack.Workspace, telegram.Server]:
    assert keys.slack_signing_secret
    assert keys.slack_bot_token
    assert keys.telegram_bot_token
    workspace = slack.create(
        f"{address}/slack/events",
        keys.slack_signing_secret.get_secret_value(),
        keys.slack_bot_token.get_secret_value(),
        clock=seconds,
        manifest=manifest,
    )
    return workspace, telegram.create(keys.telegram_bot_token.get_secret_value(), clock=seconds)


async def _served(stack: AsyncExitStack, app: Starlette) -> str:
    listener = stack.enter_context(listener_on(LOOPBACK, 0))
    await stack.enter_async_context(serving(app, listener, STOP_SECONDS))
    return f"http://{LOOPBACK}:{listener.getsockname()[1]}"


async def _people(workspace: slack.Workspace, server: telegram.Server) -> list[Seat]:
    """Ann hires, Bo and Cy work, Max looks on, Olga runs the place."""
    ann, max_, olga = (workspace.person(name) for name in ("ann", "max", "olga"))
    workspace.add_channel(CHANNEL, [ann, max_, olga])
    first = 5_100_000_001 + secrets.randbelow(10**8)  # a database that is kept knows earlier persons by their numbers
    bo, cy = (server.person(name, id=first + number) for number, name in enumerate(("Bo", "Cy")))
    await bo.creates_group(CHANNEL.title(), cy)
    return [
        SlackSeat(workspace, ann, "a client"),
        TelegramSeat(server, bo, "a freelancer"),
        TelegramSeat(server, cy, "another freelancer"),
        SlackSeat(workspace, max_, "somebody else in the same workspace"),
        SlackSeat(workspace, olga, "the operator"),
    ]


class _Stillness:
    """Waits until both platforms and the product have nothing left to do."""

    def __init__(self, workspace: slack.Workspace, server: telegram.Server, work: Work) -> None:
        self._workspace, self._server, self._work = workspace, server, work
        self._stirred = 0
        workspace.on_change(self._stir)
        server.on_change(self._stir)

    def _stir(self, _change: object) -> None:
        self._stirred += 1

    async def __call__(self) -> None:
        before = -1
        while before != self._stirred:
            before = self._stirred
            await self._work.settle()
            try:
                await asyncio.gather(self._workspace.settle(), self._server.settle())
            except TimeoutError as error:
                raise NotThere("Parley does not come to rest; the log says what it fails at.") from error
