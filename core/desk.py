"""The one hop from the chats' event loop to the core: threads that each keep their own database session."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from contextlib import suppress
from queue import SimpleQueue
from typing import Any, Final, TypeVar

from core.card import Reply
from core.request import Request
from storage.database import Database, Session

T = TypeVar("T")
Work = Callable[[Session], Any]
POSTGRESQL_THREADS: Final = 8


class _Job:
    """A piece of work and the loop that waits for it."""

    __slots__ = ("future", "loop", "work")

    def __init__(self, work: Work) -> None:
        self.work = work
        self.loop = asyncio.get_running_loop()
        self.future: asyncio.Future[Any] = self.loop.create_future()

    def run(self, session: Session) -> None:
        try:
            result, error = self.work(session), None
        except BaseException as raised:
            result, error = None, raised
        with suppress(RuntimeError):  # the loop is gone: the process is stopping and nobody waits any more
            self.loop.call_soon_threadsafe(self._answer, result, error)

    def _answer(self, result: Any, error: BaseException | None) -> None:
        if self.future.done():
            return
        if error is None:
            self.future.set_result(result)
        else:
            self.future.set_exception(error)


class _Lane:
    """A queue with the threads that work it off."""

    def __init__(self, database: Database, name: str, threads: int) -> None:
        self._database = database
        self._queue: SimpleQueue[_Job | None] = SimpleQueue()
        self._threads = [
            threading.Thread(target=self._work, name=f"{name}-{number}", daemon=True) for number in range(threads)
        ]
        for thread in self._threads:
            thread.start()

    def put(self, job: _Job) -> None:
        self._queue.put(job)

    def close(self) -> None:
        for _thread in self._threads:
            self._queue.put(None)
        for thread in self._threads:
            thread.join()

    def _work(self) -> None:
        session = self._database.session()
        try:
            while (job := self._queue.get()) is not None:
                job.run(session)
        finally:
            session.close()


class Desk:
    """Takes requests from the event loop and answers them from the core's threads.

    SQLite: one writer thread and one reader thread. PostgreSQL: eight threads for both. One more for calls outside.
    """

    def __init__(
        self, database: Database, handle: Callable[[Session, Request], Reply], reads: Callable[[Request], bool]
    ) -> None:
        self._handle, self._reads = handle, reads
        if database.is_sqlite:
            self._writer, self._reader = _Lane(database, "writer", 1), _Lane(database, "reader", 1)
        else:
            self._writer = self._reader = _Lane(database, "database", POSTGRESQL_THREADS)
        self._outside = _Lane(database, "outside", 1)

    async def ask(self, request: Request) -> Reply:
        """The core's answer to a request; committed before this returns."""
        lane = self._reader if self._reads(request) else self._writer
        return await self._hop(lane, lambda session: self._handle(session, request))

    async def read(self, work: Callable[[Session], T]) -> T:
        """Run `work`, which only reads, on a reader's session."""
        return await self._hop(self._reader, work)

    async def write(self, work: Callable[[Session], T]) -> T:
        """Run `work`, which may write, on a writer's session."""
        return await self._hop(self._writer, work)

    async def outside(self, work: Callable[[Session], T]) -> T:
        """Run `work`, which talks to somebody outside, where it keeps nobody waiting."""
        return await self._hop(self._outside, work)

    def close(self) -> None:
        """Finish what is queued and stop the threads."""
        self._outside.close()
        self._writer.close()
        if self._reader is not self._writer:
            self._reader.close()

    async def _hop(self, lane: _Lane, work: Callable[[Session], T]) -> T:
        job = _Job(work)
        lane.put(job)
        result: T = await job.future
        return result
