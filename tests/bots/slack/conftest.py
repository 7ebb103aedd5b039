"""A line per test, between two servers that stay."""

from collections.abc import AsyncIterator

import pytest_asyncio

from tests.bots.slack.line import Line, open_line
from tests.playground.slack_demo import Stage, staged


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def stages() -> AsyncIterator[tuple[Stage, Stage]]:
    """A place for the stand-in and one for the bot."""
    async with staged() as slack_stage, staged() as app_stage:
        yield slack_stage, app_stage


@pytest_asyncio.fixture(loop_scope="session")
async def line(stages: tuple[Stage, Stage]) -> AsyncIterator[Line]:
    """The bot, started."""
    async with open_line(stages) as opened:
        yield opened
