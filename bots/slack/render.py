"""Cards as Slack shows them: blocks, and the text that notifications and screen readers read.

A card's words become mrkdwn with `&`, `<` and `>` escaped and nothing parsed by itself (`verbatim`). What people wrote
may hold characters that mrkdwn cannot show as they are (`*`, `_`, `:name:`, a leading `>` …) and that Slack knows no
escape for; then the same words go out as one rich_text block, whose texts are never parsed at all. Either way user text
can become no mention, link or formatting, and no invisible character is added to it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from itertools import accumulate
from typing import Any, Final
from zoneinfo import ZoneInfo

from bots.slack.buttons import letters, row
from bots.slack.text import ELLIPSIS, beginning, escape
from core.card import Card, Line, Link, Mention, Moment, Span, Strong
from core.text import visible
from core.when import format_moment

Json = dict[str, Any]
TEXT_LIMIT: Final = 3_000
TEXT_BYTES: Final = 3_900  # chat.update takes 4,000 bytes, however many characters that are
CARD_LIMIT: Final = 12_000  # Slack refuses a message of more than about 13,200 characters
SECTION_LIMIT: Final = 2_990
NOTE_LIMIT: Final = 900
HEAD_LIMIT: Final = 600
LINK_LIMIT: Final = 2_000
STRONG_LIMIT: Final = 500
PIECE_LIMIT: Final = 80
Words = list[tuple[Span, str]]
"""A line: each span with its words."""
_DATE: Final = "{date_short_pretty} {time}"
_PARSED: Final = re.compile(r"[*_~`]|:[^\s:]+:|(?<!\S)>")
_WORDS: Final = re.compile(r"\S{1,400}\s{0,50}|\s{1,50}")
_ADDRESS: Final = re.compile(r"https?://[^\s<>|]+")


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads: their zone and language, and the Slack user ids of the people that a card names."""

    zone: str = "UTC"
    language: str = "en"
    handles: Mapping[int, str] = field(default_factory=dict)


def people(card: Card) -> set[int]:
    """The people that a card names."""
    lines = (card.head, card.note, *card.lines, *(value for _label, value in card.fields))
    return {span.person_id for line in lines for span in line if isinstance(span, Mention)}


def message(card: Card, reader: Reader, *, all_buttons: bool = False) -> Json:
    """What chat.postMessage, a response_url and the answer to a slash command take."""
    lines, note = _lines(card, reader), _read(card.note, reader)
    buttons = row(card.buttons, reader.language, all_buttons=all_buttons)
    blocks = _body(lines, note, reader, CARD_LIMIT - letters(buttons))
    return {"text": _text([*lines, note]), "blocks": [*blocks, *buttons]}


def body(card: Card, reader: Reader, room: int = CARD_LIMIT) -> list[Json]:
    """The blocks of a card without its buttons, of at most `room` characters; never none."""
    return _body(_lines(card, reader), _read(card.note, reader), reader, room)


def _text(lines: Iterable[Words]) -> str:
    """All of the card's words, escaped; never none."""
    said = ("".join(words for _span, words in line) for line in lines)
    pieces = _parted(_cut(words) for words in said if words.strip())
    return next(_packed(_within(pieces, TEXT_BYTES), TEXT_LIMIT), ELLIPSIS)


def _within(pieces: list[str], room: int) -> list[str]:
    """The first of the pieces that have at most `room` bytes together, and `…` for the others."""
    sizes = accumulate(len(piece.encode()) for piece in pieces)
    fitting = sum(size <= room for size in sizes)
    return pieces if fitting == len(pieces) else [*pieces[:fitting], ELLIPSIS]


def _body(lines: list[Words], note: Words, reader: Reader, room: int) -> list[Json]:
    show = _mrkdwn if _are_literal(lines) else _rich_text
    return [*show(lines, reader, room - NOTE_LIMIT), *_note(note, reader)]


def _lines(card: Card, reader: Reader) -> list[Words]:
    """The head and what stands under it."""
    found = [_read(card.head, reader), *(_read(line, reader) for line in card.lines)]
    for label, value in card.fields:
        name = f"{label.strip()}:"
        found.append([(Strong(name), visible(name)), (" ", " "), *_read(value, reader)])
    return found


def _read(line: Line, reader: Reader) -> Words:
    return [(span, visible(span) if isinstance(span, str) else _words(span, reader)) for span in line]


def _are_literal(lines: Sequence[Words]) -> bool:
    """Whether mrkdwn shows these lines as they are: nothing in them is parsed, and bold words stand by themselves."""
    bare = [[words if isinstance(span, str) else _bare(span, words) for span, words in line] for line in lines]
    if _PARSED.search("\n".join(map("".join, bare))):
        return False
    return all(_stands_alone(line, words) for line, words in zip(lines, bare, strict=True))


def _stands_alone(line: Words, bare: list[str]) -> bool:
    for number, (span, _words) in enumerate(line):
        if isinstance(span, Strong):
            before, after = "".join(bare[:number])[-1:], "".join(bare[number + 1 :])[:1]
            if before.isalnum() or after.isalnum() or span.text != span.text.strip() or "\n" in span.text:
                return False
    return True


def _bare(span: Span, words: str) -> str:
    """The words of a span that are written out; its date or link is not."""
    if isinstance(span, Moment):
        return "0"
    return "" if isinstance(span, Link) and _shown_as_link(span) else words


