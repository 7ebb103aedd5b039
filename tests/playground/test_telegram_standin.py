"""What the real library experiences when it talks to the stand-in: messages, buttons, edits, files, menus, refusals."""

from collections.abc import AsyncIterator
from datetime import timedelta

import httpx
import pytest
import pytest_asyncio
from telegram import (
    BotCommand,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    ForceReply,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    MenuButtonCommands,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
)
from telegram.error import BadRequest, Forbidden, InvalidToken, NetworkError, RetryAfter, TimedOut

from bots.playground.telegram import NotPossible, render_text
from tests.playground.telegram_line import TOKEN, Line, new_bot, open_line

pytestmark = pytest.mark.asyncio
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + (640).to_bytes(4, "big") + (480).to_bytes(4, "big") + b"\x08\x02\0\0\0"


@pytest_asyncio.fixture
async def line(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Line]:
    monkeypatch.setenv("PTB_TIMEDELTA", "1")  # without it the library warns at every 429
    async with open_line() as opened:
        yield opened


def keyboard(*labels: str) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup([[InlineKeyboardButton(label, callback_data=f"do:{label}") for label in labels]])


async def test_a_command_arrives_with_its_entity_and_the_answer_is_seen(line: Line) -> None:
    bo = line.server.person("bo", language_code="de")
    await bo.types("/job find 🏟 see https://example.org/a.")
    (update,) = await line.bot.get_updates()
    assert update.message is not None
    assert update.effective_user is not None
    assert (update.effective_user.id, update.effective_user.language_code) == (bo.id, "de")
    assert update.message.parse_entities() == dict(
        zip(update.message.entities, ["/job", "https://example.org/a"], strict=True)
    )
    await update.message.reply_html("Found <b>2</b> &amp; <a href='https://example.org'>more</a>", do_quote=True)
    answer = bo.sees()[-1]
    assert answer.text == "Found 2 & more"
    assert [entity["type"] for entity in answer.entities] == ["bold", "text_link"]
    assert answer.reply_to is bo.sees()[0]
    assert render_text(answer) == "Found 2 & more (https://example.org/)"


async def test_a_bot_cannot_write_to_somebody_who_never_started_it(line: Line) -> None:
    bo = line.server.person("bo")
    with pytest.raises(BadRequest, match="Chat not found"):
        await line.bot.send_message(bo.id, "hello")
    carol = line.server.person("carol")
    await carol.creates_group("Team", bo)
    with pytest.raises(Forbidden, match="bot can't initiate conversation with a user"):
        await line.bot.send_message(bo.id, "hello")
    await bo.starts()
    await line.bot.send_message(bo.id, "hello")
    assert [message.text for message in bo.sees()] == ["/start", "hello"]


async def test_a_deep_link_starts_the_bot_with_its_payload(line: Line) -> None:
    bo = line.server.person("bo")
    await bo.starts()
    button = InlineKeyboardButton("Link account", url="https://t.me/ParleyBot?start=link_42")
    message = await line.bot.send_message(bo.id, "Press", reply_markup=InlineKeyboardMarkup([[button]]))
    await bo.press(bo.sees()[-1], "Link account")
    updates = await line.bot.get_updates()
    assert [update.message.text for update in updates if update.message] == ["/start", "/start link_42"]
    assert message.reply_markup is not None
    with pytest.raises(NotPossible):
        await bo.starts("not allowed!")


async def test_a_pressed_button_is_a_callback_query_that_can_be_answered_once(line: Line) -> None:
    bo = line.server.person("bo")
    await bo.starts()
    sent = await line.bot.send_message(bo.id, "Approve?", reply_markup=keyboard("Approve", "Refuse"))
    assert render_text(bo.sees()[-1]) == "Approve?\n[Approve] [Refuse]"
    press = await bo.press(bo.sees()[-1], "Approve")
    query = (await line.bot.get_updates())[-1].callback_query
    assert query is not None
    assert query.message is not None
    assert (query.data, query.from_user.id, query.message.message_id) == ("do:Approve", bo.id, sent.message_id)
    assert await query.answer("Approved", show_alert=True)
    toast = bo.toast
    assert toast is not None
    assert toast is press
    assert (toast.text, toast.alert) == ("Approved", True)
    with pytest.raises(BadRequest, match="Query is too old and response timeout expired or query id is invalid"):
        await query.answer()
    with pytest.raises(NotPossible, match="no button"):
        await bo.press(bo.sees()[-1], "Delete")


