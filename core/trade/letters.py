"""Sending the decision letter to both sides when a dispute ends, together with the seal of its file."""

from __future__ import annotations

from core.casefile.file import seal
from core.casefile.letter import card_of, letter
from core.casefile.printed import PDF, letter_pdf
from core.context import Context
from core.dispute.turn import SIDES
from core.files import keep
from core.language import use_language
from core.request import Upload
from core.typeface import shown_language
from storage.disputes import Dispute
from storage.records import Person


def send(context: Context, dispute: Dispute) -> None:
    """Seal the file as it ended, and write to each side in its own language and zone, whoever acted."""
    digest = seal(context, dispute, "end")
    for side in SIDES:
        person = context.person(getattr(dispute, f"{side}_id"))
        upload = Upload(f"{dispute.ref}-decision.pdf", PDF, _printed(context, dispute, digest, person))
        file_id = keep(context.transaction, person.id, upload, context.now)
        view = context.seen_by(person.id, person.language)
        with use_language(view.language):
            context.news.send(person.id, card_of(view, dispute, letter(view, dispute, digest), (file_id,)))


def _printed(context: Context, dispute: Dispute, digest: str, person: Person) -> bytes:
    view = context.seen_by(person.id, shown_language(person.language))
    with use_language(view.language):
        found = letter(view, dispute, digest)
        return letter_pdf(found, person.timezone, context.now, sandbox=context.market.sandbox)
