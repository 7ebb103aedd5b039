"""Cards as Slack shows them: blocks, and the text that notifications and screen readers read.

A card's words become mrkdwn with `&`, `<` and `>` escaped and nothing parsed by itself (`verbatim`). What people wrote
may hold characters that mrkdwn cannot show as they are (`*`, `_`, `:name:`, a leading `>` …) and that Slack knows no
escape for; then the same words go out as one rich_text block, whose texts are never parsed at all. Either way user text
can become no mention, link or formatting, and no invisible character is added to it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from bots.slack.buttons import letters, row
from bots.slack.text import ELLIPSIS, escape
from core.card import Card, Line, Link, Mention, Moment, Span, Strong
from core.text import visible
from core.when import format_moment

Json = dict[str, Any]
TEXT_LIMIT: Final = 3_000  # chat.update takes 4,000
CARD_LIMIT: Final = 12_000  # Slack refuses a message of more than about 13,200 characters
SECTION_LIMIT: Final = 2_990
NOTE_LIMIT: Final = 900
HEAD_LIMIT: Final = 600
LINK_LIMIT: Final = 2_000
STRONG_LIMIT: Final = 500
PIECE_LIMIT: Final = 80
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
    buttons = row(card.buttons, reader.language, all_buttons=all_buttons)
    return {"text": text(card, reader), "blocks": [*body(card, reader, CARD_LIMIT - letters(buttons)), *buttons]}


def text(card: Card, reader: Reader) -> str:
    """All of the card's words, escaped; never none."""
    lines = ("".join(_words(span, reader) for span in line) for line in (card.head, *_lines(card), card.note))
    words = _parted(_cut(line) for line in lines if line.strip())
    return next(_packed(words, TEXT_LIMIT), ELLIPSIS)


def body(card: Card, reader: Reader, room: int = CARD_LIMIT) -> list[Json]:
    """The blocks of a card without its buttons, of at most `room` characters; never none."""
    show = _mrkdwn if all(map(_is_literal, (card.head, *_lines(card)))) else _rich_text
    return [*show(card, reader, room - NOTE_LIMIT), *_note(card.note, reader)]


def _lines(card: Card) -> list[Line]:
    """What stands under the head."""
    return [*card.lines, *((Strong(f"{label.strip()}:"), " ", *value) for label, value in card.fields)]


def _is_literal(line: Line) -> bool:
    """Whether mrkdwn shows this line as it is: nothing in it is parsed, and bold words stand by themselves."""
    words = [_bare(span) for span in line]
    if _PARSED.search("".join(words)):
        return False
    for number, span in enumerate(line):
        if isinstance(span, Strong):
            before, after = "".join(words[:number])[-1:], "".join(words[number + 1 :])[:1]
            if before.isalnum() or after.isalnum() or span.text != span.text.strip() or "\n" in span.text:
                return False
    return True


def _bare(span: Span) -> str:
    match span:
        case str():
            return visible(span)
        case Strong():
            return visible(span.text)
        case Mention():
            return visible(span.name)
        case Link():
            return "" if _shown_as_link(span) else visible(span.url)
        case Moment():
            return "0"


def _words(span: Span, reader: Reader) -> str:
    """A span in words alone."""
    match span:
        case Link():
            return visible(span.url)
        case Moment():
            return format_moment(span.at, reader.zone or "UTC", reader.language)
        case _:
            return _bare(span)


def _shown_as_link(link: Link) -> bool:
    return len(link.url) <= LINK_LIMIT and bool(_ADDRESS.fullmatch(link.url))


def _utc(moment: Moment, reader: Reader) -> str:
    """` (10:00 UTC)`, with the day where the reader's zone has another one."""
    utc = datetime.fromtimestamp(moment.at, UTC)
    same_day = utc.astimezone(ZoneInfo(reader.zone or "UTC")).date() == utc.date()
    return f" ({utc:%H:%M} UTC)" if same_day else f" ({utc:%Y-%m-%d %H:%M} UTC)"


def _fallback(moment: Moment) -> str:
    return f"{datetime.fromtimestamp(moment.at, UTC):%Y-%m-%d %H:%M} UTC"


