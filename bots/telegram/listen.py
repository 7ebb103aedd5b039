"""The Telegram bot: updates in by webhook or long polling, and the reply out before Telegram hears that all is well."""

from __future__ import annotations

import asyncio
import hmac
import itertools
import json
import logging
import os
import re
from typing import Any, Final

import structlog
from starlette.requests import ClientDisconnect
from starlette.requests import Request as HttpRequest
from starlette.responses import Response
from telegram import Bot, Update
from telegram.error import InvalidToken, TelegramError

from bots.gateway import Blocked, Moved, Rejected, RetryLater
from bots.port import Audience, CorePort
from bots.telegram import menu
from bots.telegram.connection import Connection
from bots.telegram.dispatch import Dispatcher, chat_of
from bots.telegram.poll import Poller, pause_after
from bots.telegram.send import TelegramGateway

TELEGRAM: Final = "https://api.telegram.org"
WEBHOOK_PATH: Final = "/telegram/webhook"
SECRET_HEADER: Final = "X-Telegram-Bot-Api-Secret-Token"
UPDATE_KINDS: Final = ("message", "edited_message", "callback_query", "my_chat_member")
TOKEN: Final = re.compile(r"[^\s/?#%]+")  # what can stand in an address; whether it is right Telegram says
BODY_LIMIT: Final = 1024 * 1024
CONNECTIONS: Final = 40
POLLING: Final = "telegram polls"
_log = structlog.get_logger()


class WrongToken(Exception):
    """Telegram does not know the bot token."""


def build(bot_token: str, api_url: str, webhook_secret: str, public_url: str, core: CorePort) -> TelegramBot:
    """The bot, not started yet. Without secret or public URL it polls. An empty `api_url` means Telegram's own.

    Raises WrongToken for a text that is no token.
    """
    if not TOKEN.fullmatch(bot_token):
        raise WrongToken("TELEGRAM_BOT_TOKEN is no bot token: one looks like 123456:ABC-DEF")
    os.environ["PTB_TIMEDELTA"] = "true"  # the library's pauses as timedelta; else it warns at each one
    logging.getLogger("telegram").setLevel(logging.CRITICAL + 1)  # it would log messages; errors are logged here
    root = (api_url or TELEGRAM).rstrip("/")
    connection = Connection(use_proxies=root == TELEGRAM)
    bot = Bot(bot_token, f"{root}/bot", f"{root}/file/bot", request=connection, get_updates_request=connection)
    webhook = f"{public_url.rstrip('/')}{WEBHOOK_PATH}" if webhook_secret and public_url else ""
    return TelegramBot(bot, connection, webhook, webhook_secret, core)


class TelegramBot:
    """One bot. `gateway` is for the outbox, `endpoint` for POST /telegram/webhook."""

    def __init__(self, bot: Bot, connection: Connection, webhook: str, secret: str, core: CorePort) -> None:
        self.gateway = TelegramGateway(bot)
        self._bot, self._connection, self._core = bot, connection, core
        self._webhook, self._secret = webhook, secret.encode() if webhook else b""
        self._dispatcher = Dispatcher(bot, self.gateway, core)
        self._poller = None if webhook else Poller(bot, self._dispatcher.take, chat_of, UPDATE_KINDS)
        self._tasks: list[asyncio.Task[None]] = []
        self._connected = False

    @property
    def ready(self) -> bool:
        """Whether updates come in: the token is good and the webhook is set, or polling is under way."""
        return self._connected and not (self._poller and self._poller.ended)

    async def start(self, *, listen: bool = True) -> None:
        """Connect to Telegram; if it cannot be reached, go on trying in the background, not ready until then.

        Without `listen` only the line for sending is opened. Raises WrongToken.
        """
        await self._connection.initialize()
        if not listen:
            return
        if not await self._connect():
            self._tasks.append(asyncio.create_task(self._keep_connecting(), name="telegram connects"))

    async def stop(self) -> None:
        """Take no more updates, finish those that were taken, and close the connections. The webhook stays set."""
        self._connected = False
        if self._poller:
            self._poller.stop()
        for task in self._tasks:
            if task.get_name() != POLLING:
                task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._connection.shutdown()

    async def offer(self, audience: Audience, chat: str) -> None:
        """Give a chat the command menu of an audience, such as the mediators' group; failing does no harm."""
        try:
            await menu.offer(self._bot, self._core, audience, chat)
        except (RetryLater, Blocked, Rejected, Moved) as error:
            _log.info("telegram took no menu for a chat", audience=audience, error=type(error).__name__)

    async def endpoint(self, request: HttpRequest) -> Response:
        """200 once the update is committed and answered, 500 if it could not be.

        401 for a wrong secret, which leaves no trace; 413 and 400 for what is no update; 503 before the start.
        """
        given = request.headers.get(SECRET_HEADER, "").encode()
        if not self._secret or not hmac.compare_digest(given, self._secret):
            return Response(status_code=401)
        if self._dispatcher.me is None:
            return Response(status_code=503)
        body = await _body(request)
        if body is None:
            return Response(status_code=413)
        try:
            payload = json.loads(body)
        except (ValueError, RecursionError):
            return Response(status_code=400)
        if not isinstance(payload, dict) or type(payload.get("update_id")) is not int:
            return Response(status_code=400)
        return Response(status_code=await self._receive(payload))

    async def _receive(self, payload: dict[str, Any]) -> int:
        update_id = payload["update_id"]
        try:
            update = Update.de_json(payload, None)
        except Exception as error:
            _log.error("telegram sent an update that cannot be read", update_id=update_id, error=type(error).__name__)
            return 200  # it would not get better by being sent again
        try:
            await self._dispatcher.take(update)
        except Exception as error:
            _log.error("an update was not taken", update_id=update_id, error=type(error).__name__)
            return 500
        return 200

    async def _keep_connecting(self) -> None:
        for failures in itertools.count():
            await asyncio.sleep(pause_after(failures))
            try:
                if await self._connect():
                    return
            except WrongToken as error:
                _log.error("telegram cannot start", reason=str(error))
                return

    async def _connect(self) -> bool:
        """Check the token, then set the webhook or begin to poll. False if Telegram cannot be reached or refuses."""
        try:
            self._dispatcher.me = await self._bot.get_me()
            if self._webhook:
                await self._bot.set_webhook(
                    self._webhook,
                    secret_token=self._secret.decode(),
                    allowed_updates=UPDATE_KINDS,
                    max_connections=CONNECTIONS,
                    drop_pending_updates=False,
                )
        except InvalidToken:
            raise WrongToken("Telegram does not know this TELEGRAM_BOT_TOKEN") from None
        except TelegramError as error:
            _log.warning("telegram cannot be reached yet", reason=error.message.replace(self._bot.token, "…"))
            return False
        if self._poller:
            self._tasks.append(asyncio.create_task(self._poller.run(), name=POLLING))
        self._tasks.append(asyncio.create_task(self._show_menus(), name="telegram menus"))
        self._connected = True
        return True

    async def _show_menus(self) -> None:
        try:
            await menu.show_menus(self._bot, self._core)
        except (RetryLater, Blocked, Rejected, Moved) as error:
            _log.warning("telegram took no menus", error=type(error).__name__)


async def _body(request: HttpRequest) -> bytes | None:
    """The request's body, or None if it is too long or breaks off; no more than the limit is ever held."""
    body = bytearray()
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > BODY_LIMIT:
                return None
    except ClientDisconnect:
        return None
    return bytes(body)
