"""A person's life in groups: making them, adding and removing people and the bot, topics, the move to a supergroup."""

from bots.playground.telegram.model import ANONYMOUS_ADMIN, RIGHTS, Chat, Topic, User
from bots.playground.telegram.world import World

TOPIC_COLOR = 7322096


class NotPossible(Exception):
    """Something that the person's own app would not let them do."""


class Member:
    """Somebody with a Telegram account."""

    def __init__(self, world: World, user: User) -> None:
        self.world = world
        self.user = user

    @property
    def id(self) -> int:
        """The numeric user id, which is the id of the private chat too."""
        return self.user.id

    @property
    def first_name(self) -> str:
        """As shown in chats."""
        return self.user.first_name

    @property
    def username(self) -> str | None:
        """Without the @."""
        return self.user.username

    @property
    def language_code(self) -> str | None:
        """The language of the person's app."""
        return self.user.language_code

    async def creates_group(
        self, title: str, *others: "Member", supergroup: bool = False, forum: bool = False, with_bot: bool = True
    ) -> Chat:
        """A new group with others and, unless told not to, the bot."""
        chat = self.world.new_group(title, self.user, supergroup, forum)
        if with_bot:
            await self.adds_bot(chat)
        if others:
            await self.adds(chat, *others)
        return chat

    async def adds(self, chat: Chat, *others: "Member") -> None:
        """Bring people into the group."""
        self._must_be_in(chat)
        for other in others:
            chat.statuses[other.id] = "member"
        self.world.tell(chat, self.user, {"new_chat_members": [other.user.as_json() for other in others]})

    async def adds_bot(self, chat: Chat) -> None:
        """Bring the bot into the group, without any rights."""
        self._must_be_in(chat)
        self.world.set_bot_status(chat, "member", self.user)
        self.world.tell(chat, self.user, {"new_chat_members": [self.world.bot.as_json()]})

    async def removes(self, chat: Chat, other: "Member") -> None:
        """Throw somebody out of the group."""
        self._must_lead(chat)
        chat.statuses[other.id] = "kicked"
        self.world.tell(chat, self.user, {"left_chat_member": other.user.as_json()})

    async def removes_bot(self, chat: Chat) -> None:
        """Throw the bot out of the group."""
        self._must_lead(chat)
        self.world.set_bot_status(chat, "kicked", self.user)
        self.world.tell(chat, self.user, {"left_chat_member": self.world.bot.as_json()})

    async def joins(self, chat: Chat) -> None:
        """Come into the group by a link."""
        chat.statuses[self.id] = "member"
        self.world.tell(chat, self.user, {"new_chat_members": [self.user.as_json()]})

    async def leaves(self, chat: Chat) -> None:
        """Go out of the group."""
        self._must_be_in(chat)
        chat.statuses[self.id] = "left"
        self.world.tell(chat, self.user, {"left_chat_member": self.user.as_json()})

    async def makes_admin(self, chat: Chat, other: "Member") -> None:
        """Make somebody an administrator, about which the bot hears nothing."""
        self._must_lead(chat)
        chat.statuses[other.id] = "administrator"
        self.world.changed("chat", chat.id)

    async def promotes_bot(self, chat: Chat, *rights: str) -> None:
        """Make the bot an administrator with these rights (`can_manage_topics`, …), or all if none is named."""
        self._must_lead(chat)
        unknown = set(rights) - set(RIGHTS)
        if unknown:
            raise NotPossible(f"no such right: {', '.join(sorted(unknown))}")
        chat.bot_rights = {"can_manage_chat", *(rights or RIGHTS)}
        self.world.set_bot_status(chat, "administrator", self.user)

    async def silences_bot(self, chat: Chat, on: bool = True) -> None:
        """Take the bot's right to write, or give it back; only a supergroup can do that to one member."""
        self._must_lead(chat)
        if chat.type != "supergroup":
            raise NotPossible("only in a supergroup can one member be silenced")
        self.world.set_bot_status(chat, "restricted" if on else "member", self.user)

    async def goes_anonymous(self, chat: Chat, on: bool = True) -> None:
        """Write in the name of the group from now on, or no longer."""
        self._must_lead(chat)
        (chat.anonymous.add if on else chat.anonymous.discard)(self.id)

    async def opens_topic(self, chat: Chat, name: str) -> Topic:
        """A new topic in a forum."""
        self._must_be_in(chat)
        if not chat.is_forum:
            raise NotPossible("the group has no topics")
        return self.world.open_topic(chat, self.user, name, TOPIC_COLOR)

    async def deletes_topic(self, chat: Chat, topic: Topic) -> None:
        """Take a topic out of a forum with all its messages, about which the bot hears nothing."""
        self._must_lead(chat)
        if chat.topics.pop(topic.id, None) is None:
            raise NotPossible("the topic is gone")
        for message in [message for message in chat.messages.values() if message.topic is topic]:
            del chat.messages[message.message_id]
            self.world.changed("deleted", chat.id, message)
        self.world.changed("chat", chat.id)

    async def closes_topic(self, chat: Chat, topic: Topic) -> None:
        """Let nobody but administrators write in a topic any more."""
        self._must_lead(chat)
        if topic.closed:
            raise NotPossible("the topic is closed already")
        topic.closed = True
        self.world.tell(chat, self.user, {"forum_topic_closed": {}}, topic=topic)

    async def upgrades(self, chat: Chat) -> Chat:
        """Turn a group into a supergroup, which is another chat with another id."""
        self._must_lead(chat)
        if chat.type != "group":
            raise NotPossible("it is a supergroup already")
        bigger = self.world.new_group(chat.title, self.user, supergroup=True)
        bigger.statuses, bigger.bot_rights = dict(chat.statuses), set(chat.bot_rights)
        chat.migrated_to = bigger.id
        self.world.tell(chat, self.user, {"migrate_to_chat_id": bigger.id})
        self.world.tell(bigger, ANONYMOUS_ADMIN, {"migrate_from_chat_id": chat.id}, sender_chat=bigger)
        return bigger

    def _must_be_in(self, chat: Chat) -> None:
        if chat.migrated_to or not chat.has(self.id):
            raise NotPossible(f"{self.first_name} is not in the group")

    def _must_lead(self, chat: Chat) -> None:
        if chat.statuses.get(self.id) not in ("creator", "administrator"):
            raise NotPossible(f"{self.first_name} is no administrator of the group")
