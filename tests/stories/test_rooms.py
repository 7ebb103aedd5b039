"""The mediators' channel on both platforms: rooms that open, go on, are lost and found again, and who is heard there.

A contract stands in for what is mediated; its client is a mediator too, so that what she says is carried on.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest

from core import outbox
from core.asking import Asking
from core.card import Card
from core.request import Request
from core.rooms import MEDIATION
from tests.stories.people import OnSlack, OnTelegram
from tests.stories.test_by_words import TO_FUNDED, play
from tests.stories.town import Town, town


@dataclass
class Team:
    """A town with C-1, its client Ann on Slack, the freelancer Bo and the operator Olga on Telegram."""

    town: Town
    ann: OnSlack
    bo: OnTelegram
    olga: OnTelegram

    async def room(self, said: str = "", *, closes: bool = False) -> None:
        """Bring the room of C-1 up to date, or say something in it."""
        market = self.town.house.market

        def put(session: Any) -> None:
            with session.transaction(write=True) as transaction:
                asking = Asking(transaction, market, market.clock.now(), Request("system", "room"), None)
                outbox.room(asking, MEDIATION, "C-1", Card((said,)) if said else None, closes=closes)

        await self.town.house.desk.write(put)
        await self.town.settles()

    async def writes(self, person: Any, text: str, *where: Any, **how: Any) -> None:
        """Somebody writes in a group or channel."""
        await person.types(text, *where, **how)
        await self.town.settles()

    async def messages(self) -> list[str]:
        """What was said between the two sides."""
        return [message["text"] for message in (await self.town.record("C-1"))["messages"]]


@pytest.fixture
async def team(sqlite_url: str) -> AsyncIterator[Team]:
    async with town(sqlite_url) as there:
        olga = OnTelegram(there, there.server.person("olga", id=4242))
        ann, bo = there.on_slack("ann"), there.on_telegram("bo")
        await play(there, {"ann": ann, "bo": bo}, TO_FUNDED)
        await olga.types("/account join role:both name:Olga")
        await olga.types("/admin grant mediator U-1")
        yield Team(there, ann, bo, olga)


async def forum_of(team: Team, *rights: str) -> Any:
    """A forum for the mediators, with Bo in it; the bot is an administrator if it has rights."""
    forum = await team.olga.person.creates_group("Mediation", team.bo.person, forum=True)
    if rights:
        await team.olga.person.promotes_bot(forum, *rights)
    await team.writes(team.olga.person, "/admin mediation here", forum)
    return forum


def in_topic(team: Team, forum: Any, topic: Any) -> list[str]:
    """What the bot wrote in a topic, one line each."""
    return [m.text.partition("\n")[0] for m in team.olga.person.sees(forum, topic) if m.sender.is_bot and m.text]


# Telegram


async def test_on_telegram_each_thing_has_a_topic_with_its_card_on_top(team: Team) -> None:
    forum = await forum_of(team, "can_manage_topics")
    assert "Disputes are handled here" in team.olga.person.reads(forum)
    await team.room("Ann says: the footer is missing")
    await team.room("Bo says: it is there")
    (topic,) = forum.topics.values()
    assert topic.name == "C-1 Build a landing page · $500.00"
    card, *said = in_topic(team, forum, topic)
    assert card.startswith("C-1 Build a landing page")
    assert said == ["Ann says: the footer is missing", "Bo says: it is there"]
    root = next(m for m in team.olga.person.sees(forum, topic) if m.sender.is_bot and m.text)
    await team.bo.types("/milestone submit M-1 Here it is")
    await team.room()
    assert "reviews" in root.text
    assert len(in_topic(team, forum, topic)) == 3
    await team.room("It is decided", closes=True)
    assert topic.closed
    assert in_topic(team, forum, topic)[-1] == "It is decided"


async def test_a_topic_that_was_deleted_is_opened_anew_and_nothing_is_lost(team: Team) -> None:
    forum = await forum_of(team, "can_manage_topics")
    await team.room("One")
    (topic,) = forum.topics.values()
    await team.olga.person.deletes_topic(forum, topic)
    await team.room("Two")
    (again,) = forum.topics.values()
    assert again is not topic
    assert [line.split()[0] for line in in_topic(team, forum, again)] == ["C-1", "Two"]
    root = next(m for m in team.olga.person.sees(forum, again) if m.sender.is_bot and m.text)
    await team.olga.person.deletes(root)
    await team.room("Three")
    assert [line.split()[0] for line in in_topic(team, forum, again)] == ["Two", "C-1", "Three"]
    assert list(forum.topics.values()) == [again]


async def test_a_busy_telegram_gets_no_second_topic_and_no_second_card(team: Team) -> None:
    forum = await forum_of(team, "can_manage_topics")
    for _time in range(2):
        team.town.server.fail_next("sendMessage", error_code=429, retry_after=1)
        await team.room("Once")
        await asyncio.sleep(1.1)
        await team.town.passes(seconds=5)
    (topic,) = forum.topics.values()
    assert [line.split()[0] for line in in_topic(team, forum, topic)] == ["C-1", "Once", "Once"]


async def test_without_the_right_to_open_topics_the_room_is_a_card_with_answers(team: Team) -> None:
    forum = await forum_of(team)
    assert "Make me an administrator who manages topics" in team.olga.person.reads(forum)
    await team.room("One")
    await team.room("Two")
    assert forum.topics == {}
    said = [m for m in team.olga.person.sees(forum) if m.sender.is_bot and m.text][1:]
    assert [m.text.split()[0] for m in said] == ["C-1", "One", "Two"]
    assert [m.reply_to for m in said[1:]] == [said[0], said[0]]
    await team.olga.person.deletes(said[0])
    await team.room("Three")
    said = [m for m in team.olga.person.sees(forum) if m.sender.is_bot and m.text][-2:]
    assert [m.text.split()[0] for m in said] == ["C-1", "Three"]
    assert said[1].reply_to is said[0]


async def test_in_a_topic_every_word_of_a_mediator_is_heard_and_nobody_elses(team: Team) -> None:
    forum = await forum_of(team, "can_manage_topics")
    await team.room()
    (topic,) = forum.topics.values()
    other = await team.olga.person.opens_topic(forum, "Lunch")
    await team.olga.types("/admin grant mediator U-2")
    for text, where in (("Hours are missing", topic), ("Pizza?", other)):
        await team.writes(team.bo.person, text, forum, where)
    assert (await team.messages())[-1] == "Hours are missing"
    await team.writes(team.bo.person, "/contract say Only a word", forum, topic)
    assert (await team.messages())[-1] == "Only a word"
    await team.olga.types("/admin revoke mediator U-2")
    before = await team.messages()
    await team.writes(team.bo.person, "And this?", forum, topic)
    await team.writes(team.bo.person, "/contract say And this?", forum, topic)
    assert await team.messages() == before
    assert "Only mediators are heard here" in team.bo.reads()


async def test_a_group_without_topics_hears_answers_to_the_card(team: Team) -> None:
    await team.olga.types("/admin grant mediator U-2")
    group = await team.olga.person.creates_group("Mediation", team.bo.person, supergroup=True)
    await team.writes(team.olga.person, "/admin mediation here", group)
    assert "I hear commands, mentions and answers" in team.olga.person.reads(group)
    await team.room("Look")
    root, look = [m for m in team.olga.person.sees(group) if m.sender.is_bot and m.text][-2:]
    for message, text in ((root, "Under the card"), (look, "Under a word")):
        await team.bo.person.replies(message, text)
        await team.town.settles()
    assert (await team.messages())[-2:] == ["Under the card", "Under a word"]


async def test_when_the_bot_is_thrown_out_operators_hear_it_and_can_send_what_waited(team: Team) -> None:
    forum = await forum_of(team, "can_manage_topics")
    await team.room("One")
    await team.olga.person.removes_bot(forum)
    await team.room("Two")
    await team.room("Three")
    assert team.olga.reads().count("it takes my messages no more") == 1
    await team.olga.types("/admin undeliverable")
    stuck = sorted(map(int, re.findall(r"(\d+) · room:", team.olga.person.sees()[-1].text)))
    assert len(stuck) == 2
    await team.olga.person.adds_bot(forum)
    await team.olga.person.promotes_bot(forum, "can_manage_topics")
    for number in stuck:
        await team.olga.types(f"/admin retry {number}")
    (topic,) = forum.topics.values()
    assert [line.split()[0] for line in in_topic(team, forum, topic)] == ["C-1", "One", "Two", "Three"]


# Slack


async def channel_of(team: Team) -> Any:
    """The mediators' channel on Slack, where Ann is; an operator there says so."""
    max_ = team.town.on_slack("max")
    await max_.types("/account join role:both name:Max")
    await team.olga.types("/admin grant operator U-4")
    channel = team.town.workspace.add_channel("mediators", [team.ann.person, max_.person])
    await team.writes(max_.person, "#mediators", "/admin mediation here")
    return channel