async def test_a_button_must_be_answered_in_time_and_briefly(line: Line) -> None:
    bo = line.server.person("bo")
    await bo.starts()
    await line.bot.send_message(bo.id, "Approve?", reply_markup=keyboard("Approve"))
    await bo.press(bo.sees()[-1], "do:Approve")
    await bo.forges(bo.sees()[-1], "tampered")
    first, forged = [update.callback_query for update in (await line.bot.get_updates())[1:]]
    assert first is not None
    assert forged is not None
    assert forged.data == "tampered"
    with pytest.raises(BadRequest, match="Message_too_long"):
        await first.answer("x" * 201)
    line.clock.now += 16
    with pytest.raises(BadRequest, match="Query is too old"):
        await first.answer("Approved")


async def test_an_edit_changes_the_message_in_place(line: Line) -> None:
    bo = line.server.person("bo")
    await bo.starts()
    sent = await line.bot.send_message(bo.id, "Draft", reply_markup=keyboard("Approve"))
    await sent.edit_text("<b>Done</b>", parse_mode="HTML")
    shown = bo.sees()[-1]
    assert (shown.message_id, shown.text, shown.labels) == (sent.message_id, "Done", [])
    with pytest.raises(BadRequest, match="Message is not modified: specified new message content"):
        await sent.edit_text("<b>Done</b>", parse_mode="HTML")
    await sent.edit_reply_markup(keyboard("Again"))
    assert shown.labels == [["Again"]]
    await sent.delete()
    assert [message.text for message in bo.sees()] == ["/start"]
    with pytest.raises(BadRequest, match="Message to edit not found"):
        await sent.edit_text("too late")
    with pytest.raises(BadRequest, match="Message to delete not found"):
        await sent.delete()
    with pytest.raises(BadRequest, match="Message can't be edited"):
        await line.bot.edit_message_text("mine now", bo.id, bo.sees()[0].message_id)


@pytest.mark.parametrize(
    ("arguments", "refusal"),
    [
        ({"text": ""}, "Message text is empty"),
        ({"text": " \n "}, "Text must be non-empty"),
        ({"text": "🏟" * 2049}, "Message is too long"),
        ({"text": "<b>" + "x" * 4097 + "</b>", "parse_mode": "HTML"}, "Message is too long"),
        ({"text": "<b>x", "parse_mode": "HTML"}, "Can't parse entities: can't find end tag corresponding .* \"b\""),
        ({"text": "1 < 2", "parse_mode": "HTML"}, 'unsupported start tag "" at byte offset 2'),
        ({"text": "x", "reply_markup": keyboard("y" * 62)}, "Button_data_invalid"),
        ({"text": "x", "reply_markup": keyboard(*"abcdefghij" * 11)}, "Reply markup is too long"),
        (
            {"text": "x", "reply_markup": InlineKeyboardMarkup([[InlineKeyboardButton("x", url="http://localhost")]])},
            "Inline keyboard button url 'http://localhost' is invalid: wrong http url",
        ),
        ({"text": "x", "reply_to_message_id": 99}, "Message to be replied not found"),
        ({"text": "x", "message_thread_id": 99}, "Message thread not found"),
    ],
)
async def test_what_telegram_refuses_is_refused_in_its_words(
    line: Line, arguments: dict[str, object], refusal: str
) -> None:
    bo = line.server.person("bo")
    await bo.starts()
    with pytest.raises(BadRequest, match=f"(?i){refusal}"):
        await line.bot.send_message(bo.id, **arguments)  # type: ignore[arg-type] # one table for several parameters
    assert [message.text for message in bo.sees()] == ["/start"]


async def test_the_longest_text_and_the_fullest_keyboard_pass(line: Line) -> None:
    bo = line.server.person("bo")
    await bo.starts()
    await line.bot.send_message(bo.id, "<i>" + "&lt;" * 4096 + "</i>", parse_mode="HTML")
    sent = await line.bot.send_message(bo.id, "x", reply_markup=keyboard(*[f"b{n}" for n in range(100)]))
    assert [len(row) for row in bo.sees()[-1].labels] == [8] * 12 + [4]
    assert sent.reply_markup is not None


async def test_a_blocked_bot_is_told_and_refused_until_it_is_unblocked(line: Line) -> None:
    bo = line.server.person("bo")
    await bo.starts()
    await bo.block()
    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        await line.bot.send_message(bo.id, "hello?")
    with pytest.raises(NotPossible, match="blocked"):
        await bo.types("hello")
    await bo.starts()
    updates = (await line.bot.get_updates())[1:]
    changes = [
        (update.my_chat_member.old_chat_member.status, update.my_chat_member.new_chat_member.status)
        for update in updates
        if update.my_chat_member
    ]
    assert changes == [("member", "kicked"), ("kicked", "member")]
    await line.bot.send_message(bo.id, "welcome back")
    await bo.deletes_account()
    with pytest.raises(Forbidden, match="user is deactivated"):
        await line.bot.send_message(bo.id, "gone")


