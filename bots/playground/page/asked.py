"""What a request of the page asks for, read with care: whatever else is open in the browser can send one, too."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any, Final
from urllib.parse import urlsplit

from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from bots.playground.files import MOST_BYTES
from bots.playground.seat import NotThere

MOST_JSON: Final = 1_000_000
MOST_FORM: Final = MOST_BYTES + 1_000_000
LONGEST_NAME: Final = 120
Json = dict[str, Any]
Handler = Callable[[Request], Awaitable[Response]]


def from_here(handler: Handler) -> Handler:
    """Only the page itself may post, and no other site that is open in the same browser; refusals become sentences."""

    async def guarded(request: Request) -> Response:
        origin = request.headers.get("origin")
        if origin is not None and urlsplit(origin).netloc != request.headers.get("host"):
            return PlainTextResponse("Only the page itself can do that.", status_code=403)
        try:
            return await handler(request)
        except NotThere as refused:
            return JSONResponse({"ok": False, "problem": _sentence(str(refused))})
        except ClientDisconnect:
            return PlainTextResponse("", status_code=400)  # nobody reads it

    return guarded


async def asked(request: Request) -> Json:
    """The JSON object that was sent. Raises NotThere."""
    body = bytearray()
    whole = True
    async for part in request.stream():  # to its end, else the browser hears of a broken connection and of no reason
        whole = whole and len(body) + len(part) <= MOST_JSON
        body += part if whole else b""
    if not whole:
        raise NotThere(f"That is too long: a request has up to {MOST_JSON // 1_000:,} kB.")
    try:
        found = json.loads(body)
        json.dumps(found, ensure_ascii=False).encode()
    except UnicodeEncodeError as error:
        raise NotThere("There is half a character in the text.") from error
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise NotThere("The request is no JSON object.")
    return found


@asynccontextmanager
async def form(request: Request) -> AsyncIterator[FormData]:
    """The form that was sent, with one file at most. Raises NotThere."""
    if _length(request) > MOST_FORM:
        async for _part in request.stream():
            pass
        raise NotThere(f"The file is too big: the playground takes up to {MOST_BYTES // 1_000_000} MB.")
    try:
        found = await request.form(max_files=1)
    except (HTTPException, AssertionError, LookupError, ValueError) as error:
        raise NotThere("The request is no form with a file.") from error
    try:
        yield found
    finally:
        await found.close()


def word(asked: Json, name: str) -> str:
    """One of the words of a request. Raises NotThere."""
    found = asked.get(name)
    if not isinstance(found, str):
        raise NotThere(f"The request lacks “{name}”.")
    return found


def file_name(given: str) -> str:
    """What a platform calls the file: without folders, without what cannot be seen, and no longer than a disk takes."""
    given = given.replace('"', "'")  # so that a script can quote it
    name = "".join(each for each in given.replace("\\", "/").rpartition("/")[2] if each.isprintable())
    stem, dot, ending = name.strip(" .").rpartition(".")
    return f"{stem[: LONGEST_NAME - len(ending) - 1]}{dot}{ending}"[:LONGEST_NAME] or "file"


def _sentence(words: str) -> str:
    """As it stands on the page; what begins with a name or a mark stays as it is."""
    return words + ("" if words.rstrip().endswith((".", "!", "?")) else ".")


def _length(request: Request) -> int:
    told = request.headers.get("content-length", "")
    return int(told) if told.isdecimal() else 0
