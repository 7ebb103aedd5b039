"""What stands before Bolt at `POST /slack/events`: a limit for the body, and Slack's signature on its raw bytes."""

from __future__ import annotations

import hashlib
import hmac
import time
from collections.abc import Mapping
from typing import Final

from slack_bolt.adapter.starlette.async_handler import to_async_bolt_request, to_starlette_response
from slack_bolt.app.async_app import AsyncApp
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

BODY_LIMIT: Final = 1024 * 1024
MOST_SECONDS_OFF: Final = 300


def is_signed(secret: str, headers: Mapping[str, str], body: bytes, now: float) -> bool:
    """Whether Slack signed exactly these bytes, at most five minutes from now."""
    timestamp, signature = headers.get("x-slack-request-timestamp", ""), headers.get("x-slack-signature", "")
    if (
        not secret
        or not (timestamp.isascii() and timestamp.isdecimal())
        or abs(now - int(timestamp)) > MOST_SECONDS_OFF
    ):
        return False
    signed = b"v0:" + timestamp.encode() + b":" + body
    expected = "v0=" + hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()
    return hmac.compare_digest(expected.encode(), signature.encode())


async def handle(app: AsyncApp, secret: str, request: Request) -> Response:
    """Bolt's answer; 413 for a body that is too large, 401 for one that Slack has not signed, 400 for nonsense."""
    body = await _body(request)
    if body is None:
        return JSONResponse({"error": "too large"}, status_code=413)
    if not is_signed(secret, request.headers, body, time.time()):
        return JSONResponse({"error": "invalid request"}, status_code=401)
    try:
        bolt_request = to_async_bolt_request(request, body)
    except (ValueError, AttributeError, TypeError, KeyError):  # Bolt reads on in whatever the JSON was
        return JSONResponse({"error": "unreadable"}, status_code=400)
    return to_starlette_response(await app.async_dispatch(bolt_request))


async def _body(request: Request) -> bytes | None:
    """The body, or None as soon as it is known to be too large."""
    announced = request.headers.get("content-length", "")
    if announced.isdecimal() and int(announced) > BODY_LIMIT:
        return None
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > BODY_LIMIT:
            return None
    return bytes(body)
