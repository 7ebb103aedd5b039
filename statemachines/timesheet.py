"""Hourly work: the week that is billed, the time entries in it, the timer, and each person's diary of prompts."""

from statemachines.machine import NEW, Arm, Freeze, Notify, Post, Role, StateMachine, Tell, Thaw, rows

C, F, OPERATOR, S = Role.CLIENT, Role.FREELANCER, Role.OPERATOR, Role.SYSTEM
BOTH = (Notify(C), Notify(F))
OPEN = "open correcting"
REVIEWED = Arm("accept", "week_review", against=C, warned="week_reminders", since="ends_at", least="week_review_least")
OWED = Arm("lapse", "week_unpaid", against=C, warned="week_unpaid_reminders")
PAUSE, RESUME = Tell("contract", "pause"), Tell("contract", "resume")
TICKING = "running nudged idle"

WEEK = StateMachine(
    "week",
    rows("open", NEW, "open", S, Arm("lock_entries", "week_lock", since="starts_at")),
    rows("log", OPEN, "=", F, guard="contract_active"),
    rows("log", OPEN, "=", S),
    rows("edit", OPEN, "=", F, guard="contract_not_suspended"),
    rows("delete", OPEN, "=", F, guard="contract_not_suspended"),
    rows("object", f"{OPEN} review", "=", C, guard="contract_not_suspended"),
    rows("answer", f"{OPEN} review", "=", F, guard="contract_not_suspended"),
    rows("lock_entries", "open", "correcting", S, Arm("invoice", "week_invoice", since="ends_at")),
    rows("invoice", "correcting", "unbilled", S, *BOTH, guard="nothing_to_bill"),
    rows("invoice", "correcting", "review", S, Post("fund"), REVIEWED, *BOTH, guard="wallet_covers"),
    rows("invoice", "correcting", "review", S, REVIEWED, *BOTH),
    rows("collect", "review", "=", S, Post("fund"), REVIEWED, RESUME, *BOTH, guard="wallet_covers"),
    rows("collect", "unpaid uncollected", "review", S, Post("fund"), REVIEWED, RESUME, *BOTH, guard="wallet_covers"),
    rows("reduce", "review", "=", F, Post("reduce"), Notify(C), guard="week_paid_for contract_not_suspended"),
    rows("accept", "review", "accepted", (C, S), Post("release"), Arm("clear", "week_clearing", since="ends_at"), *BOTH,
         guard="week_paid_for"),
    rows("payment_failed", "review", "unpaid", S, OWED, PAUSE, *BOTH, guard="week_not_paid_for"),
    rows("retry", "unpaid uncollected", "review", C, Post("fund"), REVIEWED, RESUME, Notify(F), guard="wallet_covers"),
    rows("retry", "unpaid uncollected", "review", C, REVIEWED, Notify(F)),
    rows("lapse", "unpaid", "uncollected", S, *BOTH, Notify(OPERATOR)),
    rows("dispute", "review", "disputed", S, Freeze(), PAUSE, *BOTH, guard="week_paid_for"),
    rows("settle", "disputed", "paid", S, Post("settle"), Arm("clear", "clearing"), *BOTH),
    rows("undispute", "disputed", "review", S, Thaw(), RESUME, *BOTH),
    rows("clear", "accepted", "paid", S, Post("clear"), Notify(F)),
    rows("clear", "paid", "=", S, Post("clear"), Notify(F)),
)  # fmt: skip

# Both rows of the week and of the entry are taken together: the week says when, the entry which one.
ENTRY = StateMachine(
    "entry",
    rows("log", NEW, "logged", (F, S)),
    rows("edit", "logged answered", "=", F),
    rows("edit", "objected", "answered", F, Notify(C)),
    rows("delete", "logged", "deleted", F),
    rows("delete", "objected answered", "deleted", F, Notify(C)),
    rows("object", "logged answered", "objected", C, Notify(F)),
    rows("answer", "objected", "answered", F, Notify(C)),
    rows("reduce", "objected answered", "answered", F),
)

TIMER = StateMachine(
    "timer",
    rows("start", NEW, "running", F, Arm("nudge", "timer_idle"), Arm("cut", "week_lock", since="week_starts_at")),
    rows("nudge", "running", "nudged", S, Arm("idle", "timer_patience"),
         Arm("cut", "week_lock", since="week_starts_at"), Notify(F)),
    rows("keep", "nudged", "running", F, Arm("nudge", "timer_idle"), Arm("cut", "week_lock", since="week_starts_at")),
    rows("idle", "nudged", "idle", S, Arm("cut", "week_lock", since="week_starts_at"), Notify(F)),
    rows("stop", TICKING, "stopped", F),
    rows("cut", TICKING, "stopped", S, Notify(F)),
)  # fmt: skip

DIARY = StateMachine(
    "diary",
    rows("open", NEW, "on", S),
    rows("prompt", "on", "=", S),
    rows("nudge", "on", "=", S),
    rows("digest", "on", "=", S),
)
