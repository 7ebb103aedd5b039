"""What a split comes to for both sides, to the cent, fees included."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from core.language import _
from core.money import exponent, split
from core.recipes import fee_back, fee_on_release
from core.view import View
from statemachines.policy import policy
from storage.disputes import Dispute
from storage.queries import marketplace

WHOLE: Final = 10_000


@dataclass(frozen=True, slots=True)
class Shares:
    """Minor units: `paid` goes to the freelancer, less `fee`; `back` goes to the client, with `fee_back` on top."""

    paid: int
    fee: int
    back: int
    fee_back: int


def subject(view: View, dispute: Dispute) -> Any:
    """The milestone or week that the dispute is about."""
    kind, number = ("week", dispute.week_id) if dispute.week_id else ("milestone", dispute.milestone_id)
    found = view.transaction.one(marketplace.THING[kind], {"id": number})
    assert found is not None
    return found


def award(dispute: Dispute, held: int, part: int, kept: int | None = None) -> int:
    """What the freelancer gets of `held`, before fees, if `part` basis points of the disputed amount are theirs.

    Where it was decided block by block, `kept` says it in minor units. What is not disputed goes to the other side: who
    disputes a part leaves the rest to it.
    """
    theirs = split(dispute.amount, (part, WHOLE - part))[0] if kept is None else kept
    return theirs + (held - dispute.amount if dispute.opened_by == "client" else 0)


def shares(view: View, dispute: Dispute, part: int, kept: int | None = None) -> Shares:
    """The figures of a split, or of the outcome once it is resolved."""
    about = subject(view, dispute)
    if dispute.state == "resolved":
        return Shares(about.released, about.freelancer_fee, about.refunded, about.client_fee_back)
    paid = award(dispute, about.held, part, kept)
    back = about.held - paid
    return Shares(paid, fee_on_release(about, paid), back, fee_back(about, back))


def claimed(dispute: Dispute) -> int:
    """The freelancer's part of the disputed amount, in basis points, as whoever opened the dispute claims it."""
    return 0 if dispute.opened_by == "client" else WHOLE


def arbitration_fee(dispute: Dispute) -> int:
    """What each side pays for an arbitration, in minor units, rounded down.

    No payment is smaller than the least amount of the marketplace, so less than that is not asked for.
    """
    numbers = policy(dispute.policy)
    fee = dispute.amount * numbers.arbitration_fee_bp // WHOLE
    return fee if fee >= numbers.minimum_amount * 10 ** exponent(dispute.currency) else 0


def percent(part: int) -> str:
    """Basis points as people write them: 6250 is "62.5 %"."""
    return f"{part / 100:g} %"


def reasoned(part: int, because: str | None) -> str:
    """A split with its reason, as it goes on file."""
    return f"{percent(part)}. {because}" if because else percent(part)


def in_words(view: View, dispute: Dispute, part: int, kept: int | None = None) -> str:
    """A split in money for both sides."""
    found = shares(view, dispute, part, kept)
    paid = _("{name} receives {net} after a fee of {fee}") if found.fee else _("{name} receives {net}")
    back = _("{name} gets {back} back, {fee_back} of it client fee") if found.fee_back else _("{name} gets {back} back")
    theirs = (paid if found.paid else _("{name} receives nothing")).format(
        name=dispute.freelancer_name,
        net=view.money(found.paid - found.fee, dispute.currency),
        fee=view.money(found.fee, dispute.currency),
    )
    rest = (back if found.back else _("{name} gets nothing back")).format(
        name=dispute.client_name,
        back=view.money(found.back + found.fee_back, dispute.currency),
        fee_back=view.money(found.fee_back, dispute.currency),
    )
    return f"{theirs}, {rest}"
