"""The cycle of a week: locked on Monday, invoiced at noon, reviewed by Friday, available on the Wednesday."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from core.refusal import Refusal
from core.request import Request
from core.trade import charging
from statemachines.machine import Role
from tests.core.hours.hourly import MONDAY, NOON, OFFER, acting, deposits, hired, logs, on_week, until, week
from tests.kit import DAY, HOUR, MINUTE, World, told

TOTAL = 8 * 40_00 * 105 // 100


def worked(world: World, minutes: int = 480, offer: str = OFFER) -> World:
    """Bo has worked eight hours on that Monday, 320 dollars."""
    logs(hired(world, offer), minutes)
    return world


def invoiced(world: World, minutes: int = 480, offer: str = OFFER) -> World:
    """It is Monday noon, and the sandbox has had its moment."""
    until(worked(world, minutes, offer), NOON)
    world.passes(seconds=2)
    return world


def declined(world: World) -> World:
    """The charge at noon was declined."""
    worked(world)
    world.house.provider.decline_next()
    until(world, NOON)
    world.passes(seconds=2)
    return world


def at(moment: int) -> str:
    return datetime.fromtimestamp(moment, UTC).strftime("%a %H:%M:%S")


def test_a_week_is_locked_on_monday_and_invoiced_at_noon(world: World) -> None:
    worked(world)
    until(world, MONDAY + 7 * DAY - 1)
    assert week(world).state == "open"
    until(world, MONDAY + 7 * DAY)
    assert week(world).state == "correcting"
    until(world, NOON - 1)
    assert week(world).state == "correcting"
    until(world, NOON)
    assert week(world).state == "review"


def test_without_money_in_the_wallet_the_client_is_charged_exactly_what_is_missing(world: World) -> None:
    hired(world).has("ann", "100")
    logs(world, 480)
    until(world, NOON)
    world.passes(seconds=2)
    assert deposits(world) == [("settled", TOTAL - 100_00)]
    assert world.balance("ann", "client_wallet") == 0
    assert world.balance("C-1", "contract_escrow") == 320_00


def test_a_wallet_that_covers_the_week_pays_it_at_once(world: World) -> None:
    hired(world).has("ann", "500")
    logs(world, 480)
    until(world, NOON)
    assert deposits(world) == []
    assert week(world).funded == 320_00
    assert world.balance("ann", "client_wallet") == 500_00 - TOTAL


def test_both_are_told_of_the_invoice(world: World) -> None:
    worked(world)
    world.inbox("ann"), world.inbox("bo")
    until(world, NOON)
    (*_digests, client), (*_others, freelancer) = world.inbox("ann"), world.inbox("bo")
    assert "C-1, week of 2025-11-24: $320.00 for 8 h." in told(client)
    assert "In all: $336.00 with the $16.00 client fee" in told(client)
    assert "You receive: $288.00 after the $32.00 fee" in told(freelancer)


def test_home_shows_the_client_what_to_review_and_what_to_pay(small_world: World) -> None:
    invoiced(small_world)
    shown = told(small_world.does("ann", "/market"))
    assert "C-1, week of 2025-11-24 · $320.00 · invoiced" in shown
    assert "Unless a dispute is opened, it is accepted by itself" in shown
    assert "week of" not in told(small_world.does("bo", "/market"))


def test_home_shows_an_unpaid_week_until_it_is_paid(small_world: World) -> None:
    declined(small_world)
    assert "C-1, week of 2025-11-24 · $320.00 · not paid" in told(small_world.does("ann", "/market"))
    small_world.does("ann", "/hours retry C-1 confirm:yes")
    small_world.passes(seconds=2)
    assert "not paid" not in told(small_world.does("ann", "/market"))


def test_silence_until_friday_night_accepts_and_the_money_is_available_on_the_wednesday(world: World) -> None:
    invoiced(world)
    friday = MONDAY + 12 * DAY - MINUTE
    assert at(friday) == "Fri 23:59:00"
    until(world, friday - 1)
    assert week(world).state == "review"
    until(world, friday)
    assert week(world).state == "accepted"
    assert world.balance("bo", "freelancer_pending") == 288_00
    wednesday = MONDAY + 16 * DAY
    assert at(wednesday) == "Wed 00:00:00"
    until(world, wednesday)
    assert week(world).state == "paid"
    assert world.balance("bo", "freelancer_available") == 288_00
    assert world.balance("C-1", "contract_escrow") == 0
    assert "no dispute was opened in time" in "\n".join(map(told, world.inbox("ann")))


def test_the_client_is_reminded_a_day_before_the_review_ends(world: World) -> None:
    invoiced(world)
    world.inbox("ann")
    until(world, MONDAY + 11 * DAY)
    (reminded,) = world.inbox("ann")
    assert "waits for your review" in told(reminded)


def test_the_client_may_accept_sooner_and_the_wednesday_stays(world: World) -> None:
    invoiced(world)
    on_week(world, "ann", lambda context, found: context.fire(found, "accept"))
    assert week(world).state == "accepted"
    assert world.deadlines("WK-1") == {"clear": MONDAY + 16 * DAY - world.clock.now()}


def test_nothing_is_accepted_before_its_money_is_there(world: World) -> None:
    until(worked(world), NOON)
    with pytest.raises(Refusal, match="has not arrived yet"):
        on_week(world, "ann", lambda context, found: context.fire(found, "accept"))


def test_a_week_without_billable_time_is_not_charged(world: World) -> None:
    worked(world, offer="/contract offer U-2 kind:hourly rate:40 limit:10m scope:Support")
    with world.session.transaction(write=True):
        world.session.execute("UPDATE entries SET state = 'deleted'", {})
    until(world, NOON)
    assert week(world).state == "unbilled"
    assert deposits(world) == []
    assert "nothing is billed" in told(world.inbox("bo")[-1])


def test_time_over_the_limit_is_shown_and_not_billed(world: World) -> None:
    invoiced(world, offer="/contract offer U-2 kind:hourly rate:40 limit:6h scope:Support")
    found = week(world)
    assert (found.minutes, found.billable, found.amount) == (480, 360, 240_00)


def test_hours_through_an_employer_of_record_are_reported_and_not_charged(world: World) -> None:
    worked(world)
    with world.session.transaction(write=True):
        world.session.execute("UPDATE contracts SET employed = 1", {})
    until(world, NOON)
    assert (week(world).state, deposits(world), world.balances()) == ("unbilled", [], {})
    note = told(world.inbox("oz")[-1])
    assert "Payroll note" in note
    assert "worked 8 h for Ann Client in the week of 2025-11-24" in note


def test_a_declined_charge_pauses_the_contract_and_tells_both_what_is_owed(world: World) -> None:
    declined(world)
    assert (week(world).state, world.state("C-1")) == ("unpaid", "paused")
    for nick in ("ann", "bo"):
        said = told(world.inbox(nick)[-1])
        assert "the payment of $336.00 did not go through, so the contract is paused" in said
        assert "the bank declined the card" in said
    card = world.does("ann", "/contract show C-1")
    assert "8 h" in told(card)


def test_a_declined_charge_can_be_retried_and_the_contract_goes_on(world: World) -> None:
    declined(world)
    notice = world.inbox("ann")[-1]
    asked = world.presses("ann", notice, "Pay the week")
    assert "Pay the week of 2025-11-24 of C-1?" in told(asked)
    assert "Total: $336.00" in told(asked)
    world.does("ann", "/hours retry C-1 confirm:yes")
    assert (week(world).state, world.state("C-1")) == ("review", "paused")
    world.passes(seconds=2)
    assert (week(world).funded, world.state("C-1")) == (320_00, "active")
    assert deposits(world) == [("failed", TOTAL), ("settled", TOTAL)]
    assert world.ledger_ok()


def test_a_retry_takes_the_wallet_first(world: World) -> None:
    declined(world).has("ann", "400")
    on_week(world, "ann", charging.retry)
    assert (week(world).funded, world.state("C-1")) == (320_00, "active")
    assert len(deposits(world)) == 1


def test_a_retry_that_is_declined_again_leaves_the_week_unpaid(world: World) -> None:
    declined(world)
    world.house.provider.decline_next()
    on_week(world, "ann", charging.retry)
    world.passes(seconds=2)
    assert (week(world).state, world.state("C-1")) == ("unpaid", "paused")


def test_only_an_unpaid_week_is_retried_and_only_by_the_client(world: World) -> None:
    invoiced(world)
    with pytest.raises(Refusal):
        on_week(world, "ann", charging.retry)
    with pytest.raises(Refusal):
        on_week(world, "bo", charging.retry)


def never_answered(world: World) -> World:
    """Two days after the invoice the provider has said nothing: the charge has not even reached it."""
    until(worked(world), NOON - 1)
    for seconds in (1, 2 * DAY):
        world.clock.advance(seconds)
        world.house.sweeper.sweep(world.session)
    return world


def test_a_charge_that_is_never_answered_expires_and_pauses_the_contract(world: World) -> None:
    never_answered(world)
    assert deposits(world) == [("expired", TOTAL)]
    assert (week(world).state, world.state("C-1")) == ("unpaid", "paused")


def settles(world: World, ref: str, amount: int) -> None:
    """The provider says at last that a charge went through."""
    event = Request(
        "provider:sandbox",
        f"{ref}:late",
        command="provider.event",
        ref=ref,
        extra="settled",
        answers={"amount": (str(amount),)},
    )
    world.house.pipeline.handle(world.session, event)


def test_a_charge_that_arrives_after_it_expired_pays_the_week(world: World) -> None:
    never_answered(world)
    settles(world, "DEP-1", TOTAL)
    assert (week(world).state, week(world).funded, world.state("C-1")) == ("review", 320_00, "active")
    assert world.deadlines("WK-1")["accept"] > DAY - 1


def test_a_late_charge_and_its_retry_pay_only_once_and_the_rest_stays_in_the_wallet(world: World) -> None:
    never_answered(world)
    on_week(world, "ann", charging.retry)
    settles(world, "DEP-1", TOTAL)
    assert week(world).funded == 320_00
    world.inbox("ann")
    world.passes(seconds=2)
    assert [state for state, _amount in deposits(world)] == ["settled", "settled"]
    assert world.balance("ann", "client_wallet") == TOTAL
    assert world.balance("C-1", "contract_escrow") == 320_00
    assert "$336.00 arrived in your wallet" in told(world.inbox("ann")[-1])
    assert world.ledger_ok()


def test_a_wallet_that_is_emptied_before_the_charge_arrives_is_charged_for_the_rest(world: World) -> None:
    hired(world).has("ann", "100")
    logs(world, 480)
    until(world, NOON)
    world.does("ann", "/contract bonus C-1 60 Fast work confirm:yes")
    world.passes(seconds=2)
    world.passes(seconds=2)
    assert deposits(world) == [("settled", TOTAL - 100_00), ("settled", 60_00)]
    assert week(world).funded == 320_00
    assert world.balance("ann", "client_wallet") == 0


@pytest.mark.parametrize(
    ("minutes", "rate", "charged"), [(60, "20.18", 21_19), (60, "21.17", 22_23), (60, "20.92", 21_97)]
)
def test_odd_amounts_are_charged_to_the_cent(small_world: World, minutes: int, rate: str, charged: int) -> None:
    invoiced(small_world, minutes, f"/contract offer U-2 kind:hourly rate:{rate} limit:20h scope:Support")
    small_world.passes(hours=2)
    assert deposits(small_world)[0][1] == charged
    assert week(small_world).funded == week(small_world).amount
    assert small_world.ledger_ok()


def at_rate(world: World, rate: str) -> World:
    """A week of one hour at such a rate is invoiced."""
    return invoiced(world, 60, f"/contract offer U-2 kind:hourly rate:{rate} limit:20h scope:Support")


def test_a_charge_that_answers_late_is_waited_for(world: World) -> None:
    at_rate(world, "20.18")  # 21.19 with the fee: the sandbox answers after an hour
    assert (week(world).funded, deposits(world)) == (0, [("asked", 21_19)])
    assert "$21.19 is on its way (DEP-1)" in told(world.inbox("ann")[-1])
    world.passes(hours=1)
    assert (week(world).funded, world.state("C-1")) == (20_18, "active")


def test_a_charge_that_answers_twice_is_booked_once(world: World) -> None:
    at_rate(world, "21.17")  # 22.23 with the fee: the sandbox reports it twice
    world.passes(seconds=5)
    assert world.balance("C-1", "contract_escrow") == 21_17
    assert world.balance("ann", "client_wallet") == 0
    assert world.ledger_ok()


def test_a_week_whose_payment_is_charged_back_is_still_paid_to_the_freelancer(world: World) -> None:
    at_rate(world, "20.16")  # 21.17 with the fee: charged back an hour later
    world.passes(hours=2)
    assert deposits(world) == [("charged_back", 21_17)]
    assert world.balance("ann", "chargeback_receivable") == -21_17
    until(world, MONDAY + 16 * DAY)
    assert (week(world).state, world.balance("C-1", "contract_escrow")) == ("paid", 0)
    assert world.balance("bo", "freelancer_available") == 20_16 - 2_02
    assert world.ledger_ok()


def test_an_unpaid_week_is_asked_for_until_parley_stops_after_thirty_days(small_world: World) -> None:
    world = declined(small_world)
    world.inbox("ann")
    world.passes(days=30)
    assert week(world).state == "uncollected"
    asked = [told(card) for card in world.inbox("ann")]
    assert sum("is not paid yet" in text for text in asked) == 6
    assert "never paid" in asked[-1]
    on_week(world, "ann", charging.retry)
    world.passes(seconds=2)
    assert (week(world).funded, world.state("C-1")) == (320_00, "active")


def test_a_suspended_contract_stands_still_and_goes_on_with_what_was_left(world: World) -> None:
    invoiced(world)
    left = world.deadlines("WK-1")["accept"]
    world.does("oz", "/admin suspend U-1 Reported")
    world.passes(days=10)
    assert week(world).state == "review"
    world.does("oz", "/admin restore U-1")
    assert world.deadlines("WK-1")["accept"] == left


def test_money_that_arrives_while_a_contract_is_suspended_starts_no_clock(world: World) -> None:
    until(worked(world), NOON)
    world.does("oz", "/admin suspend U-1 Reported")
    world.passes(seconds=2)
    assert week(world).funded == 320_00
    world.passes(days=10)
    assert week(world).state == "review"
    world.does("oz", "/admin restore U-1")
    assert list(world.deadlines("WK-1")) == ["accept"]
    world.passes(days=5)
    assert week(world).state == "paid"


def test_the_same_deadline_and_the_same_event_have_one_effect(world: World) -> None:
    invoiced(world)
    before = world.balances()
    world.ticks()
    settles(world, "DEP-1", TOTAL)
    assert world.balances() == before
    assert world.events("WK-1").count("invoice") == 1


def test_a_week_after_a_downtime_gives_the_client_a_day_to_look(world: World) -> None:
    worked(world)
    world.sleeps(days=20)
    world.ticks()
    world.passes(seconds=2)
    assert week(world).state == "review"
    assert world.deadlines("WK-1")["accept"] >= DAY - 10


def test_the_system_alone_invoices(world: World) -> None:
    until(worked(world), MONDAY + 7 * DAY + HOUR)
    with pytest.raises(Refusal):
        acting(world, "ann", lambda context: context.fire(context.load("week", 1), "invoice", role=Role.CLIENT))
