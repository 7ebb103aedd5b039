"""A milestone of a fixed-price contract: money first, then work, then release, refund or a ruling."""

from statemachines.machine import NEW, Arm, Freeze, Notify, Post, Role, StateMachine, Thaw, back_to, rows

C, F, S = Role.CLIENT, Role.FREELANCER, Role.SYSTEM
BOTH = (Notify(C), Notify(F))
CLEARS = Arm("clear", "clearing")
HELD = "funded revision submitted"

MILESTONE = StateMachine(
    "milestone",
    rows("add", NEW, "agreed", C, Notify(F), guard="contract_open"),
    rows("propose", NEW, "proposed", F, Notify(C), guard="contract_open"),
    rows("bonus", NEW, "released", C, Post("bonus"), CLEARS, Notify(F), guard="gate_open paid_here"),
    rows("accept", "proposed", "agreed", C, Notify(F), guard="contract_open"),
    rows("refuse", "proposed", "dropped", C, Notify(F)),
    rows("withdraw", "proposed", "dropped", F, Notify(C)),
    rows("edit", "agreed", "=", C, Notify(F), guard="contract_open unfunded"),
    rows("remove", "agreed", "dropped", C, Notify(F), guard="unfunded"),
    rows("drop", "proposed agreed", "dropped", S, guard="unfunded"),
    rows(
        "fund",
        "agreed",
        "funded",
        C,
        Post("fund"),
        Notify(F),
        guard="gate_open contract_active paid_here one_at_a_time no_deposit_waits",
    ),
    rows(
        "fund",
        "agreed",
        "funded",
        S,
        Post("fund"),
        *BOTH,
        guard="gate_open contract_active paid_here one_at_a_time",
    ),
    rows(
        "submit",
        "funded revision",
        "submitted",
        F,
        Arm("auto_release", "review", against=C),
        Notify(C),
        guard="gate_open contract_not_suspended",
    ),
    rows("ask_extend", "submitted", "=", C, Notify(F), guard="contract_not_suspended"),
    rows(
        "extend",
        "submitted",
        "=",
        F,
        Arm("auto_release", "review", against=C),
        Notify(C),
        guard="contract_not_suspended extension_asked",
    ),
    rows("refuse_extend", "submitted", "=", F, Notify(C), guard="contract_not_suspended extension_asked"),
    rows("revise", "submitted", "revision", C, Notify(F), guard="contract_not_suspended"),
    rows("approve", HELD, "released", C, Post("release"), CLEARS, Notify(F), guard="contract_not_suspended"),
    rows(
        "approve_part", "submitted", "released", C, Post("release"), CLEARS, Notify(F), guard="contract_not_suspended"
    ),
    rows(
        "pay_balance",
        "agreed",
        "released",
        C,
        Post("release"),
        CLEARS,
        Notify(F),
        guard="contract_not_suspended holds_money",
    ),
    rows("auto_release", "submitted", "released", S, Post("release"), CLEARS, *BOTH),
    rows(
        "ask_refund",
        HELD,
        "refund_asked",
        C,
        Freeze(),
        Arm("give_refund", "refund_answer", against=F),
        Notify(F),
        guard="contract_not_suspended",
    ),
    rows(
        "ask_refund",
        "agreed",
        "refund_asked",
        C,
        Freeze(),
        Arm("give_refund", "refund_answer", against=F),
        Notify(F),
        guard="contract_not_suspended holds_money",
    ),
    rows("give_refund", "refund_asked", "refunded", (F, S), Post("refund"), *BOTH, guard="contract_not_suspended"),
    rows("give_refund", HELD, "refunded", F, Post("refund"), Notify(C), guard="contract_not_suspended"),
    back_to("refuse_refund", "refund_asked", f"{HELD} agreed", F, Thaw(), Notify(C), guard="contract_not_suspended"),
    rows("give_back", f"{HELD} refund_asked", "refunded", S, Post("refund")),
    rows("give_back", "agreed", "refunded", S, Post("refund"), guard="holds_money"),
    rows("dispute", f"{HELD} refund_asked", "disputed", S, Freeze(), *BOTH),
    rows("settle", "disputed", "settled", S, Post("settle"), CLEARS, *BOTH),
    back_to("undispute", "disputed", f"{HELD} refund_asked", S, Thaw(), *BOTH),
    rows("clear", "released settled", "=", S, Post("clear"), Notify(F)),
)
