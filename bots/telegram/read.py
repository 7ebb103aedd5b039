"""What an update says: who wrote, whether the bot is meant, in which words, with which file."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Protocol

from telegram import CallbackQuery, Chat, Message, User
from telegram.constants import ChatType

from core.request import Place, Quote, Who

PLATFORM: Final = "telegram"
_ADDRESSED_COMMAND: Final = re.compile(r"(/\w+)@(\w+)(.*)", re.DOTALL)


class StoredFile(Protocol):
    """Any file of a message that Telegram keeps under an id; `file_size` is in bytes."""

    file_id: str
    file_size: int | None


@dataclass(frozen=True, slots=True)
class Asked:
    """Where a request came from and where its answer belongs. `query_id` is there when a button was pressed."""

    who: Who
    place: Place
    message_id: str
    topic: int | None = None
    query_id: str = ""


def who_is(user: User, chat: Chat) -> Who:
    """The person; in a private chat with where to write to, in a group without."""
    private = str(chat.id) if is_private(chat) else ""
    return Who(PLATFORM, "", str(user.id), user.full_name, language=user.language_code or "", chat=private)


def is_private(chat: Chat) -> bool:
    """Whether only the person and the bot are here."""
    return chat.type == ChatType.PRIVATE


def asked_in(message: Message, user: User) -> Asked:
    """A written message: its place names the message that it replies to."""
    replied = message.reply_to_message
    topic = _topic(message)
    place = _place(message.chat, str(replied.message_id) if replied else "", topic)
    return Asked(who_is(user, message.chat), place, str(message.message_id), topic)


def asked_by_button(query: CallbackQuery) -> Asked | None:
    """A pressed button: its place names the message with the button. None where no message of ours was pressed."""
    message = query.message
    if message is None:
        return None
    message_id = str(message.message_id)
    topic = _topic(message) if isinstance(message, Message) else None
    place = _place(message.chat, message_id, topic)
    return Asked(who_is(query.from_user, message.chat), place, message_id, topic, query.id)


def _place(chat: Chat, message_id: str, topic: int | None) -> Place:
    return Place(PLATFORM, "", str(chat.id), message_id, public=not is_private(chat), topic=str(topic or ""))


def _topic(message: Message) -> int | None:
    return message.message_thread_id if message.is_topic_message else None


def words_for_us(message: Message, me: User) -> str | None:
    """The text or caption without the bot's name; None for what others in a group say to each other."""
    text, username = message.text or message.caption or "", me.username or ""
    if addressed := _ADDRESSED_COMMAND.fullmatch(text):
        command, name, rest = addressed.groups()
        return f"{command}{rest}" if name.lower() == username.lower() else None
    if text.startswith("/"):
        return text
    named = re.compile(rf"(?<![\w@])@{re.escape(username)}\b[,:]?\s*", re.IGNORECASE)
    if named.search(text):
        return named.sub("", text).strip()
    return text if is_private(message.chat) or _replies_to(message, me.id) else None


def words_in_topic(message: Message) -> str | None:
    """What somebody says in a topic to nobody in particular: an administrator bot hears it all. Not a command."""
    text = message.text or message.caption or ""
    said = bool(text or message.effective_attachment) and not text.startswith("/")
    return text if message.is_topic_message and said else None


def _replies_to(message: Message, bot_id: int) -> bool:
    """Whether it answers the bot; every message of a topic "replies" to the notice of the topic's beginning."""
    replied = message.reply_to_message
    if not replied or not replied.from_user or replied.forum_topic_created:
        return False
    return replied.from_user.id == bot_id


def quoted(message: Message, bot_id: int) -> Quote | None:
    """What it answers: the part that was picked out, else the whole message; None if there are no words."""
    replied = message.reply_to_message
    if message.quote:
        return Quote(message.quote.text)
    words = (replied.text or replied.caption) if replied else None
    if not words:
        return None
    return Quote(words, ours=_replies_to(message, bot_id))


def file_of(message: Message) -> tuple[StoredFile, str, str] | None:
    """The file that came along, its name and media type; of a photo the largest size."""
    if message.photo:
        return message.photo[-1], f"photo-{message.message_id}.jpg", "image/jpeg"
    document = message.document or message.video or message.audio
    if document:
        media_type = document.mime_type or "application/octet-stream"
        return document, document.file_name or f"file-{message.message_id}", media_type
    if message.voice:
        return message.voice, f"voice-{message.message_id}.ogg", message.voice.mime_type or "audio/ogg"
    return None
