"""Telegram's side of the page: what it shows of the stand-in, what it tells of changes, acts and refusals."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import pytest
import pytest_asyncio
from telegram import BotCommand, InlineKeyboardButton, InlineKeyboardMarkup, ReplyKeyboardMarkup

from bots.playground.on_telegram import TelegramSeat
from bots.playground.page.deed import Deed
from bots.playground.page.telegram_side import TelegramSide
from bots.playground.seat import NotThere
from bots.playground.telegram import Chat
from tests.playground.telegram_line import Line, open_line
from tests.playground.test_telegram_standin import PNG

pytestmark = pytest.mark.asyncio
Json = dict[str, Any]


@dataclass
class Page:
    """The side with two seats, and what it has told so far."""

    line: Line
    side: TelegramSide
    bo: TelegramSeat
    cy: TelegramSeat
    told: list[Json] = field(default_factory=list)

    def news(self, kind: str = "") -> list[Json]:
        """What was told since the last time, of one kind if it is given."""
        found = [change for change in self.told if change["kind"].endswith(kind)]
        self.told.clear()
        return found

    async def refused(self, deed: str, **details: Any) -> str:
        """The sentence with which Bo's act is refused."""
        with pytest.raises(NotThere) as caught:
            await self.side.act(self.bo, deed, details)
        return str(caught.value)


@pytest_asyncio.fixture
async def page() -> AsyncIterator[Page]:
    async with open_line() as line:
        bo, cy = (TelegramSeat(line.server, line.server.person(name), "a freelancer") for name in ("bo", "cy"))
        side = TelegramSide(line.server, {seat.handle: seat for seat in (bo, cy)})
        opened = Page(line, side, bo, cy)
        line.server.on_change(lambda change: opened.told.extend(json.loads(json.dumps(side.change(change)))))
        yield opened


def keys(*labels: str) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup([[InlineKeyboardButton(label, callback_data=label.lower())] for label in labels])


async def forum(page: Page) -> Chat:
    opened = await page.bo.person.creates_group("Mediation", page.cy.person, forum=True)
    await page.bo.person.promotes_bot(opened)
    return opened


async def test_the_snapshot_shows_the_bot_people_chats_messages_and_menus(page: Page) -> None:
    await page.line.bot.set_my_commands([BotCommand("job", "Post jobs")])
    await page.line.bot.set_my_short_description("Hire and get hired.")
    await page.side.act(page.bo, "starts", {})
    shown = json.loads(json.dumps(page.side.snapshot()))
    assert shown["bot"]["short_description"] == "Hire and get hired."
    assert shown["users"][str(page.bo.person.id)]["first_name"] == "Bo"
    (chat,) = shown["chats"]
    assert (chat["type"], chat["owner"], chat["blocked"], chat["topics"]) == ("private", page.bo.person.id, False, [])
    (message,) = shown["messages"][str(chat["id"])]
    assert (message["text"], message["chat_id"], message["markup"]) == ("/start", chat["id"], None)
    menu = [{"command": "job", "description": "Post jobs"}]
    assert shown["menus"] == {seat.handle: {str(seat.person.id): menu} for seat in (page.bo, page.cy)}


async def test_a_chat_is_told_of_before_its_first_message(page: Page) -> None:
    assert await page.side.act(page.bo, "starts", {}) == Deed("bo@telegram", "types", "/start")
    told = [change["kind"] for change in page.news() if change["kind"] in ("telegram.chat", "telegram.message")]
    assert told == ["telegram.chat", "telegram.message"]


async def test_edits_and_deletions_are_told(page: Page) -> None:
    await page.bo.person.starts()
    sent = await page.line.bot.send_message(page.bo.person.id, "One", reply_markup=keys("Yes"))
    page.news()
    await sent.edit_text("Two")
    (edited,) = page.news("message")
    assert (edited["message"]["message_id"], edited["message"]["text"]) == (sent.message_id, "Two")
    assert edited["message"]["edit_date"]
    assert edited["message"]["markup"] is None
    await sent.delete()
    assert page.news("deleted") == [
        {"kind": "telegram.deleted", "chat": page.bo.person.id, "message_id": sent.message_id}
    ]


