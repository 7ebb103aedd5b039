"""docs/policy.md: every number that the product decides by."""

from __future__ import annotations

from dataclasses import fields
from typing import Final

from core.documents.markdown import code, page, table
from statemachines.catalogue import MACHINES
from statemachines.diagram import in_words
from statemachines.machine import Arm
from statemachines.policy import CURRENT, POLICIES, Policy

INTRO: Final = """\
The numbers live in `statemachines/policy.py`, in versions. A contract, and everything in it, keeps the version that
it was made under, so a new number never changes an agreement that stands. To change one, add a version; never edit
one in use."""
MEANING: Final[dict[str, str]] = {
    "client_fee_bp": "the client's fee, taken on funding and given back pro rata on what is refunded",
    "freelancer_fee_bp": "the freelancer's fee, taken from what is released",
    "minimum_amount": "the least that a job, an offer or a milestone may be about",
    "minimum_withdrawal": "the least that can be withdrawn",
    "job_idle": "an open job that nobody touches expires",
    "job_warning": "the client is warned before a job expires",
    "offer_open": "an offer without an answer expires",
    "offer_open_with_onboarding": "the same, where papers have to be done first",
    "counters_per_hour": "counter-offers in an hour, at most",
    "proposals_per_day": "proposals that a freelancer may send in a day",
    "review": "handed-in work without an answer is released",
    "clearing": "released money becomes available to withdraw",
    "refund_answer": "a refund that is asked for and not answered is given",
    "feedback_window": "an ended contract is closed for good",
    "close_retry": "a deadline that cannot be met yet, such as closing a contract with held money, is tried again",
    "onboarding_open": "an onboarding that is not finished is cancelled with its contract",
    "onboarding_task_due": "a task should be done, counted from when it could be",
    "onboarding_first_reminder": "whoever an onboarding waits for is reminded",
    "onboarding_second_reminder": "and again, counted from the same moment",
    "onboarding_reminder": "and then every so often",
    "nudges_per_hour": "reminders in an hour, at most, that people ask for by hand",
    "files_per_task": "files attached to a task, at most",
    "dispute_age": "money can be disputed, counted from its funding",
    "dispute_after_end": "held money can still be disputed, counted from the end of its contract",
    "disputes_per_side": "disputes that one side may open about the same thing, withdrawn ones included",
    "dispute_answer": "a dispute about a milestone that is not answered goes as claimed",
    "hours_dispute_answer": "a dispute about hours that is not answered is decided by the rules for hours",
    "claim_wait": "operators are told of a dispute that no mediator has taken",
    "proposal_due": "a mediator proposes a split, or operators are told",
    "mediator_idle": "operators are told of a mediator who has done nothing since the last move",
    "mediation_longest": "mediation without a proposal ends, and both sides may go to arbitration",
    "vote_open": "a proposal that one side has not answered is refused",
    "arbitration_open": "both sides may choose arbitration",
    "ruling_longest": "a ruling that has not come is replaced by the mediator's proposal, or by halves",
    "extension_longest": "one extension by a mediator is at most so long",
    "unreachable_extra": "more time for both sides of a dispute, once for each side that no message reaches",
    "extensions": "extensions of a dispute, at most",
    "arbitration_fee_bp": "what each side pays for an arbitration, of the sum; both together never pay above 10 %",
    "time_step": "time is logged in steps of this length",
    "memo_letters": "letters in the memo of a time entry, at least",
    "undo_open": "a time entry can be undone with one press",
    "limit_warned_percent": "percent of the weekly limit from which on the freelancer is warned",
    "timer_idle": "whoever runs a timer is asked whether they are still at it",
    "timer_patience": "without an answer the timer stands still, and its time counts until the question",
    "week_lock": "the end of a week, when no new time can be logged in it",
    "week_invoice": "its time can be corrected, then it is invoiced",
    "week_review": "an invoiced week without an objection is accepted",
    "week_review_least": "but never sooner than this after the charge",
    "week_reminders": "the client is reminded before that",
    "week_clearing": "the money of an accepted week becomes available",
    "week_unpaid": "Parley stops asking for the payment of a week that was declined",
    "week_unpaid_reminders": "the client is reminded before that",
    "deposit_open": "a deposit that the provider says nothing about expires",
    "payout_silence": "a payout that the provider says nothing about counts as unknown",
    "payout_question": "the provider is asked again about an unknown payout",
    "method_wait": "a new payout method can be used",
    "confirmation_open": "a confirmation can be pressed",
    "draft_open": "a half-answered form is kept",
    "reminders": "reminders before a deadline, for whoever loses by waiting",
    "outage_noticed": "an outage at least this long is given back on deadlines that run against a person",
}
HOURLY: Final = ("memo_letters", "limit_warned_percent")
DISPUTES: Final = ("disputes_per_side", "extensions")
ONBOARDING: Final = ("nudges_per_hour", "files_per_task")
COUNTS: Final = frozenset({"counters_per_hour", "proposals_per_day", *ONBOARDING, *HOURLY, *DISPUTES})


def numbers() -> str:
    """The page."""
    versions = sorted(POLICIES, reverse=True)
    header = ("number", *(f"version {version}" for version in versions), "what it decides", "arms")
    names = [field.name for field in fields(Policy) if field.name != "version"]
    rows = [
        (code(name), *(in_units(name, POLICIES[version]) for version in versions), MEANING[name], _arms(name))
        for name in names
    ]
    return page("Policy", INTRO, f"New contracts are made under version {CURRENT.version}.", table(header, rows))


def in_units(name: str, policy: Policy) -> str:
    """A number as people say it."""
    value = getattr(policy, name)
    if isinstance(value, tuple):
        return " and ".join(map(in_words, value))
    if name.endswith("_bp"):
        return f"{value / 100:g} %"
    if name.startswith("minimum"):
        return f"{value} of the currency"
    return str(value) if name in COUNTS else in_words(value)


def _arms(name: str) -> str:
    armed = [
        f"{machine.name} {code(effect.event)}"
        for machine in MACHINES.values()
        for row in machine.rows
        for effect in row.then
        if isinstance(effect, Arm) and effect.after == name
    ]
    return ", ".join(dict.fromkeys(armed))
