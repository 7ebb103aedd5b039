"""Files that came with requests, as they are stored."""

from __future__ import annotations

from collections.abc import Sequence

from storage.database import Session
from storage.queries import marketplace


def stored(session: Session, file_ids: Sequence[int]) -> list[tuple[str, str, bytes]]:
    """Name, media type and content of each file that is there."""
    with session.transaction(write=False) as transaction:
        found = [transaction.one(marketplace.FILE, {"id": file_id}) for file_id in file_ids]
    return [(row[0], row[1], bytes(row[2])) for row in found if row is not None]
