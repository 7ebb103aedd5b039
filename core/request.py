"""Everything that asks for something, whatever door it came through."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

SYSTEM: Final = "system"
PROVIDER: Final = "provider"
# A person has edited a message that they wrote before (`written`); with the extra DELETED it is gone.
REWORDED: Final = "said.reworded"
DELETED: Final = "deleted"


@dataclass(frozen=True, slots=True)
class Who:
    """An identity on a platform. `name`, `zone` and `language` are what the platform says, used when a person joins.

    `chat` is where this person can be written to in private.
    """

    platform: str
    team: str
    user_id: str
    name: str = ""
    zone: str = ""
    language: str = ""
    chat: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a request was made: a chat, the message or thread it is in, and whether others read along.

    `topic` is the forum topic. `lacks` are words for what Parley may not do in the chat, where that was looked at:
    `write`, `topics`, or to hear `everything`.
    """

    platform: str = ""
    team: str = ""
    chat: str = ""
    message_id: str = ""
    public: bool = False
    topic: str = ""
    lacks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came with a request."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Quote:
    """A message that a command is used on: its words ("" if it has none) and address. `ours` if we have sent it."""

    words: str
    link: str = ""
    ours: bool = False


@dataclass(frozen=True, slots=True)
class Request:
    """One request. `source` and `key` together name its delivery: a second one gets the first one's reply.

    Either `text` (as typed, with or without the slash) or `command` ("milestone.approve") with `ref`, `seen` (the
    version that the presser saw, 0 for none), `extra` and `answers` (raw texts by field name; a list has several).
    `forms` says how this chat asks: a whole form at once, or one question after the other. `durable` is True when the
    reply itself stays in the person's chat for good. `who` is None for the system. `quote` is the message that the
    command is used on, if any. `overheard` words were said in a room without addressing Parley. `written` is the id
    that the chat gives to the message that says this.
    """

    source: str
    key: str
    who: Who | None = None
    text: str = ""
    command: str = ""
    ref: str = ""
    seen: int = 0
    extra: str = ""
    answers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    files: tuple[Upload, ...] = ()
    place: Place = Place()
    forms: Literal["whole", "questions"] = "whole"
    durable: bool = False
    submitted: bool = False
    overheard: bool = False
    quote: Quote | None = None
    written: str = ""
