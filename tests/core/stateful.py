"""What random orders of events are tried with: people who say anything to a fresh world whose books must be right."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis.stateful import RuleBasedStateMachine, invariant, run_state_machine_as_test

from core.request import Request
from tests.kit import World


class Events(RuleBasedStateMachine):
    """A world on a new database, with people who have joined; `said` is what they have said, to be delivered again."""

    def __init__(self) -> None:
        super().__init__()
        self.world = World(self.fresh()).joined()
        self.said: list[Request] = []

    @classmethod
    def fresh(cls) -> str:
        """The URL of a new database."""
        raise NotImplementedError

    def say(self, nick: str, text: str) -> None:
        request = self.world.request(nick, text=text)
        self.said.append(request)
        self.world.hears(request)

    @invariant()
    def the_books_are_right(self) -> None:
        assert self.world.ledger_ok()


def run_on_sqlite(events: type[Events], template: Path, folder: Path, *, examples: int, steps: int) -> None:
    """Try so many orders of so many steps, each on a copy of the template."""
    numbers = iter(range(10_000))

    def fresh(_events: type[Events]) -> str:
        path = folder / f"{next(numbers)}.db"
        shutil.copyfile(template, path)
        return f"sqlite:///{path}"

    run(type("OnSQLite", (events,), {"fresh": classmethod(fresh)}), examples=examples, steps=steps)


def run(events: type[Events], *, examples: int, steps: int) -> None:
    """Try so many orders of so many steps."""
    checks = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
    run_state_machine_as_test(
        events,
        settings=settings(
            max_examples=examples, stateful_step_count=steps, deadline=None, suppress_health_check=checks
        ),
    )


def rows(world: World, sql: str) -> list[Any]:
    """What a query finds."""
    with world.session.transaction(write=False):
        found: list[Any] = world.session.execute(sql, {}).fetchall()
    return found
