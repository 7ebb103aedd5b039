"""Telegram as a place to send to: messages and edits, with the platform's refusals in the words of bots.gateway."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any, Final

import structlog
from telegram import Bot, ChatMemberAdministrator, InputFile, LinkPreviewOptions, Message, ReplyParameters
from telegram.error import BadRequest, ChatMigrated, Forbidden, RetryAfter, TelegramError

from bots.gateway import Address, Attachment, Blocked, Gone, Moved, Outgoing, Rejected, RetryLater
from bots.telegram.render import Part, clip, render, render_one
from core.card import text_of
from core.text import visible

UNREACHABLE_PAUSE: Final = 5.0
PLAIN_LIMIT: Final = 3_000
TOPIC_LIMIT: Final = 128
CAPTION_LIMIT: Final = 1_024
ASK_AGAIN_SECONDS: Final = 600
_FIRST_SUPERGROUP: Final = -1_000_000_000_000
_NO_PREVIEW: Final = LinkPreviewOptions(is_disabled=True)
_NOT_MODIFIED: Final = "message is not modified"
_GONE: Final = (
    "message to edit not found",
    "message can't be edited",
    "message_id_invalid",
    "message thread not found",
    "topic_closed",
    "topic_deleted",
    "topic_id_invalid",
)
_CLOSED: Final = (
    "chat not found",
    "user not found",
    "peer_id_invalid",
    "not enough rights",
    "have no rights to send",
    "chat_write_forbidden",
)
_log = structlog.get_logger()


@contextmanager
def platform_errors() -> Iterator[None]:
    """Turn the library's errors into the gateway's. Their texts are left behind: they may hold the bot's token."""
    try:
        yield
    except RetryAfter as error:
        pause = error.retry_after
        raise RetryLater(pause.total_seconds() if isinstance(pause, timedelta) else pause) from None
    except ChatMigrated as error:
        raise Moved(str(error.new_chat_id)) from None
    except Forbidden as error:
        raise Blocked(error.message) from None
    except BadRequest as error:
        raise _refusal(error.message) from None
    except TelegramError as error:
        raise RetryLater(UNREACHABLE_PAUSE, type(error).__name__) from None


def _refusal(reason: str) -> Exception:
    words = reason.lower()
    if any(phrase in words for phrase in _GONE):
        return Gone(reason)
    if any(phrase in words for phrase in _CLOSED):
        return Blocked(reason)
    return Rejected(reason)


