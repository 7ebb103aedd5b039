"""Rate, weekly limit, manual time and activities of a running contract: who may, from when on, and what it covers."""

from __future__ import annotations

import pytest

from tests.core.hours.hourly import MONDAY, NOON, OFFER, hired, logs, until, week
from tests.kit import DAY, HOUR, World, told


def test_a_raised_limit_covers_time_that_is_logged_already(world: World) -> None:
    logs(hired(world, "/contract offer U-2 kind:hourly rate:40 limit:6h scope:Support"), 480)
    assert week(world).billable == 360
    world.inbox("bo")
    said = told(world.does("ann", "/contract limit C-1 8h"))
    assert "weekly limit 6 h → 8 h, at once" in said
    assert (week(world).billable, week(world).amount) == (480, 320_00)
    assert "Ann Client changed C-1 “Support”: weekly limit 6 h → 8 h" in told(world.inbox("bo")[-1])


def test_a_raise_on_monday_morning_covers_the_week_that_is_about_to_be_invoiced(world: World) -> None:
    logs(hired(world, "/contract offer U-2 kind:hourly rate:40 limit:6h scope:Support"), 480)
    until(world, MONDAY + 7 * DAY + HOUR)
    world.does("ann", "/contract limit C-1 none")
    assert week(world).billable == 480


def test_a_raise_after_the_invoice_changes_nothing_in_it(world: World) -> None:
    logs(hired(world, "/contract offer U-2 kind:hourly rate:40 limit:6h scope:Support"), 480)
    until(world, NOON)
    world.does("ann", "/contract limit C-1 8h")
    assert (week(world).billable, week(world).amount) == (360, 240_00)


def test_a_cut_counts_from_next_monday_and_the_card_says_so(world: World) -> None:
    logs(hired(world), 480)
    shown = told(world.does("ann", "/contract limit C-1 6h"))
    assert "from next Monday" in shown
    assert "at most 20 h a week" in shown
    assert "Weekly limit: 6 h from " in shown
    assert week(world).billable == 480
    until(world, MONDAY + 7 * DAY)
    assert "at most 6 h a week" in told(world.does("ann", "/contract show C-1"))
    logs(world, 480)
    assert (week(world, 1).billable, week(world, 2).billable) == (480, 360)


def test_a_cut_that_has_not_come_yet_can_be_taken_back(world: World) -> None:
    hired(world).does("ann", "/contract limit C-1 6h")
    world.does("ann", "/contract limit C-1 20h")
    until(world, MONDAY + 7 * DAY)
    assert "at most 20 h a week" in told(world.does("ann", "/contract show C-1"))


def test_a_raise_never_lowers_the_week_before(world: World) -> None:
    logs(hired(world), 480)
    world.does("ann", "/contract limit C-1 2h")
    until(world, MONDAY + 7 * DAY + HOUR)
    world.does("ann", "/contract limit C-1 5h")
    assert week(world).billable == 480
    assert "at most 5 h a week" in told(world.does("ann", "/contract show C-1"))


def test_a_new_rate_counts_for_work_from_now_on(world: World) -> None:
    logs(hired(world), 60)
    world.does("ann", "/contract rate C-1 45")
    logs(world, 60)
    assert week(world).amount == 85_00
    world.does("bo", "/contract rate C-1 30")
    logs(world, 60)
    assert week(world).amount == 115_00


@pytest.mark.parametrize(("nick", "rate"), [("ann", "35"), ("bo", "45")])
def test_only_the_client_raises_and_only_the_freelancer_lowers(small_world: World, nick: str, rate: str) -> None:
    reply = hired(small_world).says(nick, f"/contract rate C-1 {rate}")
    assert not reply.ok
    assert "Only the client raises the rate, and only the freelancer lowers it" in told(reply)


@pytest.mark.parametrize(
    ("nick", "text", "sentence"),
    [
        ("ann", "/contract limit C-1 20h", "The limit is 20 h already."),
        ("ann", "/contract limit C-1 169h", "A week has 168 hours"),
        ("ann", "/contract limit C-1 soon", "not a duration"),
        ("ann", "/contract rate C-1 40", "already"),
        ("ann", '/contract rate C-1 "45 EUR"', "This contract is in USD."),
        ("ann", "/contract manual C-1 yes", "agreed already"),
        ("ann", "/contract codes C-1 none", "already"),
        ("bo", "/contract limit C-1 30h", "That is for clients."),
        ("bo", "/contract manual C-1 no", "That is for clients."),
        ("bo", "/contract pause C-1", "That is for clients."),
        ("eve", "/contract limit C-1 30h", "C-1"),
    ],
)
def test_what_does_not_fit_is_refused_with_the_reason(small_world: World, nick: str, text: str, sentence: str) -> None:
    hired(small_world)
    before = small_world.recorded("C-1")
    reply = small_world.says(nick, text)
    assert sentence in told(reply)
    assert small_world.recorded("C-1") == before


