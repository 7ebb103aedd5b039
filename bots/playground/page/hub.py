"""What has changed, on its way to every open page: gathered for a moment, then sent as one event."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Iterable
from typing import Any, Final

GATHER_SECONDS: Final = 0.01
KEEP_ALIVE_SECONDS: Final = 15.0
MOST_WAITING: Final = 500
NOTHING: Final = "data: []\n\n"  # no mere comment: the page is to hear that the line is alive

Json = dict[str, Any]


class Hub:
    """Tells all listeners of changes. Everything happens in one event loop.

    The events are numbered, so that a page knows which of them its snapshot holds already, and if it has missed one.
    """

    def __init__(self) -> None:
        self._listeners: set[asyncio.Queue[str | None]] = set()
        self._gathered: list[Json] = []
        self._sent = 0
        self._closed = False

    def publish(self, changes: Iterable[Json]) -> None:
        """Send these on within a moment, in their order."""
        waiting = bool(self._gathered)
        self._gathered.extend(changes)
        if self._gathered and not waiting:
            asyncio.get_running_loop().call_later(GATHER_SECONDS, self.flush)

    def flush(self) -> int:
        """Send on what is gathered; the number of the last event."""
        if self._gathered:
            self._sent += 1
            event = f"id: {self._sent}\ndata: {json.dumps(self._gathered)}\n\n"
            self._gathered = []
            for queue in list(self._listeners):
                self._tell(queue, event)
        return self._sent

    def close(self) -> None:
        """End every stream, so that the server can stop, and begin none any more."""
        self._closed = True
        for queue in self._listeners:
            queue.put_nowait(None)

    async def events(self) -> AsyncIterator[str]:
        """A stream of server-sent events; a listener that does not keep up is let go, and comes again for all."""
        if self._closed:
            return
        queue: asyncio.Queue[str | None] = asyncio.Queue()
        self._listeners.add(queue)
        try:
            yield f"retry: 500\nid: {self._sent}\n{NOTHING}"
            while True:
                try:
                    event = await asyncio.wait_for(queue.get(), KEEP_ALIVE_SECONDS)
                except TimeoutError:
                    event = NOTHING
                if event is None:
                    return
                yield event
        finally:
            self._listeners.discard(queue)

    def _tell(self, queue: asyncio.Queue[str | None], event: str) -> None:
        if queue.qsize() < MOST_WAITING:
            queue.put_nowait(event)
            return
        self._listeners.discard(queue)
        while not queue.empty():  # what it has not read by now it need not keep
            queue.get_nowait()
        queue.put_nowait(None)
