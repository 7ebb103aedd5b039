"""What generated pages are made of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

GENERATED: Final = "<!-- Generated from the code by `make docs`: change the code, not this page. -->"


def page(title: str, *blocks: str) -> str:
    """A whole page; blocks are paragraphs, tables and headings, empty ones are left out."""
    return "\n\n".join([GENERATED, f"# {title}", *filter(None, blocks)]) + "\n"


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table; empty for no rows."""
    lines = [_row(row) for row in rows]
    return "\n".join([_row(header), _row(["---"] * len(header)), *lines]) if lines else ""


def code(text: str) -> str:
    """Something as it is typed."""
    return f"`{text}`" if text else ""


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cell.replace('|', '&#124;').replace(chr(10), ' ') for cell in cells)} |"
