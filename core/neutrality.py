"""Who may mediate a dispute: nobody who is a party, has ever worked with one, or is paid on the same account."""

from __future__ import annotations

from typing import Final

from core.vault import Vault
from statemachines.dispute import LIVE
from storage.database import Transaction
from storage.disputes import Dispute
from storage.queries import disputes, people

MEDIATOR: Final = "mediator"
ARBITER: Final = "arbiter"


def wanted(dispute: Dispute) -> str:
    """The role that an operator grants to whoever works on the dispute as it stands now."""
    return ARBITER if dispute.state == "arbitration" else MEDIATOR


def handles(transaction: Transaction, vault: Vault, dispute: Dispute, person_id: int) -> bool:
    """Whether this person works on the dispute, or may take it because nobody does."""
    if dispute.mediator_id is not None:
        return dispute.mediator_id == person_id
    if dispute.state not in LIVE.split():
        return False
    person = transaction.one(people.PERSON, {"id": person_id})
    return person is not None and person.granted(wanted(dispute)) and fit(transaction, vault, dispute, person_id)


def fit(transaction: Transaction, vault: Vault, dispute: Dispute, person_id: int) -> bool:
    """Whether this person is neutral, and as an arbiter has not mediated the case before."""
    if dispute.state == "arbitration" and person_id in transaction.all(disputes.MEDIATORS_OF, {"id": dispute.id}):
        return False
    return neutral(transaction, vault, dispute.client_id, dispute.freelancer_id, person_id)


def neutral(transaction: Transaction, vault: Vault, client_id: int, freelancer_id: int, person_id: int) -> bool:
    """Whether this person is neither of the two, has never worked with one and shares no payout account with one."""
    if person_id in {client_id, freelancer_id}:
        return False
    two = {"person_id": person_id, "client_id": client_id, "freelancer_id": freelancer_id}
    if transaction.one(disputes.WORKED_WITH, two):
        return False
    return all(vault.unseal(mine) != vault.unseal(theirs) for mine, theirs in transaction.all(disputes.ALIKE, two))


def pool(transaction: Transaction, vault: Vault, client_id: int, freelancer_id: int, role: str) -> list[int]:
    """Everybody with this granted role who is neutral to the two."""
    return [
        person_id
        for person_id in sorted(transaction.all(disputes.GRANTED, {"role": f"%{role}%"}))
        if neutral(transaction, vault, client_id, freelancer_id, person_id)
    ]


def takers(transaction: Transaction, vault: Vault, dispute: Dispute) -> list[int]:
    """Whoever works on the dispute, or everybody who may take it."""
    if dispute.mediator_id is not None:
        return [dispute.mediator_id]
    found = pool(transaction, vault, dispute.client_id, dispute.freelancer_id, wanted(dispute))
    return [person_id for person_id in found if handles(transaction, vault, dispute, person_id)]
