"""All machines by name."""

from typing import Final

from statemachines.contract import CONTRACT
from statemachines.job import JOB
from statemachines.machine import StateMachine
from statemachines.milestone import MILESTONE
from statemachines.payment import DEPOSIT, WITHDRAWAL
from statemachines.proposal import PROPOSAL

MACHINES: Final[dict[str, StateMachine]] = {
    machine.name: machine for machine in (JOB, PROPOSAL, CONTRACT, MILESTONE, DEPOSIT, WITHDRAWAL)
}
