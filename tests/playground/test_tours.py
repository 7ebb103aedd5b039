"""The guided tours: each plays from end to end as a script, and explains every step that a newcomer is to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from bots.playground.script import Step, heading, read_script
from tests.playground.test_script import ROOT, run

TOURS = sorted((ROOT / "demos" / "tours").glob("*.txt"))
CHECKS = {"title", "about", "starts", "chapter", "wait", "sees", "show", "ledger"}
LONGEST_WHY = 160


def read(tour: Path) -> list[Step]:
    """Its steps."""
    return read_script(tour.read_text(encoding="utf-8"))


def test_there_are_tours_of_papers_of_disputes_of_the_whole_way_and_of_trouble() -> None:
    assert [tour.stem for tour in TOURS] == [
        "enterprise-hire",
        "it-went-wrong",
        "post-to-paid",
        "when-things-go-wrong",
        "working-week",
    ]


@pytest.mark.parametrize("tour", TOURS, ids=lambda tour: tour.stem)
def test_a_tour_plays_from_end_to_end(tour: Path, tmp_path: Path) -> None:
    done = run("playground", "--script", str(tour), folder=tmp_path)
    assert done.returncode == 0, done.stdout[-2_000:] + done.stderr
    assert done.stdout.splitlines()[-1] == "The ledger adds up."
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("tour", TOURS, ids=lambda tour: tour.stem)
def test_a_tour_begins_with_its_name_and_a_sentence_about_it(tour: Path) -> None:
    steps = read(tour)
    assert [step.deed for step in steps[:3]] == ["title", "about", "starts"]
    assert heading(steps, "about").endswith(".")


@pytest.mark.parametrize("tour", TOURS, ids=lambda tour: tour.stem)
def test_every_deed_of_a_tour_is_explained_shortly(tour: Path) -> None:
    deeds = [step for step in read(tour) if step.deed not in CHECKS]
    assert 20 <= len(deeds) <= 30
    assert [step.text for step in deeds if not step.why] == []
    assert [step.why for step in deeds if len(step.why) > LONGEST_WHY] == []
    assert [step.text for step in read(tour) if step.deed in CHECKS and step.why] == []


@pytest.mark.parametrize("tour", TOURS, ids=lambda tour: tour.stem)
def test_a_tour_happens_on_both_platforms_and_checks_the_ledger_at_last(tour: Path) -> None:
    steps = read(tour)
    platforms = {step.words["who"].partition("@")[2] for step in steps if "who" in step.words}
    assert platforms == {"slack", "telegram"}
    assert steps[-1].deed == "ledger"
