"""The door between chats and core: what adapters ask for, done on the core's threads."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Collection, Sequence
from typing import Final

from bots.gateway import Attachment
from bots.port import Audience, MenuEntry, Shortcut
from core import files, intake, menu, receipts, rooms
from core.card import Card, Reply
from core.delivery import Mailbox
from core.desk import Desk
from core.market import Market
from core.outbox import leave_for
from core.request import Place, Request, Who

MOST_HANDLES: Final = 10_000


class Office:
    """Implements `bots.port.CorePort`."""

    def __init__(self, desk: Desk, market: Market) -> None:
        self._desk, self._market = desk, market
        self._handles: OrderedDict[tuple[int, str, str], str] = OrderedDict()

    async def ask(self, request: Request) -> Reply:
        """The core's answer; committed before this returns."""
        return await self._desk.ask(request)

    async def handles(self, person_ids: Collection[int], platform: str, team: str) -> dict[int, str]:
        """The user ids that these people have there. They never change, so they are kept."""
        known = {n: self._handles[n, platform, team] for n in person_ids if (n, platform, team) in self._handles}
        missing = [number for number in person_ids if number not in known]
        if missing:
            found = await self._desk.read(lambda session: receipts.handles(session, missing, platform, team))
            for number, user_id in found.items():
                self._handles[number, platform, team] = user_id
            while len(self._handles) > MOST_HANDLES:
                self._handles.popitem(last=False)
            known |= found
        return known

    async def remember(
        self, platform: str, team: str, chat: str, message_id: str, card: Card, *, live: bool, who: Who
    ) -> None:
        """This message shows this card."""
        mailbox = Mailbox(platform, team, who.user_id, chat)
        await self._desk.write(
            lambda session: receipts.remember(session, self._market, mailbox, message_id, card, live=live, who=who)
        )

    async def attachments(self, file_ids: Sequence[int]) -> list[Attachment]:
        """The stored files."""
        found = await self._desk.read(lambda session: files.stored(session, file_ids))
        return [Attachment(*file) for file in found]

    async def reached(self, who: Who, blocked: bool) -> None:
        """This identity blocked the bot, or can be written to."""
        await self._desk.write(lambda session: receipts.reached(session, self._market, who, blocked=blocked))

    async def postpone(self, who: Who, reply: Reply) -> None:
        """The outbox sends the reply later."""
        await self._desk.write(lambda session: leave_for(session, self._market, who, reply))
        self._market.wake()

    async def moved(self, platform: str, team: str, old_chat: str, new_chat: str) -> None:
        """The chat has another id now."""
        await self._desk.write(lambda session: receipts.moved(session, platform, team, old_chat, new_chat))

    async def operator_chats(self, platform: str) -> list[str]:
        """The private chats of the operators on a platform, who get their own menu there."""
        return await self._desk.read(lambda session: receipts.operator_chats(session, platform))

    def settles(self, request: Request) -> bool:
        """Whether the command is about the very place where it is given."""
        return intake.settles(request)

    async def listens(self, place: Place) -> bool:
        """Whether the place is a room."""
        return await self._desk.read(lambda session: rooms.listens(session, place))

    def menu(self, audience: Audience) -> Sequence[MenuEntry]:
        """The command words to offer."""
        return [MenuEntry(*word) for word in menu.words(audience)]

    def shortcuts(self) -> Sequence[Shortcut]:
        """What can be done with a message."""
        return [Shortcut(*each) for each in menu.shortcuts()]
