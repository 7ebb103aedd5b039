"""Changing what was sent: edits, deletion, pins; and the answers to pressed buttons."""

from typing import Any

from bots.playground.telegram.markup import check_place, checked_markup
from bots.playground.telegram.methods.places import administrated_chat, may, message_of, writable_chat
from bots.playground.telegram.methods.sending import caption_text, message_text
from bots.playground.telegram.model import Chat, Json, Message
from bots.playground.telegram.params import Params
from bots.playground.telegram.refusals import NOT_MODIFIED, QUERY_TOO_OLD, bad_request
from bots.playground.telegram.world import World

DELETABLE_SECONDS = 48 * 3600
ANSWERABLE_SECONDS = 15
MAX_ANSWER = 200
NO_PIN_RIGHT = "not enough rights to manage pinned messages in the chat"


def edit_message_text(world: World, params: Params) -> Json:
    text, entities = message_text(world, params, "MESSAGE_TOO_LONG")
    message = _editable(world, params)
    if message.has_media:
        raise bad_request("there is no text in the message to edit")
    preview = params.structure("link_preview_options")
    content = {**message.content, "link_preview_options": preview} if preview else message.content
    return _edit(world, params, message, text=text, entities=entities, content=content)


def edit_message_caption(world: World, params: Params) -> Json:
    text, entities = caption_text(world, params)
    message = _editable(world, params)
    if not message.has_media:
        raise bad_request("there is no caption in the message to edit")
    return _edit(world, params, message, text=text, entities=entities)


def edit_message_reply_markup(world: World, params: Params) -> Json:
    return _edit(world, params, _editable(world, params))


def _editable(world: World, params: Params) -> Message:
    chat = writable_chat(world, params)
    message = message_of(chat, params, "message to edit")
    keyboard_was_sent = message.markup is not None and "inline_keyboard" not in message.markup
    forwarded = "forward_origin" in message.content
    if message.sender is not world.bot or message.is_service or keyboard_was_sent or forwarded:
        raise bad_request("message can't be edited")
    return message


def _edit(world: World, params: Params, message: Message, **fields: Any) -> Json:
    """Apply an edit; no keyboard given means the keyboard goes. Raises Refused if nothing changes."""
    fields["markup"] = checked_markup(params.structure("reply_markup"), inline_only=True)
    check_place(fields["markup"], message.chat)
    if all(getattr(message, name) == value for name, value in fields.items()):
        raise bad_request(NOT_MODIFIED)
    if world.flood_limits and not message.chat.is_private:
        world.flood_limits.check(message.chat)
    for name, value in fields.items():
        setattr(message, name, value)
    message.edit_date = int(world.clock())
    world.changed("changed", message.chat.id, message)
    return message.as_json()


def delete_message(world: World, params: Params) -> bool:
    chat = writable_chat(world, params)
    message = message_of(chat, params, "message to delete")
    own = message.sender is world.bot
    if not (own or chat.is_private or may(world, chat, "can_delete_messages")):
        raise bad_request("message can't be deleted")
    if world.clock() - message.date > DELETABLE_SECONDS and not may(world, chat, "can_delete_messages"):
        raise bad_request("message can't be deleted for everyone")
    del chat.messages[message.message_id]
    world.changed("deleted", chat.id, message)
    return True


def pin_chat_message(world: World, params: Params) -> bool:
    chat = administrated_chat(world, params, "can_pin_messages", NO_PIN_RIGHT)
    message = message_of(chat, params, "message to pin")
    chat.pinned = message.message_id
    world.tell(chat, world.bot, {"pinned_message": message.as_json(with_reply=False)})
    return True


def unpin_chat_message(world: World, params: Params) -> bool:
    chat: Chat = administrated_chat(world, params, "can_pin_messages", NO_PIN_RIGHT)
    if params.integer("message_id") not in (0, chat.pinned) or chat.pinned is None:
        raise bad_request("message to unpin not found")
    chat.pinned = None
    world.changed("changed", chat.id)
    return True


def answer_callback_query(world: World, params: Params) -> bool:
    press = world.presses.get(params.text("callback_query_id"))
    if press is None or press.answered or world.clock() - press.asked_at > ANSWERABLE_SECONDS:
        raise bad_request(QUERY_TOO_OLD)
    if len(params.text("text")) > MAX_ANSWER:
        raise bad_request("MESSAGE_TOO_LONG")
    if params.text("url") and not params.text("url").startswith(f"https://t.me/{world.bot.username}?start="):
        raise bad_request("URL_INVALID")
    press.answered = True
    press.text = params.text("text") or None
    press.alert = params.flag("show_alert")
    press.url = params.text("url") or None
    world.changed("answered", press.message.chat.id, press.message, press)
    return True


METHODS = {
    "editMessageText": edit_message_text,
    "editMessageCaption": edit_message_caption,
    "editMessageReplyMarkup": edit_message_reply_markup,
    "deleteMessage": delete_message,
    "pinChatMessage": pin_chat_message,
    "unpinChatMessage": unpin_chat_message,
    "answerCallbackQuery": answer_callback_query,
}
