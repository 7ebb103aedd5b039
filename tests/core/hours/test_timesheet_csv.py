"""Timesheets as CSV: every figure is exact, every text comes back, and no cell is taken for a formula."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.hours.sheet import Sheet
from core.hours.timesheet_csv import COLUMNS, csv_of
from core.text import visible
from tests.core.hours.weeks import LINE, of_lines, sheet

ATTACKS = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1+1",
    "\r=1+1",
    "  =1+1",
    "\u00a0=1+1",
    "\u3000=1+1",
    '"=1+1',
    "'=1+1",
    '" =1+1',
    "\uff1d1+1",
    "\uff0b1",
    "\uff0d1",
    "\uff20SUM(A1)",
    '=HYPERLINK("https://evil.example","Pay")',
    "=cmd|' /C calc'!A0",
    "\u200b=1+1",
    "\n=1+1",
]
FORMULAS = "=+-@\t\r\n\uff1d\uff0b\uff0d\uff20"


def rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True))


def unguarded(cell: str) -> str:
    return cell.removeprefix("'")


def one(**changes: object) -> Sheet:
    return of_lines([replace(LINE, **changes)])  # type: ignore[arg-type]  # the names are given by each test


def test_a_row_has_everything_about_its_entry() -> None:
    (row,) = rows(csv_of([of_lines([replace(LINE, minutes=140, billable=130, amount=86_67)])]))
    assert row == {
        "contract": "C-2",
        "ref": "H-1",
        "day_utc": "2026-11-16",
        "start_utc": "2026-11-16T00:00:00Z",
        "minutes": "140",
        "hours": "2.33",
        "billable_minutes": "130",
        "rate": "40.00",
        "amount": "86.67",
        "currency": "USD",
        "memo": "Fixed the login redirect",
        "code": "ENG-12",
        "evidence": "https://example.com/pr/12",
        "kind": "attested",
        "protected": "yes",
        "why": "it is within the limit and has evidence",
    }


def test_entries_by_hand_and_without_protection_say_so() -> None:
    (row,) = rows(csv_of([one(attested=False, protected=False, evidence=("a", "b"))]))
    assert (row["kind"], row["protected"], row["evidence"]) == ("manual", "no", "a\nb")


def test_all_sheets_are_in_one_file_without_rows_of_totals() -> None:
    both = [sheet([(0, 9, 1), (1, 9, 2)]), sheet([(0, 14, 1)], contract="C-7")]
    assert [(row["contract"], row["ref"]) for row in rows(csv_of(both))] == [
        ("C-2", "H-1"),
        ("C-2", "H-2"),
        ("C-7", "H-1"),
    ]


def test_an_empty_week_has_heads_and_a_mark_by_which_spreadsheets_know_utf_8() -> None:
    assert csv_of([sheet()]) == csv_of([]) == b"\xef\xbb\xbf" + ",".join(COLUMNS).encode() + b"\r\n"


@pytest.mark.parametrize(("currency", "rate"), [("JPY", "4000"), ("USD", "40.00"), ("KWD", "4.000"), ("CLF", "0.4000")])
def test_amounts_have_the_decimals_of_their_currency(currency: str, rate: str) -> None:
    (row,) = rows(csv_of([replace(one(), currency=currency)]))
    assert (row["rate"], row["currency"]) == (rate, currency)


@given(st.integers(0, 9 * 10**14), st.integers(1, 1_440))
def test_amounts_and_minutes_lose_nothing(amount: int, minutes: int) -> None:
    (row,) = rows(csv_of([one(amount=amount, minutes=minutes)]))
    assert Decimal(row["amount"]) * 100 == amount
    assert int(row["minutes"]) == minutes
    assert abs(Decimal(row["hours"]) - Decimal(minutes) / 60) <= Decimal("0.005")


@pytest.mark.parametrize("attack", ATTACKS)
@pytest.mark.parametrize("place", ["memo", "code", "why", "evidence", "ref", "contract"])
def test_no_text_is_taken_for_a_formula(attack: str, place: str) -> None:
    (row,) = rows(csv_of([one(**{place: (attack,) if place == "evidence" else attack})]))
    assert row[place].startswith("'")
    assert unguarded(row[place]) == visible(attack)


@given(st.text(max_size=40) | st.text(FORMULAS + " '\",;a", max_size=8))
def test_every_text_comes_back_and_begins_harmlessly(memo: str) -> None:
    (row,) = rows(csv_of([one(memo=memo)]))
    cell = row["memo"]
    if cell == visible(memo):
        assert re.sub(r"^[\s\0\"']+", "", cell)[:1] not in set(FORMULAS)
        assert cell.lstrip("\"'")[:1] not in {"\t", "\r", "\n"}
    else:
        assert cell == "'" + visible(memo)


@given(st.lists(st.text("'= a\"", max_size=4), max_size=8))
def test_two_texts_never_become_the_same_cell(memos: list[str]) -> None:
    cells = [row["memo"] for row in rows(csv_of([of_lines([replace(LINE, memo=memo) for memo in memos])]))]
    assert len(set(cells)) == len(set(memos))


@pytest.mark.parametrize(
    "harmless", ["Fixed a=b", "it's done", "“quoted”", "10-20", "a@b.example", "'tis", "été", "修正 🎉"]
)
def test_a_harmless_text_is_left_alone(harmless: str) -> None:
    (row,) = rows(csv_of([one(memo=harmless)]))
    assert row["memo"] == harmless