def test_a_contract_of_milestones_has_no_weekly_limit(small_world: World) -> None:
    reply = small_world.hired().says("ann", "/contract limit C-1 30h")
    assert "paid by milestones" in told(reply)


def test_every_change_is_a_version_of_the_terms_with_its_hash(world: World) -> None:
    hired(world)
    first = told(world.does("ann", "/contract document C-1"))
    world.does("ann", "/contract limit C-1 30h")
    world.does("ann", "/contract manual C-1 no")
    world.does("ann", "/contract codes C-1 design, code")
    second = told(world.does("bo", "/contract document C-1"))
    assert "version 4 of 4" in second
    assert first.split("Hash of the terms: ")[1][:64] != second.split("Hash of the terms: ")[1][:64]
    assert world.events("C-1")[-3:] == ["adjust"] * 3
    card = told(world.does("bo", "/contract show C-1"))
    assert "Activities: design, code" in card
    assert "Time without evidence: is not taken" in card
    world.does("ann", "/contract codes C-1 none")
    assert "Activities" not in told(world.does("bo", "/contract show C-1"))


def test_a_proposed_change_is_settled_before_anything_else_changes(small_world: World) -> None:
    hired(small_world).does("bo", '/contract change C-1 scope:"More support"')
    reply = small_world.says("ann", "/contract limit C-1 30h")
    assert "waits for an answer" in told(reply)
    small_world.does("ann", "/contract approve-change C-1")
    small_world.does("ann", "/contract limit C-1 30h")
    assert "Scope: More support" in told(small_world.does("ann", "/contract show C-1"))


def test_manual_time_is_allowed_unless_the_offer_says_no(small_world: World) -> None:
    hired(small_world)
    assert "Time without evidence: may be entered" in told(small_world.does("bo", "/contract show C-1"))
    small_world.does("ann", f"{OFFER} manual:no")
    assert "Time without evidence: is not taken" in told(small_world.does("bo", "/contract show C-2"))


def test_a_counter_offer_may_change_rate_and_limit(small_world: World) -> None:
    small_world.joined().does("ann", OFFER)
    small_world.does("bo", "/contract counter C-1 rate:50 limit:30h because:Urgent")
    shown = told(small_world.does("ann", "/contract show C-1"))
    assert "rate: $40.00 → $50.00; limit: 20 h → 30 h" in shown
    small_world.does("ann", "/contract approve-change C-1")
    assert "$50.00 an hour, at most 30 h a week" in told(small_world.does("ann", "/contract show C-1"))
    small_world.does("bo", '/contract accept C-1 signature:"Bo Maker"')
    logs(small_world, 60)
    assert week(small_world).amount == 50_00


def test_a_counter_offer_of_a_fixed_price_has_no_rate(small_world: World) -> None:
    reply = small_world.offered().says("bo", "/contract counter C-1 rate:50 because:Urgent")
    assert "fixed price" in told(reply)


def test_a_paused_contract_goes_on_when_the_client_says_so(world: World) -> None:
    hired(world).does("ann", "/contract pause C-1")
    assert world.state("C-1") == "paused"
    assert "is paused" in told(world.inbox("bo")[-1])
    world.does("ann", "/contract resume C-1")
    assert world.state("C-1") == "active"


def test_a_rate_that_looks_like_a_slip_is_asked_back(small_world: World) -> None:
    hired(small_world)
    for nick, rate in (("ann", "400"), ("bo", "4")):
        reply = small_world.says(nick, f"/contract rate C-1 {rate}")
        assert not reply.ok
        assert "looks like a slip" in told(reply)
    small_world.does("ann", "/contract rate C-1 80")


def test_a_limit_goes_in_steps_as_time_does(small_world: World) -> None:
    reply = hired(small_world).says("ann", "/contract limit C-1 7m")
    assert "in steps of 10 minutes" in told(reply)
