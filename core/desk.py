"""The one hop from the chats' event loop to the core: threads that each keep their own database session."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from queue import SimpleQueue
from typing import Any, Final, TypeVar

from core.asking import NeedsMade, Wanted
from core.card import Reply
from core.request import Request
from storage.database import Busy, Conflict, Database, Session, Unavailable

T = TypeVar("T")
Work = Callable[[Session], Any]
POSTGRESQL_THREADS: Final = 8
AT_ONCE: Final = 16


class _Job:
    """A piece of work, the loop that waits for it, and what came of it."""

    __slots__ = ("error", "future", "loop", "result", "work")

    def __init__(self, work: Work) -> None:
        self.work = work
        self.loop = asyncio.get_running_loop()
        self.future: asyncio.Future[Any] = self.loop.create_future()

    def run(self, session: Session) -> None:
        self.result, self.error = None, None
        try:
            self.result = self.work(session)
        except BaseException as raised:
            self.error = raised

    def answer(self) -> None:
        if self.future.done():
            return
        if self.error is None:
            self.future.set_result(self.result)
        else:
            self.future.set_exception(self.error)


class _Lane:
    """A queue with the threads that work it off.

    A thread takes as many jobs as wait, up to `at_once`, and answers them together; `shared` puts them in one commit.
    """

    def __init__(
        self, database: Database, name: str, threads: int = 1, at_once: int = 1, *, shared: bool = False
    ) -> None:
        self._database, self._at_once, self._shared = database, at_once, shared
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
            while jobs := self._waiting():
                self._run(session, jobs)
                _answer(jobs)
        finally:
            session.close()

    def _waiting(self) -> list[_Job]:
        """The jobs that wait, at least one; none once the lane is closed."""
        jobs: list[_Job] = []
        while (job := self._queue.get()) is not None:
            jobs.append(job)
            if len(jobs) == self._at_once or self._queue.empty():
                return jobs
        if jobs:
            self._queue.put(None)
        return jobs

    def _run(self, session: Session, jobs: list[_Job]) -> None:
        if self._shared and len(jobs) > 1:
            try:
                with session.together():
                    for job in jobs:
                        job.run(session)
            except (Busy, Conflict, Unavailable):  # then nothing of it has happened, and each is done by itself
                pass
            else:
                return
        for job in jobs:
            job.run(session)


def _answer(jobs: list[_Job]) -> None:
    """Give the results to whoever waits for them, with one call into each loop."""
    for loop in {job.loop for job in jobs}:
        with suppress(RuntimeError):  # the loop is gone: the process is stopping and nobody waits any more
            loop.call_soon_threadsafe(_answer_in, loop, jobs)


def _answer_in(loop: asyncio.AbstractEventLoop, jobs: list[_Job]) -> None:
    for job in jobs:
        if job.loop is loop:
            job.answer()


class Desk:
    """Takes requests from the event loop and answers them from the core's threads.

    SQLite: one writer thread, which commits what waits together, and one reader thread. PostgreSQL: eight threads for
    both. One more for calls outside.
    """

    def __init__(
        self,
        database: Database,
        answer: Callable[[Session, Request, Mapping[Wanted, object]], Reply],
        reads: Callable[[Request], bool],
    ) -> None:
        self._answer, self._reads = answer, reads
        if database.is_sqlite:
            self._writer = _Lane(database, "writer", at_once=AT_ONCE, shared=True)
            self._reader = _Lane(database, "reader", at_once=AT_ONCE)
        else:
            self._writer = self._reader = _Lane(database, "database", POSTGRESQL_THREADS)
        self._outside = _Lane(database, "outside")

    async def ask(self, request: Request) -> Reply:
        """The core's answer to a request; committed before this returns."""
        lane = self._reader if self._reads(request) else self._writer
        made: dict[Wanted, object] = {}
        while True:
            try:
                return await self._hop(lane, lambda session: self._answer(session, request, made))
            except NeedsMade as needed:
                made[needed.wanted] = await self._made(needed)

    async def _made(self, needed: NeedsMade) -> object:
        return await self.outside(lambda _session: needed.make())

    async def read(self, work: Callable[[Session], T]) -> T:
        """Run `work`, which only reads, on a reader's session."""
        return await self._hop(self._reader, work)

    async def write(self, work: Callable[[Session], T]) -> T:
        """Run `work`, which may write, on a writer's session."""
        return await self._hop(self._writer, work)

    async def outside(self, work: Callable[[Session], T]) -> T:
        """Run `work`, which takes its time or talks to somebody outside, where it keeps nobody waiting."""
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
