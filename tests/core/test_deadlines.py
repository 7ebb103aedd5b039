"""What happens by itself: reminders, releases, refunds and expiries; once, and never because nobody was there."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import pytest

from core.deadlines import ClockJumped
from core.house import open_house
from tests.kit import DAY, HOUR, MINUTE, SECRET, World, told


def reminders(world: World, nick: str, words: str) -> int:
    return sum(words in told(card) for card in world.inbox(nick))


# each deadline, its reminders, and once


def test_submitted_work_is_released_after_fourteen_days_of_silence(world: World) -> None:
    world.submitted()
    assert world.deadlines("M-1") == {"auto_release": 14 * DAY}
    world.passes(days=13, hours=23, minutes=59)
    assert world.state("M-1") == "submitted"
    world.passes(minutes=1)
    assert world.state("M-1") == "released"
    assert world.events("M-1").count("auto_release") == 1
    assert world.balance("bo", "freelancer_pending") == 18_000
    assert world.ledger_ok()


def test_the_client_is_reminded_before_silence_decides_and_both_are_told_after_it(world: World) -> None:
    world.submitted()
    world.passes(days=10, hours=23)
    assert reminders(world, "ann", "waits for your review") == 0
    world.passes(hours=1)
    assert reminders(world, "ann", "waits for your review") == 1
    world.passes(days=1, hours=23)
    assert reminders(world, "ann", "waits for your review") == 0
    world.passes(hours=1)
    assert reminders(world, "ann", "waits for your review") == 1
    assert reminders(world, "bo", "waits for your review") == 0
    world.passes(days=1)
    for nick in ("ann", "bo"):
        assert reminders(world, nick, "M-1 “Draft”: nobody answered within the 14 days of review") == 1


def test_no_reminder_comes_once_it_is_answered(world: World) -> None:
    world.submitted()
    world.passes(days=10)
    world.does("ann", "/milestone revise M-1 Please use our colours")
    world.inbox("ann")
    world.passes(days=20)
    assert world.state("M-1") == "revision"
    assert world.inbox("ann") == []


def test_the_clock_of_a_second_submission_starts_anew(world: World) -> None:
    world.submitted()
    world.passes(days=10)
    world.does("ann", "/milestone revise M-1 Please use our colours")
    assert world.deadlines("M-1") == {}
    world.does("bo", "/milestone submit M-1 Colours changed")
    assert world.deadlines("M-1") == {"auto_release": 14 * DAY}


def test_more_time_to_review_is_asked_for_and_given(world: World) -> None:
    world.submitted()
    world.passes(days=5)
    world.does("ann", "/milestone extend M-1 7 days")
    assert world.deadlines("M-1") == {"auto_release": 9 * DAY}
    assert "asks for 7 more days" in told(world.inbox("bo")[-1])
    world.does("bo", "/milestone extend M-1 answer:yes")
    assert world.deadlines("M-1") == {"auto_release": 16 * DAY}
    assert "gave you more time" in told(world.inbox("ann")[-1])
    world.passes(days=15, hours=23)
    assert world.state("M-1") == "submitted"
    world.passes(hours=1)
    assert world.events("M-1").count("auto_release") == 1


def test_more_time_to_review_is_refused(world: World) -> None:
    world.submitted()
    world.does("ann", "/milestone extend M-1 7 days")
    world.does("bo", "/milestone extend M-1 answer:no")
    assert world.deadlines("M-1") == {"auto_release": 14 * DAY}
    assert not world.says("bo", "/milestone extend M-1 answer:yes").ok


@pytest.mark.parametrize("state", ["funded", "released"])
def test_there_is_no_more_time_to_give_where_nothing_is_reviewed(small_world: World, state: str) -> None:
    world: World = getattr(small_world, state)()
    for nick, words in (("bo", "/milestone extend M-1 answer:yes"), ("ann", "/milestone extend M-1 7 days")):
        refused = world.says(nick, words)
        assert not refused.ok
        assert "M-1 is" in told(refused)


def test_silence_refunds_after_seven_days(world: World) -> None:
    world.funded()
    world.does("ann", "/milestone refund M-1 We changed plans")
    assert world.deadlines("M-1") == {"give_refund": 7 * DAY}
    world.passes(days=4)
    assert reminders(world, "bo", "waits for your answer") == 1
    world.passes(days=2)
    assert reminders(world, "bo", "waits for your answer") == 1
    world.passes(days=1)
    assert world.state("M-1") == "refunded"
    for nick in ("ann", "bo"):
        assert reminders(world, nick, "M-1 “Draft”: nobody answered within 7 days") == 1
    assert world.balance("ann", "client_wallet") == 21_000
    assert world.ledger_ok()


def test_a_refused_refund_lets_the_review_go_on_with_what_was_left(world: World) -> None:
    world.submitted()
    world.passes(days=4)
    world.does("ann", "/milestone refund M-1 We changed plans")
    world.passes(days=3)
    world.does("bo", "/milestone refuse-refund M-1 All of it is there")
    assert world.state("M-1") == "submitted"
    assert world.deadlines("M-1") == {"auto_release": 10 * DAY}
    world.passes(days=10)
    assert world.events("M-1")[-2:] == ["refuse_refund", "auto_release"]
    assert world.ledger_ok()


@pytest.mark.parametrize("step", ["funded", "submitted"])
def test_a_refund_can_be_asked_and_refused_again_and_again(small_world: World, step: str) -> None:
    world: World = getattr(small_world, step)()
    before = world.state("M-1"), world.deadlines("M-1")
    for _ in range(3):
        world.does("ann", "/milestone refund M-1 We changed plans")
        world.does("bo", "/milestone refuse-refund M-1 No")
        assert (world.state("M-1"), world.deadlines("M-1")) == before


def test_an_offer_expires_after_seven_days_and_the_proposal_is_on_the_shortlist(world: World) -> None:
    world.offered()
    world.passes(days=6, hours=23)
    assert world.state("C-1") == "offered"
    assert reminders(world, "bo", "The offer C-1") == 2
    world.passes(hours=1)
    assert (world.state("C-1"), world.state("P-1"), world.state("M-1")) == ("expired", "shortlisted", "dropped")
    for nick in ("ann", "bo"):
        assert reminders(world, nick, "has expired unanswered") == 1


def test_a_job_expires_after_thirty_idle_days_warned_before(world: World) -> None:
    world.bid()
    world.passes(days=20)
    world.does("ann", "/job edit J-1 budget:600")
    world.passes(days=29, hours=23)
    assert world.state("J-1") == "open"
    assert reminders(world, "ann", "is still open") >= 1
    world.passes(hours=1)
    assert (world.state("J-1"), world.state("P-1")) == ("expired", "closed")
    assert reminders(world, "bo", "no longer open") == 1


def test_a_job_is_warned_of_five_days_before_it_expires(world: World) -> None:
    world.posted()
    world.passes(days=24, hours=23)
    assert reminders(world, "ann", "is still open") == 0
    world.passes(hours=2)
    assert reminders(world, "ann", "is still open") == 1


def test_a_contract_closes_fourteen_days_after_its_end(world: World) -> None:
    world.released()
    world.does("ann", "/contract end C-1 reason:completed")
    assert world.deadlines("C-1") == {"close": 14 * DAY}
    world.passes(days=14)
    assert world.state("C-1") == "closed"
    assert world.recorded("C-1")["deadlines"] == []


def test_closing_waits_for_escrow(world: World) -> None:
    world.submitted()
    world.does("ann", "/contract end C-1 reason:changed balance:refund confirm:yes")
    world.does("bo", "/milestone refuse-refund M-1 No")
    assert world.state("M-1") == "submitted"
    world.passes(days=13)
    world.does("ann", "/milestone refund M-1 Please")
    world.passes(days=2)
    assert (world.state("C-1"), world.state("M-1")) == ("ended", "refund_asked")
    world.passes(days=5)
    assert world.state("M-1") == "refunded"
    world.passes(days=1)
    assert world.state("C-1") == "closed"
    assert world.events("C-1").count("close") == 1
    assert world.ledger_ok()


def test_a_deposit_that_never_arrives_expires_and_the_milestone_can_be_funded_again(world: World) -> None:
    world.hired()
    world.does("ann", "/milestone fund M-1 confirm:yes")
    world.clock.advance(2 * DAY)  # and the provider never heard of it
    world.house.sweeper.sweep(world.session)
    assert (world.state("DEP-1"), world.state("M-1")) == ("expired", "agreed")
    world.does("ann", "/milestone fund M-1 confirm:yes")
    world.passes(seconds=2)
    assert world.state("M-1") == "funded"


def test_a_deposit_that_arrives_after_it_expired_is_still_the_clients_money(world: World) -> None:
    world.joined()
    world.does("ann", "/wallet deposit 40 confirm:yes")
    world.delivers()
    world.clock.advance(3 * DAY)
    world.house.sweeper.sweep(world.session)
    assert world.state("DEP-1") == "expired"
    world.ticks()
    assert world.state("DEP-1") == "settled"
    assert world.balance("ann", "client_wallet") == 4_000
    assert world.ledger_ok()


# once, whoever sweeps and however late


def test_sweeping_twice_does_nothing_twice(world: World) -> None:
    world.submitted()
    world.clock.advance(15 * DAY)
    assert world.house.sweeper.sweep(world.session) > 0
    assert world.house.sweeper.sweep(world.session) == 0
    world.clock.advance(HOUR)
    assert world.house.sweeper.sweep(world.session) == 0
    assert world.events("M-1").count("auto_release") == 1
    world.inbox("ann")
    world.ticks()
    assert world.inbox("ann") == []


def test_two_sweepers_at_once_do_everything_once(world: World) -> None:
    world.submitted()
    for number in range(2, 12):
        world.does("dee", f"/job post Job number {number} budget:100 description:Work")
    world.delivers()
    world.clock.advance(31 * DAY)
    together = threading.Barrier(2)
    failed: list[BaseException] = []

    def sweep() -> None:
        house = open_house(world.url, SECRET, clock=world.clock)
        session = house.database.session()
        try:
            together.wait()
            house.sweeper.sweep(session)
        except BaseException as error:
            failed.append(error)
        finally:
            session.close()
            house.close()

    threads = [threading.Thread(target=sweep) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    world.clock.advance(2 * MINUTE)  # whatever one of them left leased
    world.ticks()
    for ref in ("J-2", "J-11"):
        assert world.events(ref) == ["save", "publish", "expire"]
    assert world.events("M-1").count("auto_release") == 1
    expired = sum("has expired" in told(card) for card in world.inbox("dee"))
    assert expired == 10
    assert world.ledger_ok()


def test_a_deadline_whose_sweeper_died_is_swept_by_the_next_one(world: World) -> None:
    world.submitted()
    world.clock.advance(14 * DAY)
    claimed = world.house.sweeper._claim(world.session)
    assert "auto_release" in {deadline.event for deadline in claimed}
    assert world.house.sweeper.sweep(world.session) == 0
    world.clock.advance(MINUTE)
    world.house.sweeper.sweep(world.session)
    assert world.events("M-1").count("auto_release") == 1


def test_what_was_answered_between_falling_due_and_being_swept_is_left_alone(world: World) -> None:
    world.submitted()
    world.clock.advance(14 * DAY + HOUR)
    world.does("ann", "/milestone revise M-1 Please use our colours")
    world.ticks()
    assert world.state("M-1") == "revision"
    assert world.balance("C-1", "contract_escrow") == 20_000


# downtime


def test_the_time_of_a_downtime_is_given_back_to_whoever_the_deadline_runs_against(world: World) -> None:
    world.submitted()
    world.ticks()
    world.passes(days=10)
    world.sleeps(days=2)
    world.ticks()
    assert world.deadlines("M-1") == {"auto_release": 4 * DAY}
    world.passes(days=3)
    assert world.state("M-1") == "submitted"
    world.passes(days=1)
    assert world.events("M-1").count("auto_release") == 1


def test_after_a_downtime_over_the_deadline_nothing_is_released_at_once_and_then_once(world: World) -> None:
    world.submitted()
    world.ticks()
    world.passes(days=10)
    world.sleeps(days=20)
    world.ticks()
    assert world.state("M-1") == "submitted"
    world.passes(days=4)
    assert world.events("M-1").count("auto_release") == 1
    for nick in ("ann", "bo"):
        assert reminders(world, nick, "nobody answered within") == 1


def test_a_downtime_does_not_keep_money_from_becoming_available(world: World) -> None:
    world.released()
    world.ticks()
    world.sleeps(days=5)
    world.ticks()
    assert world.balance("bo", "freelancer_available") == 18_000


def test_a_pause_of_less_than_ten_minutes_is_no_downtime(world: World) -> None:
    world.submitted()
    world.ticks()
    world.sleeps(minutes=9)
    world.ticks()
    assert world.deadlines("M-1") == {"auto_release": 14 * DAY - 9 * MINUTE}
    world.sleeps(minutes=10)
    world.ticks()
    assert world.deadlines("M-1") == {"auto_release": 14 * DAY - 9 * MINUTE}


def test_a_clock_that_is_moved_is_no_downtime(world: World) -> None:
    world.submitted()
    world.ticks()
    world.clock.advance(15 * DAY)
    world.ticks()
    assert world.events("M-1").count("auto_release") == 1


def test_a_deadline_armed_in_a_downtime_gets_nothing_back(world: World) -> None:
    """A process without background work may go on taking commands."""
    world.funded()
    world.ticks()
    world.sleeps(days=1)
    world.does("bo", "/milestone submit M-1 Done")
    world.ticks()
    assert world.deadlines("M-1") == {"auto_release": 14 * DAY}


def test_reminders_move_with_their_deadline(world: World) -> None:
    world.submitted()
    world.ticks()
    world.passes(days=10)
    world.sleeps(days=2)
    world.ticks()
    assert reminders(world, "ann", "waits for your review") == 0
    world.passes(days=1)
    assert reminders(world, "ann", "waits for your review") == 1


def test_a_wall_clock_that_jumps_stops_the_sweeping(small_world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    small_world.submitted()
    small_world.clock.advance(15 * DAY)
    there = time.time
    monkeypatch.setattr(time, "time", lambda: there() + 2 * HOUR)
    with pytest.raises(ClockJumped):
        small_world.house.sweeper.sweep(small_world.session)
    assert small_world.state("M-1") == "submitted"


# frozen by a suspension


def suspend(world: World, nick: str) -> None:
    world.does("oz", f"/admin suspend {world.ref(nick)} Reported as a scam")


def restore(world: World, nick: str) -> None:
    world.does("oz", f"/admin restore {world.ref(nick)}")


@pytest.mark.parametrize("nick", ["ann", "bo"])
def test_a_suspension_stops_every_clock_and_restoring_lets_them_go_on(world: World, nick: str) -> None:
    world.submitted()
    world.passes(days=4)
    suspend(world, nick)
    assert (world.state("C-1"), world.deadlines("M-1")) == ("suspended", {})
    world.passes(days=30)
    assert world.state("M-1") == "submitted"
    restore(world, nick)
    assert (world.state("C-1"), world.deadlines("M-1")) == ("active", {"auto_release": 10 * DAY})
    world.passes(days=10)
    assert world.events("M-1").count("auto_release") == 1
    assert world.ledger_ok()


def test_while_suspended_clearing_stands_still_too(world: World) -> None:
    world.released()
    world.passes(days=2)
    suspend(world, "bo")
    world.passes(days=10)
    assert world.balance("bo", "freelancer_available") == 0
    restore(world, "bo")
    world.passes(days=3)
    assert world.balance("bo", "freelancer_available") == 18_000
    assert world.ledger_ok()


def asks_for_refund(world: World) -> None:
    world.submitted().does("ann", "/milestone refund M-1 We changed plans")


def asks_for_time(world: World) -> None:
    world.submitted().does("ann", "/milestone extend M-1 7 days")


@pytest.mark.parametrize(
    ("before", "nick", "words"),
    [
        (asks_for_refund, "bo", "/milestone refuse-refund M-1 No"),
        (asks_for_refund, "bo", "/milestone give-refund M-1 confirm:yes"),
        (asks_for_time, "bo", "/milestone extend M-1 answer:yes"),
        (asks_for_time, "bo", "/milestone extend M-1 answer:no"),
    ],
    ids=["refuse a refund", "give a refund", "give more time", "refuse more time"],
)
def test_nothing_moves_in_a_suspended_contract(
    world: World, before: Callable[[World], None], nick: str, words: str
) -> None:
    before(world)
    standing, left = world.state("M-1"), world.deadlines("M-1")
    suspend(world, "ann")
    refused = world.says(nick, words)
    assert not refused.ok
    assert "suspended" in told(refused)
    assert (world.state("M-1"), world.deadlines("M-1")) == (standing, {})
    world.passes(days=30)
    assert world.state("M-1") == standing
    restore(world, "ann")
    assert (world.state("M-1"), world.deadlines("M-1")) == (standing, left)


def test_a_refund_asked_for_before_a_suspension_goes_on_after_it_and_so_does_the_review(world: World) -> None:
    world.submitted()
    world.passes(days=4)
    world.does("ann", "/milestone refund M-1 We changed plans")
    world.passes(days=2)
    suspend(world, "ann")
    world.passes(days=30)
    restore(world, "ann")
    assert world.deadlines("M-1") == {"give_refund": 5 * DAY}
    world.does("bo", "/milestone refuse-refund M-1 No")
    assert world.deadlines("M-1") == {"auto_release": 10 * DAY}


def test_of_two_suspended_both_must_be_restored(world: World) -> None:
    world.submitted()
    suspend(world, "ann")
    suspend(world, "bo")
    restore(world, "ann")
    assert world.state("C-1") == "suspended"
    restore(world, "bo")
    assert world.state("C-1") == "active"
    assert world.deadlines("M-1") == {"auto_release": 14 * DAY}


def test_a_downtime_gives_frozen_clocks_nothing(world: World) -> None:
    world.submitted()
    world.ticks()
    suspend(world, "ann")
    world.sleeps(days=2)
    world.ticks()
    restore(world, "ann")
    assert world.deadlines("M-1") == {"auto_release": 14 * DAY}
