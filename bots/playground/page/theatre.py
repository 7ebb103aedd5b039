"""Where one show after the other is put on, each on a stage of its own; a reset ends one and begins the next."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from typing import Final

from bots.playground.page.hub import Hub
from bots.playground.page.show import Show, open_show
from bots.playground.seat import NotThere
from bots.playground.stage import Stage

NAMED: Final = "DATABASE_URL names this database, so it is not emptied here. Start without it to be able to reset."


class Theatre:
    """Open it with `async with`. `stages` gives a new stage; `named`: its database is somebody's own."""

    def __init__(self, stages: Callable[[], AbstractAsyncContextManager[Stage]], *, named: bool) -> None:
        self.hub = Hub()
        self._stages, self._named = stages, named
        self._on: asyncio.Future[Show] = asyncio.get_running_loop().create_future()
        self._leave = AsyncExitStack()
        self._turn = asyncio.Lock()

    async def __aenter__(self) -> Theatre:
        return self

    async def __aexit__(self, *_error: object) -> None:
        self.hub.close()
        await self._leave.aclose()

    async def open(self) -> Show:
        """Put a show on. Raises what `stages` raises."""
        stage = await self._leave.enter_async_context(self._stages())
        show = await self._leave.enter_async_context(open_show(stage, self.hub))
        self._on.set_result(show)
        return show

    async def show(self) -> Show:
        """The present show, as soon as it has begun."""
        return await asyncio.shield(self._on)

    async def reset(self) -> Show:
        """Forget everything and begin anew. Raises NotThere where the database is somebody's own."""
        if self._named:
            raise NotThere(NAMED)
        async with self._turn:
            await self._on
            self._on = asyncio.get_running_loop().create_future()
            await self._leave.aclose()
            show = await self.open()
        self.hub.publish([{"kind": "reset"}])
        return show
