"""An onboarding in exact words and real chats: five tasks, three owners, the gate shut before and open after."""

from __future__ import annotations

import pytest

from tests.stories.people import Actor, OnTelegram
from tests.stories.test_by_words import PAIRS, play
from tests.stories.town import Town, town

TO_ACCEPTED = """
ann /account join role:client name:"Ann Client"
bo /account join role:freelancer name:"Bo Maker"
olga /account join role:both name:"Olga Operator"
ann /onboarding template remove 4
ann /onboarding template add title:"Background check" owner:operator help:"References of the last two clients"
ann /contract offer U-2 amount:300 scope:"Logo" onboarding:yes
bo /contract accept C-1 signature:"Bo Maker"
"""
TO_DONE = """
bo /onboarding start T-1
bo /onboarding complete T-1 signature:"Bo Maker"
bo /onboarding start T-2
bo /onboarding complete T-2 signature:"Bo Maker"
bo /onboarding start T-3
bo /onboarding complete T-3 signature:"Bo Maker"
olga /onboarding start T-4
olga /onboarding complete T-4 note:"Both references are fine"
ann /onboarding assess C-1 hours:freelancer place:freelancer method:freelancer tools:freelancer clients:several
ann /onboarding classify C-1 decision:contractor because:"Own tools, own hours"
"""


@pytest.mark.parametrize(("client", "freelancer"), PAIRS, ids=["-".join(pair) for pair in PAIRS])
async def test_no_work_starts_before_every_task_is_done(database_url: str, client: str, freelancer: str) -> None:
    async with town(database_url) as there:
        people: dict[str, Actor] = {"ann": there.on(client, "ann"), "bo": there.on(freelancer, "bo")}
        people["olga"] = operator(there)
        await play(there, people, TO_ACCEPTED)
        tasks = (await there.record("C-1"))["tasks"]
        assert [task["owner"] for task in tasks] == ["freelancer"] * 3 + ["operator", "client"]
        assert tasks[-1]["kind"] == "classification"
        assert "▱▱▱▱▱ 0/5" in people["ann"].reads()
        assert "Background check" in people["olga"].reads()

        await people["ann"].types("/milestone fund M-1 confirm:yes")
        assert "No work and no money before the onboarding of C-1 is done" in people["ann"].reads()
        assert (await there.record("M-1"))["state"] == "agreed"

        for hours, reminders in ((23, 0), (1, 1), (48, 2), (24, 3)):
            await there.passes(hours=hours)
            assert people["bo"].reads().count("waits for you: T-1") == reminders

        await play(there, people, TO_DONE)
        contract = await there.record("C-1")
        assert contract["state"] == "active"
        assert contract["started_at"] == next(e["at"] for e in contract["history"] if e["event"] == "activate")
        assert "is active from now" in people["bo"].reads()
        await people["ann"].types("/milestone fund M-1 confirm:yes")
        await there.passes(seconds=2)
        assert (await there.record("M-1"))["state"] == "funded"
        assert (await there.ledger()).violations == ()


async def test_on_slack_a_task_is_done_by_buttons_and_its_form_shows_the_text_to_sign(sqlite_url: str) -> None:
    async with town(sqlite_url) as there:
        ann, bo = there.on_telegram("ann"), there.on_slack("bo")
        people: dict[str, Actor] = {"ann": ann, "bo": bo}
        await play(there, people, "\n".join(line for line in TO_ACCEPTED.splitlines() if "olga" not in line))
        await bo.taps_on("Start T-1")
        await bo.taps_on("Attach")
        await bo.person.fills(None, {"Files": [bo.person.file("agreement.pdf", b"%PDF-1.4 both pages")]})
        await bo.taps_on("Attach")
        assert [file["size"] for file in (await there.record("T-1"))["files"]] == [19]
        await bo.taps_on("Complete")
        assert "What is confidential" in bo.person.read(bo.person.view)
        assert "Files" not in bo.person.read(bo.person.view)
        await bo.fills("/onboarding complete", signature="Bo Maker")
        assert (await there.record("T-1"))["signatures"][0]["platform"] == "slack"
        await bo.taps_on("Start T-2")
        await bo.taps_on("Complete")
        await bo.person.fills(None, {"Signature": "Somebody Else"})
        await bo.person.submit()
        assert "exactly as on your account" in str(bo.person.view.errors)
        assert (await there.record("T-2"))["state"] == "in_progress"
        await ann.taps_on("Questionnaire T-5")
        await ann.fills("/onboarding assess", hours="The freelancer")
        await ann.taps_on("Decide")
        await ann.fills("/onboarding classify", decision="contractor", because="Own tools")
        assert (await there.record("T-5"))["decision"] == "contractor"


async def test_a_task_is_done_by_buttons_alone_on_telegram_with_a_file(sqlite_url: str) -> None:
    async with town(sqlite_url) as there:
        ann, bo = there.on_slack("ann"), there.on_telegram("bo")
        people: dict[str, Actor] = {"ann": ann, "bo": bo}
        await play(there, people, "\n".join(line for line in TO_ACCEPTED.splitlines() if "olga" not in line))
        await bo.taps_on("Start T-1")
        assert "What is confidential" in bo.reads()
        await bo.taps_on("Attach")
        await bo.person.sends_file("agreement.pdf", b"%PDF-1.4 both pages")
        await there.settles()
        [file] = (await there.record("T-1"))["files"]
        assert (file["name"], file["size"]) == ("agreement.pdf", 19)
        await bo.taps_on("Complete")
        await bo.fills("/onboarding complete", signature="Bo Maker")
        assert (await there.record("T-1"))["signatures"][0]["platform"] == "telegram"
        assert "▰▱▱▱▱ 1/5" in ann.reads()
        await ann.taps_on("Questionnaire T-5")
        await ann.fills("/onboarding assess", hours="The freelancer", clients="Yes, several")
        assert "Suggestion" in ann.reads()
        await ann.taps_on("Decide")
        await ann.fills("/onboarding classify", decision="Contractor: the contract goes on", because="Own tools")
        assert (await there.record("T-5"))["decision"] == "contractor"


def operator(there: Town) -> Actor:
    """Olga, whom the town's settings name as an operator."""
    return OnTelegram(there, there.server.person("olga", id=4242))
