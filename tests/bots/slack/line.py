"""The true adapter on one end, the stand-in on the other, HTTP between them, and a core that says what it is told."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Collection, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from starlette.applications import Starlette
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from bots.gateway import Attachment
from bots.playground.slack import Exchange, Workspace, create
from bots.port import Audience, MenuEntry, Shortcut
from bots.slack.listen import SlackBot, build
from bots.slack.manifest import manifest
from core.card import Card, Reply
from core.request import Place, Request, Who
from tests.playground.slack_demo import Stage

TOKEN, APP_TOKEN, SECRET = "xoxb-canary-bot", "xapp-canary-app", "canary-signing-secret"
WORDS = ("market", "account", "job", "post", "contract", "milestone", "hours", "wallet", "admin")

SHORTCUTS = (
    Shortcut("contract.change", "Propose a change", "Propose a change to a running contract"),
    Shortcut("hours.log", "Log time from this", "Log time that you have worked", links=True),
)


def card(head: str, **rest: Any) -> Card:
    """A card with this head."""
    return Card((head,), **rest)


@dataclass
class Core:
    """Notes what it is asked and told; answers what `answer` says, and a delivery it knows as it did before."""

    answer: Callable[[Request], Reply] = lambda request: Reply(card(f"You said: {request.text or request.command}"))
    people: dict[int, str] = field(default_factory=dict)
    files: dict[int, Attachment] = field(default_factory=dict)
    down: bool = False
    asked: list[Request] = field(default_factory=list)
    replies: dict[tuple[str, str], Reply] = field(default_factory=dict)
    remembered: list[tuple[str, str, Card, bool]] = field(default_factory=list)
    reachable: list[tuple[Who, bool]] = field(default_factory=list)
    postponed: list[tuple[Who, Reply]] = field(default_factory=list)
    rooms: list[Place] = field(default_factory=list)

    async def ask(self, request: Request) -> Reply:
        if self.down:
            raise OSError("canary: the database is gone")
        self.asked.append(request)
        delivery = request.source, request.key
        if delivery not in self.replies:
            self.replies[delivery] = self.answer(request)
        return self.replies[delivery]

    async def handles(self, person_ids: Collection[int], platform: str, team: str) -> dict[int, str]:
        if self.down:
            raise OSError("canary: the database is gone")
        return {person_id: self.people[person_id] for person_id in person_ids if person_id in self.people}

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
        raise NotImplementedError("no Slack channel moves")

    def settles(self, request: Request) -> bool:
        return request.text.startswith("/admin mediation")

    async def listens(self, place: Place) -> bool:
        return place in self.rooms

    def shortcuts(self) -> Sequence[Shortcut]:
        return SHORTCUTS

    def menu(self, audience: Audience) -> Sequence[MenuEntry]:
        return [MenuEntry(word, f"All about {word}") for word in WORDS]


@dataclass
class Line:
    """Both ends."""

    slack: Workspace
    core: Core
    bot: SlackBot
    slow: dict[str, float]  # Web API method -> seconds that it takes
    stage: Stage

    async def restart(self) -> None:
        """Stop the bot's process and start another; the core remembers, as its database does."""
        await self.bot.close()
        self.bot = build(TOKEN, SECRET, self.bot.client.base_url, "", self.core)
        self.stage.app = _application(self.bot)
        await self.bot.start()

    @property
    def last(self) -> Request:
        """What the core was asked last."""
        return self.core.asked[-1]

    def calls(self, method: str) -> list[Exchange]:
        """The calls of this method that the bot has made."""
        return [call for call in self.slack.exchanges if call.direction == "to_slack" and call.name == method]


def always(reply: Reply) -> Callable[[Request], Reply]:
    """An answer that is the same to everything."""
    return lambda _request: reply


@asynccontextmanager
async def open_line(stages: tuple[Stage, Stage], prefix: str = "") -> AsyncIterator[Line]:
    """The bot on a stage of its own, started, in a workspace that has installed its manifest."""
    slack_stage, app_stage = stages
    core = Core()
    installed = manifest(core.menu("everybody"), app_stage.url, prefix, core.shortcuts())
    slack = create(f"{app_stage.url}/slack/events", SECRET, TOKEN, APP_TOKEN, manifest=installed)
    slow: dict[str, float] = {}
    slack.base_url, slack_stage.app = slack_stage.url, _slowed(slack.asgi, slow)
    slack.deliverer.retry_scale = 0.0001
    bot = build(TOKEN, SECRET, f"{slack.base_url}/api/", prefix, core)
    app_stage.app = _application(bot)
    await bot.start()
    line = Line(slack, core, bot, slow, app_stage)
    yield line
    await slack.settle()
    await line.bot.close()
    await slack.aclose()


def _application(bot: SlackBot) -> ASGIApp:
    return Starlette(routes=[Route("/slack/events", bot.endpoint, methods=["POST"])])


def _slowed(app: ASGIApp, slow: dict[str, float]) -> ASGIApp:
    async def slowed(scope: Scope, receive: Receive, send: Send) -> None:
        await asyncio.sleep(slow.get(scope["path"].rpartition("/")[2], 0.0))
        await app(scope, receive, send)

    return slowed
