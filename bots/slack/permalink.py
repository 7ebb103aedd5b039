"""The address of a message, which anybody who can see the message can open."""

from __future__ import annotations

import asyncio
from typing import Final

import structlog
from slack_sdk.web.async_client import AsyncWebClient

from bots.gateway import Blocked, Gone, Rejected, RetryLater
from bots.slack.send import platform_errors

LOOKUP_SECONDS: Final = 1.0  # the form must be open within three
_log = structlog.get_logger()


async def permalink(client: AsyncWebClient, chat: str, message_id: str, *, wanted: bool) -> str:
    """The address; "" if it is not wanted, or Slack does not tell: in time, or of where the app is not."""
    if not wanted:
        return ""
    try:
        with platform_errors():
            asked = client.chat_getPermalink(channel=chat, message_ts=message_id)
            return str((await asyncio.wait_for(asked, LOOKUP_SECONDS))["permalink"])
    except (RetryLater, Blocked, Gone, Rejected) as error:
        _log.info("slack did not tell a message's address", reason=str(error))
        return ""
