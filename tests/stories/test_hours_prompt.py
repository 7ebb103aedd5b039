"""The end of a working day in both chats: asked, pressed, filled in, logged, and taken back."""

from __future__ import annotations

from datetime import datetime

import pytest

from tests.stories.people import Actor
from tests.stories.test_by_words import play
from tests.stories.town import Town, town

HIRED = """
ann /account join role:client name:"Ann Client"
bo /account join role:freelancer name:"Bo Maker"
ann /contract offer U-2 kind:hourly rate:40 limit:20h manual:yes scope:"Support"
bo /contract accept C-1 signature:"Bo Maker"
"""


async def until_asked(there: Town) -> None:
    """Until the hour of the daily question, on the next workday."""
    deadlines = (await there.record("DY-2"))["deadlines"]
    due = next(datetime.fromisoformat(one["due"]) for one in deadlines if one["event"] == "prompt")
    await there.passes(seconds=int(due.timestamp()) - there.house.market.clock.now())


@pytest.mark.parametrize(("client", "freelancer"), [("slack", "telegram"), ("telegram", "slack")])
async def test_a_day_is_logged_from_the_question_and_taken_back(
    database_url: str, client: str, freelancer: str
) -> None:
    async with town(database_url) as there:
        bo = there.on(freelancer, "bo")
        people: dict[str, Actor] = {"ann": there.on(client, "ann"), "bo": bo}
        await play(there, people, HIRED)
        await until_asked(there)
        assert "What did you work on today?" in bo.reads()
        assert "0 min of 20 h this week" in bo.reads()
        await bo.taps_on("Log on C-1")
        await bo.fills("/hours log", duration="20m", date="today", memo="Fixed the login redirect")
        assert (await there.record("H-1"))["state"] == "logged"
        assert "Logged 20 min for today" in bo.reads()
        await bo.taps_on("Undo")
        assert (await there.record("H-1"))["state"] == "deleted"
        assert (await there.record("C-1"))["weeks"][0]["minutes"] == 0


@pytest.mark.parametrize("freelancer", ["slack", "telegram"])
async def test_the_timer_asks_and_is_stopped_by_a_button(sqlite_url: str, freelancer: str) -> None:
    async with town(sqlite_url) as there:
        bo = there.on(freelancer, "bo")
        people: dict[str, Actor] = {"ann": there.on("telegram", "ann"), "bo": bo}
        await play(there, people, HIRED)
        await until_asked(there)
        await bo.types("/hours start C-1 Fixing the login redirect")
        await there.passes(hours=2)
        assert "Still at it?" in bo.reads()
        await bo.taps_on("Still at it")
        await there.passes(seconds=600)
        await bo.taps_on("Stop")
        assert "2 h 10 logged as H-1" in bo.reads()
        assert (await there.record("TM-1"))["state"] == "stopped"


async def test_a_free_day_is_answered_by_a_button(sqlite_url: str) -> None:
    async with town(sqlite_url) as there:
        bo = there.on_slack("bo")
        await play(there, {"ann": there.on_telegram("ann"), "bo": bo}, HIRED)
        await until_asked(there)
        await bo.taps_on("Nothing today")
        assert "Nothing today. Enjoy it" in bo.reads()
        assert "What did you work on today?" not in bo.reads()
