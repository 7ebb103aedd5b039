"""Watching the stand-in: change notices, waiting for something to become true, and a log of the wire."""

import asyncio
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from typing import Any, Literal, TypeVar

from bots.playground.telegram.model import Message, Press

KEPT_EXCHANGES = 500
Direction = Literal["to_telegram", "to_app"]
T = TypeVar("T")


@dataclass(frozen=True)
class Change:
    """What live pages are told: message, changed, deleted, answered, typing, menu, chat or exchange; and where.

    `press` is what was answered.
    """

    kind: str
    chat_id: int | None = None
    message: Message | None = None
    press: Press | None = None


@dataclass(frozen=True)
class Exchange:
    """One request over the wire, for inspectors; `name` is a method of the Bot API or a kind of update.

    `seconds` is how long the answer took, `number` tells it from every other.
    """

    direction: Direction
    name: str
    at: float
    request: Any
    status: int
    response: Any
    seconds: float = 0.0
    number: int = field(default_factory=count(1).__next__)


class Changes:
    """Listeners, the wire log, and waiting; part of the server."""

    def __init__(self) -> None:
        self.exchanges: deque[Exchange] = deque(maxlen=KEPT_EXCHANGES)
        self.calls_under_way = 0
        self._listeners: list[Callable[[Change], None]] = []
        self._last_activity = time.monotonic()

    def on_change(self, callback: Callable[[Change], None]) -> Callable[[], None]:
        """Call `callback` at every change; returns the function that ends it."""
        self._listeners.append(callback)
        return lambda: self._listeners.remove(callback)

    def changed(
        self, kind: str, chat_id: int | None = None, message: Message | None = None, press: Press | None = None
    ) -> None:
        """Tell everybody who listens."""
        self._last_activity = time.monotonic()
        for listener in tuple(self._listeners):
            listener(Change(kind, chat_id, message, press))

    def exchanged(self, exchange: Exchange, chat_id: int | None = None) -> None:
        """Log a request and tell of it."""
        self.exchanges.append(exchange)
        self.changed("exchange", chat_id)

    async def wait_until(self, predicate: Callable[[], T], timeout: float = 5.0) -> T:  # noqa: ASYNC109 - a test says it
        """The first true value of `predicate`, tried at every change; raises TimeoutError after `timeout` seconds."""
        stirred = asyncio.Event()
        stop = self.on_change(lambda _: stirred.set())
        try:
            async with asyncio.timeout(timeout):
                while not (value := predicate()):
                    stirred.clear()
                    await stirred.wait()
                return value
        finally:
            stop()

    def idle_for(self, seconds: float) -> bool:
        """Whether nothing has happened for so long and no call is under way."""
        return not self.calls_under_way and time.monotonic() - self._last_activity >= seconds
