"""The outbox's way to Telegram, and Telegram's refusals in the outbox's words."""

import pytest

from bots.gateway import Address, Attachment, Blocked, Gone, Moved, Outgoing, Rejected, RetryLater
from bots.playground.telegram import Person
from core.card import Button, Card, Press
from tests.bots.telegram.line import Line, card


def to(person: Person) -> Address:
    return Address("telegram", "", str(person.id), str(person.id))


def outgoing(shown: Card, **more: object) -> Outgoing:
    return Outgoing(shown, "UTC", "en", **more)  # type: ignore[arg-type]  # the fields of Outgoing


async def started(line: Line, name: str = "ann") -> Person:
    person = line.telegram.person(name)
    await person.starts()
    await line.telegram.settle()
    return person


async def test_a_message_is_sent_and_edited_and_editing_to_the_same_is_fine(line: Line) -> None:
    ann = await started(line)
    chat, message_id = await line.bot.gateway.send(to(ann), outgoing(card("One"), silent=True))
    message = ann.sees()[-1]
    assert (chat, message_id, message.silent) == (str(ann.id), str(message.message_id), True)
    for _time in range(2):
        await line.bot.gateway.edit(to(ann), message_id, outgoing(card("Two")))
    assert message.text == "Two"


async def test_a_person_is_reached_by_the_user_id_alone(line: Line) -> None:
    ann = await started(line)
    chat, _message_id = await line.bot.gateway.send(Address("telegram", "", "", str(ann.id)), outgoing(card("Hi")))
    assert chat == str(ann.id)


async def test_a_message_hangs_under_another_even_if_that_one_is_gone(line: Line) -> None:
    ann = await started(line)
    first = ann.sees()[-1]
    await line.bot.gateway.send(to(ann), outgoing(card("Under"), under=str(first.message_id)))
    assert ann.sees()[-1].reply_to is first
    await line.bot.gateway.send(to(ann), outgoing(card("Alone"), under="99999"))
    await line.bot.gateway.send(to(ann), outgoing(card("Odd"), under="not a number"))
    assert [message.reply_to for message in ann.sees()[-2:]] == [None, None]


async def test_files_come_before_the_card_that_has_the_buttons(line: Line) -> None:
    ann = await started(line)
    files = (Attachment("a.pdf", "application/pdf", b"%PDF"), Attachment("b.txt", "text/plain", b"b"))
    shown = card("Two files", buttons=(Button("Open", Press("contract.show", "C-1")),))
    _chat, message_id = await line.bot.gateway.send(to(ann), outgoing(shown, files=files))
    *documents, last = ann.sees()[-3:]
    assert [message.content["document"]["file_name"] for message in documents] == ["a.pdf", "b.txt"]
    assert (str(last.message_id), last.labels) == (message_id, [["Open"]])


async def test_a_file_that_telegram_refuses_does_not_hold_the_card_back(line: Line) -> None:
    ann = await started(line)
    empty = (Attachment("empty.txt", "text/plain", b""),)
    await line.bot.gateway.send(to(ann), outgoing(card("Here it is"), files=empty))
    assert ann.sees()[-1].text == "Here it is"


REFUSALS = [
    (403, "Forbidden: bot was blocked by the user", Blocked),
    (403, "Forbidden: user is deactivated", Blocked),
    (403, "Forbidden: bot can't initiate conversation with a user", Blocked),
    (403, "Forbidden: bot was kicked from the supergroup chat", Blocked),
    (400, "Bad Request: chat not found", Blocked),
    (400, "Bad Request: not enough rights to send text messages to the chat", Blocked),
    (400, "Bad Request: message to edit not found", Gone),
    (400, "Bad Request: message can't be edited", Gone),
    (400, "Bad Request: MESSAGE_ID_INVALID", Gone),
    (500, "Internal Server Error", RetryLater),
    (502, "Bad Gateway", RetryLater),
    (401, "Unauthorized", RetryLater),
]


