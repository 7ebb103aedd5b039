"""What the platforms' servers send: signed slash commands and webhook updates, as whole HTTP requests."""

from __future__ import annotations

import hashlib
import hmac
import itertools
import json
import time
from typing import Final
from urllib.parse import urlencode

TEAM: Final = "T0BENCH"
SLACK_SECRET: Final = "s" * 32
SLACK_TOKEN: Final = "xoxb-1-bench"
SLACK_DOOR: Final = "/slack/events"
TELEGRAM_TOKEN: Final = "123456:" + "A" * 35
TELEGRAM_SECRET: Final = "bench-secret"
TELEGRAM_DOOR: Final = "/telegram/webhook"
FIRST_TELEGRAM_USER: Final = 1_000_000
_NUMBERS: Final = itertools.count(int(time.time() * 1_000))


def slack_user(person_id: int) -> str:
    """The user id of a person on Slack."""
    return f"U{person_id:08}"


def telegram_user(person_id: int) -> int:
    """The user id, and the private chat, of a person on Telegram."""
    return FIRST_TELEGRAM_USER + person_id


def slack(person_id: int, text: str) -> bytes:
    """A slash command as Slack sends it, signed now: it is good for five minutes."""
    word, _space, rest = text.partition(" ")
    number = next(_NUMBERS)
    body = urlencode(
        {
            "token": "deprecated",
            "team_id": TEAM,
            "team_domain": "bench",
            "channel_id": f"C{person_id:08}",
            "channel_name": "general",
            "user_id": slack_user(person_id),
            "user_name": f"person{person_id}",
            "command": word,
            "text": rest,
            "api_app_id": "A0BENCH",
            "is_enterprise_install": "false",
            "response_url": f"https://hooks.slack.com/commands/{TEAM}/{number}/{'r' * 24}",
            "trigger_id": f"{number}.{number}.{'t' * 32}",
        }
    )
    now = str(int(time.time()))
    signature = hmac.new(SLACK_SECRET.encode(), f"v0:{now}:{body}".encode(), hashlib.sha256).hexdigest()
    headers = {"X-Slack-Request-Timestamp": now, "X-Slack-Signature": f"v0={signature}"}
    return _post(SLACK_DOOR, "application/x-www-form-urlencoded", body, headers)


def telegram(person_id: int, text: str) -> bytes:
    """A message of a person to the bot as Telegram sends it to the webhook."""
    number, user = next(_NUMBERS) % 2**31, telegram_user(person_id)
    name = {"id": user, "first_name": f"Person {person_id}", "username": f"person{person_id}"}
    update = {
        "update_id": number,
        "message": {
            "message_id": number,
            "from": {**name, "is_bot": False, "language_code": "en"},
            "chat": {**name, "type": "private"},
            "date": int(time.time()),
            "text": text,
            "entities": [{"offset": 0, "length": len(text.partition(" ")[0]), "type": "bot_command"}],
        },
    }
    headers = {"X-Telegram-Bot-Api-Secret-Token": TELEGRAM_SECRET}
    return _post(TELEGRAM_DOOR, "application/json", json.dumps(update), headers)


def _post(path: str, kind: str, body: str, headers: dict[str, str]) -> bytes:
    content = body.encode()
    head = {"Host": "127.0.0.1", "Content-Type": kind, "Content-Length": str(len(content)), **headers}
    lines = "".join(f"{name}: {value}\r\n" for name, value in head.items())
    return f"POST {path} HTTP/1.1\r\n{lines}\r\n".encode() + content
