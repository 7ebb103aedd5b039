"""Where the money goes: fees, parts, refunds, bonuses, deposits and payouts, to the last cent."""

from __future__ import annotations

import pytest

from tests.kit import HOUR, World, told


def test_funding_takes_the_amount_and_the_client_fee(world: World) -> None:
    world.funded()
    assert world.balance("C-1", "contract_escrow") == 20_000
    assert world.balance("platform", "platform_fees") == 1_000
    assert world.balance("platform", "provider_clearing") == -21_000
    assert world.balance("ann", "client_wallet") == 0
    assert world.ledger_ok()


def test_release_takes_the_freelancer_fee_and_clears_after_five_days(world: World) -> None:
    world.released()
    assert world.balance("bo", "freelancer_pending") == 18_000
    assert world.balance("platform", "platform_fees") == 3_000
    world.passes(days=4, hours=23)
    assert world.balance("bo", "freelancer_available") == 0
    world.passes(hours=1)
    assert world.balance("bo", "freelancer_pending") == 0
    assert world.balance("bo", "freelancer_available") == 18_000
    assert world.ledger_ok()


def test_a_withdrawal_leaves_through_the_provider(world: World) -> None:
    world.cleared()
    world.does("bo", "/wallet withdraw 100 confirm:yes")
    assert world.balance("bo", "freelancer_available") == 8_000
    assert world.balance("platform", "payout_clearing") == 10_000
    world.passes(seconds=2)
    assert world.state("W-1") == "paid"
    assert world.balance("platform", "payout_clearing") == 0
    assert world.balance("platform", "provider_clearing") == -21_000 + 10_000
    assert world.ledger_ok()


def test_a_refund_gives_the_client_fee_back(world: World) -> None:
    world.funded()
    world.does("bo", "/milestone give-refund M-1 confirm:yes")
    assert world.state("M-1") == "refunded"
    assert world.balance("ann", "client_wallet") == 21_000
    assert world.balance("C-1", "contract_escrow") == 0
    assert world.balance("platform", "platform_fees") == 0
    assert world.ledger_ok()


def test_money_in_the_wallet_is_used_first_and_only_the_rest_is_charged(world: World) -> None:
    world.hired().has("ann", "60")
    shown = world.says("ann", "/milestone fund M-1")
    assert "From your wallet: $60.00" in told(shown)
    assert "Charged to your payment method: $150.00" in told(shown)
    world.presses("ann", shown, "Confirm")
    world.passes(seconds=2)
    assert world.state("M-1") == "funded"
    assert world.balance("ann", "client_wallet") == 0
    assert world.ledger_ok()


def test_part_approval_rolls_the_rest_into_the_next_milestone(world: World) -> None:
    world.submitted()
    world.does("ann", "/milestone approve M-1 150 confirm:yes")
    assert world.state("M-1") == "released"
    assert world.state("M-2") == "agreed"
    assert world.balance("bo", "freelancer_pending") == 13_500
    assert world.balance("C-1", "contract_escrow") == 5_000
    assert world.recorded("M-2")["amounts"]["USD"]["held"] == 5_000
    assert world.ledger_ok()
    shown = world.says("ann", "/milestone fund M-2")
    assert "Amount: $250.00" in told(shown)
    assert "Client fee 5 %: $12.50" in told(shown)


def test_part_approval_of_the_last_milestone_leaves_a_funded_rest(world: World) -> None:
    world.hired()
    world.does("ann", "/milestone remove M-2")
    world.does("ann", "/milestone fund M-1 confirm:yes")
    world.passes(seconds=2)
    world.does("bo", "/milestone submit M-1 Done")
    world.does("ann", "/milestone approve M-1 150 confirm:yes")
    rest = world.recorded("M-3")
    assert (rest["state"], rest["title"], rest["amounts"]["USD"]["held"]) == ("funded", "Rest of Draft", 5_000)
    world.does("ann", "/milestone refund M-3 Not needed any more")
    world.does("bo", "/milestone give-refund M-3 confirm:yes")
    assert world.balance("C-1", "contract_escrow") == 0
    assert world.balance("ann", "client_wallet") == 5_000 + 250
    assert world.ledger_ok()


