"""A dispute about held money: answer, mediation, vote, arbitration. Every state has a clock that leads out of it."""

from statemachines.machine import NEW, Arm, Effect, Notify, Post, Role, StateMachine, Tell, Transition, rows

C, F, M, OPERATOR, S = Role.CLIENT, Role.FREELANCER, Role.MEDIATOR, Role.OPERATOR, Role.SYSTEM
BOTH = (Notify(C), Notify(F))
ALL = (*BOTH, Notify(M))
LIVE = "awaiting_response mediation proposed unresolved arbitration"
FREEZE = (Tell("milestone", "dispute"), Tell("week", "dispute"))
GO_ON = (Tell("milestone", "undispute"), Tell("week", "undispute"))
SETTLE = (Tell("milestone", "settle"), Tell("week", "settle"))
# Where arbitration does not happen, whoever paid for it has the fee back.
OVER = (Post("arbitration_back"), *ALL, *SETTLE)
CHOICE = Arm("award", "arbitration_open", against=(C, F))


def moves(
    event: str, source: str, target: str, by: Role | tuple[Role, ...], *then: Effect, guard: str = ""
) -> tuple[Transition, ...]:
    """A row for what people do: nobody moves while the contract is suspended, as its clocks stand still."""
    return rows(event, source, target, by, *then, guard=f"contract_not_suspended {guard}".strip())


def by_sides(
    event: str, source: str, target: str, client: str, freelancer: str, *then: Effect
) -> tuple[Transition, ...]:
    """A row for each side, with the condition under which it is that side's to do."""
    return (
        *moves(event, source, target, C, *then, guard=client),
        *moves(event, source, target, F, *then, guard=freelancer),
    )


DISPUTE = StateMachine(
    "dispute",
    moves("open", NEW, "awaiting_response", C, Arm("lapse", "hours_dispute_answer", against=F), Notify(F), *FREEZE,
          guard="hourly"),
    moves("open", NEW, "awaiting_response", C, Arm("lapse", "dispute_answer", against=F), Notify(F), *FREEZE),
    moves("open", NEW, "awaiting_response", F, Arm("lapse", "dispute_answer", against=C), Notify(C), *FREEZE,
          guard="fixed_price"),
    by_sides("accept_claim", "awaiting_response", "resolved", "freelancer_opened", "client_opened", *OVER),
    by_sides("decline_claim", "awaiting_response", "mediation", "freelancer_opened", "client_opened",
             Arm("escalate", "claim_wait"), Arm("propose", "mediation_longest", against=M), *ALL),
    rows("lapse", "awaiting_response", "resolved", S, *OVER),
    moves("offer", LIVE, "=", (C, F), *ALL),
    by_sides("accept", LIVE, "resolved", "freelancer_offers", "client_offers", *OVER),
    by_sides("reject", LIVE, "=", "freelancer_offers", "client_offers", *ALL),
    moves("evidence", LIVE, "=", (C, F), *ALL),
    moves("claim", "mediation", "=", M, Arm("escalate", "proposal_due", against=M), *BOTH, guard="unclaimed"),
    moves("claim", "arbitration", "=", M, Arm("escalate", "mediator_idle", against=M), *BOTH, guard="unclaimed"),
    moves("handover", "mediation", "=", M, Arm("escalate", "proposal_due", against=M), *ALL, guard="assigned"),
    moves("handover", "mediation", "=", OPERATOR, Arm("escalate", "proposal_due", against=M), *ALL),
    moves("handover", "arbitration", "=", M, Arm("escalate", "mediator_idle", against=M), *ALL, guard="assigned"),
    moves("handover", "arbitration", "=", OPERATOR, Arm("escalate", "mediator_idle", against=M), *ALL),
    # Who loses the role or is suspended leaves the case, and it waits for somebody as at first.
    rows("relieve", "mediation arbitration", "=", OPERATOR, Arm("escalate", "claim_wait"), *ALL, guard="assigned"),
    rows("relieve", "proposed unresolved", "=", OPERATOR, *BOTH, guard="assigned"),
    moves("ask", "mediation", "=", M, Arm("escalate", "mediator_idle", against=M), *BOTH, guard="assigned"),
    moves("extend", LIVE, "=", M, *BOTH, guard="assigned extensions_left"),
    moves("propose", "mediation", "proposed", M, Arm("vote", "vote_open", against=(C, F)), *BOTH,
          guard="assigned neutral"),
    rows("propose", "mediation", "unresolved", S, CHOICE, *ALL),
    rows("escalate", "mediation arbitration", "=", S, Arm("escalate", "mediator_idle", against=M), Notify(OPERATOR)),
    moves("vote", "proposed", "resolved", (C, F), *OVER, guard="both_agree"),
    moves("vote", "proposed", "unresolved", (C, F), CHOICE, *ALL, guard="one_refuses"),
    moves("vote", "proposed", "=", (C, F), *ALL),
    rows("vote", "proposed", "unresolved", S, CHOICE, *ALL),
    rows("arbitrate", "unresolved", "arbitration", (C, F), Post("arbitration_fee"),
         Arm("escalate", "claim_wait"), Arm("rule", "ruling_longest", against=M), *ALL, guard="both_opted"),
    rows("arbitrate", "unresolved", "=", (C, F), Post("arbitration_fee"), *BOTH),
    rows("award", "unresolved", "resolved", S, *OVER, guard="no_fee_waits"),
    moves("rule", "arbitration", "resolved", M, Post("arbitration_earned"), *ALL, *SETTLE, guard="neutral"),
    rows("rule", "arbitration", "resolved", S, *OVER),
    by_sides("withdraw", LIVE, "withdrawn", "client_opened", "freelancer_opened", Post("arbitration_back"), *ALL,
             *GO_ON),
)  # fmt: skip
