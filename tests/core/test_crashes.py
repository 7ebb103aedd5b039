"""The power fails, the disk is full, the line is cut: all of a request or nothing of it, and its key tells which."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from typing import Any

import pytest

from core import delivery, receipts
from core.payments.clerk import Clerk
from core.payments.provider import Event, Payment, Unreachable
from core.request import Request
from core.wire import dump_reply
from storage.database import Busy, Database, Session, Unavailable
from tests.core.trial import Picture, changed, picture
from tests.kit import DAY, MINUTE, World, open_world, told
from tests.storage.cut import Cut, wire

ALL: frozenset[str] = frozenset()
Happening = Callable[[], None]


class PowerCut(BaseException):
    """The process is gone."""


class Troubled:
    """A session to which something happens at one of its statements, or before or after its commit."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.statements = 0
        self.at = 0
        self.happens: Happening = lambda: None
        self.before_commit: Happening = lambda: None
        self.after_commit: Happening = lambda: None

    def execute(self, sql: str, values: Any, cursor: Any = None) -> Any:
        self.statements += 1
        if self.statements == self.at:
            self.happens()
        return super().execute(sql, values, cursor)  # type: ignore[misc]  # mixed into a session below

    def _commit(self) -> None:
        self.before_commit()
        super()._commit()  # type: ignore[misc]  # likewise
        self.after_commit()


def power_cut() -> None:
    raise PowerCut


@contextmanager
def troubled(world: World) -> Iterator[Any]:
    """Such a session, of the world's engine."""
    session = type("TroubledSession", (Troubled, type(world.session)), {})(world.house.database.engine)
    try:
        yield session
    finally:
        session.close()


def cut_at_every_statement(world: World, do: Callable[[Session], object]) -> int:
    """Do it again and again, with a power cut one statement later each time, until it gets through.

    Gives the number of statements; asserts that a power cut leaves nothing at all.
    """
    before = picture(world.session, without=ALL)
    for at in range(1, 500):
        with troubled(world) as session:
            session.at, session.happens = at, power_cut
            try:
                do(session)
            except PowerCut:
                assert changed(before, picture(world.session, without=ALL)) == {}, f"statement {at}"
            else:
                assert changed(before, picture(world.session, without=ALL)) != {}
                return at - 1
    raise AssertionError("it never gets through")


def yen(world: World) -> World:
    """Two funded milestones so small that the client fee on them is nothing, so the platform has no yen yet."""
    world.joined()
    world.does("ann", '/contract offer U-2 milestones:"A=9 JPY; B=9 JPY" scope:"Two words" many:yes')
    world.does("bo", '/contract accept C-1 signature:"Bo Maker"')
    for milestone in ("M-1", "M-2"):
        world.does("ann", f"/milestone fund {milestone} confirm:yes")
        world.passes(seconds=2)
    return world


@pytest.mark.parametrize(
    ("stage", "nick", "text"),
    [
        (World.posted, "bo", "/proposal send J-1 bid:450 I have built ten of these"),
        (World.bid, "ann", '/contract offer P-1 amount:450 milestones:"Draft=150; Final=300" scope:"One page"'),
        (World.offered, "bo", '/contract accept C-1 signature:"Bo Maker"'),
        (World.hired, "ann", "/milestone fund M-1 confirm:yes"),
        (lambda world: world.hired().has("ann", "500"), "ann", "/milestone fund M-1 confirm:yes"),
        (World.submitted, "ann", "/milestone approve M-1 confirm:yes"),
        (World.submitted, "ann", "/milestone approve M-1 50 confirm:yes"),
        (World.submitted, "ann", "/contract end C-1 reason:done balance:pay confirm:yes"),
        (World.submitted, "bo", "/contract end C-1 reason:done confirm:yes"),
        (World.cleared, "bo", "/wallet withdraw 100 confirm:yes"),
        (yen, "ann", "/contract end C-1 reason:done balance:pay confirm:yes"),
        (World.submitted, "oz", "/admin suspend U-1 Reported as a scam"),
    ],
    ids=[
        "bid",
        "offer",
        "accept",
        "deposit",
        "fund",
        "approve",
        "part",
        "pay",
        "give back",
        "withdraw",
        "yen",
        "suspend",
    ],
)
def test_a_power_cut_at_any_statement_leaves_nothing(
    world: World, stage: Callable[[World], World], nick: str, text: str
) -> None:
    stage(world)
    request = world.request(nick, text=text)
    assert cut_at_every_statement(world, lambda session: world.house.pipeline.handle(session, request)) > 5
    reply = world.hears(request)
    assert reply.ok, told(reply)
    world.passes(days=30)
    assert world.ledger_ok()


