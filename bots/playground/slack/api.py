"""The workspace's web side: `/api/<method>`, response URLs, file upload and download, permalinks, the socket."""

import asyncio
import json
import time
from collections.abc import Sequence
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket

from bots.playground.slack import args, hooks
from bots.playground.slack.config import SCOPES
from bots.playground.slack.faults import Fault
from bots.playground.slack.methods import chat, files, people, views
from bots.playground.slack.model import ApiError, Exchange, Json
from bots.playground.slack.render import render_text
from bots.playground.slack.state import State

METHODS = {**chat.METHODS, **people.METHODS, **views.METHODS, **files.METHODS}
APP_TOKEN_METHODS = frozenset({"apps.connections.open"})


def build(states: Sequence[State]) -> Starlette:
    """One Slack for one or more workspaces; the token says which is meant."""
    desk = Desk(states)
    return Starlette(
        routes=[
            Route("/api/{method}", desk.call, methods=["GET", "POST"]),
            Route("/hooks/{team}/{key}", desk.hook, methods=["POST"]),
            Route("/upload/v1/{ticket}", desk.upload, methods=["POST"]),
            Route("/files-pri/{file}/{name}", desk.download),
            Route("/archives/{channel}/{ts}", desk.permalink),
            Route("/signin", lambda request: Response("<html>Sign in to Slack</html>", media_type="text/html")),
            WebSocketRoute("/link", desk.link),
        ]
    )


class Desk:
    """Takes requests, finds the workspace they mean, keeps the record, and makes the trouble that was ordered."""

    def __init__(self, states: Sequence[State]) -> None:
        self.states = states

    async def call(self, request: Request) -> Response:
        method = request.path_params["method"]
        state, started = self.states[0], time.perf_counter()
        exchange = Exchange("to_slack", method, state.now(), str(request.url.replace(query="")))
        fault: Fault | None = None
        try:
            exchange.request, token = await args.read(request)
            state = self._state_of(method, token)
            state.base_url = state.base_url or str(request.base_url)
            fault = state.faults.take(method, _places(state, exchange.request))
            response = _planned(fault) or self._answer(state, method, args.Args(exchange.request))
        except ApiError as refusal:
            response = _refused(refusal)
        exchange.seconds = time.perf_counter() - started
        return await _finish(state, exchange, request, response, fault)

    def _answer(self, state: State, method: str, call: args.Args) -> Response:
        if method not in METHODS:
            raise ApiError("unknown_method", req_method=method)
        state.config.check_scope(method)
        if wait := state.faults.wait_for_call(method, state.now()):
            return _slow_down(wait)
        if method == "chat.postMessage":
            channel = chat.place(state, call.text("channel"))
            if wait := state.faults.wait_for_post(channel.id, state.now()):
                return _slow_down(wait)
        answer = {"ok": True} | METHODS[method](state, call)
        headers = {"x-accepted-oauth-scopes": ",".join(SCOPES.get(method, ()))}
        if state.config.scopes is not None:
            headers["x-oauth-scopes"] = ",".join(sorted(state.config.scopes))
        return JSONResponse(answer, headers=headers)

    def _state_of(self, method: str, token: str) -> State:
        if not token:
            raise ApiError("not_authed")
        for state in self.states:
            if token in (state.bot_token, state.app_token):
                if not state.installed:
                    raise ApiError("account_inactive")
                if (method in APP_TOKEN_METHODS) != (token == state.app_token):
                    raise ApiError("not_allowed_token_type")
                return state
        raise ApiError("invalid_auth")

    async def hook(self, request: Request) -> Response:
        team, key = request.path_params["team"], request.path_params["key"]
        state = next((state for state in self.states if state.team_id == team), self.states[0])
        exchange = Exchange("to_slack", "response_url", state.now(), str(request.url))
        fault = state.faults.take("response_url")
        try:
            exchange.request = await _payload(request)
            response = _planned(fault)
            if response is None:
                hooks.use_hook(state, key, exchange.request)
                response = JSONResponse({"ok": True})
        except ApiError as refusal:
            gone = refusal.error in ("used_url", "expired_url")
            response = JSONResponse({"ok": False, "error": refusal.error}, status_code=404 if gone else 400)
        return await _finish(state, exchange, request, response, fault)

    async def upload(self, request: Request) -> Response:
        ticket = request.path_params["ticket"]
        state = next((state for state in self.states if ticket in state.uploads), None)
        if state is None:
            return PlainTextResponse("invalid upload url", status_code=404)
        fault = state.faults.take("upload")
        content = await _uploaded(request)
        exchange = Exchange("to_slack", "upload", state.now(), str(request.url), request=f"{len(content)} bytes")
        response = _planned(fault)
        if response is None:
            file = state.files[state.uploads[ticket]]
            fits = len(content) == file.size
            file.content = content if fits else b""
            said = f"OK - {len(content)}" if fits else f"expected {file.size} bytes"
            response = PlainTextResponse(said, status_code=200 if fits else 400)
        return await _finish(state, exchange, request, response, fault)

    async def download(self, request: Request) -> Response:
        """The file for a bearer token that may see it; anybody else is sent to the sign-in page, as on Slack."""
        team, _, file_id = request.path_params["file"].partition("-")
        token = request.headers.get("authorization", "").removeprefix("Bearer ")
        for state in self.states:
            file = state.files.get(file_id)
            if file and state.team_id == team and token == state.bot_token and state.installed:
                if planned := _planned(state.faults.take("download")):
                    return planned
                if files.visible_to_app(state, file):
                    return Response(file.content, media_type=file.mimetype)
        return RedirectResponse(self.states[0].url("/signin"), status_code=302)

    async def permalink(self, request: Request) -> Response:
        digits = request.path_params["ts"].removeprefix("p")
        for state in self.states:
            message = state.find_message(request.path_params["channel"], f"{digits[:-6]}.{digits[-6:]}")
            if message:
                return PlainTextResponse(render_text(message))
        return PlainTextResponse("This message is not here.", status_code=404)

    async def link(self, websocket: WebSocket) -> None:
        ticket = websocket.query_params.get("ticket", "")
        state = next((state for state in self.states if state.sockets.admits(ticket)), None)
        if state is None:
            await websocket.close()
            return
        await state.sockets.serve(websocket, ticket)


