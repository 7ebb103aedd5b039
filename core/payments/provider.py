"""The port to a payment provider. Outcomes come as events; a call only says whether the provider took it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

Outcome = Literal["settled", "failed", "charged_back"]


class Unreachable(Exception):
    """The provider did not answer: whether it took the call is unknown, and has to be asked before trying again."""


@dataclass(frozen=True, slots=True)
class Payment:
    """Money to move: `key` names it for good, so that the provider takes it once. Amount in minor units."""

    key: str
    amount: int
    currency: str
    holder: str = ""
    account: str = ""


@dataclass(frozen=True, slots=True)
class Event:
    """What the provider says happened. The same event may come more than once, under the same id."""

    id: str
    key: str
    outcome: Outcome
    amount: int
    reason: str = ""


class Provider(Protocol):
    """A payment provider. Each call may raise Unreachable."""

    name: str
    sandbox: bool

    def charge(self, payment: Payment) -> None:
        """Take money in from a client. A second call with the same key does nothing."""
        ...

    def payout(self, payment: Payment) -> None:
        """Send money out to an account. A second call with the same key does nothing."""
        ...

    def knows(self, key: str) -> bool:
        """Whether the provider ever took a call with this key."""
        ...

    def events(self) -> list[Event]:
        """Events that wait to be acknowledged, oldest first."""
        ...

    def acknowledge(self, event: Event) -> None:
        """The event has been recorded; it need not come again."""
        ...