def test_a_rest_that_rolls_into_several_milestones_carries_its_fee_with_it(world: World) -> None:
    world.bid()
    world.does("ann", '/contract offer P-1 milestones:"One=300; Two=100; Three=100; Four=50" scope:"One page"')
    world.does("bo", '/contract accept C-1 signature:"Bo Maker"')
    world.does("ann", "/milestone fund M-1 confirm:yes")
    world.passes(seconds=2)
    world.does("bo", "/milestone submit M-1 Done")
    world.does("ann", "/milestone approve M-1 75 confirm:yes")
    fees = [world.recorded(f"M-{n}")["amounts"]["USD"]["client_fee"] for n in (1, 2, 3, 4)]
    assert fees == [375, 500, 500, 125]
    for n in (2, 3, 4):
        world.does("ann", f"/milestone refund M-{n} We stop here")
        world.does("bo", f"/milestone give-refund M-{n} confirm:yes")
    assert world.balance("ann", "client_wallet") == 22_500 + 1_125
    assert world.balance("platform", "platform_fees") == 375 + 750
    assert world.ledger_ok()


def test_a_bonus_goes_from_the_wallet_past_escrow_and_clears_like_a_milestone(world: World) -> None:
    world.hired().has("ann", "50")
    world.does("ann", "/contract bonus C-1 50 Fast work confirm:yes")
    assert world.balance("ann", "client_wallet") == 0
    assert world.balance("bo", "freelancer_pending") == 4_500
    world.passes(days=5)
    assert world.balance("bo", "freelancer_available") == 4_500
    assert world.ledger_ok()


def test_a_bonus_without_money_in_the_wallet_is_refused(world: World) -> None:
    world.hired()
    refused = world.says("ann", "/contract bonus C-1 50 Fast work confirm:yes")
    assert not refused.ok
    assert "Your wallet does not hold $50.00" in told(refused)


@pytest.mark.parametrize("amount", ["199.99", "0.13", "33.33", "1.01", "66.67"])
def test_fee_and_net_are_the_gross_to_the_cent(small_world: World, amount: str) -> None:
    world = small_world
    world.submitted()
    world.does("ann", f"/milestone approve M-1 {amount} confirm:yes")
    paid = world.recorded("M-1")["amounts"]["USD"]
    assert world.balance("bo", "freelancer_pending") + paid["freelancer_fee"] == paid["released"]
    assert world.ledger_ok()


def test_yen_have_no_cents_and_a_fee_of_less_than_half_a_yen_is_none(world: World) -> None:
    world.joined()
    world.does("ann", '/contract offer U-2 milestones:"A=9 JPY; B=9 JPY" scope:"Two words" many:yes')
    world.does("bo", '/contract accept C-1 signature:"Bo Maker"')
    for milestone in ("M-1", "M-2"):
        world.does("ann", f"/milestone fund {milestone} confirm:yes")
        world.passes(seconds=2)
    assert world.balance("C-1", "contract_escrow", "JPY") == 18
    world.does("ann", "/contract end C-1 reason:done balance:pay confirm:yes")
    assert world.balance("bo", "freelancer_pending", "JPY") == 16
    assert world.balance("platform", "platform_fees", "JPY") == 2
    assert world.ledger_ok()


# magic amounts of the sandbox


def test_a_declined_deposit_charges_nothing_and_leaves_the_milestone_to_be_funded(world: World) -> None:
    world.joined()
    world.does("ann", "/wallet deposit 10.13 confirm:yes")
    world.passes(seconds=2)
    assert world.state("DEP-1") == "failed"
    assert world.balances() == {}
    assert "was declined" in told(world.inbox("ann")[-1])


def test_the_sandbox_declines_the_next_charge_when_told_to_and_only_that(world: World) -> None:
    world.joined()
    world.house.provider.decline_next()
    world.house.provider.decline_next()
    assert world.house.provider.events() == []
    world.does("ann", "/wallet deposit 10.00 confirm:yes")
    world.passes(seconds=2)
    assert world.state("DEP-1") == "failed"
    assert world.balances() == {}
    assert "the bank declined the card" in told(world.inbox("ann")[-1])
    world.does("ann", "/wallet deposit 10.00 confirm:yes")
    world.passes(seconds=2)
    assert world.state("DEP-2") == "settled"
    assert world.ledger_ok()


def test_a_declined_payment_for_a_milestone_leaves_it_agreed(world: World) -> None:
    world.joined()
    world.does("ann", '/contract offer U-2 amount:107.74 scope:"Two words"')
    world.does("bo", '/contract accept C-1 signature:"Bo Maker"')
    world.does("ann", "/milestone fund M-1 confirm:yes")
    assert world.recorded("DEP-1")["amounts"]["USD"]["amount"] == 11_313
    world.passes(seconds=2)
    assert (world.state("DEP-1"), world.state("M-1")) == ("failed", "agreed")
    world.does("ann", "/milestone fund M-1 confirm:yes")


