"""A reply of the core on its way to the person: toast, edited card or new message, in the group or in private."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Final

import structlog
from telegram import Bot
from telegram.error import TelegramError

from bots.gateway import Address, Blocked, Gone, Moved, Outgoing, Rejected, RetryLater
from bots.port import CorePort
from bots.telegram.read import PLATFORM, Asked
from bots.telegram.render import TOAST_LIMIT, clip
from bots.telegram.send import TelegramGateway
from core.card import Button, Card, Reply, Strong, say
from core.language import translate as _
from core.text import visible

START_PAYLOAD: Final = "market"
_log = structlog.get_logger()


class Answers:
    """Gives replies. Nothing that goes wrong on the platform is raised: the outbox or the core hears of it."""

    def __init__(self, bot: Bot, gateway: TelegramGateway, core: CorePort) -> None:
        self._bot, self._gateway, self._core = bot, gateway, core

    async def give(self, reply: Reply, asked: Asked) -> None:
        """Show the reply to whoever asked; a refused press in a group is told to the presser alone, and shortly."""
        card = reply.card
        if asked.query_id and asked.place.public and reply.toast and not reply.ok:
            await self.toast(asked.query_id, reply.toast, alert=True)
        elif asked.query_id:
            toast = self.toast(asked.query_id, reply.toast)
            await (asyncio.gather(toast, self._show(card, reply, asked)) if card else toast)
        elif card or reply.toast:
            await self._show(card or Card((reply.toast,)), reply, asked)

    async def toast(self, query_id: str, text: str, *, alert: bool = False) -> None:
        """Answer a pressed button, with a short text or without; `alert` stays until closed. Too late does no harm."""
        words = clip(visible(text), TOAST_LIMIT) or None
        try:
            await self._bot.answer_callback_query(query_id, words, show_alert=alert or None)
        except TelegramError as error:
            _log.info("telegram took no answer to a pressed button", error=type(error).__name__)

    async def remark(self, asked: Asked, sentence: str, button: Button | None = None) -> None:
        """Say something of our own right where the request was made."""
        message = Outgoing(
            Card((), lines=(say(sentence, name=Strong(asked.who.name)),), buttons=(button,) if button else ()),
            zone="UTC",
            language=asked.who.language,
            under=asked.message_id if asked.place.public else "",
        )
        try:
            await self._gateway.send(Address(PLATFORM, "", asked.place.chat), message, topic=asked.topic)
        except (RetryLater, Blocked, Gone, Rejected, Moved) as error:
            _log.info("telegram took no remark", error=type(error).__name__)

    async def _show(self, card: Card, reply: Reply, asked: Asked) -> None:
        in_private = asked.place.public and not reply.in_public
        files = tuple(await self._core.attachments(card.files)) if card.files else ()
        message = Outgoing(card, reply.zone, reply.language, files=files)
        try:
            if in_private:
                chat, message_id = await self._send_in_private(message, reply, asked)
            else:
                chat, message_id = await self._send_here(message, reply, asked)
        except RetryLater:
            await self._core.postpone(asked.who, reply)
        except (Rejected, Gone) as refused:
            _log.error("telegram refuses a reply", reason=str(refused))
        except Blocked:
            await self._unreachable(asked, in_private)
        else:
            await self._remember(chat, message_id, card, reply, asked)

    async def _send_here(self, message: Outgoing, reply: Reply, asked: Asked) -> tuple[str, str]:
        """The pressed card becomes the answer, or a new message comes; a group that moved is followed once."""
        try:
            return await self._send_to(asked.place.chat, message, reply, asked)
        except Moved as moved:
            await self._core.moved(PLATFORM, "", asked.place.chat, moved.chat)
            try:
                return await self._send_to(moved.chat, message, reply, replace(asked, query_id=""))
            except Moved as again:
                raise Rejected(f"{asked.place.chat} moved twice") from again

    async def _send_to(self, chat: str, message: Outgoing, reply: Reply, asked: Asked) -> tuple[str, str]:
        to, all_buttons = Address(PLATFORM, "", chat), bool(reply.extra.get("all_buttons"))
        if reply.replaces and asked.query_id:
            try:
                await self._gateway.edit(to, asked.message_id, message, all_buttons=all_buttons)
            except Gone:
                pass
            else:
                return chat, asked.message_id
        if asked.place.public:
            message = replace(message, under=asked.message_id)
        return await self._gateway.send(to, message, topic=asked.topic, all_buttons=all_buttons)

    async def _send_in_private(self, message: Outgoing, reply: Reply, asked: Asked) -> tuple[str, str]:
        to = Address(PLATFORM, "", asked.who.user_id, asked.who.user_id)
        return await self._gateway.send(to, message, all_buttons=bool(reply.extra.get("all_buttons")))

    async def _unreachable(self, asked: Asked, in_private: bool) -> None:
        if in_private:
            link = f"https://t.me/{self._bot.username}?start={START_PAYLOAD}"
            sentence = _("{name}, my answer is for you alone. Open our chat, press Start there, and ask again.")
            await self.remark(asked, sentence, Button(_("Open our chat"), url=link))
        elif asked.place.public:
            _log.info("telegram lets the bot no longer write in a group", chat=asked.place.chat)
        else:
            await self._core.reached(asked.who, True)

    async def _remember(self, chat: str, message_id: str, card: Card, reply: Reply, asked: Asked) -> None:
        """The message is out, so a failure here must not bring the same update, and the same message, again."""
        if not (card.thing or card.contract):
            return
        try:
            await self._core.remember(PLATFORM, "", chat, message_id, card, live=reply.live, who=asked.who)
        except Exception as error:
            _log.error("a sent card was not remembered", error=type(error).__name__)
