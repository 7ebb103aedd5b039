"""/dispute say: words between the two sides and the mediator."""

from __future__ import annotations

from typing import Final

from core.card import Card, Reply
from core.command import Field, Kind, Who, command
from core.context import Context
from core.language import _
from core.trade.saying import say
from statemachines.dispute import LIVE
from storage.disputes import Dispute

TEXT: Final = Field("text", Kind.LONG, "Text", required=True, main=True, limit=3_000, example="Which sections work?")


@command(
    "dispute say",
    "Write to everybody on the case; it goes on file",
    who=Who.INVOLVED,
    on=("dispute",),
    states=tuple(LIVE.split()),
    fields=(TEXT, Field("files", Kind.PAPERS, "Files", asked=False)),
    example="/dispute say D-1 Which sections work?",
)
def say_(context: Context, dispute: Dispute, text: str, files: tuple[int, ...]) -> Reply:
    """Kept with a number, and carried to the others."""
    number = say(context, dispute, text, files)
    said = _("{ref} · on file as number {number}; everybody on the case reads it.")
    return Reply(card=Card((said.format(ref=dispute.ref, number=number),), thing=dispute.ref))
