"""The core put together for one process: database, clock, ledger, pipeline, sweeper, provider."""

from __future__ import annotations

from dataclasses import dataclass

import core.commands  # noqa: F401  importing it fills the catalogue
from core.clock import Clock
from core.deadlines import Sweeper
from core.desk import Desk
from core.market import Market
from core.payments.clerk import Clerk
from core.payments.sandbox import SandboxProvider
from core.pipeline import Pipeline
from core.system import SYSTEM_COMMANDS
from core.vault import Vault
from storage.database import Database


@dataclass(slots=True)
class House:
    """Everything a process needs of the core. Close it when done."""

    database: Database
    market: Market
    pipeline: Pipeline
    desk: Desk
    sweeper: Sweeper
    clerk: Clerk
    provider: SandboxProvider

    def close(self) -> None:
        """Finish what is queued, then close the database."""
        self.desk.close()
        self.database.close()


def open_house(
    database_url: str,
    secret: str,
    *,
    clock: Clock | None = None,
    operators: frozenset[tuple[str, str, str]] = frozenset(),
) -> House:
    """Put the core together over a database whose schema is up to date."""
    database = Database(database_url)
    market = Market(clock or Clock(), Vault(secret), operators=operators)
    pipeline = Pipeline(market, SYSTEM_COMMANDS)
    provider = SandboxProvider(database, market.clock)
    return House(
        database=database,
        market=market,
        pipeline=pipeline,
        desk=Desk(database, pipeline.answer, pipeline.reads),
        sweeper=Sweeper(pipeline, market),
        clerk=Clerk(pipeline, market, provider),
        provider=provider,
    )
