"""The stand-in on a loopback port with the real python-telegram-bot at the other end."""

import contextlib
import hmac
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from telegram import Bot, Update
from telegram.ext import Application
from telegram.request import HTTPXRequest

from bots.playground.telegram import Server, create
from tests.loopback import serving

TOKEN = "987654:stand-in_token"
SECRET = "loopback-secret"


class Clock:
    """Seconds since the epoch that pass when told to."""

    def __init__(self) -> None:
        self.now = 1_790_000_000.0

    def __call__(self) -> float:
        return self.now


@dataclass
class Line:
    """Both ends: the stand-in and the library's bot."""

    server: Server
    bot: Bot
    url: str
    clock: Clock


@contextlib.asynccontextmanager
async def open_line() -> AsyncIterator[Line]:
    """A fresh stand-in and a bot that talks to it."""
    clock = Clock()
    server = create(TOKEN, "ParleyBot", clock=clock, delay_unit=0.01)
    async with serving(server.asgi) as url:
        bot = new_bot(url)
        async with bot:
            yield Line(server, bot, url, clock)
        await server.aclose()


def new_bot(url: str, token: str = TOKEN) -> Bot:
    """The library's bot, pointed at the stand-in."""
    options = {"trust_env": False, "verify": False}  # nothing here is encrypted, and loading certificates takes long
    request, polls = (HTTPXRequest(httpx_kwargs=options) for _ in range(2))
    return Bot(
        token, base_url=f"{url}/bot", base_file_url=f"{url}/file/bot", request=request, get_updates_request=polls
    )


@dataclass
class Product:
    """A bot behind a webhook, as the product runs it: checks the secret, then hands the update to the Application."""

    application: Application[Any, Any, Any, Any, Any, Any]
    received: list[int] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)

    async def webhook(self, request: Request) -> Response:
        """Answer with the next of `answers`, else 200 after the update is processed."""
        given = request.headers.get("X-Telegram-Bot-Api-Secret-Token", "")
        if not hmac.compare_digest(given, SECRET):
            return Response(status_code=403)
        data = await request.json()
        self.received.append(data["update_id"])
        status = self.answers.pop(0) if self.answers else 200
        if status == 200:
            await self.application.process_update(Update.de_json(data, self.application.bot))
        return Response(status_code=status)


@contextlib.asynccontextmanager
async def open_product(line: Line) -> AsyncIterator[Product]:
    """A running Application without updater, with its webhook set at the stand-in."""
    application = Application.builder().bot(new_bot(line.url)).updater(None).build()
    product = Product(application)
    app = Starlette(routes=[Route("/telegram/webhook", product.webhook, methods=["POST"])])
    async with serving(app) as url, application:
        await application.bot.set_webhook(f"{url}/telegram/webhook", secret_token=SECRET)
        yield product
        await line.server.webhook.aclose()
