"""Between outbox and provider: gives it payments, asks after silent ones, hands its events to the pipeline."""

from __future__ import annotations

from typing import Any, Final

import structlog

from core.asking import KIND_OF
from core.delivery import Delivery
from core.grammar import Ref
from core.market import Market
from core.payments.provider import Payment, Provider
from core.pipeline import Pipeline
from core.request import SYSTEM, Request
from storage.database import Session
from storage.queries import marketplace, people

SENDING: Final = frozenset({"sending", "unknown"})
_LOG: Final = structlog.get_logger()


class Clerk:
    """Talks to the provider, never inside a transaction."""

    def __init__(self, pipeline: Pipeline, market: Market, provider: Provider) -> None:
        self._pipeline, self._market, self._provider = pipeline, market, provider

    def perform(self, session: Session, delivery: Delivery) -> None:
        """Give the provider what the row asks for. Raises Unreachable: then it is tried again, after asking."""
        match delivery.call:
            case "charge":
                self._charge(session, delivery.thing)
            case "payout" | "inquire":
                self._payout(session, delivery)

    def collect(self, session: Session) -> int:
        """Hand over every event that waits; the same event twice has one effect. Answers with how many were taken.

        One that cannot be taken is logged and comes again; it keeps no other waiting.
        """
        taken = 0
        for event in self._provider.events():
            request = Request(
                source=f"provider:{self._provider.name}",
                key=event.id,
                command="provider.event",
                ref=event.key,
                extra=event.outcome,
                answers={"amount": (str(event.amount),), "reason": (event.reason,)},
            )
            try:
                self._pipeline.handle(session, request)
            except Exception:
                _LOG.exception("provider event failed", thing=event.key, outcome=event.outcome)
                continue
            self._provider.acknowledge(event)
            taken += 1
        return taken

    def _charge(self, session: Session, ref: str) -> None:
        deposit = self._read(session, ref)
        if deposit.state == "asked":
            self._provider.charge(Payment(ref, deposit.amount, deposit.currency))

    def _payout(self, session: Session, delivery: Delivery) -> None:
        ref = delivery.thing
        self._pipeline.handle(session, Request(SYSTEM, f"send:{ref}", command="system.send", ref=ref))
        withdrawal = self._read(session, ref)
        # An earlier try may have got through although nothing was heard of it, so the provider is asked first.
        if withdrawal.state not in SENDING or (
            (delivery.attempts or delivery.call == "inquire") and self._provider.knows(ref)
        ):
            return
        with session.transaction(write=False) as transaction:
            method = transaction.one(people.METHOD_ACCOUNT, {"id": withdrawal.method_id})
        assert method is not None
        _kind, holder, sealed = method
        account = self._market.vault.unseal(sealed)
        self._provider.payout(Payment(ref, withdrawal.amount, withdrawal.currency, holder, account))

    def _read(self, session: Session, text: str) -> Any:
        ref = Ref.parse(text)
        assert ref is not None
        with session.transaction(write=False) as transaction:
            return transaction.one(marketplace.THING[KIND_OF[ref.kind]], {"id": ref.number})
