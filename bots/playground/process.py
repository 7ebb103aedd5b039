"""The product on the stage: stopped and started anew on its address, while both stand-ins go on."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from socket import socket
from typing import Final, Protocol

from bots.playground.seat import NotThere
from bots.web import listener_on
from bots.work import Work
from core.clock import Clock
from core.house import House
from core.settings import Settings

LOOPBACK: Final = "127.0.0.1"


class Product(Protocol):
    """The product at work."""

    @property
    def house(self) -> House: ...
    @property
    def work(self) -> Work: ...


Start = Callable[[Settings, Clock, socket], AbstractAsyncContextManager[Product]]


class Process:
    """One product after the other, over the same settings and database. `listener` is bound to its address."""

    def __init__(self, start: Start, settings: Settings, clock: Clock, listener: socket) -> None:
        self._start, self._settings, self._clock = start, settings, clock
        self._listener, self._port = listener, listener.getsockname()[1]
        self._opened = AsyncExitStack()
        self._product: Product | None = None
        self._up, self._unused = asyncio.Event(), asyncio.Event()
        self._unused.set()
        self._users = 0
        self._turn = asyncio.Lock()
        self._restarting: asyncio.Task[None] | None = None
        self._closed = False

    @property
    def address(self) -> str:
        """Where its HTTP is."""
        return f"http://{LOOPBACK}:{self._port}"

    @property
    def product(self) -> Product:
        """The product that runs now; it is not to be kept. Raises NotThere while none runs."""
        if self._product is None:
            raise NotThere("Parley is being started; try again in a moment.")
        return self._product

    @asynccontextmanager
    async def used(self) -> AsyncIterator[Product]:
        """The product, once it runs; it is not stopped before the block ends."""
        while self._product is None:
            await self._up.wait()
        self._users += 1
        self._unused.clear()
        try:
            yield self._product
        finally:
            self._users -= 1
            if not self._users:
                self._unused.set()

    async def start(self) -> None:
        """Start it, if it does not run. Raises whatever the product raises then."""
        async with self._turn:
            await self._starts()

    async def stop(self) -> None:
        """Stop it as SIGTERM does: what is under way is finished. Its address refuses connections from then on."""
        async with self._turn:
            await self._stops()

    async def restart(self) -> None:
        """Stop it and start it again, to the end even if whoever asked for it is gone by then."""
        if self._restarting is None or self._restarting.done():
            self._restarting = asyncio.create_task(self._restarts())
        await asyncio.shield(self._restarting)

    async def _restarts(self) -> None:
        async with self._turn:
            await self._stops()
            await self._starts()

    async def _starts(self) -> None:
        if self._product is None and not self._closed:
            opening = self._start(self._settings, self._clock, self._listener)
            self._product = await self._opened.enter_async_context(opening)
            self._up.set()

    async def _stops(self) -> None:
        if self._product is None:
            return
        self._product = None
        self._up.clear()
        await self._unused.wait()
        await self._opened.aclose()
        self._listener.close()
        self._listener = listener_on(LOOPBACK, self._port)  # bound and not listening: nobody else gets the port

    async def aclose(self) -> None:
        """Stop it for good."""
        self._closed = True
        await self.stop()
        self._listener.close()
