"""Watching the workspace: notices of change, waiting for something to become true, and the log of exchanges."""

import asyncio
import time
from collections import deque
from collections.abc import Callable
from typing import TypeVar

from bots.playground.slack.model import Change, Exchange, Message

KEPT_EXCHANGES = 1000
T = TypeVar("T")


class News:
    """Who is told of changes, and what went over the wire; part of the workspace."""

    def __init__(self) -> None:
        self.exchanges: deque[Exchange] = deque(maxlen=KEPT_EXCHANGES)
        self._watchers: list[Callable[[Change], None]] = []
        self._last_activity = time.monotonic()

    def on_change(self, callback: Callable[[Change], None]) -> Callable[[], None]:
        """Calls back on every change; gives back the way to stop it."""
        self._watchers.append(callback)
        return lambda: self._watchers.remove(callback)

    def tell(
        self, kind: str, channel: str | None = None, user: str | None = None, message: Message | None = None
    ) -> None:
        """Tells everybody who watches."""
        self._last_activity = time.monotonic()
        change = Change(kind, channel, user, message)
        for watcher in tuple(self._watchers):
            watcher(change)

    def log(self, exchange: Exchange) -> None:
        self.exchanges.append(exchange)
        self.tell("exchange")

    async def wait_until(self, predicate: Callable[[], T], timeout: float = 5.0) -> T:  # noqa: ASYNC109 - a test says it
        """The first true value of `predicate`, tried at every change. Raises TimeoutError after `timeout` seconds."""
        changed = asyncio.Event()
        stop = self.on_change(lambda _: changed.set())
        try:
            async with asyncio.timeout(timeout):
                while not (value := predicate()):
                    changed.clear()
                    await changed.wait()
                return value
        finally:
            stop()

    async def wait_until_quiet(self, quiet: float = 0.05) -> None:
        """Returns once nothing has happened for `quiet` seconds."""
        while time.monotonic() - self._last_activity < quiet:  # noqa: ASYNC110 - no event tells it
            await asyncio.sleep(quiet / 4)
