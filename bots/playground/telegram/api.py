"""The Bot API over HTTP: /bot<token>/<method> and /file/bot<token>/<path>, with Telegram's envelopes."""

import asyncio
import inspect
import time
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from bots.playground.telegram.changes import Exchange
from bots.playground.telegram.faults import Cut
from bots.playground.telegram.methods import METHODS, Described
from bots.playground.telegram.params import Params, read_params
from bots.playground.telegram.refusals import Refused, bad_request
from bots.playground.telegram.world import TOKEN, World

MAX_UPLOAD_BYTES = 50 * 1024 * 1024


class _CutConnection(Response):
    """Never answers: the connection dies at once (`drop`), which takes uvicorn's own transport, or when the caller has
    gone (`hang`)."""

    def __init__(self, how: Cut) -> None:
        super().__init__()
        self.how = how

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self.how == "hang":
            await _gone(receive)
        else:
            transport = getattr(getattr(receive, "__self__", None), "transport", None)
            assert transport is not None, "the connection cannot be cut here"
            transport.abort()
            await asyncio.sleep(0.01)
            await super().__call__(scope, receive, send)  # to nobody: uvicorn complains of a request without an answer


async def _gone(receive: Receive) -> None:
    """Return when the caller has hung up."""
    while (await receive())["type"] != "http.disconnect":
        pass


def bot_api(world: World) -> Starlette:
    """The ASGI application of one bot's server."""

    async def call(request: Request) -> Response:
        return await _call(world, request)

    async def download(request: Request) -> Response:
        return _download(world, request)

    return Starlette(
        routes=[
            Route("/bot{token}/{method}", call, methods=["GET", "POST"]),
            Route("/file/bot{token}/{path:path}", download),
        ]
    )


async def _call(world: World, request: Request) -> Response:
    method = request.path_params["method"]
    params = Params()
    cut: Cut | None = None
    polling = method.lower() == "getupdates"
    started = time.perf_counter()
    world.calls_under_way += not polling
    try:
        _authorise(world, request.path_params["token"])
        params = await read_params(request)
        _refuse_large(params)
        fault = world.faults.take(method, params.integer("chat_id"))
        if fault and fault.refusal:
            raise fault.refusal
        cut = fault.cut if fault else None
        status, body = 200, _envelope(await _result(world, method, params, request))
    except Refused as refusal:
        status, body = refusal.code, refusal.envelope()
    finally:
        world.calls_under_way -= not polling
    if not (polling and status == 200 and not body["result"]):
        took = time.perf_counter() - started
        exchange = Exchange("to_telegram", method, world.clock(), params.loggable(), status, body, took)
        world.exchanged(exchange, params.integer("chat_id") or None)
    if cut:
        return _CutConnection(cut)
    retry_after = body.get("parameters", {}).get("retry_after")
    return JSONResponse(body, status, headers={"Retry-After": str(retry_after)} if retry_after else None)


def _authorise(world: World, token: str) -> None:
    if not TOKEN.fullmatch(token):
        raise Refused(404, "Not Found")
    if token != world.token:
        raise Refused(401, "Unauthorized")
    if world.logged_out:
        raise bad_request("Logged out")


def _refuse_large(params: Params) -> None:
    if sum(len(upload.data) for upload in params.uploads.values()) > MAX_UPLOAD_BYTES:
        raise Refused(413, "Request Entity Too Large")


async def _result(world: World, method: str, params: Params, request: Request) -> Any:
    """Do the method; a long poll ends when its caller hangs up."""
    handler = METHODS.get(method.lower())
    if handler is None:
        raise Refused(404, "Not Found: method not found")
    result = handler(world, params)
    if not inspect.isawaitable(result):
        return result
    work = asyncio.ensure_future(result)
    hang_up = asyncio.ensure_future(_gone(request.receive))
    try:
        await asyncio.wait({work, hang_up}, return_when=asyncio.FIRST_COMPLETED)
        return work.result() if work.done() else []
    finally:
        work.cancel()
        hang_up.cancel()


def _envelope(result: Any) -> dict[str, Any]:
    if isinstance(result, Described):
        return {"ok": True, "result": result.value, "description": result.description}
    return {"ok": True, "result": result}


def _download(world: World, request: Request) -> Response:
    try:
        _authorise(world, request.path_params["token"])
    except Refused as refusal:
        return JSONResponse(refusal.envelope(), refusal.code)
    path = request.path_params["path"]
    file = next((stored for stored in world.files.values() if stored.path == path), None)
    if file is None:
        return JSONResponse(Refused(404, "Not Found").envelope(), 404)
    return Response(file.data, media_type=file.mime)
