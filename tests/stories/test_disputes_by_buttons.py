"""A dispute by buttons and forms alone, on both platforms: no side types a reference, and the mediator presses too."""

from __future__ import annotations

import pytest

from tests.stories.people import OnTelegram
from tests.stories.test_by_words import TO_FUNDED, play
from tests.stories.town import town


@pytest.mark.parametrize("platforms", ["slack telegram", "telegram slack"])
async def test_from_opening_to_two_yeses_by_buttons(sqlite_url: str, platforms: str) -> None:
    async with town(sqlite_url) as there:
        client_on, freelancer_on = platforms.split()
        ann, bo, mia = there.on(client_on, "ann"), there.on(freelancer_on, "bo"), there.on_slack("mia")
        olga = OnTelegram(there, there.server.person("olga", id=4242))
        await play(there, {"ann": ann, "bo": bo}, TO_FUNDED)
        await olga.types("/account join role:both name:Olga")
        await mia.types('/account join role:both name:"Mia Between"')
        await olga.types("/admin grant mediator U-4")
        await there.passes(seconds=900)

        await ann.types("/milestone show M-1")
        await ann.taps_on("Dispute")
        await ann.fills("/dispute open", reason="quality", statement="Half of it is missing")
        assert (await there.record("D-1"))["reason"] == "quality"
        await bo.taps_on("Decline")
        await bo.fills("/dispute respond", statement="All of it is there")
        assert (await there.record("D-1"))["state"] == "mediation"
        await mia.taps_on("Take this case")
        for side in (ann, bo):
            assert "(your code " in side.reads()
        await mia.taps_on("Propose a split")
        await mia.fills("/dispute propose", **{"for the freelancer": "60", "because": "Two of three sections work"})
        for side in (ann, bo):
            await side.taps_on("Vote yes")
        assert ((await there.record("D-1"))["state"], (await there.record("M-1"))["state"]) == ("resolved", "settled")
        assert (await there.ledger()).violations == ()
