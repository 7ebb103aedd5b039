"""What a clock will bring about, and how whoever loses by waiting is reminded of it."""

from __future__ import annotations

from typing import Final

from core.language import N_
from core.wording import disputes

DEFAULT: Final[dict[tuple[str, str], str]] = {
    ("job", "expire"): N_("Without a hire or an edit it closes by itself {due}; bidders are told."),
    ("contract", "expire"): N_("Without an answer the offer expires {due}."),
    ("contract", "close"): N_("It is closed for good {due}, once nothing is held any more."),
    ("case", "expire"): N_("Unless every task is done by {due}, {contract} is cancelled; nothing was billable."),
    ("milestone", "auto_release"): N_("Without an answer {held} is released to {freelancer} by itself {due}."),
    ("milestone", "give_refund"): N_("Without an answer {held} goes back to {client} by itself {due}."),
    ("milestone", "clear"): N_("{net} becomes available to {freelancer} {due}."),
    ("week", "lock_entries"): N_("New time can be logged until {due}; corrections for twelve hours more."),
    ("week", "invoice"): N_("{client} is charged for it {due}; until then it can be corrected."),
    ("week", "accept"): N_("Unless a dispute is opened, it is accepted by itself {due}."),
    ("week", "clear"): N_("{net} becomes available to {freelancer} {due}."),
    ("week", "lapse"): N_("If it is not paid by {due}, Parley stops asking; nothing is paid out for it then."),
    ("timer", "idle"): N_(
        "Without an answer it stands still from {due} on, and only the time until the question counts."
    ),
    ("timer", "cut"): N_("It stops with the week, {due}, and what it measured is logged."),
    ("deposit", "expire"): N_("If it has not arrived by {due} it expires, and nothing is charged."),
    ("withdrawal", "unknown"): N_("The bank should answer by {due}."),
    ("withdrawal", "inquire"): N_("We ask the bank again {due}."),
    **disputes.DEFAULT,
}

# The card under it says until when, and what happens then.
REMINDER: Final[dict[tuple[str, str], str]] = {
    ("job", "expire"): N_("Your job {ref} “{title}” is still open."),
    ("contract", "expire"): N_("The offer {ref} “{title}” waits for you."),
    ("case", "expire"): N_("The onboarding of {contract} “{title}” is not done yet."),
    ("milestone", "auto_release"): N_("{ref} “{title}” waits for your review."),
    ("milestone", "give_refund"): N_("{client} asked for the money in {ref} “{title}” back and waits for your answer."),
    ("week", "accept"): N_("{contract}, week of {title}, waits for your review: {amount} for {hours}."),
    ("week", "lapse"): N_("{contract}, week of {title}: {charged} is not paid yet, and the contract is paused."),
    ("deposit", "expire"): N_("Your payment of {amount} has not arrived yet."),
    **disputes.REMINDER,
}
