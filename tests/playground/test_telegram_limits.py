"""Telegram's limits and refusals in the stand-in, each met through python-telegram-bot."""

import time
from collections.abc import AsyncIterator
from itertools import pairwise

import pytest
import pytest_asyncio
from telegram import BotCommand, InlineKeyboardButton, InlineKeyboardMarkup, ReplyParameters, WebAppInfo
from telegram.error import BadRequest, Forbidden, NetworkError

from bots.playground.telegram import Change, NotPossible, api
from bots.playground.telegram.attachments import store
from bots.playground.telegram.methods import files
from tests.playground.telegram_line import Line, open_line, open_product

pytestmark = pytest.mark.asyncio
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + (640).to_bytes(4, "big") + (480).to_bytes(4, "big") + b"\x08\x02\0\0\0"


@pytest_asyncio.fixture
async def line() -> AsyncIterator[Line]:
    async with open_line() as opened:
        yield opened


def link(url: str) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup([[InlineKeyboardButton("Open", url=url)]])


@pytest.mark.parametrize(
    ("url", "stored"),
    [
        ("example.org", "http://example.org/"),
        ("HTTPS://Example.org/Pay?page=1", "https://example.org/Pay?page=1"),
        ("http://127.0.0.1:8080/pay", "http://127.0.0.1:8080/pay"),
        ("tg://resolve?domain=parley_bot", "tg://resolve?domain=parley_bot"),
    ],
)
async def test_addresses_of_buttons_are_written_out(line: Line, url: str, stored: str) -> None:
    bo = line.server.person("bo")
    await bo.starts()
    sent = await line.bot.send_message(bo.id, "x", reply_markup=link(url))
    assert sent.reply_markup is not None
    assert sent.reply_markup.inline_keyboard[0][0].url == stored


@pytest.mark.parametrize(
    ("url", "complaint"),
    [
        ("example", "Wrong HTTP URL"),
        ("http://localhost:8080/pay", "Wrong HTTP URL"),
        ("ftp://example.org", "Unsupported URL protocol"),
        ("https:///pay", "URL host is empty"),
        ("tg://resolve:80?domain=parley_bot", "Wrong tg URL"),
    ],
)
async def test_addresses_that_telegram_does_not_open_are_refused(line: Line, url: str, complaint: str) -> None:
    bo = line.server.person("bo")
    await bo.starts()
    sent = await line.bot.send_message(bo.id, "x")
    for call in (
        line.bot.send_message(bo.id, "x", reply_markup=link(url)),
        sent.edit_text("y", reply_markup=link(url)),
    ):
        with pytest.raises(BadRequest) as refused:
            await call
        assert refused.value.message.lower() == f"inline keyboard button url '{url}' is invalid: {complaint}".lower()
    assert [message.text for message in bo.sees()] == ["/start", "x"]


async def test_web_apps_open_from_private_chats_over_https_alone(line: Line) -> None:
    bo = line.server.person("bo")
    await bo.starts()
    team = await bo.creates_group("Team")

    def opener(url: str) -> InlineKeyboardMarkup:
        return InlineKeyboardMarkup([[InlineKeyboardButton("Open", web_app=WebAppInfo(url))]])

    await line.bot.send_message(bo.id, "x", reply_markup=opener("https://example.org/app"))
    with pytest.raises(
        BadRequest, match=r"(?i)Web App URL 'http://example.org' is invalid: only https links are allowed"
    ):
        await line.bot.send_message(bo.id, "x", reply_markup=opener("http://example.org"))
    with pytest.raises(BadRequest, match="Button_type_invalid"):
        await line.bot.send_message(team.id, "x", reply_markup=opener("https://example.org/app"))
    plain = await line.bot.send_message(team.id, "x")
    with pytest.raises(BadRequest, match="Button_type_invalid"):
        await plain.edit_reply_markup(opener("https://example.org/app"))


async def test_data_of_buttons_is_counted_in_bytes(line: Line) -> None:
    bo = line.server.person("bo")
    await bo.starts()
    for data, fits in (("ж" * 32, True), ("ж" * 32 + "x", False), ("x" * 64, True), ("x" * 65, False)):
        markup = InlineKeyboardMarkup([[InlineKeyboardButton("Pay", callback_data=data)]])
        if fits:
            await line.bot.send_message(bo.id, "x", reply_markup=markup)
        else:
            with pytest.raises(BadRequest, match="Button_data_invalid"):
                await line.bot.send_message(bo.id, "x", reply_markup=markup)


