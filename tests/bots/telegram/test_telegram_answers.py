"""Replies reach whoever asked: as toast, edited card or new message, in the group or in private."""

from collections.abc import Callable

import pytest

from bots.playground.telegram import Chat, Message, Person
from core.card import Button, Card, Mention, Press, Reply
from core.request import Request
from tests.bots.telegram.line import Line, card

OPEN = Button("Open", Press("contract.show", "C-1", 3))


def always(reply: Reply) -> Callable[[Request], Reply]:
    return lambda _request: reply


def labels(message: Message) -> list[str]:
    return [label for row in message.labels for label in row]


async def shown_to(line: Line, person: Person, reply: Reply) -> Message:
    """What the person sees after writing in private."""
    line.core.answer = always(reply)
    await person.types("/market")
    await line.telegram.settle()
    return person.sees()[-1]


async def group_of(line: Line, *people: Person, started: bool = True) -> Chat:
    """A group with the bot; the people have started the bot in private, or not."""
    for person in people if started else ():
        await person.starts()
    await line.telegram.settle()
    return await people[0].creates_group("Team", *people[1:])


async def test_a_toast_is_shown_and_cut_to_what_telegram_takes(line: Line) -> None:
    ann = line.telegram.person("ann")
    message = await shown_to(line, ann, Reply(card("C-1", buttons=(OPEN,))))
    line.core.answer = always(Reply(toast="x" * 300))
    press = await ann.forges(message, "contract.show|C-1|3|")
    await line.telegram.settle()
    assert press.answered
    assert press.text == "x" * 199 + "…"
    assert ann.sees()[-1] is message


async def test_without_a_button_a_toast_becomes_a_message(line: Line) -> None:
    assert (await shown_to(line, line.telegram.person("ann"), Reply(toast="Saved."))).text == "Saved."


async def test_a_replacing_reply_edits_the_pressed_card(line: Line) -> None:
    ann = line.telegram.person("ann")
    message = await shown_to(line, ann, Reply(card("Old", buttons=(OPEN,))))
    line.core.answer = always(Reply(Card(("New",), thing="M-1", contract="C-1"), replaces=True, live=True))
    press = await ann.press(message, "Open")
    await line.telegram.settle()
    assert (message.text, message.buttons) == ("New", [])
    assert ann.sees()[-1] is message
    assert press is not None
    assert line.core.remembered[-1][:2] == (str(ann.id), str(message.message_id))
    assert line.core.remembered[-1][3] is True


async def test_pressing_twice_for_the_same_card_changes_nothing_and_troubles_nobody(line: Line) -> None:
    ann = line.telegram.person("ann")
    reply = Reply(card("Same", buttons=(OPEN,)), replaces=True)
    message = await shown_to(line, ann, reply)
    press = await ann.forges(message, "contract.show|C-1|3|")
    await line.telegram.settle()
    assert press.answered
    assert len(ann.sees()) == 2
    assert line.core.postponed == []


async def test_a_card_that_is_gone_is_sent_anew(line: Line) -> None:
    ann = line.telegram.person("ann")
    message = await shown_to(line, ann, Reply(card("Old", buttons=(OPEN,))))
    line.core.answer = always(Reply(card("New"), replaces=True))
    line.telegram.fail_next("editMessageText", description="Bad Request: message to edit not found")
    await ann.press(message, "Open")
    await line.telegram.settle()
    assert ann.sees()[-1].text == "New"
    assert message.text == "Old"


async def test_only_cards_of_something_are_remembered(line: Line) -> None:
    ann = line.telegram.person("ann")
    await shown_to(line, ann, Reply(card("Nothing")))
    shown = Card(("J-1",), thing="J-1")
    message = await shown_to(line, ann, Reply(shown))
    assert line.core.remembered == [(str(ann.id), str(message.message_id), shown, False)]


async def test_a_refusal_looks_like_any_card(line: Line) -> None:
    refusal = Reply(card("Not possible", lines=(("Because.",),)), ok=False)
    assert (await shown_to(line, line.telegram.person("ann"), refusal)).text == "Not possible\n\nBecause."