async def test_a_press_is_told_as_answered_with_the_toast_for_the_presser_alone(page: Page) -> None:
    await page.bo.person.starts()
    sent = await page.line.bot.send_message(page.bo.person.id, "M-1 Draft", reply_markup=keys("Approve", "Revise"))
    where = {"chat": page.bo.person.id, "message": sent.message_id}
    deed = await page.side.act(page.bo, "presses", {**where, "row": 1, "column": 0})
    key = (page.bo.person.id, sent.message_id)
    assert deed == Deed("bo@telegram", "presses", "Revise", "", key)
    assert key in [shown.key for shown in page.bo.sees()]
    page.news()
    update = (await page.line.bot.get_updates())[-1]
    assert update.callback_query
    assert update.callback_query.data == "revise"
    await update.callback_query.answer("Not yours", show_alert=True)
    answered, toast = (change for change in page.news() if change["kind"] != "telegram.menus")
    assert answered == {"kind": "telegram.answered", "user": key[0], "chat": key[0], "message_id": key[1]}
    assert toast == {"kind": "telegram.toast", "user": key[0], "text": "Not yours", "alert": True}


async def test_a_link_leaves_the_script_alone_and_one_to_the_bot_starts_it(page: Page) -> None:
    await page.bo.person.starts()
    links = [("Site", "https://example.org/"), ("Open", "https://t.me/ParleyBot?start=market")]
    markup = InlineKeyboardMarkup([[InlineKeyboardButton(label, url=url) for label, url in links]])
    sent = await page.line.bot.send_message(page.bo.person.id, "Look", reply_markup=markup)
    where = {"chat": page.bo.person.id, "message": sent.message_id, "row": 0}
    assert await page.side.act(page.bo, "presses", {**where, "column": 0}) is None
    deed = await page.side.act(page.bo, "presses", {**where, "column": 1})
    assert deed
    assert deed.text == "Open"
    assert page.bo.person.sees()[-1].text == "/start market"


async def test_a_key_of_a_keyboard_is_said_and_typing_is_told(page: Page) -> None:
    await page.bo.person.starts()
    markup = ReplyKeyboardMarkup([["$40", "$60"]], resize_keyboard=True)
    sent = await page.line.bot.send_message(page.bo.person.id, "Your rate?", reply_markup=markup)
    assert page.news("message")[-1]["message"]["markup"]["resize_keyboard"] is True
    where = {"chat": page.bo.person.id, "message": sent.message_id, "row": 0, "column": 1}
    deed = await page.side.act(page.bo, "presses", where)
    assert deed
    assert deed.text == "$60"
    assert page.news("message")[-1]["message"]["text"] == "$60"
    await page.line.bot.send_chat_action(page.bo.person.id, "typing")
    assert page.news("typing") == [{"kind": "telegram.typing", "chat": page.bo.person.id}]


async def test_blocking_unblocking_and_restarting_change_the_chat(page: Page) -> None:
    await page.bo.person.starts()
    page.news()
    assert await page.side.act(page.bo, "blocks", {}) == Deed("bo@telegram", "blocks")
    assert [change["chat"]["blocked"] for change in page.news("chat")] == [True]
    assert await page.refused("types", place=None, text="Hello") == "Bo has blocked the bot."
    assert await page.side.act(page.bo, "unblocks", {}) == Deed("bo@telegram", "unblocks")
    assert [change["chat"]["blocked"] for change in page.news("chat")] == [False]
    await page.side.act(page.bo, "blocks", {})
    await page.side.act(page.bo, "starts", {})
    assert page.news("message")[-1]["message"]["text"] == "/start"


