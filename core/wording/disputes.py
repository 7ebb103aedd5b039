"""The sentences about disputes: how they stand, what their clocks do, what has just happened, what waits."""

from __future__ import annotations

from typing import Final

from core.language import N_

UNCLAIMED: Final = N_("mediation · a mediator takes it next")
UNCLAIMED_ARBITRATION: Final = N_("arbitration · an arbiter takes it next")

STATUS: Final[dict[tuple[str, str], str]] = {
    ("dispute", "awaiting_response"): N_("opened · {respondent} answers"),
    ("dispute", "mediation"): N_("mediation · {mediator} proposes a split"),
    ("dispute", "proposed"): N_("a split is proposed · both vote"),
    ("dispute", "unresolved"): N_("no agreement · both may choose arbitration"),
    ("dispute", "arbitration"): N_("arbitration · {mediator} rules"),
    ("dispute", "resolved"): N_("resolved"),
    ("dispute", "withdrawn"): N_("withdrawn · things go on as before"),
}
# Of two who are waited for, one has moved already.
LEFT: Final[dict[tuple[str, str], str]] = {
    ("proposed", "client"): N_("a split is proposed · {client} votes"),
    ("proposed", "freelancer"): N_("a split is proposed · {freelancer} votes"),
    ("unresolved", "client"): N_("no agreement · {client} may choose arbitration too"),
    ("unresolved", "freelancer"): N_("no agreement · {freelancer} may choose arbitration too"),
}
DEFAULT: Final[dict[tuple[str, str], str]] = {
    ("dispute", "lapse"): N_("Without an answer by {due} this counts: {silence}."),
    ("dispute", "propose"): N_("Without a proposal by {due} mediation ends, and both may choose arbitration."),
    ("dispute", "escalate"): N_("Unless somebody takes the case or moves it on by {due}, the operators are told."),
    ("dispute", "vote"): N_(
        "Without a yes from both by {due} the split does not stand, and both may choose arbitration."
    ),
    ("dispute", "award"): N_("Until {due} {choice}."),
    ("dispute", "rule"): N_("Without a ruling by {due} this counts: {unruled}."),
}
SAID: Final[dict[tuple[str, str], str]] = {
    ("dispute", "open"): N_("{opener} opened the dispute {ref} about {about} “{title}”, over {reason}: {note}"),
    ("dispute", "accept_claim"): N_("{respondent} accepts the claim in {ref} “{title}”. {result}"),
    ("dispute", "decline_claim"): N_("{respondent} declines the claim in {ref} “{title}”. {result} The answer: {note}"),
    ("dispute", "lapse"): N_(
        "{ref} “{title}”: {respondent} did not answer in time, so it is decided by the rules. {result}"
    ),
    ("dispute", "offer"): N_("{actor} offers a split in {ref} “{title}”: {offered}. {note}"),
    ("dispute", "accept"): N_("Both sides agree in {ref} “{title}”. {result}"),
    ("dispute", "reject"): N_("{actor} does not take the offer in {ref} “{title}”. {note}"),
    ("dispute", "evidence"): N_("{actor} added to the file of {ref} “{title}”: {note}"),
    ("dispute", "claim"): N_("{mediator}{code} works on {ref} “{title}” from now."),
    ("dispute", "handover"): N_("{mediator}{code} takes over {ref} “{title}”. {note}"),
    ("dispute", "ask"): N_("{mediator}{code}, the mediator of {ref} “{title}”, asks {note}"),
    ("dispute", "extend"): N_("{mediator}{code} gave both sides of {ref} “{title}” more time: {note}"),
    ("dispute", "propose"): N_("{mediator}{code} proposes a split in {ref} “{title}”: {proposed}. {note}"),
    ("dispute", "escalate"): N_("{ref} “{title}” needs {wanted} who acts: {free}."),
    ("dispute", "relieve"): N_("{note} no longer works on {ref} “{title}”; {wanted} takes it next."),
    ("dispute", "vote"): N_("{actor} votes {note} on the split in {ref} “{title}”. {result}"),
    ("dispute", "arbitrate"): N_("{note} chose arbitration in {ref} “{title}”. {result}"),
    ("dispute", "award"): N_("{ref} “{title}”: the time to choose arbitration is over. {chosen} {result}"),
    ("dispute", "rule"): N_("{mediator}{code} ruled in {ref} “{title}”. {result} {note}"),
    ("dispute", "withdraw"): N_(
        "{opener} withdrew the dispute {ref} about {about} “{title}”; things go on as before, with what was left on"
        " the clocks. {note}"
    ),
}
BY_SILENCE: Final[dict[tuple[str, str], str]] = {
    ("dispute", "propose"): N_("{ref} “{title}”: mediation ended without a proposal. {result}"),
    ("dispute", "vote"): N_(
        "{ref} “{title}”: not both voted yes in time, so the proposed split does not stand. {result}"
    ),
    ("dispute", "rule"): N_("{ref} “{title}”: no ruling came in time, so what the rules say for that stands. {result}"),
}
# The card under it says until when, and what happens then.
REMINDER: Final[dict[tuple[str, str], str]] = {
    ("dispute", "lapse"): N_("The dispute {ref} about {about} “{title}” waits for your answer."),
    ("dispute", "propose"): N_("The dispute {ref} “{title}” waits for your proposal."),
    ("dispute", "escalate"): N_("The dispute {ref} “{title}” waits for your next move."),
    ("dispute", "vote"): N_("The split proposed in {ref} “{title}” waits for your vote."),
    ("dispute", "award"): N_("Whether {ref} “{title}” goes to arbitration waits for your choice."),
    ("dispute", "rule"): N_("The dispute {ref} “{title}” waits for your ruling."),
}
