"""From an update to the core and back: what was written or pressed becomes one Request, and its reply goes out."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import replace
from typing import Final

import structlog
from telegram import Bot, CallbackQuery, Chat, ChatMember, ChatMemberUpdated, Message, Update, User
from telegram.error import BadRequest, InvalidToken

from bots.port import CorePort
from bots.telegram.answer import Answers
from bots.telegram.lanes import Lanes
from bots.telegram.read import (
    PLATFORM,
    Asked,
    asked_by_button,
    asked_in,
    file_of,
    is_private,
    quoted,
    who_is,
    words_for_us,
    words_in_topic,
)
from bots.telegram.send import TelegramGateway
from core.card import Press, Reply
from core.language import translate as _
from core.language import use_language
from core.request import REWORDED, Request, Upload

FILE_LIMIT: Final = 20 * 1024 * 1024
DOWNLOAD_SECONDS: Final = 40
CHATS_AT_ONCE: Final = 40
ANSWERED_KEPT: Final = 4_096
TRIES: Final = 5
_log = structlog.get_logger()


def chat_of(update: Update) -> int:
    """The chat whose updates must stay in order."""
    return update.effective_chat.id if update.effective_chat else 0


class Dispatcher:
    """Takes updates, by webhook or polling, once Telegram has said who the bot itself is (`me`)."""

    def __init__(self, bot: Bot, gateway: TelegramGateway, core: CorePort) -> None:
        self.me: User | None = None
        self._bot, self._core = bot, core
        self._gateway, self._answers = gateway, Answers(bot, gateway, core)
        self._lanes = Lanes(CHATS_AT_ONCE)
        self._answered: OrderedDict[int, None] = OrderedDict()
        self._failed: dict[int, tuple[int, int]] = {}
        self._replies = 0

    async def take(self, update: Update) -> None:
        """Return once the update is committed and answered; one that comes again after that is done already.

        Raises what the core raises, so that Telegram sends the update again.
        """
        async with self._lanes.turn(chat_of(update)):
            if update.update_id in self._answered:
                return
            person = update.effective_user
            with use_language(person.language_code if person else None):
                try:
                    await self._hear(update)
                except Exception as error:
                    if not self._is_hopeless(update.update_id):
                        raise
                    await self._give_up(update, error)
            self._done(update.update_id)

    async def _give_up(self, update: Update, error: Exception) -> None:
        _log.error("an update was given up", update_id=update.update_id, error=type(error).__name__)
        query, message = update.callback_query, update.message
        asked = asked_by_button(query) if query else None
        if message and message.from_user:
            asked = asked_in(message, message.from_user)
        if asked:
            sentence = _("Something went wrong here, and it is no use trying again. /market shows how things stand.")
            await self._answers.remark(asked, sentence)

    def _done(self, update_id: int) -> None:
        self._failed.pop(update_id, None)
        self._answered[update_id] = None
        if len(self._answered) > ANSWERED_KEPT:
            self._answered.popitem(last=False)

    def _is_hopeless(self, update_id: int) -> bool:
        """Whether this update keeps failing while the core answers others; when it answers none, waiting is right."""
        tries, replies_then = self._failed.get(update_id, (0, -1))
        if self._replies != replies_then:
            tries += 1
        self._failed[update_id] = (tries, self._replies)
        return tries >= TRIES

    async def _ask(self, request: Request) -> Reply:
        reply = await self._core.ask(request)
        self._replies += 1
        return reply

    async def _hear(self, update: Update) -> None:
        if self.me is None:
            raise RuntimeError("updates before the start")
        if update.callback_query:
            await self._pressed(update.callback_query, f"{PLATFORM}:{self.me.id}", str(update.update_id))
        elif update.message:
            await self._written(update.message, self.me, str(update.update_id))
        elif update.edited_message:
            await self._reworded(update.edited_message, self.me, str(update.update_id))
        elif update.my_chat_member:
            await self._membership(update.my_chat_member)

    async def _pressed(self, query: CallbackQuery, source: str, key: str) -> None:
        asked = asked_by_button(query)
        if asked is None:
            await self._answers.toast(query.id, "")
            return
        data = query.data or ""
        press = (Press.read(data) if data.isprintable() else None) or Press("market.stale")
        request = Request(
            source,
            key,
            asked.who,
            command=press.command,
            ref=press.ref,
            seen=press.version,
            extra=press.extra,
            place=asked.place,
            forms="questions",
            durable=not asked.place.public,
        )
        try:
            reply = await self._ask(request)
        except Exception:
            await self._answers.toast(query.id, _("Not done yet, nothing was changed. I try again by myself."))
            raise
        await self._answers.give(reply, asked)

    async def _written(self, message: Message, me: User, key: str) -> None:
        await self._migrated(message)
        if message.from_user is None:
            return
        text, asked = words_for_us(message, me), asked_in(message, message.from_user)
        overheard = text is None
        if text is None and (words := words_in_topic(message)) is not None and await self._core.listens(asked.place):
            text = words
        if text is None:
            return
        if message.sender_chat or message.from_user.is_bot:
            await self._nobody(message, asked)
            return
        files = await self._files(message, asked)
        if files is None:
            return
        if not (text or files):
            if message.effective_attachment:
                await self._answers.remark(asked, _("I can read text, photos and documents, but not this."))
            return
        request = Request(
            f"{PLATFORM}:{me.id}",
            key,
            asked.who,
            text=text,
            quote=quoted(message, me.id),
            files=files,
            place=asked.place,
            forms="questions",
            durable=not asked.place.public,
            overheard=overheard,
            written=asked.message_id,
        )
        await self._answers.give(await self._ask(await self._looked_around(request, message.chat)), asked)

    async def _looked_around(self, request: Request, chat: Chat) -> Request:
        """The request; one that chooses its group says what the bot may not do there."""
        if not (request.place.public and self._core.settles(request)):
            return request
        lacks = await self._gateway.lacks(request.place.chat, is_forum=bool(chat.is_forum))
        return replace(request, place=replace(request.place, lacks=lacks))

    async def _reworded(self, message: Message, me: User, key: str) -> None:
        """An edited message: whoever edits it gets no answer, the other side does. Of deleted ones no bot hears."""
        text = words_for_us(message, me)
        if not text or message.from_user is None or message.from_user.is_bot or message.sender_chat:
            return
        asked = asked_in(message, message.from_user)
        source, written = f"{PLATFORM}:{me.id}", asked.message_id
        request = Request(source, key, asked.who, text=text, command=REWORDED, place=asked.place, written=written)
        await self._ask(request)

    async def _nobody(self, message: Message, asked: Asked) -> None:
        """Administrators can write as the group or as a channel, and then nobody can tell who it was."""
        if message.sender_chat and not message.is_automatic_forward:
            await self._answers.remark(asked, _("I cannot tell who wrote this. Please post as yourself."))

    async def _migrated(self, message: Message) -> None:
        here = str(message.chat.id)
        if message.migrate_to_chat_id:
            await self._core.moved(PLATFORM, "", here, str(message.migrate_to_chat_id))
        if message.migrate_from_chat_id:
            await self._core.moved(PLATFORM, "", str(message.migrate_from_chat_id), here)

    async def _files(self, message: Message, asked: Asked) -> tuple[Upload, ...] | None:
        """The file of the message; None if it cannot be taken, which the person has been told then."""
        found = file_of(message)
        if found is None:
            return ()
        file, name, media_type = found
        if (file.file_size or 0) > FILE_LIMIT:
            await self._answers.remark(asked, _("This file is too big, 20 MB is the most. Nothing was done."))
            return None
        try:
            stored = await self._bot.get_file(file.file_id)
            content = await stored.download_as_bytearray(read_timeout=DOWNLOAD_SECONDS)
        except (BadRequest, InvalidToken):  # a file that is not there any more looks like a wrong token
            await self._answers.remark(asked, _("I could not fetch this file. Nothing was done; please send it again."))
            return None
        return (Upload(name, media_type, bytes(content)),)

    async def _membership(self, change: ChatMemberUpdated) -> None:
        """Blocked and unblocked; what the bot is in a group shows when it writes there."""
        if is_private(change.chat):
            blocked = change.new_chat_member.status in (ChatMember.BANNED, ChatMember.LEFT)
            await self._core.reached(who_is(change.from_user, change.chat), blocked)