async def test_what_is_written_in_a_topic_stays_there_and_names_its_card(page: Page) -> None:
    chat = await forum(page)
    page.news()
    topic = await page.line.bot.create_forum_topic(chat.id, "D-1 Landing page")
    assert page.news("chat")[-1]["chat"]["topics"][0]["name"] == "D-1 Landing page"
    where = {"place": chat.id, "topic": topic.message_thread_id}
    card = await page.line.bot.send_message(chat.id, "D-1", message_thread_id=topic.message_thread_id)
    deed = await page.side.act(page.cy, "types", {**where, "text": " Half is missing "})
    assert deed == Deed("cy@telegram", "types", "Half is missing", "Mediation", (chat.id, card.message_id))
    told = page.news("message")[-1]["message"]
    assert (told["is_topic_message"], told["message_thread_id"]) == (True, topic.message_thread_id)
    await page.side.act(page.bo, "types", {"place": chat.id, "text": "No", "reply_to": told["message_id"]})
    answer = page.news("message")[-1]["message"]
    assert answer["message_thread_id"] == topic.message_thread_id
    assert answer["reply_to_message"]["text"] == "Half is missing"
    await page.line.bot.close_forum_topic(chat.id, topic.message_thread_id)
    assert page.news("chat")[-1]["chat"]["topics"][0]["closed"] is True
    assert await page.refused("types", **where, text="Hello") == "The topic is closed."


async def test_files_go_both_ways(page: Page) -> None:
    await page.bo.person.starts()
    deed = await page.side.upload(page.bo, {"place": "null", "as": "document", "text": "Mine"}, "a.txt", b"abc")
    assert deed == Deed("bo@telegram", "sends", "a.txt", size=3, caption="Mine")
    sent = page.news("message")[-1]["message"]
    assert (sent["caption"], sent["document"]["file_name"]) == ("Mine", "a.txt")
    assert page.side.file(sent["document"]["file_id"]) == ("a.txt", "text/plain", b"abc")
    await page.side.upload(page.bo, {"place": str(page.bo.person.id), "as": "photo"}, "draft.png", PNG)
    photo = page.news("message")[-1]["message"]["photo"][-1]
    assert page.side.file(photo["file_id"]) == ("photo.png", "image/png", PNG)
    assert page.side.file("nothing") is None
    with pytest.raises(NotThere, match=r"^Neither PNG nor JPEG\.$"):
        await page.side.upload(page.bo, {"as": "photo"}, "a.txt", b"abc")
    with pytest.raises(NotThere, match=r"^a\.txt is empty\.$"):
        await page.side.upload(page.bo, {}, "a.txt", b"")


async def test_menus_are_told_only_when_they_change(page: Page) -> None:
    await page.line.bot.set_my_commands([BotCommand("job", "Post jobs")])
    assert set(page.news("menus")[-1]["menus"]) == {"bo@telegram", "cy@telegram"}
    await page.line.bot.set_my_commands([BotCommand("job", "Post jobs")])
    assert page.news() == []


async def test_members_and_pins_are_told(page: Page) -> None:
    chat = await page.bo.person.creates_group("Jobs")
    await page.bo.person.promotes_bot(chat)
    page.news()
    await page.bo.person.adds(chat, page.cy.person)
    assert page.cy.person.id in page.news("chat")[-1]["chat"]["members"]
    sent = await page.line.bot.send_message(chat.id, "Rules")
    await page.line.bot.pin_chat_message(chat.id, sent.message_id)
    assert page.news("chat")[-1]["chat"]["pinned"] == sent.message_id
    await page.line.bot.unpin_chat_message(chat.id)
    assert page.news("chat")[-1]["chat"]["pinned"] is None


async def test_a_request_that_makes_no_sense_is_refused_with_a_sentence(page: Page) -> None:
    assert await page.refused("presses", chat=None, message=1, row=0, column=0) == (
        "The chat is not open yet: press Start."
    )
    sent = await page.bo.person.starts()
    here = page.bo.person.id
    others = await page.cy.person.starts()
    assert await page.refused("dances") == "Nobody can do “dances” on Telegram."
    assert await page.refused("types", place=others.chat.id, text="x") == "Bo is not in that chat."
    assert await page.refused("types", place="x", text="x") == "The chat is given by a number."
    assert await page.refused("types", place=here, text=["x"]) == "“text” is no text."
    assert await page.refused("types", place=here, text=" ") == "A message has 1 to 4096 characters."
    assert await page.refused("types", place=here, text="x", reply_to=999) == "The message is gone."
    assert await page.refused("types", place=here, text="x", topic=7) == "There is no such topic here."
    where: Json = {"chat": here, "message": sent.message_id}
    assert await page.refused("presses", **where, row=0, column=0) == "The button is gone."
    assert await page.refused("presses", **where, row=-1, column=True) == "“column” of the button is given by a number."
