"""What comes through the doors again, late, forged or from somebody else; and what cannot be delivered."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import httpx
import pytest

from core.request import Who
from storage.queries import people as identities
from tests.stories.people import OnSlack, OnTelegram
from tests.stories.test_by_words import TO_FUNDED, play
from tests.stories.town import Town, town


@pytest.fixture
async def funded(sqlite_url: str) -> AsyncIterator[tuple[Town, OnSlack, OnTelegram]]:
    """Ann on Slack has funded M-1 for bo on Telegram."""
    async with town(sqlite_url) as there:
        ann, bo = there.on_slack("ann"), there.on_telegram("bo")
        await play(there, {"ann": ann, "bo": bo}, TO_FUNDED)
        yield there, ann, bo


async def test_a_command_that_slack_sends_again_is_done_once(funded: tuple[Town, OnSlack, OnTelegram]) -> None:
    there, ann, _bo = funded
    await ann.types("/milestone add C-1 Extra amount:50")
    first = (await there.record("C-1"))["milestones"]
    await there.workspace.redeliver_last()
    await there.settles()
    assert (await there.record("C-1"))["milestones"] == first


async def test_an_update_that_telegram_sends_again_is_done_once(funded: tuple[Town, OnSlack, OnTelegram]) -> None:
    there, _ann, bo = funded
    await bo.types("/milestone submit M-1 Here it is")
    await there.server.redeliver_last()
    await there.settles()
    assert [event["event"] for event in (await there.record("M-1"))["history"]].count("submit") == 1


@pytest.mark.parametrize("how", [{"signature": "bad"}, {"age": 400}])
async def test_a_forged_or_old_slack_request_is_401_and_leaves_no_trace(
    funded: tuple[Town, OnSlack, OnTelegram], how: dict[str, object]
) -> None:
    there, ann, _bo = funded
    await ann.types("/milestone add C-1 Extra amount:50")
    before = await there.record("C-1")
    exchange = await there.workspace.redeliver_last(**how)
    assert exchange.status == 401
    assert await there.record("C-1") == before


async def test_a_wrong_telegram_secret_is_refused_and_leaves_no_trace(funded: tuple[Town, OnSlack, OnTelegram]) -> None:
    there, _ann, _bo = funded
    before = await there.record("M-1")
    message = {"message_id": 1, "date": 1, "chat": {"id": 1, "type": "private"}, "text": "/market"}
    update = {"update_id": 1, "message": message}
    async with httpx.AsyncClient() as client:
        for headers in ({}, {"X-Telegram-Bot-Api-Secret-Token": "guess"}):
            answer = await client.post(f"{there.address}/telegram/webhook", json=update, headers=headers)
            assert 400 <= answer.status_code < 500
    assert await there.record("M-1") == before


async def test_a_tampered_button_is_answered_and_does_nothing(funded: tuple[Town, OnSlack, OnTelegram]) -> None:
    there, _ann, bo = funded
    message = bo.person.sees()[-1]
    before = await there.record("M-1")
    for wire in (
        "milestone.approve|M-1|4|",
        "confirm|||guessed",
        "milestone.give-refund|M-1|99|",
        "nonsense",
        "a|b|c|d|e",
    ):
        press = await bo.person.forges(message, wire)
        await there.settles()
        assert press.answered, wire
        assert await there.record("M-1") == before


async def test_a_button_of_an_earlier_card_shows_the_true_one(funded: tuple[Town, OnSlack, OnTelegram]) -> None:
    there, _ann, bo = funded
    card = next(m for m in reversed(bo.person.sees()) if any("Hand in" in row for row in m.labels))
    old = card.buttons[0][0]["callback_data"]
    await bo.types("/milestone submit M-1 Here it is")
    await bo.person.forges(card, old)
    await there.settles()
    assert [event["event"] for event in (await there.record("M-1"))["history"]].count("submit") == 1
    assert "is from an earlier moment" in bo.reads()


async def test_a_stranger_learns_nothing(funded: tuple[Town, OnSlack, OnTelegram]) -> None:
    there, _ann, _bo = funded
    eve = there.on_telegram("eve")
    await eve.types("/account join role:both name:Eve")
    await eve.types("/milestone show M-1")
    foreign = eve.person.sees()[-1].text
    await eve.types("/milestone show M-9")
    assert eve.person.sees()[-1].text == foreign.replace("M-1", "M-9")


async def test_words_and_files_cross_between_the_platforms(funded: tuple[Town, OnSlack, OnTelegram]) -> None:
    there, ann, bo = funded
    await bo.person.sends_file("draft.txt", b"a first draft", "/contract say C-1 Have a look")
    await there.settles()
    assert "Have a look" in ann.reads()
    assert [file.content for m in ann.all_messages() for file in m.files] == [b"a first draft"]

    root = next(m for m in ann.all_messages() if m.thread_ts is None and not m.is_ephemeral and "C-1" in m.text)
    await ann.person.upload(None, "notes.txt", b"some notes", text="My notes", thread=root)
    await there.settles()
    assert "My notes" in bo.reads()
    documents = [m for m in bo.person.sees() if m.sender.is_bot and m.has_media]
    assert len(documents) == 1

    said = (await there.record("C-1"))["messages"]
    assert [(message["by"], message["text"], len(message["files"])) for message in said] == [
        ("U-2", "Have a look", 1),
        ("U-1", "My notes", 1),
    ]


async def test_files_of_handed_in_work_reach_the_client(funded: tuple[Town, OnSlack, OnTelegram]) -> None:
    there, ann, bo = funded
    await bo.person.sends_file("draft.pdf", b"%PDF-1.7 a draft", "/submit M-1 Here it is")
    await there.settles()
    assert "Files: draft.pdf" in ann.reads().replace("*", "")
    assert [file.content for m in ann.all_messages() for file in m.files] == [b"%PDF-1.7 a draft"]


async def test_who_blocks_the_bot_is_reached_on_the_other_platform(funded: tuple[Town, OnSlack, OnTelegram]) -> None:
    there, ann, bo = funded
    second = there.on_slack("bo_at_work")
    await bo.person.block()

    def link(session: object) -> None:
        with session.transaction(write=True) as transaction:  # type: ignore[attr-defined]  # a storage session
            who = Who("slack", there.workspace.team_id, second.person.id)
            named = {"platform": who.platform, "team": who.team, "user_id": who.user_id}
            transaction.run(identities.ADD_IDENTITY, {**named, "person_id": 2, "chat": "", "created_at": 1})

    await there.house.desk.write(link)
    await ann.types("/contract say C-1 Are you there?")
    assert "Are you there?" in second.reads()


async def test_what_reaches_nobody_is_listed_for_operators_and_can_be_sent_again(
    funded: tuple[Town, OnSlack, OnTelegram],
) -> None:
    there, ann, bo = funded
    await bo.person.block()
    await ann.types("/contract say C-1 Are you there?")
    olga = OnTelegram(there, there.server.person("olga", id=4242))
    await olga.types("/account join role:both name:Olga")
    await olga.types("/admin undeliverable")
    assert "person:2" in olga.reads()
    await bo.person.unblock()
    await olga.taps_on(next(label for row in olga.person.sees()[-1].labels for label in row if "Retry" in label))
    assert "Are you there?" in bo.reads()


async def test_a_platform_that_asks_to_wait_is_waited_for_and_the_order_kept(
    funded: tuple[Town, OnSlack, OnTelegram],
) -> None:
    there, ann, bo = funded
    there.server.fail_next("sendMessage", error_code=429, retry_after=4, times=1)
    await ann.types("/contract say C-1 First")
    await ann.types("/contract say C-1 Second")
    assert "First" not in bo.reads()
    await asyncio.sleep(4)
    await there.passes(seconds=5)
    assert 0 < bo.reads().index("First") < bo.reads().index("Second")


async def test_jobs_are_announced_where_an_operator_said_and_the_card_follows(sqlite_url: str) -> None:
    async with town(sqlite_url) as there:
        olga = OnTelegram(there, there.server.person("olga", id=4242))
        ann, bo = there.on_slack("ann"), there.on_telegram("bo")
        await olga.types("/account join role:both name:Olga")
        group = await olga.person.creates_group("Jobs", supergroup=True)
        await olga.person.types("/admin announce here", chat=group)
        await there.settles()
        await play(there, {"ann": ann, "bo": bo}, "\n".join(TO_FUNDED.strip().splitlines()[:3]))
        announced = [m for m in olga.person.sees(group) if m.sender.is_bot and "J-1" in (m.text or "")]
        assert len(announced) == 1
        await bo.types('/proposal send J-1 bid:450 cover:"I have built ten of these"')
        (now,) = [m for m in olga.person.sees(group) if m.sender.is_bot and "J-1" in (m.text or "")]
        assert now.message_id == announced[0].message_id
        assert "Proposals: 1" in now.text


async def test_a_mention_in_the_contracts_thread_needs_no_reference(funded: tuple[Town, OnSlack, OnTelegram]) -> None:
    there, ann, bo = funded
    await bo.types("/milestone submit M-1 Here it is")
    await ann.replies_in_thread("C-1", "@parley milestone revise Please use our colours")
    assert (await there.record("M-1"))["state"] == "revision"
