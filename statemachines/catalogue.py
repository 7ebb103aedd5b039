"""All machines by name."""

from typing import Final

from statemachines.contract import CONTRACT
from statemachines.dispute import DISPUTE
from statemachines.job import JOB
from statemachines.machine import StateMachine
from statemachines.milestone import MILESTONE
from statemachines.onboarding import CASE, TASK
from statemachines.payment import DEPOSIT, WITHDRAWAL
from statemachines.proposal import PROPOSAL
from statemachines.timesheet import DIARY, ENTRY, TIMER, WEEK

MACHINES: Final[dict[str, StateMachine]] = {
    machine.name: machine
    for machine in (
        *(JOB, PROPOSAL, CONTRACT, CASE, TASK, MILESTONE),
        *(WEEK, ENTRY, TIMER, DIARY),
        *(DISPUTE, DEPOSIT, WITHDRAWAL),
    )
}
