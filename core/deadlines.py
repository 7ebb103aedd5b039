"""Sweeping what has fallen due, and making good for the time that nobody was there to sweep."""

from __future__ import annotations

import time
from typing import Final

import structlog

from core.market import Market
from core.pipeline import Pipeline
from core.refusal import Refusal
from core.request import SYSTEM, Request
from statemachines.policy import CURRENT
from storage.database import Session
from storage.queries import journal
from storage.records import Deadline

MOST: Final = 50
LEASE: Final = 20
MINUTE: Final = 60
FORGET_AFTER: Final = 30 * 86_400
HEART: Final = "sweeper"
_LOG: Final = structlog.get_logger()


class ClockJumped(Exception):
    """The machine's clock moved by more than an hour against its own running time; nothing is swept until a restart."""


class Sweeper:
    """Makes due things happen, each in its own transaction. Several may run: a row is one sweeper's at a time."""

    def __init__(self, pipeline: Pipeline, market: Market) -> None:
        self._pipeline, self._market = pipeline, market
        self._started = (time.time(), time.monotonic())

    def sweep(self, session: Session) -> int:
        """Do what is due; answers with how many deadlines that were. Raises ClockJumped."""
        done = 0
        while some := self.sweep_some(session):
            done += some
        return done

    def sweep_some(self, session: Session) -> int:
        """Do a little of what is due, so that others get their turn; 0 if nothing is. Raises ClockJumped."""
        self._check_clock()
        claimed = self._claim(session)
        for deadline in claimed:
            self._fire(session, deadline)
        return len(claimed)

    def beat(self, session: Session) -> int:
        """Say that somebody is sweeping; answers with the seconds of an outage that has just ended, else 0.

        Open deadlines that run against a person and were running then get the time back. Real time counts here, not
        the product's: a moved clock is no outage.
        """
        real, now = int(time.time()), self._market.clock.now()
        with session.transaction(write=True) as transaction:
            last = transaction.one(journal.LAST_BEAT, {"name": HEART})
            if last is None:
                transaction.run(journal.FIRST_BEAT, {"name": HEART, "beat_at": real})
                return 0
            transaction.run(journal.BEAT, {"of_name": HEART, "now": real})
            outage = real - last
            if outage < CURRENT.outage_noticed * MINUTE:
                return 0
            transaction.run(journal.EXTEND_DEADLINES, {"outage_from": now - outage, "outage": outage})
        _LOG.warning("outage made good", seconds=outage)
        return outage

    def forget(self, session: Session) -> None:
        """Drop what has served its time: old deliveries and abandoned drafts."""
        now = self._market.clock.now()
        with session.transaction(write=True) as transaction:
            transaction.run(journal.FORGET_DELIVERIES, {"before": now - FORGET_AFTER})
            transaction.run(journal.FORGET_DRAFTS, {"now": now})

    def _claim(self, session: Session) -> list[Deadline]:
        now = self._market.clock.now()
        with session.transaction(write=True) as transaction:
            claimed = transaction.all(journal.DUE, {"now": now, "most": MOST})
            for deadline in claimed:
                transaction.run(journal.LEASE_DEADLINE, {"deadline_id": deadline.id, "until": now + LEASE})
        return claimed

    def _fire(self, session: Session, deadline: Deadline) -> None:
        request = Request(
            source=SYSTEM,
            key=f"deadline:{deadline.id}:{deadline.due_at}:{deadline.attempts}",
            command="system.remind" if deadline.reminder else "system.deadline",
            ref=deadline.thing,
            extra=str(deadline.id),
            answers={"event": (deadline.event,)},
        )
        try:
            self._pipeline.handle(session, request)
        except Refusal as refusal:
            _LOG.info("deadline waits", thing=deadline.thing, due_event=deadline.event, why=refusal.sentence)
            self._postpone(session, deadline)
        except Exception:
            _LOG.exception("deadline failed", thing=deadline.thing, due_event=deadline.event)

    def _postpone(self, session: Session, deadline: Deadline) -> None:
        later = self._market.clock.now() + CURRENT.close_retry * MINUTE
        with session.transaction(write=True) as transaction:
            transaction.run(journal.POSTPONE_DEADLINE, {"deadline_id": deadline.id, "due_at": later})

    def _check_clock(self) -> None:
        wall, monotonic = self._started
        if abs((time.time() - wall) - (time.monotonic() - monotonic)) > 60 * MINUTE:
            raise ClockJumped("the machine's clock jumped; check it and restart")
