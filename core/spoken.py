"""What two sides have written to each other about a thing, with every wording, as plain data for machines."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from storage.database import Transaction
from storage.queries import messages


def spoken(transaction: Transaction, ref: str, when: Callable[[int], str]) -> list[dict[str, Any]]:
    """The messages about a thing, oldest first; an edit without a text is a deletion. `when` writes an instant."""
    later: dict[int, list[dict[str, Any]]] = {}
    for number, text, deleted, at in transaction.all(messages.REWORDED, {"thing": ref}):
        later.setdefault(number, []).append({"text": None if deleted else text, "at": when(at)})
    return [
        {"by": f"U-{author}", "text": text, "files": json.loads(files), "at": when(at), "edits": later.get(number, [])}
        for number, author, text, files, at in transaction.all(messages.SAID, {"thing": ref})
    ]
