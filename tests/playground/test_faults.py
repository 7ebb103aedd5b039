"""Each fault on both platforms: nothing is lost, nothing is done twice, the ledger adds up."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from bots.playground.faults import Faults
from bots.playground.stage import Stage
from tests.playground.stage_kit import hired, opened, seen, state, types

FUNDED = "Work can begin"
PLATFORMS = [("ann", "bo", "Slack"), ("dee", "eli", "Telegram")]
PAIRS = [each[:2] for each in PLATFORMS]


@pytest_asyncio.fixture
async def stage(sqlite_url: str) -> AsyncIterator[Stage]:
    async with opened(sqlite_url) as stage:
        yield stage


@pytest.fixture
def faults(stage: Stage) -> Faults:
    return Faults(stage)


async def held(stage: Stage) -> int:
    """What is in escrow."""
    return sum(row["balance"] for row in await stage.balances() if row["account"] == "contract_escrow")


async def test_before_anything_was_sent_there_is_nothing_to_deliver_again(stage: Stage) -> None:
    assert await Faults(stage).redeliver() == "No platform has sent Parley anything yet."


@pytest.mark.parametrize(("client", "freelancer", "platform"), PLATFORMS)
async def test_a_request_delivered_again_has_one_effect(
    stage: Stage, faults: Faults, client: str, freelancer: str, platform: str
) -> None:
    await hired(stage, client, freelancer)
    await types(stage, f"{client}> /fund M-1 confirm:yes")
    balances = await stage.balances()
    for _time in range(2):
        what = "/fund M-1 confirm:yes"
        assert await faults.redeliver() == (
            f"The last request from {platform}, {what}, was delivered again: "
            "Parley gave the same answer and did nothing twice."
        )
    assert await stage.balances() == balances
    assert await held(stage) == 30_000
    assert len(seen(stage, freelancer, FUNDED)) == 1


@pytest.mark.parametrize(("client", "freelancer", "platform"), PLATFORMS)
async def test_a_button_delivered_again_after_a_restart_moves_money_once(
    stage: Stage, faults: Faults, client: str, freelancer: str, platform: str
) -> None:
    await hired(stage, client, freelancer)
    await types(stage, f"{client}> /fund M-1")
    await stage.presses(stage.seat(client), "Confirm")
    assert await state(stage, "M-1") == "funded"
    assert (await faults.restart()).startswith("Parley was stopped and started again in ")
    told = await faults.redeliver()
    assert told.startswith(f"The last request from {platform}, the button “Confirm")
    assert told.endswith("did nothing twice.")
    assert await held(stage) == 30_000
    assert len(seen(stage, freelancer, FUNDED)) == 1
    assert await stage.violations() == []


async def test_a_signature_that_is_too_old_is_said_to_be_so(stage: Stage, faults: Faults) -> None:
    await types(stage, "ann> /market")
    sent = stage.slack.deliverer.last
    assert sent is not None
    object.__setattr__(sent, "headers", {**sent.headers, "X-Slack-Request-Timestamp": "1772442000"})
    assert (await faults.redeliver()).endswith("its signature is older than five minutes.")


@pytest.mark.parametrize(("client", "freelancer"), PAIRS)
async def test_what_a_blocked_person_does_not_get_waits_with_the_operator(
    stage: Stage, faults: Faults, client: str, freelancer: str
) -> None:
    await hired(stage, client, freelancer)
    await types(stage, "olga> /account join role:both")
    seat = stage.seat(freelancer)
    told = await faults.block(seat)
    assert ("(403)" if seat.platform == "telegram" else "(channel_not_found)") in told
    await types(stage, f"{client}> /fund M-1 confirm:yes")
    assert await state(stage, "M-1") == "funded"
    assert seen(stage, freelancer, FUNDED) == []
    await types(stage, "olga> /admin undeliverable")
    assert (await faults.unblock(seat)).startswith(f"{seat.handle} can be written to again.")
    await stage.presses(stage.seat("olga"), "Retry")
    assert len(seen(stage, freelancer, FUNDED)) == 1
    assert await stage.violations() == []


@pytest.mark.parametrize(("client", "freelancer"), PAIRS)
async def test_after_a_429_everything_arrives_once_and_in_order(
    stage: Stage, faults: Faults, client: str, freelancer: str
) -> None:
    await hired(stage, client, freelancer)
    assert "429" in await faults.rate_limit()
    await types(stage, *(f"{client}> /contract say C-1 Word {number}" for number in range(3)))
    await stage.quiet()
    heads = [shown.text for shown in stage.seat(freelancer).sees() if "Word " in shown.text]
    assert [number for text in heads for number in range(3) if f"Word {number}" in text] == [0, 1, 2]


@pytest.mark.parametrize(("client", "freelancer"), PAIRS)
async def test_a_notice_of_which_nothing_was_heard_is_sent_again_and_the_money_moved_once(
    stage: Stage, faults: Faults, client: str, freelancer: str
) -> None:
    await hired(stage, client, freelancer)
    await faults.cut()
    await types(stage, f"{client}> /fund M-1 confirm:yes")
    async for _news in stage.moves(60):
        pass
    assert await state(stage, "M-1") == "funded"
    assert len(seen(stage, freelancer, FUNDED)) == 2
    assert await held(stage) == 30_000
    assert await stage.violations() == []


async def test_a_declined_payment_moves_nothing_and_can_be_tried_again(stage: Stage, faults: Faults) -> None:
    await hired(stage)
    await faults.decline()
    assert "declined" in await faults.decline()
    await stage.restart()
    await types(stage, "ann> /fund M-1 confirm:yes")
    assert await state(stage, "M-1") == "agreed"
    assert len(seen(stage, "ann", "the bank declined the card")) == 1
    assert await stage.balances() == []
    await types(stage, "ann> /fund M-1 confirm:yes")
    assert await state(stage, "M-1") == "funded"
    assert len(seen(stage, "bo", FUNDED)) == 1
    assert await stage.violations() == []
