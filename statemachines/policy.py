"""Every number the product decides by, in versions: a contract keeps the version it was made under."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

DAY: Final = 24 * 60


@dataclass(frozen=True, slots=True)
class Policy:
    """Fees in basis points, periods in minutes unless the name says otherwise, amounts in whole currency units."""

    version: int
    client_fee_bp: int = 500
    freelancer_fee_bp: int = 1_000
    minimum_amount: int = 1
    minimum_withdrawal: int = 1

    job_idle: int = 30 * DAY
    job_warning: tuple[int, ...] = (5 * DAY,)
    offer_open: int = 7 * DAY
    offer_open_with_onboarding: int = 30 * DAY
    counters_per_hour: int = 3
    proposals_per_day: int = 30
    review: int = 14 * DAY
    clearing: int = 5 * DAY
    refund_answer: int = 7 * DAY
    feedback_window: int = 14 * DAY
    close_retry: int = 1 * DAY

    onboarding_open: int = 30 * DAY
    onboarding_task_due: int = 5 * DAY
    onboarding_first_reminder: int = 1 * DAY
    onboarding_second_reminder: int = 3 * DAY
    onboarding_reminder: int = 1 * DAY
    nudges_per_hour: int = 1
    files_per_task: int = 10

    time_step: int = 10
    memo_letters: int = 8
    undo_open: int = 1
    limit_warned_percent: int = 80
    timer_idle: int = 2 * 60
    timer_patience: int = 60
    week_lock: int = 7 * DAY
    week_invoice: int = 12 * 60
    week_review: int = 5 * DAY - 1
    week_review_least: int = 1 * DAY
    week_reminders: tuple[int, ...] = (1 * DAY,)
    week_clearing: int = 9 * DAY
    week_unpaid: int = 30 * DAY
    week_unpaid_reminders: tuple[int, ...] = (29 * DAY, 27 * DAY, 23 * DAY, 16 * DAY, 7 * DAY, 1 * DAY)

    dispute_age: int = 10
    dispute_after_end: int = 7 * DAY
    disputes_per_side: int = 2
    dispute_answer: int = 5 * DAY
    hours_dispute_answer: int = 3 * DAY
    claim_wait: int = 1 * DAY
    proposal_due: int = 2 * DAY
    mediator_idle: int = 3 * DAY
    mediation_longest: int = 14 * DAY
    vote_open: int = 2 * DAY
    arbitration_open: int = 7 * DAY
    ruling_longest: int = 14 * DAY
    extension_longest: int = 7 * DAY
    extensions: int = 2
    unreachable_extra: int = 2 * DAY
    arbitration_fee_bp: int = 500

    deposit_open: int = 2 * DAY
    payout_silence: int = 2
    payout_question: int = 10
    method_wait: int = 3 * DAY
    confirmation_open: int = 10
    draft_open: int = 1 * DAY

    reminders: tuple[int, ...] = (3 * DAY, 1 * DAY)
    outage_noticed: int = 10


POLICIES: Final = {1: Policy(version=1)}
CURRENT: Final = POLICIES[1]


def policy(version: int) -> Policy:
    """The numbers of this version. Raises KeyError for a version that never was."""
    return POLICIES[version]
