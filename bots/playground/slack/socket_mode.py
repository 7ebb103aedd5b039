"""Socket Mode: the same payloads as envelopes over WebSockets the app has opened, each to be acknowledged."""

import asyncio
import json
import secrets
from typing import Any

from starlette.websockets import WebSocket, WebSocketDisconnect

from bots.playground.slack.model import Json

MOST_SOCKETS = 10


class SocketHub:
    """The open connections of one app. An envelope goes to one of them, in turn."""

    def __init__(self, app_id: str) -> None:
        self.app_id = app_id
        self._tickets: set[str] = set()
        self._sockets: list[WebSocket] = []
        self._waiting: dict[str, asyncio.Future[Json]] = {}

    @property
    def connected(self) -> bool:
        return bool(self._sockets)

    def new_ticket(self) -> str:
        ticket = secrets.token_urlsafe(12)
        self._tickets.add(ticket)
        return ticket

    def admits(self, ticket: str) -> bool:
        """Whether this hub gave the ticket out; it admits one connection."""
        return ticket in self._tickets

    async def serve(self, websocket: WebSocket, ticket: str) -> None:
        """Holds one connection until it ends: greets, then takes acknowledgements."""
        self._tickets.discard(ticket)
        await websocket.accept()
        if len(self._sockets) >= MOST_SOCKETS:
            await self._part(websocket, "too_many_websockets")
            return
        self._sockets.append(websocket)
        debug = {"host": "applink-1", "build_number": 1, "approximate_connection_time": 18060}
        hello = {"type": "hello", "num_connections": len(self._sockets), "debug_info": debug}
        await websocket.send_json(hello | {"connection_info": {"app_id": self.app_id}})
        try:
            while True:
                self._acknowledged(await websocket.receive_text())
        except WebSocketDisconnect:
            pass
        finally:
            if websocket in self._sockets:
                self._sockets.remove(websocket)

    def _acknowledged(self, text: str) -> None:
        try:
            envelope = json.loads(text)
        except ValueError:
            return  # pings of some SDKs are no JSON
        answered = envelope.get("envelope_id", "") if isinstance(envelope, dict) else ""
        waiting = self._waiting.pop(answered, None)
        if waiting and not waiting.done():
            waiting.set_result(envelope.get("payload") or {})

    async def send(self, kind: str, payload: Json, accepts_response: bool, **more: Any) -> Json:
        """Sends an envelope and waits for its acknowledgement, whose payload it returns. Raises ConnectionError."""
        socket = self._sockets.pop(0)
        self._sockets.append(socket)
        envelope_id = secrets.token_hex(16)
        waiting: asyncio.Future[Json] = asyncio.get_running_loop().create_future()
        self._waiting[envelope_id] = waiting
        envelope = {"envelope_id": envelope_id, "type": kind, "payload": payload} | more
        try:
            await socket.send_json(envelope | {"accepts_response_payload": accepts_response})
            return await waiting
        except (RuntimeError, WebSocketDisconnect) as error:
            raise ConnectionError(f"the socket is gone: {error}") from error
        finally:
            self._waiting.pop(envelope_id, None)

    async def disconnect(self, reason: str = "refresh_requested") -> None:
        """Asks every connection to come back anew, as Slack does every few hours."""
        while self._sockets:
            await self._part(self._sockets.pop(), reason)

    async def _part(self, websocket: WebSocket, reason: str) -> None:
        debug = {"host": "applink-1"}
        await websocket.send_json({"type": "disconnect", "reason": reason, "debug_info": debug})
        await websocket.close()
