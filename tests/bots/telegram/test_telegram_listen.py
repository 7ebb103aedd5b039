"""What people write and press becomes a Request."""

import asyncio

import pytest

from bots.gateway import Attachment
from bots.telegram.dispatch import FILE_LIMIT
from core.card import Button, Press, Reply
from core.request import Quote, Request
from tests.bots.telegram.line import BOT_ID, Core, Line, card

PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x08\x00\x00\x00\x08\x08\x02\x00\x00\x00"


def only(core: Core) -> Request:
    assert len(core.asked) == 1
    return core.asked[0]


async def test_a_typed_command_is_asked_with_who_wrote_it_and_where(line: Line) -> None:
    ann = line.telegram.person("ann", language_code="de")
    await ann.types("/job post Logo budget:500")
    await line.telegram.settle()
    request = only(line.core)
    assert request.text == "/job post Logo budget:500"
    assert request.source == f"telegram:{BOT_ID}"
    assert request.key == str(line.telegram.updates.last.update_id if line.telegram.updates.last else "")
    assert (request.forms, request.durable) == ("questions", True)
    who = request.who
    assert who is not None
    assert (who.platform, who.team, who.user_id, who.name) == ("telegram", "", str(ann.id), "Ann")
    assert (who.language, who.chat) == ("de", str(ann.id))
    assert (request.place.chat, request.place.public, request.place.message_id) == (str(ann.id), False, "")
    assert ann.sees()[-1].text == "You said: /job post Logo budget:500"


async def test_the_bots_name_is_taken_off_and_another_bots_command_is_not_answered(line: Line) -> None:
    ann = line.telegram.person("ann")
    group = await ann.creates_group("Team")
    await ann.promotes_bot(group)
    await ann.types("/job@ParleyBot list", group)
    await ann.types("/job@OtherBot list", group)
    await ann.types("@parleybot hours log 2h", group)
    await ann.types("hello everybody", group)
    await line.telegram.settle()
    assert [request.text for request in line.core.asked] == ["/job list", "hours log 2h"]
    assert all(request.place.public and not request.durable for request in line.core.asked)


async def test_a_deep_link_arrives_as_start_with_its_payload(line: Line) -> None:
    await line.telegram.person("ann").starts("link_abc")
    await line.telegram.settle()
    assert only(line.core).text == "/start link_abc"


async def test_a_reply_names_the_message_it_replies_to(line: Line) -> None:
    ann = line.telegram.person("ann")
    await ann.starts()
    await line.telegram.settle()
    shown = ann.sees()[-1]
    await ann.replies(shown, "Two more days, please")
    await line.telegram.settle()
    assert line.core.asked[-1].place.message_id == str(shown.message_id)


async def test_a_reply_brings_the_words_it_answers_and_whose_they_are(line: Line) -> None:
    ann, bo = line.telegram.person("ann"), line.telegram.person("bo")
    group = await ann.creates_group("Team", bo)
    asked = await bo.types("Could you also do the imprint?", group)
    await ann.replies(asked, "/contract change C-1")
    drawn = await bo.sends_photo(PNG, "Like this", group)
    await ann.replies(drawn, "/contract change C-1")
    bare = await bo.sends_photo(PNG, "", group)
    await ann.replies(bare, "/contract change C-1")
    await line.telegram.settle()
    assert [request.quote for request in line.core.asked] == [
        Quote("Could you also do the imprint?"),
        Quote("Like this"),
        None,
    ]
    await ann.starts()
    await line.telegram.settle()
    ours = ann.sees()[-1]
    await ann.replies(ours, "/contract change C-1")
    await ann.types("/contract change C-1")
    await line.telegram.settle()
    assert [request.quote for request in line.core.asked[-2:]] == [Quote("You said: /start", ours=True), None]


async def test_of_a_reply_to_a_part_of_a_message_only_that_part_is_taken(line: Line) -> None:
    ann = line.telegram.person("ann")
    await ann.starts()
    await line.telegram.settle()
    reply = await ann.replies(ann.sees()[-1], "/contract change C-1")
    await line.telegram.settle()
    picked = reply.as_json() | {"message_id": 77, "quote": {"text": "the imprint", "position": 4, "is_manual": True}}
    answer = await line.telegram.forge({"update_id": 99, "message": picked}, line.telegram.webhook.secret)
    assert answer.status_code == 200
    assert line.core.asked[-1].quote == Quote("the imprint")


