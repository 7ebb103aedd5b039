"""The least that could do the same: a bare handler of Slack's Bolt or python-telegram-bot, and plain driver SQL.

    python -m bench.bare slack|telegram WAY DATABASE PORT API

It checks the same signature or secret, writes most of the same rows in one commit (or reads the same), answers a line.
"""

from __future__ import annotations

import hmac
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any, Final

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bench import rows, wire

Act = Callable[[str, int, str, str], Awaitable[str]]
HEADER: Final = "X-Telegram-Bot-Api-Secret-Token"


def slack_door(act: Act) -> Callable[[Request], Awaitable[Response]]:
    """Bolt with its defaults: one listener, signatures checked by Bolt."""
    from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
    from slack_bolt.async_app import AsyncAck, AsyncApp
    from slack_bolt.authorization import AuthorizeResult

    async def authorize() -> AuthorizeResult:
        return AuthorizeResult(enterprise_id=None, team_id=wire.TEAM, bot_token=wire.SLACK_TOKEN, bot_id="B0")

    app = AsyncApp(signing_secret=wire.SLACK_SECRET, authorize=authorize, process_before_response=True)

    async def command(ack: AsyncAck, body: dict[str, Any]) -> None:
        await ack(await act("slack", int(body["user_id"][1:]), body["text"], body["trigger_id"]))

    app.command("/milestone")(command)
    app.command("/contract")(command)
    handler = AsyncSlackRequestHandler(app)

    async def door(request: Request) -> Response:
        return await handler.handle(request)

    return door


def telegram_door(act: Act, api: str) -> tuple[Callable[[Request], Awaitable[Response]], Any]:
    """python-telegram-bot with its defaults: one handler, one message back, the webhook's secret checked."""
    from telegram import Update
    from telegram.ext import Application, CommandHandler

    app = Application.builder().token(wire.TELEGRAM_TOKEN).base_url(f"{api}/bot").updater(None).build()

    async def command(update: Update, _context: Any) -> None:
        message = update.message
        assert message
        assert message.text
        person = message.chat.id - wire.FIRST_TELEGRAM_USER
        text = message.text.partition(" ")[2]
        await message.reply_text(await act("telegram", person, text, str(update.update_id)))

    app.add_handler(CommandHandler(["milestone", "contract"], command))

    async def door(request: Request) -> Response:
        if not hmac.compare_digest(request.headers.get(HEADER, ""), wire.TELEGRAM_SECRET):
            return Response(status_code=401)
        await app.process_update(Update.de_json(await request.json(), app.bot))
        return Response()

    return door, app


def main(platform: str, way: str, database: str, port: str, api: str) -> None:
    """Serve until stopped."""
    store = rows.WAYS[way](database)

    async def act(platform: str, person: int, text: str, key: str) -> str:
        verb, ref, *_rest = text.split()
        number = int(ref.partition("-")[2])
        if verb == "approve":
            await store.money(rows.money(platform, person, number, key))
            return f"Approved {ref}."
        found = await store.read(rows.wanted(platform, person, number))
        return "\n".join(str(row) for row in found)

    async def alive(_request: Request) -> Response:
        return PlainTextResponse("ok")

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        await store.open()
        if app is not None:
            await app.initialize()
        yield

    app = None
    if platform == "slack":
        door, path = slack_door(act), wire.SLACK_DOOR
    else:
        (door, app), path = telegram_door(act, api), wire.TELEGRAM_DOOR
    served = Starlette(routes=[Route(path, door, methods=["POST"]), Route("/", alive)], lifespan=lifespan)
    uvicorn.run(served, host="127.0.0.1", port=int(port), http="httptools", log_level="error", access_log=False)


if __name__ == "__main__":
    main(*sys.argv[1:])