def test_a_power_cut_at_any_statement_of_an_automatic_release_leaves_nothing(world: World) -> None:
    world.submitted()
    world.delivers()
    world.clock.advance(14 * DAY)
    due = next(found for found in world.house.sweeper._claim(world.session) if not found.reminder)
    cut_at_every_statement(world, lambda session: world.house.sweeper._fire(session, due))
    assert world.events("M-1").count("auto_release") == 1
    assert world.ledger_ok()


def test_a_power_cut_at_any_statement_of_a_providers_event_leaves_nothing(world: World) -> None:
    world.hired()
    world.does("ann", "/milestone fund M-1 confirm:yes")
    world.delivers()
    world.clock.advance(2)
    event = settled("DEP-1", 21_000)
    cut_at_every_statement(world, lambda session: world.house.pipeline.handle(session, event))
    assert world.state("M-1") == "funded"
    world.ticks()  # the provider was never thanked, so it says it again
    assert world.balance("C-1", "contract_escrow") == 20_000
    assert world.ledger_ok()


def settled(ref: str, amount: int) -> Request:
    answers = {"amount": (str(amount),), "reason": ("",)}
    return Request(
        "provider:sandbox", f"{ref}:settled", command="provider.event", ref=ref, extra="settled", answers=answers
    )


def test_a_power_cut_at_any_statement_of_claiming_leaves_the_rows_in_their_lanes(world: World) -> None:
    world.submitted()
    cut_at_every_statement(world, lambda session: delivery.claim(session, world.house.market))
    world.clock.advance(MINUTE)
    assert any("handed in M-1" in told(card) for card in world.inbox("ann"))


def test_a_power_cut_before_the_commit_is_over_is_told_apart_by_the_key(world: World) -> None:
    world.submitted()
    request = world.request("ann", text="/milestone approve M-1 confirm:yes")
    before = picture(world.session, without=ALL)
    with troubled(world) as session:
        session.before_commit = power_cut
        with pytest.raises(PowerCut):
            world.hears(request, session)
    assert changed(before, picture(world.session, without=ALL)) == {}
    with troubled(world) as session:
        session.after_commit = power_cut
        with pytest.raises(PowerCut):
            world.hears(request, session)
    after = picture(world.session, without=ALL)
    assert world.state("M-1") == "released"
    assert world.hears(request).ok
    assert changed(after, picture(world.session, without=ALL)) == {}


# payouts: between us and the bank


def claimed_payout(world: World) -> delivery.Delivery:
    rows: list[delivery.Delivery] = []
    while found := delivery.claim(world.session, world.house.market):
        rows += found
        for row in found:
            if row.kind != "provider":
                receipts.sent(world.session, world.house.market, row)
    return next(row for row in rows if row.kind == "provider")


def payments(world: World) -> int:
    with world.session.transaction(write=False):
        (number,) = world.session.execute("SELECT count(*) FROM sandbox_payments WHERE kind = 'payout'", {}).fetchone()
    return int(number)


def test_a_payout_whose_sender_died_after_the_bank_took_it_is_not_sent_again(world: World) -> None:
    world.cleared()
    world.does("bo", "/wallet withdraw 100 confirm:yes")
    world.house.clerk.perform(world.session, claimed_payout(world))
    assert world.state("W-1") == "sending"
    world.clock.advance(MINUTE)
    world.ticks()
    assert payments(world) == 1
    assert world.state("W-1") == "paid"
    assert world.ledger_ok()