def thread_of(team: Team, root: Any) -> list[str]:
    return [m.text.partition("\n")[0] for m in team.ann.person.sees("#mediators", root) if not m.is_ephemeral]


def root_of(team: Team) -> Any:
    return [m for m in team.ann.person.sees("#mediators") if m.bot and m.text.startswith("C-1")][-1]


async def test_on_slack_each_thing_has_a_thread_and_words_in_it_are_heard(team: Team) -> None:
    await channel_of(team)
    await team.room("One")
    await team.room("Two")
    root = root_of(team)
    assert [line.split()[0] for line in thread_of(team, root)] == ["C-1", "One", "Two"]
    other = await team.ann.person.says("#mediators", "Lunch?")
    await team.ann.person.says("#mediators", "Pizza!", thread=other)
    await team.ann.person.says("#mediators", "Hours are missing", thread=root)
    await team.town.settles()
    assert (await team.messages())[-1] == "Hours are missing"
    await team.ann.person.says("#mediators", "@parley contract say By name", thread=root)
    await team.town.settles()
    assert [text for text in await team.messages() if text != "Thank you"][-2:] == ["Hours are missing", "By name"]


async def test_a_root_that_was_deleted_on_slack_is_posted_again(team: Team) -> None:
    await channel_of(team)
    await team.room("One")
    team.town.workspace.remove_message(root_of(team))
    await team.room("Two")
    assert [line.split()[0] for line in thread_of(team, root_of(team))] == ["C-1", "Two"]


