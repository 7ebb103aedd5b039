"""How a dispute ended: the rule that ended it, in one exact sentence, and what can be done after it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from core.dispute import figures
from core.language import N_, _
from core.view import View
from statemachines.machine import Role
from statemachines.policy import policy
from storage.disputes import Dispute
from storage.queries import journal
from storage.records import Event

ENDED: Final = frozenset({"resolved", "withdrawn"})
RULES: Final = {
    "accept_claim": N_("{respondent} accepted the claim, so it is settled as claimed."),
    "lapse": N_(
        "{respondent} did not answer in time, so it is decided as claimed. That is the rule for "
        "silence; it does not say who was right."
    ),
    "accept": N_("Both sides agreed on this split."),
    "vote": N_("Both sides voted yes to the split that the mediator proposed."),
    "rule": N_("An arbiter, who had not mediated the case, decided it. In Parley this is final."),
    "withdraw": N_(
        "{opener} withdrew the dispute before it was decided. Nobody won and nobody lost; things go on as before, "
        "with the time that was left."
    ),
}
# Where a clock decided what people usually do, or where hours are judged instead of claimed.
CHECKED: Final = N_(
    "{respondent} did not answer in time, so each hour was judged by the published rules of protection."
)
ALONE: Final = N_(
    "Both sides had the same time to choose arbitration and only {chose} did, so the disputed money goes to that side. "
    "That is the rule for silence; it does not say who was right."
)
NEITHER: Final = N_(
    "Neither side chose arbitration in the time for it, so the disputed money goes back to {client}. That is the rule "
    "for silence; it does not say who was right."
)
UNRULED: Final = N_(
    "No arbiter ruled within the time for it, so the mediator's proposal stands; without one it would be half each."
)


def rule_of(view: View, dispute: Dispute) -> str:
    """The rule by which it ended."""
    end = _end(view, dispute)
    by_clock = end.role == Role.SYSTEM
    sentence = RULES.get(end.event, "")
    if end.event == "lapse" and dispute.week_id is not None:
        sentence = CHECKED
    if end.event == "award":
        sentence = ALONE if _chose(dispute) else NEITHER
    if end.event == "rule" and by_clock:
        sentence = UNRULED
    opener = getattr(dispute, f"{dispute.opened_by}_name")
    return _(sentence).format(
        opener=opener, respondent=dispute.respondent_name, client=dispute.client_name, chose=_chose(dispute)
    )


def what_next(view: View, dispute: Dispute) -> Iterator[str]:
    """What the reader can still do."""
    ref, contract = dispute.ref, dispute.contract.ref
    if dispute.state == "withdrawn":
        most = policy(dispute.policy).disputes_per_side
        again = _("If it comes up again while the money is held: /dispute open {about}, at most {most} times a side.")
        yield again.format(about=dispute.about, most=most)
    else:
        found = figures.shares(view, dispute, dispute.split or 0)
        side = view.role(dispute)
        if side is Role.FREELANCER and found.paid:
            yield _("Your part clears by itself; then you can take it out: /wallet withdraw.")
        if side is Role.CLIENT and found.back:
            yield _("Your part is in your wallet now and can pay for other work: /wallet.")
        yield _(
            "Nobody here can change the decision any more. The rights that the law gives you are not touched by it."
        )
    yield _("Everything it rests on stays readable, hash and all: /dispute file {ref}.").format(ref=ref)
    yield _("You can still write to the other side: /contract say {contract}.").format(contract=contract)


def _end(view: View, dispute: Dispute) -> Event:
    events = view.transaction.all(journal.HISTORY_OF, {"thing": dispute.ref})
    return next(event for event in reversed(events) if event.target in ENDED)


def _chose(dispute: Dispute) -> str:
    """The name of the one side that chose arbitration, if only one did."""
    names = [
        getattr(dispute, f"{side}_name")
        for side in ("client", "freelancer")
        if getattr(dispute, f"{side}_opted_at") is not None
    ]
    return str(names[0]) if len(names) == 1 else ""
