"""Where one show after the other is put on, each on a stage of its own; a reset ends one and begins the next."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from typing import Any, Final, TypeVar

from bots.playground.page.hub import Hub
from bots.playground.page.show import Show, open_show
from bots.playground.seat import NotThere
from bots.playground.stage import Stage

NAMED: Final = "DATABASE_URL names this database, so it is not emptied here. Start without it to be able to reset."
BEGUN_ANEW: Final = "That was not finished: everything has begun anew."
CLOSING: Final = "The playground is closing."
PATIENCE: Final = 1.0

T = TypeVar("T")


class Theatre:
    """Open it with `async with`. `stages` gives a new stage; `named`: its database is somebody's own."""

    def __init__(self, stages: Callable[[], AbstractAsyncContextManager[Stage]], *, named: bool) -> None:
        self.hub = Hub()
        self._stages, self._named = stages, named
        self._on: asyncio.Future[Show] = asyncio.get_running_loop().create_future()
        self._leave = AsyncExitStack()
        self._under_way: set[asyncio.Task[Any]] = set()
        self._resetting: asyncio.Task[Show] | None = None

    async def __aenter__(self) -> Theatre:
        return self

    async def __aexit__(self, *_error: object) -> None:
        await self.end()
        await self._leave.aclose()

    async def open(self) -> Show:
        """Put a show on. Raises what `stages` raises."""
        try:
            stage = await self._leave.enter_async_context(self._stages())
            show = await self._leave.enter_async_context(open_show(stage, self.hub))
        except Exception as error:
            self._nothing_on(f"Parley could not be started: {error}")
            raise
        self._on.set_result(show)
        return show

    async def show(self) -> Show:
        """The present show, as soon as it has begun. Raises NotThere."""
        return await asyncio.shield(self._on)

    async def play(self, doing: Callable[[Show], Coroutine[Any, Any, T]]) -> T:
        """Do something in the present show. Raises NotThere, also when the show ends before that is done."""
        task = asyncio.create_task(doing(await self.show()))
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)
        try:
            return await task
        except asyncio.CancelledError:
            present = asyncio.current_task()
            if present and present.cancelling():
                raise
            raise NotThere(CLOSING if self._on.done() and self._on.exception() else BEGUN_ANEW) from None

    async def asks(self, question: Callable[[Show], Coroutine[Any, Any, T]]) -> T:
        """Learn something of the present show, or of the next one if it ends meanwhile. Raises NotThere at the end."""
        while True:
            try:
                return await self.play(question)
            except NotThere as ended:
                if str(ended) != BEGUN_ANEW:
                    raise

    async def reset(self) -> Show:
        """Forget everything and begin anew, once for all who ask. Raises NotThere where the database is somebody's."""
        if self._named:
            raise NotThere(NAMED)
        if self._resetting is None or self._resetting.done():
            self._resetting = asyncio.create_task(self._begin_anew())
        return await asyncio.shield(self._resetting)

    async def end(self) -> None:
        """Stop what is under way; from now on nothing is done any more."""
        if not (self._on.done() and self._on.exception()):
            self._nothing_on(CLOSING)
        if self._resetting:
            self._resetting.cancel()
            await asyncio.wait({self._resetting}, timeout=PATIENCE)
        await self._interrupt()
        self.hub.close()

    async def _begin_anew(self) -> Show:
        if not self._on.done():
            await self.show()
        self._on = asyncio.get_running_loop().create_future()
        await self._interrupt()
        await self._leave.aclose()
        show = await self.open()
        self.hub.publish([{"kind": "reset"}])
        return show

    async def _interrupt(self) -> None:
        for task in self._under_way:
            task.cancel()
        if self._under_way:
            await asyncio.wait(self._under_way, timeout=PATIENCE)

    def _nothing_on(self, sentence: str) -> None:
        """Whoever waits for a show, now or later, hears this."""
        if self._on.done():
            self._on = asyncio.get_running_loop().create_future()
        self._on.set_exception(NotThere(sentence))
        self._on.exception()  # nobody need be waiting
