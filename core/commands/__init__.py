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
    "proposal",
    "wallet",
]
