"""The case file and the decision letter on paper. It takes a while: a paper is made once and kept as a file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from core.card import Line, Moment, text_of
from core.casefile.entry import Entry
from core.casefile.file import CaseFile
from core.casefile.letter import Letter
from core.language import language
from core.language import translate as _
from core.when import format_moment

if TYPE_CHECKING:
    from core.paper import Paper, Row

PDF: Final = "application/pdf"
_WIDTHS: Final = (44, 34, 102)
# Millimetres: a title is never alone at the end of a page.
_ROOM: Final = 45


def file_pdf(case: CaseFile, zone: str, made_at: int, digest: str, *, sandbox: bool) -> bytes:
    """The case file as a PDF: a section for each subject; times in the zone and UTC; `digest` is at the foot."""
    paper = _paper(_("Case file {ref}: {title}").format(ref=case.ref, title=case.title), made_at, digest, sandbox)
    for section in case.sections:
        paper.heading(section.title, _ROOM)
        heads = (_("When"), _("Who"), _("What"))
        paper.grid(heads, _WIDTHS, _rows(section.entries, zone), ())
    return paper.finished()


def letter_pdf(found: Letter, zone: str, made_at: int, *, sandbox: bool) -> bytes:
    """The decision letter as a PDF, every word of it; times in the zone and UTC."""
    paper = _paper(found.title, made_at, found.digest, sandbox)
    paper.facts((label, _read(line, zone)) for label, line in found.facts)
    paper.heading(_("What you can still do"))
    for sentence in found.next:
        paper.prose(sentence)
    return paper.finished()


def _paper(title: str, made_at: int, digest: str, sandbox: bool) -> Paper:
    # fpdf2 takes most of a second to load, and most processes never print.
    from core.paper import Paper

    return Paper(title, made_at, digest, _("SANDBOX – no real money") if sandbox else "")


def _rows(entries: tuple[Entry, ...], zone: str) -> Iterator[Row]:
    from core.paper import Row

    for entry in entries:
        when = "" if entry.at is None else format_moment(entry.at, zone, language(), now=0)
        yield Row((when, entry.who, entry.text))
        for more in entry.more:
            yield Row((more,), more=True)


def _read(line: Line, zone: str) -> str:
    spans = (format_moment(span.at, zone, language(), now=0) if isinstance(span, Moment) else span for span in line)
    return text_of(spans)