def test_a_payout_whose_sender_died_before_the_bank_heard_of_it_is_sent_by_the_next(world: World) -> None:
    world.cleared()
    world.does("bo", "/wallet withdraw 100 confirm:yes")
    row = claimed_payout(world)
    world.hears(Request("system", f"send:{row.thing}", command="system.send", ref=row.thing))
    assert (world.state("W-1"), payments(world)) == ("sending", 0)
    world.clock.advance(MINUTE)
    world.delivers()
    world.passes(seconds=2)
    assert payments(world) == 1
    assert world.state("W-1") == "paid"
    assert world.ledger_ok()


class Bank:
    """A provider that pays whatever it is told to, as often as it is told to, and may not be heard of again."""

    name, sandbox = "bank", False

    def __init__(self, *, silent: bool = False) -> None:
        self.paid: list[str] = []
        self._silent = silent

    def charge(self, payment: Payment) -> None:
        """Nobody pays in here."""

    def payout(self, payment: Payment) -> None:
        """Pay, and perhaps say nothing."""
        self.paid.append(payment.key)
        if self._silent:
            self._silent = False
            raise Unreachable("the line went dead")

    def knows(self, key: str) -> bool:
        """Whether it was told to pay this."""
        return key in self.paid

    def events(self) -> list[Event]:
        """It says nothing by itself."""
        return []

    def acknowledge(self, event: Event) -> None:
        """There is nothing to say yes to."""


def test_a_bank_that_would_pay_twice_is_asked_before_it_is_told_again(world: World) -> None:
    world.cleared()
    bank = Bank(silent=True)
    clerk = Clerk(world.house.pipeline, world.house.market, bank)
    world.does("bo", "/wallet withdraw 100 confirm:yes")
    row = claimed_payout(world)
    with pytest.raises(Unreachable):
        clerk.perform(world.session, row)
    for attempts in (1, 2):
        clerk.perform(world.session, replace(row, attempts=attempts))
    clerk.perform(world.session, replace(row, call="inquire"))
    assert bank.paid == ["W-1"]


def test_a_bank_that_was_never_reached_is_told_at_the_next_try(world: World) -> None:
    world.cleared()
    bank = Bank()
    clerk = Clerk(world.house.pipeline, world.house.market, bank)
    world.does("bo", "/wallet withdraw 100 confirm:yes")
    clerk.perform(world.session, replace(claimed_payout(world), attempts=1))
    assert bank.paid == ["W-1"]


def test_a_deposit_that_is_asked_for_twice_is_charged_once(world: World) -> None:
    world.joined()
    world.does("ann", "/wallet deposit 40 confirm:yes")
    rows = [row for row in delivery.claim(world.session, world.house.market) if row.kind == "provider"]
    for row in rows * 3:
        world.house.clerk.perform(world.session, row)
    world.clock.advance(2)
    world.ticks()
    world.clock.advance(2 * MINUTE)
    world.ticks()
    assert world.balance("ann", "client_wallet") == 4_000
    assert world.ledger_ok()


# a database that cannot


@pytest.fixture
def impatient(sqlite_url: str) -> Iterator[World]:
    """A world on SQLite that waits for the file a twentieth of a second only."""
    with open_world(sqlite_url) as world:
        world.submitted()
        world.session.execute("PRAGMA busy_timeout = 50", {})
        yield world


def test_a_locked_database_changes_nothing_and_the_same_key_works_later(impatient: World) -> None:
    request = impatient.request("ann", text="/milestone approve M-1 confirm:yes")
    before = picture(impatient.session, without=ALL)
    file = impatient.url.removeprefix("sqlite:///")
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(Busy, match="locked"):
            impatient.hears(request)
        assert impatient.says("ann", "/milestone show M-1").ok
        other.execute("ROLLBACK")
    assert changed(before, picture(impatient.session, without=ALL)) == {}
    assert impatient.hears(request).ok
    assert impatient.events("M-1").count("approve") == 1


def test_a_database_locked_for_a_moment_is_waited_for(impatient: World) -> None:
    file = impatient.url.removeprefix("sqlite:///")
    with closing(sqlite3.connect(file, isolation_level=None, check_same_thread=False)) as other:
        other.execute("BEGIN IMMEDIATE")
        release = threading.Timer(0.1, lambda: other.execute("ROLLBACK"))
        release.start()
        assert impatient.says("ann", "/milestone approve M-1 confirm:yes").ok
        release.join()


