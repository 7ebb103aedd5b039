"""Telegram's side of the page: the stand-in server as JSON, and what its persons do there."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final

from bots.playground.on_telegram import TelegramSeat
from bots.playground.page.deed import Deed
from bots.playground.seat import NotThere
from bots.playground.telegram import Change, Chat, Message, NotPossible, Server, Topic

Json = dict[str, Any]
PNG: Final = b"\x89PNG\r\n\x1a\n"
PHOTO, DOCUMENT = "photo", "document"


class TelegramSide:
    """Shows the server and acts for its persons; `seats` by handle, as they are at any moment."""

    def __init__(self, server: Server, seats: Mapping[str, TelegramSeat]) -> None:
        self._server, self._seats = server, seats
        self._bot: Json = {}
        self._menus: Json = {}
        self._acts: dict[str, Callable[[TelegramSeat, Json], Awaitable[Deed | None]]] = {
            "types": self._types,
            "presses": self._presses,
            "starts": self._starts,
            "blocks": self._blocks,
            "unblocks": self._unblocks,
        }
        self._chat_changes: dict[str, Callable[[Change, Chat], list[Json]]] = {
            "chat": lambda _, chat: [self._chat_change(chat), *self._profile_changes()],
            "message": self._message_change,
            "changed": self._message_change,
            "deleted": _deletion,
            "typing": lambda _, chat: [{"kind": "telegram.typing", "chat": chat.id}],
            "answered": _answer,
        }

    def snapshot(self) -> Json:
        """The bot, everybody, the chats with all their messages, and the commands that each person is offered."""
        server = self._server
        return {
            "bot": self._bot_json(),
            "users": {str(user.id): _user_json(user.as_json()) for user in server.users.values()},
            "chats": [self._chat_json(chat) for chat in server.chats.values()],
            "messages": {
                str(chat.id): [_message_json(message) for message in chat.messages.values()]
                for chat in server.chats.values()
            },
            "menus": self._all_menus(),
        }

    def change(self, change: Change) -> list[Json]:
        """What the page has to know of a change of the server; nothing if nothing is to be seen."""
        if change.kind == "menu":
            return self._profile_changes()
        chat = self._server.chats.get(change.chat_id or 0)
        shown = self._chat_changes.get(change.kind)
        return shown(change, chat) if shown and chat else []

    async def act(self, seat: TelegramSeat, deed: str, details: Json) -> Deed | None:
        """Do what the person does on the page, and tell it for a script. Raises NotThere."""
        known = self._acts.get(deed)
        if known is None:
            raise NotThere(f"Nobody can do “{deed}” on Telegram.")
        with _saying_why():
            return await known(seat, details)

    async def upload(self, seat: TelegramSeat, details: Json, name: str, content: bytes) -> Deed | None:
        """Send a file, as a photo if `as` says so. Raises NotThere."""
        chat = self._place(seat, details)
        topic, replied = _thread(chat, details)
        caption = _words(details, "text")
        as_what = details.get("as") or DOCUMENT
        if as_what not in (PHOTO, DOCUMENT):
            raise NotThere("A file is sent as a photo or as a document.")
        if not content:
            raise NotThere(f"{name} is empty.")
        with _saying_why():
            if as_what == PHOTO:
                await seat.person.sends_photo(content, caption, chat, topic, replied)
            else:
                await seat.person.sends_file(name, content, caption, chat, topic, replied)
        photo = as_what == PHOTO
        if photo:
            name = "photo.png" if content.startswith(PNG) else "photo.jpg"
        where = (_name(chat), _under(chat, topic, replied))
        return Deed(seat.handle, "sends", name, *where, size=len(content), caption=caption.strip(), photo=photo)

    def file(self, file_id: str) -> tuple[str, str, bytes] | None:
        """Name, type and content of a file that was sent."""
        file = self._server.files.get(file_id)
        if file is None:
            return None
        if file.path.startswith("photos/") and file.data.startswith(PNG):
            return file.name.removesuffix(".jpg") + ".png", "image/png", file.data
        return file.name, file.mime, file.data

    async def _types(self, seat: TelegramSeat, details: Json) -> Deed:
        text, chat = _words(details, "text"), self._place(seat, details)
        topic, replied = _thread(chat, details)
        await seat.person.types(text, chat, topic, reply_to=replied)
        return Deed(seat.handle, "types", text.strip(), _name(chat), _under(chat, topic, replied))

    async def _presses(self, seat: TelegramSeat, details: Json) -> Deed | None:
        chat = self._place(seat, {"place": details.get("chat")})
        if chat is None:
            raise NotThere("The chat is not open yet: press Start.")
        message = _message(chat, details.get("message"))
        row, column = (_number(details.get(name), f"“{name}” of the button") for name in ("row", "column"))
        rows, links = message.labels, len(seat.person.opened)
        await seat.person.taps(message, row, column)
        if len(seat.person.opened) > links:
            return None
        return Deed(seat.handle, "presses", rows[row][column], _name(chat), (chat.id, message.message_id))

    async def _starts(self, seat: TelegramSeat, _details: Json) -> Deed:
        await seat.person.starts()
        return Deed(seat.handle, "types", "/start")

    async def _blocks(self, seat: TelegramSeat, _details: Json) -> Deed:
        await seat.person.block()
        return Deed(seat.handle, "blocks")

    async def _unblocks(self, seat: TelegramSeat, _details: Json) -> Deed:
        await seat.person.unblock()
        return Deed(seat.handle, "unblocks")

    def _place(self, seat: TelegramSeat, details: Json) -> Chat | None:
        """The chat that is meant, None for a private one that is not open yet. Raises NotThere."""
        given = details.get("place")
        if given in (None, "", "null"):
            return self._server.chats.get(seat.person.id)
        number = _number(given, "The chat")
        chat = self._server.chats.get(number)
        if number == seat.person.id or (chat and not chat.is_private and chat.has(seat.person.id)):
            return chat
        raise NotThere(f"{seat.person.first_name} is not in that chat.")

    def _bot_json(self) -> Json:
        bot, profile = self._server.bot, self._server.profile
        texts = {name: profile.text(name, "") for name in ("description", "short_description")}
        return {"id": bot.id, "username": bot.username, "first_name": bot.first_name, **texts}

    def _chat_json(self, chat: Chat) -> Json:
        bot_is_in = chat.has(self._server.bot.id)
        members = [user_id for user_id in chat.statuses if chat.has(user_id)]
        return {
            "id": chat.id,
            "type": chat.type,
            "title": self._server.bot.first_name if chat.is_private else chat.title,
            "is_forum": chat.is_forum,
            "topics": [_topic_json(topic) for topic in chat.topics.values()],
            "members": members + ([chat.user.id] if chat.user else []),
            "bot_is_in": bot_is_in,
            "blocked": chat.is_private and not bot_is_in,
            "owner": chat.user.id if chat.user else None,
            "pinned": chat.pinned,
            "migrated_to": chat.migrated_to,
        }

    def _message_change(self, change: Change, chat: Chat) -> list[Json]:
        """A service message tells of members, topics or a pin, which the chat itself shows as well."""
        if change.message is None:
            return [self._chat_change(chat)]
        shown = {"kind": "telegram.message", "chat": chat.id, "message": _message_json(change.message)}
        return [shown, self._chat_change(chat)] if change.message.is_service else [shown]

    def _chat_change(self, chat: Chat) -> Json:
        return {"kind": "telegram.chat", "chat": self._chat_json(chat)}

    def _all_menus(self) -> Json:
        """By handle and chat; the private chat has a menu before it is open."""
        menus: Json = {}
        for handle, seat in self._seats.items():
            groups = [chat for chat in self._server.chats.values() if not chat.is_private and chat.has(seat.person.id)]
            offered = {seat.person.id: seat.person.menu(), **{chat.id: seat.person.menu(chat) for chat in groups}}
            menus[handle] = {str(chat): [_command_json(*entry) for entry in menu] for chat, menu in offered.items()}
        return menus

    def _profile_changes(self) -> list[Json]:
        """What the bot says of itself and the menus that are other than before."""
        bot, menus = self._bot_json(), self._all_menus()
        changes: list[Json] = [{"kind": "telegram.bot", "bot": bot}] if bot != self._bot else []
        new = {handle: menu for handle, menu in menus.items() if menu != self._menus.get(handle)}
        if new:
            changes.append({"kind": "telegram.menus", "menus": new})
        self._bot, self._menus = bot, menus
        return changes


def _deletion(change: Change, chat: Chat) -> list[Json]:
    gone = change.message.message_id if change.message else None
    return [{"kind": "telegram.deleted", "chat": chat.id, "message_id": gone}]


def _answer(change: Change, chat: Chat) -> list[Json]:
    press = change.press
    if press is None:
        return []
    where = {"user": press.user.id, "chat": chat.id, "message_id": press.message.message_id}
    answered: Json = {"kind": "telegram.answered", **where}
    if not press.text:
        return [answered]
    return [answered, {"kind": "telegram.toast", "user": press.user.id, "text": press.text, "alert": press.alert}]


def _user_json(user: Json) -> Json:
    return {name: user.get(name) for name in ("id", "first_name", "username", "is_bot")}


def _command_json(command: str, description: str) -> Json:
    return {"command": command, "description": description}


def _topic_json(topic: Topic) -> Json:
    return {"id": topic.id, "name": topic.name, "closed": topic.closed, "icon_color": topic.icon_color}


def _message_json(message: Message) -> Json:
    extra = {"chat_id": message.chat.id, "markup": message.markup, "is_service": message.is_service}
    return {**message.as_json(), **extra}


def _name(chat: Chat | None) -> str:
    """The place as seats name it."""
    return "" if chat is None or chat.is_private else chat.title


def _under(chat: Chat | None, topic: Topic | None, replied: Message | None) -> tuple[int, int] | None:
    """What is answered: in a topic the bot's first card, which is what the topic is about, unless another is meant."""
    if replied is None and chat and topic:
        said = (message for message in chat.messages.values() if message.topic is topic and not message.is_service)
        replied = next((message for message in said if message.sender.is_bot), None)
    return (replied.chat.id, replied.message_id) if replied else None


