"""The seed: a marketplace at work within seconds, on a fresh stage or among what is there already."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from bots.playground import seed
from bots.playground.seat import NotThere
from bots.playground.seed import sow
from bots.playground.stage import Stage
from tests.playground.stage_kit import hired, opened, seen, state, types
from tests.playground.test_script import run


@pytest_asyncio.fixture
async def stage(sqlite_url: str) -> AsyncIterator[Stage]:
    async with opened(sqlite_url) as stage:
        yield stage


async def test_it_brings_people_jobs_proposals_and_contracts_in_a_few_seconds(stage: Stage) -> None:
    began = time.perf_counter()
    await sow(stage)
    assert time.perf_counter() - began < 5
    assert len(stage.seats) == 13
    assert await stage.thing("U-13")
    assert not await stage.thing("U-14")
    assert [await state(stage, f"J-{number}") for number in range(1, 21)].count("open") == 19
    assert [await state(stage, f"P-{number}") for number in range(1, 13)].count("submitted") == 9
    assert (await state(stage, "C-1"), await state(stage, "C-2")) == ("active", "offered")
    assert await state(stage, "M-1") == "submitted"
    assert not await stage.thing("J-21")
    assert len([shown for shown in seen(stage, "max", "J-") if shown.place == "#jobs"]) == 20
    assert await stage.violations() == []


async def test_it_can_be_sown_among_what_is_there(stage: Stage) -> None:
    await hired(stage)
    await types(stage, "ann> /job post A job of Ann's budget:90 description:x")
    await sow(stage)
    assert (await state(stage, "C-1"), await state(stage, "C-2")) == ("active", "active")
    assert await state(stage, "J-21") == "open"
    assert await stage.violations() == []


async def test_a_seed_that_fails_says_where(stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bad = tmp_path / "seed.txt"
    bad.write_text("ann@slack> /account join role:client\nann@slack calls J $page\n", encoding="utf-8")
    monkeypatch.setattr(seed, "SEED", bad)
    with pytest.raises(NotThere, match="Line 2 failed: ann@slack calls J"):
        await sow(stage)


def test_it_plays_as_a_script(tmp_path: Path) -> None:
    done = run("playground", "--script", str(seed.SEED), folder=tmp_path)
    assert (done.returncode, done.stderr) == (0, ""), done.stdout[-2_000:]
    assert "Put it right" not in done.stdout
