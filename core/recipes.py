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
from storage.timesheets import Week

FEES: Final = Owned(Kind.PLATFORM_FEES)
OUTSIDE: Final = Owned(Kind.PROVIDER_CLEARING)
PAYOUTS: Final = Owned(Kind.PAYOUT_CLEARING)
Details = Mapping[str, int]
Piece = Milestone | Week
"""What money is held for."""


def portion(total: int, part: int, whole: int) -> int:
    """`total` × `part` ÷ `whole` in whole minor units, half-even."""
    return round(Fraction(total * part, whole)) if whole else 0


def funding(piece: Piece) -> tuple[int, int]:
    """What the client still has to put in for a milestone or a week, and the client fee on it."""
    due = piece.amount - piece.funded
    return due, share(due, policy(piece.contract.policy).client_fee_bp)


def fee_on_release(piece: Piece, amount: int) -> int:
    """The freelancer fee on releasing `amount` more, counted on the sum so far so that rounding never adds up."""
    whole = share(piece.released + amount, policy(piece.contract.policy).freelancer_fee_bp)
    return whole - piece.freelancer_fee


def fee_back(piece: Piece, amount: int) -> int:
    """The part of the client fee that comes back when `amount` more is refunded."""
    so_far = portion(piece.client_fee, piece.refunded + amount, piece.funded - piece.rolled)
    return so_far - piece.client_fee_back


def _accounts(piece: Piece) -> tuple[Owned, Owned, Owned, Owned]:
    client, freelancer = f"U-{piece.client_id}", f"U-{piece.freelancer_id}"
    return (
        Owned(Kind.CLIENT_WALLET, client),
        Owned(Kind.CONTRACT_ESCROW, piece.contract.ref),
        Owned(Kind.FREELANCER_PENDING, freelancer),
        Owned(Kind.FREELANCER_AVAILABLE, freelancer),
    )


def _transfers(*moves: tuple[Owned, Owned, int]) -> tuple[Transfer, ...]:
    return tuple(Transfer(source, target, amount) for source, target, amount in moves if amount)


def fund(piece: Piece, _details: Details) -> Posting:
    """Client wallet to escrow, and the client fee on top."""
    wallet, escrow, _, _ = _accounts(piece)
    due, fee = funding(piece)
    changes = {"funded": piece.funded + due, "client_fee": piece.client_fee + fee}
    moves = _transfers((wallet, escrow, due), (wallet, FEES, fee))
    return Posting(f"fund:{piece.ref}", "fund", piece.currency, moves, changes)


def release(piece: Piece, details: Details) -> Posting:
    """Escrow to the freelancer's pending money, less the freelancer fee. `amount` less than all leaves a rest."""
    _, escrow, pending, _ = _accounts(piece)
    amount = details.get("amount", piece.held)
    fee = fee_on_release(piece, amount)
    changes = {
        "released": piece.released + amount,
        "freelancer_fee": piece.freelancer_fee + fee,
    }
    if rest := piece.held - amount:
        changes["rolled"] = piece.rolled + rest
    moves = _transfers((escrow, pending, amount - fee), (escrow, FEES, fee))
    return Posting(f"release:{piece.ref}", "release", piece.currency, moves, changes, settles="released")


def bonus(milestone: Milestone, _details: Details) -> Posting:
    """Client wallet straight to the freelancer's pending money, less the freelancer fee."""
    wallet, _, pending, _ = _accounts(milestone)
    fee = share(milestone.amount, policy(milestone.contract.policy).freelancer_fee_bp)
    changes = {"funded": milestone.amount, "released": milestone.amount, "freelancer_fee": fee}
    moves = _transfers((wallet, pending, milestone.amount - fee), (wallet, FEES, fee))
    return Posting(f"bonus:{milestone.ref}", "bonus", milestone.currency, moves, changes, settles="released")


def expense(milestone: Milestone, _details: Details) -> Posting:
    """Client wallet straight to the freelancer's pending money: what was laid out comes back without a fee."""
    wallet, _, pending, _ = _accounts(milestone)
    changes = {"funded": milestone.amount, "released": milestone.amount}
    moves = _transfers((wallet, pending, milestone.amount))
    return Posting(f"expense:{milestone.ref}", "expense", milestone.currency, moves, changes, settles="released")


def refund(piece: Piece, _details: Details) -> Posting:
    """Escrow back to the client's wallet, with its part of the client fee."""
    wallet, escrow, _, _ = _accounts(piece)
    amount = piece.held
    fee = fee_back(piece, amount)
    changes = {"refunded": piece.refunded + amount, "client_fee_back": piece.client_fee_back + fee}
    moves = _transfers((escrow, wallet, amount), (FEES, wallet, fee))
    return Posting(f"refund:{piece.ref}", "refund", piece.currency, moves, changes, settles="refunded")


def reduce(week: Week, details: Details) -> Posting:
    """What the freelancer gives up of an invoiced week goes back to the client's wallet, with its part of the fee.

    `amount` minor units for the `version`th change of the week, so that each can happen only once.
    """
    wallet, escrow, _, _ = _accounts(week)
    amount = details["amount"]
    fee = fee_back(week, amount)
    changes = {"refunded": week.refunded + amount, "client_fee_back": week.client_fee_back + fee}
    moves = _transfers((escrow, wallet, amount), (FEES, wallet, fee))
    return Posting(f"reduce:{week.ref}:{week.version}", "reduce", week.currency, moves, changes)


def settle(piece: Piece, details: Details) -> Posting:
    """A split: `freelancer` minor units of what is held are released, the rest is refunded."""
    wallet, escrow, pending, _ = _accounts(piece)
    paid = details["freelancer"]
    back = piece.held - paid
    fee, returned = fee_on_release(piece, paid), fee_back(piece, back)
    changes = {
        "released": piece.released + paid,
        "freelancer_fee": piece.freelancer_fee + fee,
        "refunded": piece.refunded + back,
        "client_fee_back": piece.client_fee_back + returned,
    }
    moves = _transfers(
        (escrow, pending, paid - fee), (escrow, FEES, fee), (escrow, wallet, back), (FEES, wallet, returned)
    )
    return Posting(f"settle:{piece.ref}", "settle", piece.currency, moves, changes, settles="settled")


def clear(piece: Piece, _details: Details) -> Posting:
    """Pending money becomes available."""
    _, _, pending, available = _accounts(piece)
    net = piece.released - piece.freelancer_fee
    return Posting(f"clear:{piece.ref}", "clear", piece.currency, _transfers((pending, available, net)))


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
        expense,
        refund,
        reduce,
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