def test_a_charge_back_is_booked_on_what_the_client_owes_and_stops_their_payouts(world: World) -> None:
    world.cleared()
    world.does("bo", "/account join role:client")
    world.has("bo", "10.17")
    assert world.state("DEP-2") == "settled"
    world.passes(hours=1)
    world.passes(seconds=2)
    assert world.state("DEP-2") == "charged_back"
    assert world.balance("bo", "chargeback_receivable") == -1_017
    assert world.balance("bo", "client_wallet") == 1_017
    refused = world.says("bo", "/wallet withdraw 100 confirm:yes")
    assert not refused.ok
    assert "on hold" in told(refused)
    assert world.balance("bo", "freelancer_available") == 18_000
    assert world.ledger_ok()
    world.does("oz", "/admin restore U-2")
    assert "on hold" not in told(world.says("bo", "/wallet withdraw 100 confirm:yes"))


def test_a_silent_deposit_arrives_late_and_still_funds(world: World) -> None:
    world.joined()
    world.does("ann", '/contract offer U-2 amount:10.66 scope:"Two words"')
    world.does("bo", '/contract accept C-1 signature:"Bo Maker"')
    world.does("ann", "/milestone fund M-1 confirm:yes")
    assert world.recorded("DEP-1")["amounts"]["USD"]["amount"] == 1_119
    world.passes(minutes=30)
    assert (world.state("DEP-1"), world.state("M-1")) == ("asked", "agreed")
    refused = world.says("ann", "/milestone fund M-1 confirm:yes")
    assert "on its way already" in told(refused)
    world.passes(minutes=31)
    assert (world.state("DEP-1"), world.state("M-1")) == ("settled", "funded")
    assert world.ledger_ok()


def test_a_deposit_that_is_reported_twice_counts_once(world: World) -> None:
    world.joined().has("ann", "10.23")
    world.passes(minutes=1)
    assert world.balance("ann", "client_wallet") == 1_023
    assert world.events("DEP-1") == ["ask", "settle"]
    assert world.ledger_ok()


def test_a_withdrawal_that_comes_back_is_available_again(world: World) -> None:
    world.cleared()
    world.does("bo", "/wallet withdraw 100.13 confirm:yes")
    world.passes(seconds=2)
    assert world.state("W-1") == "failed"
    assert world.balance("bo", "freelancer_available") == 18_000
    assert world.balance("platform", "payout_clearing") == 0
    assert "came back" in told(world.inbox("bo")[-1])
    assert world.ledger_ok()


def test_a_bank_that_says_nothing_is_asked_and_the_money_is_sent_once(world: World) -> None:
    world.cleared()
    world.does("bo", "/wallet withdraw 100.19 confirm:yes")
    world.passes(minutes=3)
    assert world.state("W-1") == "unknown"
    for _ in range(5):
        world.passes(minutes=10)
    assert world.events("W-1").count("inquire") == 5
    assert world.balance("platform", "payout_clearing") == 10_019
    world.passes(minutes=10)
    assert world.state("W-1") == "paid"
    assert world.events("W-1").count("send") == 1
    assert world.balance("platform", "payout_clearing") == 0
    assert world.deadlines("W-1") == {}
    assert world.ledger_ok()


def test_a_payout_that_is_reported_twice_counts_once(world: World) -> None:
    world.cleared()
    world.does("bo", "/wallet withdraw 100.23 confirm:yes")
    world.passes(minutes=1)
    assert world.events("W-1") == ["ask", "send", "confirm"]
    assert world.ledger_ok()


def test_a_provider_that_names_another_amount_is_not_believed(world: World) -> None:
    world.joined()
    world.does("ann", "/wallet deposit 40 confirm:yes")
    event = {"ref": "DEP-1", "extra": "settled", "answers": {"amount": ("4100",)}}
    world.hears(world.request("ann", who=None, source="provider:sandbox", command="provider.event", **event))
    assert world.state("DEP-1") == "asked"
    assert world.balances() == {}


def test_the_largest_amounts_add_up_and_stop_nobody_else(world: World) -> None:
    """The fee comes on top of the largest amount that can be typed, and that is too much for one payment."""
    world.joined()
    world.does("ann", '/contract offer U-2 amount:9,000,000,000,000.00 scope:"A moon"')
    world.does("bo", '/contract accept C-1 signature:"Bo Maker"')
    refused = world.says("ann", "/milestone fund M-1 confirm:yes")
    assert "is the most for one payment" in told(refused)
    world.has("ann", "9,000,000,000,000.00").does("ann", "/milestone fund M-1 confirm:yes")
    world.passes(seconds=2)
    assert world.balance("C-1", "contract_escrow") == 900_000_000_000_000
    world.does("bo", "/milestone give-refund M-1 confirm:yes")
    assert world.balance("ann", "client_wallet") == 945_000_000_000_000
    assert world.ledger_ok()


