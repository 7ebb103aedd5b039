"""A timesheet on paper: it has every figure, loses no character silently, and is the same every time."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.hours.sheet import Line, Sheet
from core.hours.timesheet_pdf import digest_of, pdf_of
from core.typeface import shown
from tests.core.hours.pdf_text import links, words
from tests.core.hours.weeks import LINE, MADE, of_lines, sheet

WEEK = sheet([(0, 9, 4), (1, 9, 3.5), (2, 10, 5), (3, 22, 4), (4, 9, 6)], limit=20 * 60)


def text(found: Sheet, zone: str = "UTC", language: str = "en", *, sandbox: bool = True) -> str:
    """All words of the paper in one line, as they are read."""
    return " ".join(" ".join(words(pdf_of(found, zone, language, MADE, sandbox=sandbox))).split())


def one(**changes: object) -> Sheet:
    return of_lines([replace(LINE, **changes)])  # type: ignore[arg-type]  # the names are given by each test


def test_the_paper_names_the_parties_and_the_week_in_both_times() -> None:
    read = text(WEEK, "Europe/Berlin")
    assert "Timesheet C-2, 16 Nov – 22 Nov 2026" in read
    assert "Contract C-2: Support Client Ann Client Freelancer Bo Maker State review" in read
    assert "Week begins Mon 16 Nov 2026, 01:00 CET (00:00 UTC)" in read
    assert "Week ends Mon 23 Nov 2026, 01:00 CET (00:00 UTC)" in read


def test_entries_are_under_their_days_with_hours_amounts_and_proof() -> None:
    read = text(WEEK, "Europe/Berlin")
    assert (
        "Monday 16 November 2026: 4 h Hours Billed Hourly rate Amount "
        "10:00 – 14:00 H-1 · ENG-12: Fixed the login redirect 4 h 4 h 40.00 USD 160.00 USD "
        "https://example.com/pr/12 Attested, protected: it is within the limit and has evidence"
    ) in read
    assert "Friday 20 November 2026: 6 h" in read
    assert "10:00 – 16:00 H-5 · ENG-12: Fixed the login redirect 6 h 3 h 30 40.00 USD 140.00 USD" in read


def test_the_totals_say_what_each_side_pays_and_gets() -> None:
    assert (
        "Totals Weekly limit 20 h Hours worked 22 h 30 Hours billed 20 h Over the limit 2 h 30, not billed "
        "Billed 800.00 USD Client fee 40.00 USD Total charged 840.00 USD "
        "Freelancer fee 80.00 USD Paid to the freelancer 720.00 USD"
    ) in text(WEEK)


def test_objections_and_answers_are_on_the_paper() -> None:
    objected = one(attested=False, protected=False, why="", objection="Not Monday?", answer="No, Sunday.")
    assert "Manual, not protected Client’s objection: Not Monday? Freelancer’s answer: No, Sunday." in text(objected)


def test_time_that_was_given_back_is_named_as_such() -> None:
    read = text(of_lines([replace(LINE, billable=50)], limit=600))
    assert "Hours worked 1 h Hours billed 50 min Given back 10 min, not billed" in read
    assert "Over the limit" not in read


def test_an_empty_week_has_a_paper_too() -> None:
    read = text(sheet())
    assert "There are no time entries in this week." in read
    assert "Weekly limit none Hours worked 0 h" in read
    assert "Paid to the freelancer 0.00 USD" in read
    assert "Over the limit" not in read


def test_sandbox_money_is_named_on_every_page_and_real_money_is_not_called_that() -> None:
    many = sheet([(number % 7, number // 7 % 24, 0.5) for number in range(60)])
    pages = words(pdf_of(many, "UTC", "en", MADE))
    assert len(pages) > 2
    assert all("SANDBOX – no real money" in page for page in pages)
    assert "SANDBOX" not in text(many, sandbox=False)


def test_each_page_has_its_number_the_hash_and_when_it_was_made() -> None:
    pages = words(pdf_of(WEEK, "UTC", "en", MADE))
    for number, page in enumerate(pages, 1):
        foot = " ".join(page.split())
        assert f"SHA-256 of the data: {digest_of(WEEK)} Page {number} of {len(pages)}" in foot
        assert "Made Tue 24 Nov 2026, 00:00 UTC" in foot


def test_the_hash_follows_the_data_and_nothing_else() -> None:
    assert re.fullmatch("[0-9a-f]{64}", digest_of(WEEK))
    assert digest_of(WEEK) == digest_of(replace(WEEK))
    assert digest_of(WEEK) != digest_of(replace(WEEK, amount=WEEK.amount + 1))
    assert digest_of(WEEK) in text(WEEK, "Asia/Tokyo", "de")


def test_equal_input_gives_equal_bytes_and_another_moment_does_not() -> None:
    assert pdf_of(WEEK, "Europe/Berlin", "en", MADE) == pdf_of(WEEK, "Europe/Berlin", "en", MADE)
    assert pdf_of(WEEK, "Europe/Berlin", "en", MADE) != pdf_of(WEEK, "Europe/Berlin", "en", MADE + 1)


def test_only_addresses_of_the_web_can_be_clicked() -> None:
    evidence = (
        "https://example.com/a(b)?c=d#e",
        "HTTP://EXAMPLE.COM/x",
        "javascript:alert(1)",
        "file:///etc/passwd",
        "see https://example.com/inside",
        "ftp://example.com",
        "commit abc123",
    )
    found = one(evidence=evidence)
    assert links(pdf_of(found, "UTC", "en", MADE)) == ["https://example.com/a(b)?c=d#e", "HTTP://EXAMPLE.COM/x"]
    assert all(piece in text(found) for piece in evidence)


def test_letters_of_other_scripts_are_there_and_what_the_typeface_lacks_is_seen_to_be_missing() -> None:
    read = text(one(memo="Löschen, Привет, Ελλάδα, 修正 🎉 done"))
    assert "Löschen, Привет, Ελλάδα, □□ □ done" in read
    assert read.count("□ stands for a character that this paper has no letter for.") == 1
    assert "stands for" not in text(one(memo="a □ of one’s own"))


def test_what_people_write_is_never_a_command_to_the_paper() -> None:
    memo = "**bold** __line__ {nb} [link](https://example.com) --x-- \\( ) <b>"
    found = one(memo=memo, evidence=())
    assert memo in text(found)
    assert links(pdf_of(found, "UTC", "en", MADE)) == []


@pytest.mark.parametrize("language", ["ja", "ar", "hi", "xx"])
def test_a_language_that_cannot_be_printed_is_printed_in_english(language: str) -> None:
    assert pdf_of(WEEK, "UTC", language, MADE) == pdf_of(WEEK, "UTC", "en", MADE)


def test_a_language_that_can_be_printed_is() -> None:
    assert "Montag 16 November 2026: 4 h" in text(WEEK, "UTC", "de")


@pytest.mark.parametrize(("currency", "rate"), [("JPY", "4000 JPY"), ("KWD", "4.000 KWD")])
def test_amounts_have_the_decimals_of_their_currency(currency: str, rate: str) -> None:
    assert f" {rate} " in text(replace(one(), currency=currency))


@pytest.mark.parametrize(
    ("memo", "times"),
    [("Ж" * 3_000, 3_000), ("слово Ж " * 600, 600), ("Ж\n" * 1_500, 1_500), ("Ж" * 101 + "\n" * 900 + "Ж", 102)],
)
def test_a_text_longer_than_a_page_goes_on_to_the_next(memo: str, times: int) -> None:
    assert text(one(memo=memo, objection=memo)).count("Ж") == 2 * times


def test_three_hundred_entries_are_all_there() -> None:
    many = sheet([(number % 7, number // 7 % 24, 1 / 3) for number in range(300)])
    read = text(many)
    assert [number for number in range(1, 301) if f"H-{number} ·" not in read] == []


def test_entries_are_in_order_of_time() -> None:
    late = replace(LINE, ref="H-9", at=LINE.at + 7_200)
    read = text(of_lines([late, LINE]))
    assert read.index("H-1 ·") < read.index("H-9 ·")


LINES = st.builds(
    Line,
    ref=st.just("H-1"),
    contract=st.just("C-2"),
    at=st.integers(LINE.at, LINE.at + 6 * 86_400),
    minutes=st.integers(1, 144).map(lambda tens: tens * 10),
    billable=st.just(0),
    memo=st.text(max_size=200),
    code=st.text(max_size=10),
    evidence=st.lists(st.text(max_size=60) | st.text(max_size=30).map("https://".__add__), max_size=3).map(tuple),
    attested=st.booleans(),
    protected=st.booleans(),
    why=st.text(max_size=60),
    rate=st.integers(0, 10**9),
    amount=st.integers(0, 10**12),
    objection=st.text(max_size=60),
    answer=st.text(max_size=60),
)


@settings(deadline=None, max_examples=40)
@given(st.lists(LINES, max_size=3), st.text(max_size=80))
def test_any_text_can_be_printed(lines: list[Line], title: str) -> None:
    found = replace(of_lines(lines), title=title)
    printed = pdf_of(found, "Asia/Kathmandu", "en", MADE)
    assert "".join(shown(title).split()) in "".join("".join(words(printed)).split())