def _words(span: Span, reader: Reader) -> str:
    """A span in words alone."""
    match span:
        case Strong():
            return visible(span.text)
        case Mention():
            return visible(span.name)
        case Moment():
            return format_moment(span.at, reader.zone or "UTC", reader.language)
        case Link():
            return visible(span.url)
        case _:
            return visible(span)


def _shown_as_link(link: Link) -> bool:
    return len(link.url) <= LINK_LIMIT and bool(_ADDRESS.fullmatch(link.url))


@lru_cache(maxsize=1_024)
def _utc(at: int, zone: str) -> str:
    """` (10:00 UTC)`, with the day where the reader's zone has another one."""
    utc = datetime.fromtimestamp(at, UTC)
    same_day = utc.astimezone(ZoneInfo(zone or "UTC")).date() == utc.date()
    return f" ({utc:%H:%M} UTC)" if same_day else f" ({utc:%Y-%m-%d %H:%M} UTC)"


@lru_cache(maxsize=1_024)
def _fallback(at: int) -> str:
    return f"{datetime.fromtimestamp(at, UTC):%Y-%m-%d %H:%M} UTC"


# mrkdwn


def _mrkdwn(lines: list[Words], reader: Reader, room: int) -> list[Json]:
    head, *rest = lines
    title = " ".join("".join(_marked(head, reader, bold=True)).split())
    shown = [_marked(line, reader) for line in rest if line]
    if title:
        shown.insert(0, [f"*{title}*"] if len(title) <= HEAD_LIMIT else _marked(head, reader))
    sections = _packed(_parted(shown), room)
    return [{"type": "section", "text": _text_object(section)} for section in sections] or [_nothing()]


def _text_object(mrkdwn: str) -> Json:
    return {"type": "mrkdwn", "text": mrkdwn, "verbatim": True}


def _nothing() -> Json:
    return {"type": "section", "text": _text_object(ELLIPSIS)}


def _marked(line: Words, reader: Reader, *, bold: bool = False) -> list[str]:
    """The line as mrkdwn, in pieces that must not be cut. Words in a `bold` line need no stars of their own."""
    pieces: list[str] = []
    for span, words in line:
        match span:
            case str():
                pieces += _cut(words)
            case Strong() if 0 < len(span.text) <= STRONG_LIMIT and not bold:
                pieces.append(f"*{escape(words)}*")
            case Mention() if span.person_id in reader.handles:
                pieces.append(f"<@{reader.handles[span.person_id]}>")
            case Link() if _shown_as_link(span):
                pieces.append(f"<{escape(span.url)}>")
            case Moment():
                pieces.append(f"<!date^{span.at}^{_DATE}|{_fallback(span.at)}>{_utc(span.at, reader.zone)}")
            case _:
                pieces += _cut(words)
    return pieces


def _cut(words: str) -> list[str]:
    """Escaped pieces to cut between: words, or all of it if it is short."""
    return [escape(piece) for piece in _WORDS.findall(words)] if len(words) > PIECE_LIMIT else [escape(words)]


def _parted(lines: Iterable[list[str]]) -> list[str]:
    """The pieces of all lines, with line breaks between them."""
    pieces: list[str] = []
    for line in lines:
        pieces += line
        pieces.append("\n")
    return pieces[:-1]


def _packed(pieces: list[str], room: int) -> Iterator[str]:
    """Texts that each fit in a section and together in `room`, cut between pieces; `…` where something is left out."""
    packed = ""
    whole = "".join(pieces)
    if len(whole) < min(room, SECTION_LIMIT):
        packed, pieces = whole, []
    for piece in pieces:
        if len(piece) >= room:
            packed += ELLIPSIS
            break
        room -= len(piece)
        if len(packed) + len(piece) > SECTION_LIMIT:
            if packed.strip():
                yield packed.strip()
            packed = ""
        packed += piece
    if packed.strip():
        yield packed.strip()


def _note(note: Words, reader: Reader) -> list[Json]:
    words = "".join(words for _span, words in note)
    if not words.strip():
        return []
    if _are_literal([note]):
        shown = _text_object(next(_packed(_marked(note, reader), NOTE_LIMIT)))
    else:
        shown = {"type": "plain_text", "text": beginning(words.strip(), NOTE_LIMIT), "emoji": False}
    return [{"type": "context", "elements": [shown]}]


# rich_text


def _rich_text(lines: list[Words], reader: Reader, room: int) -> list[Json]:
    sections: list[Json] = []
    for number, line in enumerate(lines):
        elements: list[Json] = []
        for element in (each for span, words in line for each in _elements(span, words, reader, bold=number == 0)):
            words = element.get("text", "")
            size = len(escape(words))
            if size > room:
                element["text"] = beginning(words, room) + ELLIPSIS
            elements.append(element)
            room -= size
            if room <= 0:
                break
        if elements:
            sections.append({"type": "rich_text_section", "elements": elements})
        if room <= 0:
            break
    return [{"type": "rich_text", "elements": sections}] if sections else [_nothing()]


def _elements(span: Span, words: str, reader: Reader, *, bold: bool) -> Iterator[Json]:
    style = {"style": {"bold": True}} if bold or isinstance(span, Strong) else {}
    match span:
        case Mention() if span.person_id in reader.handles:
            yield {"type": "user", "user_id": reader.handles[span.person_id]}
        case Link() if _shown_as_link(span):
            yield {"type": "link", "url": span.url}
        case Moment():
            yield {"type": "date", "timestamp": span.at, "format": _DATE, "fallback": _fallback(span.at)}
            yield {"type": "text", "text": _utc(span.at, reader.zone)}
        case _:
            if words:
                yield {"type": "text", "text": words, **style}
