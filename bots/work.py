"""The background work of a process: ticks of APScheduler, and a wake-up as soon as a commit left something to send."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any, Final

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bots.dispatch import Dispatcher
from core.deadlines import ClockJumped, Sweeper
from core.desk import Desk
from core.market import Market
from core.payments.clerk import Clerk

SOON: Final = 1.2
STOP_SECONDS: Final = 15
HOUSEKEEPING_HOURS: Final = 6
_LOG: Final = structlog.get_logger()


class Work:
    """Deliveries, deadlines and provider events. Start it in any number of processes on PostgreSQL."""

    def __init__(self, desk: Desk, market: Market, sweeper: Sweeper, clerk: Clerk, dispatcher: Dispatcher) -> None:
        self._desk, self._market = desk, market
        self._sweeper, self._clerk, self._dispatcher = sweeper, clerk, dispatcher
        self._woken = asyncio.Event()
        self._turn = asyncio.Lock()
        self._scheduler = AsyncIOScheduler(timezone="UTC")
        self._task: asyncio.Task[None] | None = None
        self._under_way: set[asyncio.Task[Any]] = set()
        self._halted = False
        self._stopping = False

    def start(self, tick_seconds: float) -> None:
        """Begin: the first tick comes at once, then one every so many seconds."""
        loop = asyncio.get_running_loop()

        def wake() -> None:
            with suppress(RuntimeError):  # the loop is gone: the process is stopping
                loop.call_soon_threadsafe(self._woken.set)

        self._market.wake = wake
        options = {"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
        self._scheduler.add_job(self._do, "interval", [self.tick], seconds=tick_seconds, **options)
        self._scheduler.add_job(self._do, "interval", [self._housekeeping], hours=HOUSEKEEPING_HOURS, **options)
        self._scheduler.start()
        self._task = asyncio.create_task(self._deliver_when_woken())

    async def stop(self) -> None:
        """Stop ticking; finish the tick under way and what is being sent."""
        self._stopping = self._dispatcher.stopping = True
        self._woken.set()
        if self._task is not None:
            self._scheduler.pause()
            await asyncio.sleep(0)  # a job that was just handed out begins, and counts as under way
            # Nothing is cut off halfway: a message that was sent but not marked so would be sent again.
            await asyncio.wait([self._task, *self._under_way], timeout=STOP_SECONDS)
            self._scheduler.shutdown(wait=False)  # it cancels the jobs under way, of which there are none by now

    async def _do(self, job: Callable[[], Awaitable[None]]) -> None:
        """Do a job of the scheduler; `stop` waits for its end."""
        task = asyncio.current_task()
        assert task is not None
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)
        await job()

    async def tick(self) -> None:
        """Sweep deadlines, collect the provider's events, deliver."""
        try:
            async with self._turn:
                await self._desk.write(self._sweeper.beat)
                while not (self._halted or self._stopping) and await self._desk.write(self._sweeper.sweep_some) > 0:
                    pass
                await self._desk.outside(self._clerk.collect)
        except ClockJumped:
            self._halted = True
            _LOG.critical("the machine's clock jumped: deadlines are not swept until a restart")
        except Exception:
            _LOG.exception("tick failed")
        self._woken.set()

    async def settle(self) -> None:
        """Do all that is due by now, until nothing is left to do or to send; for whoever has moved the clock."""
        done = 1
        while done:
            async with self._turn:
                done = await self._desk.write(self._sweeper.sweep_some)
                done += await self._desk.outside(self._clerk.collect)
                done += await self._dispatcher.run()

    async def _deliver_when_woken(self) -> None:
        self._woken.set()
        await self.tick()
        while not self._stopping:
            await self._woken.wait()
            self._woken.clear()
            try:
                async with self._turn:
                    sent = await self._dispatcher.run()
                if sent:
                    # What was just given to the provider usually settles within a second.
                    asyncio.get_running_loop().call_later(SOON, self._collect_soon)
            except Exception:
                _LOG.exception("deliveries failed")
                await asyncio.sleep(1)

    def _collect_soon(self) -> None:
        if self._scheduler.running:
            self._scheduler.add_job(self._do, args=[self._collect])

    async def _collect(self) -> None:
        with suppress(RuntimeError):
            if await self._desk.outside(self._clerk.collect):
                self._woken.set()

    async def _housekeeping(self) -> None:
        await self._desk.write(self._sweeper.forget)
