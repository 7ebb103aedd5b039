"""The picture of a week: small, opaque, and its words say what it shows."""

from __future__ import annotations

import io
from dataclasses import replace
from itertools import takewhile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from core.duration import parse_duration
from core.hours.drawing import SIZE
from core.hours.picture import Picture, chart
from core.hours.sheet import Sheet
from core.hours.week import MOST_STACKED
from tests.core.hours.weeks import MONDAY, SUMMER_ENDS, of_lines, sheet

OVER = sheet([(0, 9, 4), (1, 9, 3.5), (2, 10, 5), (3, 22, 4), (4, 9, 6)], limit=20 * 60)
FREE = sheet([(1, 13, 2 + 1 / 3), (2, 15, 3), (5, 1, 1)], contract="C-14")
THIRD = sheet([(0, 14, 2), (3, 8, 5), (6, 20, 4)], limit=10 * 60, contract="C-107")
CASES: dict[str, tuple[Sheet, ...]] = {
    "no contract": (),
    "an empty week": (sheet(limit=20 * 60),),
    "one contract": (sheet([(0, 9, 4), (4, 9, 6)], limit=20 * 60),),
    "over the limit": (OVER,),
    "three contracts": (OVER, FREE, THIRD),
    "a day of 24 hours": (sheet([(2, 0, 24)], limit=40 * 60),),
    "a limit of nothing": (sheet([(2, 0, 1)], limit=0),),
    "many contracts": tuple(sheet([(n % 7, 8, n), (6, 9, 2)], 600, f"C-{n}0000") for n in range(1, 10)),
}


def opened(picture: Picture) -> Image.Image:
    return Image.open(io.BytesIO(picture.png))


def colours(picture: Picture) -> set[object]:
    return {colour for _count, colour in opened(picture).convert("RGB").getcolors(100_000) or []}


@pytest.mark.parametrize("sheets", CASES.values(), ids=CASES)
def test_a_picture_is_small_and_opaque_and_has_one_sentence(sheets: tuple[Sheet, ...]) -> None:
    picture = chart(sheets, "Europe/Berlin", "en")
    image = opened(picture)
    assert (image.format, image.size, image.has_transparency_data) == ("PNG", SIZE, False)
    assert len(picture.png) <= 20_000
    assert len(picture.alt) <= 1_000
    assert picture.alt.endswith(".")
    assert len({len(row) for row in picture.table}) == 1
    assert picture == chart(sheets, "Europe/Berlin", "en"), "the same week gives the same bytes"


def test_the_table_has_every_figure_of_the_picture() -> None:
    assert chart((OVER, FREE, THIRD), "Europe/Berlin", "en").table == (
        ("Day", "C-2", "C-14", "C-107", "Total"),
        ("Mon 16", "4 h", "0 h", "2 h", "6 h"),
        ("Tue 17", "3 h 30", "2 h 20", "0 h", "5 h 50"),
        ("Wed 18", "5 h", "3 h", "0 h", "8 h"),
        ("Thu 19", "1 h", "0 h", "5 h", "6 h"),
        ("Fri 20", "9 h", "0 h", "0 h", "9 h"),
        ("Sat 21", "0 h", "1 h", "0 h", "1 h"),
        ("Sun 22", "0 h", "0 h", "3 h", "3 h"),
        ("Mon 23", "0 h", "0 h", "1 h", "1 h"),
        ("Total", "22 h 30", "6 h 20", "11 h", "39 h 50"),
        ("Limit", "20 h", "none", "10 h", ""),
        ("Over the limit, not billed", "2 h 30", "0 h", "1 h", "3 h 30"),
    )


def test_the_sentence_says_how_much_of_which_limit_on_which_days_and_what_is_over() -> None:
    assert chart((OVER,), "UTC", "en").alt == (
        "Hours, 16 Nov – 22 Nov 2026, days in UTC: 22 h 30 in all; C-2 22 h 30 of 20 h; "
        "Mon 16: 4 h, Tue 17: 3 h 30, Wed 18: 5 h, Thu 19: 2 h, Fri 20: 8 h; 2 h 30 over the limit, not billed."
    )
    assert chart((FREE,), "UTC", "en").alt.startswith(
        "Hours, 16 Nov – 22 Nov 2026, days in UTC: 6 h 20 in all; C-14 6 h 20, no limit; Tue 17: 2 h 20, "
    )


def test_a_week_without_work_says_so() -> None:
    assert chart((), "UTC", "en").table == (("Day", "Total"),)
    assert chart((), "UTC", "en").alt == "No hours, because there is no hourly contract in this week."
    assert chart((sheet(limit=1_200),), "UTC", "en").alt == (
        "Hours, 16 Nov – 22 Nov 2026, days in UTC: 0 h in all; C-2 0 h of 20 h."
    )