async def test_scripted_faults_hit_once_and_only_where_they_were_aimed(line: Line) -> None:
    bo, carol = line.server.person("bo"), line.server.person("carol")
    await bo.starts()
    await carol.starts()
    line.server.fail_next("sendMessage", retry_after=7, chat_id=bo.id)
    await line.bot.send_message(carol.id, "not hit")
    with pytest.raises(RetryAfter) as flood:
        await line.bot.send_message(bo.id, "hit")
    assert flood.value.retry_after == timedelta(seconds=7)
    line.server.fail_next("sendMessage", error_code=502, description="Bad Gateway", times=2)
    for _ in range(2):
        with pytest.raises(NetworkError, match="Bad Gateway"):
            await line.bot.send_message(bo.id, "hit")
    await line.bot.send_message(bo.id, "through")
    assert [message.text for message in bo.sees()] == ["/start", "through"]


async def test_a_cut_connection_leaves_the_message_delivered(line: Line) -> None:
    bo = line.server.person("bo")
    await bo.starts()
    line.server.cut_next("sendMessage")
    with pytest.raises(NetworkError):
        await line.bot.send_message(bo.id, "dropped")
    line.server.cut_next("sendMessage", how="hang")
    with pytest.raises(TimedOut):
        await line.bot.send_message(bo.id, "hung", read_timeout=0.2)
    assert [message.text for message in bo.sees()] == ["/start", "dropped", "hung"]


async def test_the_flood_limits_can_be_switched_on(line: Line) -> None:
    bo = line.server.person("bo")
    await bo.starts()
    line.server.limit_floods(burst=2)
    for number in range(2):
        await line.bot.send_message(bo.id, str(number))
    with pytest.raises(RetryAfter):
        await line.bot.send_message(bo.id, "too fast")
    line.clock.now += 2
    await line.bot.send_message(bo.id, "in time")
    assert [message.text for message in bo.sees()] == ["/start", "0", "1", "in time"]


async def test_documents_and_photos_travel_both_ways(line: Line) -> None:
    bo = line.server.person("bo")
    await bo.sends_file("brief.pdf", b"%PDF-1", caption="my brief")
    await bo.sends_photo(PNG)
    document, photo = [update.message for update in await line.bot.get_updates()]
    assert document is not None
    assert photo is not None
    assert document.document is not None
    assert (document.caption, document.document.file_name) == ("my brief", "brief.pdf")
    file = await document.document.get_file()
    assert bytes(await file.download_as_bytearray()) == b"%PDF-1"
    assert (photo.photo[-1].width, photo.photo[-1].height) == (640, 480)
    await line.bot.send_document(bo.id, b"a,b\n", filename="hours.csv", caption="<b>Hours</b>", parse_mode="HTML")
    await line.bot.send_photo(bo.id, PNG)
    await line.bot.send_document(bo.id, document.document.file_id)
    shown = [render_text(message) for message in bo.sees()[2:]]
    assert shown == ["(file: hours.csv, 4 bytes)\nHours", "(photo: 640 x 480)", "(file: brief.pdf, 6 bytes)"]
    with pytest.raises(BadRequest, match="Message caption is too long"):
        await line.bot.send_document(bo.id, b"x", caption="x" * 1025)
    with pytest.raises(BadRequest, match="Invalid file_id"):
        await line.bot.get_file("nothing")


async def test_command_menus_go_by_scope_and_language(line: Line) -> None:
    bo, carol = line.server.person("bo", language_code="de"), line.server.person("carol")
    await bo.starts()
    await line.bot.set_my_commands([BotCommand("help", "Help")])
    await line.bot.set_my_commands([BotCommand("help", "Hilfe")], language_code="de")
    assert (bo.menu(), carol.menu()) == ([("help", "Hilfe")], [("help", "Help")])
    await line.bot.set_my_commands([BotCommand("job", "Jobs")], scope=BotCommandScopeAllPrivateChats())
    await line.bot.set_my_commands([BotCommand("log", "Log hours")], scope=BotCommandScopeChat(bo.id))
    team = await carol.creates_group("Team", bo)
    assert (bo.menu(), carol.menu(), bo.menu(team)) == ([("log", "Log hours")], [("job", "Jobs")], [("help", "Hilfe")])
    assert await line.bot.get_my_commands() == (BotCommand("help", "Help"),)
    await line.bot.delete_my_commands(scope=BotCommandScopeChat(bo.id))
    assert bo.menu() == [("job", "Jobs")]
    with pytest.raises(BadRequest, match="Bot_command_invalid"):
        await line.bot.set_my_commands([BotCommand("Find", "upper case")])
    with pytest.raises(BadRequest, match="Bot_commands_too_much"):
        await line.bot.set_my_commands([BotCommand(f"c{n}", "x") for n in range(101)])


