"""The stand-in of Slack with its demo app, served once for each file."""

from collections.abc import AsyncIterator

import pytest_asyncio

from tests.playground.slack_demo import Stage, staged
from tests.playground.slack_desk import Desk, open_desk


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def stage() -> AsyncIterator[Stage]:
    async with staged() as stage:
        yield stage


@pytest_asyncio.fixture(loop_scope="module")
async def d(stage: Stage) -> AsyncIterator[Desk]:
    async with open_desk(stage) as desk:
        yield desk
