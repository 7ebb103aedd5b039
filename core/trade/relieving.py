"""Cases of a mediator who loses the role or is suspended: they go back to whoever may take them."""

from __future__ import annotations

from core.context import Context
from core.effects import MINUTE, policy_of
from core.neutrality import wanted
from core.trade.filing import file
from statemachines.machine import Role
from storage.queries import disputes, marketplace
from storage.records import Person


def relieve(context: Context, person: Person, lost: str | None = None) -> int:
    """Take the live cases away from this person, or those that need the role that is `lost`; answers with how many.

    Both sides get the day that finding somebody else takes back on their clocks.
    """
    relieved = 0
    for number in context.transaction.all(disputes.LIVE_OF, {"person_id": person.id}):
        dispute = context.transaction.one(marketplace.THING_LOCKED["dispute"], {"id": number})
        if dispute is None or dispute.mediator_id != person.id or lost not in {None, wanted(dispute)}:
            continue
        dispute.mediator_name = dispute.mediator_language = None
        context.fire(dispute, "relieve", role=Role.OPERATOR, note=person.name, mediator_id=None)
        waits = policy_of(dispute).claim_wait * MINUTE
        context.transaction.run(disputes.PUT_OFF, {"of_thing": dispute.ref, "but": "escalate", "by": waits})
        file(context, dispute, "relieve", person.name)
        relieved += 1
    return relieved
