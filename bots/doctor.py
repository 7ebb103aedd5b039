"""Looking over the whole set-up: what is right, what is wrong, and what to do about it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from email.utils import parsedate_to_datetime
from typing import Final

import aiohttp
from pydantic import SecretStr

from bots.finding import Finding
from core.clock import Clock
from core.settings import Settings
from core.standing import Unusable, load

SECONDS: Final = 10
MOST_SKEW: Final = 60
NTP: Final = "Set the machine's clock by NTP: Slack refuses what is off by five minutes, and deadlines go by it."


async def examine(settings: Settings, say: Callable[[str], object]) -> int:
    """Say a line for everything that was looked at; answers with the exit code: 1 if anything is wrong."""
    wrong = 0
    async for finding in _findings(settings):
        say(str(finding))
        wrong += finding.good is False
    say(f"{wrong} to put right." if wrong else "Nothing to put right.")
    return int(wrong > 0)


async def _findings(settings: Settings) -> AsyncIterator[Finding]:
    yield Finding(True, f"The settings fit together (ENVIRONMENT {settings.environment}).")
    for finding in await asyncio.to_thread(_database, settings):
        yield finding
    yield _secret_key(settings)
    yield _money(settings)
    async for finding in _platforms(settings):
        yield finding
    async for finding in _network(settings):
        yield finding


def _database(settings: Settings) -> list[Finding]:
    name = settings.database_url.partition(":")[0].partition("+")[0]
    try:
        found = load(settings.database_url, Clock(settings.clock_seconds))
    except Unusable as error:
        return [Finding(False, str(error))]
    findings = [Finding(True, f"The {name} database answers, its schema is up to date.")]
    if found.dead:
        advice = "An operator sees why with /admin undeliverable, and sends each again with /admin retry."
        findings.append(Finding(False, f"{found.dead} notices could not be delivered.", advice))
    else:
        findings.append(Finding(True, f"No notice is undeliverable, {found.queued} wait to be sent."))
    if found.overdue:
        advice = "Is `python run.py serve` or `python run.py work` running? They are swept at the first tick."
        findings.append(Finding(False, f"{found.overdue} deadlines are past due.", advice))
    if not found.operators and not settings.operators:
        advice = "Name one in OPERATORS, or once they have joined: python run.py grant operator U-1"
        findings.append(Finding(None, "Nobody is an operator.", advice))
    return findings


def _secret_key(settings: Settings) -> Finding:
    if settings.secret_key is None:
        return Finding(None, "SECRET_KEY is not set: one is kept in a file beside the database.")
    return Finding(True, "SECRET_KEY is long enough.")


def _money(settings: Settings) -> Finding:
    said = "Money is sandbox money: nothing real moves, and every money card says so."
    return Finding(None, f"{said} (ALLOW_SANDBOX_MONEY is set.)" if settings.production else said)


async def _platforms(settings: Settings) -> AsyncIterator[Finding]:
    if bot_token := _text(settings.slack_bot_token):
        from bots.slack import checkup as slack

        secret, app_token = _text(settings.slack_signing_secret), _text(settings.slack_app_token)
        async for finding in slack.examine(bot_token, secret, app_token, settings.slack_api_url):
            yield finding
    else:
        yield Finding(None, "Slack is not configured: SLACK_BOT_TOKEN is not set.")
    if bot_token := _text(settings.telegram_bot_token):
        from bots.telegram import checkup as telegram

        secret = _text(settings.telegram_webhook_secret)
        async for finding in telegram.examine(bot_token, settings.telegram_api_url, secret, settings.public_url):
            yield finding
    else:
        yield Finding(None, "Telegram is not configured: TELEGRAM_BOT_TOKEN is not set.")


def _text(secret: SecretStr | None) -> str:
    return secret.get_secret_value() if secret else ""


async def _network(settings: Settings) -> AsyncIterator[Finding]:
    timeout = aiohttp.ClientTimeout(total=SECONDS)
    async with aiohttp.ClientSession(timeout=timeout, trust_env=True) as session:
        if settings.public_url:
            yield await _public_url(session, settings.public_url)
        elif settings.slack_bot_token and not settings.slack_app_token:
            advice = "Set it to this server's https address, or SLACK_APP_TOKEN for Socket Mode."
            yield Finding(False, "PUBLIC_URL is not set: Slack has no address to call.", advice)
        if settings.connected:
            yield await _clock(session, settings)


async def _public_url(session: aiohttp.ClientSession, address: str) -> Finding:
    advice = "Is `python run.py serve` running, and does the proxy lead to it?"
    try:
        async with session.get(f"{address}/healthz") as response:
            if response.status == 200 and (await response.text()).strip() == "ok":
                return Finding(True, f"{address} leads here.")
            return Finding(False, f"{address}/healthz answers {response.status}, but not as Parley does.", advice)
    except (aiohttp.ClientError, OSError, TimeoutError) as error:
        return Finding(False, f"{address}/healthz does not answer ({type(error).__name__}).", advice)


async def _clock(session: aiohttp.ClientSession, settings: Settings) -> Finding:
    """The machine's clock against a platform's, which dates its answers."""
    asked = settings.slack_api_url if settings.slack_bot_token else settings.telegram_api_url
    try:
        async with session.get(asked) as response:
            theirs = parsedate_to_datetime(response.headers.get("date", "")).timestamp()
    except (aiohttp.ClientError, OSError, TimeoutError, ValueError):
        return Finding(None, f"The clock could not be compared: {asked} does not tell the time.")
    skew = round(time.time() - theirs)
    moved = f"; the product's is moved by {settings.clock_offset}" if settings.clock_seconds else ""
    if abs(skew) > MOST_SKEW:
        return Finding(False, f"The machine's clock is off by {skew} s{moved}.", NTP)
    return Finding(True, f"The machine's clock is right{moved}.")
