"""A stage for tests: both stand-ins with the true product, a clock that stands still, and words to act with."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import run
from bots.playground.seat import Shown
from bots.playground.stage import Stage, Stopped, open_stage
from core.settings import Settings

MONDAY = 1_772_442_000  # 2026-03-02 09:00 UTC


@asynccontextmanager
async def opened(database_url: str) -> AsyncIterator[Stage]:
    """A stage over this database."""
    settings = Settings().model_copy(update={"database_url": database_url})
    async with open_stage(settings, run._product, run._manifest, Stopped(MONDAY)) as stage:
        yield stage


async def types(stage: Stage, *lines: str) -> None:
    """Lines like `ann> /account join role:client`, one after the other."""
    for line in lines:
        who, _sign, text = line.partition("> ")
        await stage.types(stage.seat(who), text)


def seen(stage: Stage, who: str, words: str) -> list[Shown]:
    """What of all that this person sees has these words."""
    return [shown for shown in stage.seat(who).sees() if words in shown.text]


async def state(stage: Stage, ref: str) -> str:
    """The state of a thing."""
    found = await stage.thing(ref)
    assert found is not None, ref
    return str(found["state"])


async def hired(stage: Stage, client: str = "ann", freelancer: str = "bo") -> None:
    """C-1 is active, of $300, with M-1 agreed."""
    await types(
        stage,
        f'{client}> /account join role:client name:"Ann Client"',
        f'{freelancer}> /account join role:freelancer name:"Bo Maker"',
        f'{client}> /contract offer U-2 amount:300 scope:"A logo"',
        f'{freelancer}> /contract accept C-1 signature:"Bo Maker"',
    )
    assert await state(stage, "C-1") == "active"
