"""A process that stands for both platforms' API servers: it says yes to everything, as cheaply as it can.

    python -m bench.stub PORT

`GET /calls` answers with how often each method was called.
"""

from __future__ import annotations

import asyncio
import json
import re
import sys
from collections import Counter
from typing import Any, Final
from urllib.parse import parse_qs

from bench.wire import TEAM

_LENGTH: Final = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_CALLS: Final[Counter[str]] = Counter()
BOT: Final = {"id": 123456, "is_bot": True, "first_name": "Parley", "username": "ParleyBot"}


def _answer(method: str, asked: dict[str, list[str]]) -> dict[str, Any]:  # noqa: PLR0911  one for each method
    match method:
        case "calls":
            return dict(_CALLS)
        case "auth.test":
            return {"ok": True, "team_id": TEAM, "user_id": "U0BOT", "bot_id": "B0BOT", "team": "bench", "user": "bot"}
        case "users.info":
            user = asked["user"][0]
            profile = {"real_name": f"Person {user}"}
            return {"ok": True, "user": {"id": user, "name": user, "tz": "UTC", "locale": "en-US", "profile": profile}}
        case "conversations.open":
            return {"ok": True, "channel": {"id": f"D{asked['users'][0]}"}}
        case "chat.postMessage" | "chat.update":
            return {"ok": True, "channel": asked.get("channel", [""])[0], "ts": f"1700000000.{sum(_CALLS.values()):06}"}
        case "getMe":
            return {"ok": True, "result": BOT}
        case "sendMessage" | "editMessageText":
            chat = {"id": int(asked["chat_id"][0]), "type": "private", "first_name": "Person"}
            message = {
                "message_id": sum(_CALLS.values()),
                "date": 1_700_000_000,
                "chat": chat,
                "from": BOT,
                "text": "-",
            }
            return {"ok": True, "result": message}
    return {"ok": True, "result": True}


class _Server(asyncio.Protocol):
    """One connection."""

    def __init__(self) -> None:
        self._asked = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._asked += data
        head, gap, body = self._asked.partition(b"\r\n\r\n")
        length = _LENGTH.search(head)
        if not gap or len(body) < (int(length[1]) if length else 0):
            return
        self._asked = b""
        path, _question, query = head.split(b" ", 2)[1].decode().partition("?")
        method = path.rpartition("/")[2]
        text = json.dumps(_answer(method, parse_qs(query) | parse_qs(body.decode(errors="replace"))))
        _CALLS[method] += 1
        self._transport.write(
            f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(text)}\r\n\r\n{text}".encode()
        )


async def _serve(port: int) -> None:
    server = await asyncio.get_running_loop().create_server(_Server, "127.0.0.1", port)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(_serve(int(sys.argv[1])))