@pytest.mark.parametrize(
    ("zone", "day", "hour", "days"),
    [
        ("UTC", 6, 23, ["Mon 16", "Sun 22"]),
        ("Europe/Berlin", 6, 22, ["Mon 16", "Sun 22"]),
        ("Europe/Berlin", 6, 23, ["Mon 16", "Mon 23"]),
        ("America/Los_Angeles", 0, 8, ["Mon 16", "Sun 22"]),
        ("America/Los_Angeles", 0, 7, ["Sun 15", "Sun 22"]),
        ("Pacific/Kiritimati", 0, 9, ["Mon 16", "Mon 23"]),
    ],
)
def test_an_eighth_day_is_shown_where_somebody_worked_on_it_or_it_is_long(
    zone: str, day: int, hour: int, days: list[str]
) -> None:
    rows = chart((sheet([(day, hour, 1)]),), zone, "en").table
    assert [rows[1][0], rows[-3][0]] == days


def test_a_night_counts_on_both_of_its_days_also_when_the_clocks_change() -> None:
    # Berlin's Sunday has 25 hours; the entry lasts from Saturday 20:00 until Monday 01:00.
    table = chart((sheet([(5, 18, 30)], starts_at=SUMMER_ENDS),), "Europe/Berlin", "en").table
    assert {row[0]: row[1] for row in table if row[1] not in ("0 h", "none")} == {
        "Day": "C-2",
        "Sat 24": "4 h",
        "Sun 25": "25 h",
        "Mon 26": "1 h",
        "Total": "30 h",
    }


def test_the_picture_shows_that_there_is_time_over_the_limit() -> None:
    within = chart((sheet([(0, 9, 6)], limit=360),), "UTC", "en")
    beyond = chart((sheet([(0, 9, 6)], limit=300),), "UTC", "en")
    assert (0xB3, 0x47, 0x00) not in colours(within)
    assert (0xB3, 0x47, 0x00) in colours(beyond)
    assert "over" not in within.alt


def test_time_that_was_given_back_is_not_called_over_the_limit() -> None:
    (line,) = sheet([(0, 9, 4)]).lines
    back = chart((of_lines([replace(line, billable=180)], limit=20 * 60),), "UTC", "en")
    both = chart((of_lines([replace(line, billable=120)], limit=3 * 60),), "UTC", "en")
    assert (0xB3, 0x47, 0x00) in colours(back)
    assert back.alt.endswith("; 1 h given back, not billed.")
    assert back.table[-1] == ("Given back, not billed", "1 h", "1 h")
    assert both.alt.endswith("; 1 h over the limit, 1 h given back.")
    assert [row[:2] for row in both.table[-2:]] == [
        ("Over the limit, not billed", "1 h"),
        ("Given back, not billed", "1 h"),
    ]


def test_contracts_beyond_those_that_have_colours_are_drawn_as_one_and_listed_each() -> None:
    sheets = [sheet([(n % 7, 8, n)], contract=f"C-{n}") for n in range(1, MOST_STACKED + 3)]
    picture = chart(sheets, "UTC", "en")
    assert "C-6 6 h, no limit; C-5 5 h, no limit; C-4 4 h, no limit; 3 others 6 h;" in picture.alt
    assert picture.table[0] == ("Day", "C-1", "C-2", "C-3", "C-4", "C-5", "C-6", "Total")


@pytest.mark.parametrize("language", ["ja", "zh", "ko", "hi", "th"])
def test_a_language_that_cannot_be_drawn_is_in_the_words_only(language: str) -> None:
    picture = chart((OVER,), "UTC", language)
    assert picture.png == chart((OVER,), "UTC", "en").png
    assert picture.table != chart((OVER,), "UTC", "en").table


def test_a_language_that_can_be_drawn_is_drawn() -> None:
    picture = chart((OVER,), "UTC", "de")
    assert picture.png != chart((OVER,), "UTC", "en").png
    assert picture.table[2][:2] == ("Di. 17", "3 h 30")


def test_titles_are_not_drawn() -> None:
    emoji = replace(OVER, title="修正 🎉", client="支援", freelancer="Мария")
    assert chart((emoji,), "UTC", "en") == chart((OVER,), "UTC", "en")


def test_sheets_of_two_weeks_are_a_mistake_of_ours() -> None:
    with pytest.raises(ValueError, match="not of one week"):
        chart((OVER, sheet(starts_at=MONDAY + 7 * 86_400)), "UTC", "en")


@settings(deadline=None, max_examples=15)
@given(
    st.lists(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 23), st.integers(1, 144)), max_size=6), max_size=6),
    st.sampled_from(["UTC", "Asia/Kolkata", "Pacific/Apia", "America/St_Johns", "Africa/Cairo"]),
    st.none() | st.integers(0, 3_000),
)
def test_the_rows_add_up_in_every_zone(weeks: list[list[tuple[int, int, int]]], zone: str, limit: int | None) -> None:
    sheets = [
        sheet([(day, hour, tens / 6) for day, hour, tens in work], limit, f"C-{number}")
        for number, work in enumerate(weeks, 1)
    ]
    picture = chart(sheets, zone, "en")
    days = takewhile(lambda row: row[0] != "Total", picture.table[1:])
    shown = [[0 if cell == "0 h" else parse_duration(cell) for cell in row[1:]] for row in days]
    for column, found in enumerate(sheets):
        assert sum(row[column] for row in shown) == found.minutes
    assert len(picture.alt) <= 1_000
