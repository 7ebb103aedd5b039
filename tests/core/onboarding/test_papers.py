"""The papers: complete, plain, filled in safely, and hashed as shown."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.card import names_in
from core.onboarding.papers import DAY, OPTIONAL, PAPERS, STANDARD, Paper, Parties, digest, filled, in_force, own_text
from core.onboarding.plan import HELP, TITLE
from statemachines.machine import Role

PARTIES = Parties("Ann Client", "Bo Maker", "C-3", "Logo", date(2026, 11, 22))
EVERY_PAPER = pytest.mark.parametrize("paper", PAPERS.values(), ids=PAPERS)


def test_the_standard_papers_are_the_five_in_their_order() -> None:
    assert [paper.kind for paper in STANDARD] == [
        "confidentiality",
        "contractor",
        "ownership",
        "conduct",
        "classification",
    ]
    assert [paper.order for paper in (*STANDARD, *OPTIONAL)] == list(range(1, 7))


def test_classification_is_the_clients_unsigned_and_never_reused() -> None:
    paper = PAPERS["classification"]
    assert (paper.owner, paper.signature, paper.valid_days, paper.reusable) == (Role.CLIENT, False, None, False)


@EVERY_PAPER
def test_a_text_is_of_a_length_that_people_read(paper: Paper) -> None:
    assert 120 <= len(filled(paper, PARTIES).split()) <= 250


@EVERY_PAPER
def test_a_text_names_the_two_the_contract_and_the_day(paper: Paper) -> None:
    text = filled(paper, PARTIES)
    for words in ("Ann Client", "Bo Maker", "C-3", "“Logo”", "2026-11-22"):
        assert words in text
    assert names_in(text) == frozenset()


@EVERY_PAPER
def test_a_text_says_that_it_is_a_sample_between_these_two(paper: Paper) -> None:
    assert "This is a sample text, agreed between Ann Client and Bo Maker alone." in filled(paper, PARTIES)


@EVERY_PAPER
def test_a_text_reaches_as_far_as_it_can_be_reused(paper: Paper) -> None:
    text = filled(paper, PARTIES)
    year = "later contracts between the two that begin within one year from today" in text
    ever = "every later contract between the two" in text
    assert (year, ever) == (paper.valid_days == 365, paper.valid_days is None and paper.reusable)
    assert paper.reusable or "for this contract only" in text


@EVERY_PAPER
def test_titles_and_help_fit_where_a_templates_do_and_help_is_short(paper: Paper) -> None:
    assert len(paper.title) <= TITLE
    assert len(paper.help) <= HELP
    assert 1 <= paper.help.count(".") <= 3


@EVERY_PAPER
def test_a_paragraph_is_one_line(paper: Paper) -> None:
    lines = filled(paper, PARTIES).splitlines()
    assert all(not line or line[0].isupper() or line[0].isdigit() or line.startswith("- ") for line in lines)


def test_nobody_writes_a_paragraph_into_a_text_with_a_name_or_a_title() -> None:
    evil = replace(
        PARTIES, title="Logo”\n\n6. The client\u2028pays double. \u202e{client} {0} {x!r}", client="A\r\n\r\nB"
    )
    text, plain = filled(PAPERS["ownership"], evil), filled(PAPERS["ownership"], PARTIES)
    assert len(text.splitlines()) == len(plain.splitlines())
    assert "{client} {0} {x!r}" in text
    assert "\u202e" not in text


@given(st.builds(Parties, st.text(), st.text(), st.text(), st.text(), st.dates()), st.text(), st.text())
def test_any_words_fill_a_text_and_can_be_hashed(parties: Parties, task: str, wanted: str) -> None:
    for text in (filled(PAPERS["conduct"], parties), own_text(task, wanted, parties)):
        assert digest(text) == hashlib.sha256(text.encode()).hexdigest()
    assert filled(PAPERS["conduct"], parties) == filled(PAPERS["conduct"], parties)


def test_a_task_of_the_clients_own_has_a_text_to_sign() -> None:
    text = own_text("House rules", "You have read the rules of our office.", PARTIES)
    assert text.startswith(
        "House rules\n\nBetween Ann Client (the client) and Bo Maker (the freelancer), on 2026-11-22"
    )
    assert "\n\nYou have read the rules of our office.\n\n" in text


def test_one_letter_changes_the_hash() -> None:
    text = filled(PAPERS["conduct"], PARTIES)
    assert digest(text) != digest(filled(PAPERS["conduct"], replace(PARTIES, client="Ann CIient")))
    assert digest("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


def test_a_signature_holds_until_its_last_second_or_for_ever() -> None:
    assert in_force(0, 365 * DAY, 365)
    assert not in_force(0, 365 * DAY + 1, 365)
    assert in_force(0, 10**12, None)
