"""A mediator or arbiter who loses the role or is suspended: the case waits for another, and nobody loses time by it."""

from __future__ import annotations

import pytest

from tests.core.disputes.test_neutrality import cannot_tell, code_of
from tests.core.stages import ARBITRATION, SPLIT_PROPOSED, UNRESOLVED, Stage
from tests.kit import DAY, World, labels, told


@pytest.mark.parametrize("words", ["/admin revoke mediator U-7", "/admin suspend U-7 Reported"])
def test_the_case_goes_back_to_the_pool_and_everybody_is_told(world: World, words: str) -> None:
    world.mediated().passes(days=1, hours=12)
    before, code = world.deadlines("D-1"), code_of(world, "ann")
    for nick in ("ann", "bo", "mia"):
        world.inbox(nick)
    assert "1 dispute waits for another mediator" in told(world.does("oz", words))
    assert world.recorded("D-1")["parties"].get("mediator") is None
    assert world.deadlines("D-1") == {"escalate": DAY, "propose": before["propose"] + DAY}
    for nick in ("ann", "bo"):
        assert "Mo Mediator no longer works on D-1" in told(world.inbox(nick)[-1])
    assert "Take this case" in labels(world.inbox("mia")[-1])
    assert not world.says("mo", "/dispute propose D-1 freelancer:60 Mine").ok
    world.does("mia", "/dispute claim D-1")
    assert code_of(world, "ann") != code


@pytest.mark.parametrize("stage", [SPLIT_PROPOSED, UNRESOLVED])
def test_a_vote_or_choice_goes_on_without_the_mediator(small_world: World, stage: Stage) -> None:
    world = stage(small_world)
    world.does("oz", "/admin revoke mediator U-7")
    assert cannot_tell(world, "mo", "/dispute extend {} days:2 More time")
    world.passes(days=30)
    assert world.state("D-1") == "resolved"


def test_an_arbiter_who_is_suspended_rules_no_more_and_another_one_does(small_world: World) -> None:
    world = small_world
    ARBITRATION(world).does("abe", "/dispute claim D-1")
    world.does("oz", "/admin suspend U-8 Reported")
    assert not world.says("abe", "/dispute rule D-1 freelancer:60 As proposed").ok
    world.does("mia", "/dispute rule D-1 freelancer:60 As proposed")
    assert world.state("D-1") == "resolved"


def test_a_mediator_keeps_a_case_when_it_is_another_role_that_is_lost(small_world: World) -> None:
    world = small_world.mediated()
    world.does("oz", "/admin grant arbiter U-7")
    world.does("oz", "/admin revoke arbiter U-7")
    assert world.recorded("D-1")["parties"]["mediator"] == "U-7"


def test_operators_hear_of_an_arbitration_that_nobody_takes_and_who_could(small_world: World) -> None:
    world = small_world
    ARBITRATION(world)
    world.inbox("oz")
    world.passes(days=1)
    heard = told(world.inbox("oz")[-1])
    assert "needs an arbiter who acts" in heard
    assert "U-8 Abe Arbiter (0), U-9 Mia Between (0)" in heard
    world.does("abe", "/dispute claim D-1")
    world.passes(days=3)
    assert "needs an arbiter who acts" in told(world.inbox("oz")[-1])


def test_who_comes_to_work_with_a_side_decides_nothing_any_more(small_world: World) -> None:
    world = small_world
    world.mediated().does("mo", '/contract offer U-2 amount:300 scope:"Logo"')
    world.does("bo", '/contract accept C-2 signature:"Bo Maker"')
    shown = world.says("mo", "/dispute propose D-1 freelancer:60 Two of three")
    assert "somebody else decides" in told(shown)
    assert "Propose a split" not in labels(world.says("mo", "/dispute show D-1"))
    world.does("mo", "/dispute handover D-1 U-9 I work with Bo now")
    world.does("mia", "/dispute propose D-1 freelancer:60 Two of three")
