"""A freelancer's proposal for a job."""

from statemachines.machine import NEW, Announce, Notify, Role, StateMachine, Tell, rows

C, F, S = Role.CLIENT, Role.FREELANCER, Role.SYSTEM
UNOFFERED = "submitted shortlisted archived"
LIVE = f"{UNOFFERED} offered"

PROPOSAL = StateMachine(
    "proposal",
    rows("send", NEW, "submitted", F, Notify(C), Announce()),
    rows("edit", "submitted shortlisted", "=", F, Notify(C)),
    rows("shortlist", "submitted archived", "shortlisted", C, Notify(F)),
    rows("unshortlist", "shortlisted", "submitted", C, Notify(F)),
    rows("archive", "submitted shortlisted", "archived", C, Notify(F)),
    rows("offer", UNOFFERED, "offered", S),
    rows("hire", "offered", "hired", S, Tell("job", "fill")),
    rows("reopen", "offered", "shortlisted", S),
    rows("decline", UNOFFERED, "declined", C, Notify(F)),
    rows("decline", "offered", "declined", C, Tell("contract", "withdraw"), Notify(F)),
    rows("withdraw", "submitted shortlisted archived", "withdrawn", F, Notify(C), Announce()),
    rows("withdraw", "offered", "withdrawn", F, Tell("contract", "decline"), Notify(C)),
    rows("close", UNOFFERED, "closed", S, Notify(F)),
    rows("close", "offered", "closed", S, Tell("contract", "withdraw"), Notify(F)),
)
