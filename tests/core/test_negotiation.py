"""From a job to a signed contract: what one thing's step makes of the others."""

from __future__ import annotations

import pytest

from tests.kit import DAY, HOUR, World, told


def states(world: World, *refs: str) -> tuple[str, ...]:
    return tuple(world.state(ref) for ref in refs)


def two_bids(world: World) -> World:
    """Bo's proposal P-1 and Cy's proposal P-2 for J-1."""
    world.bid().does("cy", "/proposal send J-1 bid:400 I am cheaper")
    return world


def test_the_whole_way_to_a_signed_contract(world: World) -> None:
    world.bid()
    assert states(world, "J-1", "P-1") == ("open", "submitted")
    world.does("ann", "/proposal shortlist P-1")
    world.does("ann", '/contract offer P-1 milestones:"Draft=150; Final=300" scope:"One page"')
    assert states(world, "P-1", "C-1", "M-1", "M-2") == ("offered", "offered", "agreed", "agreed")
    world.does("bo", '/contract accept C-1 signature:"Bo Maker"')
    assert states(world, "J-1", "P-1", "C-1") == ("filled", "hired", "active")
    document = told(world.says("bo", "/contract document C-1"))
    assert "Signed: Bo Maker" in document
    assert "policy version 1" in document


def test_who_is_not_hired_is_told_when_the_job_is_filled(world: World) -> None:
    two_bids(world)
    world.does("ann", "/contract offer P-1 scope:Work")
    world.inbox("cy")
    world.does("bo", '/contract accept C-1 signature:"Bo Maker"')
    assert states(world, "P-1", "P-2") == ("hired", "closed")
    assert "no longer open" in told(world.inbox("cy")[-1])


def test_a_job_for_two_stays_open_until_both_are_hired(world: World) -> None:
    world.joined()
    world.does("ann", "/job post Two pages budget:500 description:Work hires:2")
    for number, nick in enumerate(("bo", "cy"), 1):
        world.does(nick, "/proposal send J-1 bid:400 I will")
        world.does("ann", f"/contract offer P-{number} scope:Work")
    world.does("bo", '/contract accept C-1 signature:"Bo Maker"')
    assert states(world, "J-1", "P-2", "C-2") == ("open", "offered", "offered")
    world.does("cy", '/contract accept C-2 signature:"Cy Other"')
    assert world.state("J-1") == "filled"
    assert world.recorded("J-1")["hires"] == {"made": 2, "wanted": 2}


@pytest.mark.parametrize(
    ("nick", "text", "became"),
    [
        ("bo", "/contract decline C-1 Booked until May", "declined"),
        ("ann", "/contract withdraw C-1 Another plan", "withdrawn"),
    ],
)
def test_an_offer_that_comes_to_nothing_leaves_the_proposal_on_the_shortlist(
    world: World, nick: str, text: str, became: str
) -> None:
    world.offered().does(nick, text)
    assert states(world, "C-1", "P-1", "M-1", "M-2", "J-1") == (became, "shortlisted", "dropped", "dropped", "open")
    world.does("ann", "/contract offer P-1 scope:Again")
    assert states(world, "C-2", "P-1") == ("offered", "offered")


@pytest.mark.parametrize(
    ("nick", "text", "proposal", "offer"),
    [
        ("bo", "/proposal withdraw P-1", "withdrawn", "declined"),
        ("ann", "/proposal decline P-1 Out of budget", "declined", "withdrawn"),
        ("ann", "/job close J-1", "closed", "withdrawn"),
        ("oz", "/admin remove J-1 Asks for free work", "closed", "withdrawn"),
    ],
)
def test_a_proposal_that_ends_takes_its_offer_with_it(
    world: World, nick: str, text: str, proposal: str, offer: str
) -> None:
    world.offered().does(nick, text)
    assert states(world, "P-1", "C-1", "M-1") == (proposal, offer, "dropped")
    assert world.recorded("C-1")["deadlines"] == []