async def test_an_edited_message_runs_nothing_and_is_told_as_what_it_is(line: Line) -> None:
    ann = line.telegram.person("ann")
    message = await ann.types("/milestone approve M-1")
    await line.telegram.settle()
    await ann.edits(message, "/milestone approve M-2")
    await line.telegram.settle()
    edited = {"update_id": 5, "edited_message": message.as_json()}
    response = await line.telegram.forge(edited, line.telegram.webhook.secret)
    assert response.status_code == 200
    written, *edits = line.core.asked
    assert (written.command, written.text) == ("", "/milestone approve M-1")
    assert [(edit.command, edit.text) for edit in edits] == [("said.reworded", "/milestone approve M-2")] * 2
    assert {request.written for request in line.core.asked} == {str(message.message_id)}


async def test_a_document_comes_with_its_name_and_bytes_and_its_caption_is_the_text(line: Line) -> None:
    await line.telegram.person("bo").sends_file("draft.pdf", b"%PDF-1.7", caption="/milestone submit M-1 First draft")
    await line.telegram.settle()
    request = only(line.core)
    (file,) = request.files
    assert request.text == "/milestone submit M-1 First draft"
    assert (file.name, file.media_type, file.content) == ("draft.pdf", "application/pdf", b"%PDF-1.7")


async def test_a_photo_comes_as_a_file(line: Line) -> None:
    await line.telegram.person("bo").sends_photo(PNG, caption="evidence")
    await line.telegram.settle()
    (file,) = only(line.core).files
    assert (file.media_type, file.content) == ("image/jpeg", PNG)
    assert file.name.endswith(".jpg")


async def test_a_file_over_20_mb_is_refused_in_words_and_nothing_is_asked(line: Line) -> None:
    bo = line.telegram.person("bo")
    await bo.sends_file("huge.zip", bytes(FILE_LIMIT + 1), caption="/milestone submit M-1")
    await line.telegram.settle()
    assert line.core.asked == []
    assert "20 MB" in (bo.sees()[-1].text or "")
    assert line.calls("getFile") == []


async def test_a_file_that_cannot_be_fetched_is_asked_for_again(line: Line) -> None:
    bo = line.telegram.person("bo")
    line.telegram.fail_next("getFile", description="Bad Request: invalid file_id")
    await bo.sends_file("draft.pdf", b"%PDF")
    await line.telegram.settle()
    assert line.core.asked == []
    assert "send it again" in (bo.sees()[-1].text or "")


async def test_what_is_neither_text_nor_file_is_answered_with_what_can_be_read(line: Line) -> None:
    ann = line.telegram.person("ann")
    await ann.starts()
    await line.telegram.settle()
    message = {**ann.sees()[0].as_json(), "location": {"latitude": 1.0, "longitude": 2.0}}
    del message["text"]
    response = await line.telegram.forge({"update_id": 9, "message": message}, line.telegram.webhook.secret)
    assert response.status_code == 200
    assert "photos and documents" in (ann.sees()[-1].text or "")
    assert len(line.core.asked) == 1


async def test_other_bots_are_not_listened_to(line: Line) -> None:
    ann = line.telegram.person("ann")
    group = await ann.creates_group("Team")
    message = await ann.types("/job list", group)
    await line.telegram.settle()
    heard = len(line.core.asked)
    payload = message.as_json() | {"from": {"id": 77, "is_bot": True, "first_name": "Robo"}}
    assert (await line.telegram.forge({"update_id": 9, "message": payload}, line.telegram.webhook.secret)).is_success
    assert len(line.core.asked) == heard == 1


async def test_an_anonymous_administrator_is_asked_to_post_as_themselves(line: Line) -> None:
    ann = line.telegram.person("ann")
    group = await ann.creates_group("Team")
    await ann.goes_anonymous(group)
    await ann.types("/dispute claim D-1", group)
    await line.telegram.settle()
    assert line.core.asked == []
    assert "post as yourself" in (ann.sees(group)[-1].text or "")


