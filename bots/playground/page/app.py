"""The page's own server, on loopback only: the page, what it shows, what people do on it."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

import httpx
from starlette.applications import Starlette
from starlette.datastructures import UploadFile
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from bots.playground.page import panel
from bots.playground.page.asked import asked, file_name, form, from_here, word
from bots.playground.page.show import Show
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
            Route("/api/act", from_here(self._act), methods=["POST"]),
            Route("/api/upload", from_here(self._upload), methods=["POST"]),
            Route("/api/clock", from_here(self._clock), methods=["POST"]),
            Route("/api/fault", from_here(self._fault), methods=["POST"]),
            Route("/api/tour", from_here(self._tour), methods=["POST"]),
            Route("/api/seed", from_here(self._seed), methods=["POST"]),
            Route("/api/reset", from_here(self._reset), methods=["POST"]),
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
            routes=routes,
            middleware=[Middleware(TrustedHostMiddleware, allowed_hosts=HERE), Middleware(_Headers)],
            exception_handlers={NotThere: _not_now},
        )

    async def _index(self, _request: Request) -> Response:
        return HTMLResponse(_page())

    async def _snapshot(self, _request: Request) -> Response:
        return JSONResponse(await self._theatre.asks(Show.snapshot))

    async def _events(self, request: Request) -> Response:
        if request.method == "HEAD":
            return Response(media_type="text/event-stream")
        return StreamingResponse(self._theatre.hub.events(), media_type="text/event-stream")

    async def _act(self, request: Request) -> Response:
        details = await asked(request)
        who, deed = word(details, "who"), word(details, "deed")
        await self._theatre.play(lambda show: show.act(who, deed, details))
        return _done()

    async def _upload(self, request: Request) -> Response:
        async with form(request) as sent:
            file = sent.get("file")
            if not isinstance(file, UploadFile):
                raise NotThere("There is no file in the request.")
            details = {name: value for name, value in sent.items() if isinstance(value, str)}
            who, name, content = word(details, "who"), file_name(file.filename or ""), await file.read()
            await self._theatre.play(lambda show: show.upload(who, details, name, content))
        return _done()

    async def _clock(self, request: Request) -> Response:
        span = word(await asked(request), "span")
        await self._theatre.play(lambda show: show.move(span))
        return _done()

    async def _fault(self, request: Request) -> Response:
        details = await asked(request)
        name, who = word(details, "name"), str(details.get("who", ""))
        return _done(await self._theatre.play(lambda show: show.fault(name, who)))

    async def _tour(self, request: Request) -> Response:
        details = await asked(request)
        deed, name = word(details, "do"), str(details.get("name", ""))
        await self._theatre.play(lambda show: show.guide.does(deed, name))
        return _done()

    async def _seed(self, _request: Request) -> Response:
        return _done(await self._theatre.play(Show.seed))

    async def _reset(self, _request: Request) -> Response:
        await self._theatre.reset()
        return _done()

    async def _export(self, _request: Request) -> Response:
        script = (await self._theatre.show()).recorder.script
        return PlainTextResponse(script, headers={"Content-Disposition": 'attachment; filename="session.txt"'})

    async def _file(self, request: Request) -> Response:
        show = await self._theatre.show()
        sides = {"slack": show.slack.file, "telegram": show.telegram.file}
        platform, file_id = request.path_params["platform"], request.path_params["file_id"]
        found = sides[platform](file_id) if platform in sides else None
        if found is None:
            return PlainTextResponse("There is no such file.", status_code=404)
        name, mime, content = found
        if mime in SHOWN_AS_PICTURES:
            return Response(content, media_type=mime)
        saved = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}"}
        return Response(content, media_type="application/octet-stream", headers=saved)

    async def _thing(self, request: Request) -> Response:
        ref = request.path_params["ref"]
        return _found(await self._theatre.asks(lambda show: panel.thing(show.stage, ref)))

    async def _books(self, _request: Request) -> Response:
        return _found(await self._theatre.asks(lambda show: panel.books(show.stage)))

    async def _outbox(self, _request: Request) -> Response:
        return _found(await self._theatre.asks(lambda show: panel.outbox(show.stage)))

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


async def _not_now(_request: Request, error: Exception) -> Response:
    return PlainTextResponse(str(error), status_code=503)


def _done(said: str = "") -> Response:
    return JSONResponse({"ok": True, "said": said})


def _found(data: Any) -> Response:
    return JSONResponse(data, status_code=404 if data is None else 200)


def _page() -> str:
    """index.html, with all modules named: the browser asks for them at once, and not for one after the other."""
    modules = sorted(path.relative_to(STATIC).as_posix() for path in STATIC.rglob("*.js"))
    links = "\n  ".join(f'<link rel="modulepreload" href="/static/{name}">' for name in modules if name != "theme.js")
    return (STATIC / "index.html").read_text(encoding="utf-8").replace("<!-- modules -->", links)
