"""Every figure of a week is the same to the cent: in its table, its card, its files, `show` and the ledger."""

from __future__ import annotations

import csv
import io
from decimal import Decimal
from pathlib import Path
from shutil import copyfile
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.hours.reckoning import sheet_of
from core.hours.sheet import Sheet
from core.hours.timesheet_csv import csv_of
from core.money import share
from core.view import View
from tests.core.hours.hourly import MONDAY, NOON, hired, logs, until, week
from tests.kit import DAY, World, open_world, told

OFFER = "/contract offer U-2 kind:hourly rate:{rate} limit:{limit}h manual:yes scope:Support"
CENTS = st.integers(2_001, 9_999)
STEPS = st.lists(st.integers(1, 30), min_size=1, max_size=5)


def money(minor: int) -> str:
    return f"${minor // 100:,}.{minor % 100:02}"


def sheet(world: World) -> Sheet:
    stored = week(world)
    with world.session.transaction(write=False) as transaction:
        return sheet_of(View(transaction, world.house.market, world.clock.now(), None, "en"), stored)


def check(world: World) -> None:
    """The figures agree wherever they are shown."""
    found, stored = sheet(world), week(world)
    assert (found.billable, found.amount) == (stored.billable, stored.standing)
    assert sum(line.amount for line in found.lines) == found.amount
    assert found.freelancer_fee == share(found.amount, 1_000)
    [*rows] = csv.DictReader(io.StringIO(csv_of([found]).decode("utf-8-sig")))
    assert sum(Decimal(row["amount"]) for row in rows) * 100 == found.amount
    amount, fee = money(found.amount), money(found.client_fee)
    assert f"{amount} + {fee} fee = {money(found.amount + found.client_fee)}" in told(
        world.does("ann", "/hours week C-1")
    )
    net = money(found.amount - found.freelancer_fee)
    assert f"{net} after the fee of {money(found.freelancer_fee)}" in told(world.does("bo", "/hours week C-1"))
    shown = world.recorded("WK-1")["amounts"]["USD"]
    assert (stored.funded - stored.refunded, shown["held"]) == (stored.held + stored.released, stored.held)
    if stored.funded:
        assert shown["client_fee"] == found.client_fee
        assert world.balance("C-1", "contract_escrow") == stored.held
        assert found.amount == stored.held + stored.released


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rates=st.tuples(CENTS, CENTS), limits=st.tuples(st.integers(1, 12), st.integers(1, 12)), steps=STEPS, back=STEPS)
def test_odd_rates_limits_and_what_is_given_back_never_make_two_figures(
    sqlite_template: Path, rates: tuple[int, int], limits: tuple[int, int], steps: list[int], back: list[int]
) -> None:
    with (
        TemporaryDirectory() as folder,
        open_world(f"sqlite:///{copyfile(sqlite_template, f'{folder}/it.db')}") as world,
    ):
        hired(world, OFFER.format(rate=f"{rates[0] / 100:.2f}", limit=limits[0]))
        for number, some in enumerate(steps):
            logs(world, some * 10)
            if number == 0:
                who = "ann" if rates[1] > rates[0] else "bo"
                world.says(who, f"/contract rate C-1 {rates[1] / 100:.2f}")
                world.says("ann", f"/contract limit C-1 {limits[1]}h")
            check(world)
        until(world, NOON).has("ann", "9000")
        world.passes(days=1)
        check(world)
        for number, some in enumerate(back, start=1):
            world.says("ann", f"/hours object H-{number} Was this not part of Monday's work?")
            world.says("bo", f"/hours edit H-{number} duration:{some * 10}m confirm:yes")
            check(world)
        until(world, MONDAY + 16 * DAY)
        check(world)
        assert (week(world).state, world.balance("C-1", "contract_escrow")) == ("paid", 0)
        assert world.balance("bo", "freelancer_available") == week(world).released - week(world).freelancer_fee
        assert world.ledger_ok()
