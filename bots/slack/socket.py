"""Socket Mode: the same listeners over a WebSocket that the app opens itself, for where Slack cannot reach us."""

from __future__ import annotations

import asyncio
from typing import Final

import structlog
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.web.async_client import AsyncWebClient

from bots.gateway import RetryLater
from bots.slack.listen import SlackBot
from bots.slack.send import UNREACHABLE_PAUSE, token_of

START_SECONDS: Final = 15.0
STOP_SECONDS: Final = 10.0
_log = structlog.get_logger()


class SocketLine:
    """The line of one bot, which must be started; it reconnects by itself."""

    def __init__(self, bot: SlackBot, app_token: str) -> None:
        self._bot, self._app_token = bot, app_token
        self._handler: AsyncSocketModeHandler | None = None
        self._at_work: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        """Connect. Raises WrongToken, or RetryLater if Slack cannot be reached."""
        client = AsyncWebClient(self._app_token, self._bot.client.base_url, logger=self._bot.client.logger)
        with token_of("SLACK_APP_TOKEN"):
            opened = await client.apps_connections_open(app_token=self._app_token)
        self._handler = handler = AsyncSocketModeHandler(
            self._bot.app, self._app_token, logger=self._bot.client.logger, web_client=client
        )
        handler.client.wss_uri = str(opened["url"])
        handler.client.socket_mode_request_listeners[:] = [self._take]
        try:
            connecting = handler.client.connect()  # type: ignore[no-untyped-call]  # the SDK gives it no types
            await asyncio.wait_for(connecting, START_SECONDS)
        except TimeoutError:
            await self.stop()
            raise RetryLater(UNREACHABLE_PAUSE, "Slack's socket does not open") from None
        _log.info("slack's socket is connected")

    async def stop(self) -> None:
        """Take nothing more, acknowledge what was taken, and disconnect."""
        if self._handler is None:
            return
        self._handler.client.socket_mode_request_listeners.clear()
        if self._at_work:
            await asyncio.wait(self._at_work, timeout=STOP_SECONDS)
        await self._handler.close_async()  # type: ignore[no-untyped-call]  # the SDK gives it no types

    async def _take(self, _client: AsyncBaseSocketModeClient, request: SocketModeRequest) -> None:
        if self._handler is None:
            return
        task = asyncio.ensure_future(self._handler.handle(self._handler.client, request))
        self._at_work.add(task)
        task.add_done_callback(self._at_work.discard)
        await task
