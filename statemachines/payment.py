"""Money in and money out, as the payment provider tells it."""

from statemachines.machine import NEW, Arm, Notify, Post, Role, StateMachine, Tell, rows

C, F, S = Role.CLIENT, Role.FREELANCER, Role.SYSTEM
FOR = (Tell("milestone", "fund"), Tell("week", "collect"))
NOT_PAID = Tell("week", "payment_failed")

DEPOSIT = StateMachine(
    "deposit",
    rows("ask", NEW, "asked", (C, S), Arm("expire", "deposit_open", against=C)),
    rows("settle", "asked expired", "settled", S, Post("deposit"), *FOR, Notify(C)),
    rows("fail", "asked", "failed", S, NOT_PAID, Notify(C)),
    rows("expire", "asked", "expired", S, NOT_PAID, Notify(C)),
    rows("charge_back", "settled", "charged_back", S, Post("charge_back"), Notify(C), Notify(Role.OPERATOR)),
)

WITHDRAWAL = StateMachine(
    "withdrawal",
    rows("ask", NEW, "requested", F, Post("withdraw"), guard="payout_allowed"),
    rows("send", "requested", "sending", S, Arm("unknown", "payout_silence")),
    rows("confirm", "sending unknown", "paid", S, Post("payout_paid"), Notify(F)),
    rows("fail", "requested sending unknown", "failed", S, Post("payout_failed"), Notify(F)),
    rows("unknown", "sending", "unknown", S, Arm("inquire", "payout_question"), Notify(F)),
    rows("inquire", "unknown", "=", S, Arm("inquire", "payout_question")),
)
