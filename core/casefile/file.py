"""The case file: everything on record about a dispute, in sections of dated lines, the same for whoever reads it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from typing import Final

from core.casefile import gathering
from core.casefile.entry import Entry
from core.casefile.past import past_of
from core.context import Context
from core.dispute.words import title_of
from core.files import keep
from core.language import DEFAULT, _, use_language
from core.request import Upload
from core.view import View
from storage.disputes import Dispute
from storage.queries import disputes

MEDIA_TYPE: Final = "application/json"


@dataclass(frozen=True, slots=True)
class Section:
    """One subject of the file."""

    title: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class CaseFile:
    """All of the file, in the language that it was gathered in; sections without a line are left out."""

    ref: str
    title: str
    sections: tuple[Section, ...]


def gathered(view: View, dispute: Dispute) -> CaseFile:
    """The file as the records have it now: what a party sees is what the mediator sees."""
    parts = (
        (_("The case"), gathering.case_of(view, dispute)),
        (dispute.client_name, past_of(view, dispute, dispute.client_id)),
        (dispute.freelancer_name, past_of(view, dispute, dispute.freelancer_id)),
        (_("Terms and their versions"), gathering.terms_of(view, dispute)),
        (_("Work that was handed in"), gathering.work_of(view, dispute)),
        (_("Time, block by block"), gathering.time_of(view, dispute)),
        (_("Messages, with every wording"), gathering.messages_of(view, dispute)),
        (_("Deadlines, and who met them"), gathering.clocks_of(view, dispute)),
        (_("Statements, exhibits and moves"), gathering.moves_of(view, dispute)),
        (_("What happened, in order"), gathering.history_of(view, dispute)),
        (_("Seals of this file"), gathering.seals_of(view, dispute)),
    )
    found = tuple(Section(title, tuple(entries)) for title, entries in parts)
    return CaseFile(dispute.ref, title_of(dispute), tuple(section for section in found if section.entries))


def data_of(view: View, dispute: Dispute) -> bytes:
    """The file as data, in English so that its hash is the same for everybody: JSON with sorted names."""
    with use_language(DEFAULT):
        case = gathered(View(view.transaction, view.market, view.now, None), dispute)
    return json.dumps(asdict(case), ensure_ascii=False, sort_keys=True, indent=1).encode()


def digest_of(data: bytes) -> str:
    """The SHA-256 of the file's data."""
    return hashlib.sha256(data).hexdigest()


def seal(context: Context, dispute: Dispute, cause: str) -> str:
    """Keep what the file says at this moment, so that later nobody can say it was other; answers with its hash."""
    data = data_of(context, dispute)
    number = len(context.transaction.all(disputes.SEALS_OF, {"id": dispute.id})) + 1
    name = f"{dispute.ref}-file-{number}.json"
    owner_id = getattr(dispute, f"{dispute.opened_by}_id")
    values = {
        "dispute_id": dispute.id,
        "number": number,
        "cause": cause,
        "hash": digest_of(data),
        "file_id": keep(context.transaction, owner_id, Upload(name, MEDIA_TYPE, data), context.now),
        "created_at": context.now,
    }
    context.transaction.run(disputes.SEAL, values)
    return digest_of(data)