async def test_a_pressed_button_asks_for_its_command_with_the_version_it_was_drawn_for(line: Line) -> None:
    press = Press("milestone.approve", "M-19", 7, "all")
    line.core.answer = lambda request: Reply(card("M-19", buttons=(Button("Approve", press),)))
    ann = line.telegram.person("ann")
    await ann.starts()
    await line.telegram.settle()
    shown = ann.sees()[-1]
    await ann.press(shown, "Approve")
    await line.telegram.settle()
    request = line.core.asked[-1]
    assert (request.command, request.ref, request.seen, request.extra) == ("milestone.approve", "M-19", 7, "all")
    assert (request.text, request.place.message_id) == ("", str(shown.message_id))


@pytest.mark.parametrize(
    "data", ["rubbish", "a|b|c|d", "|||", "a|b|99999999999999|", "\x00|M-1||", "💥" * 16, "' OR 1=1"]
)
async def test_forged_button_data_is_answered_and_asks_only_for_the_true_card(line: Line, data: str) -> None:
    ann = line.telegram.person("ann")
    await ann.starts()
    await line.telegram.settle()
    press = await ann.forges(ann.sees()[-1], data)
    await line.telegram.settle()
    assert press.answered
    assert line.core.asked[-1].command == "market.stale"
    assert line.core.asked[-1].ref == ""


async def test_a_press_without_a_message_is_answered_too(line: Line) -> None:
    ann = line.telegram.person("ann")
    query = {"id": "1", "from": ann.user.as_json(), "chat_instance": "1", "data": "x", "inline_message_id": "i"}
    response = await line.telegram.forge({"update_id": 9, "callback_query": query}, line.telegram.webhook.secret)
    assert response.status_code == 200
    assert line.core.asked == []
    assert line.calls("answerCallbackQuery") != []


async def test_a_press_on_a_message_too_old_to_be_shown_still_works(line: Line) -> None:
    ann = line.telegram.person("ann")
    await ann.starts()
    await line.telegram.settle()
    old = {"message_id": 3, "date": 0, "chat": ann.sees()[0].chat.as_json()}
    data = Press("contract.show", "C-1").wire()
    query = {"id": "1", "from": ann.user.as_json(), "chat_instance": "1", "data": data, "message": old}
    response = await line.telegram.forge({"update_id": 9, "callback_query": query}, line.telegram.webhook.secret)
    assert response.status_code == 200
    assert (line.core.asked[-1].command, line.core.asked[-1].place.message_id) == ("contract.show", "3")


async def test_blocking_and_unblocking_is_told_to_the_core(line: Line) -> None:
    ann = line.telegram.person("ann")
    await ann.starts()
    await ann.block()
    await ann.unblock()
    await line.telegram.settle()
    assert [(who.user_id, who.chat, blocked) for who, blocked in line.core.reachable] == [
        (str(ann.id), str(ann.id), True),
        (str(ann.id), str(ann.id), False),
    ]


async def test_the_move_to_a_supergroup_is_told_to_the_core(line: Line) -> None:
    ann = line.telegram.person("ann")
    group = await ann.creates_group("Team")
    bigger = await ann.upgrades(group)
    await line.telegram.settle()
    assert set(line.core.moves) == {(str(group.id), str(bigger.id))}
    assert line.core.asked == []


async def test_one_chats_updates_keep_their_order_while_other_chats_go_on(polling: Line) -> None:
    order: list[str] = []
    gate = asyncio.Event()

    async def slow(request: Request) -> Reply:
        if request.text == "first":
            await gate.wait()
        order.append(request.text)
        if request.text == "other":
            gate.set()
        return Reply()

    polling.core.ask = slow  # type: ignore[method-assign]  # the script needs to wait
    ann, bo = polling.telegram.person("ann"), polling.telegram.person("bo")
    await ann.types("first")
    await ann.types("second")
    await bo.types("other")
    await polling.telegram.settle()
    assert order == ["other", "first", "second"]


async def test_files_of_a_card_are_sent_along(line: Line) -> None:
    line.core.files[4] = Attachment("statement.csv", "text/csv", b"a;b\n")
    line.core.answer = lambda request: Reply(card("Your statement", files=(4,)))
    ann = line.telegram.person("ann")
    await ann.starts()
    await line.telegram.settle()
    document, text = ann.sees()[-2:]
    assert document.content["document"]["file_name"] == "statement.csv"
    assert text.text == "Your statement"