async def _payload(request: Request) -> Json:
    try:
        body = await request.json()
    except ValueError as problem:
        raise ApiError("invalid_payload") from problem
    if not isinstance(body, dict):
        raise ApiError("invalid_payload")
    return body


def _places(state: State, values: Json) -> frozenset[str]:
    """The ids a call is about, for faults meant for one channel or person: a person stands for their conversation."""
    named = {str(values[name]) for name in ("channel", "channel_id", "user", "user_id", "users") if values.get(name)}
    named |= {channel.id for channel in state.channels.values() if named & {channel.name, f"#{channel.name}"}}
    direct = [channel for channel in state.channels.values() if channel.kind == "im"]
    touched = [{channel.id, *channel.members} for channel in direct if named & {channel.id, *channel.members}]
    return frozenset(named.union(*touched) - {state.bot_user.id})


def _planned(fault: Fault | None) -> Response | None:
    """The answer that a planned fault gives instead of the real one."""
    if fault is None or fault.cut:
        return None
    if fault.retry_after is not None:
        return _slow_down(fault.retry_after)
    if fault.status is not None:
        return PlainTextResponse("upstream connect error", status_code=fault.status)
    return _refused(ApiError(fault.error or "fatal_error"))


def _slow_down(seconds: int) -> Response:
    return JSONResponse({"ok": False, "error": "ratelimited"}, status_code=429, headers={"Retry-After": str(seconds)})


def _refused(refusal: ApiError) -> Response:
    return JSONResponse({"ok": False, "error": refusal.error, **refusal.extra})


async def _uploaded(request: Request) -> bytes:
    if request.headers.get("content-type", "").startswith("multipart/form-data"):
        for part in (await request.form()).values():
            if not isinstance(part, str):
                return await part.read()
    return await request.body()


async def _finish(
    state: State, exchange: Exchange, request: Request, response: Response, fault: Fault | None
) -> Response:
    """Keeps the record of a request and sends the answer, or cuts the connection if that was ordered."""
    body: Any = bytes(response.body).decode(errors="replace")
    if isinstance(response, JSONResponse):
        body = json.loads(body)
        exchange.problem = body.get("error")
    elif not 200 <= response.status_code < 300:
        exchange.problem = body
    exchange.status, exchange.response = response.status_code, body
    cut = fault is not None and fault.cut
    if cut:
        exchange.problem = "connection cut after processing"
    state.log(exchange)
    return await _cut(request) if cut else response


async def _cut(request: Request) -> Response:
    """Ends the connection without an answer, which takes uvicorn's own transport."""
    transport = getattr(getattr(request.receive, "__self__", None), "transport", None)
    if transport is None:
        return PlainTextResponse("the connection cannot be cut here", status_code=502)
    transport.abort()
    await asyncio.sleep(0.01)
    return Response()
