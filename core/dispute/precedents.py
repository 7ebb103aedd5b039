"""Decided cases as precedents: by tag or words, and without anything that says whose they were."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Final

from core.language import _
from core.money import exponent
from core.view import View
from storage.disputes import Dispute
from storage.queries import disputes

MOST: Final = 20
WORDS_READ: Final = 6
# In whole units of a currency: where one band of amounts ends and the next begins.
BANDS: Final = (100, 500, 1_000, 5_000)
_REF: Final = re.compile(r"\b[A-Z]{1,4}-\d+\b")
_WORD: Final = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Precedent:
    """A decided case: `split` is the freelancer's part in basis points, `because` the reasons without names."""

    reason: str
    tags: tuple[str, ...]
    band: str
    split: int
    because: str


def found(view: View, words: str) -> list[Precedent]:
    """The newest decided cases in whose tags, reason or reasoning all of the words are."""
    wanted = tuple(_WORD.findall(words.casefold()))[:WORDS_READ]
    decided, values = disputes.decided(wanted, MOST)
    return [_precedent(view, one) for one in view.transaction.all(decided, values)]


def _precedent(view: View, dispute: Dispute) -> Precedent:
    lines = view.transaction.all(disputes.FILE_OF, {"id": dispute.id})
    because = [line.text for line in lines if line.what in disputes.REASONED]
    return Precedent(
        reason=dispute.reason,
        tags=tuple(json.loads(dispute.tags)),
        band=_band(view, dispute),
        split=dispute.split or 0,
        because=anonymous(dispute, because[-1]) if because else "",
    )


def anonymous(dispute: Dispute, text: str) -> str:
    """The text without references, and with the parts that people played for their names."""
    parts = (
        (dispute.client_name, _("the client")),
        (dispute.freelancer_name, _("the freelancer")),
        (dispute.mediator_name or "", _("the mediator")),
    )
    named = {piece: part for name, part in parts for piece in (name, *name.split()) if len(piece) > 1}
    folded = {piece.casefold(): part for piece, part in named.items()}
    if named:
        longest = "|".join(map(re.escape, sorted(named, key=len, reverse=True)))
        # Letters that Python takes for equal without folding them alike are rare; they are hidden all the same.
        text = re.sub(
            rf"\b(?:{longest})\b", lambda said: folded.get(said[0].casefold(), "…"), text, flags=re.IGNORECASE
        )
    return _REF.sub("…", text)


def _band(view: View, dispute: Dispute) -> str:
    """The amount only roughly, as an exact one can tell whose case it was."""
    unit = 10 ** exponent(dispute.currency)
    above = [band for band in BANDS if dispute.amount >= band * unit]
    below = [band for band in BANDS if dispute.amount < band * unit]
    low, high = (view.money(band * unit, dispute.currency) for band in ((above or [0])[-1], (below or [0])[0]))
    if not above:
        return _("under {high}").format(high=high)
    return _("{low} to {high}").format(low=low, high=high) if below else _("{low} and more").format(low=low)