async def test_in_a_group_the_answer_goes_to_the_persons_private_chat(line: Line) -> None:
    ann, bo = line.telegram.person("ann"), line.telegram.person("bo")
    group = await group_of(line, ann, bo)
    line.core.answer = always(Reply(card("Your wallet")))
    asked = await bo.types("/wallet", group)
    await line.telegram.settle()
    assert bo.sees()[-1].text == "Your wallet"
    assert bo.sees(group)[-1] is asked
    assert ann.sees()[-1].text != "Your wallet"


async def test_in_a_group_a_public_answer_replies_to_the_question(line: Line) -> None:
    ann = line.telegram.person("ann")
    group = await group_of(line, ann)
    line.core.answer = always(Reply(Card(("Announced here",), thing="J-1"), in_public=True))
    asked = await ann.types("/admin announce here", group)
    await line.telegram.settle()
    answer = ann.sees(group)[-1]
    assert (answer.text, answer.reply_to) == ("Announced here", asked)
    assert line.core.remembered[-1][0] == str(group.id)


async def test_somebody_who_never_started_the_bot_is_shown_the_way(line: Line) -> None:
    ann, bo = line.telegram.person("ann"), line.telegram.person("bo")
    group = await group_of(line, ann, bo, started=False)
    line.core.answer = always(Reply(card("Your wallet: 5,000")))
    await bo.types("/wallet", group)
    await line.telegram.settle()
    hint = bo.sees(group)[-1]
    assert "5,000" not in (hint.text or "")
    assert "Bo" in (hint.text or "")
    await bo.press(hint, "Open our chat")
    await line.telegram.settle()
    assert line.core.asked[-1].text == "/start market"
    assert bo.sees()[-1].text == "Your wallet: 5,000"
    assert line.core.reachable == []


async def test_a_private_answer_never_replaces_a_card_that_others_see(line: Line) -> None:
    ann = line.telegram.person("ann")
    group = await group_of(line, ann)
    line.core.answer = always(Reply(card("Public", buttons=(OPEN,)), in_public=True))
    await ann.types("/contract", group)
    await line.telegram.settle()
    shown = ann.sees(group)[-1]
    line.core.answer = always(Reply(card("Private"), replaces=True))
    await ann.press(shown, "Open")
    await line.telegram.settle()
    assert shown.text == "Public"
    assert ann.sees()[-1].text == "Private"


async def test_a_refused_press_in_a_group_is_told_to_the_presser_alone(line: Line) -> None:
    ann, eve = line.telegram.person("ann"), line.telegram.person("eve")
    group = await group_of(line, ann, eve, started=False)
    line.core.answer = always(Reply(card("D-1", buttons=(OPEN,)), in_public=True))
    await ann.types("/dispute show D-1", group)
    await line.telegram.settle()
    shown = ann.sees(group)[-1]
    line.core.answer = always(Reply(card("There is no C-1."), ok=False, toast="There is no C-1."))
    press = await eve.forges(shown, "contract.show|C-1|3|")
    await line.telegram.settle()
    assert (press.text, press.alert) == ("There is no C-1.", True)
    assert ann.sees(group)[-1] is shown


async def test_an_answer_stays_in_its_topic(line: Line) -> None:
    ann = line.telegram.person("ann")
    await ann.starts()
    forum = await ann.creates_group("Mediation", forum=True)
    topic = await ann.opens_topic(forum, "D-1")
    line.core.answer = always(Reply(card("Claimed", buttons=(OPEN,)), in_public=True))
    await ann.types("/dispute claim D-1", forum, topic)
    await line.telegram.settle()
    claimed = ann.sees(forum, topic)[-1]
    assert claimed.text == "Claimed"
    await ann.press(claimed, "Open")
    await line.telegram.settle()
    assert len(ann.sees(forum, topic)) == 4


async def test_talk_in_a_topic_that_the_bot_opened_is_not_taken_for_replies(line: Line) -> None:
    ann = line.telegram.person("ann")
    forum = await ann.creates_group("Mediation", forum=True)
    await ann.promotes_bot(forum)
    topic = line.telegram.open_topic(forum, line.telegram.bot, "D-1", 7322096)
    await ann.types("I think they are right", forum, topic)
    await line.telegram.settle()
    assert line.core.asked == []


