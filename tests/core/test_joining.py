"""Becoming a member without typing more than a word."""

import pytest

from tests.kit import World, labels, told


@pytest.mark.parametrize("typed", ["/account join", "/job", "/milestone approve M-1"])
def test_a_stranger_joins_by_the_button_under_any_refusal(small_world: World, typed: str) -> None:
    refused = small_world.says("new", typed)
    assert labels(refused) == ["I hire", "I work", "Both"]
    assert "U-1 Never Joined · freelancer" in told(small_world.presses("new", refused, "I work"))
    assert small_world.does("new", "/account show").ok
