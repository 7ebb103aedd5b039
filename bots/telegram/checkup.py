"""Whether Telegram takes our token, and how its updates come."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from typing import Final

from telegram import Bot, WebhookInfo
from telegram.error import InvalidToken, TelegramError

from bots.finding import Finding
from bots.telegram.connection import Connection
from bots.telegram.listen import TELEGRAM, WEBHOOK_PATH

MANY_PENDING: Final = 100
TOKEN: Final = "Copy it again from @BotFather: /mybots, the bot, API Token."


async def examine(bot_token: str, api_url: str, webhook_secret: str, public_url: str) -> AsyncIterator[Finding]:
    """What Telegram says about these; an empty text stands for what is not set. Sends and changes nothing."""
    logging.getLogger("telegram").setLevel(logging.CRITICAL)  # it would print what is said here in better words
    root = api_url or TELEGRAM
    connection = Connection(use_proxies=root == TELEGRAM)
    await connection.initialize()
    try:
        bot = Bot(bot_token, f"{root}/bot", f"{root}/file/bot", request=connection, get_updates_request=connection)
        me = await bot.get_me()
        yield Finding(True, f"Telegram knows the bot as @{me.username}.")
        info = await bot.get_webhook_info()
        for finding in _webhook(info, f"{public_url}{WEBHOOK_PATH}" if webhook_secret and public_url else ""):
            yield finding
    except InvalidToken:
        yield Finding(False, "Telegram does not know this TELEGRAM_BOT_TOKEN.", TOKEN)
    except TelegramError as error:
        said = error.message.replace(bot_token, "…")
        yield Finding(
            False, f"Telegram does not answer at {root}: {said}.", "Is the network up? Is TELEGRAM_API_URL right?"
        )
    finally:
        await connection.shutdown()


def _webhook(info: WebhookInfo, wanted: str) -> list[Finding]:
    found: list[Finding] = []
    if info.url == wanted:
        found.append(
            Finding(True, f"Updates come by webhook to {wanted}." if wanted else "Updates come by long polling.")
        )
    elif wanted:
        said = f"Telegram sends updates to {info.url}" if info.url else "Telegram knows of no webhook"
        found.append(Finding(False, f"{said}, not to {wanted}.", "`python run.py serve` sets it at its start."))
    else:
        advice = "Set TELEGRAM_WEBHOOK_SECRET and PUBLIC_URL, or take the webhook away: call deleteWebhook once."
        found.append(Finding(False, f"A webhook is set ({info.url}), so long polling gets nothing.", advice))
    if info.pending_update_count >= MANY_PENDING:
        found.append(Finding(False, f"{info.pending_update_count} updates wait.", "Is `python run.py serve` running?"))
    elif info.pending_update_count:
        found.append(Finding(None, f"{info.pending_update_count} updates wait; they are answered once serve runs."))
    if info.last_error_date:
        said = f"{info.last_error_date:%Y-%m-%d %H:%M UTC}: {info.last_error_message}"
        found.append(Finding(None, f"Telegram's last trouble with the webhook, {said}"))
    return found
