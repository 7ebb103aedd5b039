"""A job post, from draft to filled, closed, expired or removed."""

from statemachines.machine import NEW, Announce, Arm, Notify, Role, StateMachine, Tell, rows

C, OPERATOR, S = Role.CLIENT, Role.OPERATOR, Role.SYSTEM
BIDDERS = Role.FREELANCER
IDLE = Arm("expire", "job_idle", against=C, warned="job_warning")

JOB = StateMachine(
    "job",
    rows("save", NEW, "draft", C),
    rows("publish", "draft", "open", C, IDLE, Announce()),
    rows("edit", "open", "=", C, IDLE, Announce(), Notify(BIDDERS)),
    rows("fill", "open", "filled", S, Tell("proposal", "close"), Announce(), guard="all_hired"),
    rows("close", "draft open", "closed", C, Tell("proposal", "close"), Announce()),
    rows("expire", "open", "expired", S, Tell("proposal", "close"), Announce(), Notify(C)),
    rows("reopen", "closed expired", "open", C, IDLE, Announce()),
    rows("remove", "draft open", "removed", OPERATOR, Tell("proposal", "close"), Announce(), Notify(C)),
)