def _thread(chat: Chat | None, details: Json) -> tuple[Topic | None, Message | None]:
    """The topic, and the message that is answered."""
    given = details.get("reply_to")
    if chat is None or given in (None, "", "null"):
        return _topic(chat, details), None
    replied = _message(chat, given)
    return replied.topic, replied


def _message(chat: Chat, message_id: Any) -> Message:
    message = chat.messages.get(_number(message_id, "The message"))
    if message is None:
        raise NotThere("The message is gone.")
    return message


def _topic(chat: Chat | None, details: Json) -> Topic | None:
    given = details.get("topic")
    if chat is None or given in (None, "", "null"):
        return None
    topic = chat.topics.get(_number(given, "The topic"))
    if topic is None:
        raise NotThere("There is no such topic here.")
    return topic


def _number(given: Any, what: str) -> int:
    """Whole numbers come as such or, from a form, as text. Raises NotThere."""
    if isinstance(given, str) and given.removeprefix("-").isdecimal() and len(given) < 20:
        return int(given)
    if isinstance(given, int) and not isinstance(given, bool):
        return given
    raise NotThere(f"{what} is given by a number.")


def _words(details: Json, name: str) -> str:
    given = details.get(name) or ""
    if not isinstance(given, str):
        raise NotThere(f"“{name}” is no text.")
    return given


@contextmanager
def _saying_why() -> Iterator[None]:
    """What the person's app does not let them do, as a sentence."""
    try:
        yield
    except NotPossible as error:
        reason = str(error)
        raise NotThere(f"{reason[:1].upper()}{reason[1:].removesuffix('.')}.") from error
