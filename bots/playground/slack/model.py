"""What a workspace is made of: people, channels, messages, views, files, and the log of exchanges.

Each `as_json` is the object as Slack's API shows it. Times are Unix seconds, message times Slack's `ts` strings.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from typing import Any, Literal
from zoneinfo import ZoneInfo

Json = dict[str, Any]
Direction = Literal["to_app", "to_slack"]
ChannelKind = Literal["public", "private", "im", "mpim"]

ID_LETTER: dict[ChannelKind, str] = {"public": "C", "private": "C", "im": "D", "mpim": "G"}
EVENT_TYPE: dict[ChannelKind, str] = {"public": "channel", "private": "group", "im": "im", "mpim": "mpim"}
PAYLOAD_NAME: dict[ChannelKind, str] = {"private": "privategroup", "im": "directmessage", "mpim": "directmessage"}


class ApiError(Exception):
    """A refusal in Slack's own word, e.g. `channel_not_found`, with further fields of the answer in `extra`."""

    def __init__(self, error: str, **extra: Any) -> None:
        super().__init__(error)
        self.error = error
        self.extra = extra


class NotPossible(Exception):
    """Slack's client would not let this person do this."""


@dataclass(eq=False)
class User:
    id: str
    name: str
    real_name: str
    tz: str = "UTC"
    locale: str = "en-US"
    is_bot: bool = False
    is_admin: bool = False
    deleted: bool = False

    def as_json(self, team_id: str, now: float, with_locale: bool = False) -> Json:
        there = datetime.fromtimestamp(now, UTC).astimezone(ZoneInfo(self.tz))
        offset = there.utcoffset()
        names = {"real_name": self.real_name, "real_name_normalized": self.real_name}
        display = {"display_name": self.name, "display_name_normalized": self.name}
        profile = {**names, **display, "email": f"{self.name}@example.org", "team": team_id, "title": "", "phone": ""}
        answer: Json = {
            "id": self.id, "team_id": team_id, "name": self.name, "deleted": self.deleted, "real_name": self.real_name,
            "tz": self.tz, "tz_label": there.tzname(), "tz_offset": int(offset.total_seconds()) if offset else 0,
            "profile": profile, "is_admin": self.is_admin, "is_owner": False, "is_primary_owner": False,
            "is_restricted": False, "is_ultra_restricted": False, "is_bot": self.is_bot, "is_app_user": False,
            "updated": int(now),
        }  # fmt: skip
        return answer | ({"locale": self.locale} if with_locale else {})


@dataclass(eq=False)
class Channel:
    id: str
    name: str
    kind: ChannelKind
    created: int
    members: list[str] = field(default_factory=list)
    is_archived: bool = False

    @property
    def payload_name(self) -> str:
        """The name slash commands and interactions carry: private places do not tell theirs."""
        return PAYLOAD_NAME.get(self.kind, self.name)

    def as_json(self, reader: str) -> Json:
        common: Json = {
            "id": self.id, "created": self.created, "is_archived": self.is_archived, "is_im": self.kind == "im",
            "is_org_shared": False, "is_shared": False, "is_ext_shared": False,
        }  # fmt: skip
        if self.kind == "im":
            other = next(member for member in self.members if member != reader)
            return common | {"user": other, "is_user_deleted": False, "priority": 0, "is_open": True}
        return common | {
            "name": self.name, "name_normalized": self.name, "is_channel": self.kind == "public",
            "is_group": self.kind == "private", "is_mpim": self.kind == "mpim", "is_private": self.kind != "public",
            "is_general": False, "is_member": reader in self.members, "num_members": len(self.members),
            "creator": self.members[0] if self.members else "", "unlinked": 0,
            "topic": {"value": "", "creator": "", "last_set": 0},
            "purpose": {"value": "", "creator": "", "last_set": 0},
        }  # fmt: skip


@dataclass(eq=False)
class File:
    id: str
    name: str
    title: str
    mimetype: str
    user: str
    created: int
    url: str
    size: int
    alt_text: str = ""
    content: bytes = b""
    channels: list[str] = field(default_factory=list)
    given_to_app: bool = False

    def as_json(self) -> Json:
        kind = self.name.rpartition(".")[2].lower() if "." in self.name else "text"
        return {
            "id": self.id, "created": self.created, "timestamp": self.created, "name": self.name, "title": self.title,
            "mimetype": self.mimetype, "filetype": kind, "pretty_type": kind.upper(), "user": self.user,
            "size": self.size, "mode": "hosted", "editable": False, "is_external": False, "external_type": "",
            "is_public": False, "public_url_shared": False, "display_as_bot": False, "username": "",
            "alt_txt": self.alt_text, "url_private": self.url, "url_private_download": self.url + "?download=1",
            "permalink": self.url, "has_rich_preview": False, "file_access": "visible", "channels": self.channels,
            "groups": [], "ims": [], "comments_count": 0,
        }  # fmt: skip


