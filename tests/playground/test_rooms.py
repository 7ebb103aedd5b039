"""The mediators' channel of the playground: there from the start, on both platforms, for those who mediate."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest_asyncio

from bots.playground.stage import Stage
from tests.playground.stage_kit import opened, seen, types


@pytest_asyncio.fixture
async def stage(sqlite_url: str) -> AsyncIterator[Stage]:
    async with opened(sqlite_url) as stage:
        await types(
            stage,
            "olga> /account join role:both name:Olga",
            "mia> /account join role:both name:Mia",
            "ari> /account join role:both name:Ari",
            "olga> /admin grant mediator U-2",
            "olga> /admin grant arbiter U-3",
            "olga> /admin grant operator U-3",
        )
        yield stage


def test_only_those_who_mediate_are_in_it(stage: Stage) -> None:
    inside = {seat.handle for seat in stage.seats if {"#mediators", "Mediators"} & set(seat.places)}
    assert inside == {"mia@slack", "ari@telegram", "olga@slack"}


async def test_an_operator_chooses_it_on_either_platform_and_everybody_in_it_sees_so(stage: Stage) -> None:
    await stage.types(stage.seat("olga"), "/admin mediation here", "#mediators")
    assert seen(stage, "mia", "Disputes are handled here")
    await stage.types(stage.seat("ari"), "/admin mediation here", "Mediators")
    (said,) = seen(stage, "ari", "Disputes are handled here")
    assert "Make me an administrator" not in said.text
    assert not seen(stage, "ann", "Disputes are handled here")