class TelegramGateway:
    """The Gateway of one bot. Private chats have the person's user id; `all_buttons` draws them without More."""

    platform = "telegram"

    def __init__(self, bot: Bot) -> None:
        self._bot = bot
        self._without_topics: dict[int, float] = {}

    async def send(
        self, to: Address, message: Outgoing, *, topic: int | None = None, all_buttons: bool = False
    ) -> tuple[str, str]:
        """Send the files and then the card, into a forum's topic if one is given.

        In a forum, what hangs under nothing opens a topic of its own, and what hangs under that stays in it. Answers
        with the chat and the id of the message that has the buttons. Raises RetryLater, Blocked, Rejected, Moved, or
        Gone where the topic is.
        """
        chat = to.chat or to.user_id
        if topic is None and to.topic is None and not (message.under or to.user_id):
            to = replace(to, topic=await self.open(to, text_of(message.card.head)))
        topic = topic or int(to.topic or 0) or None
        where = {
            "chat_id": int(chat),
            "disable_notification": message.silent or None,
            "message_thread_id": topic,
            "reply_parameters": _reply_to(message.under),
        }
        for file in message.files:
            await self._send_file(file, where, message.card.alt)
        sent = None
        for part in render(message.card, message.zone, message.language, all_buttons=all_buttons):
            sent = await self._show(self._bot.send_message, part, where)
        if not isinstance(sent, Message):
            raise Rejected("Telegram sent no message back")
        return chat, str(sent.message_id)

    async def edit(self, to: Address, message_id: str, message: Outgoing, *, all_buttons: bool = False) -> None:
        """Make the message show the card. Raises RetryLater, Blocked, Gone, Rejected, Moved."""
        part = render_one(message.card, message.zone, message.language, all_buttons=all_buttons)
        where = {"chat_id": int(to.chat or to.user_id), "message_id": int(message_id)}
        await self._show(self._bot.edit_message_text, part, where)

    async def open(self, to: Address, title: str) -> str:
        """A new topic; "" where there are no topics, or none that the bot may open. Raises RetryLater or Moved."""
        chat = int(to.chat)
        if chat > _FIRST_SUPERGROUP or time.monotonic() < self._without_topics.get(chat, 0.0):
            return ""
        try:
            with platform_errors():
                topic = await self._bot.create_forum_topic(chat, clip(visible(title), TOPIC_LIMIT))
        except (Blocked, Rejected):
            self._without_topics[chat] = time.monotonic() + ASK_AGAIN_SECONDS
            return ""
        return str(topic.message_thread_id)

    async def close(self, to: Address) -> None:
        """Close a topic, if there is one that the bot may close. Raises RetryLater or Moved."""
        if not to.topic:
            return
        try:
            with platform_errors():
                await self._bot.close_forum_topic(int(to.chat), int(to.topic))
        except (Blocked, Gone, Rejected) as error:
            _log.info("telegram closed no topic", reason=str(error))

    async def lacks(self, chat: str, *, is_forum: bool) -> tuple[str, ...]:
        """What the bot may not do in a group: manage `topics`, hear `everything`. What is not told is allowed."""
        try:
            with platform_errors():
                me = await self._bot.get_chat_member(int(chat), self._bot.id)
        except (RetryLater, Blocked, Rejected, Moved) as error:
            _log.info("telegram does not say what the bot may do", reason=str(error))
            return ()
        leads = isinstance(me, ChatMemberAdministrator)
        if is_forum and not (isinstance(me, ChatMemberAdministrator) and me.can_manage_topics):
            return ("topics",)
        self._without_topics.pop(int(chat), None)
        return () if leads or self._bot.can_read_all_group_messages else ("everything",)

    async def _show(
        self, call: Callable[..., Awaitable[Message | bool]], part: Part, where: dict[str, Any]
    ) -> Message | bool:
        """One message; as plain shortened text if Telegram cannot take it as it is."""
        try:
            with platform_errors():
                return await call(
                    text=part.html,
                    parse_mode="HTML",
                    reply_markup=part.keyboard,
                    link_preview_options=_NO_PREVIEW,
                    **where,
                )
        except Rejected as refused:
            reason = str(refused).lower()
        if _NOT_MODIFIED in reason:
            return True
        _log.warning("telegram refused a message as it was", reason=reason)
        keyboard = None if "button" in reason or "keyboard" in reason or "markup" in reason else part.keyboard
        bare = {name: where[name] for name in ("chat_id", "message_id", "message_thread_id") if name in where}
        with platform_errors():
            return await call(
                text=clip(part.plain, PLAIN_LIMIT), reply_markup=keyboard, link_preview_options=_NO_PREVIEW, **bare
            )

    async def _send_file(self, file: Attachment, where: dict[str, Any], alt: str) -> None:
        """A file that Telegram will never take must not hold the card back. A picture of ours has `alt` under it."""
        try:
            with platform_errors():
                if alt and file.is_picture:
                    photo = InputFile(file.content, filename=file.name)
                    await self._bot.send_photo(photo=photo, caption=clip(alt, CAPTION_LIMIT), **where)
                    return
                await self._bot.send_document(document=InputFile(file.content, filename=file.name), **where)
        except Rejected as refused:
            _log.warning("telegram refused a file", reason=str(refused), size=len(file.content))


def _reply_to(message_id: str) -> ReplyParameters | None:
    if not message_id.isdecimal():
        return None
    return ReplyParameters(int(message_id), allow_sending_without_reply=True)
