"""Slack's text: what a person types becomes tokens (`<@U1>`, `<https://…>`), and tokens become what a reader sees."""

import html
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

LINK = re.compile(r"https?://[^\s<>|]*[^\s<>|.,;:!?)\"'”’]")
EMAIL = re.compile(r"(?<![\w.:/@])[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
NAMED = re.compile(r"(?<![\w/])([@#])([A-Za-z0-9_][\w-]*(?:\.[\w-]+)*)")
TOKEN = re.compile(r"<([^<>]*)>")
DATE_PART = re.compile(r"\{(\w+)\}")
EVERYBODY = frozenset({"here", "channel", "everyone"})


@dataclass(frozen=True)
class Reader:
    """Who reads: a time zone, the present, and the names behind ids."""

    tz: str = "UTC"
    now: float = 0.0
    names: Mapping[str, str] = field(default_factory=dict)


def typed(text: str, ids: Mapping[str, str], with_names: bool = False) -> str:
    """A person's text as Slack passes it on; `ids` maps `@name` and `#name` to ids.

    Slash commands that ask for escaping get tokens that repeat the name (`with_names`).
    """

    def named(match: re.Match[str]) -> str:
        sign, name = match.groups()
        if sign == "@" and name in EVERYBODY:
            return f"<!{name}>"
        known = ids.get(sign + name.lower())
        if known is None:
            return match.group()
        return f"<{sign}{known}|{name}>" if with_names or sign == "#" else f"<{sign}{known}>"

    escaped = escape(text)
    linked = LINK.sub(lambda match: f"<{match.group()}>", escaped)
    mailed = _outside_tokens(EMAIL, linked, lambda match: f"<mailto:{match.group()}|{match.group()}>")
    return _outside_tokens(NAMED, mailed, named)


def escape(text: str) -> str:
    return html.escape(text, quote=False)


def _outside_tokens(pattern: re.Pattern[str], text: str, replace: Callable[[re.Match[str]], str]) -> str:
    parts = re.split(r"(<[^<>]*>)", text)
    return "".join(part if part.startswith("<") else pattern.sub(replace, part) for part in parts)


def readable(text: str, reader: Reader) -> str:
    """mrkdwn as Slack shows it to this reader: names, links and dates resolved, entities decoded."""
    return html.unescape(TOKEN.sub(lambda match: _token(match.group(1), reader), text))


def _token(inside: str, reader: Reader) -> str:
    if inside.startswith("!date^"):
        return _date_token(inside, reader)
    target, _, label = inside.partition("|")
    if target[:1] in ("@", "#"):
        return target[0] + reader.names.get(target[1:], label or target[1:])
    if target.startswith("!subteam^"):
        return label or "@group"
    if target.startswith("!"):
        return f"@{target[1:]}"
    if label and target not in (label, f"mailto:{label}"):
        return f"{label} ({target})"
    return label or target


def _date_token(inside: str, reader: Reader) -> str:
    body, _, fallback = inside.partition("|")
    try:
        _, stamp, pattern = body.split("^")[:3]
        at = datetime.fromtimestamp(int(stamp), UTC).astimezone(ZoneInfo(reader.tz))
    except ValueError:
        return fallback
    now = datetime.fromtimestamp(reader.now, UTC).astimezone(ZoneInfo(reader.tz))
    return DATE_PART.sub(lambda match: _date_part(match.group(1), at, now) or match.group(), pattern)


def _date_part(name: str, at: datetime, now: datetime) -> str | None:
    plain = name.removesuffix("_pretty")
    if plain != name:
        for word, days in (("yesterday", -1), ("today", 0), ("tomorrow", 1)):
            if at.date() == (now + timedelta(days=days)).date():
                return word
    day = f"{at:%B} {at.day}{_ordinal(at.day)}, {at.year}"
    clock = f"{at.hour % 12 or 12}:{at:%M}"
    half = "AM" if at.hour < 12 else "PM"
    return {
        "date_num": f"{at:%Y-%m-%d}",
        "date": day,
        "date_long": f"{at:%A}, {day}",
        "date_short": f"{at:%b} {at.day}, {at.year}",
        "time": f"{clock} {half}",
        "time_secs": f"{clock}:{at:%S} {half}",
        "ago": _ago(at, now),
    }.get(plain)


def _ordinal(day: int) -> str:
    return "th" if 11 <= day <= 13 else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")


def _ago(at: datetime, now: datetime) -> str:
    seconds = (now - at).total_seconds()
    for unit, length in (("day", 86_400), ("hour", 3_600), ("minute", 60)):
        count = int(abs(seconds) // length)
        if count:
            words = f"{count} {unit}{'s' if count > 1 else ''}"
            return f"{words} ago" if seconds > 0 else f"in {words}"
    return "just now"
