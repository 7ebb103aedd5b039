"""The page's own server, on loopback only: the page, what it shows, what people do on it."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import httpx
from starlette.applications import Starlette
from starlette.datastructures import UploadFile
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from bots.playground.page import panel
from bots.playground.page.theatre import Theatre
from bots.playground.seat import NotThere

STATIC: Final = Path(__file__).parent / "static"
HERE: Final = ["127.0.0.1", "localhost", "[::1]"]
SHOWN_AS_PICTURES: Final = ("image/png", "image/jpeg", "image/gif", "image/webp")
HEADERS: Final = {
    "Content-Security-Policy": "default-src 'self'; img-src 'self' blob: data:; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-cache",
}
Json = dict[str, Any]
Handler = Callable[[Request], Awaitable[Response]]


class Page:
    """The routes."""

    def __init__(self, theatre: Theatre) -> None:
        self._theatre = theatre

    def app(self) -> Starlette:
        """The ASGI app."""
        routes = [
            Route("/", self._index),
            Route("/api/snapshot", self._snapshot),
            Route("/api/events", self._events),
            Route("/api/act", _from_here(self._act), methods=["POST"]),
            Route("/api/upload", _from_here(self._upload), methods=["POST"]),
            Route("/api/clock", _from_here(self._clock), methods=["POST"]),
            Route("/api/fault", _from_here(self._fault), methods=["POST"]),
            Route("/api/tour", _from_here(self._tour), methods=["POST"]),
            Route("/api/seed", _from_here(self._seed), methods=["POST"]),
            Route("/api/reset", _from_here(self._reset), methods=["POST"]),
            Route("/api/export", self._export),
            Route("/api/file/{platform}/{file_id}", self._file),
            Route("/api/thing/{ref}", self._thing),
            Route("/api/books", self._books),
            Route("/api/outbox", self._outbox),
            Route("/api/wire", self._wire),
            Route("/api/wire/{key}", self._exchange),
            *(Route(path, self._product) for path in ("/healthz", "/readyz", "/metrics")),
            Mount("/static", StaticFiles(directory=STATIC)),
        ]
        return Starlette(
            routes=routes, middleware=[Middleware(TrustedHostMiddleware, allowed_hosts=HERE), Middleware(_Headers)]
        )

    async def _index(self, _request: Request) -> Response:
        return FileResponse(STATIC / "index.html")

    async def _snapshot(self, _request: Request) -> Response:
        return JSONResponse(await (await self._theatre.show()).snapshot())

    async def _events(self, _request: Request) -> Response:
        return StreamingResponse(self._theatre.hub.events(), media_type="text/event-stream")

    async def _act(self, request: Request) -> Response:
        asked = await _asked(request)
        show = await self._theatre.show()
        await show.act(_word(asked, "who"), _word(asked, "deed"), asked)
        return _done()

    async def _upload(self, request: Request) -> Response:
        async with request.form(max_files=1) as form:
            file = form.get("file")
            if not isinstance(file, UploadFile):
                raise NotThere("There is no file in the request.")
            details = {name: value for name, value in form.items() if isinstance(value, str)}
            show = await self._theatre.show()
            await show.upload(_word(details, "who"), details, file.filename or "file", await file.read())
        return _done()

    async def _clock(self, request: Request) -> Response:
        show = await self._theatre.show()
        await show.move(_word(await _asked(request), "span"))
        return _done()

    async def _fault(self, request: Request) -> Response:
        asked = await _asked(request)
        show = await self._theatre.show()
        return _done(await show.fault(_word(asked, "name"), str(asked.get("who", ""))))

    async def _tour(self, request: Request) -> Response:
        asked = await _asked(request)
        guide = (await self._theatre.show()).guide
        deed = _word(asked, "do")
        if deed == "start":
            await guide.start(_word(asked, "name"))
        elif deed in ("step", "skip", "stop"):
            await getattr(guide, deed)()
        else:
            raise NotThere("A tour can start, step, skip and stop.")
        return _done()

    async def _seed(self, _request: Request) -> Response:
        return _done(await (await self._theatre.show()).seed())

    async def _reset(self, _request: Request) -> Response:
        await self._theatre.reset()
        return _done()

    async def _export(self, _request: Request) -> Response:
        script = (await self._theatre.show()).recorder.script
        return PlainTextResponse(script, headers={"Content-Disposition": 'attachment; filename="session.txt"'})

    async def _file(self, request: Request) -> Response:
        show = await self._theatre.show()
        side = show.slack if request.path_params["platform"] == "slack" else show.telegram
        found = side.file(request.path_params["file_id"])
        if found is None:
            return PlainTextResponse("There is no such file.", status_code=404)
        _name, mime, content = found
        if mime in SHOWN_AS_PICTURES:
            return Response(content, media_type=mime)
        return Response(content, media_type="application/octet-stream", headers={"Content-Disposition": "attachment"})

    async def _thing(self, request: Request) -> Response:
        return _found(await panel.thing((await self._theatre.show()).stage, request.path_params["ref"]))

    async def _books(self, _request: Request) -> Response:
        return _found(await panel.books((await self._theatre.show()).stage))

    async def _outbox(self, _request: Request) -> Response:
        return _found(await panel.outbox((await self._theatre.show()).stage))

    async def _wire(self, _request: Request) -> Response:
        stage = (await self._theatre.show()).stage
        return _found(panel.wire(stage.slack, stage.telegram))

    async def _exchange(self, request: Request) -> Response:
        stage = (await self._theatre.show()).stage
        return _found(panel.exchange(stage.slack, stage.telegram, request.path_params["key"]))

    async def _product(self, request: Request) -> Response:
        """Health and figures of the server behind the page."""
        address = (await self._theatre.show()).stage.address
        try:
            async with httpx.AsyncClient(trust_env=False) as client:
                answer = await client.get(address + request.url.path)
        except httpx.HTTPError:
            return PlainTextResponse("the server is not running", status_code=503)
        return Response(answer.content, answer.status_code, media_type=answer.headers.get("content-type"))


class _Headers:
    """Nothing but this server's own files is loaded, and nothing is kept: the code of tomorrow is another."""

    def __init__(self, app: Any) -> None:
        self._app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        async def sends(message: Any) -> None:
            if message["type"] == "http.response.start":
                message["headers"] += [(name.lower().encode(), value.encode()) for name, value in HEADERS.items()]
            await send(message)

        await self._app(scope, receive, sends)


def _from_here(handler: Handler) -> Handler:
    """Only the page itself may post, and no other site that is open in the same browser; refusals become sentences."""

    async def guarded(request: Request) -> Response:
        origin = request.headers.get("origin")
        if origin is not None and urlsplit(origin).netloc != request.headers.get("host"):
            return PlainTextResponse("Only the page itself can do that.", status_code=403)
        try:
            return await handler(request)
        except NotThere as refused:
            return JSONResponse({"ok": False, "problem": str(refused)})

    return guarded


async def _asked(request: Request) -> Json:
    try:
        asked = json.loads(await request.body())
    except ValueError:
        asked = None
    if not isinstance(asked, dict):
        raise NotThere("The request is no JSON object.")
    return asked


def _word(asked: Json, name: str) -> str:
    word = asked.get(name)
    if not isinstance(word, str):
        raise NotThere(f"The request lacks “{name}”.")
    return word


def _done(said: str = "") -> Response:
    return JSONResponse({"ok": True, "said": said})


def _found(data: Any) -> Response:
    return JSONResponse(data, status_code=404 if data is None else 200)
