"""The person's side of a chat: what somebody with the Telegram app in hand can do and see."""

import mimetypes
import re
import zlib
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs, urlsplit

from bots.playground.telegram.attachments import document_content, photo_content, store
from bots.playground.telegram.membership import Member, NotPossible
from bots.playground.telegram.model import ANONYMOUS_ADMIN, Chat, Json, Message, Press, Topic, User
from bots.playground.telegram.render import render_text
from bots.playground.telegram.text import Entity, find_entities, stripped, utf16_length, utf16_slice
from bots.playground.telegram.world import World

MAX_TEXT = 4096
MAX_CAPTION = 1024
_PAYLOAD = re.compile(r"[A-Za-z0-9_-]{1,64}")


class Person(Member):
    """A persona. Where no chat is named, the private chat with the bot is meant. Raises NotPossible."""

    def __init__(self, world: World, user: User) -> None:
        super().__init__(world, user)
        self.opened: list[str] = []
        self.clipboard: str | None = None

    @property
    def toast(self) -> Press | None:
        """The last press of this person that the bot answered with a text: `text`, and `alert` for a pop-up."""
        answered = [press for press in self.world.presses.values() if press.user is self.user and press.text]
        return answered[-1] if answered else None

    def sees(self, chat: Chat | None = None, topic: Topic | None = None) -> list[Message]:
        """The messages in the chat (or one topic of it) as they are now, oldest first."""
        shown = chat or self.world.chats.get(self.id)
        if shown is None or not (shown.is_private or shown.has(self.id)):
            return []
        return [message for message in shown.messages.values() if topic is None or message.topic is topic]

    def reads(self, chat: Chat | None = None, topic: Topic | None = None) -> str:
        """What the person sees as plain text, for a terminal: a paragraph per message, each with its sender's name."""
        return "\n\n".join(f"{message.sender.first_name}: {render_text(message)}" for message in self.sees(chat, topic))

    def menu(self, chat: Chat | None = None) -> list[tuple[str, str]]:
        """The commands (without slash) and descriptions that the app offers this person in the chat."""
        shown = chat or Chat(self.id, "private", user=self.user)
        return [(entry["command"], entry["description"]) for entry in self.world.profile.menu(shown, self.user)]

    def keyboard(self, chat: Chat | None = None) -> list[list[str]]:
        """The labels of the keyboard shown in place of the letters, row by row; empty if there is none."""
        for message in reversed(self.sees(chat)):
            if message.markup and "keyboard" in message.markup:
                return message.labels
            if message.markup and message.markup.get("remove_keyboard"):
                break
        return []

    async def starts(self, payload: str | None = None) -> Message:
        """Press Start (or Restart, which unblocks the bot), with the payload of a t.me link if there is one."""
        if payload is not None and not _PAYLOAD.fullmatch(payload):
            raise NotPossible("a start payload has 1 to 64 characters of A-Z, a-z, 0-9, _ and -")
        await self.unblock()
        return await self.types(f"/start {payload}" if payload else "/start")

    async def types(
        self,
        text: str,
        chat: Chat | None = None,
        topic: Topic | None = None,
        reply_to: Message | None = None,
        mentions: Mapping[str, Member] | None = None,
    ) -> Message:
        """Send a text; `mentions` links words of it to people without a username.

        When the bot has just asked for a reply (ForceReply), the text is one.
        """
        linked: list[Entity] = [_mention(text, name, member) for name, member in (mentions or {}).items()]
        clean, entities = stripped(text, linked)
        if not 0 < utf16_length(clean) <= MAX_TEXT:
            raise NotPossible(f"a message has 1 to {MAX_TEXT} characters")
        return self._send(chat, clean, entities, {}, topic, reply_to or self._asked(chat))

    async def replies(self, message: Message, text: str) -> Message:
        """Answer a message, in its topic."""
        return await self.types(text, message.chat, message.topic, reply_to=message)

    async def sends_file(
        self,
        name: str,
        data: bytes,
        caption: str = "",
        chat: Chat | None = None,
        topic: Topic | None = None,
        reply_to: Message | None = None,
    ) -> Message:
        """Send a document."""
        mime = mimetypes.guess_type(name)[0] or "application/octet-stream"
        file = store(self.world, "documents", name, mime, data)
        return self._send_media(chat, caption, document_content(file), topic, reply_to)

    async def sends_photo(
        self,
        data: bytes,
        caption: str = "",
        chat: Chat | None = None,
        topic: Topic | None = None,
        reply_to: Message | None = None,
    ) -> Message:
        """Send a PNG or JPEG as a photo."""
        try:
            content = photo_content(store(self.world, "photos", "photo.jpg", "image/jpeg", data))
        except ValueError as error:
            raise NotPossible(str(error)) from None
        return self._send_media(chat, caption, content, topic, reply_to)

    async def edits(self, message: Message, text: str) -> Message:
        """Change an own message."""
        if message.sender is not self.user or message.message_id not in message.chat.messages:
            raise NotPossible("only an own message can be edited")
        message.text, message.entities = text, find_entities(text)
        message.edit_date = int(self.world.clock())
        self.world.changed("changed", message.chat.id, message)
        self._tell_bot("edited_message", message)
        return message

    async def deletes(self, message: Message) -> None:
        """Take a message out of the chat, about which the bot hears nothing."""
        if message.chat.messages.pop(message.message_id, None) is None:
            raise NotPossible("the message is gone")
        self.world.changed("deleted", message.chat.id, message)

    async def press(self, message: Message, label: str) -> Press | Message | None:
        """Press the button with that label (or callback data).

        A callback gives its Press, which the bot's answer fills in; a key of a keyboard or a t.me link to the bot gives
        the message it sends; another link is only noted in `opened`, a copy button in `clipboard`.
        """
        return await self._pushes(message, self._button(message, label))

    async def taps(self, message: Message, row: int, column: int) -> Press | Message | None:
        """Press the button at that place, counted from 0; for what comes of it see `press`."""
        rows = message.buttons if message.message_id in message.chat.messages else []
        if not (0 <= row < len(rows) and 0 <= column < len(rows[row])):
            raise NotPossible("the button is gone")
        return await self._pushes(message, rows[row][column])

    async def _pushes(self, message: Message, button: Json) -> Press | Message | None:
        if "callback_data" in button:
            return await self.forges(message, button["callback_data"])
        if "copy_text" in button:
            self.clipboard = button["copy_text"]["text"]
            return None
        if message.markup and "keyboard" in message.markup:
            return await self.types(button["text"], message.chat, message.topic)
        return await self.follows(button.get("url") or button.get("web_app", {}).get("url", ""))

    async def forges(self, message: Message, data: str) -> Press:
        """Send the bot a button press with any data, as a tampered app can."""
        self._must_be_able_to_write(message.chat)
        world = self.world
        press = world.pressed(self.user, message, data)
        payload: Json = {"id": press.id, "from": self.user.as_json(), "message": message.as_json()}
        payload |= {"chat_instance": str(zlib.crc32(f"chat {message.chat.id}".encode())), "data": data}
        world.publish("callback_query", payload, message.chat)
        return press

    async def follows(self, url: str) -> Message | None:
        """Open a link: a t.me link to the bot starts it, any other is noted in `opened`."""
        link = urlsplit(url)
        if link.netloc.lower() == "t.me" and link.path.strip("/").lower() == (self.world.bot.username or "").lower():
            return await self.starts(parse_qs(link.query).get("start", [None])[0])
        self.opened.append(url)
        return None

    async def block(self) -> None:
        """Block the bot, if it was not."""
        chat = self.world.private_chat(self.user)
        if chat.has(self.world.bot.id):
            self.world.set_bot_status(chat, "kicked", self.user)

    async def unblock(self) -> None:
        """Unblock the bot, if it was blocked."""
        chat = self.world.private_chat(self.user)
        if not chat.has(self.world.bot.id):
            self.world.set_bot_status(chat, "member", self.user)

    async def deletes_account(self) -> None:
        """Be gone from Telegram."""
        self.user.deactivated = True

    def _send_media(
        self, chat: Chat | None, caption: str, content: Json, topic: Topic | None, reply_to: Message | None = None
    ) -> Message:
        if utf16_length(caption) > MAX_CAPTION:
            raise NotPossible(f"a caption has up to {MAX_CAPTION} characters")
        return self._send(chat, caption.strip() or None, [], content, topic, reply_to)

    def _send(
        self, chat: Chat | None, text: str | None, entities: list[Entity], content: Json, topic: Topic | None,
        reply_to: Message | None,
    ) -> Message:  # fmt: skip
        place = chat or self.world.private_chat(self.user)
        self._must_be_able_to_write(place)
        if topic and topic.closed:
            raise NotPossible("the topic is closed")
        anonymous = self.id in place.anonymous
        message = self.world.post(
            place,
            ANONYMOUS_ADMIN if anonymous else self.user,
            text=text,
            entities=find_entities(text or "", entities),
            content=content,
            topic=topic,
            reply_to=reply_to,
            sender_chat=place if anonymous else None,
        )
        self._tell_bot("message", message)
        return message

    def _tell_bot(self, kind: str, message: Message) -> None:
        if self._bot_hears(message):
            self.world.publish(kind, message.as_json(), message.chat)

    def _bot_hears(self, message: Message) -> bool:
        """In privacy mode a bot that is no administrator hears commands, replies to it and its own name only."""
        world, chat = self.world, message.chat
        if chat.is_private or not world.privacy_mode or chat.statuses.get(world.bot.id) == "administrator":
            return True
        if message.reply_to and message.reply_to.sender is world.bot:
            return True
        return any(self._addresses_bot(message.text or "", entity) for entity in message.entities)

    def _addresses_bot(self, text: str, entity: Entity) -> bool:
        covered = utf16_slice(text, entity["offset"], entity["length"]).lower()
        name = f"@{self.world.bot.username}".lower()
        if entity["type"] == "bot_command" and entity["offset"] == 0:
            return "@" not in covered or covered.endswith(name)
        if entity["type"] == "text_mention":
            return bool(entity["user"]["id"] == self.world.bot.id)
        return entity["type"] == "mention" and covered == name

    def _must_be_able_to_write(self, chat: Chat) -> None:
        if self.user.deactivated:
            raise NotPossible(f"{self.first_name} has no account any more")
        if not chat.is_private:
            self._must_be_in(chat)
        elif chat.user is not self.user:
            raise NotPossible("that is somebody else's private chat")
        elif not chat.has(self.world.bot.id):
            raise NotPossible(f"{self.first_name} has blocked the bot")

    def _asked(self, chat: Chat | None) -> Message | None:
        """The bot's last message, if it is one that asks for a reply."""
        last = next(reversed(self.sees(chat)), None)
        return last if last and last.markup and last.markup.get("force_reply") else None

    def _button(self, message: Message, label: str) -> dict[str, Any]:
        if message.message_id not in message.chat.messages:
            raise NotPossible("the message is gone")
        buttons = [button for row in message.buttons for button in row]
        for name in ("text", "callback_data"):
            for button in buttons:
                if button.get(name) == label:
                    return button
        raise NotPossible(f"no button {label!r}, only {[button['text'] for button in buttons]}")


def _mention(text: str, name: str, member: Member) -> Entity:
    if name not in text:
        raise NotPossible(f"{name!r} is not in the text")
    offset = utf16_length(text[: text.index(name)])
    return {"type": "text_mention", "offset": offset, "length": utf16_length(name), "user": member.user.as_json()}
