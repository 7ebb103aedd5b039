"""The sentences about states, deadlines and events, one table each; every machine's states and events are in them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from core.card import Line, Span, names_in, say
from core.dispute import words as dispute
from core.language import N_, _
from core.view import View
from statemachines.machine import Role

STATUS: Final[dict[tuple[str, str], str]] = {
    ("job", "draft"): N_("draft"),
    ("job", "open"): N_("open for proposals"),
    ("job", "filled"): N_("filled"),
    ("job", "closed"): N_("closed"),
    ("job", "expired"): N_("expired unanswered; it can be reopened"),
    ("job", "removed"): N_("removed by an operator"),
    ("proposal", "submitted"): N_("waiting for {client}"),
    ("proposal", "shortlisted"): N_("shortlisted · {client} decides"),
    ("proposal", "archived"): N_("archived by {client}"),
    ("proposal", "offered"): N_("an offer is out · {freelancer} decides"),
    ("proposal", "hired"): N_("hired"),
    ("proposal", "declined"): N_("declined by {client}"),
    ("proposal", "withdrawn"): N_("withdrawn"),
    ("proposal", "closed"): N_("closed with its job"),
    ("contract", "offered"): N_("offer · {freelancer} decides"),
    ("contract", "onboarding"): N_("onboarding"),
    ("contract", "active"): N_("active"),
    ("contract", "paused"): N_("paused"),
    ("contract", "suspended"): N_("suspended by an operator, all clocks stand still"),
    ("contract", "declined"): N_("offer declined"),
    ("contract", "withdrawn"): N_("offer withdrawn"),
    ("contract", "expired"): N_("offer expired"),
    ("contract", "cancelled"): N_("cancelled before it began"),
    ("contract", "ended"): N_("ended"),
    ("contract", "closed"): N_("closed"),
    ("case", "in_progress"): N_("onboarding"),
    ("case", "complete"): N_("onboarding done"),
    ("case", "rejected"): N_("rejected by the classification"),
    ("case", "expired"): N_("not finished in time"),
    ("case", "cancelled"): N_("onboarding cancelled"),
    ("task", "not_started"): N_("not started"),
    ("task", "in_progress"): N_("in progress"),
    ("task", "submitted"): N_("handed in for review"),
    ("task", "done"): N_("done"),
    ("task", "waived"): N_("waived"),
    ("task", "closed"): N_("closed with its onboarding"),
    ("milestone", "proposed"): N_("proposed · {client} answers"),
    ("milestone", "agreed"): N_("agreed · {client} funds it next"),
    ("milestone", "funded"): N_("funded · {freelancer} works on it"),
    ("milestone", "submitted"): N_("submitted · {client} reviews"),
    ("milestone", "revision"): N_("changes asked for · {freelancer} works on it"),
    ("milestone", "released"): N_("paid"),
    ("milestone", "refund_asked"): N_("refund asked for · {freelancer} answers"),
    ("milestone", "refunded"): N_("refunded"),
    ("milestone", "disputed"): N_("in dispute, frozen"),
    ("milestone", "settled"): N_("settled by a ruling"),
    ("milestone", "dropped"): N_("dropped"),
    ("deposit", "asked"): N_("on its way from your payment method"),
    ("deposit", "settled"): N_("arrived"),
    ("deposit", "failed"): N_("declined"),
    ("deposit", "expired"): N_("expired"),
    ("deposit", "charged_back"): N_("charged back"),
    ("withdrawal", "requested"): N_("about to be sent"),
    ("withdrawal", "sending"): N_("being sent"),
    ("withdrawal", "unknown"): N_("the bank has not answered; we keep asking and never send twice"),
    ("withdrawal", "paid"): N_("paid out"),
    ("withdrawal", "failed"): N_("came back; the money is available again"),
    **dispute.STATUS,
}
# What a milestone waits for where it is not for its client to fund it next.
EMPLOYED: Final = N_("agreed · paid through an employer of record")
ONBOARDING: Final = N_("agreed · funded once the onboarding is done")

DEFAULT: Final[dict[tuple[str, str], str]] = {
    ("job", "expire"): N_("Without a hire or an edit it closes by itself {due}; bidders are told."),
    ("contract", "expire"): N_("Without an answer the offer expires {due}."),
    ("contract", "close"): N_("It is closed for good {due}, once nothing is held any more."),
    ("case", "expire"): N_("Unless every task is done by {due}, {contract} is cancelled; nothing was billable."),
    ("milestone", "auto_release"): N_("Without an answer {held} is released to {freelancer} by itself {due}."),
    ("milestone", "give_refund"): N_("Without an answer {held} goes back to {client} by itself {due}."),
    ("milestone", "clear"): N_("{net} becomes available to {freelancer} {due}."),
    ("deposit", "expire"): N_("If it has not arrived by {due} it expires, and nothing is charged."),
    ("withdrawal", "unknown"): N_("The bank should answer by {due}."),
    ("withdrawal", "inquire"): N_("We ask the bank again {due}."),
    **dispute.DEFAULT,
}

SAID: Final[dict[tuple[str, str], str]] = {
    ("job", "edit"): N_("{client} changed the job {ref} “{title}”. {note}"),
    ("job", "expire"): N_("Your job {ref} “{title}” has expired: 30 days without a hire or an edit."),
    ("job", "remove"): N_("An operator removed the job {ref} “{title}”. {note}"),
    ("proposal", "send"): N_("{freelancer} sent a proposal for “{title}”: {amount}."),
    ("proposal", "edit"): N_("{freelancer} changed the proposal {ref} for “{title}”: {amount}."),
    ("proposal", "shortlist"): N_("{client} put your proposal {ref} for “{title}” on the shortlist."),
    ("proposal", "unshortlist"): N_("{client} took your proposal {ref} for “{title}” off the shortlist."),
    ("proposal", "archive"): N_("{client} archived your proposal {ref} for “{title}”."),
    ("proposal", "decline"): N_("{client} declined your proposal {ref} for “{title}”. {note}"),
    ("proposal", "withdraw"): N_("{freelancer} withdrew the proposal {ref} for “{title}”. {note}"),
    ("proposal", "close"): N_("The job “{title}” is no longer open, so your proposal {ref} is closed."),
    ("contract", "offer"): N_("{client} offers you a contract: “{title}”."),
    ("contract", "counter"): N_("{freelancer} proposes changed terms for {ref} “{title}”. {note}"),
    ("contract", "approve_change"): N_("{client} agrees to your terms for {ref} “{title}”. Accept to begin."),
    ("contract", "reject_change"): N_("{client} keeps the first terms of {ref} “{title}”. {note}"),
    ("contract", "accept"): N_("{freelancer} accepted {ref} “{title}”. The contract is signed."),
    ("contract", "decline"): N_("{freelancer} declined the offer {ref} “{title}”. {note}"),
    ("contract", "withdraw"): N_("{client} withdrew the offer {ref} “{title}”. {note}"),
    ("contract", "expire"): N_("The offer {ref} “{title}” has expired unanswered."),
    ("contract", "activate"): N_("Onboarding is done: {ref} “{title}” is active from now."),
    ("contract", "cancel"): N_("{ref} “{title}” was cancelled before it began. {note}"),
    ("contract", "pause"): N_("{ref} “{title}” is paused."),
    ("contract", "resume"): N_("{ref} “{title}” goes on."),
    ("contract", "propose_change"): N_("A change to {ref} “{title}” is proposed. {note}"),
    ("contract", "confirm_change"): N_("The change to {ref} “{title}” is agreed by both."),
    ("contract", "refuse_change"): N_("The change to {ref} “{title}” is refused. {note}"),
    ("contract", "end"): N_("{actor} ended {ref} “{title}”: {note}"),
    ("contract", "suspend"): N_("An operator suspended {ref} “{title}”; all clocks stand still. {note}"),
    ("contract", "restore"): N_("{ref} “{title}” goes on; the clocks run with what was left."),
    ("contract", "close"): N_("{ref} “{title}” is closed for good: 14 days have passed since its end."),
    ("case", "reject"): N_("{contract} “{title}” does not go on, it is cancelled: {note}"),
    ("case", "expire"): N_(
        "{contract} “{title}” is cancelled: its onboarding was not finished within 30 days. Nothing was billable."
    ),
    ("case", "cancel"): N_(
        "{actor} cancelled {contract} “{title}” during its onboarding. Nothing was billable. {note}"
    ),
    ("task", "complete"): N_("{ref} “{title}” of {contract} is handed in for your review. {note}"),
    ("task", "reuse"): N_("{actor} reuses an earlier paper for {ref} “{title}” of {contract}."),
    ("task", "approve"): N_("{actor} approved {ref} “{title}” of {contract}."),
    ("task", "return"): N_("{actor} returned {ref} “{title}” of {contract}: {note}"),
    ("task", "waive"): N_("{actor} waived {ref} “{title}” of {contract}: {note}"),
    ("task", "classify"): N_("{actor} decided the classification of {contract}: {note}"),
    ("milestone", "add"): N_("{client} added milestone {ref} “{title}”, {amount}."),
    ("milestone", "propose"): N_("{freelancer} proposes milestone {ref} “{title}”, {amount}."),
    ("milestone", "bonus"): N_("{client} pays you on top: {ref} “{title}”, {net} after fees."),
    ("milestone", "accept"): N_("{client} agreed to milestone {ref} “{title}”, {amount}."),
    ("milestone", "refuse"): N_("{client} refused milestone {ref} “{title}”. {note}"),
    ("milestone", "withdraw"): N_("{freelancer} took back the proposed milestone {ref} “{title}”."),
    ("milestone", "edit"): N_("{client} changed milestone {ref} “{title}”: {amount}."),
    ("milestone", "remove"): N_("{client} removed milestone {ref} “{title}”."),
    ("milestone", "drop"): N_("Milestone {ref} “{title}” was dropped with its contract."),
    ("milestone", "fund"): N_("{ref} “{title}” is funded: {amount} is held for it. Work can begin."),
    ("milestone", "submit"): N_("{freelancer} handed in {ref} “{title}”, version {submissions}. {note}"),
    ("milestone", "ask_extend"): N_("{client} asks for {days} more days to review {ref} “{title}”."),
    ("milestone", "extend"): N_("{freelancer} gave you more time to review {ref} “{title}”."),
    ("milestone", "refuse_extend"): N_("{freelancer} keeps to the first date for {ref} “{title}”."),
    ("milestone", "revise"): N_("{client} asks for changes to {ref} “{title}” ({revisions}). {note}"),
    ("milestone", "approve"): N_("{client} approved {ref} “{title}”: {released} released, {net} to you after fees."),
    ("milestone", "approve_part"): N_(
        "{client} approved part of {ref} “{title}”: {released}, {net} to you after fees."
    ),
    ("milestone", "pay_balance"): N_(
        "{client} paid what was held for {ref} “{title}”: {released}, {net} to you after fees."
    ),
    ("milestone", "auto_release"): N_(
        "{ref} “{title}”: nobody answered within the 14 days of review, so {released} was released to {freelancer}."
    ),
    ("milestone", "ask_refund"): N_("{client} asks for the {held} held in {ref} “{title}” back. {note}"),
    ("milestone", "give_refund"): N_("{refunded} of {ref} “{title}” went back to {client}. {note}"),
    ("milestone", "refuse_refund"): N_("{freelancer} does not agree to a refund of {ref} “{title}”. {note}"),
    ("milestone", "give_back"): N_("{refunded} of {ref} “{title}” went back to {client}."),
    ("milestone", "dispute"): N_("{ref} “{title}” is in dispute: its money and clocks are frozen."),
    ("milestone", "settle"): N_("{ref} “{title}” is settled: {released} released, {refunded} back."),
    ("milestone", "undispute"): N_("The dispute about {ref} “{title}” is withdrawn; the clocks go on."),
    ("milestone", "clear"): N_("{net} of {ref} “{title}” is available: /wallet withdraw."),
    ("deposit", "settle"): N_("{amount} arrived in your wallet."),
    ("deposit", "fail"): N_("Your payment of {amount} was declined. Nothing was charged. {note}"),
    ("deposit", "expire"): N_("Your payment of {amount} did not arrive and has expired. Nothing was charged."),
    ("deposit", "charge_back"): N_(
        "A payment of {amount} ({ref}) was charged back; payouts are on hold until settled."
    ),
    ("withdrawal", "confirm"): N_("{amount} ({ref}) was paid out to your account ending {tail}."),
    ("withdrawal", "fail"): N_("The payout {ref} of {amount} came back; the money is available again. {note}"),
    ("withdrawal", "unknown"): N_(
        "The bank has not confirmed {ref}, {amount}, yet. We keep asking; it is never sent twice."
    ),
    **dispute.SAID,
}

BY_SILENCE: Final[dict[tuple[str, str], str]] = {
    ("milestone", "give_refund"): N_(
        "{ref} “{title}”: nobody answered within 7 days, so {refunded} went back to {client}."
    ),
    **dispute.BY_SILENCE,
}

# The card under it says until when, and what happens then.
REMINDER: Final[dict[tuple[str, str], str]] = {
    ("job", "expire"): N_("Your job {ref} “{title}” is still open."),
    ("contract", "expire"): N_("The offer {ref} “{title}” waits for you."),
    ("case", "expire"): N_("The onboarding of {contract} “{title}” is not done yet."),
    ("milestone", "auto_release"): N_("{ref} “{title}” waits for your review."),
    ("milestone", "give_refund"): N_("{client} asked for the money in {ref} “{title}” back and waits for your answer."),
    ("deposit", "expire"): N_("Your payment of {amount} has not arrived yet."),
    **dispute.REMINDER,
}


def _title(_view: View, thing: Any) -> str:
    return str(thing.job_title if thing.kind == "proposal" else thing.title)


def _bid(view: View, thing: Any) -> str:
    return view.money(thing.bid if thing.kind == "proposal" else thing.amount, thing.currency)


_VALUES: Final[dict[str, Callable[[View, Any], Span | int]]] = {
    "ref": lambda _view, thing: str(thing.ref),
    "note": lambda _view, _thing: "",
    "contract": lambda _view, thing: str(thing.contract.ref),
    "client": lambda view, thing: view.mention(thing, Role.CLIENT),
    "freelancer": lambda view, thing: view.mention(thing, Role.FREELANCER),
    "title": _title,
    "amount": _bid,
    "held": lambda view, thing: view.money(thing.held, thing.currency),
    "released": lambda view, thing: view.money(thing.released, thing.currency),
    "refunded": lambda view, thing: view.money(thing.refunded, thing.currency),
    "net": lambda view, thing: view.money(thing.released - thing.freelancer_fee, thing.currency),
    "submissions": lambda _view, thing: int(thing.submissions),
    "revisions": lambda _view, thing: _("revision {number}").format(number=thing.revisions),
    "days": lambda _view, thing: int(thing.extension_asked),
    "tail": lambda _view, thing: str(thing.account_tail),
    **dispute.VALUES,
}


def about(view: View, thing: Any, sentence: str, **more: Span | Line) -> Line:
    """A translated sentence about a thing, filled with what it names: `more`, and else what the thing has."""
    named = {name: more[name] if name in more else _VALUES[name](view, thing) for name in names_in(sentence)}
    return say(sentence, **named)


def status(view: View, thing: Any) -> Line:
    """How the thing stands and who acts next."""
    return about(view, thing, _(_standing(thing)))


def _standing(thing: Any) -> str:
    if thing.kind == "dispute":
        return dispute.standing(thing)
    if (thing.kind, thing.state) == ("milestone", "agreed"):
        if thing.contract.employed:
            return EMPLOYED
        if thing.contract.state == "onboarding":
            return ONBOARDING
    return STATUS[thing.kind, thing.state]


def not_from_here(thing: Any) -> str:
    """Why an event does not fit the state that the thing is in."""
    state = _(_standing(thing))
    for name in ("client", "freelancer", "respondent", "mediator"):
        state = state.replace("{" + name + "}", getattr(thing, f"{name}_name", None) or name)
    return _("{ref} is “{state}” now, so that cannot be done.").format(ref=thing.ref, state=state)


def instead(thing: Any) -> str:
    """What can be done in that state, where something else serves."""
    if (thing.kind, thing.state) == ("contract", "onboarding"):
        return _("See what is open: /onboarding show {ref}. Call it off: /onboarding cancel {ref}.").format(
            ref=thing.ref
        )
    return ""


def not_yours(thing: Any, event: str) -> str:
    """Why an event is not this person's to make."""
    if thing.kind == "dispute":
        return _("That is not yours to do in {ref} ({event}).").format(ref=thing.ref, event=event.replace("_", " "))
    return _("That is for the other side of {ref} to do ({event}).").format(
        ref=thing.ref, event=event.replace("_", " ")
    )
