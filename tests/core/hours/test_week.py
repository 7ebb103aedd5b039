"""Random orders of work, changes of what is agreed, and payments that go well or do not: the books stay right."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule

from core.context import Context
from core.hours.reckoning import sheet_of
from core.refusal import Refusal
from core.trade import weeks
from core.view import View
from storage.queries import timesheets
from tests.core.hours.hourly import acting, logs
from tests.core.stateful import Events, rows, run_on_sqlite

STEPS = 30
HELD = "SELECT coalesce(sum(funded - released - refunded), 0) FROM weeks"


class HourlyWork(Events):
    """Bo works for Ann by the hour, at an odd rate; payments are declined, late, doubled or charged back."""

    def __init__(self) -> None:
        super().__init__()
        self.world.does("ann", "/contract offer U-2 kind:hourly rate:33.37 limit:12h scope:Support")
        self.world.does("bo", '/contract accept C-1 signature:"Bo Maker"')

    @rule(steps=st.integers(1, 60))
    def log(self, steps: int) -> None:
        began, before = self.world.clock.now(), rows(self.world, "SELECT count(*) FROM entries")
        try:
            logs(self.world, steps * 10)
        except Refusal:
            assert rows(self.world, "SELECT count(*) FROM entries") == before
        assert self.world.clock.now() == began + steps * 600

    @rule(steps=st.integers(0, 30))
    def give_back(self, steps: int) -> None:
        invoiced = "SELECT id FROM entries WHERE week_id IN (SELECT id FROM weeks WHERE state = 'review') ORDER BY id"
        for (number,) in rows(self.world, invoiced)[:1]:
            self.say("ann", f"/hours object H-{number} Was this not part of Monday's work?")
            edit = f"edit H-{number} duration:{steps * 10}m" if steps else f"delete H-{number}"
            self.say("bo", f"/hours {edit} confirm:yes")

    @rule(delete=st.booleans(), minutes=st.integers(1, 30))
    def correct(self, delete: bool, minutes: int) -> None:
        found = rows(self.world, "SELECT id FROM entries WHERE state = 'logged' ORDER BY id DESC LIMIT 1")
        for (number,) in found:
            try:
                acting(self.world, "bo", partial(_correct, number=number, delete=delete, minutes=minutes))
            except Refusal:
                continue

    @rule(hours=st.sampled_from(["none", "2h", "8h", "20h", "40h"]))
    def limit(self, hours: str) -> None:
        self.say("ann", f"/contract limit C-1 {hours}")

    @rule(nick=st.sampled_from(["ann", "bo"]), cents=st.integers(2_001, 6_000))
    def rate(self, nick: str, cents: int) -> None:
        self.say(nick, f"/contract rate C-1 {cents // 100}.{cents % 100:02}")

    @rule(days=st.sampled_from([0, 1, 3, 7]), seconds=st.sampled_from([2, 3_700, 43_200]))
    def time_passes(self, days: int, seconds: int) -> None:
        self.world.passes(days=days, seconds=seconds)

    @rule()
    def the_bank_declines_the_next_charge(self) -> None:
        self.world.house.provider.decline_next()

    @rule()
    def retry(self) -> None:
        self.say("ann", "/hours retry C-1 confirm:yes")

    @rule(amount=st.sampled_from(["50", "123.17", "80.23", "70.19", "61.13"]))
    def deposit(self, amount: str) -> None:
        self.say("ann", f"/wallet deposit {amount} confirm:yes")

    @rule()
    def bonus(self) -> None:
        self.say("ann", "/contract bonus C-1 20 Thanks confirm:yes")

    @rule(what=st.sampled_from(["pause", "resume"]))
    def pause(self, what: str) -> None:
        self.say("ann", f"/contract {what} C-1")

    @rule(days=st.integers(0, 9))
    def suspended_for_a_while(self, days: int) -> None:
        self.world.does("oz", "/admin suspend U-1 Reported")
        self.world.passes(days=days)
        self.world.does("oz", "/admin restore U-1")

    @invariant()
    def what_is_held_is_for_weeks(self) -> None:
        ((held,),) = rows(self.world, HELD)
        assert self.world.balance("C-1", "contract_escrow") == held

    @invariant()
    def a_week_is_paid_at_most_once_and_to_the_cent(self) -> None:
        for funded, amount, fee in rows(self.world, "SELECT funded, amount, client_fee FROM weeks WHERE funded > 0"):
            assert funded == amount
            assert abs(fee * 20 - amount) <= 10

    @invariant()
    def every_figure_is_what_is_booked(self) -> None:
        with self.world.session.transaction(write=False) as transaction:
            view = View(transaction, self.world.house.market, self.world.clock.now(), None, "en")
            for week in transaction.all(timesheets.WEEKS_OF, {"id": 1}):
                sheet = sheet_of(view, week)
                lines = sum(line.amount for line in sheet.lines)
                assert (sheet.billable, sheet.amount, lines) == (week.billable, week.standing, sheet.amount)
                if week.funded:
                    assert sheet.client_fee == week.client_fee - week.client_fee_back
                if week.released:
                    assert (sheet.amount, sheet.freelancer_fee) == (week.released, week.freelancer_fee)

    def teardown(self) -> None:
        """In the end nothing is held, and everybody has what they are owed."""
        try:
            self.world.passes(seconds=7_200)
            self.world.says("bo", "/contract end C-1 reason:done confirm:yes")
            self.world.passes(days=62)
            assert self.world.balance("C-1", "contract_escrow") == 0
            states = {state for (state,) in rows(self.world, "SELECT state FROM weeks")}
            assert states <= {"paid", "unbilled", "uncollected"}
            assert self.world.state("C-1") == "closed"
            self.the_books_are_right()
        finally:
            self.world.close()


def _correct(context: Context, *, number: int, delete: bool, minutes: int) -> None:
    entry = context.load("entry", number)
    week = context.load("week", entry.week_id)
    if delete:
        context.fire(week, "delete")
        context.fire(entry, "delete")
    else:
        context.fire(week, "edit")
        context.fire(entry, "edit", minutes=minutes * 10)
    weeks.recount(context, week)


def test_hourly_money_is_conserved(sqlite_template: Path, tmp_path: Path) -> None:
    run_on_sqlite(HourlyWork, sqlite_template, tmp_path, examples=80, steps=STEPS)
