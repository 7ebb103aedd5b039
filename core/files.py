"""Files that came with requests: as they are stored, and which of them can be kept as papers."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Final

from core.language import _
from core.request import Upload
from core.text import visible
from storage.database import Session, Transaction
from storage.queries import marketplace

LONGEST_NAME: Final = 200
MOST_BYTES: Final = 20 * 1024 * 1024
PAPERS: Final = frozenset(
    (  # noqa: SIM905  a list of words reads better in one line than in thirty
        "pdf png jpg jpeg gif webp heic tif tiff txt md csv rtf doc docx odt xls xlsx ods pptx odp eml zip asc p7s"
    ).split()
)
# How programs begin, whatever their name says.
PROGRAMS: Final = (b"MZ", b"\x7fELF", b"#!", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe")


def keep(transaction: Transaction, owner_id: int, upload: Upload, now: int) -> int:
    """Store a file of this person's at the moment `now`; answers with its id."""
    values = {
        "owner_id": owner_id,
        "name": visible(upload.name)[-LONGEST_NAME:],
        "media_type": visible(upload.media_type),
        "size": len(upload.content),
        "sha256": hashlib.sha256(upload.content).hexdigest(),
        "content": upload.content,
        "created_at": now,
    }
    row = transaction.one(marketplace.KEEP_FILE, values)
    assert row is not None
    return int(row[0])


def stored(session: Session, file_ids: Sequence[int]) -> list[tuple[str, str, bytes]]:
    """Name, media type and content of each file that is there."""
    with session.transaction(write=False) as transaction:
        found = [transaction.one(marketplace.FILE, {"id": file_id}) for file_id in file_ids]
    return [(row[0], row[1], bytes(row[2])) for row in found if row is not None]


def unfit(upload: Upload) -> str:
    """Why a file cannot be kept as a paper: empty, too big, or no document; empty if it can. It is never opened."""
    name = visible(upload.name)[-80:]
    if not upload.content:
        return _("{name} is empty. Please send it again.").format(name=name)
    if len(upload.content) > MOST_BYTES:
        return _("{name} is larger than 20 MB. Send a smaller one.").format(name=name)
    ending = name.rpartition(".")[2].casefold() if "." in name else ""
    if ending not in PAPERS or upload.content.startswith(PROGRAMS):
        return _("{name} is no document. Send a PDF, a picture, a text or an office file.").format(name=name)
    return ""
