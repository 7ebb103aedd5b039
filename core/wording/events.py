"""What has happened to a thing, to those it concerns; and what silence has decided."""

from __future__ import annotations

from typing import Final

from core.language import N_
from core.wording import disputes

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
    ("contract", "adjust"): N_("{actor} changed {ref} “{title}”: {note}"),
    ("contract", "end"): N_("{actor} ended {ref} “{title}”: {note}"),
    ("contract", "suspend"): N_("An operator suspended {ref} “{title}”; all clocks stand still. {note}"),
    ("contract", "restore"): N_("{ref} “{title}” is open again; the clocks run with what was left."),
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
    ("milestone", "claim"): N_("{freelancer} asks for {amount} back: {ref} “{title}”. The receipt is with it."),
    ("milestone", "pay_claim"): N_("{client} paid your expense {ref} “{title}”: {released}, without a fee."),
    ("milestone", "refuse_claim"): N_("{client} refused the expense {ref} “{title}”: {note}"),
    ("milestone", "withdraw_claim"): N_("{freelancer} took back the expense {ref} “{title}”."),
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
    ("week", "invoice"): N_("{contract}, week of {title}: {amount} for {hours}. {note}"),
    ("week", "collect"): N_("{contract}, week of {title}: the payment of {charged} has arrived and is held."),
    ("week", "reduce"): N_("{freelancer} took time back in {contract}, week of {title}: {refunded} so far goes back."),
    ("week", "accept"): N_("{client} accepted the week of {title} of {contract}: {net} to {freelancer} after fees."),
    ("week", "payment_failed"): N_(
        "{contract}, week of {title}: the payment of {charged} did not go through, so the contract is paused. {note}"
    ),
    ("week", "retry"): N_("{client} pays the week of {title} of {contract}: {charged}."),
    ("week", "lapse"): N_("{contract}, week of {title}: {charged} was never paid. Parley has stopped asking. {note}"),
    ("week", "dispute"): N_("The week of {title} of {contract} is in dispute: its money and clocks are frozen."),
    ("week", "settle"): N_("The week of {title} of {contract} is settled: {released} released, {refunded} back."),
    ("week", "undispute"): N_("The dispute about the week of {title} of {contract} is withdrawn; the clocks go on."),
    ("week", "clear"): N_("{net} of {contract}, week of {title}, is available: /wallet withdraw."),
    ("entry", "edit"): N_("{freelancer} corrected {ref}, now {hours}: “{title}”."),
    ("entry", "delete"): N_("{freelancer} deleted {ref}, “{title}”."),
    ("entry", "object"): N_("{client} objects to {ref}, {hours}, “{title}”: {note}"),
    ("entry", "answer"): N_("{freelancer} answers about {ref}, {hours}, “{title}”: {note}"),
    ("timer", "nudge"): N_("Still at it? The timer of {contract} runs: “{title}”."),
    ("timer", "idle"): N_("The timer of {contract} stands still: nobody said that you are still at it."),
    ("timer", "cut"): N_("The timer of {contract} has stopped: {note}"),
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
    **disputes.SAID,
}

# Where what has happened depends on how the thing stands now.
IN_STATE: Final[dict[tuple[str, str, str], str]] = {
    ("week", "invoice", "unbilled"): N_("{contract}, week of {title}: nothing is billed for its {logged}. {note}"),
}

BY_SILENCE: Final[dict[tuple[str, str], str]] = {
    ("week", "accept"): N_(
        "{contract}, week of {title}: no dispute was opened in time, so it is accepted; {net} to {freelancer} "
        "after fees."
    ),
    ("milestone", "give_refund"): N_(
        "{ref} “{title}”: nobody answered within 7 days, so {refunded} went back to {client}."
    ),
    **disputes.BY_SILENCE,
}
