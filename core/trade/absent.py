"""A side of a dispute whom no message reaches: both sides get more time, once."""

from __future__ import annotations

from core.cards.thing import card
from core.context import Context
from core.dispute.turn import SIDES, turns
from core.effects import MINUTE, policy_of
from core.language import _, use_language
from core.trade.filing import file
from storage.disputes import Dispute
from storage.queries import disputes, journal
from storage.records import Person


def extend(context: Context, dispute: Dispute, person: Person) -> None:
    """The clock that waits for this person runs longer; the second time that they are out of reach it does not."""
    side = next((side for side in SIDES if getattr(dispute, f"{side}_id") == person.id), None)
    noted = context.transaction.all(journal.HISTORY_OF, {"thing": person.ref})
    times = sum(1 for event in noted if event.event == "unreachable" and event.note == dispute.ref)
    if side not in turns(dispute) or times > 1:
        return
    extra = policy_of(dispute).unreachable_extra * MINUTE
    context.transaction.run(disputes.PUT_OFF, {"of_thing": dispute.ref, "but": "escalate", "by": extra})
    sentence = _("{name} could not be reached in any chat, so both sides have more time.").format(name=person.name)
    file(context, dispute, "extend", sentence)
    for other in SIDES:
        view = context.seen_by(getattr(dispute, f"{other}_id"))
        with use_language(view.language):
            context.news.send(getattr(dispute, f"{other}_id"), card(view, dispute, (sentence,)))
