"""A line per test."""

from collections.abc import AsyncIterator

import pytest_asyncio

from tests.bots.telegram.line import Line, open_line


@pytest_asyncio.fixture
async def line() -> AsyncIterator[Line]:
    """The bot, started by webhook."""
    async with open_line() as opened:
        yield opened


@pytest_asyncio.fixture
async def polling() -> AsyncIterator[Line]:
    """The bot, started by long polling."""
    async with open_line(webhook=False) as opened:
        yield opened