@dataclass(eq=False)
class Message:
    """A message in a channel; `only_for` is the one reader of an ephemeral message."""

    channel: str
    ts: str
    user: str
    text: str
    blocks: list[Json] = field(default_factory=list)
    thread_ts: str | None = None
    broadcast: bool = False
    only_for: str | None = None
    bot: Json | None = None  # what makes it an app's message: bot_id, app_id, bot_profile
    edited: Json | None = None
    metadata: Json | None = None
    files: list[File] = field(default_factory=list)
    reactions: dict[str, list[str]] = field(default_factory=dict)
    before: Json | None = None  # as it was before its last edit
    typed: dict[str, Json] = field(default_factory=dict)  # what each reader has put into its inputs: state.values
    replies: list[str] = field(default_factory=list)  # ts of the thread's replies
    reply_users: list[str] = field(default_factory=list)

    @property
    def is_ephemeral(self) -> bool:
        return self.only_for is not None

    def as_json(self, team_id: str) -> Json:
        answer: Json = {"type": "message", "user": self.user, "text": self.text, "ts": self.ts, "team": team_id}
        answer |= self.bot or {}
        if self.files:
            answer |= {"files": [file.as_json() for file in self.files], "upload": False}
        if self.broadcast:
            answer["subtype"] = "thread_broadcast"
        elif self.files and not self.bot:
            answer["subtype"] = "file_share"
        if self.replies:
            answer |= {
                "thread_ts": self.ts, "reply_count": len(self.replies), "reply_users": self.reply_users,
                "reply_users_count": len(self.reply_users), "latest_reply": self.replies[-1], "subscribed": False,
                "is_locked": False,
            }  # fmt: skip
        reactions = [{"name": name, "users": who, "count": len(who)} for name, who in self.reactions.items()]
        optional = {
            "blocks": self.blocks, "thread_ts": self.thread_ts, "edited": self.edited, "metadata": self.metadata,
            "reactions": reactions,
        }  # fmt: skip
        return answer | {name: value for name, value in optional.items() if value}


@dataclass(eq=False)
class View:
    """A modal or a Home tab of one person, with what is typed into it and the complaints shown under its inputs."""

    id: str
    user: str
    definition: Json
    hash: str
    root_id: str
    previous_id: str | None = None
    values: Json = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    trouble: str | None = None

    @property
    def type(self) -> str:
        return str(self.definition["type"])

    @property
    def blocks(self) -> list[Json]:
        blocks: list[Json] = self.definition["blocks"]
        return blocks

    @property
    def external_id(self) -> str:
        return self.definition.get("external_id") or ""

    def as_json(self, team_id: str, app_id: str, bot_id: str) -> Json:
        empty: Json = {
            "private_metadata": "", "callback_id": "", "external_id": "", "title": None, "close": None, "submit": None,
            "clear_on_close": False, "notify_on_close": False, "submit_disabled": False,
        }  # fmt: skip
        place = {"previous_view_id": self.previous_id, "root_view_id": self.root_id, "hash": self.hash}
        where = {"team_id": team_id, "app_id": app_id, "app_installed_team_id": team_id, "bot_id": bot_id}
        return {**empty, **self.definition, **place, **where, "id": self.id, "state": {"values": self.values}}


@dataclass
class Exchange:
    """One request and its answer, for inspectors; tokens are not kept. `problem` says why no good answer came.

    `final`: the app asked not to be sent this event again. `number` tells it from every other.
    """

    direction: Direction
    name: str
    at: float
    url: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    request: Any = None
    status: int | None = None
    response: Any = None
    problem: str | None = None
    final: bool = False
    seconds: float = 0.0
    number: int = field(default_factory=count(1).__next__)

    @property
    def ok(self) -> bool:
        return self.problem is None


@dataclass(frozen=True)
class Change:
    """What live pages are told: what happened (message, changed, deleted, view, home, exchange, …) and where."""

    kind: str
    channel: str | None = None
    user: str | None = None
    message: Message | None = None
