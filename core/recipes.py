"""Ledger recipes: what a transition posts, as charts.md has it. Fees are half-even; fee + net = gross."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any, Final

from core.ledger import Kind, Owned, Posting, Transfer
from core.money import share
from statemachines.policy import policy
from storage.disputes import Dispute
from storage.records import Deposit, Milestone, Withdrawal

FEES: Final = Owned(Kind.PLATFORM_FEES)
OUTSIDE: Final = Owned(Kind.PROVIDER_CLEARING)
PAYOUTS: Final = Owned(Kind.PAYOUT_CLEARING)
Details = Mapping[str, int]


def portion(total: int, part: int, whole: int) -> int:
    """`total` × `part` ÷ `whole` in whole minor units, half-even."""
    return round(Fraction(total * part, whole)) if whole else 0


def funding(milestone: Milestone) -> tuple[int, int]:
    """What the client still has to put in for a milestone, and the client fee on it."""
    due = milestone.amount - milestone.funded
    return due, share(due, policy(milestone.contract.policy).client_fee_bp)


def fee_on_release(milestone: Milestone, amount: int) -> int:
    """The freelancer fee on releasing `amount` more, counted on the sum so far so that rounding never adds up."""
    whole = share(milestone.released + amount, policy(milestone.contract.policy).freelancer_fee_bp)
    return whole - milestone.freelancer_fee


def fee_back(milestone: Milestone, amount: int) -> int:
    """The part of the client fee that comes back when `amount` more is refunded."""
    so_far = portion(milestone.client_fee, milestone.refunded + amount, milestone.funded - milestone.rolled)
    return so_far - milestone.client_fee_back


def _accounts(milestone: Milestone) -> tuple[Owned, Owned, Owned, Owned]:
    client, freelancer = f"U-{milestone.client_id}", f"U-{milestone.freelancer_id}"
    return (
        Owned(Kind.CLIENT_WALLET, client),
        Owned(Kind.CONTRACT_ESCROW, milestone.contract.ref),
        Owned(Kind.FREELANCER_PENDING, freelancer),
        Owned(Kind.FREELANCER_AVAILABLE, freelancer),
    )


def _transfers(*moves: tuple[Owned, Owned, int]) -> tuple[Transfer, ...]:
    return tuple(Transfer(source, target, amount) for source, target, amount in moves if amount)


def fund(milestone: Milestone, _details: Details) -> Posting:
    """Client wallet to escrow, and the client fee on top."""
    wallet, escrow, _, _ = _accounts(milestone)
    due, fee = funding(milestone)
    changes = {"funded": milestone.funded + due, "client_fee": milestone.client_fee + fee}
    moves = _transfers((wallet, escrow, due), (wallet, FEES, fee))
    return Posting(f"fund:{milestone.ref}", "fund", milestone.currency, moves, changes)


def release(milestone: Milestone, details: Details) -> Posting:
    """Escrow to the freelancer's pending money, less the freelancer fee. `amount` less than all leaves a rest."""
    _, escrow, pending, _ = _accounts(milestone)
    amount = details.get("amount", milestone.held)
    fee = fee_on_release(milestone, amount)
    changes = {
        "released": milestone.released + amount,
        "rolled": milestone.rolled + milestone.held - amount,
        "freelancer_fee": milestone.freelancer_fee + fee,
    }
    moves = _transfers((escrow, pending, amount - fee), (escrow, FEES, fee))
    return Posting(f"release:{milestone.ref}", "release", milestone.currency, moves, changes, settles="released")


def bonus(milestone: Milestone, _details: Details) -> Posting:
    """Client wallet straight to the freelancer's pending money, less the freelancer fee."""
    wallet, _, pending, _ = _accounts(milestone)
    fee = share(milestone.amount, policy(milestone.contract.policy).freelancer_fee_bp)
    changes = {"funded": milestone.amount, "released": milestone.amount, "freelancer_fee": fee}
    moves = _transfers((wallet, pending, milestone.amount - fee), (wallet, FEES, fee))
    return Posting(f"bonus:{milestone.ref}", "bonus", milestone.currency, moves, changes, settles="released")


def refund(milestone: Milestone, _details: Details) -> Posting:
    """Escrow back to the client's wallet, with its part of the client fee."""
    wallet, escrow, _, _ = _accounts(milestone)
    amount = milestone.held
    fee = fee_back(milestone, amount)
    changes = {"refunded": milestone.refunded + amount, "client_fee_back": milestone.client_fee_back + fee}
    moves = _transfers((escrow, wallet, amount), (FEES, wallet, fee))
    return Posting(f"refund:{milestone.ref}", "refund", milestone.currency, moves, changes, settles="refunded")


def settle(milestone: Milestone, details: Details) -> Posting:
    """A split: `freelancer` minor units of what is held are released, the rest is refunded."""
    wallet, escrow, pending, _ = _accounts(milestone)
    paid = details["freelancer"]
    back = milestone.held - paid
    fee, returned = fee_on_release(milestone, paid), fee_back(milestone, back)
    changes = {
        "released": milestone.released + paid,
        "freelancer_fee": milestone.freelancer_fee + fee,
        "refunded": milestone.refunded + back,
        "client_fee_back": milestone.client_fee_back + returned,
    }
    moves = _transfers(
        (escrow, pending, paid - fee), (escrow, FEES, fee), (escrow, wallet, back), (FEES, wallet, returned)
    )
    return Posting(f"settle:{milestone.ref}", "settle", milestone.currency, moves, changes, settles="settled")


