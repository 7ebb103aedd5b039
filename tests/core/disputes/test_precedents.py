"""Precedents: decided cases by tag or words, for those who mediate, without anything that says whose they were."""

from __future__ import annotations

import pytest

from tests.core.stages import ARBITRATION
from tests.kit import World, told


def decided(world: World) -> World:
    """Mo has proposed, in words that name people and things, and both have said yes."""
    world.mediated()
    because = 'because:"Bo delivered 2 of 3 sections of M-1; Ann Client showed it, and MAKER agreed 50%_sure"'
    world.does("mo", f"/dispute propose D-1 freelancer:62.5 {because} tags:Incomplete,Größe")
    for nick in ("ann", "bo"):
        world.does(nick, "/dispute vote D-1 yes")
    return world


def found(world: World, words: str = "", nick: str = "mia") -> str:
    return told(world.does(nick, f"/dispute precedents {words}".rstrip()))


def test_a_precedent_has_reason_tags_a_band_the_split_and_the_reasons_without_names(world: World) -> None:
    shown = found(decided(world))
    assert shown == (
        "1 decided case\n"
        "the quality of the work · incomplete, grösse · $100.00 to $500.00 · 62.5 % to the freelancer · "
        "62.5 %. the freelancer delivered 2 of 3 sections of …; the client showed it, "
        "and the freelancer agreed 50%_sure"
    )


@pytest.mark.parametrize(
    "words", ["incomplete", "INCOMPLETE", "größe", "incompl", "quality", "sections", "sections incomplete", "50%_sure"]
)
def test_it_is_found_by_tags_reason_and_words_of_the_reasoning(world: World, words: str) -> None:
    assert found(decided(world), words).startswith("1 decided case")


@pytest.mark.parametrize("words", ["late", "sections late", "%", "_", "' OR 1=1 --", "x%y"])
def test_what_does_not_fit_is_not_found_and_nothing_is_read_as_a_pattern(world: World, words: str) -> None:
    shown = found(decided(world), words)
    everything = not any(letter.isalnum() for letter in words)
    assert ("1 decided case" in shown) is everything


def test_cases_that_are_open_or_withdrawn_are_no_precedents(world: World) -> None:
    ARBITRATION(world)
    assert "No such case yet" in found(world)
    world.does("ann", "/dispute withdraw D-1 We have talked")
    assert "No such case yet" in found(world)


def test_arbiters_read_them_too_and_nobody_else(world: World) -> None:
    decided(world)
    assert found(world, nick="abe") == found(world, nick="mo")
    for nick in ("ann", "bo", "cy", "eve"):
        reply = world.says(nick, "/dispute precedents")
        assert not reply.ok
        assert "sections" not in told(reply)