async def test_a_reply_to_the_bot_in_a_group_is_asked(line: Line) -> None:
    ann = line.telegram.person("ann")
    group = await group_of(line, ann)
    line.core.answer = always(Reply(card("Say something"), in_public=True))
    await ann.types("/contract say C-1", group)
    await line.telegram.settle()
    shown = ann.sees(group)[-1]
    await ann.replies(shown, "Thank you")
    await line.telegram.settle()
    assert (line.core.asked[-1].text, line.core.asked[-1].place.message_id) == ("Thank you", str(shown.message_id))


async def test_when_telegram_asks_to_wait_the_reply_is_left_to_the_outbox(line: Line) -> None:
    ann = line.telegram.person("ann")
    line.telegram.fail_next("sendMessage", retry_after=7)
    reply = Reply(card("Later"))
    line.core.answer = always(reply)
    await ann.types("/market")
    await line.telegram.settle()
    assert [(who.user_id, left) for who, left in line.core.postponed] == [(str(ann.id), reply)]
    assert line.telegram.exchanges[-1].status == 200


@pytest.mark.parametrize("how", ["drop", "error"])
async def test_when_telegram_does_not_answer_the_reply_is_left_to_the_outbox(line: Line, how: str) -> None:
    if how == "drop":
        line.telegram.cut_next("sendMessage")
    else:
        line.telegram.fail_next("sendMessage", error_code=502, description="Bad Gateway")
    await line.telegram.person("ann").types("/market")
    await line.telegram.settle()
    assert len(line.core.postponed) == 1


async def test_a_person_who_blocked_the_bot_is_told_to_the_core(line: Line) -> None:
    ann = line.telegram.person("ann")
    line.telegram.fail_next("sendMessage", error_code=403, description="Forbidden: bot was blocked by the user")
    await ann.types("/market")
    await line.telegram.settle()
    assert [(who.chat, blocked) for who, blocked in line.core.reachable] == [(str(ann.id), True)]


async def test_an_answer_follows_a_group_that_moved(line: Line) -> None:
    ann = line.telegram.person("ann")
    group = await group_of(line, ann)
    await line.telegram.settle()
    line.core.answer = always(Reply(card("Still here"), in_public=True))
    asked = (await ann.types("/job list", group)).as_json()
    await line.telegram.settle()
    bigger = await ann.upgrades(group)
    await line.telegram.settle()
    line.core.moves.clear()
    update = {"update_id": 9, "message": asked}
    assert (await line.telegram.forge(update, line.telegram.webhook.secret)).status_code == 200
    assert line.core.moves == [(str(group.id), str(bigger.id))]
    assert ann.sees(bigger)[-1].text == "Still here"


async def test_a_reply_that_telegram_refuses_is_sent_as_plain_text(line: Line) -> None:
    ann = line.telegram.person("ann")
    line.telegram.fail_next("sendMessage", description="Bad Request: can't parse entities: Unexpected end tag")
    message = await shown_to(line, ann, Reply(Card(("a < b & c", Mention(1, "Bo")), buttons=(OPEN,))))
    assert message.text == "a < b & cBo"
    assert message.labels == [["Open"]]
    assert message.entities == []


async def test_a_failing_memory_does_not_send_the_message_again(line: Line) -> None:
    async def forget(*_args: object, **_more: object) -> None:
        raise ConnectionError

    line.core.remember = forget  # type: ignore[method-assign]  # the database is away
    ann = line.telegram.person("ann")
    await shown_to(line, ann, Reply(Card(("J-1",), thing="J-1")))
    assert len(ann.sees()) == 2


async def test_more_asks_for_all_buttons_and_all_of_them_are_drawn(line: Line) -> None:
    buttons = tuple(Button(f"Do {number}", Press(f"milestone.do{number}", "M-1", 4)) for number in range(6))
    shown = Card(("M-1",), buttons=buttons, thing="M-1")
    ann = line.telegram.person("ann")
    message = await shown_to(line, ann, Reply(shown))
    assert labels(message) == ["Do 0", "Do 1", "Do 2", "More"]
    line.core.answer = always(Reply(shown, replaces=True, extra={"all_buttons": True}))
    await ann.press(message, "More")
    await line.telegram.settle()
    request = line.core.asked[-1]
    assert (request.command, request.ref, request.seen) == ("market.more", "M-1", 4)
    assert labels(message) == [f"Do {number}" for number in range(6)]
