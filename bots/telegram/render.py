"""Cards as Telegram shows them: HTML texts within the limits, and inline keyboards.

A card becomes runs, pieces of plain text with at most one tag each. They are cut as plain text and tagged and escaped
last, once; so tags are always closed, and what people wrote can never become one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from typing import Final
from urllib.parse import urlsplit

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from core.card import Button, Card, Line, Link, Mention, Moment, Press, Strong
from core.language import translate as _
from core.language import use_language
from core.text import visible
from core.when import format_moment

TEXT_LIMIT: Final = 4_096
TOAST_LIMIT: Final = 200
LABEL_LIMIT: Final = 60
BUTTON_LIMIT: Final = 100
ROW_WIDTH: Final = 30
_STYLES: Final = {"": None, "primary": "success", "danger": "danger"}
_NOTHING: Final = "…"

Run = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Part:
    """One message: its text as HTML and plain, and the keyboard under it."""

    html: str
    plain: str
    keyboard: InlineKeyboardMarkup | None = None


def render(card: Card, zone: str, language: str, *, all_buttons: bool = False) -> list[Part]:
    """The card as messages, split where lines end; the last one has the buttons."""
    buttons, pages = _buttons(card, language, all_buttons), _pages(_runs(card, zone, language))
    *first, last = pages
    return [*(_part(runs) for runs in first), _part(last, buttons)]


def render_one(card: Card, zone: str, language: str, *, all_buttons: bool = False) -> Part:
    """The card as exactly one message, for editing; what does not fit is left out."""
    first, *rest = _pages(_runs(card, zone, language))
    if rest:
        fitting = _fitting("".join(text for text, _tag in first), TEXT_LIMIT - 1)
        first = [*_slice(first, 0, len(fitting)), (_NOTHING, "")]
    return _part(first, _buttons(card, language, all_buttons))


def clip(text: str, limit: int) -> str:
    """The text if it fits in `limit` UTF-16 units, which is how Telegram counts; else its beginning and an ellipsis."""
    return text if _units(text) <= limit else _fitting(text, limit - 1) + _NOTHING


def _units(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2


def _fitting(text: str, limit: int) -> str:
    return text.encode("utf-16-le")[: 2 * limit].decode("utf-16-le", "ignore")


def _runs(card: Card, zone: str, language: str) -> list[Run]:
    """Head, lines, fields and note, each on its own line, with an empty line between the groups."""
    fields = [[(f"{visible(label)}: ", "b"), *_spans(value, zone, language)] for label, value in card.fields]
    links = [
        [(f"{visible(button.label)}: {visible(button.url)}", "")] for button in card.buttons if _is_only_text(button)
    ]
    groups: list[list[list[Run]]] = [
        [[("".join(text for text, _tag in _spans(card.head, zone, language)), "b")]],
        [_spans(line, zone, language) for line in card.lines],
        [*fields, *links],
        [[(text, tag or "i") for text, tag in _spans(card.note, zone, language)]],
    ]
    runs: list[Run] = []
    for group in groups:
        for number, block in enumerate(block for block in group if any(text for text, _tag in block)):
            if runs:
                runs.append(("\n" if number else "\n\n", ""))
            runs.extend(run for run in block if run[0])
    return runs


def _spans(line: Line, zone: str, language: str) -> list[Run]:
    runs: list[Run] = []
    for span in line:
        match span:
            case str():
                runs.append((visible(span), ""))
            case Strong():
                runs.append((visible(span.text), "b"))
            case Mention():
                runs.append((visible(span.name), "b"))
            case Link():
                runs.append((visible(span.url), ""))
            case Moment():
                runs.append((format_moment(span.at, zone or "UTC", language), ""))
    return runs


def _part(runs: list[Run], keyboard: InlineKeyboardMarkup | None = None) -> Part:
    html = "".join(
        f"<{tag}>{escape(text, quote=False)}</{tag}>" if tag else escape(text, quote=False) for text, tag in runs
    )
    return Part(html, "".join(text for text, _tag in runs), keyboard)


def _pages(runs: list[Run]) -> list[list[Run]]:
    """The runs in portions that each fit in a message; never none, and none of them blank."""
    plain = "".join(text for text, _tag in runs)
    if _units(plain) <= TEXT_LIMIT and plain.strip():
        return [runs]
    pages = [_slice(runs, start, end) for start, end in _cuts(plain) if plain[start:end].strip()]
    return pages or [[(_NOTHING, "")]]


def _cuts(plain: str) -> Iterator[tuple[int, int]]:
    """Where each page starts and ends: after an empty line, a line or a word, whatever comes in its second half."""
    start = 0
    while _units(plain[start:]) > TEXT_LIMIT:
        window = _fitting(plain[start:], TEXT_LIMIT)
        borders = (window.rfind(mark) for mark in ("\n\n", "\n", " "))
        end = start + next((border for border in borders if border > len(window) // 2), len(window))
        yield start, end
        start = end
    yield start, len(plain)


def _slice(runs: list[Run], start: int, end: int) -> list[Run]:
    """The runs that hold the characters from `start` to `end`."""
    held: list[Run] = []
    at = 0
    for text, tag in runs:
        if piece := text[max(start - at, 0) : max(end - at, 0)]:
            held.append((piece, tag))
        at += len(text)
    return held


def _buttons(card: Card, language: str, all_buttons: bool) -> InlineKeyboardMarkup | None:
    """The first buttons and More, or all of them where they were asked for or More could not tell of what."""
    shown = card.buttons if all_buttons or not card.thing else card.shown
    drawn = [_button(button) for button in shown if button.press or (button.url and not _is_only_text(button))]
    if len(shown) < len(card.buttons):
        version = next((button.press.version for button in card.buttons if button.press), 0)
        with use_language(language):
            label = _("More")
        drawn.append(_button(Button(label, Press("market.more", card.thing, version))))
    return InlineKeyboardMarkup(list(_rows(drawn[:BUTTON_LIMIT]))) if drawn else None


def _button(button: Button) -> InlineKeyboardButton:
    label = clip(visible(button.label).strip(), LABEL_LIMIT) or _NOTHING
    if button.press:
        return InlineKeyboardButton(label, callback_data=button.press.wire(), style=_STYLES[button.style])
    return InlineKeyboardButton(label, url=button.url, style=_STYLES[button.style])


def _rows(buttons: list[InlineKeyboardButton]) -> Iterator[list[InlineKeyboardButton]]:
    """Buttons of a row are equally wide, so the longest label decides how many stand side by side."""
    row: list[InlineKeyboardButton] = []
    for button in buttons:
        if row and max(len(other.text) for other in [*row, button]) * (len(row) + 1) > ROW_WIDTH:
            yield row
            row = []
        row.append(button)
    yield row


def _is_only_text(button: Button) -> bool:
    """Whether a button's address is one that Telegram refuses to open, such as localhost; then it is shown instead."""
    if button.press or not button.url:
        return False
    try:
        address = urlsplit(button.url)
        return address.scheme not in ("http", "https") or "." not in (address.hostname or "")
    except ValueError:
        return True
