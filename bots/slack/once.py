"""Work by key: what is asked for again while it is being done, or soon after, is not done again."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Coroutine
from typing import Any, Final

RECENT: Final = 4_096


class Once:
    """Remembers the latest keys. Slack sends an event anew when it was not answered in time, maybe under another id.

    The core knows what was done before a restart, and gives the same reply; this spares people seeing it twice.
    """

    def __init__(self) -> None:
        self._work: OrderedDict[str, asyncio.Task[None]] = OrderedDict()

    async def do(self, key: str, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Wait until the work of this key has been done. Raises what it raised; then the next one tries again."""
        task = self._work.get(key)
        if task is None or (task.done() and (task.cancelled() or task.exception())):
            task = self._work[key] = asyncio.create_task(work())
            while len(self._work) > RECENT:
                self._work.popitem(last=False)
        await asyncio.shield(task)
