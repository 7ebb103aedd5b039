"""What is recorded about a dispute, as plain data for machines."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from storage.database import Transaction
from storage.disputes import Dispute
from storage.queries import disputes
from storage.statement import Statement


def listed(transaction: Transaction, related: Statement[Dispute], number: int) -> list[dict[str, Any]]:
    """The disputes of a contract, a milestone or a week, oldest first; `amounts` are in minor units by currency."""
    return [
        {"ref": one.ref, "about": one.about, "state": one.state, "amounts": {one.currency: {"disputed": one.amount}}}
        for one in transaction.all(related, {"id": number})
    ]


def recorded(transaction: Transaction, dispute: Dispute, when: Callable[[int], str]) -> dict[str, Any]:
    """A dispute with its splits in basis points and its whole file; `when` writes an instant."""
    return {
        "contract": dispute.contract.ref,
        "about": dispute.about,
        "opened_by": dispute.opened_by,
        "reason": dispute.reason,
        "offer": dispute.offer,
        "offer_by": dispute.offer_by or None,
        "proposal": dispute.proposal,
        "votes": {"client": dispute.client_vote or None, "freelancer": dispute.freelancer_vote or None},
        "chose_arbitration": {
            "client": when(dispute.client_opted_at) if dispute.client_opted_at else None,
            "freelancer": when(dispute.freelancer_opted_at) if dispute.freelancer_opted_at else None,
        },
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
