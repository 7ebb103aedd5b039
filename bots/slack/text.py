"""Slack's texts: what a person typed out of Slack's escaped form, and ours into it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import accumulate
from typing import Final

ELLIPSIS: Final = "…"
NOBODY: Final[Mapping[str, str]] = {}
_TOKEN: Final = re.compile(r"<([^<>]*)>")
_USER: Final = re.compile(r"<@([UW][A-Z0-9]+)>")


def escape(text: str) -> str:
    """The text with the three characters escaped that Slack gives a meaning to."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def unescape(text: str) -> str:
    """The text behind `escape`; other entities were typed by the person and stay."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def mentioned(text: str) -> list[str]:
    """The user ids of the people whom a text mentions."""
    return list(dict.fromkeys(_USER.findall(text)))


def typed(text: str, bot_user_id: str = "", names: Mapping[str, str] = NOBODY) -> str:
    """What the person typed: links and mentions as written, without the mention of the bot.

    `names` are those of people by user id, for the mentions that Slack sends without.
    """

    def written(token: re.Match[str]) -> str:
        target, _bar, label = token[1].partition("|")
        if target == f"@{bot_user_id}":
            return ""
        if target[:1] in ("@", "#"):
            return target[0] + (label or names.get(target[1:], target[1:])).removeprefix(target[0])
        if target.startswith("!"):
            return label or "@" + target[1:]
        bare = target.partition(":")[2].removeprefix("//").removesuffix("/")  # Slack adds the scheme to `example.org`
        return label if label.removesuffix("/") == bare else target

    return unescape(_TOKEN.sub(written, text)).strip()


def beginning(text: str, room: int) -> str:
    """As much of the text as has at most `room` characters once it is escaped, which is how Slack counts."""
    if len(escape(text)) <= room:
        return text
    sizes = accumulate(len(escape(letter)) for letter in text)
    return text[: sum(size <= room for size in sizes)]


def clip(text: str, limit: int) -> str:
    """The text if it has at most `limit` characters; else its beginning, up to a word's end if one is near, and `…`."""
    if len(text) <= limit:
        return text
    start = text[: limit - 1]
    border = start.rfind(" ")
    return (start[:border] if border > limit // 2 else start).rstrip() + ELLIPSIS
