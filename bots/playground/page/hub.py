"""What has changed, on its way to every open page: gathered for a moment, then sent as one event."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Iterable
from typing import Any, Final

GATHER_SECONDS: Final = 0.01
KEEP_ALIVE_SECONDS: Final = 15.0
MOST_WAITING: Final = 500

Json = dict[str, Any]


class Hub:
    """Tells all listeners of changes. Everything happens in one event loop."""

    def __init__(self) -> None:
        self._listeners: set[asyncio.Queue[str | None]] = set()
        self._gathered: list[Json] = []

    def publish(self, changes: Iterable[Json]) -> None:
        """Send these on within a moment, in their order."""
        waiting = bool(self._gathered)
        self._gathered.extend(changes)
        if self._gathered and not waiting:
            asyncio.get_running_loop().call_later(GATHER_SECONDS, self._flush)

    def close(self) -> None:
        """End every stream, so that the server can stop."""
        for queue in self._listeners:
            queue.put_nowait(None)

    async def events(self) -> AsyncIterator[str]:
        """A stream of server-sent events; a listener that does not keep up is let go, and comes again for all."""
        queue: asyncio.Queue[str | None] = asyncio.Queue()
        self._listeners.add(queue)
        try:
            yield "retry: 500\n\n"
            while queue.qsize() < MOST_WAITING:
                try:
                    event = await asyncio.wait_for(queue.get(), KEEP_ALIVE_SECONDS)
                except TimeoutError:
                    event = ": still here\n\n"
                if event is None:
                    return
                yield event
        finally:
            self._listeners.discard(queue)

    def _flush(self) -> None:
        event = f"data: {json.dumps(self._gathered)}\n\n"
        self._gathered = []
        for queue in self._listeners:
            queue.put_nowait(event)
