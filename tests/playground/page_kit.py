"""The page's own server before a real stage, and words to use it with as the page does."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

import httpx

from bots.playground.page.app import Page
from bots.playground.page.theatre import Theatre
from bots.playground.stage import Stage
from tests.playground.stage_kit import opened

ADDRESS = "http://127.0.0.1:8000"
Json = dict[str, Any]


class Client:
    """A page that is open in a browser."""

    def __init__(self, theatre: Theatre, http: httpx.AsyncClient) -> None:
        self.theatre, self.http = theatre, http

    async def posts(self, path: str, **details: Any) -> Json:
        """What the server answers."""
        answer = await self.http.post(f"/api/{path}", json=details)
        assert answer.status_code == 200, (path, answer.status_code, answer.text)
        found: Json = answer.json()
        return found

    async def does(self, path: str, **details: Any) -> str:
        """What must succeed."""
        answer = await self.posts(path, **details)
        assert answer["ok"], (details, answer)
        return str(answer["said"])

    async def fails(self, path: str, **details: Any) -> str:
        """The sentence that says why not."""
        answer = await self.posts(path, **details)
        assert not answer["ok"], details
        return sentence(answer)

    async def acts(self, who: str, deed: str, **details: Any) -> str:
        """What a person does."""
        return await self.does("act", who=who, deed=deed, **details)

    async def types(self, *lines: str) -> None:
        """Lines like `ann@slack> /job mine`, one after the other, each when all is quiet again."""
        for line in lines:
            who, _sign, text = line.partition("> ")
            await self.acts(who, "types", text=text)
            await self.quiet()

    async def uploads(self, who: str, content: bytes, name: str = "draft.pdf", **details: str) -> Json:
        """A file."""
        answer = await self.http.post(
            "/api/upload", data={"who": who, "deed": "uploads", **details}, files={"file": (name, content)}
        )
        assert answer.status_code == 200, answer.text
        found: Json = answer.json()
        return found

    async def quiet(self) -> None:
        """Until nothing more happens by itself."""
        await (await self.theatre.show()).stage.quiet()

    async def snapshot(self) -> Json:
        """Everything that the page shows."""
        answer = await self.http.get("/api/snapshot")
        assert answer.status_code == 200, answer.text
        found: Json = answer.json()
        return found

    async def person(self, handle: str) -> Json:
        """Somebody on the page."""
        found: Json = next(each for each in (await self.snapshot())["people"] if each["handle"] == handle)
        return found

    async def messages(self, platform: str, place: str | int, words: str = "") -> list[Json]:
        """What has been said there, oldest first."""
        said: list[Json] = (await self.snapshot())[platform]["messages"].get(str(place), [])
        return [message for message in said if words in json.dumps(message, ensure_ascii=False)]


def sentence(answer: Json) -> str:
    """The problem, which is a sentence for people."""
    problem = answer["problem"]
    assert isinstance(problem, str)
    assert problem.rstrip().endswith((".", "?", "!")), problem
    assert "Traceback" not in problem
    return problem


@asynccontextmanager
async def page(
    stages: Callable[[], AbstractAsyncContextManager[Stage]], *, named: bool = False
) -> AsyncIterator[Client]:
    """The page's server over such stages."""
    async with Theatre(stages, named=named) as theatre:
        await theatre.open()
        app = httpx.ASGITransport(Page(theatre).app())
        async with httpx.AsyncClient(transport=app, base_url=ADDRESS, timeout=60) as http:
            yield Client(theatre, http)


@asynccontextmanager
async def page_over(database_url: str) -> AsyncIterator[Client]:
    """The page's server before one stage over this database."""
    async with page(lambda: opened(database_url)) as client:
        yield client
