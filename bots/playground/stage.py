"""The stage: both stand-ins and the product in one event loop on loopback, persons at their chats, a clock to move."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Hashable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any, Final, NamedTuple, TypeVar

from pydantic import SecretStr
from starlette.applications import Starlette

from bots.playground import slack, telegram
from bots.playground.cast import PARTS, Cast
from bots.playground.process import LOOPBACK, Process, Product, Start
from bots.playground.screens import Screens, Sight
from bots.playground.seat import NotThere, Seat, Shown, find_button, find_shown
from bots.playground.stillness import Stillness
from bots.web import listener_on, serving
from core import figures, report
from core.clock import Clock
from core.settings import Settings

T = TypeVar("T")
MOMENT: Final = 2
POLL: Final = 0.002
PATIENCE: Final = 20.0  # of Slack while the clock stands still: a script on a busy machine is no slower than the story
STOP_SECONDS: Final = 2.0
RETRY_SCALE: Final = 1 / 60  # Slack waits a minute and then five before it sends an event again: here seconds
DELAY_UNIT: Final = 0.25  # of Telegram's second before it sends an update again

Manifest = Callable[[str], dict[str, Any]]


class Stopped(Clock):
    """A clock that stands still until it is moved."""

    def __init__(self, at: int) -> None:
        super().__init__(at)

    def now(self) -> int:
        """The product's time."""
        return self.offset


class Where(NamedTuple):
    """Where somebody writes; see `Stage.types`."""

    place: str = ""
    under: str = ""
    nth: int = 0


HERE: Final = Where()


@dataclass(slots=True)
class Stage:
    """See `open_stage`. Every deed waits until all is quiet again and answers with what is new on the screens."""

    slack: slack.Workspace
    telegram: telegram.Server
    seats: list[Seat]
    screens: Screens
    clock: Clock
    _process: Process
    _cast: Cast
    _still: Callable[[], Awaitable[None]]

    @property
    def product(self) -> Product:
        """The product that runs now: another one after a restart, so it is not to be kept. Raises NotThere."""
        return self._process.product

    @property
    def address(self) -> str:
        """Where the product's HTTP is."""
        return self._process.address

    def running(self) -> AbstractAsyncContextManager[Product]:
        """The product, once it runs, which is not stopped before the block ends."""
        return self._process.used()

    async def restart(self) -> None:
        """Stop the product as SIGTERM does and start it again, with the same settings and database."""
        await self._process.restart()

    async def stop_product(self) -> None:
        """What people do from now on meets a refused connection, and the platforms send it again as they do."""
        await self._process.stop()

    async def start_product(self) -> None:
        """Go on after `stop_product`."""
        await self._process.start()

    async def person(self, handle: str, name: str = "", role: str = "") -> Seat:
        """A further person, such as `dana@slack`, or the one of that handle. Raises NotThere."""
        for known in self.seats:
            if known.handle == handle.casefold():
                return known
        seat = await self._cast.enter(handle, name, role)
        self.seats.append(seat)
        self.screens.add(seat)
        return seat

    def seat(self, name: str) -> Seat:
        """The person of this name: `ann` or `ann@slack`. Raises NotThere."""
        for seat in self.seats:
            if name.casefold() in (seat.nick, seat.handle):
                return seat
        raise NotThere(f"There is no {name} here, only {', '.join(seat.handle for seat in self.seats)}.")

    async def types(
        self, seat: Seat, text: str, place: str = "", under: str = "", nth: int = 0, *, hurried: bool = False
    ) -> list[Sight]:
        """Write a line: in the conversation with Parley, in a channel, or under the newest message about a thing.

        With `nth`, under that one of all messages about it, one's own as well, counted from the newest (1).
        `hurried`, only Parley's own answer is waited for, and nothing is said to be new.
        """
        message = _answered(seat, under, nth)
        await seat.types(text, place, message)
        if not hurried:
            return await self.quiet(seat)
        while self.telegram.updates.pending:  # noqa: ASYNC110 - no event tells that an update was taken
            await asyncio.sleep(POLL)
        return []

    async def sends(
        self,
        seat: Seat,
        name: str,
        content: bytes,
        text: str = "",
        where: Where = HERE,
        *,
        photo: bool = False,
    ) -> list[Sight]:
        """Send a file with a few words, where `types` would write."""
        await seat.sends(name, content, text, where.place, _answered(seat, where.under, where.nth), photo=photo)
        return await self.quiet(seat)

    async def presses(self, seat: Seat, button: str, on: str = "", nth: int = 0) -> list[Sight]:
        """Press the button of this label or number, on the card about `on` or on what the person looks at.

        With `nth`, on that one of the messages which have the button, counted from the newest (1).
        """
        home = seat.home()
        seen = [*seat.sees()[::-1], *([home] if home else [])] if nth else self.screens.before(seat)
        shown, label = find_button(seen, button, on, nth)
        self.screens.look_at(seat, shown)
        await seat.presses(shown, label)
        news = await self.quiet(seat, shown.key)
        home = seat.home()
        return [Sight((seat.handle,), home), *news] if home and home.key == shown.key else news

    async def uses(self, seat: Seat, shortcut: str, on: str, nth: int = 0) -> list[Sight]:
        """Use a shortcut on the newest message about `on`; with `nth`, as `types` counts them."""
        message = _answered(seat, on, nth)
        assert message is not None
        await seat.uses(message, shortcut)
        return await self.quiet(seat)

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
        async with self.running() as product:
            house = product.house
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
        async with self.running() as product:
            return await product.house.desk.read(lambda session: report.asked(session, question, *details))


