"""Chats, their members and their topics."""

from bots.playground.telegram.methods.places import administrated_chat, may, readable_chat, writable_chat
from bots.playground.telegram.model import MEMBERS, Chat, Json, Topic, User
from bots.playground.telegram.params import Params
from bots.playground.telegram.refusals import bad_request
from bots.playground.telegram.world import World

MAX_TOPIC_NAME = 128
ICON_COLORS = (7322096, 16766590, 13338331, 9367192, 16749490, 16478047)


def get_chat(world: World, params: Params) -> Json:
    chat = readable_chat(world, params)
    full: Json = {**chat.as_json(), "accent_color_id": 0, "max_reaction_count": 11}
    kinds = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels")
    full["accepted_gift_types"] = dict.fromkeys(kinds, False)
    if chat.user and chat.user.username:
        full["active_usernames"] = [chat.user.username]
    if chat.pinned in chat.messages:
        full["pinned_message"] = chat.messages[chat.pinned].as_json(with_reply=False)
    return full


def get_chat_member(world: World, params: Params) -> Json:
    chat = readable_chat(world, params)
    user = _user(world, params)
    if chat.user is user:
        return {"user": user.as_json(), "status": "member"}
    return world.member_json(chat, user)


def get_chat_administrators(world: World, params: Params) -> list[Json]:
    chat = _group(world, params)
    leaders = [world.users[user_id] for user_id, status in chat.statuses.items() if status in MEMBERS[:2]]
    return [world.member_json(chat, user) for user in leaders if not user.is_bot or user is world.bot]


def get_chat_member_count(world: World, params: Params) -> int:
    chat = readable_chat(world, params)
    return 2 if chat.is_private else sum(chat.has(user_id) for user_id in chat.statuses)


def leave_chat(world: World, params: Params) -> bool:
    chat = _group(world, params)
    world.set_bot_status(chat, "left", world.bot)
    world.tell(chat, world.bot, {"left_chat_member": world.bot.as_json()})
    return True


def create_forum_topic(world: World, params: Params) -> Json:
    chat = _forum(world, params)
    if not may(world, chat, "can_manage_topics"):
        raise bad_request("not enough rights to create a topic")
    color = params.integer("icon_color", ICON_COLORS[0])
    if color not in ICON_COLORS:
        raise bad_request("invalid icon color specified")
    topic = world.open_topic(chat, world.bot, _topic_name(params), color)
    return {"message_thread_id": topic.id, "name": topic.name, "icon_color": topic.icon_color}


def edit_forum_topic(world: World, params: Params) -> bool:
    chat, topic = _own_topic(world, params)
    name = _topic_name(params) if "name" in params.values else topic.name
    if name == topic.name:
        raise bad_request("TOPIC_NOT_MODIFIED")
    topic.name = name
    world.tell(chat, world.bot, {"forum_topic_edited": {"name": name}}, topic=topic)
    return True


def close_forum_topic(world: World, params: Params) -> bool:
    chat, topic = _own_topic(world, params)
    if topic.closed:
        raise bad_request("TOPIC_NOT_MODIFIED")
    topic.closed = True
    world.tell(chat, world.bot, {"forum_topic_closed": {}}, topic=topic)
    return True


def reopen_forum_topic(world: World, params: Params) -> bool:
    chat, topic = _own_topic(world, params)
    if not topic.closed:
        raise bad_request("TOPIC_NOT_MODIFIED")
    topic.closed = False
    world.tell(chat, world.bot, {"forum_topic_reopened": {}}, topic=topic)
    return True


def _topic_name(params: Params) -> str:
    name = params.text("name").strip()
    if not name:
        raise bad_request("title must be non-empty")
    return name[:MAX_TOPIC_NAME]


def _forum(world: World, params: Params) -> Chat:
    chat = writable_chat(world, params)
    if not chat.is_forum:
        raise bad_request("the chat is not a forum")
    return chat


def _own_topic(world: World, params: Params) -> tuple[Chat, Topic]:
    """The topic of `message_thread_id`, if the bot manages the forum's topics."""
    chat = _forum(world, params)
    administrated_chat(world, params, "can_manage_topics", "not enough rights to edit the topic")
    topic = chat.topics.get(params.integer("message_thread_id"))
    if topic is None:
        raise bad_request("TOPIC_ID_INVALID")
    return chat, topic


def _group(world: World, params: Params) -> Chat:
    chat = writable_chat(world, params)
    if chat.is_private:
        raise bad_request("method is available for supergroup and group chats only")
    return chat


def _user(world: World, params: Params) -> User:
    user = world.users.get(params.integer("user_id"))
    if user is None:
        raise bad_request("invalid user_id specified")
    return user


METHODS = {
    "getChat": get_chat,
    "getChatMember": get_chat_member,
    "getChatAdministrators": get_chat_administrators,
    "getChatMemberCount": get_chat_member_count,
    "leaveChat": leave_chat,
    "createForumTopic": create_forum_topic,
    "editForumTopic": edit_forum_topic,
    "closeForumTopic": close_forum_topic,
    "reopenForumTopic": reopen_forum_topic,
}
