"""The seed: a marketplace with people, jobs, proposals and contracts, for whoever wants to look around at once."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Final

from bots.playground.paper import Paper
from bots.playground.player import Failed, Player
from bots.playground.script import Step, read_script
from bots.playground.seat import NotThere
from bots.playground.stage import Stage

SEED: Final = Path(__file__).parents[2] / "demos" / "seed.txt"


async def sow(stage: Stage, done: Callable[[Step], None] = lambda _step: None) -> None:
    """Play demos/seed.txt through both chats, without stopping to look; what is there already stays.

    `done` hears of each step. Raises NotThere with the sentence that tells where it failed.
    """
    script = await asyncio.to_thread(SEED.read_text, encoding="utf-8")
    player = Player(stage, Paper(StringIO(), stage.seats), hurried=True)
    for step in read_script(script):
        try:
            await player.perform(step)
        except (NotThere, Failed) as error:
            raise NotThere(f"Line {step.number} failed: {step.text}. {error}") from error
        done(step)
    await stage.quiet()
