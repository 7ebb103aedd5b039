"""The playground: play a script and exit, or sit down at the terminal."""

from __future__ import annotations

import asyncio
import logging
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass
from io import TextIOWrapper
from pathlib import Path
from typing import Final

from bots.playground.paper import Paper
from bots.playground.player import Player
from bots.playground.process import LOOPBACK, Start
from bots.playground.prompt import read_lines
from bots.playground.script import BadScript, Step, read_script, starts_at
from bots.playground.stage import Manifest, Stopped, open_stage
from bots.playground.terminal import Terminal
from bots.web import listener_on
from core.clock import Clock
from core.settings import Settings

TERMINATED: Final = 128 + signal.SIGTERM
BESIDE: Final = (
    "Real tokens are set, so the playground does not start: its clock and its money are not real. "
    "Start it where they are not set, or say --anyway; they are not used then."
)


@dataclass(frozen=True, slots=True)
class Wiring:
    """What the playground is given, as it knows neither the adapters nor the database: the product and its manifest."""

    start: Start
    manifest: Manifest


class CannotPlay(Exception):
    """The playground does not start; the sentence says why."""


def play(settings: Settings, wiring: Wiring, *, port: int, script: str, anyway: bool) -> int:
    """Play the script, or open the terminal; the exit code. Raises CannotPlay."""
    if settings.production:
        raise CannotPlay("ENVIRONMENT=production is no place for a playground.")
    if settings.connected and not anyway:
        raise CannotPlay(BESIDE)
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # not every terminal has every character
    # it warns of every tick that comes while the stage waits for all to be quiet
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
    with _kept_apart(settings) as apart:
        if script:
            return _play_script(apart, wiring, Path(script))
        return _sit_down(apart, wiring, port)


@contextmanager
def _kept_apart(settings: Settings) -> Iterator[Settings]:
    """The settings with a database in a temporary folder, unless one is named."""
    if "database_url" in settings.model_fields_set:
        yield settings
        return
    with tempfile.TemporaryDirectory(prefix="parley-") as folder:
        yield settings.model_copy(update={"database_url": f"sqlite:///{folder}/playground.db"})


def _play_script(settings: Settings, wiring: Wiring, path: Path) -> int:
    try:
        steps = read_script(path.read_text(encoding="utf-8"))
        clock = Stopped(starts_at(steps) or int(time.time()) + settings.clock_seconds)
    except OSError as error:
        raise CannotPlay(f"{path} cannot be read: {error.strerror}.") from error
    except BadScript as error:
        raise CannotPlay(f"{path}, {error}") from error
    try:
        return asyncio.run(_played(settings, wiring, steps, clock))
    except asyncio.CancelledError:
        return TERMINATED


async def _played(settings: Settings, wiring: Wiring, steps: list[Step], clock: Clock) -> int:
    playing = asyncio.current_task()
    assert playing is not None
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, playing.cancel)
    async with open_stage(settings, wiring.start, wiring.manifest, clock) as stage:
        paper = Paper(sys.stdout, stage.seats)
        paper.banner(clock)
        player = Player(stage, paper)
        done = await player.play(steps) and await player.close()
    return 0 if done else 1


def _sit_down(settings: Settings, wiring: Wiring, port: int) -> int:
    """Somebody types in this thread, where Ctrl-C arrives; everything else happens in the loop of another one."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(TERMINATED))
    host = _Host(settings, wiring, port)
    thread = threading.Thread(target=lambda: asyncio.run(host.run()), name="stage", daemon=True)
    thread.start()
    try:
        terminal, loop = host.opened.result()
        terminal.welcome()
        for line in read_lines(lambda: terminal.prompt, terminal.words()):
            obeying = asyncio.run_coroutine_threadsafe(terminal.obey(line), loop)
            try:
                obeying.result()
            except KeyboardInterrupt:
                obeying.cancel()
            if terminal.left:
                break
    finally:
        host.leave()
        thread.join()
    return 0


class _Host:
    """Keeps the stage open in its own loop until told to leave."""

    def __init__(self, settings: Settings, wiring: Wiring, port: int) -> None:
        self._settings, self._wiring, self._port = settings, wiring, port
        self._left = threading.Event()
        self.opened: Future[tuple[Terminal, asyncio.AbstractEventLoop]] = Future()

    def leave(self) -> None:
        """Close the stage, or do not open it."""
        self._left.set()

    async def run(self) -> None:
        """Open the stage, tell of the terminal or of what went wrong, and wait."""
        clock, wiring = Clock(self._settings.clock_seconds), self._wiring
        port = self._port if _is_free(self._port) else 0
        try:
            async with open_stage(self._settings, wiring.start, wiring.manifest, clock, port) as stage:
                terminal = Terminal(stage, Paper(sys.stdout, stage.seats, numbered=True))
                self.opened.set_result((terminal, asyncio.get_running_loop()))
                await asyncio.to_thread(self._left.wait)
        except Exception as error:
            if self.opened.done():
                raise
            self.opened.set_exception(error)


def _is_free(port: int) -> bool:
    try:
        listener_on(LOOPBACK, port).close()
    except OSError:
        return False
    return True
