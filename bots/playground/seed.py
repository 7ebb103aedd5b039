"""The seed: a marketplace with people, jobs, proposals and contracts, for whoever wants to look around at once."""

from __future__ import annotations

import asyncio
from io import StringIO
from pathlib import Path
from typing import Final

from bots.playground.paper import Paper
from bots.playground.player import Player
from bots.playground.script import read_script
from bots.playground.seat import NotThere
from bots.playground.stage import Stage

SEED: Final = Path(__file__).parents[2] / "demos" / "seed.txt"


async def sow(stage: Stage) -> None:
    """Play demos/seed.txt through both chats, without stopping to look; what is there already stays.

    Raises NotThere with the sentence that tells where it failed.
    """
    said, script = StringIO(), await asyncio.to_thread(SEED.read_text, encoding="utf-8")
    player = Player(stage, Paper(said, stage.seats), hurried=True)
    if not await player.play(read_script(script)):
        raise NotThere(said.getvalue().rpartition("\n\n")[2].strip())
    await stage.quiet()
