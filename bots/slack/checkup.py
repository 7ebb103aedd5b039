"""Whether Slack takes our tokens, and allows what the app needs."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from bots.finding import Finding
from bots.gateway import Blocked, Gone, Rejected, RetryLater
from bots.slack.manifest import SCOPES
from bots.slack.send import WrongToken, token_of

SECONDS = 10
SIGNING_SECRET_LENGTH = 32
TOKENS = (
    "Copy it again from api.slack.com/apps: OAuth & Permissions (xoxb-…), Basic Information (xapp-… and the secret)."
)
REINSTALL = "Paste `python run.py manifest` into the app's manifest at api.slack.com/apps and install the app again."


async def examine(bot_token: str, signing_secret: str, app_token: str, api_url: str) -> AsyncIterator[Finding]:
    """What Slack says about these; an empty text stands for what is not set. Sends and changes nothing."""
    if not app_token:
        right = len(signing_secret) == SIGNING_SECRET_LENGTH
        said = "has the right length" if right else f"has {len(signing_secret)} characters, Slack's have 32"
        yield Finding(right, f"SLACK_SIGNING_SECRET {said}.", "" if right else TOKENS)
    quiet = logging.getLogger("parley.slack")
    quiet.setLevel(logging.CRITICAL)  # the SDK would print what is said here in better words
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=SECONDS)) as session:
        client = AsyncWebClient(bot_token, api_url, SECONDS, session=session, logger=quiet, retry_handlers=[])
        try:
            async for finding in _asked(client, app_token):
                yield finding
        except WrongToken as error:
            yield Finding(False, f"{error}.", TOKENS)
        except (RetryLater, Blocked, Rejected, Gone) as error:
            yield Finding(
                False, f"Slack does not answer at {api_url}: {error}.", "Is the network up? Is SLACK_API_URL right?"
            )


async def _asked(client: AsyncWebClient, app_token: str) -> AsyncIterator[Finding]:
    with token_of("SLACK_BOT_TOKEN"):
        found = await client.auth_test()
    yield Finding(True, f"Slack knows the bot as @{found['user']} in {found['team']} ({found['team_id']}).")
    granted = found.headers.get("x-oauth-scopes")
    if granted is None:
        yield Finding(None, "Slack does not say which scopes the bot has.")
    elif missing := sorted(set(SCOPES) - {scope.strip() for scope in granted.split(",")}):
        yield Finding(False, f"The bot lacks these scopes: {', '.join(missing)}.", REINSTALL)
    else:
        yield Finding(True, "The bot has every scope of the manifest.")
    if app_token:
        with token_of("SLACK_APP_TOKEN"):
            await client.apps_connections_open(app_token=app_token)
        yield Finding(True, "Slack opens a socket for SLACK_APP_TOKEN.")
