"""Hours in dispute, block by block: what stays the freelancer's by the rules of protection, or as somebody decides."""

from __future__ import annotations

from typing import Any, Final

from core.dispute.figures import WHOLE, subject
from core.dispute.turn import by_silence
from core.duration import WhenError, in_hours, parse_duration
from core.hours.reckoning import amounts_of, sheet_of
from core.hours.sheet import Line
from core.language import _
from core.refusal import Mistake
from core.view import View
from storage.disputes import Dispute

STEP: Final = 10
EXAMPLE: Final = "H-1=2h, H-3"


def silence(view: View, dispute: Dispute, event: str) -> dict[str, Any]:
    """What a clock decides, as the columns say it. Hours that nobody answered for are looked at entry by entry."""
    if event == "lapse" and dispute.week_id is not None:
        amount = protected(view, dispute)
        return {"split": part_of(dispute, amount), "kept": amount}
    part, amount_kept = by_silence(dispute, event)
    return {"split": part, "kept": amount_kept}


def protected(view: View, dispute: Dispute) -> int:
    """The minor units of the disputed amount that stay with the freelancer because their time is protected."""
    lines = sheet_of(view, subject(view, dispute)).lines
    return _of_disputed(view, dispute, sum(line.amount for line in lines if line.protected))


def kept(view: View, dispute: Dispute, hours: tuple[str, ...]) -> int:
    """The minor units of the disputed amount that these entries come to, each whole or in part. Raises Mistake."""
    if dispute.week_id is None:
        raise Mistake("hours", _("That is for hours; a milestone is split in percent."), "")
    lines = {line.ref: line for line in sheet_of(view, subject(view, dispute)).lines}
    minutes = dict.fromkeys(lines, 0)
    for text in hours:
        ref, _equals, length = (part.strip() for part in text.partition("="))
        line = lines.get(ref.upper())
        if line is None:
            sentence = _("“{ref}” is no time entry of this week.").format(ref=ref[:20])
            raise Mistake("hours", sentence, EXAMPLE)
        minutes[line.ref] = _minutes(line, length)
    rates = [line.rate for line in lines.values()]
    return _of_disputed(view, dispute, sum(amounts_of(list(minutes.values()), rates)))


def part_of(dispute: Dispute, amount: int) -> int:
    """Minor units of the disputed amount in basis points, rounded down, to say about how much it is."""
    return amount * WHOLE // dispute.amount


def _minutes(line: Line, length: str) -> int:
    try:
        minutes = parse_duration(length) if length else line.billable
    except WhenError as error:
        raise Mistake("hours", error.message, EXAMPLE) from error
    if minutes % STEP or minutes > line.billable:
        sentence = _("{ref} can keep up to {most}, in steps of {step} minutes.")
        raise Mistake("hours", sentence.format(ref=line.ref, most=in_hours(line.billable), step=STEP), EXAMPLE)
    return minutes


def _of_disputed(view: View, dispute: Dispute, amount: int) -> int:
    """What is not disputed is paid anyway, so only what goes beyond it comes off the disputed amount."""
    undisputed: int = subject(view, dispute).held - dispute.amount
    return min(max(amount - undisputed, 0), dispute.amount)