async def test_an_edit_has_its_limits_too(line: Line) -> None:
    bo = line.server.person("bo")
    await bo.starts()
    sent = await line.bot.send_message(bo.id, "x")
    with pytest.raises(BadRequest, match="Message_too_long"):
        await sent.edit_text("x" * 4097)
    with pytest.raises(BadRequest, match="unsupported start tag"):
        await sent.edit_text("<u1>x</u1>", parse_mode="HTML")
    with pytest.raises(BadRequest, match="There is no caption in the message to edit"):
        await sent.edit_caption("x")
    file = await line.bot.send_document(bo.id, b"x")
    with pytest.raises(BadRequest, match="There is no text in the message to edit"):
        await file.edit_text("x")
    with pytest.raises(BadRequest, match="Message caption is too long"):
        await file.edit_caption("x" * 1025)
    forwarded = await sent.forward(bo.id)
    with pytest.raises(BadRequest, match="Message can't be edited"):
        await forwarded.edit_text("y")


async def test_characters_that_telegram_does_not_keep_are_gone(line: Line) -> None:
    bo = line.server.person("bo")
    await bo.starts()
    sent = await line.bot.send_message(bo.id, "a\tb\r\n<b>c\u202ed</b>\x07e", parse_mode="HTML")
    assert (sent.text, sent.entities[0].length) == ("a b\ncd e", 2)
    with pytest.raises(BadRequest, match="Text must be non-empty"):
        await line.bot.send_message(bo.id, "\u202e\t")


async def test_an_answer_to_a_message_that_is_gone_goes_out_only_if_it_may(line: Line) -> None:
    bo = line.server.person("bo")
    await bo.starts()
    with pytest.raises(BadRequest, match="Message to be replied not found"):
        await line.bot.send_message(bo.id, "x", reply_parameters=ReplyParameters(99))
    optional = ReplyParameters(99, allow_sending_without_reply=True)
    sent = await line.bot.send_message(bo.id, "x", reply_parameters=optional)
    assert sent.reply_to_message is None


async def test_a_message_of_more_than_two_days_ago_stays(line: Line) -> None:
    bo = line.server.person("bo")
    await bo.starts()
    sent = await line.bot.send_message(bo.id, "x")
    line.clock.now += 48 * 3600 + 1
    with pytest.raises(BadRequest, match="Message can't be deleted for everyone"):
        await sent.delete()


async def test_a_bot_that_may_not_write_in_a_group_is_told_so(line: Line) -> None:
    carol = line.server.person("carol")
    team = await carol.creates_group("Team")
    with pytest.raises(NotPossible, match="supergroup"):
        await carol.silences_bot(team)
    await carol.removes_bot(team)
    with pytest.raises(Forbidden, match="bot was kicked from the group chat"):
        await line.bot.send_message(team.id, "x")
    big = await carol.creates_group("Big team", supergroup=True)
    await carol.silences_bot(big)
    me = await line.bot.get_chat_member(big.id, line.bot.id)
    assert (me.status, me.to_dict()["can_send_messages"]) == ("restricted", False)
    with pytest.raises(BadRequest, match="Not enough rights to send text messages to the chat"):
        await line.bot.send_message(big.id, "x")
    with pytest.raises(BadRequest, match="Not enough rights to send documents to the chat"):
        await line.bot.send_document(big.id, b"x")
    with pytest.raises(BadRequest, match="Not enough rights to send photos to the chat"):
        await line.bot.send_photo(big.id, PNG)
    await carol.silences_bot(big, on=False)
    await line.bot.send_message(big.id, "x")


async def test_a_closed_topic_takes_messages_of_those_who_manage_topics(line: Line) -> None:
    carol = line.server.person("carol")
    forum = await carol.creates_group("Disputes", forum=True)
    topic = await carol.opens_topic(forum, "D-1")
    await line.bot.send_message(forum.id, "x", message_thread_id=topic.id)
    topic.closed = True
    with pytest.raises(BadRequest, match="Topic_closed"):
        await line.bot.send_message(forum.id, "x", message_thread_id=topic.id)
    with pytest.raises(BadRequest, match="Message thread not found"):
        await line.bot.send_document(forum.id, b"x", message_thread_id=topic.id + 100)
    await carol.promotes_bot(forum, "can_manage_topics")
    await line.bot.send_message(forum.id, "x", message_thread_id=topic.id)


