"""A paper to print or file: A4 pages with a head, facts, paragraphs, one kind of table, and a hash at the foot.

fpdf2 takes most of a second to load: import this where a paper is made.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import zip_longest
from typing import Final, Literal

from fpdf import FPDF, FontFace
from fpdf.enums import CellBordersLayout, XPos, YPos
from fpdf.table import Table

from core.language import language, locale_of
from core.language import translate as _
from core.text import visible
from core.typeface import STAND_IN, font_file, shown
from core.when import format_moment

_MARGIN: Final = 15
_ROOM: Final = 25
_FONT: Final = "DejaVu"
_INK, _SOFT, _LINE, _SHADE, _WARNING = (29, 28, 29), (91, 95, 102), (205, 208, 213), (241, 242, 244), (156, 61, 0)
# Stands for the number of pages, as wide as it may get; it is known last, and no text of anybody's can have this.
_PAGES: Final = "\0\0\0"
# A row must fit on a page, so a longer text goes on in the next row: lines of a narrow column, and characters in one.
_ROW_LINES, _LINE_CHARACTERS, _PART = 20, 30, 600
_WEB: Final = re.compile(r"https?://[^\s\\]+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table. With `more` it has one cell, small, under the row before it from the second column on.

    A `more` that is an address of the web and nothing else can be clicked.
    """

    cells: tuple[str, ...]
    more: bool = False


class Paper(FPDF):
    """One paper. Equal calls give equal bytes: `made_at`, in seconds since 1970 UTC, is its only clock.

    `digest` is the SHA-256 of the data it was made from, `banner` a line on top of every page.
    """

    def __init__(self, title: str, made_at: int, digest: str, banner: str = "") -> None:
        super().__init__(format="A4")
        self._made, self._digest, self._banner = made_at, digest, banner
        self._lacks = False
        self.set_creation_date(datetime.fromtimestamp(made_at, UTC))
        self.set_title(visible(title))
        self.set_lang(str(locale_of(language())).replace("_", "-"))
        self.alias_nb_pages(_PAGES)
        self.set_margin(_MARGIN)
        self.set_auto_page_break(True, margin=22)
        for style, name in (("", ""), ("B", "Bold")):
            self.add_font(_FONT, style, font_file(name))
        self.add_page()
        self._ink(_INK, 17, "B")
        self._flow(title, 8)
        self.ln(2)

    def header(self) -> None:
        """The banner; fpdf2 asks for it on each new page."""
        if self._banner:
            self.set_fill_color(*_WARNING)
            self._ink((255, 255, 255), 9, "B")
            self.cell(0, 7, self._shown(self._banner), align="C", fill=True, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
            self.ln(5)

    def footer(self) -> None:
        """The hash, the moment and the page; fpdf2 asks for it at the end of each page."""
        self.set_y(-16)
        self.set_draw_color(*_LINE)
        self.line(_MARGIN, self.y, self.w - _MARGIN, self.y)
        self.ln(1.5)
        self._ink(_SOFT, 6.5)
        self.cell(0, 4, _("SHA-256 of the data: {digest}").format(digest=self._digest))
        page = _("Page {page} of {pages}").format(page=self.page_no(), pages=_PAGES)
        self.cell(0, 4, page, align="R", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        made = format_moment(self._made, "UTC", language(), now=0)
        self.cell(0, 4, _("Made {moment}").format(moment=made))

    def heading(self, text: str, room: int = _ROOM) -> None:
        """The title of a part, on a page that has at least `room` millimetres left for it."""
        self._keep(room)
        self.ln(4)
        self._ink(_INK, 11, "B")
        self._flow(text, 6)
        self.ln(1)

    def prose(self, text: str) -> None:
        """A paragraph; line breaks stay."""
        self._ink(_INK, 9)
        self._flow(text, 4.6)
        self.ln(1.5)

    def facts(self, pairs: Iterable[tuple[str, str]], emphasised: Sequence[str] = ()) -> None:
        """Names and values, one pair a line; those whose names are emphasised stand out."""
        for name, value in pairs:
            self._ink(_SOFT, 9)
            self.cell(45, 5, self._shown(name))
            self._ink(_INK, 9, "B" if name in emphasised else "")
            self._flow(value, 5)

    def grid(self, heads: Sequence[str], widths: Sequence[int], rows: Iterable[Row], numbers: Sequence[int]) -> None:
        """A table, its heads again on every page; an empty head leaves its column to the one before.

        `widths` are shares of the page, `numbers` the columns of numbers.
        """
        self._keep(_ROOM)
        self._ink(_INK, 8)
        self.set_draw_color(*_LINE)
        with self.table(
            col_widths=tuple(widths),
            text_align=tuple("RIGHT" if column in numbers else "LEFT" for column in range(len(widths))),
            v_align="TOP",
            line_height=4,
            padding=(0.8, 1),
            borders_layout="NONE",
            headings_style=FontFace(emphasis="BOLD", fill_color=_SHADE),
        ) as table:
            first = table.row()
            for column, head in enumerate(heads):
                if head:
                    following = next((at for at in range(column + 1, len(heads)) if heads[at]), len(heads))
                    first.cell(self._shown(head), colspan=following - column)
            for row in rows:
                self._fill(table, row, len(heads))
        self.ln(3)

    def finished(self) -> bytes:
        """The PDF."""
        if self._lacks:
            self.ln(3)
            self.prose(_("{sign} stands for a character that this paper has no letter for.").format(sign=STAND_IN))
        return bytes(self.output())

    def _fill(self, table: Table, row: Row, columns: int) -> None:
        small = FontFace(size_pt=7, color=_SOFT)
        link = row.cells[0] if row.more and _WEB.fullmatch(row.cells[0]) else None
        for number, cells in enumerate(zip_longest(*(_pieces(self._shown(cell)) for cell in row.cells), fillvalue="")):
            line = table.row()
            if row.more:
                line.cell("")
                line.cell(cells[0], colspan=columns - 1, style=small, padding=(0, 1, 0.8), link=link)
            else:
                for cell in cells:
                    line.cell(cell, border=CellBordersLayout.NONE if number else CellBordersLayout.TOP)

    def _keep(self, room: int) -> None:
        """Goes on to the next page if this one has less room, in millimetres."""
        if self.will_page_break(room):
            self.add_page()

    def _ink(self, colour: tuple[int, int, int], size: float, style: Literal["", "B"] = "") -> None:
        self.set_text_color(*colour)
        self.set_font(_FONT, style, size)

    def _flow(self, text: str, height: float) -> None:
        """Text as far as the right margin, then on the next line, and on the next page."""
        self.multi_cell(0, height, self._shown(text), align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)

    def _shown(self, text: str) -> str:
        found = shown(text)
        self._lacks = self._lacks or found.count(STAND_IN) > text.count(STAND_IN)
        return found


def _pieces(text: str) -> Iterator[str]:
    """The text in parts that each fit on a page, cut between lines or words where that can be."""
    piece: list[str] = []
    room = _ROW_LINES
    for line in text.split("\n"):
        for part in textwrap.wrap(line, _PART) or [""]:
            lines = 1 + len(part) // _LINE_CHARACTERS
            if piece and lines > room:
                yield "\n".join(piece)
                piece, room = [], _ROW_LINES
            piece.append(part)
            room -= lines
    yield "\n".join(piece)
