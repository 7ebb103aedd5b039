"""What one running marketplace shares: its clock, its account book, its secrets, and how it is set up."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from core.clock import Clock
from core.ledger import AccountBook
from core.vault import Vault


@dataclass(slots=True)
class Market:
    """`sandbox` says that no real money moves; `operators` are identities that are operators from the start.

    `wake` is called after a commit that left something to deliver.
    """

    clock: Clock
    vault: Vault
    sandbox: bool = True
    operators: frozenset[tuple[str, str, str]] = frozenset()
    book: AccountBook = field(default_factory=AccountBook)
    wake: Callable[[], None] = lambda: None
