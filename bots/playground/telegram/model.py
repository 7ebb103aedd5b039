"""What the stand-in remembers (users, chats, topics, messages, files, presses) and how the Bot API shows it."""

from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]

ANONYMOUS_ADMIN_ID = 1087968824
MEMBERS = ("creator", "administrator", "member", "restricted")
MEDIA = ("document", "photo")
RIGHTS = (
    "can_manage_chat", "can_delete_messages", "can_manage_video_chats", "can_restrict_members", "can_promote_members",
    "can_change_info", "can_invite_users", "can_post_stories", "can_edit_stories", "can_delete_stories",
    "can_pin_messages", "can_manage_topics",
)  # fmt: skip
PERMISSIONS = (
    "can_send_messages", "can_send_audios", "can_send_documents", "can_send_photos", "can_send_videos",
    "can_send_video_notes", "can_send_voice_notes", "can_send_polls", "can_send_other_messages",
    "can_add_web_page_previews", "can_change_info", "can_invite_users", "can_pin_messages", "can_manage_topics",
    "can_edit_tag", "can_react_to_messages",
)  # fmt: skip


@dataclass(eq=False)
class User:
    """A person or a bot; `language_code` is only shown for people."""

    id: int
    first_name: str
    username: str | None = None
    language_code: str | None = None
    is_bot: bool = False
    deactivated: bool = False

    def as_json(self) -> Json:
        """The Bot API's User."""
        shown: Json = {"id": self.id, "is_bot": self.is_bot, "first_name": self.first_name}
        if self.username:
            shown["username"] = self.username
        if self.language_code:
            shown["language_code"] = self.language_code
        return shown


ANONYMOUS_ADMIN = User(ANONYMOUS_ADMIN_ID, "Group", "GroupAnonymousBot", is_bot=True)


@dataclass(eq=False)
class Topic:
    """A forum topic; `id` is the message_thread_id."""

    id: int
    name: str
    icon_color: int
    closed: bool = False


@dataclass(eq=False)
class Chat:
    """A private chat, group or supergroup; `user` is the other side of a private one, where a kicked bot is blocked."""

    id: int
    type: str
    title: str = ""
    user: User | None = None
    is_forum: bool = False
    statuses: dict[int, str] = field(default_factory=dict)
    bot_rights: set[str] = field(default_factory=set)
    anonymous: set[int] = field(default_factory=set)
    messages: dict[int, "Message"] = field(default_factory=dict)
    topics: dict[int, Topic] = field(default_factory=dict)
    pinned: int | None = None
    migrated_to: int | None = None

    @property
    def is_private(self) -> bool:
        """True for a chat between one person and the bot."""
        return self.type == "private"

    def has(self, user_id: int) -> bool:
        """Whether that user is in the chat now."""
        return self.statuses.get(user_id) in MEMBERS

    def as_json(self) -> Json:
        """The Bot API's Chat."""
        shown: Json = {"id": self.id, "type": self.type}
        if self.user:
            shown["first_name"] = self.user.first_name
            if self.user.username:
                shown["username"] = self.user.username
        else:
            shown["title"] = self.title
        if self.is_forum:
            shown["is_forum"] = True
        return shown


@dataclass(eq=False)
class Message:
    """One message of a chat; `text` is the caption of a file, `content` holds all fields special to the kind."""

    message_id: int
    chat: Chat
    date: int
    sender: User
    text: str | None = None
    entities: list[Json] = field(default_factory=list)
    content: Json = field(default_factory=dict)
    markup: Json | None = None
    reply_to: "Message | None" = None
    topic: Topic | None = None
    sender_chat: Chat | None = None
    silent: bool = False
    edit_date: int | None = None
    number: int = 0  # in the order in which everything was said, in whatever chat

    @property
    def has_media(self) -> bool:
        """Whether the message carries a file, so that its text is a caption."""
        return any(kind in self.content for kind in MEDIA)

    @property
    def is_service(self) -> bool:
        """Whether the message only tells of an event in the chat."""
        return self.text is None and not self.has_media

    @property
    def buttons(self) -> list[list[Json]]:
        """Rows of buttons under the message or of the keyboard it brings."""
        markup = self.markup or {}
        rows: list[list[Json]] = markup.get("inline_keyboard") or markup.get("keyboard") or []
        return rows

    @property
    def labels(self) -> list[list[str]]:
        """The buttons' labels, row by row."""
        return [[button["text"] for button in row] for row in self.buttons]

    def as_json(self, with_reply: bool = True) -> Json:
        """The Bot API's Message; the message replied to is shown one level deep."""
        shown: Json = {"message_id": self.message_id, "from": self.sender.as_json(), "chat": self.chat.as_json()}
        shown["date"] = self.date
        if self.sender_chat:
            shown["sender_chat"] = self.sender_chat.as_json()
        if self.edit_date:
            shown["edit_date"] = self.edit_date
        if self.topic:
            shown |= {"message_thread_id": self.topic.id, "is_topic_message": True}
        if self.text is not None:
            shown["caption" if self.has_media else "text"] = self.text
        if self.entities:
            shown["caption_entities" if self.has_media else "entities"] = [dict(entity) for entity in self.entities]
        shown |= self.content
        if self.markup and "inline_keyboard" in self.markup:
            shown["reply_markup"] = self.markup
        replied = self._replied()
        if with_reply and replied:
            shown["reply_to_message"] = replied.as_json(with_reply=False)
        return shown

    def _replied(self) -> "Message | None":
        """A message in a topic that replies to nothing replies to the message that opened the topic."""
        if self.reply_to or not self.topic or self.message_id == self.topic.id:
            return self.reply_to
        return self.chat.messages.get(self.topic.id)


@dataclass(frozen=True)
class StoredFile:
    """An uploaded file; `path` is what follows /file/bot<token>/."""

    file_id: str
    unique_id: str
    path: str
    name: str
    mime: str
    data: bytes

    def as_json(self) -> Json:
        """The fields every file object of the Bot API has."""
        return {"file_id": self.file_id, "file_unique_id": self.unique_id, "file_size": len(self.data)}


@dataclass(eq=False)
class Press:
    """A pressed inline button, `asked_at` by the server's clock; `text`, `alert` and `url` are the bot's answer."""

    id: str
    user: User
    message: Message
    data: str
    asked_at: float
    answered: bool = False
    text: str | None = None
    alert: bool = False
    url: str | None = None
