"""The product is stopped and started anew while both platforms go on: what people did meanwhile gets through."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import AsyncIterator

import httpx
import pytest
import pytest_asyncio

from bots.playground.seat import NotThere
from bots.playground.stage import Stage
from tests.playground.stage_kit import hired, opened, seen, state, types

WORDS = 20


@pytest_asyncio.fixture
async def stage(sqlite_url: str) -> AsyncIterator[Stage]:
    async with opened(sqlite_url) as stage:
        yield stage


async def test_after_a_restart_another_product_goes_on_at_the_same_address(stage: Stage) -> None:
    await hired(stage)
    before, address = stage.product, stage.address
    began = time.perf_counter()
    await stage.restart()
    assert time.perf_counter() - began < 3
    assert stage.product is not before
    assert stage.product.house is not before.house
    assert stage.address == address
    await types(stage, "ann> /milestone fund M-1 confirm:yes")
    assert await state(stage, "M-1") == "funded"
    assert len(seen(stage, "bo", "Work can begin")) == 1
    assert await stage.violations() == []


async def test_while_it_is_stopped_connections_are_refused_and_nobody_gets_hold_of_it(stage: Stage) -> None:
    await stage.stop_product()
    await stage.stop_product()
    async with httpx.AsyncClient(trust_env=False) as client:
        with pytest.raises(httpx.ConnectError):
            await client.get(f"{stage.address}/healthz")
    with pytest.raises(NotThere, match="being started"):
        _ = stage.product
    await stage.start_product()
    await stage.start_product()
    async with httpx.AsyncClient(trust_env=False) as client:
        assert (await client.get(f"{stage.address}/healthz")).text == "ok"


async def test_what_is_done_meanwhile_is_sent_again_by_the_platforms_or_said_to_have_failed(stage: Stage) -> None:
    await hired(stage)
    ann, bo = stage.seat("ann"), stage.seat("bo")
    await stage.stop_product()
    await ann.types("/contract say C-1 From a command")
    await ann.types("contract say C-1 From a message")
    await bo.types("/contract say C-1 From Telegram")
    await stage.start_product()
    await stage.quiet()
    assert len(seen(stage, "ann", '/contract failed with the error "dispatch_failed"')) == 1
    assert seen(stage, "bo", "From a command") == []
    assert len(seen(stage, "bo", "From a message")) == 1
    assert len(seen(stage, "ann", "From Telegram")) == 1
    tried = [each for each in stage.slack.exchanges if "X-Slack-Retry-Num" in each.headers]
    assert [each.headers["X-Slack-Retry-Num"] for each in tried][:1] == ["1"]
    assert tried[0].headers["X-Slack-Retry-Reason"] == "connection_failed"
    assert tried[-1].ok


async def test_people_go_on_talking_through_restarts_and_every_word_arrives_once(stage: Stage) -> None:
    await hired(stage)
    ann, bo = stage.seat("ann"), stage.seat("bo")

    async def talk() -> None:
        for number in range(WORDS):
            await ann.types(f"contract say C-1 From Ann {number}!")
            await bo.types(f"/contract say C-1 From Bo {number}!")
            await asyncio.sleep(0.04)

    talking = asyncio.create_task(talk())
    threads = threading.active_count()
    while not talking.done():
        await asyncio.sleep(0.3)
        await stage.restart()
    await talking
    await stage.quiet()
    assert [len(seen(stage, "bo", f"From Ann {number}!")) for number in range(WORDS)] == [1] * WORDS
    assert [len(seen(stage, "ann", f"From Bo {number}!")) for number in range(WORDS)] == [1] * WORDS
    assert threading.active_count() == threads