def test_a_full_disk_changes_nothing_reads_on_and_the_same_key_works_later(small_world: World) -> None:
    world = small_world.submitted()
    long = world.request("ann", text=f"/contract say C-1 {'Long words. ' * 240}")
    (pages,) = world.session.execute("PRAGMA page_count", {}).fetchone()
    world.session.execute(f"PRAGMA max_page_count = {pages}", {})
    before = filled_up(world)
    assert changed(before, picture(world.session, without=ALL)) == {}
    with pytest.raises(Unavailable, match="full"):
        world.hears(long)
    assert world.says("ann", "/milestone show M-1").ok
    world.session.execute(f"PRAGMA max_page_count = {pages + 1_000}", {})
    first = world.hears(long)
    assert first.ok
    assert dump_reply(world.hears(long)) == dump_reply(first)
    assert world.ledger_ok()


def filled_up(world: World) -> Picture:
    """Write until nothing fits any more; gives the picture after the last thing that did."""
    for number in range(1_000):
        before = picture(world.session, without=ALL)
        try:
            world.says("ann", f"/contract say C-1 {number} {'Long words. ' * 240}")
        except Unavailable:
            return before
    raise AssertionError("there is room without end")


@pytest.mark.parametrize("cut", ["on the way there", "on the way back"])
def test_a_connection_lost_in_the_commit_is_asked_for_by_its_key(postgresql_url: str, cut: Cut) -> None:
    """The request is tried again by itself: what was committed is found, what was not is done."""
    with wire(postgresql_url) as (url, line), open_world(url) as world:
        world.submitted()
        for number in range(5):
            line.cut = cut
            assert world.says("ann", f"/contract say C-1 Number {number}").ok
            assert len(world.recorded("C-1")["messages"]) == number + 1
        line.cut = cut
        assert world.says("ann", "/milestone approve M-1 confirm:yes").ok
        assert world.events("M-1").count("approve") == 1
        assert world.balance("bo", "freelancer_pending") == 18_000
        assert world.ledger_ok()


def test_a_connection_killed_at_any_statement_is_replaced_and_the_request_done_once(postgresql_url: str) -> None:
    with open_world(postgresql_url) as world, closing(Database(postgresql_url)) as others:
        world.submitted()
        killer = others.session()
        for at in range(1, 60):
            with troubled(world) as session:
                session.at, session.happens = at, lambda session=session: kill(killer, session)
                assert world.hears(world.request("ann", text=f"/contract say C-1 Number {at}"), session).ok
                assert len(world.recorded("C-1")["messages"]) == at
                if session.statements < at:
                    break
        assert at > 5
        killer.close()
        assert world.ledger_ok()


def kill(killer: Session, session: Any) -> None:
    pid = session._connection.info.backend_pid
    with killer.transaction(write=True):
        killer.execute(f"SELECT pg_terminate_backend({pid}, 5000)", {}).fetchall()


def test_an_error_that_nobody_foresaw_has_a_reference_and_leaves_nothing(
    world: World, capfd: pytest.CaptureFixture[str]
) -> None:
    world.submitted()
    before = picture(world.session, without=ALL)

    def explode() -> None:
        raise ZeroDivisionError("nobody foresaw this")

    request = world.request("ann", text="/milestone approve M-1 confirm:yes")
    with troubled(world) as session:
        session.at, session.happens = 9, explode
        reply = world.house.pipeline.handle(session, request)
    assert not reply.ok
    reference = told(reply).rpartition(" ")[2]
    assert reference.startswith("E-")
    assert reference in capfd.readouterr().out
    assert "nobody foresaw" not in told(reply)
    assert changed(before, picture(world.session, without=ALL)) == {}
    assert world.hears(request).ok


def test_busy_is_told_within_the_three_seconds_that_slack_gives(impatient: World) -> None:
    file = impatient.url.removeprefix("sqlite:///")
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        began = time.monotonic()
        with pytest.raises(Busy):
            impatient.says("ann", "/milestone approve M-1 confirm:yes")
        assert time.monotonic() - began < 3
