"""Groups where a team works: what is overheard there, and what the bot finds it may not do."""

import pytest

from bots.gateway import Address, Gone, Outgoing
from core.request import Place
from tests.bots.telegram.line import Line, card

MEDIATION = "/admin mediation here"


async def test_in_a_room_words_for_nobody_are_heard_and_elsewhere_they_are_not(line: Line) -> None:
    ann = line.telegram.person("ann")
    forum = await ann.creates_group("Mediation", forum=True)
    await ann.promotes_bot(forum)
    room, other = await ann.opens_topic(forum, "D-1"), await ann.opens_topic(forum, "Lunch")
    line.core.rooms = [Place("telegram", "", str(forum.id), str(room.id), public=True, topic=str(room.id))]
    for text, topic in (("Half is missing", room), ("Pizza?", other), ("/dispute@OtherBot claim", room), ("All", None)):
        await ann.types(text, forum, topic)
    await ann.sends_file("draft.txt", b"a draft", "", forum, room)
    await ann.types("/dispute claim", forum, room)
    await line.telegram.settle()
    heard = [(asked.text, asked.overheard, [file.name for file in asked.files]) for asked in line.core.asked]
    assert heard == [("Half is missing", True, []), ("", True, ["draft.txt"]), ("/dispute claim", False, [])]
    assert {asked.place.topic for asked in line.core.asked} == {str(room.id)}


@pytest.mark.parametrize(
    ("rights", "forum", "lacks"),
    [
        (None, True, ("topics",)),
        (("can_pin_messages",), True, ("topics",)),
        (("can_manage_topics",), True, ()),
        (None, False, ("everything",)),
        (("can_pin_messages",), False, ()),
    ],
)
async def test_a_command_that_chooses_its_group_says_what_the_bot_may_not_do_there(
    line: Line, rights: tuple[str, ...] | None, forum: bool, lacks: tuple[str, ...]
) -> None:
    ann = line.telegram.person("ann")
    group = await ann.creates_group("Mediation", supergroup=True, forum=forum)
    if rights:
        await ann.promotes_bot(group, *rights)
    for text, where in (("/market", group), (MEDIATION, group), (MEDIATION, None)):
        await ann.types(text, where)
        await line.telegram.settle()
    assert [asked.place.lacks for asked in line.core.asked] == [(), lacks, ()]
    assert len(line.calls("getChatMember")) == 1


async def test_what_telegram_does_not_tell_is_taken_for_allowed(line: Line) -> None:
    ann = line.telegram.person("ann")
    group = await ann.creates_group("Mediation", forum=True)
    line.telegram.fail_next("getChatMember", error_code=500, description="Internal Server Error")
    await ann.types(MEDIATION, group)
    await line.telegram.settle()
    assert line.core.asked[-1].place.lacks == ()


async def test_a_topic_that_is_gone_is_told_and_closing_it_does_no_harm(line: Line) -> None:
    ann = line.telegram.person("ann")
    forum = await ann.creates_group("Mediation", forum=True)
    await ann.promotes_bot(forum)
    gateway, place = line.bot.gateway, Address("telegram", "", str(forum.id))
    topic = await gateway.open(place, "D-1 · " + "quality " * 40)
    assert len(forum.topics[int(topic)].name) <= 128
    there = Address("telegram", "", str(forum.id), topic=topic)
    await gateway.send(there, Outgoing(card("D-1"), "UTC", "en"))
    assert [m.text for m in ann.sees(forum, forum.topics[int(topic)]) if m.text] == ["D-1"]
    for _time in range(2):
        await gateway.close(there)
    assert forum.topics[int(topic)].closed
    await ann.deletes_topic(forum, forum.topics[int(topic)])
    await gateway.close(there)
    with pytest.raises(Gone):
        await gateway.send(there, Outgoing(card("D-1"), "UTC", "en"))


async def test_a_message_that_loses_its_looks_stays_in_its_topic(line: Line) -> None:
    ann = line.telegram.person("ann")
    forum = await ann.creates_group("Mediation", forum=True)
    await ann.promotes_bot(forum)
    topic = await line.bot.gateway.open(Address("telegram", "", str(forum.id)), "D-1")
    line.telegram.fail_next("sendMessage", description="Bad Request: can't parse entities")
    there = Address("telegram", "", str(forum.id), topic=topic)
    await line.bot.gateway.send(there, Outgoing(card("Plain"), "UTC", "en"))
    assert ann.sees(forum, forum.topics[int(topic)])[-1].text == "Plain"
