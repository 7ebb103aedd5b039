"""The typeface of pictures and papers, DejaVu Sans as matplotlib ships it, and what it can show."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Final

from core.language import locale_of
from core.text import visible

STAND_IN: Final = "\u25a1"
"""Shown for a character that the typeface lacks."""


def font_file(style: str = "") -> Path:
    """Where the font lies; `style` is empty or `Bold`."""
    import matplotlib as mpl

    return Path(mpl.get_data_path()) / "fonts" / "ttf" / f"DejaVuSans{'-' * bool(style)}{style}.ttf"


def shown(text: str) -> str:
    """The text with a stand-in for each character that the typeface lacks; tabs become blanks, line breaks stay."""
    return "".join(map(_shown, visible(text)))


def shown_language(code: str) -> str:
    """The language, or English for one whose days and months cannot be drawn: no letters for it, or right to left."""
    locale = locale_of(code)
    words = "".join([*locale.days["format"]["abbreviated"].values(), *locale.months["format"]["abbreviated"].values()])
    return "en" if locale.text_direction == "rtl" or STAND_IN in shown(words) else code


@cache
def _signs() -> frozenset[int]:
    from matplotlib.ft2font import FT2Font

    return frozenset.intersection(*(frozenset(FT2Font(font_file(style)).get_charmap()) for style in ("", "Bold")))


def _shown(sign: str) -> str:
    if sign == "\n" or ord(sign) in _signs():
        return sign
    return " " if sign.isspace() else STAND_IN
