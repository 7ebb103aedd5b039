"""A contract; while it is `offered` it is an offer."""

from statemachines.machine import NEW, Arm, Freeze, Notify, Role, StateMachine, Tell, Thaw, back_to, rows

C, F, OPERATOR, S = Role.CLIENT, Role.FREELANCER, Role.OPERATOR, Role.SYSTEM
BOTH = (Notify(C), Notify(F))
UNDONE = (Tell("milestone", "give_back"), Tell("milestone", "drop"), Tell("proposal", "reopen"))
ENDED = (Tell("milestone", "drop"), Arm("close", "feedback_window"))

CONTRACT = StateMachine(
    "contract",
    rows(
        "offer",
        NEW,
        "offered",
        C,
        Arm("expire", "offer_open_with_onboarding", against=F),
        Tell("proposal", "offer"),
        Notify(F),
        guard="onboarding_required",
    ),
    rows("offer", NEW, "offered", C, Arm("expire", "offer_open", against=F), Tell("proposal", "offer"), Notify(F)),
    rows("counter", "offered", "=", F, Notify(C), guard="counters_left"),
    rows("approve_change", "offered", "=", C, Notify(F), guard="counter_waiting"),
    rows("reject_change", "offered", "=", C, Notify(F), guard="counter_waiting"),
    rows("accept", "offered", "onboarding", F, Tell("proposal", "hire"), Notify(C), guard="onboarding_required"),
    rows("accept", "offered", "active", F, Tell("proposal", "hire"), Notify(C)),
    rows("decline", "offered", "declined", (F, S), *UNDONE, Notify(C)),
    rows("withdraw", "offered", "withdrawn", (C, S), *UNDONE, Notify(F)),
    rows("expire", "offered", "expired", S, *UNDONE, *BOTH),
    rows("activate", "onboarding", "active", S, *BOTH),
    rows("cancel", "onboarding", "cancelled", (C, F, S), Tell("milestone", "drop"), *BOTH),
    rows("pause", "active", "paused", (C, OPERATOR), *BOTH),
    rows("pause", "active", "paused", S),
    rows("resume", "paused", "active", S, guard="paused_by_itself nothing_unpaid no_week_disputed"),
    rows("resume", "paused", "active", (C, OPERATOR), *BOTH, guard="nothing_unpaid no_week_disputed"),
    rows("propose_change", "active", "=", (C, F), *BOTH, guard="no_change_waiting"),
    rows("confirm_change", "active", "=", (C, F), *BOTH, guard="change_waiting change_of_other"),
    rows("refuse_change", "active", "=", (C, F), *BOTH, guard="change_waiting"),
    rows("adjust", "active paused", "=", C, Notify(F)),
    rows("adjust", "active paused", "=", F, Notify(C)),
    rows("end", "active paused", "ended", C, *ENDED, Notify(F)),
    rows("end", "active paused", "ended", F, Tell("milestone", "give_back"), *ENDED, Notify(C)),
    rows("suspend", "active paused", "suspended", OPERATOR, Freeze(), *BOTH),
    rows("restore", "suspended", "paused", OPERATOR, Thaw(), *BOTH, guard="a_week_stops_it"),
    rows("restore", "suspended", "active", OPERATOR, Thaw(), *BOTH, guard="came_from:paused no_week_stops_it"),
    back_to("restore", "suspended", "active paused", OPERATOR, Thaw(), *BOTH),
    rows("close", "ended", "closed", S, *BOTH, guard="nothing_open"),
)
