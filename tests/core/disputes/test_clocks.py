"""Each state's clock: what silence decides, who is told, the same time for both, and nothing frozen for ever."""

from __future__ import annotations

import pytest

from statemachines.dispute import DISPUTE
from tests.core.disputes.test_stories import outcome
from tests.core.stages import ARBITRATION, MEDIATION, SPLIT_PROPOSED, UNRESOLVED, Stage
from tests.kit import DAY, HOUR, World, told

LIVE: dict[str, Stage] = {
    "awaiting_response": World.disputed,
    "mediation": MEDIATION,
    "proposed": SPLIT_PROPOSED,
    "unresolved": UNRESOLVED,
    "arbitration": ARBITRATION,
}


def test_every_live_state_is_here() -> None:
    assert set(LIVE) == DISPUTE.live


@pytest.mark.parametrize("state", LIVE)
def test_no_silence_leaves_the_money_frozen_for_ever(world: World, state: str) -> None:
    LIVE[state](world)
    world.passes(days=40)
    assert world.state("D-1") == "resolved"
    assert world.state("M-1") == "settled"
    assert outcome(world)[0] == "resolved"
    assert world.deadlines("D-1") == {}


@pytest.mark.parametrize("state", LIVE)
def test_no_downtime_leaves_the_money_frozen_for_ever(small_world: World, state: str) -> None:
    world = LIVE[state](small_world)
    for _ in range(4):
        world.sleeps(days=40)
        world.ticks()
        world.passes(days=15)
    assert outcome(world)[:2] == ("resolved", "settled")


@pytest.mark.parametrize("state", LIVE)
def test_every_clock_is_on_the_card_of_both_with_what_happens(small_world: World, state: str) -> None:
    world = LIVE[state](small_world)
    running = world.deadlines("D-1")
    assert running
    for nick in ("ann", "bo"):
        shown = told(world.says(nick, "/dispute show D-1"))
        for left in running.values():
            assert f"@{world.clock.now() + left}" in shown


def test_a_downtime_takes_no_time_from_a_mediator_or_a_side(world: World) -> None:
    world.mediated().passes(hours=1)
    before = world.deadlines("D-1")
    world.sleeps(days=20)
    world.ticks()
    assert world.deadlines("D-1") == before
    assert world.state("D-1") == "mediation"


def test_operators_see_which_cases_wait_and_who_could_take_them(world: World) -> None:
    world.declined()
    assert "1 dispute needs somebody" in told(world.says("oz", "/admin queue"))
    assert "U-7 Mo Mediator (0), U-9 Mia Between (0)" in told(world.says("oz", "/admin queue"))
    world.does("mo", "/dispute claim D-1")
    assert "Nothing waits" in told(world.says("oz", "/admin queue"))
    world.passes(days=2)
    assert "D-1" in told(world.says("oz", "/admin queue"))


def test_without_an_answer_it_goes_as_claimed_and_both_are_told(world: World) -> None:
    world.disputed()
    assert world.deadlines("D-1") == {"lapse": 5 * DAY}
    world.passes(days=4, hours=1)
    assert any("waits for your answer" in told(card) for card in world.inbox("bo"))
    assert not any("waits for your answer" in told(card) for card in world.inbox("ann"))
    world.passes(hours=23)
    assert outcome(world) == ("resolved", "settled", 0, 21_000)
    for nick in ("ann", "bo"):
        assert any("D-1" in told(card) and "did not answer in time" in told(card) for card in world.inbox(nick))


def test_a_case_that_nobody_takes_goes_to_the_operators_and_in_the_end_to_arbitration(world: World) -> None:
    world.declined()
    assert world.deadlines("D-1") == {"escalate": DAY, "propose": 14 * DAY}
    world.passes(days=1)
    assert "needs a mediator who acts" in told(world.inbox("oz")[-1])
    world.passes(days=13)
    assert world.state("D-1") == "unresolved"
    world.passes(days=7)
    assert outcome(world) == ("resolved", "settled", 0, 21_000)


def test_an_idle_mediator_is_reminded_and_operators_hand_the_case_to_another(world: World) -> None:
    world.mediated()
    world.passes(days=1, hours=1)
    assert any("waits for your next move" in told(card) for card in world.inbox("mo"))
    world.passes(hours=23)
    assert any("needs a mediator who acts" in told(card) for card in world.inbox("oz"))
    world.does("oz", "/dispute handover D-1 U-9 Mo is away")
    assert world.recorded("D-1")["parties"]["mediator"] == "U-9"
    assert not world.says("mo", "/dispute show D-1").ok
    world.does("mia", "/dispute propose D-1 freelancer:50 Halves")


def test_a_vote_that_does_not_come_is_no_agreement(world: World) -> None:
    SPLIT_PROPOSED(world).does("ann", "/dispute vote D-1 yes")
    world.inbox("ann")
    world.passes(days=1, hours=1)
    assert any("waits for your vote" in told(card) for card in world.inbox("bo"))
    assert not any("waits for your vote" in told(card) for card in world.inbox("ann"))
    world.passes(hours=23)
    assert world.state("D-1") == "unresolved"
    assert "not both voted yes in time" in told(world.inbox("ann")[-1])


def test_a_ruling_that_does_not_come_is_the_mediators_proposal_and_the_fees_come_back(world: World) -> None:
    ARBITRATION(world).passes(days=14)
    assert outcome(world) == ("resolved", "settled", 10_800, 8_400 + 1_000)
    assert world.balance("bo", "freelancer_available") == 1_000


def test_extra_time_is_the_same_for_both_and_there_is_an_end_to_it(world: World) -> None:
    SPLIT_PROPOSED(world)
    assert world.deadlines("D-1") == {"vote": 2 * DAY}
    assert not world.says("mo", "/dispute extend D-1 days:8 Long").ok
    world.does("mo", "/dispute extend D-1 days:3 Ann is travelling")
    assert world.deadlines("D-1") == {"vote": 5 * DAY}
    for nick in ("ann", "bo"):
        assert "3 more days. Ann is travelling" in told(world.inbox(nick)[-1])
    world.does("mo", "/dispute extend D-1 days:7 Bo is ill")
    assert world.deadlines("D-1") == {"vote": 12 * DAY}
    assert "as often as is allowed" in told(world.says("mo", "/dispute extend D-1 days:1 Again"))


def test_while_the_contract_is_suspended_all_clocks_stand_still_and_nobody_moves(world: World) -> None:
    SPLIT_PROPOSED(world).passes(hours=12)
    before = world.deadlines("D-1")
    world.does("oz", "/admin suspend U-2 Reported")
    world.passes(days=30)
    assert (world.state("D-1"), world.deadlines("D-1")) == ("proposed", {})
    assert not world.says("ann", "/dispute vote D-1 no").ok
    world.does("oz", "/admin restore U-2")
    assert world.deadlines("D-1") == before == {"vote": 36 * HOUR}
    world.does("ann", "/dispute vote D-1 no")
