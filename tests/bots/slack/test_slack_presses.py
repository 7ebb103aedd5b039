"""Buttons and menus: what the core is asked, and what becomes of the pressed card."""

import pytest

from bots.playground.slack import Message
from core.card import Button, Card, Choice, Form, FormField, Press, Reply
from tests.bots.slack.line import Line, always, card

pytestmark = pytest.mark.asyncio(loop_scope="session")

OPEN = Button("Open", Press("contract.show", "C-1", 3))
APPROVE = Button("Approve", Press("milestone.approve", "M-19", 7, "all"), "primary")
PAID = card("M-19 is paid", thing="M-19")


async def shown(line: Line, reply: Card, where: str | None = None) -> Message:
    """The card that ann sees after a command: lasting in her conversation with the app, for her alone in a channel."""
    line.core.answer = always(Reply(reply))
    ann = line.slack.person("ann")
    await (ann.types(where, "/market") if where else ann.says(None, "market"))
    return ann.sees(where)[-1]


async def test_a_press_carries_its_command_its_thing_and_the_version_it_was_drawn_for(line: Line) -> None:
    message = await shown(line, card("M-19", buttons=(APPROVE,)))
    await line.slack.person("ann").press(message, "Approve")
    asked = line.last
    assert (asked.command, asked.ref, asked.seen, asked.extra) == ("milestone.approve", "M-19", 7, "all")
    assert (asked.place.chat, asked.place.message_id, asked.place.public) == (message.channel, message.ts, False)
    assert asked.who is not None
    assert asked.who.chat == message.channel
    assert asked.durable


async def test_a_lasting_card_becomes_the_answer_and_is_remembered(line: Line) -> None:
    message = await shown(line, card("M-19", buttons=(APPROVE,)))
    line.core.answer = always(Reply(PAID, replaces=True, live=True))
    ann = line.slack.person("ann")
    await ann.press(message, "Approve")
    assert ann.read(ann.sees()[-1]) == "*M-19 is paid*\n(edited)"
    assert line.core.remembered == [(message.channel, message.ts, PAID, True)]
    assert line.calls("response_url") == []


async def test_an_answer_beside_a_lasting_card_is_a_message(line: Line) -> None:
    message = await shown(line, card("M-19", buttons=(APPROVE,)))
    line.core.answer = always(Reply(PAID))
    ann = line.slack.person("ann")
    await ann.press(message, "Approve")
    assert [said.text for said in ann.sees()] == ["market", "M-19", "M-19 is paid"]
    assert line.core.remembered == [(message.channel, ann.sees()[-1].ts, PAID, False)]


async def test_a_card_that_one_person_sees_becomes_the_answer(line: Line) -> None:
    message = await shown(line, card("M-19", buttons=(APPROVE,)), "#general")
    line.core.answer = always(Reply(PAID, replaces=True))
    ann = line.slack.person("ann")
    await ann.press(message, "Approve")
    assert not line.last.durable
    assert ann.reads("#general") == "Parley: (Only visible to you)\n*M-19 is paid*"
    assert line.core.remembered == []


async def test_an_answer_beside_a_card_that_one_person_sees_is_for_that_person_too(line: Line) -> None:
    message = await shown(line, card("M-19", buttons=(APPROVE,)), "#general")
    line.core.answer = always(Reply(PAID))
    ann, bo = line.slack.person("ann"), line.slack.person("bo")
    await ann.press(message, "Approve")
    assert [said.text for said in ann.sees("#general")] == ["M-19", "M-19 is paid"]
    assert bo.sees("#general") == []


async def test_a_card_for_all_is_not_replaced_by_an_answer_for_one(line: Line) -> None:
    line.core.answer = always(
        Reply(card("J-1", buttons=(Button("Apply", Press("proposal.send", "J-1")),)), in_public=True)
    )
    ann, bo = line.slack.person("ann"), line.slack.person("bo")
    await ann.types("#general", "/job show J-1")
    line.core.answer = always(Reply(card("Your bid, please"), replaces=True))
    await bo.press(bo.sees("#general")[-1], "Apply")
    assert line.last.who is not None
    assert line.last.who.user_id == bo.id
    assert bo.reads("#general").endswith("(Only visible to you)\n*Your bid, please*")
    assert ann.reads("#general") == "Parley: *J-1*\n[Apply]"