async def test_files_have_their_sizes(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    bo = line.server.person("bo")
    await bo.starts()
    kept = store(line.server, "documents", "big.bin", "application/octet-stream", b"x" * (20 * 1024 * 1024 + 1))
    with pytest.raises(BadRequest, match="File is too big"):
        await line.bot.get_file(kept.file_id)
    with pytest.raises(BadRequest, match="File must be non-empty"):
        await line.bot.send_document(bo.id, b"", filename="empty.txt")
    with pytest.raises(BadRequest, match="Image_process_failed"):
        await line.bot.send_photo(bo.id, b"no picture")
    with pytest.raises(BadRequest, match="Wrong file identifier/http url specified"):
        await line.bot.send_document(bo.id, "nothing")
    assert (api.MAX_UPLOAD_BYTES, files.MAX_PHOTO_BYTES) == (50 * 1024 * 1024, 10 * 1024 * 1024)
    monkeypatch.setattr(files, "MAX_PHOTO_BYTES", 10)
    with pytest.raises(BadRequest, match=f"File of size {len(PNG)} bytes is too big for a photo"):
        await line.bot.send_photo(bo.id, PNG)
    monkeypatch.setattr(api, "MAX_UPLOAD_BYTES", 10)
    with pytest.raises(NetworkError, match="Request Entity Too Large"):
        await line.bot.send_document(bo.id, b"x" * 11)


@pytest.mark.parametrize(
    ("command", "refusal"),
    [
        (BotCommand("x" * 33, "x"), "Command length must not exceed 32"),
        (BotCommand("x", "x" * 257), "Command description length must not exceed 256"),
        (BotCommand("find-job", "x"), "Bot_command_invalid"),
        (BotCommand(" ", "x"), "Command must be non-empty"),
        (BotCommand("x", " "), "Command description must be non-empty"),
    ],
)
async def test_a_menu_beyond_its_limits_is_refused(line: Line, command: BotCommand, refusal: str) -> None:
    with pytest.raises(BadRequest, match=refusal):
        await line.bot.set_my_commands([command])
    fitting = BotCommand("x" * 32, "x" * 256)
    await line.bot.set_my_commands([fitting] * 100)
    assert (await line.bot.get_my_commands())[0] == fitting


async def test_a_failed_delivery_waits_longer_each_time_or_as_long_as_the_bot_asks(line: Line) -> None:
    came: list[float] = []

    def note(change: Change) -> None:
        if change.kind == "exchange" and line.server.exchanges[-1].direction == "to_app":
            came.append(time.monotonic())

    async with open_product(line) as product:
        product.answers = [500, 500, 502, 503]
        line.server.on_change(note)
        await line.server.person("bo").types("hello")
        await line.server.settle()
    pauses = [later - earlier for earlier, later in pairwise(came)]
    assert len(pauses) == 4
    assert pauses[0] < 0.02
    assert all(pause >= least for pause, least in zip(pauses[1:], (0.02, 0.04, 0.08), strict=True))


async def test_what_is_not_taken_within_a_day_is_forgotten(line: Line) -> None:
    async with open_product(line) as product:
        product.answers = [500] * 100
        await line.server.person("bo").types("hello")
        await line.server.wait_until(lambda: len(product.received) > 1)
        assert (await line.bot.get_webhook_info()).pending_update_count == 1
        line.clock.now += 86_401
        await line.server.settle()
        assert (await line.bot.get_webhook_info()).pending_update_count == 0


async def test_which_updates_are_wanted_is_remembered_until_it_is_said_anew(line: Line) -> None:
    bo = line.server.person("bo")
    await line.bot.get_updates(allowed_updates=["callback_query"])
    await bo.types("unheard")
    await line.bot.get_updates()
    assert await line.bot.get_updates() == ()
    await line.bot.get_updates(allowed_updates=[])
    await bo.types("heard")
    assert [update.message.text for update in await line.bot.get_updates() if update.message] == ["heard"]


async def test_a_webhook_has_one_of_four_ports(line: Line) -> None:
    with pytest.raises(BadRequest, match=r"(?i)bad webhook: webhook can be set up only on ports 80, 88, 443 or 8443"):
        await line.bot.set_webhook("https://example.org:8080/hook")