# mrkdwn


def _mrkdwn(card: Card, reader: Reader, room: int) -> list[Json]:
    head = " ".join("".join(_marked(card.head, reader, bold=True)).split())
    lines: list[Iterable[str]] = [_marked(line, reader) for line in _lines(card) if line]
    if head:
        lines.insert(0, [f"*{head}*"] if len(head) <= HEAD_LIMIT else _marked(card.head, reader))
    sections = _packed(_parted(lines), room)
    return [{"type": "section", "text": _text_object(section)} for section in sections] or [_nothing()]


def _text_object(mrkdwn: str) -> Json:
    return {"type": "mrkdwn", "text": mrkdwn, "verbatim": True}


def _nothing() -> Json:
    return {"type": "section", "text": _text_object(ELLIPSIS)}


def _marked(line: Line, reader: Reader, *, bold: bool = False) -> Iterator[str]:
    """The line as mrkdwn, in pieces that must not be cut. Words in a `bold` line need no stars of their own."""
    for span in line:
        match span:
            case Strong() if 0 < len(span.text) <= STRONG_LIMIT and not bold:
                yield f"*{escape(visible(span.text))}*"
            case Mention() if span.person_id in reader.handles:
                yield f"<@{reader.handles[span.person_id]}>"
            case Link() if _shown_as_link(span):
                yield f"<{escape(span.url)}>"
            case Moment():
                yield f"<!date^{span.at}^{_DATE}|{_fallback(span)}>{_utc(span, reader)}"
            case _:
                yield from _cut(_words(span, reader))


def _cut(words: str) -> Iterator[str]:
    """Escaped pieces to cut between: words, or all of it if it is short."""
    yield from map(escape, _WORDS.findall(words) if len(words) > PIECE_LIMIT else [words])


def _parted(lines: Iterable[Iterable[str]]) -> Iterator[str]:
    """The pieces of all lines, with line breaks between them."""
    for number, line in enumerate(lines):
        if number:
            yield "\n"
        yield from line


def _packed(pieces: Iterable[str], room: int) -> Iterator[str]:
    """Texts that each fit in a section and together in `room`, cut between pieces; `…` where something is left out."""
    packed = ""
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


def _note(note: Line, reader: Reader) -> list[Json]:
    if not "".join(map(_bare, note)).strip():
        return []
    if _is_literal(note):
        shown = _text_object(next(_packed(_marked(note, reader), NOTE_LIMIT)))
    else:
        words = "".join(_words(span, reader) for span in note)
        shown = {"type": "plain_text", "text": words.strip()[:NOTE_LIMIT], "emoji": False}
    return [{"type": "context", "elements": [shown]}]


# rich_text


def _rich_text(card: Card, reader: Reader, room: int) -> list[Json]:
    sections: list[Json] = []
    for number, line in enumerate((card.head, *_lines(card))):
        elements: list[Json] = []
        for element in (each for span in line for each in _elements(span, reader, bold=number == 0)):
            words = element.get("text", "")
            if len(words) > room:
                element["text"] = words[:room] + ELLIPSIS
            elements.append(element)
            room -= len(words)
            if room <= 0:
                break
        if elements:
            sections.append({"type": "rich_text_section", "elements": elements})
        if room <= 0:
            break
    return [{"type": "rich_text", "elements": sections}] if sections else [_nothing()]


def _elements(span: Span, reader: Reader, *, bold: bool) -> Iterator[Json]:
    style = {"style": {"bold": True}} if bold or isinstance(span, Strong) else {}
    match span:
        case Mention() if span.person_id in reader.handles:
            yield {"type": "user", "user_id": reader.handles[span.person_id]}
        case Link() if _shown_as_link(span):
            yield {"type": "link", "url": span.url}
        case Moment():
            yield {"type": "date", "timestamp": span.at, "format": _DATE, "fallback": _fallback(span)}
            yield {"type": "text", "text": _utc(span, reader)}
        case _:
            if words := _words(span, reader):
                yield {"type": "text", "text": words, **style}
