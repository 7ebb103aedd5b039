"""Templates: a company's own tasks, in order, in versions, never in a circle."""

from __future__ import annotations

import pytest

from tests.core.test_onboarding import OFFER, SIGN, onboarding
from tests.core.trial import changed, picture
from tests.kit import World, told


def titles(world: World, contract: str) -> list[str]:
    return [task["title"] for task in world.recorded(contract)["tasks"]]


def test_own_tasks_come_before_the_classification_with_all_that_they_ask_for(world: World) -> None:
    asks = 'owner:operator help:"The policy, in force" review:yes file:yes valid:"1 month" after:1'
    onboarding(world, f'add "Proof of insurance" {asks}')
    assert titles(world, "C-1")[-2:] == ["Proof of insurance", "Classification"]
    shown = told(world.says("oz", "/onboarding show T-5"))
    assert "The policy, in force" in shown
    assert "Wants: a file" in shown
    assert "Reviewed by: Ann Client" in shown


def test_a_title_that_is_there_already_is_changed_and_not_doubled(world: World) -> None:
    world.joined()
    words = '/onboarding template add title:"Confidentiality agreement" owner:freelancer signature:yes'
    shown = told(world.does("ann", words))
    assert shown.count("Confidentiality agreement") == 1


def test_an_emptied_template_leaves_the_classification(world: World) -> None:
    onboarding(world, "empty")
    assert titles(world, "C-1") == ["Classification"]
    world.does("ann", "/onboarding template standard")
    assert len(told(world.says("ann", "/onboarding template")).splitlines()) == 7


def test_a_running_case_keeps_its_own_version(world: World) -> None:
    onboarding(world)
    world.does("ann", "/onboarding template remove 2")
    assert len(titles(world, "C-1")) == 5
    onboarding(world, number=2)
    assert len(titles(world, "C-2")) == 4
    assert (world.recorded("ONB-1")["template"], world.recorded("ONB-2")["template"]) == (0, 1)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("edit 1 after:2", "edit 1 after:2"), "circle"),
        (("edit 1 after:1",), "cannot come after itself"),
        (("edit 9 review:yes",), "tasks 1 to 5"),
        (("edit 1 after:77",), "no such task"),
        (("remove 5",), "part of every onboarding"),
        (("edit 5 owner:freelancer",), "The client classifies"),
        (("edit 1",), "Nothing was given"),
        (('add "" owner:client',), ""),
    ],
)
def test_what_cannot_be_followed_is_refused_with_the_reason(world: World, words: tuple[str, ...], said: str) -> None:
    world.joined()
    *before, last = words
    for text in before:
        world.does("ann", f"/onboarding template {text}")
    seen = picture(world.session)
    refused = world.says("ann", f"/onboarding template {last}")
    assert not refused.ok or refused.form is not None
    assert said in told(refused)
    assert changed(seen, picture(world.session)) == {}


def test_by_default_new_contracts_go_through_it_and_an_offer_can_say_otherwise(world: World) -> None:
    world.joined().does("ann", "/onboarding template default yes")
    for number, words in enumerate(("", " onboarding:no"), 1):
        world.does("ann", f'/contract offer U-2 amount:300 scope:"Logo"{words}')
        world.does("bo", f"/contract accept C-{number} {SIGN}")
    assert (world.state("C-1"), world.state("C-2")) == ("onboarding", "active")
    world.does("dee", "/contract offer U-2 amount:300 scope:Logo")
    world.does("bo", f"/contract accept C-3 {SIGN}")
    assert world.state("C-3") == "active"


def test_the_platform_classifies_as_a_service_where_the_template_says_so(world: World) -> None:
    onboarding(world, "empty", "edit 1 owner:operator")
    assert not world.says("ann", "/onboarding classify T-1 decision:contractor Mine").ok
    world.does("oz", "/onboarding classify T-1 decision:contractor Own tools, own hours")
    assert world.state("C-1") == "active"
    assert OFFER.endswith("onboarding:yes")
