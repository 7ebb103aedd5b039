"""Waiting until nothing more happens by itself: at either platform, or in the product."""

from __future__ import annotations

import asyncio

from bots.playground import slack, telegram
from bots.playground.process import Process
from bots.playground.seat import NotThere


class Stillness:
    """Call it to wait until nobody has anything left to do; raises NotThere if that never comes."""

    def __init__(self, workspace: slack.Workspace, server: telegram.Server, process: Process) -> None:
        self._workspace, self._server, self._process = workspace, server, process
        self._stirred = 0
        workspace.on_change(self._stir)
        server.on_change(self._stir)

    def _stir(self, _change: object) -> None:
        self._stirred += 1

    async def __call__(self) -> None:
        before = -1
        while before != self._stirred:
            before = self._stirred
            async with self._process.used() as product:
                await product.work.settle()
            try:
                await asyncio.gather(self._workspace.settle(), self._server.settle())
            except TimeoutError as error:
                raise NotThere("Parley does not come to rest; the log says what it fails at.") from error
