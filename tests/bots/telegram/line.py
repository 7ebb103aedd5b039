"""The true adapter on one end, the stand-in on the other, HTTP between them, and a core that says what it is told."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Callable, Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request as HttpRequest
from starlette.responses import Response
from starlette.routing import Mount, Route

from bots.gateway import Attachment
from bots.playground.telegram import Server, create
from bots.port import Audience, MenuEntry, Shortcut
from bots.telegram.listen import TelegramBot, build
from core.card import Card, Reply
from core.request import Place, Request, Who
from tests.loopback import serving

TOKEN = "987654:canary_token_of_the_bot"
SECRET = "canary-secret"
BOT_ID = 987654


def card(head: str, **rest: Any) -> Card:
    """A card with this head."""
    return Card((head,), **rest)


@dataclass
class Core:
    """Notes what it is asked and told; answers what `answer` says."""

    answer: Callable[[Request], Reply] = lambda request: Reply(card(f"You said: {request.text or request.command}"))
    files: dict[int, Attachment] = field(default_factory=dict)
    asked: list[Request] = field(default_factory=list)
    remembered: list[tuple[str, str, Card, bool]] = field(default_factory=list)
    reachable: list[tuple[Who, bool]] = field(default_factory=list)
    postponed: list[tuple[Who, Reply]] = field(default_factory=list)
    rooms: list[Place] = field(default_factory=list)
    moves: list[tuple[str, str]] = field(default_factory=list)

    async def ask(self, request: Request) -> Reply:
        self.asked.append(request)
        return self.answer(request)

    async def handles(self, person_ids: Collection[int], platform: str, team: str) -> dict[int, str]:
        return {}

    async def remember(
        self, platform: str, team: str, chat: str, message_id: str, card: Card, *, live: bool, who: Who
    ) -> None:
        self.remembered.append((chat, message_id, card, live))

    async def attachments(self, file_ids: Sequence[int]) -> list[Attachment]:
        return [self.files[file_id] for file_id in file_ids]

    async def reached(self, who: Who, blocked: bool) -> None:
        self.reachable.append((who, blocked))

    async def postpone(self, who: Who, reply: Reply) -> None:
        self.postponed.append((who, reply))

    async def moved(self, platform: str, team: str, old_chat: str, new_chat: str) -> None:
        self.moves.append((old_chat, new_chat))

    def settles(self, request: Request) -> bool:
        return request.text.startswith("/admin mediation")

    async def listens(self, place: Place) -> bool:
        return place in self.rooms

    def shortcuts(self) -> Sequence[Shortcut]:
        return []

    def menu(self, audience: Audience) -> Sequence[MenuEntry]:
        words = {"group": ["market"], "mediator": ["dispute"], "operator": ["admin"]}.get(audience, ["market", "job"])
        return [MenuEntry(word, f"All about {word}") for word in [*words, "not-for-telegram"]]


@dataclass
class Line:
    """Both ends."""

    telegram: Server
    core: Core
    bot: TelegramBot
    url: str

    def calls(self, method: str) -> list[dict[str, Any]]:
        """What the bot sent with this method, answered well or not."""
        return [seen.request for seen in self.telegram.exchanges if seen.name == method]


@contextlib.asynccontextmanager
async def open_line(*, webhook: bool = True, started: bool = True) -> AsyncIterator[Line]:
    """A fresh stand-in, core and bot; one port serves the Bot API and the webhook."""
    telegram, core = create(TOKEN, "ParleyBot", delay_unit=0.01), Core()

    async def endpoint(request: HttpRequest) -> Response:
        return await line.bot.endpoint(request)

    routes = [Route("/telegram/webhook", endpoint, methods=["POST"]), Mount("/", telegram.asgi)]
    async with serving(Starlette(routes=routes)) as url:
        bot = build(TOKEN, url, SECRET if webhook else "", url if webhook else "", core)
        line = Line(telegram, core, bot, url)
        if started:
            await bot.start()
            await telegram.wait_until(lambda: telegram.profile.text("short_description", ""))
        try:
            yield line
        finally:
            await line.bot.stop()
            await telegram.aclose()
