"""Text as Telegram counts it: lengths and offsets in UTF-16 code units; links; what a client finds in plain text."""

import re
from collections.abc import Iterable
from typing import Any

Entity = dict[str, Any]

# A short list stands for the real registry: bare domains are only recognised when they end in one of these.
_TOP_LEVEL = "com|org|net|io|dev|app|me|co|eu|de|fr|es|it|uk|us|info|design|work"
_FINDERS = (
    ("bot_command", re.compile(r"(?<![\w/<>])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/<>])")),
    ("email", re.compile(r"(?<![\w.+-])[\w.+-]+@(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,}(?!\w)")),
    ("url", re.compile(r"https?://[^\s<>\"]+", re.IGNORECASE)),
    ("url", re.compile(rf"(?<![\w@./-])(?:[a-z0-9-]+\.)+(?:{_TOP_LEVEL})(?![\w-])(?:[/?#][^\s<>\"]*)?", re.IGNORECASE)),
    ("mention", re.compile(r"(?<![\w/])@[A-Za-z0-9_]{3,32}(?!\w)")),
    ("hashtag", re.compile(r"(?<![\w/&#])#(?=\w*[^\W\d_])\w{1,256}(?!#)")),
)
_TO_APP = re.compile(r"(tg|ton|tonsite):(?://)?", re.IGNORECASE)
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*)://", re.IGNORECASE)
_APP_HOST = re.compile(r"[A-Za-z0-9_-]+")
_HOST = re.compile(r"[\w-]+(?:\.[\w-]+)+(?::\d{1,5})?")
_DROPPED = re.compile("[\r\u2028-\u202e\u030a\u0333\u033f]")
_CONTROLS = {code: " " for code in range(32) if chr(code) != "\n"}
_OPAQUE = ("pre", "code", "text_link", "text_mention")


def cleaned(source: str) -> str:
    """What Telegram leaves of a text: control characters become spaces; direction marks and vertical lines go."""
    return _DROPPED.sub("", source).translate(_CONTROLS)


def utf16_length(text: str) -> int:
    """Number of UTF-16 code units of `text`, the unit of every offset and limit in the Bot API."""
    return len(text.encode("utf-16-le")) // 2


def utf16_slice(text: str, offset: int, length: int) -> str:
    """The part of `text` that an entity covers."""
    return text.encode("utf-16-le")[2 * offset : 2 * (offset + length)].decode("utf-16-le")


def check_link(url: str) -> str:
    """The link as Telegram stores it; `localhost` is none. Raises ValueError with Telegram's complaint."""
    link = url.strip()
    to_app, scheme = _TO_APP.match(link), _SCHEME.match(link)
    if scheme and not to_app and scheme[1].lower() not in ("http", "https"):
        raise ValueError("Unsupported URL protocol")
    begin = to_app or scheme
    host, tail = re.split(r"(?=[/?#])|$", link[begin.end() if begin else 0 :], maxsplit=1)
    if to_app and not _APP_HOST.fullmatch(host):
        raise ValueError(f"Wrong {to_app[1].lower()} URL")
    if not to_app and not _HOST.fullmatch(host):
        raise ValueError("Wrong HTTP URL" if host else "URL host is empty")
    slash = "" if tail.startswith("/") or (to_app and tail) else "/"
    return f"{begin[1].lower() if begin else 'http'}://{host.lower()}{slash}{tail.replace(' ', '%20')}"


def checked_link(url: str) -> str | None:
    """The link as Telegram stores it, or None if it is not a link to Telegram."""
    try:
        return check_link(url)
    except ValueError:
        return None


def find_entities(text: str, known: Iterable[Entity] = ()) -> list[Entity]:
    """The entities a client finds by itself (commands, links, mentions, …) added to the `known` ones, in order."""
    entities = list(known)
    taken = [(e["offset"], e["offset"] + e["length"]) for e in entities if e["type"] in _OPAQUE]
    for kind, finder in _FINDERS:
        for match in finder.finditer(text):
            found = match.group().rstrip(".,:;!?'\")]}") if kind == "url" else match.group()
            offset = utf16_length(text[: match.start()])
            end = offset + utf16_length(found)
            if all(end <= start or offset >= stop for start, stop in taken):
                taken.append((offset, end))
                entities.append({"type": kind, "offset": offset, "length": end - offset})
    return sorted(entities, key=lambda entity: (entity["offset"], -entity["length"]))


def stripped(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    """`text` without blank edges, as Telegram stores it, with the entities moved and cut accordingly."""
    skipped = utf16_length(text) - utf16_length(text.lstrip())
    clean = text.strip()
    limit = utf16_length(clean)
    moved = []
    for entity in entities:
        start = max(entity["offset"] - skipped, 0)
        end = min(entity["offset"] + entity["length"] - skipped, limit)
        if end > start:
            moved.append({**entity, "offset": start, "length": end - start})
    return clean, moved
