"""What is recorded about a dispute, as plain data for machines."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from storage.database import Transaction
from storage.disputes import Dispute
from storage.queries import disputes


def recorded(transaction: Transaction, dispute: Dispute, when: Callable[[int], str]) -> dict[str, Any]:
    """A dispute with its splits in basis points and its whole file; `when` writes an instant."""
    return {
        "contract": dispute.contract.ref,
        "about": dispute.about,
        "opened_by": dispute.opened_by,
        "reason": dispute.reason,
        "offer": dispute.offer,
        "proposal": dispute.proposal,
        "votes": {"client": dispute.client_vote or None, "freelancer": dispute.freelancer_vote or None},
        "split": dispute.split,
        "tags": json.loads(dispute.tags),
        "file": [
            {
                "number": line.number,
                "kind": line.what,
                "by": f"U-{line.author_id}" if line.author_id else line.role,
                "text": line.text,
                "files": json.loads(line.files),
                "hash": line.hash,
                "at": when(line.created_at),
            }
            for line in transaction.all(disputes.FILE_OF, {"id": dispute.id})
        ],
        "seals": [
            {"cause": seal.cause, "sha256": seal.hash, "at": when(seal.created_at)}
            for seal in transaction.all(disputes.SEALS_OF, {"id": dispute.id})
        ],
    }
