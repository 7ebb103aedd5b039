"""Where a call goes: chats the bot may write to, messages it may touch — or Telegram's reason why not."""

from bots.playground.telegram.model import Chat, Json, Message, Topic
from bots.playground.telegram.params import Params
from bots.playground.telegram.refusals import bad_request, forbidden
from bots.playground.telegram.world import World


def readable_chat(world: World, params: Params, name: str = "chat_id") -> Chat:
    """The chat named by a parameter, if the bot may know of it. Raises Refused."""
    given = params.text(name)
    if not given:
        raise bad_request(f"{name} is empty")
    chat = world.chats.get(params.integer(name))
    if chat is None:
        user = world.users.get(params.integer(name))
        if user and user.is_bot:
            raise forbidden("bot can't send messages to bots")
        if user and world.met(user):
            raise forbidden("bot can't initiate conversation with a user")
        raise bad_request("chat not found")
    status = chat.statuses.get(world.bot.id)
    if status is None:
        raise bad_request("chat not found")
    if status == "kicked" and chat.type == "supergroup":
        raise forbidden("bot was kicked from the supergroup chat")
    return chat


def writable_chat(world: World, params: Params) -> Chat:
    """The chat of `chat_id`, if the bot may write to it. Raises Refused."""
    chat = readable_chat(world, params)
    if chat.user and chat.user.deactivated:
        raise forbidden("user is deactivated")
    if chat.migrated_to:
        raise bad_request("group chat was upgraded to a supergroup chat", migrate_to_chat_id=chat.migrated_to)
    if not chat.has(world.bot.id):
        if chat.is_private:
            raise forbidden("bot was blocked by the user")
        kicked = chat.statuses[world.bot.id] == "kicked"
        raise forbidden(f"bot {'was kicked from' if kicked else 'is not a member of'} the {chat.type} chat")
    return chat


def check_may_send(world: World, chat: Chat, content: Json) -> None:
    """Raises Refused where the bot may read and not write."""
    if chat.statuses.get(world.bot.id) == "restricted":
        kinds = {"document": "documents", "photo": "photos"}
        what = next((word for kind, word in kinds.items() if kind in content), "text messages")
        raise bad_request(f"not enough rights to send {what} to the chat")


def administrated_chat(world: World, params: Params, right: str, refusal: str) -> Chat:
    """The chat of `chat_id`, if the bot has an administrator's right there (in private chats it has all)."""
    chat = writable_chat(world, params)
    if not (chat.is_private or may(world, chat, right)):
        raise bad_request(refusal)
    return chat


def may(world: World, chat: Chat, right: str) -> bool:
    """Whether the bot is an administrator with that right."""
    return chat.statuses.get(world.bot.id) == "administrator" and right in chat.bot_rights


def message_of(chat: Chat, params: Params, what: str, name: str = "message_id") -> Message:
    """The message a call speaks of; `what` says in the refusal what it would have been."""
    if not params.text(name):
        raise bad_request("message identifier is not specified")
    message = chat.messages.get(params.integer(name))
    if message is None:
        raise bad_request(f"{what} not found")
    return message


def topic_of(world: World, chat: Chat, params: Params) -> Topic | None:
    """The open topic of `message_thread_id`, None for the chat itself. Raises Refused."""
    thread_id = params.integer("message_thread_id")
    if not thread_id:
        return None
    topic = chat.topics.get(thread_id)
    if topic is None:
        raise bad_request("message thread not found")
    if topic.closed and not may(world, chat, "can_manage_topics"):
        raise bad_request("TOPIC_CLOSED")
    return topic


def reply_of(chat: Chat, params: Params) -> Message | None:
    """The message to reply to, from `reply_parameters` or the older `reply_to_message_id`. Raises Refused."""
    wanted = params.structure("reply_parameters") or {}
    message_id = wanted.get("message_id") or params.integer("reply_to_message_id")
    if not message_id:
        return None
    message = chat.messages.get(message_id)
    optional = wanted.get("allow_sending_without_reply") or params.flag("allow_sending_without_reply")
    if message is None and not optional:
        raise bad_request("message to be replied not found")
    return message
