"""What people can do, one file for each noun. Importing this package fills the catalogue."""

from core.commands import (
    account,
    admin,
    contract,
    contract_offer,
    contract_terms,
    job,
    job_search,
    market,
    milestone,
    milestone_refund,
    onboarding,
    onboarding_case,
    onboarding_template,
    operator_queue,
    proposal,
    wallet,
)

__all__ = [
    "account",
    "admin",
    "contract",
    "contract_offer",
    "contract_terms",
    "job",
    "job_search",
    "market",
    "milestone",
    "milestone_refund",
    "onboarding",
    "onboarding_case",
    "onboarding_template",
    "operator_queue",
    "proposal",
    "wallet",
]