async def test_a_card_for_all_becomes_an_answer_for_all(line: Line) -> None:
    line.core.answer = always(
        Reply(card("D-1", buttons=(Button("Claim", Press("dispute.claim", "D-1")),)), in_public=True)
    )
    ann = line.slack.person("ann")
    said = await ann.says("#general", "@parley dispute show D-1")
    line.core.answer = always(Reply(card("D-1 is claimed"), replaces=True, in_public=True))
    answer = ann.sees("#general", thread=said)[-1]
    await ann.press(answer, "Claim")
    assert ann.read(ann.sees("#general", thread=said)[-1]) == "*D-1 is claimed*\n(edited)"


async def test_a_message_that_is_gone_is_answered_by_a_new_one(line: Line) -> None:
    message = await shown(line, card("M-19", buttons=(APPROVE,)))
    line.core.answer = always(Reply(PAID, replaces=True))
    line.slack.fail_next("chat.update", error="message_not_found")
    ann = line.slack.person("ann")
    await ann.press(message, "Approve")
    assert [said.text for said in ann.sees()] == ["market", "M-19", "M-19 is paid"]


async def test_what_is_more_than_three_is_in_a_menu(line: Line) -> None:
    buttons = tuple(Button(f"Do {number}", Press(f"job.do{number}", "J-1", number)) for number in range(8))
    ann = line.slack.person("ann")
    message = await shown(line, card("J-1", buttons=buttons[:6]))
    assert ann.read(message) == "*J-1*\n[Do 0] [Do 1] [Do 2] [⋯ Do 3 | Do 4 | Do 5]"
    await ann.chooses(message, "more", "Do 4")
    assert (line.last.command, line.last.seen) == ("job.do4", 4)
    message = await shown(line, card("J-1", buttons=buttons[:4]))
    assert ann.read(message) == "*J-1*\n[Do 0] [Do 1] [Do 2] [Do 3]"


async def test_what_is_too_much_for_a_menu_is_a_select(line: Line) -> None:
    buttons = tuple(Button(f"Milestone {number}", Press("milestone.show", f"M-{number}")) for number in range(30))
    message = await shown(line, card("Which one?", buttons=buttons))
    ann = line.slack.person("ann")
    assert ann.read(message) == "*Which one?*\n[Milestone 0] [Milestone 1] [Milestone 2] [More ▾]"
    await ann.chooses(message, "More", "Milestone 20")
    assert (line.last.command, line.last.ref) == ("milestone.show", "M-20")


async def test_all_buttons_are_drawn_when_the_core_says_so(line: Line) -> None:
    buttons = tuple(Button(f"Do {number}", Press(f"job.do{number}", "J-1", number)) for number in range(8))
    line.core.answer = always(Reply(card("J-1", buttons=buttons), extra={"all_buttons": True}))
    ann = line.slack.person("ann")
    await ann.types("#general", "/job show J-1")
    assert ann.reads("#general").endswith("[Do 0] [Do 1] [Do 2] [Do 3] [Do 4] [Do 5] [Do 6] [Do 7]")


async def test_a_button_that_asks_first_sends_nothing_on_no(line: Line) -> None:
    leave = Button("Leave", Press("dispute.withdraw", "D-1"), "danger", confirm="It cannot be opened again.")
    message = await shown(line, card("D-1", buttons=(OPEN, OPEN, OPEN, OPEN, OPEN, leave)))
    ann = line.slack.person("ann")
    assert await ann.press(message, "Leave", confirm=False) is None
    await ann.press(message, "Leave")
    assert line.last.command == "dispute.withdraw"


async def test_a_button_that_opens_a_page_asks_nothing(line: Line) -> None:
    message = await shown(line, card("Pay", buttons=(Button("Pay by card", url="https://pay.example.org/x"),)))
    exchange = await line.slack.person("ann").press(message, "Pay by card")
    assert exchange is not None
    assert exchange.ok
    assert [asked.text for asked in line.core.asked] == ["market"]


async def test_a_value_that_no_button_of_ours_carries_is_stale(line: Line) -> None:
    message = await shown(line, card("M-19", buttons=(APPROVE,)))
    message.blocks[-1]["elements"][0]["value"] = "whatever"
    await line.slack.person("ann").press(message, "Approve")
    assert (line.last.command, line.last.ref) == ("market.stale", "")


async def test_two_presses_are_two_deliveries_and_one_sent_twice_is_one(line: Line) -> None:
    message = await shown(line, card("M-19", buttons=(APPROVE,)))
    ann = line.slack.person("ann")
    await ann.press(message, "Approve")
    await line.slack.redeliver_last()
    await ann.press(message, "Approve")
    first, again, second = [asked.key for asked in line.core.asked[1:]]
    assert first == again != second


