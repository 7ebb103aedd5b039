"""The whole fixed-price story by buttons and forms alone: no reference typed, few taps, few notices."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from tests.stories.people import Actor
from tests.stories.town import Town, town

MOST_TAPS = 30


class Counting:
    """Checks that a step brings at most one new message to the person who did not act."""

    def __init__(self, *people: Actor) -> None:
        self.people = people

    @asynccontextmanager
    async def step(self, actor: Actor, name: str) -> AsyncIterator[None]:
        others = [person for person in self.people if person is not actor]
        before = [person.notices() for person in others]
        yield
        for person, had in zip(others, before, strict=True):
            assert person.notices() - had <= 1, f"{name}: {person.notices() - had} messages\n{person.reads()[-3000:]}"


@pytest.mark.parametrize("platforms", ["slack telegram", "telegram slack", "slack slack", "telegram telegram"])
async def test_two_people_get_from_job_to_payout_in_at_most_30_taps(sqlite_url: str, platforms: str) -> None:
    async with town(sqlite_url) as there:
        client_on, freelancer_on = platforms.split()
        ann, bo = there.on(client_on, "ann"), there.on(freelancer_on, "bo")
        counting = Counting(ann, bo)

        await ann.opens_home()
        await ann.taps_on("I hire")
        await bo.opens_home()
        await bo.taps_on("I work")
        async with counting.step(ann, "post"):
            await ann.taps_on("Post a job")
            await ann.fills("/job post", title="Build a landing page", description="One page, two weeks", budget="500")
        await bo.taps_on("Find jobs")
        async with counting.step(bo, "proposal"):
            await bo.taps_on("Send a proposal")
            await bo.fills("/proposal send", bid="450", cover="I have built ten of these")
        async with counting.step(ann, "offer"):
            await ann.taps_on("Offer a contract")
            await ann.fills("/contract offer")
        async with counting.step(bo, "counter"):
            await bo.taps_on("Counter")
            await bo.fills("/contract counter", amount="500", milestones="Draft=200; Final=300")
        async with counting.step(ann, "agree"):
            await ann.taps_on("Agree")
        async with counting.step(bo, "accept"):
            await bo.taps_on("Accept")
            await bo.fills("/contract accept", signature="bo")
        async with counting.step(ann, "fund"):
            await ann.taps_on("Fund M-1")
            await ann.taps_on("Confirm")
            await there.passes(seconds=2)
        await work_and_get_paid(there, counting, ann, bo)
        assert ann.taps + bo.taps <= MOST_TAPS


async def work_and_get_paid(there: Town, counting: Counting, ann: Actor, bo: Actor) -> None:
    """From a funded milestone to money on the freelancer's account."""
    async with counting.step(bo, "submit"):
        await bo.taps_on("Hand in")
        await bo.fills("/milestone submit", note="First draft is here")
    async with counting.step(ann, "revise"):
        await ann.taps_on("Ask for changes")
        await ann.fills("/milestone revise", reason="Please use our colours")
    async with counting.step(bo, "submit again"):
        await bo.taps_on("Hand in")
        await bo.fills("/milestone submit", note="Colours changed")
    async with counting.step(ann, "approve"):
        await ann.taps_on("Approve")
        await ann.taps_on("Confirm")
    async with counting.step(ann, "say"):
        await ann.replies_in_thread("C-1", "Thank you, on to the next one")
    assert "Thank you, on to the next one" in bo.reads()
    async with counting.step(ann, "end"):
        await ann.taps_on("End")
        await ann.fills("/contract end", reason="completed")
    await bo.taps_on("Withdraw")
    await bo.fills("/wallet method", name="Bo Maker", account="DE02120300000000202051")
    await there.passes(days=6)
    await bo.taps_on("Withdraw")
    await bo.taps_on("Confirm")
    await there.passes(seconds=2)

    assert (await there.record("W-1"))["state"] == "paid"
    assert (await there.record("M-1"))["amounts"]["USD"]["released"] == 20_000
    assert await there.balance("freelancer_available", "U-2") == 0
    assert (await there.ledger()).violations == ()
