"""Sending on our own account: messages, edits and files, and what Slack's refusals mean."""

import pytest

from bots.gateway import Address, Attachment, Blocked, Gone, Outgoing, Rejected, RetryLater
from core.card import Button, Card, Mention, Press
from tests.bots.slack.line import Line, card

pytestmark = pytest.mark.asyncio(loop_scope="session")

PICTURE = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + b"\x00\x00\x00\x04" * 2
CARD = card("M-1 is paid", buttons=(Button("Open", Press("milestone.show", "M-1", 2)),))


def outgoing(shown: Card = CARD, **rest: object) -> Outgoing:
    return Outgoing(shown, "UTC", "en", **rest)  # type: ignore[arg-type]  # a test's shorthand


def to(line: Line, name: str, chat: str = "") -> Address:
    return Address("slack", line.slack.team_id, chat, line.slack.person(name).id)


async def test_a_message_opens_the_conversation_that_is_not_there_yet(line: Line) -> None:
    ann = line.slack.person("ann")
    chat, message_id = await line.bot.gateway.send(to(line, "ann"), outgoing())
    assert chat == ann.dm.id
    assert [message.ts for message in ann.sees()] == [message_id]
    assert ann.reads() == "Parley: *M-1 is paid*\n[Open]"
    await line.bot.gateway.send(to(line, "ann", chat), outgoing())
    assert len(line.calls("conversations.open")) == 1


async def test_a_message_hangs_under_another(line: Line) -> None:
    general = line.slack.channel("general").id
    ann = line.slack.person("ann")
    place = Address("slack", line.slack.team_id, general)
    _, root = await line.bot.gateway.send(place, outgoing())
    await line.bot.gateway.send(place, outgoing(card("A word on it"), under=root))
    assert [message.text for message in ann.sees("#general")] == ["M-1 is paid"]
    assert [message.text for message in ann.sees("#general", thread=ann.sees("#general")[0])] == [
        "M-1 is paid",
        "A word on it",
    ]


async def test_a_message_can_become_another_and_the_same_again(line: Line) -> None:
    ann = line.slack.person("ann")
    chat, message_id = await line.bot.gateway.send(to(line, "ann"), outgoing())
    for _ in range(2):
        await line.bot.gateway.edit(to(line, "ann", chat), message_id, outgoing(card("M-1 is refunded")))
    assert ann.reads() == "Parley: *M-1 is refunded*\n(edited)"


async def test_a_long_message_in_any_script_can_become_another(line: Line) -> None:
    ann = line.slack.person("ann")
    chat, message_id = await line.bot.gateway.send(to(line, "ann"), outgoing())
    long = Card(("合同",), lines=(("工作 & 付款 " * 400,),))
    await line.bot.gateway.edit(to(line, "ann", chat), message_id, outgoing(long))
    (message,) = ann.sees()
    assert message.text.startswith("合同\n工作 &amp; 付款")
    assert message.text.endswith("…")
    assert [call.problem for call in line.calls("chat.update")] == [None]


async def test_people_who_are_here_are_mentioned_and_others_named(line: Line) -> None:
    ann, bo = line.slack.person("ann"), line.slack.person("bo")
    line.core.people = {2: bo.id}
    said = Card((Mention(2, "Bo <Maker>"), " and ", Mention(3, "Cy <!here>")))
    await line.bot.gateway.send(to(line, "ann"), outgoing(said))
    assert ann.reads() == "Parley: *@bo and Cy <!here>*"
    assert ann.sees()[0].text == "Bo &lt;Maker&gt; and Cy &lt;!here&gt;"


async def test_a_card_goes_out_although_nobody_can_be_looked_up(line: Line) -> None:
    line.core.down = True
    await line.bot.gateway.send(to(line, "ann"), outgoing(Card((Mention(2, "Bo"), " has paid"))))
    assert line.slack.person("ann").reads() == "Parley: *Bo has paid*"


async def test_files_follow_their_card(line: Line) -> None:
    files = (Attachment("a.txt", "text/plain", b"one"), Attachment("b.bin", "application/x", b"two"))
    ann = line.slack.person("ann")
    await line.bot.gateway.send(to(line, "ann"), outgoing(files=files))
    assert ann.sees()[0].text == "M-1 is paid"
    assert [(file.name, file.content) for message in ann.sees() for file in message.files] == [
        ("a.txt", b"one"),
        ("b.bin", b"two"),
    ]


async def test_files_that_slack_does_not_take_do_not_hold_the_card_back(line: Line) -> None:
    line.slack.fail_next("files.completeUploadExternal", error="fatal_error")
    ann = line.slack.person("ann")
    await line.bot.gateway.send(to(line, "ann"), outgoing(files=(Attachment("a.txt", "text/plain", b"one"),)))
    assert ann.reads().startswith("Parley: *M-1 is paid*\n[Open]")
    assert ann.sees()[-1].text.startswith("Slack did not take the files that belong here.")