@pytest.mark.parametrize(("code", "description", "expected"), REFUSALS)
async def test_refusals_have_the_outboxs_words(
    line: Line, code: int, description: str, expected: type[Exception]
) -> None:
    ann = await started(line)
    line.telegram.fail_next("sendMessage", error_code=code, description=description)
    with pytest.raises(expected):
        await line.bot.gateway.send(to(ann), outgoing(card("Hi")))
    line.telegram.fail_next("editMessageText", error_code=code, description=description)
    with pytest.raises(expected):
        await line.bot.gateway.edit(to(ann), "1", outgoing(card("Hi")))


async def test_flood_control_says_how_long_to_wait(line: Line) -> None:
    ann = await started(line)
    line.telegram.fail_next("sendMessage", retry_after=17)
    with pytest.raises(RetryLater) as asked:
        await line.bot.gateway.send(to(ann), outgoing(card("Hi")))
    assert asked.value.seconds == 17


async def test_a_cut_connection_is_to_be_tried_again_and_shows_no_token(line: Line) -> None:
    ann = await started(line)
    line.telegram.cut_next("sendMessage")
    with pytest.raises(RetryLater) as cut:
        await line.bot.gateway.send(to(ann), outgoing(card("Hi")))
    assert "canary" not in f"{cut.value!r} {cut.value.__cause__!r}"


async def test_what_telegram_refuses_even_as_plain_text_is_rejected(line: Line) -> None:
    ann = await started(line)
    line.telegram.fail_next("sendMessage", description="Bad Request: message is too long", times=2)
    with pytest.raises(Rejected):
        await line.bot.gateway.send(to(ann), outgoing(card("Hi")))
    assert len(line.calls("sendMessage")) == 3  # the greeting at the start, the card, the plain text


async def test_refused_buttons_are_left_out_of_the_second_try(line: Line) -> None:
    ann = await started(line)
    line.telegram.fail_next("sendMessage", description="Bad Request: BUTTON_DATA_INVALID")
    shown = card("Hi", buttons=(Button("Open", Press("contract.show", "C-1")),))
    await line.bot.gateway.send(to(ann), outgoing(shown))
    assert (ann.sees()[-1].text, ann.sees()[-1].buttons) == ("Hi", [])


async def test_a_group_that_moved_gives_its_new_id(line: Line) -> None:
    ann = await started(line)
    group = await ann.creates_group("Team")
    bigger = await ann.upgrades(group)
    with pytest.raises(Moved) as moved:
        await line.bot.gateway.send(Address("telegram", "", str(group.id)), outgoing(card("Hi")))
    assert moved.value.chat == str(bigger.id)


async def test_in_a_forum_a_card_of_its_own_opens_a_topic(line: Line) -> None:
    ann = await started(line)
    forum = await ann.creates_group("Mediation", forum=True)
    await ann.promotes_bot(forum, "can_manage_topics")
    await line.bot.gateway.send(Address("telegram", "", str(forum.id)), outgoing(card("D-1 · open")))
    (topic,) = forum.topics.values()
    assert topic.name == "D-1 · open"
    assert ann.sees(forum, topic)[-1].text == "D-1 · open"


async def test_where_topics_are_off_or_forbidden_the_card_is_simply_sent(line: Line) -> None:
    ann = await started(line)
    for group in [await ann.creates_group("Plain", supergroup=True), await ann.creates_group("Forum", forum=True)]:
        for number in range(2):
            address = Address("telegram", "", str(group.id))
            await line.bot.gateway.send(address, outgoing(card(f"D-{number}")))
        assert [message.text for message in ann.sees(group) if message.sender.is_bot] == ["D-0", "D-1"]
    assert len(line.calls("createForumTopic")) == 2


async def test_a_picture_of_ours_is_looked_at_and_said_in_words_too(line: Line) -> None:
    ann = await started(line)
    picture = Attachment("c.png", "image/png", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + b"\x00\x00\x00\x04" * 2)
    await line.bot.gateway.send(to(ann), outgoing(card("Hours of C-2", alt="C-2: 18 h of 20 h."), files=(picture,)))
    shown = ann.sees()[-2]
    assert ("photo" in shown.content, shown.text) == (True, "C-2: 18 h of 20 h.")
    await line.bot.gateway.send(to(ann), outgoing(card("M-1 is submitted"), files=(picture,)))
    assert ann.sees()[-2].content["document"]["file_name"] == "c.png"