async def test_a_toast_that_comes_alone_is_said(line: Line) -> None:
    message = await shown(line, card("M-19", buttons=(APPROVE,)), "#general")
    line.core.answer = always(Reply(toast="M-19 is paid already"))
    ann = line.slack.person("ann")
    await ann.press(message, "Approve")
    assert ann.reads("#general").endswith("(Only visible to you)\n*M-19 is paid already*")


async def test_where_the_core_cannot_be_asked_the_presser_is_told(line: Line) -> None:
    message = await shown(line, card("M-19", buttons=(APPROVE,)), "#general")
    line.core.down = True
    ann = line.slack.person("ann")
    await ann.press(message, "Approve")
    assert ann.reads("#general").endswith("*Not done, nothing was changed. Please try again in a minute.*")


async def test_an_answer_that_slack_has_no_time_for_is_left_to_the_outbox(line: Line) -> None:
    message = await shown(line, card("M-19", buttons=(APPROVE,)))
    reply = Reply(PAID, replaces=True)
    line.core.answer = always(reply)
    line.slack.fail_next("chat.update", retry_after=30)
    ann = line.slack.person("ann")
    exchange = await ann.press(message, "Approve")
    assert exchange is not None
    assert exchange.ok
    assert [(who.user_id, late) for who, late in line.core.postponed] == [(ann.id, reply)]


async def test_a_closed_conversation_is_answered_as_long_as_slack_leaves_a_way(line: Line) -> None:
    message = await shown(line, card("M-19", buttons=(APPROVE,)))
    line.core.answer = always(Reply(PAID))
    line.slack.fail_next("chat.postMessage", error="channel_not_found", times=None)
    ann = line.slack.person("ann")
    await ann.press(message, "Approve")
    assert ann.read(ann.sees()[-1]) == "(Only visible to you)\n*M-19 is paid*"
    assert line.core.reachable == []


async def test_a_person_who_takes_no_messages_any_more_is_marked(line: Line) -> None:
    line.slack.fail_next("chat.postMessage", error="channel_not_found", times=None)
    ann = line.slack.person("ann")
    await ann.says(None, "market")
    assert [(who.user_id, blocked) for who, blocked in line.core.reachable] == [(ann.id, True)]


async def test_a_slow_slack_does_not_hold_up_the_acknowledgement(line: Line) -> None:
    message = await shown(line, card("M-19", buttons=(APPROVE,)))
    line.core.answer = always(Reply(PAID))
    line.slow["chat.postMessage"] = 2.6
    ann = line.slack.person("ann")
    exchange = await ann.press(message, "Approve")
    assert exchange is not None
    assert exchange.ok
    assert exchange.seconds < 2.5
    await line.slack.wait_until(lambda: ann.sees()[-1].text == "M-19 is paid")


async def test_a_pressed_card_in_the_home_tab_becomes_the_answer_and_leads_back(line: Line) -> None:
    line.core.answer = always(Reply(card("What waits for you", buttons=(APPROVE,))))
    ann = line.slack.person("ann")
    home = await ann.opens_home()
    assert home is not None
    assert line.last.command == "market.home"
    assert line.last.who is not None
    assert line.last.who.chat == ann.dm.id
    assert ann.read(home) == "*What waits for you*\n[Approve]"
    line.core.answer = always(Reply(PAID))
    await ann.press(home, "Approve")
    assert line.last.command == "milestone.approve"
    assert ann.read(home) == "*M-19 is paid*\n[Home]"
    line.core.answer = always(Reply(card("Nothing waits for you")))
    await ann.press(home, "Home")
    assert line.last.command == "market.home"
    assert ann.read(home) == "*Nothing waits for you*"
    assert ann.sees() == []


async def test_a_look_at_the_messages_asks_nothing(line: Line) -> None:
    await line.slack.person("ann").opens_messages()
    assert line.core.asked == []


async def test_a_form_opens_from_the_home_tab_and_its_result_is_there(line: Line) -> None:
    line.core.answer = always(Reply(card("Home", buttons=(Button("Post", Press("job.post")),))))
    ann = line.slack.person("ann")
    home = await ann.opens_home()
    assert home is not None
    size = FormField("size", "Size", "choice", True, choices=(Choice("s", "Small"), Choice("l", "Large")))
    line.core.answer = always(Reply(form=Form("job.post", "Post a job", "Post", (size,))))
    await ann.press(home, "Post")
    await ann.fills(None, {"Size": "Large"})
    line.core.answer = always(Reply(card("J-1 is posted")))
    await ann.submit()
    assert ann.view is None
    assert line.last.answers == {"size": ("l",)}
    assert ann.read(home) == "*J-1 is posted*\n[Home]"