def clear(milestone: Milestone, _details: Details) -> Posting:
    """Pending money becomes available."""
    _, _, pending, available = _accounts(milestone)
    net = milestone.released - milestone.freelancer_fee
    return Posting(f"clear:{milestone.ref}", "clear", milestone.currency, _transfers((pending, available, net)))


def deposit(deposit: Deposit, _details: Details) -> Posting:
    """Money that arrived goes to the wallet of the client, or of the freelancer who pays a fee."""
    wallet = Owned(Kind(deposit.account), f"U-{deposit.client_id}")
    moves = _transfers((OUTSIDE, wallet, deposit.amount))
    return Posting(f"deposit:{deposit.ref}", "deposit", deposit.currency, moves)


def charge_back(deposit: Deposit, _details: Details) -> Posting:
    """Money taken back outside is owed by the client, never by anybody else's wallet."""
    owed = Owned(Kind.CHARGEBACK_RECEIVABLE, f"U-{deposit.client_id}")
    moves = _transfers((owed, OUTSIDE, deposit.amount))
    return Posting(f"charge_back:{deposit.ref}", "charge_back", deposit.currency, moves)


def withdraw(withdrawal: Withdrawal, _details: Details) -> Posting:
    """Available money is set aside for the payout."""
    available = Owned(Kind.FREELANCER_AVAILABLE, f"U-{withdrawal.freelancer_id}")
    moves = _transfers((available, PAYOUTS, withdrawal.amount))
    return Posting(f"withdraw:{withdrawal.ref}", "withdraw", withdrawal.currency, moves)


def payout_paid(withdrawal: Withdrawal, _details: Details) -> Posting:
    """The payout left."""
    moves = _transfers((PAYOUTS, OUTSIDE, withdrawal.amount))
    return Posting(f"payout:{withdrawal.ref}", "payout_paid", withdrawal.currency, moves)


def payout_failed(withdrawal: Withdrawal, _details: Details) -> Posting:
    """The payout came back; the same key as `payout_paid`, so that only one of them can ever be."""
    available = Owned(Kind.FREELANCER_AVAILABLE, f"U-{withdrawal.freelancer_id}")
    moves = _transfers((PAYOUTS, available, withdrawal.amount))
    return Posting(f"payout:{withdrawal.ref}", "payout_failed", withdrawal.currency, moves)


def _arbitration(dispute: Dispute) -> tuple[Owned, Owned, Owned]:
    """Where the fees of an arbitration are held, and where each side's comes from and goes back to."""
    return (
        Owned(Kind.DISPUTE_HOLD, dispute.ref),
        Owned(Kind.CLIENT_WALLET, f"U-{dispute.client_id}"),
        Owned(Kind.FREELANCER_AVAILABLE, f"U-{dispute.freelancer_id}"),
    )


def arbitration_fee(dispute: Dispute, details: Details) -> Posting:
    """One side's fee, which has just arrived, is held until the arbitration has happened or not."""
    hold, client, freelancer = _arbitration(dispute)
    paid = {"client": details.get("client", 0), "freelancer": details.get("freelancer", 0)}
    changes = {f"{side}_paid": getattr(dispute, f"{side}_paid") + amount for side, amount in paid.items()}
    moves = _transfers((client, hold, paid["client"]), (freelancer, hold, paid["freelancer"]))
    side = "client" if paid["client"] else "freelancer"
    return Posting(f"arbitration_fee:{dispute.ref}:{side}", "arbitration_fee", dispute.currency, moves, changes)


def arbitration_earned(dispute: Dispute, _details: Details) -> Posting:
    """There was a ruling: the fees are the marketplace's."""
    hold, _client, _freelancer = _arbitration(dispute)
    moves = _transfers((hold, FEES, dispute.client_paid + dispute.freelancer_paid))
    return Posting(f"arbitration:{dispute.ref}", "arbitration_earned", dispute.currency, moves)


def arbitration_back(dispute: Dispute, _details: Details) -> Posting:
    """There was none: whoever paid has the fee back. The same key, so that only one of them can ever be."""
    hold, client, freelancer = _arbitration(dispute)
    moves = _transfers((hold, client, dispute.client_paid), (hold, freelancer, dispute.freelancer_paid))
    return Posting(f"arbitration:{dispute.ref}", "arbitration_back", dispute.currency, moves)


Recipe = Callable[[Any, Details], Posting]
RECIPES: Final[dict[str, Recipe]] = {
    recipe.__name__: recipe
    for recipe in (
        fund,
        release,
        bonus,
        refund,
        settle,
        clear,
        deposit,
        charge_back,
        withdraw,
        payout_paid,
        payout_failed,
        arbitration_fee,
        arbitration_earned,
        arbitration_back,
    )
}