async def test_the_bot_can_describe_itself(line: Line) -> None:
    bo = line.server.person("bo")
    await bo.starts()
    await line.bot.set_my_description("Work with held money")
    await line.bot.set_my_short_description("Parley")
    await line.bot.set_my_name("Parley")
    await line.bot.set_chat_menu_button(bo.id, MenuButtonCommands())
    assert (await line.bot.get_my_description()).description == "Work with held money"
    assert (await line.bot.get_my_name()).name == "Parley"
    assert isinstance(await line.bot.get_chat_menu_button(bo.id), MenuButtonCommands)
    chat = await line.bot.get_chat(bo.id)
    assert (chat.first_name, chat.type) == ("Bo", "private")
    assert await line.bot.send_chat_action(bo.id, "typing")


async def test_keyboards_and_asked_replies_come_back_as_text(line: Line) -> None:
    bo = line.server.person("bo")
    await bo.starts()
    await line.bot.send_message(bo.id, "Role?", reply_markup=ReplyKeyboardMarkup([["Client", "Freelancer"]]))
    assert bo.keyboard() == [["Client", "Freelancer"]]
    await bo.press(bo.sees()[-1], "Client")
    await line.bot.send_message(bo.id, "Thanks", reply_markup=ReplyKeyboardRemove())
    assert bo.keyboard() == []
    asked = await line.bot.send_message(bo.id, "Your name?", reply_markup=ForceReply())
    await bo.types("Bo Maker")
    role, name = [update.message for update in (await line.bot.get_updates())[1:]]
    assert role is not None
    assert name is not None
    assert role.text == "Client"
    assert name.reply_to_message is not None
    assert name.reply_to_message.message_id == asked.message_id


async def test_an_edited_message_arrives_as_an_edit(line: Line) -> None:
    bo = line.server.person("bo")
    message = await bo.types("/fund M-1")
    await bo.edits(message, "/fund M-2")
    first, edit = await line.bot.get_updates()
    assert first.message is not None
    assert edit.edited_message is not None
    assert (first.message.text, edit.edited_message.text) == ("/fund M-1", "/fund M-2")
    assert edit.edited_message.edit_date is not None
    assert edit.update_id == first.update_id + 1


async def test_messages_can_be_copied_forwarded_and_pinned(line: Line) -> None:
    bo, carol = line.server.person("bo"), line.server.person("carol")
    original = await bo.types("my evidence")
    await carol.starts()
    await line.bot.forward_message(carol.id, bo.id, original.message_id)
    await line.bot.copy_message(carol.id, bo.id, original.message_id)
    forwarded, copied = carol.sees()[1:]
    assert forwarded.content["forward_origin"]["sender_user"]["id"] == bo.id
    assert (copied.text, copied.content) == ("my evidence", {})
    secret = await line.bot.send_message(bo.id, "secret", protect_content=True)
    with pytest.raises(BadRequest, match="can't be forwarded"):
        await line.bot.forward_message(carol.id, bo.id, secret.message_id)
    await line.bot.pin_chat_message(bo.id, secret.message_id)
    chat = await line.bot.get_chat(bo.id)
    assert chat.pinned_message is not None
    assert chat.pinned_message.text == "secret"


async def test_wrong_tokens_and_unknown_methods_are_refused(line: Line) -> None:
    for token, refusal in (("111:another_token", "Unauthorized"), ("nonsense", "Not Found")):
        stranger = new_bot(line.url, token)
        with pytest.raises(InvalidToken, match=refusal):
            await stranger.get_me()
        await stranger.request.shutdown()
    async with httpx.AsyncClient(base_url=line.url, trust_env=False) as client:
        unknown = await client.post(f"/bot{TOKEN}/sendTelepathy", json={})
        asked = await client.get(f"/bot{TOKEN}/GETME")
        sent = await client.post(f"/bot{TOKEN}/sendMessage", json={"chat_id": 1, "text": "x"})
    assert unknown.json() == {"ok": False, "error_code": 404, "description": "Not Found: method not found"}
    assert asked.json()["result"]["username"] == "ParleyBot"
    assert (sent.status_code, sent.json()["description"]) == (400, "Bad Request: chat not found")


async def test_the_wire_is_logged_and_changes_are_told(line: Line) -> None:
    bo = line.server.person("bo")
    changes: list[str] = []
    stop = line.server.on_change(lambda change: changes.append(change.kind))
    await bo.starts()
    await line.bot.send_message(bo.id, "hello")
    stop()
    await bo.types("unheard")
    assert changes == ["chat", "message", "message", "exchange"]
    assert bo.reads() == "Bo: /start\n\nParleyBot: hello\n\nBo: unheard"
    logged = line.server.exchanges[-1]
    assert (logged.direction, logged.name, logged.request["text"]) == ("to_telegram", "sendMessage", "hello")