def test_a_closed_job_can_be_reopened_and_bid_for_again(world: World) -> None:
    world.bid()
    world.does("ann", "/job close J-1")
    assert not world.says("cy", "/proposal send J-1 bid:400 I will").ok
    world.does("ann", "/job reopen J-1")
    assert world.deadlines("J-1") == {"expire": 30 * DAY}
    world.does("bo", "/proposal send J-1 bid:430 Once more")
    assert states(world, "P-1", "P-2") == ("closed", "submitted")


def test_a_counter_offer_waits_beside_the_first_terms_which_stay_acceptable(world: World) -> None:
    world.offered()
    world.does("bo", '/contract counter C-1 amount:600 milestones:"All=600" because:"More work"')
    shown = told(world.says("ann", "/contract show C-1"))
    assert "$500.00" in shown
    assert "$600.00" in shown
    world.does("bo", '/contract accept C-1 signature:"Bo Maker"')
    assert world.recorded("C-1")["terms"]["amount"] == 50_000
    assert not world.says("ann", "/contract approve-change C-1").ok


def test_an_agreed_counter_offer_replaces_the_milestones(world: World) -> None:
    world.offered()
    world.does("bo", '/contract counter C-1 milestones:"One=100; Two=200; Three=300" because:"More work"')
    world.does("ann", "/contract approve-change C-1")
    rows = [(row["title"], row["amounts"]["USD"]["agreed"]) for row in world.recorded("C-1")["milestones"]]
    assert rows == [("One", 10_000), ("Two", 20_000), ("Three", 30_000)]
    world.does("bo", '/contract counter C-1 milestones:"Only=50" because:"Less work"')
    world.does("ann", "/contract approve-change C-1")
    assert [(row["title"], row["state"]) for row in world.recorded("C-1")["milestones"]] == [("Only", "agreed")]


def test_the_first_terms_stand_after_a_refused_counter_offer(world: World) -> None:
    world.offered()
    world.does("bo", "/contract counter C-1 amount:600 More work")
    world.does("ann", "/contract reject-change C-1 Too much")
    assert world.recorded("C-1")["terms_version"] == 1
    assert not world.says("ann", "/contract reject-change C-1 Too much").ok


def test_a_newer_counter_offer_replaces_the_one_before(world: World) -> None:
    world.offered()
    world.does("bo", "/contract counter C-1 amount:600 More work")
    world.does("bo", "/contract counter C-1 amount:550 A little less")
    world.does("ann", "/contract approve-change C-1")
    assert world.recorded("C-1")["terms"]["amount"] == 55_000


def test_three_counter_offers_in_an_hour_are_the_most(world: World) -> None:
    world.offered()
    for amount in (510, 520, 530):
        world.does("bo", f"/contract counter C-1 amount:{amount} More")
    refused = world.says("bo", "/contract counter C-1 amount:540 More")
    assert not refused.ok
    assert "third change" in told(refused)
    world.clock.advance(HOUR)
    world.does("bo", "/contract counter C-1 amount:540 More")


def test_a_counter_offer_that_changes_nothing_is_none(world: World) -> None:
    world.offered()
    refused = world.says("bo", "/contract counter C-1 amount:500 milestones:Draft=200;Final=300 Same")
    assert not refused.ok
    assert world.events("C-1") == ["offer"]


def test_terms_are_hashed_and_the_signature_with_them(world: World) -> None:
    world.offered()
    first = world.recorded("C-1")["terms_hash"]
    world.does("bo", "/contract counter C-1 amount:600 More work")
    world.does("ann", "/contract approve-change C-1")
    second = world.recorded("C-1")["terms_hash"]
    assert len(first) == len(second) == 64
    assert first != second
    world.does("bo", '/contract accept C-1 signature:"Bo Maker"')
    assert second in told(world.says("ann", "/contract document C-1"))


def test_a_running_contract_is_changed_by_both_and_both_names_are_on_it(world: World) -> None:
    world.hired()
    world.does("ann", '/contract change C-1 scope:"Two pages" because:"One more idea"')
    assert not world.says("ann", "/contract approve-change C-1").ok
    world.does("bo", "/contract approve-change C-1")
    assert world.recorded("C-1")["terms"]["scope"] == "Two pages"
    by = [(line["event"], line["by"]) for line in world.recorded("C-1")["history"]]
    assert by[-2:] == [("propose_change", "U-1"), ("confirm_change", "U-2")]