async def test_an_archived_channel_is_told_to_operators_and_the_room_opens_where_they_move_it(team: Team) -> None:
    channel = await channel_of(team)
    await team.room("One")
    channel.is_archived = True
    await team.room("Two")
    assert "it takes my messages no more" in team.olga.reads()
    forum = await forum_of(team, "can_manage_topics")
    assert "Move the mediators' channel here?" in team.olga.person.reads(forum)
    await team.olga.person.press(team.olga.person.sees(forum)[-1], "Confirm")
    await team.town.settles()
    (topic,) = forum.topics.values()
    assert [line.split()[0] for line in in_topic(team, forum, topic)] == ["C-1"]


async def test_a_channel_that_parley_is_not_in_is_refused(team: Team) -> None:
    max_ = team.town.on_slack("max")
    await max_.types("/account join role:both name:Max")
    await team.olga.types("/admin grant operator U-4")
    team.town.workspace.add_channel("mediators", [max_.person], with_app=False)
    await team.writes(max_.person, "#mediators", "/admin mediation here")
    assert "Invite me first" in max_.person.reads("#mediators")
    await team.olga.types("/admin mediation off")
    assert "There is no mediators' channel" in team.olga.reads()


# people who are nowhere


async def test_who_blocks_the_bot_is_reached_in_the_other_chat_and_reported_when_there_is_none(team: Team) -> None:
    await team.bo.person.block()
    await team.ann.types("/contract say C-1 Are you there?")
    assert "U-2 Bo Maker · takes our messages nowhere" in team.olga.reads()
    assert "about C-1" in team.olga.reads()
    await team.ann.types("/contract say C-1 Hello?")
    assert team.olga.reads().count("takes our messages nowhere") == 1
    await team.bo.person.unblock()
    await team.ann.types("/contract say C-1 And now?")
    assert "And now?" in team.bo.reads()