@asynccontextmanager
async def open_stage(
    settings: Settings, start: Start, manifest: Manifest, clock: Clock, port: int = 0
) -> AsyncIterator[Stage]:
    """Everything running, with the usual persons, the channel #jobs and the group Jobs. Port 0 takes a free one.

    Raises OSError for a port that is taken, and whatever `start` raises.
    """
    async with AsyncExitStack() as stack:
        listener = stack.enter_context(listener_on(LOOPBACK, port))
        listener.listen()  # what the stand-ins send while the product starts waits for it
        address = f"http://{LOOPBACK}:{listener.getsockname()[1]}"
        keys = settings.model_copy(update=_keys(settings, address))
        slack_here, telegram_here = _stand_ins(keys, address, manifest(address), partial(_seconds, clock))
        if isinstance(clock, Stopped):
            slack_here.deliverer.ack_seconds = PATIENCE
        urls = [await _served(stack, app) for app in (slack_here.asgi, telegram_here.asgi)]
        slack_here.base_url = urls[0]
        stack.push_async_callback(slack_here.aclose)
        stack.push_async_callback(telegram_here.aclose)
        cast = Cast(slack_here, telegram_here)
        seats = [await cast.enter(handle, role=role) for handle, role in PARTS]
        operator = slack_here.user_named("olga")
        assert operator is not None
        places = {"slack_api_url": f"{urls[0]}/api/", "telegram_api_url": urls[1]}
        known = {"operators": f"slack:{slack_here.team_id}:{operator.id}"}
        process = Process(start, keys.model_copy(update=places | known), clock, listener)
        stack.push_async_callback(process.aclose)
        await process.start()
        still = Stillness(slack_here, telegram_here, process)
        stage = Stage(slack_here, telegram_here, seats, Screens(seats), clock, process, cast, still)
        await stage.quiet()
        yield stage


def _answered(seat: Seat, ref: str, nth: int) -> Shown | None:
    """What is written under."""
    return find_shown(seat.sees(said=bool(nth))[::-1], ref, nth or 1) if ref else None


def _seconds(clock: Clock) -> float:
    """The stand-ins' time, with the machine's fraction of a second where the clock runs."""
    return float(clock.now()) if isinstance(clock, Stopped) else time.time() + clock.offset


def _keys(settings: Settings, address: str) -> dict[str, Any]:
    """The playground's own tokens, in place of any that are set."""
    return {
        "secret_key": SecretStr(settings.secret()),
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
    workspace.deliverer.retry_scale = RETRY_SCALE
    return workspace, telegram.create(keys.telegram_bot_token.get_secret_value(), clock=seconds, delay_unit=DELAY_UNIT)


async def _served(stack: AsyncExitStack, app: Starlette) -> str:
    listener = stack.enter_context(listener_on(LOOPBACK, 0))
    await stack.enter_async_context(serving(app, listener, STOP_SECONDS))
    return f"http://{LOOPBACK}:{listener.getsockname()[1]}"
