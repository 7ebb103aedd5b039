"""Files that people send: fetched from Slack with the bot's token, which is shown to Slack's own hosts only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final
from urllib.parse import urlsplit

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from core.language import translate as _
from core.request import Upload

SIZE_LIMIT: Final = 20 * 1024 * 1024
_SECONDS: Final = 20.0
_PIECE: Final = 64 * 1024


class NoFile(Exception):
    """A file that cannot be taken; `str()` is the sentence for the person."""


class Files:
    """Slack's file store, reached with the token and the session of the started client."""

    def __init__(self, client: AsyncWebClient) -> None:
        self._client = client

    async def fetch(self, files: Sequence[Mapping[str, Any]]) -> tuple[Upload, ...]:
        """The content of files that Slack describes. Raises NoFile if one is too big or cannot be read."""
        for file in files:
            if file.get("size", 0) > SIZE_LIMIT:
                raise _too_big(file)
        return tuple([await self._one(file) for file in files])

    async def _one(self, file: Mapping[str, Any]) -> Upload:
        url = str(file.get("url_private_download") or file.get("url_private") or "")
        if file.get("is_external") or not is_slacks(url, self._client.base_url):
            raise _unreadable(file)
        try:
            content = await self._download(url, file)
        except (aiohttp.ClientError, OSError, TimeoutError) as error:
            raise _unreadable(file) from error
        media_type = str(file.get("mimetype") or "application/octet-stream")
        return Upload(str(file.get("name") or file.get("title") or file.get("id")), media_type, content)

    async def _download(self, url: str, file: Mapping[str, Any]) -> bytes:
        """Redirects are not followed: Slack sends those it does not know to its sign-in page."""
        session = self._client.session
        if session is None:
            raise _unreadable(file)
        content = bytearray()
        how: dict[str, Any] = {"allow_redirects": False, "timeout": aiohttp.ClientTimeout(total=_SECONDS)}
        async with session.get(url, headers={"Authorization": f"Bearer {self._client.token}"}, **how) as answer:
            if answer.status != 200:
                raise _unreadable(file)
            async for piece in answer.content.iter_chunked(_PIECE):
                content += piece
                if len(content) > SIZE_LIMIT:
                    raise _too_big(file)
        return bytes(content)


def is_slacks(url: str, api_url: str) -> bool:
    """Whether an address is Slack's own, or on the host of the server that stands in for it."""
    address, home = urlsplit(url), urlsplit(api_url).hostname or ""
    host = address.hostname or ""
    if home == "slack.com":
        return address.scheme == "https" and (host == home or host.endswith(".slack.com"))
    return host == home


def _too_big(file: Mapping[str, Any]) -> NoFile:
    sentence = _("{file} is larger than {limit} MB, so nothing was done. Send a smaller one, or a link to it.")
    return NoFile(sentence.format(file=file.get("name") or "?", limit=SIZE_LIMIT // 1024 // 1024))


def _unreadable(file: Mapping[str, Any]) -> NoFile:
    sentence = _("{file} could not be read from Slack, so nothing was done. Please send it again.")
    return NoFile(sentence.format(file=file.get("name") or "?"))