def test_an_event_that_cannot_be_taken_keeps_no_other_waiting(world: World, capfd: pytest.CaptureFixture[str]) -> None:
    world.joined()
    for nick in ("ann", "dee"):
        world.does(nick, "/wallet deposit 40 confirm:yes")
    world.delivers()
    with world.session.transaction(write=True):
        world.session.execute("UPDATE sandbox_payments SET key = 'DEP-99' WHERE key = 'DEP-1'", {})
    world.passes(seconds=2)
    assert world.state("DEP-2") == "settled"
    assert "provider event failed" in capfd.readouterr().out


# contracts that end with money in them


def test_a_freelancer_who_ends_gives_back_what_is_held(world: World) -> None:
    world.submitted()
    shown = world.says("bo", "/contract end C-1 reason:ill")
    assert "Goes back to Ann Client: $200.00" in told(shown)
    world.presses("bo", shown, "Confirm")
    assert (world.state("C-1"), world.state("M-1"), world.state("M-2")) == ("ended", "refunded", "dropped")
    assert world.balance("ann", "client_wallet") == 21_000
    assert world.ledger_ok()


def test_a_client_who_ends_pays_the_balance(world: World) -> None:
    world.submitted()
    world.does("ann", "/contract end C-1 reason:completed balance:pay confirm:yes")
    assert (world.state("C-1"), world.state("M-1"), world.state("M-2")) == ("ended", "released", "dropped")
    assert world.balance("bo", "freelancer_pending") == 18_000
    assert world.ledger_ok()


def test_what_rolled_into_the_next_milestone_is_paid_with_the_balance(world: World) -> None:
    world.submitted()
    world.does("ann", "/milestone approve M-1 150 confirm:yes")
    summary = world.says("ann", "/contract end C-1 reason:completed balance:pay")
    assert "Paid to Bo Maker, before fees: $50.00" in told(summary)
    world.presses("ann", summary, "Confirm")
    assert (world.state("M-2"), world.balance("C-1", "contract_escrow")) == ("released", 0)
    assert world.balance("bo", "freelancer_pending") == 18_000
    world.passes(days=14)
    assert world.state("C-1") == "closed"
    assert world.ledger_ok()


def test_a_client_who_ends_asks_the_balance_back_and_silence_gives_it(world: World) -> None:
    world.submitted()
    world.does("ann", "/contract end C-1 reason:changed balance:refund confirm:yes")
    assert (world.state("C-1"), world.state("M-1")) == ("ended", "refund_asked")
    world.passes(days=7)
    assert world.state("M-1") == "refunded"
    assert world.balance("ann", "client_wallet") == 21_000
    world.passes(days=7)
    assert world.state("C-1") == "closed"
    assert world.ledger_ok()


def test_a_client_who_ends_says_what_is_to_become_of_held_money(world: World) -> None:
    world.submitted()
    asked = world.says("ann", "/contract end C-1 reason:completed confirm:yes")
    assert not asked.ok or asked.form is not None
    assert "balance" in told(asked).casefold()
    assert world.state("C-1") == "active"


def test_a_deposit_that_arrives_after_the_end_stays_in_the_wallet(world: World) -> None:
    world.hired()
    world.does("ann", "/milestone fund M-1 confirm:yes")
    world.does("bo", "/contract end C-1 reason:ill")
    world.passes(seconds=2)
    assert (world.state("DEP-1"), world.state("M-1")) == ("settled", "dropped")
    assert world.balance("ann", "client_wallet") == 21_000
    assert world.ledger_ok()


def test_the_statement_shows_every_movement_once(world: World) -> None:
    world.cleared()
    month = told(world.says("bo", "/wallet statement 2025-11"))
    assert "+$180.00 · freelancer pending · release M-1" in month
    assert "−$180.00 · freelancer pending · clear M-1" in month
    assert "+$180.00 · freelancer available · clear M-1" in month


def test_a_new_payout_method_waits_three_days(world: World) -> None:
    world.released()
    world.passes(days=5)
    world.does("bo", '/wallet method add kind:bank name:"Bo Maker" account:DE02120300000000202051')
    refused = world.says("bo", "/wallet withdraw 100 confirm:yes")
    assert "becomes active" in told(refused)
    world.passes(days=2, hours=23)
    assert not world.says("bo", "/wallet withdraw 100 confirm:yes").ok
    world.clock.advance(HOUR)
    world.does("bo", "/wallet withdraw 100 confirm:yes")
