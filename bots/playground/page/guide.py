"""Leads through a tour: takes steps for somebody, notices those that they take themselves, checks what follows."""

from __future__ import annotations

import asyncio
import io
from contextlib import suppress
from typing import Final

from bots.playground.page.deed import Deed
from bots.playground.page.hub import Hub
from bots.playground.page.recorder import Recorder
from bots.playground.page.tours import Json, Tour, available
from bots.playground.paper import Paper
from bots.playground.player import Failed, Player
from bots.playground.script import Step
from bots.playground.seat import NotThere
from bots.playground.stage import Stage

# What the page does by itself and a script has to say nevertheless.
REPLAYED: Final = ("person", "calls", "wait")
NO_TOUR: Final = "No tour is under way."


class Guide:
    """At most one tour at a time. `turn` is held by whatever changes more than one person's chat."""

    def __init__(self, stage: Stage, hub: Hub, recorder: Recorder, turn: asyncio.Lock) -> None:
        self.tour: Tour | None = None
        self._stage, self._hub, self._recorder = stage, hub, recorder
        self._player = Player(stage, Paper(io.StringIO(), stage.seats))
        self._turn = turn
        self._following: set[asyncio.Task[None]] = set()

    async def start(self, name: str) -> None:
        """Begin a tour. Raises NotThere for an unknown one."""
        if name not in [tour.name for tour in available()]:
            raise NotThere(f"There is no tour “{name}”.")
        async with self._turn:
            self.tour = Tour(name)
            await self._follow()

    async def does(self, deed: str, name: str = "") -> None:
        """Start the tour of this name, or step, skip or stop. Raises NotThere."""
        if deed == "start":
            await self.start(name)
        elif deed in ("step", "skip", "stop"):
            await {"step": self.step, "skip": self.skip, "stop": self.stop}[deed]()
        else:
            raise NotThere("A tour can start, step, skip and stop.")

    async def stop(self) -> None:
        """End it where it is."""
        self.tour = None
        self.tell()

    async def skip(self) -> None:
        """Leave a step out."""
        async with self._turn:
            tour = self._under_way()
            tour.pass_by(tour.step)
            await self._follow()

    async def step(self) -> None:
        """Take the step for whoever should. Raises NotThere if it cannot be taken, or what follows is not as told."""
        async with self._turn:
            tour = self._under_way()
            if tour.step is None:
                return
            await self._stage.quiet()
            if (step := tour.step) is not None:  # unless somebody has just taken the last one
                await self.perform(step)
                tour.pass_by(step)
            await self._follow()

    async def perform(self, step: Step) -> None:
        """Play a step of a script, and note it down. Raises NotThere."""
        entry = self._recorder.begin()
        await self._play(step)
        self._recorder.line(step.text, entry)

    def close(self) -> None:
        """Follow nobody any more."""
        for task in self._following:
            task.cancel()

    def saw(self, deed: Deed) -> None:
        """Somebody has done something by themselves."""
        if self.tour and self.tour.fits(deed):
            self.tour.took(deed)
            self._later()

    def noticed(self, deed: str, /, **words: str) -> None:
        """The clock, a fault or a restart came about by a button of the page."""
        step = self.tour.step if self.tour else None
        if self.tour and step and step.deed == deed and words.items() <= step.words.items():
            self.tour.pass_by(step)
            self._later()

    def tell(self) -> None:
        """Show the pages where the tour is."""
        self._hub.publish([{"kind": "tour", "tour": self.as_json()}])

    def as_json(self) -> Json | None:
        """Where the tour is."""
        names = {seat.handle: seat.name for seat in self._stage.seats}
        return self.tour.as_json(names) if self.tour else None

    def _later(self) -> None:
        self.tell()
        task = asyncio.create_task(self._settle())
        self._following.add(task)
        task.add_done_callback(self._following.discard)

    async def _settle(self) -> None:
        async with self._turn:
            with suppress(NotThere):  # then what follows says that it is not as told
                await self._stage.quiet()
            await self._follow()

    async def _follow(self) -> None:
        """Do what follows by itself, until it is somebody's turn again."""
        tour = self.tour
        while tour and (step := tour.silent):
            problem = ""
            try:
                await (self.perform(step) if step.deed in REPLAYED else self._play(step))
            except NotThere as error:
                problem = str(error)
            tour.pass_by(step)
            tour.problem = tour.problem or problem
        self.tell()

    async def _play(self, step: Step) -> None:
        try:
            await self._player.perform(step)
        except Failed as error:
            raise NotThere(str(error)) from error

    def _under_way(self) -> Tour:
        if self.tour is None:
            raise NotThere(NO_TOUR)
        return self.tour
