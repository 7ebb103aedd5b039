"""Groups and forums as the real library sees them: privacy, rights, topics, migration, anonymous admins."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from telegram import BotCommand, BotCommandScopeChatAdministrators, Update
from telegram.error import BadRequest, ChatMigrated, Forbidden

from bots.playground.telegram import NotPossible, render_text
from tests.playground.telegram_line import Line, open_line

pytestmark = pytest.mark.asyncio


@pytest_asyncio.fixture
async def line(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Line]:
    monkeypatch.setenv("PTB_TIMEDELTA", "1")  # without it the library warns at every 429
    async with open_line() as opened:
        yield opened


async def taken(line: Line) -> list[Update]:
    """All updates so far, confirmed."""
    updates = await line.bot.get_updates()
    if updates:
        await line.bot.get_updates(offset=updates[-1].update_id + 1)
    return list(updates)


async def heard(line: Line) -> list[str]:
    """The texts of the messages among the updates so far."""
    return [update.message.text or "" for update in await taken(line) if update.message]


async def test_a_bot_in_privacy_mode_hears_what_is_meant_for_it(line: Line) -> None:
    bo, carol = line.server.person("bo"), line.server.person("carol", username="")
    team = await carol.creates_group("Team", bo)
    joined = await taken(line)
    assert joined[0].my_chat_member is not None
    assert joined[0].my_chat_member.new_chat_member.status == "member"
    assert [update.message.new_chat_members[0].first_name for update in joined[1:] if update.message] == [
        "ParleyBot",
        "Bo",
    ]
    await bo.types("just between us", team)
    await bo.types("/job list", team)
    await bo.types("/job@ParleyBot list", team)
    await bo.types("/job@OtherBot list", team)
    await bo.types("what do you think, @parleybot?", team)
    await line.bot.send_message(team.id, "I think so")
    await bo.replies(bo.sees(team)[-1], "thanks")
    assert await heard(line) == ["/job list", "/job@ParleyBot list", "what do you think, @parleybot?", "thanks"]
    await carol.promotes_bot(team, "can_pin_messages")
    await bo.types("Carol owns it", team, mentions={"Carol": carol})
    *_, mention = await taken(line)
    assert mention.message is not None
    assert mention.message.entities[0].user is not None
    assert mention.message.entities[0].user.id == carol.id


async def test_a_bot_thrown_out_is_told_and_refused(line: Line) -> None:
    carol = line.server.person("carol")
    team = await carol.creates_group("Team", supergroup=True)
    await carol.removes_bot(team)
    *_, last, left = await taken(line)
    assert last.my_chat_member is not None
    assert last.my_chat_member.new_chat_member.status == "kicked"
    assert left.message is not None
    assert left.message.left_chat_member is not None
    with pytest.raises(Forbidden, match="bot was kicked from the supergroup chat"):
        await line.bot.send_message(team.id, "hello?")
    other = await carol.creates_group("Other")
    assert await line.bot.leave_chat(other.id)
    with pytest.raises(Forbidden, match="bot is not a member of the group chat"):
        await line.bot.send_message(other.id, "hello?")
    secret = await carol.creates_group("Without it", with_bot=False)
    with pytest.raises(BadRequest, match="Chat not found"):
        await line.bot.get_chat(secret.id)


async def test_members_and_their_rights_can_be_asked_for(line: Line) -> None:
    bo, carol = line.server.person("bo"), line.server.person("carol")
    team = await carol.creates_group("Team", bo)
    await carol.promotes_bot(team, "can_manage_topics")
    assert (await line.bot.get_chat_member(team.id, bo.id)).status == "member"
    me = await line.bot.get_chat_member(team.id, line.bot.id)
    assert me.to_dict()["can_manage_topics"] is True
    assert me.to_dict()["can_delete_messages"] is False
    administrators = await line.bot.get_chat_administrators(team.id)
    assert {member.user.id for member in administrators} == {carol.id, line.bot.id}
    assert await line.bot.get_chat_member_count(team.id) == 3
    await carol.removes(team, bo)
    assert (await line.bot.get_chat_member(team.id, bo.id)).status == "kicked"
    assert bo.sees(team) == []
    with pytest.raises(BadRequest, match="Message can't be deleted"):
        await line.bot.delete_message(team.id, (await carol.types("mine", team)).message_id)


async def test_a_group_that_becomes_a_supergroup_has_a_new_id(line: Line) -> None:
    carol = line.server.person("carol")
    team = await carol.creates_group("Team")
    await line.bot.send_message(team.id, "before")
    bigger = await carol.upgrades(team)
    with pytest.raises(ChatMigrated) as moved:
        await line.bot.send_message(team.id, "after")
    assert moved.value.new_chat_id == bigger.id
    *_, to, came_from = await taken(line)
    assert to.message is not None
    assert came_from.message is not None
    assert (to.message.migrate_to_chat_id, came_from.message.migrate_from_chat_id) == (bigger.id, team.id)
    await line.bot.send_message(moved.value.new_chat_id, "after")
    assert [render_text(message) for message in carol.sees(bigger)] == ["(this was a group before)", "after"]
    with pytest.raises(NotPossible):
        await carol.types("too late", team)


async def test_topics_are_opened_renamed_and_closed(line: Line) -> None:
    bo, carol = line.server.person("bo"), line.server.person("carol")
    forum = await carol.creates_group("Disputes", bo, forum=True)
    with pytest.raises(BadRequest, match="Not enough rights to create a topic"):
        await line.bot.create_forum_topic(forum.id, "D-1")
    await carol.promotes_bot(forum, "can_manage_topics")
    opened = await line.bot.create_forum_topic(forum.id, "D-1")
    await line.bot.send_message(forum.id, "Evidence please", message_thread_id=opened.message_thread_id)
    topic = forum.topics[opened.message_thread_id]
    assert [render_text(message) for message in bo.sees(forum, topic)] == [
        "(ParleyBot opened the topic D-1)",
        "Evidence please",
    ]
    await bo.types("/evidence here", forum, topic)
    said = (await taken(line))[-1].message
    assert said is not None
    assert (said.message_thread_id, said.is_topic_message) == (opened.message_thread_id, True)
    assert said.reply_to_message is not None
    assert said.reply_to_message.forum_topic_created is not None
    await line.bot.edit_forum_topic(forum.id, topic.id, name="D-1 decided")
    await line.bot.close_forum_topic(forum.id, topic.id)
    with pytest.raises(BadRequest, match="Topic_not_modified"):
        await line.bot.close_forum_topic(forum.id, topic.id)
    with pytest.raises(NotPossible, match="closed"):
        await bo.types("too late", forum, topic)
    assert [message.forum_topic_closed is not None for message in [(await taken(line))[-1].message] if message] == [
        True
    ]
    with pytest.raises(BadRequest, match="The chat is not a forum"):
        await line.bot.create_forum_topic((await carol.creates_group("Plain")).id, "x")


async def test_an_anonymous_admin_writes_in_the_name_of_the_group(line: Line) -> None:
    carol = line.server.person("carol")
    team = await carol.creates_group("Team", supergroup=True)
    await carol.goes_anonymous(team)
    await carol.types("/approve M-1", team)
    message = (await taken(line))[-1].message
    assert message is not None
    assert message.from_user is not None
    assert message.sender_chat is not None
    assert (message.from_user.id, message.from_user.username) == (1087968824, "GroupAnonymousBot")
    assert message.sender_chat.id == team.id


async def test_administrators_can_have_their_own_menu(line: Line) -> None:
    bo, carol = line.server.person("bo"), line.server.person("carol")
    team = await carol.creates_group("Team", bo)
    await line.bot.set_my_commands([BotCommand("rule", "Rule")], scope=BotCommandScopeChatAdministrators(team.id))
    assert (carol.menu(team), bo.menu(team)) == ([("rule", "Rule")], [])
