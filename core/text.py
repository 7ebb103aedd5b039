"""What people type, made safe to keep: one spelling, nothing invisible, a known length.

Nothing is escaped here; that happens once, where text is rendered.
"""

from __future__ import annotations

import re
import unicodedata

from core.language import ngettext
from core.language import translate as _

# Control characters, lone surrogates (no UTF-8 for them), soft hyphen and joiners, bidi marks and overrides,
# blank letters and tags. Tabs and line breaks are whitespace and stay.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e"
    "\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e0fff]"
)
_PICTURE = "\u2190-\u2bff\U0001f000-\U0001faff"
# A zero-width joiner is kept only where it holds an emoji together, as in a family.
_LONE_JOINER = re.compile(f"(?<![{_PICTURE}\ufe0f])\u200d|\u200d(?![{_PICTURE}])")
_LINE_BREAK = re.compile("\r\n|[\r\v\f\x1c\x1d\x1e\x85\u2028\u2029]")
# The most code points that composing (NFC) can turn into one.
_COMPOSED = 4


class TextError(ValueError):
    """A text that is empty or too long; `str()` is the sentence for the person."""


def visible(text: str) -> str:
    """The text without control, zero-width and direction characters; emoji stay whole, whitespace as it was."""
    if text.isascii() and text.isprintable():
        return text
    return _LONE_JOINER.sub("", _INVISIBLE.sub("", text))


def clean(text: str, limit: int, *, multiline: bool) -> str:
    """The text as it is stored: visible characters only, NFC, trimmed.

    A text of one line has each run of whitespace made one space; in others line breaks become `\\n`.
    Raises TextError if nothing is left, or more than `limit` code points.
    """
    text = visible(text)
    text = _LINE_BREAK.sub("\n", text).strip() if multiline else " ".join(text.split())
    # Composing takes quadratic time on piled-up accents, so what cannot fit is refused before it.
    if len(text) <= limit * _COMPOSED:
        text = unicodedata.normalize("NFC", text)
    if not text:
        raise TextError(_("This cannot be empty — write at least one letter."))
    if len(text) > limit:
        message = ngettext(
            "This has {length} characters, and {limit} character is the most — please shorten it.",
            "This has {length} characters, and {limit} characters are the most — please shorten it.",
            limit,
        )
        raise TextError(message.format(length=f"{len(text):,}", limit=f"{limit:,}"))
    return text


def folded(text: str) -> str:
    """The text as it is searched: small letters without accents, so that `cafe` finds `Café` on either database."""
    return "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
