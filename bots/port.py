"""What a chat needs of the rest of the product: one small door, the same for every platform."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from bots.gateway import Attachment
from core.card import Card, Reply
from core.request import Place, Request, Who

Audience = Literal["everybody", "operator", "mediator", "group"]


@dataclass(frozen=True, slots=True)
class MenuEntry:
    """A command word as a chat's menu shows it; `usage` is a hint of what may follow."""

    word: str
    description: str
    usage: str = ""


@dataclass(frozen=True, slots=True)
class Shortcut:
    """A command that can be used on a message; with `links` it wants the message's address too."""

    command: str
    label: str
    description: str
    links: bool = False


class CorePort(Protocol):
    """The core as an adapter sees it. Each method may raise when the database cannot be reached."""

    async def ask(self, request: Request) -> Reply:
        """The answer to a request; committed before this returns."""
        ...

    async def handles(self, person_ids: Collection[int], platform: str, team: str) -> dict[int, str]:
        """The user ids that these people have there, by person id; who has none is left out."""
        ...

    async def remember(
        self, platform: str, team: str, chat: str, message_id: str, card: Card, *, live: bool, who: Who
    ) -> None:
        """Note that this message shows this card; a live one is kept up to date."""
        ...

    async def attachments(self, file_ids: Sequence[int]) -> list[Attachment]:
        """The stored files with these ids."""
        ...

    async def reached(self, who: Who, blocked: bool) -> None:
        """Note that a person blocked or unblocked the bot, or has a (new) private chat (`who.chat`)."""
        ...

    async def postpone(self, who: Who, reply: Reply) -> None:
        """Leave a reply that could not be sent now to the outbox."""
        ...

    async def moved(self, platform: str, team: str, old_chat: str, new_chat: str) -> None:
        """Note that a chat has another id now."""
        ...

    def settles(self, request: Request) -> bool:
        """Whether the request chooses the place where it is made, so that what the bot may do there counts."""
        ...

    async def listens(self, place: Place) -> bool:
        """Whether what is written at this place is meant for Parley though nobody addresses it."""
        ...

    def menu(self, audience: Audience) -> Sequence[MenuEntry]:
        """The command words to offer, aliases included."""
        ...

    def shortcuts(self) -> Sequence[Shortcut]:
        """What can be done with a message."""
        ...
