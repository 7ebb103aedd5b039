"""The state of the stand-in for one bot: who is there, what was said, and what the bot is told of it."""

import re
from collections.abc import Callable
from typing import Any

from bots.playground.telegram.changes import Changes, Exchange
from bots.playground.telegram.deliver import Webhook
from bots.playground.telegram.faults import Faults, FloodLimits
from bots.playground.telegram.model import (
    ANONYMOUS_ADMIN,
    MEMBERS,
    PERMISSIONS,
    RIGHTS,
    Chat,
    Json,
    Message,
    Press,
    StoredFile,
    Topic,
    User,
)
from bots.playground.telegram.profile import Profile
from bots.playground.telegram.updates import Update, UpdateQueue

TOKEN = re.compile(r"[1-9]\d*:[A-Za-z0-9_-]{6,}")
FIRST_GROUP_ID = 4_200_000_001
SUPERGROUP_BASE = 1_000_000_000_000
MOST_PRESSES = 1_000


class World(Changes):
    """Users, chats, messages, files, pressed buttons and the bot's queue. `clock` gives seconds since the epoch."""

    def __init__(self, bot_token: str, bot_username: str, clock: Callable[[], float], delay_unit: float) -> None:
        if not TOKEN.fullmatch(bot_token):
            raise ValueError("a bot token looks like 123456:ABC-DEF")
        super().__init__()
        self.token = bot_token
        self.clock = clock
        self.started_at = clock()
        self.logged_out = False
        self.privacy_mode = True
        self.bot = User(int(bot_token.partition(":")[0]), bot_username, bot_username, is_bot=True)
        self.users: dict[int, User] = {self.bot.id: self.bot, ANONYMOUS_ADMIN.id: ANONYMOUS_ADMIN}
        self.chats: dict[int, Chat] = {}
        self.presses: dict[str, Press] = {}
        self.files: dict[str, StoredFile] = {}
        self.profile = Profile()
        self.faults = Faults()
        self.flood_limits: FloodLimits | None = None
        self.updates = UpdateQueue(clock)
        self.webhook = Webhook(self.updates, self._on_delivery, delay_unit)
        self._message_ids: dict[int, int] = {}
        self._posted = 0

    def private_chat(self, user: User) -> Chat:
        """The chat between a person and the bot, opened if it was not."""
        known = self.chats.get(user.id)
        if known:
            return known
        chat = self.chats[user.id] = Chat(user.id, "private", user=user, statuses={self.bot.id: "member"})
        self.changed("chat", chat.id)
        return chat

    def new_group(self, title: str, creator: User, supergroup: bool = False, forum: bool = False) -> Chat:
        """An empty group of its creator; only a supergroup can be a forum."""
        number = FIRST_GROUP_ID + len(self.chats)
        chat = Chat(
            id=-(SUPERGROUP_BASE + number) if supergroup or forum else -number,
            type="supergroup" if supergroup or forum else "group",
            title=title,
            is_forum=forum,
            statuses={creator.id: "creator"},
        )
        self.chats[chat.id] = chat
        self.changed("chat", chat.id)
        return chat

    def post(self, chat: Chat, sender: User, **fields: Any) -> Message:
        """Store a new message (fields of Message); tells no bot."""
        self._posted += 1
        number = self._next_message_id(chat)
        message = Message(number, chat, int(self.clock()), sender, number=self._posted, **fields)
        chat.messages[message.message_id] = message
        self.changed("message", chat.id, message)
        return message

    def pressed(self, user: User, message: Message, data: str) -> Press:
        """Remember that a button was pressed, and no more of that than anybody asks for."""
        self._posted += 1
        press = Press(f"{user.id}{self._posted:06d}", user, message, data, self.clock())
        while len(self.presses) >= MOST_PRESSES:
            del self.presses[next(iter(self.presses))]
        self.presses[press.id] = press
        return press

    def tell(self, chat: Chat, sender: User, content: Json, **fields: Any) -> Message:
        """Post a service message and send it to the bot."""
        message = self.post(chat, sender, content=content, **fields)
        self.publish("message", message.as_json(), chat)
        return message

    def open_topic(self, chat: Chat, opener: User, name: str, icon_color: int) -> Topic:
        """Open a forum topic; the service message that tells of it gives the topic its id."""
        opening = self.post(chat, opener, content={"forum_topic_created": {"name": name, "icon_color": icon_color}})
        opening.topic = chat.topics[opening.message_id] = Topic(opening.message_id, name, icon_color)
        self.changed("changed", chat.id, opening)
        self.publish("message", opening.as_json(), chat)
        return opening.topic

    def publish(self, kind: str, payload: Json, chat: Chat) -> None:
        """Queue an update for the bot and set its delivery going; a bot outside a group hears nothing of it."""
        departure = kind == "my_chat_member" or "left_chat_member" in payload
        if not (chat.has(self.bot.id) or departure):
            return
        update = self.updates.add(kind, payload, chat.id)
        if update:
            self.webhook.kick(update.lane)

    def set_bot_status(self, chat: Chat, status: str, by: User) -> None:
        """Change what the bot is in a chat and send it `my_chat_member`."""
        old = self.member_json(chat, self.bot)
        chat.statuses[self.bot.id] = status
        payload: Json = {"chat": chat.as_json(), "from": by.as_json(), "date": int(self.clock())}
        payload |= {"old_chat_member": old, "new_chat_member": self.member_json(chat, self.bot)}
        self.publish("my_chat_member", payload, chat)
        self.changed("chat", chat.id)

    def member_json(self, chat: Chat, user: User) -> Json:
        """The Bot API's ChatMember."""
        status = chat.statuses.get(user.id, "left")
        shown: Json = {"user": user.as_json(), "status": status}
        if status == "kicked":
            shown["until_date"] = 0
        if status in MEMBERS[:2]:
            shown["is_anonymous"] = user.id in chat.anonymous
        if status == "administrator":
            shown |= {"can_be_edited": False, **{right: right in chat.bot_rights for right in RIGHTS}}
        if status == "restricted":
            shown |= {"is_member": True, "until_date": 0, **dict.fromkeys(PERMISSIONS, False)}
        return shown

    def met(self, user: User) -> bool:
        """Whether the bot shares a group with that user, and so knows the id."""
        return any(chat.has(user.id) and chat.has(self.bot.id) for chat in self.chats.values())

    def _next_message_id(self, chat: Chat) -> int:
        """Supergroups count for themselves, all other chats share the bot's own counter."""
        counter = chat.id if chat.type == "supergroup" else 0
        self._message_ids[counter] = self._message_ids.get(counter, 0) + 1
        return self._message_ids[counter]

    def _on_delivery(self, update: Update, status: int, problem: str, seconds: float) -> None:
        exchange = Exchange("to_app", update.kind, self.clock(), update.as_json(), status, problem, seconds)
        self.exchanged(exchange, update.lane)
