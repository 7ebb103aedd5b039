"""The onboarding lines of the surface, typed as they stand there, after the story before them."""

from __future__ import annotations

import pytest

from tests.stories.test_by_words import PAIRS, TO_ENDED, TO_FUNDED, play
from tests.stories.town import town

HOURLY = 'ann /contract offer U-2 kind:hourly rate:40 limit:20h manual:yes scope:"Support"'
ONBOARDING = """
ann /onboarding template add title:"Confidentiality agreement" owner:freelancer signature:yes
ann /contract offer U-2 amount:300 scope:"Logo" onboarding:yes
bo /contract accept C-3 signature:"Bo Maker"
bo /onboarding show C-3
bo /onboarding start T-1
bo /onboarding complete T-1 signature:"Bo Maker"
ann /onboarding classify C-3 decision:contractor because:"Own tools, own hours"
"""


@pytest.mark.parametrize(("client", "freelancer"), PAIRS, ids=["-".join(pair) for pair in PAIRS])
async def test_the_lines_of_the_surface_work_as_typed(sqlite_url: str, client: str, freelancer: str) -> None:
    async with town(sqlite_url) as there:
        people = {"ann": there.on(client, "ann"), "bo": there.on(freelancer, "bo")}
        await play(there, people, TO_FUNDED)
        await play(there, people, TO_ENDED + HOURLY)
        await play(there, people, ONBOARDING)
        tasks = {task["ref"]: task for task in (await there.record("C-3"))["tasks"]}
        assert (tasks["T-1"]["title"], tasks["T-1"]["state"]) == ("Confidentiality agreement", "done")
        [decided] = [task for task in tasks.values() if task["kind"] == "classification"]
        assert (decided["owner"], decided["state"]) == ("client", "done")
        assert "▰▰▱▱▱ 2/5" in people["ann"].reads()
        assert "▰▰▱▱▱ 2/5" in people["bo"].reads()
