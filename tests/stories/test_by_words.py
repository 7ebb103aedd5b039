"""The story in the exact words of the surface, with the two people on every pair of platforms: one law, one outcome."""

from __future__ import annotations

from typing import Any

import pytest

from tests.stories.people import Actor
from tests.stories.town import Town, town

PAIRS = [("slack", "telegram"), ("telegram", "slack"), ("slack", "slack"), ("telegram", "telegram")]
TO_FUNDED = """
ann /account join role:client name:"Ann Client"
bo /account join role:freelancer name:"Bo Maker"
ann /job post Build a landing page kind:fixed budget:500 skills:html,css description:"One page, two weeks"
bo /job find landing page
bo /proposal send J-1 bid:450 duration:"2 weeks" cover:"I have built ten of these"
ann /contract offer P-1 amount:450 milestones:"Draft=150; Final=300" scope:"One page" due:"in 2 weeks"
bo /contract counter C-1 amount:500 milestones:"Draft=200; Final=300" because:"Two more sections"
ann /contract approve-change C-1
bo /contract accept C-1 signature:"Bo Maker"
ann /milestone fund M-1 confirm:yes
"""
TO_ENDED = """
bo /milestone submit M-1 First draft is here link:https://example.org/draft
ann /milestone revise M-1 Please use our colours
bo /milestone submit M-1 Colours changed
ann /milestone approve M-1 confirm:yes
ann /contract say C-1 Thank you, on to the next one
bo /contract say C-1 Thank you too
ann /contract end C-1 reason:completed
bo /wallet method add kind:bank name:"Bo Maker" account:DE02120300000000202051
"""


async def play(there: Town, people: dict[str, Actor], lines: str) -> None:
    for line in lines.strip().splitlines():
        name, _space, text = line.partition(" ")
        await people[name].types(text)
    await there.passes(seconds=2)


@pytest.fixture(params=PAIRS, ids=["-".join(pair) for pair in PAIRS])
def platforms(request: pytest.FixtureRequest) -> tuple[str, str]:
    pair: tuple[str, str] = request.param
    return pair


async def test_the_story_ends_the_same_wherever_the_two_are(database_url: str, platforms: tuple[str, str]) -> None:
    async with town(database_url) as there:
        people = {"ann": there.on(platforms[0], "ann"), "bo": there.on(platforms[1], "bo")}
        await play(there, people, TO_FUNDED)
        assert (await there.record("M-1"))["state"] == "funded"
        await play(there, people, TO_ENDED)
        await there.passes(days=6)
        await people["bo"].types("/wallet withdraw 100 confirm:yes")
        await there.passes(seconds=2)

        assert await outcome(there) == {
            "J-1": "filled",
            "P-1": "hired",
            "C-1": "ended",
            "M-1": ("released", {"agreed": 20_000, "funded": 20_000, "released": 20_000, "refunded": 0}),
            "W-1": "paid",
            "milestones": ["M-1"],
            "terms": 2,
            "said": [("U-1", "Thank you, on to the next one"), ("U-2", "Thank you too")],
            "balances": {
                ("freelancer_available", "U-2"): 8_000,
                ("platform_fees", ""): 3_000,
                ("provider_clearing", ""): -11_000,
            },
        }
        assert (await there.ledger()).violations == ()
        assert "Thank you, on to the next one" in people["bo"].reads()
        assert "Thank you too" in people["ann"].reads()


async def test_the_story_needs_no_address_of_its_own(sqlite_url: str) -> None:
    async with town(sqlite_url, pulls=True) as there:
        people: dict[str, Actor] = {"ann": there.on_slack("ann"), "bo": there.on_telegram("bo")}
        await play(there, people, TO_FUNDED)
        await play(there, people, TO_ENDED)
        assert (await there.record("M-1"))["state"] == "released"
        assert "Thank you, on to the next one" in people["bo"].reads()
        assert (await there.ledger()).violations == ()


async def outcome(there: Town) -> dict[str, Any]:
    """What is recorded at the end."""
    contract, milestone = await there.record("C-1"), await there.record("M-1")
    amounts = {name: milestone["amounts"]["USD"][name] for name in ("agreed", "funded", "released", "refunded")}
    report = await there.ledger()
    return {
        **{ref: (await there.record(ref))["state"] for ref in ("J-1", "P-1", "C-1", "W-1")},
        "M-1": (milestone["state"], amounts),
        "milestones": [m["ref"] for m in contract["milestones"]],
        "terms": contract["terms_version"],
        "said": [(message["by"], message["text"]) for message in contract["messages"]],
        "balances": {(row.kind, row.owner): row.balance for row in report.balances if row.balance},
    }