async def test_too_many_messages_wait_as_long_as_slack_says(line: Line) -> None:
    line.slack.fail_next("chat.postMessage", retry_after=17)
    with pytest.raises(RetryLater) as wait:
        await line.bot.gateway.send(to(line, "ann"), outgoing())
    assert wait.value.seconds == 17


@pytest.mark.parametrize("status", [500, 502, 503])
async def test_a_slack_in_trouble_is_tried_again(line: Line, status: int) -> None:
    line.slack.fail_next("chat.postMessage", status=status)
    with pytest.raises(RetryLater):
        await line.bot.gateway.send(to(line, "ann"), outgoing())


async def test_a_line_that_breaks_is_tried_again_by_the_outbox_and_not_by_the_library(line: Line) -> None:
    line.slack.cut_next("chat.postMessage")
    ann = line.slack.person("ann")
    with pytest.raises(RetryLater):
        await line.bot.gateway.send(to(line, "ann"), outgoing())
    assert len(ann.sees()) == 1


@pytest.mark.parametrize(
    "error", ["internal_error", "fatal_error", "service_unavailable", "ratelimited", "token_revoked"]
)
async def test_trouble_that_passes_is_no_refusal(line: Line, error: str) -> None:
    line.slack.fail_next("chat.postMessage", error=error)
    with pytest.raises(RetryLater, match=error):
        await line.bot.gateway.send(to(line, "ann"), outgoing())


@pytest.mark.parametrize(
    "error",
    ["channel_not_found", "is_archived", "not_in_channel", "user_not_found", "account_inactive", "user_disabled",
     "cannot_dm_bot", "messages_tab_disabled"],
)  # fmt: skip
async def test_an_address_that_takes_nothing_any_more_is_blocked(line: Line, error: str) -> None:
    line.slack.fail_next("chat.postMessage", error=error)
    with pytest.raises(Blocked, match=error):
        await line.bot.gateway.send(to(line, "ann"), outgoing())


async def test_a_person_who_cannot_be_found_is_blocked(line: Line) -> None:
    with pytest.raises(Blocked):
        await line.bot.gateway.send(Address("slack", line.slack.team_id, "", "UNOBODY"), outgoing())


@pytest.mark.parametrize("error", ["message_not_found", "cant_update_message", "is_inactive"])
async def test_a_message_that_cannot_be_edited_is_gone(line: Line, error: str) -> None:
    chat, message_id = await line.bot.gateway.send(to(line, "ann"), outgoing())
    line.slack.fail_next("chat.update", error=error)
    with pytest.raises(Gone, match=error):
        await line.bot.gateway.edit(to(line, "ann", chat), message_id, outgoing())


async def test_an_unknown_refusal_is_final(line: Line) -> None:
    line.slack.fail_next("chat.postMessage", error="as_user_not_supported")
    with pytest.raises(Rejected, match="as_user_not_supported"):
        await line.bot.gateway.send(to(line, "ann"), outgoing())


@pytest.mark.parametrize("error", ["invalid_blocks", "msg_too_long", "msg_blocks_too_long"])
async def test_what_slack_cannot_show_is_said_in_bare_words(line: Line, error: str) -> None:
    ann = line.slack.person("ann")
    line.slack.fail_next("chat.postMessage", error=error)
    await line.bot.gateway.send(to(line, "ann"), outgoing(card("5 < 6 & so on")))
    assert ann.reads() == "Parley: 5 < 6 & so on"
    assert line.calls("chat.postMessage")[-1].request["mrkdwn"] is False


async def test_what_slack_cannot_even_say_is_rejected(line: Line) -> None:
    line.slack.fail_next("chat.postMessage", error="invalid_blocks", times=2)
    with pytest.raises(Rejected):
        await line.bot.gateway.send(to(line, "ann"), outgoing())
    assert len(line.calls("chat.postMessage")) == 2


async def test_a_message_is_never_without_text_nor_parsed_by_itself(line: Line) -> None:
    await line.bot.gateway.send(to(line, "ann"), outgoing())
    sent = line.calls("chat.postMessage")[-1].request
    assert sent["text"] == "M-1 is paid"
    assert (sent["parse"], sent["link_names"], sent["unfurl_links"]) == ("none", False, False)


async def test_a_picture_is_said_in_words_too(line: Line) -> None:
    files = (Attachment("c.png", "image/png", PICTURE), Attachment("c.csv", "text/csv", b"hours"))
    ann = line.slack.person("ann")
    shown = card("Hours of C-2", alt="C-2: 18 h of 20 h.")
    await line.bot.gateway.send(to(line, "ann"), outgoing(shown, files=files))
    assert [(file.name, file.alt_text) for message in ann.sees() for file in message.files] == [
        ("c.png", "C-2: 18 h of 20 h."),
        ("c.csv", ""),
    ]
