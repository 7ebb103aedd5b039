"""A server with WebSockets in front of the stand-in: uvicorn has none without a further library, aiohttp has."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
from aiohttp import web
from starlette.websockets import WebSocketDisconnect

from bots.playground.slack import Workspace


class _Socket:
    """aiohttp's WebSocket with the words of Starlette's."""

    def __init__(self, request: web.Request) -> None:
        self._request, self.inner = request, web.WebSocketResponse()

    async def accept(self) -> None:
        await self.inner.prepare(self._request)

    async def send_json(self, data: Any) -> None:
        await self.inner.send_json(data)

    async def receive_text(self) -> str:
        message = await self.inner.receive()
        if message.type != web.WSMsgType.TEXT:
            raise WebSocketDisconnect
        return str(message.data)

    async def close(self) -> None:
        await self.inner.close()


@asynccontextmanager
async def with_sockets(slack: Workspace) -> AsyncIterator[str]:
    """Serves the stand-in with its sockets; gives the address."""
    client = httpx.AsyncClient(transport=httpx.ASGITransport(slack.asgi), base_url="http://stand-in")

    async def link(request: web.Request) -> web.StreamResponse:
        socket = _Socket(request)
        await slack.sockets.serve(socket, request.query["ticket"])  # type: ignore[arg-type]  # it has the same words
        return socket.inner

    async def rest(request: web.Request) -> web.Response:
        headers = {name: request.headers[name] for name in ("Authorization", "Content-Type") if name in request.headers}
        answer = await client.request(request.method, request.path_qs, content=await request.read(), headers=headers)
        kind = answer.headers.get("content-type", "text/plain").partition(";")[0]
        return web.Response(status=answer.status_code, body=answer.content, content_type=kind)

    app = web.Application()
    app.router.add_get("/link", link)
    app.router.add_route("*", "/{path:.*}", rest)
    runner = web.AppRunner(app, shutdown_timeout=1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    await runner.cleanup()
    await client.aclose()
