"""Channels where a team works: what is overheard in threads, and where the app is no member."""

import pytest

from core.request import Place
from tests.bots.slack.line import Line

pytestmark = pytest.mark.asyncio(loop_scope="session")

MEDIATION = "/admin mediation here"


async def test_in_a_room_words_for_nobody_are_heard_and_elsewhere_they_are_not(line: Line) -> None:
    ann, general = line.slack.person("ann"), line.slack.channel("general")
    root, other = await ann.says("#general", "D-1"), await ann.says("#general", "Lunch")
    line.core.rooms = [Place("slack", line.slack.team_id, general.id, root.ts, public=True)]
    await ann.says("#general", "Half is missing", thread=root)
    await ann.says("#general", "Pizza?", thread=other)
    await ann.says("#general", "Nothing in a thread")
    await ann.upload("#general", "draft.txt", b"a draft", "Look", thread=root)
    await ann.says("#general", "@parley dispute claim", thread=root)
    await line.slack.settle()
    heard = [(asked.text, asked.overheard, [file.name for file in asked.files]) for asked in line.core.asked]
    assert heard == [("Half is missing", True, []), ("Look", True, ["draft.txt"]), ("dispute claim", False, [])]
    assert {asked.place.message_id for asked in line.core.asked} == {root.ts}


async def test_words_in_a_room_come_once_however_often_slack_tells_of_them(line: Line) -> None:
    ann, general = line.slack.person("ann"), line.slack.channel("general")
    root = await ann.says("#general", "D-1")
    line.core.rooms = [Place("slack", line.slack.team_id, general.id, root.ts, public=True)]
    await ann.says("#general", "Half is missing", thread=root)
    await line.slack.redeliver_last()
    await line.slack.settle()
    assert len({asked.key for asked in line.core.asked}) == 1


async def test_a_command_that_chooses_its_channel_says_that_the_app_is_no_member(line: Line) -> None:
    ann = line.slack.person("ann")
    line.slack.add_channel("closed", [ann], with_app=False)
    line.slack.add_channel("secret", [ann], private=True, with_app=False)
    for where, text in (
        ("#general", MEDIATION),
        ("#closed", MEDIATION),
        ("#secret", MEDIATION),
        ("#closed", "/market"),
    ):
        await ann.types(where, text)
    await ann.types(None, MEDIATION)
    assert [asked.place.lacks for asked in line.core.asked] == [(), ("write",), ("write",), (), ()]
    assert len(line.calls("conversations.info")) == 3


async def test_what_slack_does_not_tell_is_taken_for_allowed(line: Line) -> None:
    ann = line.slack.person("ann")
    line.slack.fail_next("conversations.info", error="missing_scope")
    await ann.types("#general", MEDIATION)
    assert line.last.place.lacks == ()
