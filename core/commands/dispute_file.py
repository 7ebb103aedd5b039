"""/dispute file and flag: everything that is on record about a case, as pages or on paper, and what else to note."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import zip_longest
from typing import Final

from core.asking import NeedsToWrite
from core.card import Button, Card, Line, Moment, Press, Reply, Strong, text_of
from core.cards.thing import note, shortened
from core.casefile.entry import Entry
from core.casefile.file import CaseFile, data_of, digest_of, gathered
from core.casefile.printed import PDF, file_pdf
from core.command import Field, Kind, Who, command
from core.context import Context
from core.dispute.words import title_of
from core.language import _, use_language
from core.refusal import Mistake
from core.trade.filing import file
from core.typeface import shown_language
from storage.disputes import Dispute

# Lines and letters of a page, and letters of one text on it.
PAGE: Final = 12
LETTERS: Final = 2_500
SHORT: Final = 220
ON_PAPER: Final = "pdf"


@command(
    "dispute file",
    "Everything on record about a dispute, page by page or as a PDF",
    who=Who.INVOLVED,
    on=("dispute",),
    reads=True,
    fields=(
        Field("page", Kind.NUMBER, "Page", example="2", asked=False),
        Field("pdf", Kind.FLAG, "PDF", example="yes", asked=False, help="All of it as a paper, with hashes"),
    ),
    button="Case file",
    example="/dispute file D-1 pdf:yes",
)
def file_(context: Context, dispute: Dispute, page: int | None, pdf: bool | None) -> Reply:
    """Both sides read what the mediator reads."""
    carried = context.request.extra
    if pdf or carried == ON_PAPER:
        return Reply(card=_on_paper(context, dispute))
    if re.fullmatch(r"\d{1,4}", carried):
        page = int(carried)
    case = gathered(context, dispute)
    found = _pages(_lines(case))
    pages, page = len(found), 1 if page is None else page
    if not 1 <= page <= pages:
        raise Mistake("page", _("The file has {pages} pages.").format(pages=pages), str(pages))
    amount = context.money(dispute.amount, dispute.currency)
    where = _("case file, page {page} of {pages}").format(page=page, pages=pages)
    head: Line = (Strong(f"{dispute.ref} {title_of(dispute)}"), f" · {amount} · {where}")
    seal: Line = (_("SHA-256 of the whole file: {digest}").format(digest=digest_of(data_of(context, dispute))),)
    card = Card(head, (*found[page - 1], seal), (), _turns(dispute, page, pages), note(context), dispute.ref)
    return Reply(card=card, replaces=bool(carried))


@command(
    "dispute flag",
    "Note that somebody used a review as a threat; both sides and the mediator read it",
    who=Who.BOTH,
    on=("dispute",),
    event="evidence",
    fields=(
        Field(
            "text",
            Kind.LONG,
            "Text",
            required=True,
            main=True,
            limit=1_000,
            help="Who said it, when and in which words",
            example="On Monday: pay in full or you get one star",
        ),
    ),
    example="/dispute flag D-1 On Monday: pay in full or you get one star",
)
def flag(context: Context, dispute: Dispute, text: str) -> Card:
    """A numbered line of the file, named as what it is."""
    context.fire(dispute, "evidence", note=_("a review as a threat: {text}").format(text=text))
    number = file(context, dispute, "flag", text)
    head: Line = (Strong(f"{dispute.ref} {title_of(dispute)}"), " · ", _("noted: a review used as a threat"))
    said = _("It is on file as number {number}, and whoever mediates reads it. Both sides see it.")
    help_ = _("It does not decide the money; that goes by the work. If there is more, add it: /dispute evidence {ref}.")
    return Card(head, ((said.format(number=number),), (help_.format(ref=dispute.ref),)), thing=dispute.ref)


def _on_paper(context: Context, dispute: Dispute) -> Card:
    """The file as a PDF, which is kept like any file."""
    if context.reading:
        raise NeedsToWrite
    digest = digest_of(data_of(context, dispute))
    view = context.seen_by(context.me.id, shown_language(context.language))
    with use_language(view.language):
        case = gathered(view, dispute)
    paper = (case, context.zone, view.language, context.minute, digest, context.market.sandbox)
    content = context.outside(_printed, *paper)
    file_id = context.keep_file(f"{dispute.ref}-case-file.pdf", PDF, content)
    head: Line = (Strong(_("Case file {ref}: {title}").format(ref=dispute.ref, title=title_of(dispute))),)
    lines: tuple[Line, ...] = (
        (_("All of it as it stands now; the other side and the mediator get the same."),),
        (_("SHA-256 of the whole file: {digest}").format(digest=digest),),
    )
    return Card(head, lines, note=note(context), thing=dispute.ref, files=(file_id,))


def _printed(case: CaseFile, zone: str, language: str, made_at: int, digest: str, sandbox: bool) -> bytes:
    with use_language(language):
        return file_pdf(case, zone, made_at, digest, sandbox=sandbox)


def _lines(case: CaseFile) -> list[Line]:
    """The file line by line; each section begins with its title."""
    found: list[Line] = []
    for section in case.sections:
        found.append((Strong(section.title),))
        found += [_line(entry) for entry in section.entries]
    return found


def _pages(lines: list[Line]) -> list[list[Line]]:
    """The lines in pages that a chat takes; a title is never alone at the end of one."""
    found: list[list[Line]] = [[]]
    room = LETTERS
    for line, following in zip_longest(lines, lines[1:], fillvalue=()):
        title = len(line) == 1 and isinstance(line[0], Strong)
        needed = len(text_of(line)) + len(text_of(following)) * title
        if found[-1] and (needed > room or len(found[-1]) + title >= PAGE):
            found.append([])
            room = LETTERS
        found[-1].append(line)
        room -= len(text_of(line))
    return found


def _line(entry: Entry) -> Line:
    text = f"{entry.who} · {entry.text}" if entry.who else entry.text
    more = "".join(f" · {one}" for one in entry.more)
    said = shortened(" ".join(text.split()), SHORT) + shortened(more, SHORT)
    return (said,) if entry.at is None else (Moment(entry.at), " · ", said)


def _turns(dispute: Dispute, page: int, pages: int) -> tuple[Button, ...]:
    turn = Press("dispute.file", dispute.ref)
    found = []
    if page > 1:
        found.append(Button(_("◀ Back"), replace(turn, extra=str(page - 1))))
    if page < pages:
        found.append(Button(_("Next ▶"), replace(turn, extra=str(page + 1))))
    return (*found, Button(_("PDF"), replace(turn, extra=ON_PAPER)))
