"""Messages from the bot: sendMessage, forwardMessage, copyMessage, sendChatAction; and what all sends share."""

from typing import Any

from bots.playground.telegram.entities import parse_html
from bots.playground.telegram.markup import check_place, checked_markup
from bots.playground.telegram.methods.places import (
    check_may_send,
    message_of,
    readable_chat,
    reply_of,
    topic_of,
    writable_chat,
)
from bots.playground.telegram.model import Chat, Json, Message
from bots.playground.telegram.params import Params
from bots.playground.telegram.refusals import bad_request
from bots.playground.telegram.text import Entity, cleaned, find_entities, stripped, utf16_length
from bots.playground.telegram.world import World

MAX_TEXT = 4096
MAX_CAPTION = 1024
MAX_ENTITIES = 100
ACTIONS = (
    "typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice", "upload_document",
    "choose_sticker", "find_location", "record_video_note", "upload_video_note",
)  # fmt: skip


def formatted(world: World, params: Params, name: str) -> tuple[str, list[Entity]]:
    """The text parameter `name` as plain text and entities, by parse mode or given entities. Raises Refused."""
    source = cleaned(params.text(name))
    mode = params.text("parse_mode").lower()
    if mode == "html":
        text, entities = parse_html(source, lambda user_id: _user_json(world, user_id))
    elif mode:
        raise bad_request("unsupported parse_mode")
    else:
        text, entities = source, params.structure("caption_entities" if name == "caption" else "entities") or []
    text, entities = stripped(text, entities)
    return text, find_entities(text, entities)[:MAX_ENTITIES]


def message_text(world: World, params: Params, too_long: str) -> tuple[str, list[Entity]]:
    """The `text` of a message: 1 to 4096 characters after parsing. Raises Refused, `too_long` past the limit."""
    if not params.text("text"):
        raise bad_request("message text is empty")
    text, entities = formatted(world, params, "text")
    if not text:
        raise bad_request("text must be non-empty")
    if utf16_length(text) > MAX_TEXT:
        raise bad_request(too_long)
    return text, entities


def caption_text(world: World, params: Params) -> tuple[str | None, list[Entity]]:
    """The `caption` of a file: up to 1024 characters after parsing, None if there is none. Raises Refused."""
    text, entities = formatted(world, params, "caption")
    if utf16_length(text) > MAX_CAPTION:
        raise bad_request("message caption is too long")
    return text or None, entities


def deliver(world: World, params: Params, content: Json, text: str | None, entities: list[Entity]) -> Message:
    """Send as the bot to where the parameters say, with keyboard and reply. Raises Refused."""
    markup = checked_markup(params.structure("reply_markup"))
    chat = writable_chat(world, params)
    check_may_send(world, chat, content)
    check_place(markup, chat)
    reply_to = reply_of(chat, params)
    topic = topic_of(world, chat, params)
    if world.flood_limits:
        world.flood_limits.check(chat)
    if params.flag("protect_content"):
        content["has_protected_content"] = True
    return world.post(
        chat,
        world.bot,
        text=text,
        entities=entities,
        content=content,
        markup=markup,
        reply_to=reply_to,
        topic=topic,
        silent=params.flag("disable_notification"),
    )


def send_message(world: World, params: Params) -> Json:
    text, entities = message_text(world, params, "message is too long")
    preview = params.structure("link_preview_options")
    content = {"link_preview_options": preview} if preview else {}
    return deliver(world, params, content, text, entities).as_json()


def forward_message(world: World, params: Params) -> Json:
    original = _original(world, params, "message to forward not found")
    if original.is_service or original.content.get("has_protected_content"):
        raise bad_request("the message can't be forwarded")
    origin = {"type": "user", "sender_user": original.sender.as_json(), "date": original.date}
    content = {**original.content, "forward_origin": origin}
    return deliver(world, params, content, original.text, original.entities).as_json()


def copy_message(world: World, params: Params) -> Json:
    original = _original(world, params, "message to copy not found")
    if original.is_service or original.content.get("has_protected_content"):
        raise bad_request("the message can't be copied")
    content = {name: value for name, value in original.content.items() if name != "forward_origin"}
    text, entities = original.text, original.entities
    if "caption" in params.values and original.has_media:
        text, entities = caption_text(world, params)
    return {"message_id": deliver(world, params, content, text, entities).message_id}


def send_chat_action(world: World, params: Params) -> bool:
    if params.text("action") not in ACTIONS:
        raise bad_request("wrong parameter action in request")
    chat = writable_chat(world, params)
    topic_of(world, chat, params)
    world.changed("typing", chat.id)
    return True


def _original(world: World, params: Params, missing: str) -> Message:
    source: Chat = readable_chat(world, params, "from_chat_id")
    return message_of(source, params, missing.removesuffix(" not found"))


def _user_json(world: World, user_id: int) -> dict[str, Any] | None:
    user = world.users.get(user_id)
    return user.as_json() if user else None


METHODS = {
    "sendMessage": send_message,
    "forwardMessage": forward_message,
    "copyMessage": copy_message,
    "sendChatAction": send_chat_action,
}
