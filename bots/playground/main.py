"""The playground: play a script and exit, or open the page."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import sys
import tempfile
import time
import webbrowser
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from io import TextIOWrapper
from pathlib import Path
from typing import Final

from bots import collector
from bots.playground.page.app import Page
from bots.playground.page.theatre import Theatre
from bots.playground.paper import SANDBOX, Paper
from bots.playground.player import Player
from bots.playground.process import LOOPBACK, Start
from bots.playground.script import BadScript, Step, read_script, starts_at
from bots.playground.stage import STOP_SECONDS, Manifest, Stage, Stopped, open_stage
from bots.web import listener_on, serving
from core.clock import Clock
from core.settings import Settings

LOADED_SECONDS: Final = 2.0  # by then a page that was waiting has all it needs
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


def play(settings: Settings, wiring: Wiring, *, port: int, script: str, anyway: bool, browser: bool) -> int:
    """Play the script, or open the page; the exit code. Raises CannotPlay."""
    if settings.production:
        raise CannotPlay("ENVIRONMENT=production is no place for a playground.")
    if settings.connected and not anyway:
        raise CannotPlay(BESIDE)
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # not every terminal has every character
    # it warns of every tick that comes while the stage waits for all to be quiet
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
    if script:
        with _kept_apart(settings) as apart:
            return _play_script(apart, wiring, Path(script))
    asyncio.run(_open_page(settings, wiring, port, browser))
    return 0


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
        collector.resume()
        paper = Paper(sys.stdout, stage.seats)
        paper.banner(clock)
        player = Player(stage, paper)
        done = await player.play(steps) and await player.close()
    return 0 if done else 1


async def _open_page(settings: Settings, wiring: Wiring, port: int, browser: bool) -> None:
    """Serve the page until SIGTERM or Ctrl-C. It is there at once, and full as soon as the stage is open."""
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)

    @asynccontextmanager
    async def stages() -> AsyncIterator[Stage]:
        with _kept_apart(settings) as apart:
            clock = Clock(settings.clock_seconds)
            async with open_stage(apart, wiring.start, wiring.manifest, clock) as stage:
                yield stage

    named = "database_url" in settings.model_fields_set
    listener = listener_on(LOOPBACK, port if _is_free(port) else 0)
    address = f"http://{LOOPBACK}:{listener.getsockname()[1]}"
    with listener:
        async with Theatre(stages, named=named) as theatre, serving(Page(theatre).app(), listener, STOP_SECONDS):
            if await _opened(theatre, stop):
                _tell(address, moved=port not in (0, listener.getsockname()[1]))
                if browser and _has_screen():
                    webbrowser.open(address)
                asyncio.get_running_loop().call_later(LOADED_SECONDS, collector.resume)
                await stop.wait()
            await theatre.end()


async def _opened(theatre: Theatre, stop: asyncio.Event) -> bool:
    """Whether the show has begun; not if it is to stop before that."""
    opening, stopping = asyncio.create_task(theatre.open()), asyncio.create_task(stop.wait())
    await asyncio.wait({opening, stopping}, return_when=asyncio.FIRST_COMPLETED)
    stopping.cancel()
    if opening.done():
        opening.result()
        return True
    opening.cancel()
    await asyncio.wait({opening})
    return False


def _is_free(port: int) -> bool:
    try:
        listener_on(LOOPBACK, port).close()
    except OSError:
        return False
    return True


def _tell(address: str, *, moved: bool) -> None:
    taken = " (another program has the usual port)" if moved else ""
    sys.stdout.write(f"Parley's playground is open: {address}{taken}\n{SANDBOX} Ctrl-C ends it.\n")
    sys.stdout.flush()


def _has_screen() -> bool:
    """Whether somebody sits in front of this machine: a browser in a terminal could not show the page."""
    windows = sys.platform in ("darwin", "win32") or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    return sys.stdout.isatty() and bool(windows)
