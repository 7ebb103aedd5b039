"""What the dispatcher needs of a chat platform, and what can go wrong there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from core.card import Card


@dataclass(frozen=True, slots=True)
class Address:
    """Where a message goes: a private chat of a person, or a channel. `user_id` is empty for channels.

    `topic` is the channel's topic, "" for none of them; None lets a card that hangs under nothing open its own.
    """

    platform: str
    team: str
    chat: str
    user_id: str = ""
    topic: str | None = None


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file to send along."""

    name: str
    media_type: str
    content: bytes

    @property
    def is_picture(self) -> bool:
        """Whether it can be looked at in a chat."""
        return self.media_type.startswith("image/")


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One message to send: the card, its reader's zone and language, the message it hangs under, and its files."""

    card: Card
    zone: str
    language: str
    under: str = ""
    silent: bool = False
    files: tuple[Attachment, ...] = ()


class RetryLater(Exception):
    """The platform asks to wait, or could not be reached."""

    def __init__(self, seconds: float, reason: str = "") -> None:
        super().__init__(reason or f"retry in {seconds} s")
        self.seconds = seconds


class Blocked(Exception):
    """This address does not take messages any more: blocked, left, deactivated, never started."""


class Gone(Exception):
    """The message to edit is not there any more."""


class Rejected(Exception):
    """The platform will never take this message."""


class Moved(Exception):
    """The chat has another id now."""

    def __init__(self, chat: str) -> None:
        super().__init__(chat)
        self.chat = chat


class Gateway(Protocol):
    """A platform to send to. Each method may raise RetryLater, Blocked, Gone, Rejected or Moved."""

    platform: str

    async def send(self, to: Address, message: Outgoing) -> tuple[str, str]:
        """Send; answers with the chat that took it (a DM may be opened on the way) and the message's id there."""
        ...

    async def edit(self, to: Address, message_id: str, message: Outgoing) -> None:
        """Make the message show this card now; nothing happens if it does already."""
        ...

    async def open(self, to: Address, title: str) -> str:
        """Open a topic in a channel; answers with its id, or "" where the platform or the channel has none."""
        ...

    async def close(self, to: Address) -> None:
        """Close the address's topic; nothing happens if that is impossible or done."""
        ...
