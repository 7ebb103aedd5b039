"""The workspace's memory: people, channels, messages, files, the log of exchanges, and who is told of changes."""

import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Protocol

from bots.playground.slack.config import AppConfig
from bots.playground.slack.faults import Fault, Faults
from bots.playground.slack.model import (
    ID_LETTER,
    ApiError,
    Channel,
    ChannelKind,
    File,
    Json,
    Message,
    User,
    View,
)
from bots.playground.slack.news import News
from bots.playground.slack.socket_mode import SocketHub

SLACKBOT = "USLACKBOT"


class Member(Protocol):
    """A user or the person behind one."""

    @property
    def id(self) -> str: ...


@dataclass
class Trigger:
    """A person's deed for which the app may open a view: once, within three seconds."""

    user: str
    expires: float
    used: bool = False


@dataclass
class Hook:
    """A response_url: where its answers go, how often it was used and until when it may be."""

    channel: str
    user: str
    expires: float
    source: Message | None = None
    uses: int = 0


class State(News):
    """All that a workspace remembers. `clock` gives Unix seconds; `base_url` is where the stand-in is served."""

    def __init__(
        self, bot_token: str, app_token: str | None, clock: Callable[[], float], team: str, config: AppConfig
    ) -> None:
        super().__init__()
        self.clock = clock
        self.bot_token = bot_token
        self.app_token = app_token
        self.config = config
        self.base_url = ""
        self.team_id = "T" + secrets.token_hex(5).upper()
        self.team_name = team
        self.domain = team.lower().replace(" ", "-")
        self.app_id = "A" + secrets.token_hex(5).upper()
        self.bot_id = "B" + secrets.token_hex(5).upper()
        self.verification_token = secrets.token_hex(12)
        self.installed = True
        self.users: dict[str, User] = {}
        self.channels: dict[str, Channel] = {}
        self.messages: dict[str, list[Message]] = {}
        self.files: dict[str, File] = {}
        self.uploads: dict[str, str] = {}  # upload ticket -> file id
        self.views: dict[str, View] = {}
        self.stacks: dict[str, list[View]] = {}
        self.homes: dict[str, View] = {}
        self.triggers: dict[str, Trigger] = {}
        self.hooks: dict[str, Hook] = {}
        self.sockets = SocketHub(self.app_id)
        self.faults = Faults()
        self._last_ts = 0
        self.users[SLACKBOT] = User(SLACKBOT, "slackbot", "Slackbot", is_bot=True)
        self.bot_user = self.add_user(config.bot_name, config.name)
        self.bot_user.is_bot = True

    # time, ids, trouble

    def now(self) -> float:
        return self.clock()

    def new_ts(self) -> str:
        """A message time that no other message has."""
        self._last_ts = max(self._last_ts + 1, int(self.now() * 1_000_000))
        return f"{self._last_ts // 1_000_000}.{self._last_ts % 1_000_000:06d}"

    def new_id(self, letter: str) -> str:
        return letter + secrets.token_hex(5).upper()

    def url(self, path: str) -> str:
        """An absolute address of the stand-in, e.g. for a response_url."""
        return self.base_url.rstrip("/") + path

    def fail_next(
        self,
        method: str,
        *,
        error: str | None = None,
        status: int | None = None,
        retry_after: int | None = None,
        times: int | None = 1,
        channel: str | None = None,
    ) -> None:
        """Refuses the next calls of a method (also `response_url`, `upload`, `download`) instead of doing them.

        With `error` (Slack's word), `status` (an HTTP status) or `retry_after` (429, seconds); `times=None` is for
        ever; `channel` (its id, or a person's for their direct conversation) narrows it.
        """
        self.faults.plan(method, Fault(error, status, retry_after, times=times, channel=channel))

    def cut_next(self, method: str, *, times: int | None = 1, channel: str | None = None) -> None:
        """Does the next calls of a method, but the connection dies before the answer."""
        self.faults.plan(method, Fault(cut=True, times=times, channel=channel))

    # people and channels

    def add_user(self, name: str, real_name: str = "", tz: str = "UTC", locale: str = "en-US") -> User:
        user = User(self.new_id("U"), name.lower(), real_name or name.title(), tz, locale)
        self.users[user.id] = user
        return user

    def user_named(self, name: str) -> User | None:
        return next((user for user in self.users.values() if user.name == name.lower()), None)

    def add_channel(
        self, name: str, members: Iterable[Member] = (), private: bool = False, with_app: bool = True
    ) -> Channel:
        kind: ChannelKind = "private" if private else "public"
        channel = Channel(self.new_id("C"), name.lstrip("#"), kind, int(self.now()))
        channel.members = [member.id for member in members] + ([self.bot_user.id] if with_app else [])
        return self._keep(channel)

    def direct(self, members: Iterable[str]) -> Channel:
        """The conversation of exactly these people, made if there is none yet."""
        wanted = sorted(set(members))
        for channel in self.channels.values():
            if channel.kind in ("im", "mpim") and sorted(channel.members) == wanted:
                return channel
        kind: ChannelKind = "im" if len(wanted) <= 2 else "mpim"
        name = "" if kind == "im" else "mpdm-" + "--".join(self.users[member].name for member in wanted)
        return self._keep(Channel(self.new_id(ID_LETTER[kind]), name, kind, int(self.now()), wanted))

    def _keep(self, channel: Channel) -> Channel:
        self.channels[channel.id] = channel
        self.messages[channel.id] = []
        self.tell("channel", channel.id)
        return channel

    def channel(self, reference: str) -> Channel:
        """By id or name (`C…`, `#general`, `general`). Raises `channel_not_found`."""
        found = self.channels.get(reference)
        name = reference.removeprefix("#")
        found = found or next((channel for channel in self.channels.values() if name and channel.name == name), None)
        if found is None:
            raise ApiError("channel_not_found")
        return found

    def names(self) -> dict[str, str]:
        """What ids are called."""
        users = {user.id: user.name for user in self.users.values()}
        return users | {channel.id: channel.name for channel in self.channels.values() if channel.name}

    def ids(self) -> dict[str, str]:
        """`@name` and `#name` to ids."""
        users = {f"@{user.name}": user.id for user in self.users.values()}
        return users | {f"#{channel.name}": channel.id for channel in self.channels.values() if channel.name}

    # messages

    def as_app(self) -> Json:
        """What marks a message as this app's."""
        profile = {"id": self.bot_id, "app_id": self.app_id, "name": self.config.name, "deleted": False,
                   "team_id": self.team_id, "updated": 0, "icons": {}}  # fmt: skip
        return {"bot_id": self.bot_id, "app_id": self.app_id, "bot_profile": profile}

    def post(self, channel: str, user: str, text: str, **more: Any) -> Message:
        """Puts a message where it belongs; a reply (`thread_ts`) is counted at its parent."""
        message = Message(channel, self.new_ts(), user, text, **more)
        self.messages[channel].append(message)
        parent = self.find_message(channel, message.thread_ts) if message.thread_ts else None
        if parent and not message.is_ephemeral:
            parent.replies.append(message.ts)
            if user not in parent.reply_users:
                parent.reply_users.append(user)
        self.tell("ephemeral" if message.is_ephemeral else "message", channel, message.only_for, message)
        return message

    def find_message(self, channel: str, ts: str | None) -> Message | None:
        """A message that everybody there can see."""
        found = (message for message in self.messages.get(channel, ()) if message.ts == ts)
        return next((message for message in found if not message.is_ephemeral), None)

    def remove_message(self, message: Message) -> None:
        self.messages[message.channel].remove(message)
        parent = self.find_message(message.channel, message.thread_ts)
        if parent and message.ts in parent.replies:
            parent.replies.remove(message.ts)
        self.tell("deleted", message.channel, message.only_for, message)

    def slackbot_says(self, channel: str, user: str, text: str, thread_ts: str | None = None) -> Message:
        """Slack's own word to one person, e.g. that a command failed."""
        return self.post(channel, SLACKBOT, text, only_for=user, thread_ts=thread_ts)