def test_a_bid_stays_the_sum_of_its_milestones(world: World) -> None:
    world.posted()
    world.does("bo", '/proposal send J-1 bid:450 milestones:"Draft=150; Final=300" cover:"Ten of these"')
    refused = world.says("bo", "/proposal edit P-1 bid:400")
    assert not refused.ok
    assert "do not add up" in told(refused)
    world.does("bo", '/proposal edit P-1 bid:400 milestones:"Draft=100; Final=300"')
    world.does("ann", "/contract offer P-1 scope:Work")
    assert [row["amounts"]["USD"]["agreed"] for row in world.recorded("C-1")["milestones"]] == [10_000, 30_000]


def test_a_proposal_answers_the_questions_of_its_job(world: World) -> None:
    world.joined()
    world.does("ann", '/job post Page budget:500 description:Work questions:"Where are you?; When can you start?"')
    refused = world.says("bo", "/proposal send J-1 bid:400 cover:Mine answers:Berlin")
    assert "Where are you? / When can you start?" in told(refused)
    world.does("bo", "/proposal send J-1 bid:400 cover:Mine answers:Berlin;Monday")
    assert "Berlin / Monday" in told(world.says("ann", "/proposal show P-1"))


def test_the_freelancer_sees_what_is_left_after_fees_and_the_client_does_not(world: World) -> None:
    world.bid()
    assert "You receive: $405.00 after the $45.00 fee" in told(world.says("bo", "/proposal show P-1"))
    assert "You receive" not in told(world.says("ann", "/proposal show P-1"))


@pytest.mark.parametrize("change", ["rate:40", 'budget:"500 EUR"', "rate_max:45"])
def test_a_job_stays_paid_the_way_it_was_posted(world: World, change: str) -> None:
    world.bid()
    refused = world.says("ann", f"/job edit J-1 {change}")
    assert not refused.ok
    assert "J-1 was posted with a budget in USD" in told(refused)
    world.does("ann", "/job edit J-1 budget:600 title:Another title")
    assert world.recorded("J-1")["amounts"] == {"USD": {"budget": 60_000}}
    assert "Changed: title, budget." in told(world.inbox("bo")[-1])


def test_the_ends_of_an_hourly_rate_stay_in_order(world: World) -> None:
    world.joined()
    world.does("ann", "/job post Support kind:hourly rate:30 rate_max:45 description:Work")
    assert "upper end is below" in told(world.says("ann", "/job edit J-1 rate:50"))
    assert "upper end is below" in told(world.says("ann", "/job edit J-1 rate_max:20"))
    world.does("ann", "/job edit J-1 rate:20 rate_max:25")


def test_proposals_are_compared_from_low_to_high(world: World) -> None:
    two_bids(world)
    shown = told(world.says("ann", "/proposal compare J-1"))
    assert shown.index("P-2") < shown.index("P-1")


def test_who_worked_together_can_go_on_together(world: World) -> None:
    world.released()
    world.does("ann", "/contract end C-1 completed")
    world.does("ann", "/contract rehire C-1 scope:'The next page' amount:300 milestones:Next=300")
    assert states(world, "C-2", "M-3") == ("offered", "agreed")
    world.does("bo", '/contract accept C-2 signature:"Bo Maker"')
    assert world.state("C-2") == "active"


def test_thirty_proposals_in_a_day_are_the_most(small_world: World) -> None:
    world = small_world.joined()
    for number in range(1, 32):
        world.does("ann", f"/job post Job number {number} budget:10 description:Work")
    for number in range(1, 31):
        world.does("bo", f"/proposal send J-{number} bid:10 I will")
    refused = world.says("bo", "/proposal send J-31 bid:10 I will")
    assert "30 proposals in a day are the most" in told(refused)
    world.clock.advance(DAY)
    world.does("bo", "/proposal send J-31 bid:10 I will")
