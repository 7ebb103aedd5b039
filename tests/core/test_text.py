"""Text from people: nothing invisible gets in, and what is written stays as it is."""

from __future__ import annotations

import time
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.text import TextError, clean, visible

FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Ann Client", "Ann Client"),
        ("  Ann \t\u00a0 Client \n", "Ann Client"),
        ("e\u0301", "é"),
        ("user\u202egnp.exe", "usergnp.exe"),
        ("\u2066isolated\u2069", "isolated"),
        ("An\u200bn\ufeff", "Ann"),
        ("pay\u200dpal", "paypal"),
        ("soft\u00adhyphen", "softhyphen"),
        ("bell\x07 and null\x00", "bell and null"),
        ("half\ud800", "half"),
        ("tag\U000e0041", "tag"),
        ("line\r\nline", "line line"),
        (FAMILY, FAMILY),
        ("\u2764\ufe0f\u200d\U0001f525", "\u2764\ufe0f\u200d\U0001f525"),
        ("\U0001f469\U0001f3fd\u200d\U0001f4bb", "\U0001f469\U0001f3fd\u200d\U0001f4bb"),
        (FAMILY + "\u200d", FAMILY),
        ("مرحبا שלום", "مرحبا שלום"),
        ("<!channel> <@U1> <b>x</b> [a](tg://x) *b* & {brace}", "<!channel> <@U1> <b>x</b> [a](tg://x) *b* & {brace}"),
    ],
)
def test_a_line_keeps_what_can_be_seen(typed: str, kept: str) -> None:
    assert clean(typed, 100, multiline=False) == kept


def test_a_longer_text_keeps_its_lines() -> None:
    assert clean(" One\r\n\r\nTwo\u2028Three\x1f\n ", 100, multiline=True) == "One\n\nTwo\nThree"


@pytest.mark.parametrize("typed", ["", "   ", "\n", "\u200b\u200d", "\u202e", "\u3164", "\u2800", "\x00"])
def test_a_text_with_nothing_to_see_is_empty(typed: str) -> None:
    for multiline in (True, False):
        with pytest.raises(TextError, match="cannot be empty"):
            clean(typed, 10, multiline=multiline)


def test_the_limit_counts_code_points_as_stored() -> None:
    assert clean("é" * 10, 10, multiline=False) == "é" * 10
    assert clean("e\u0301" * 10, 10, multiline=False) == "é" * 10
    assert clean("\U0001f600" * 10, 10, multiline=False) == "\U0001f600" * 10
    assert clean("a\u200b" * 10, 10, multiline=False) == "a" * 10
    with pytest.raises(TextError, match="This has 11 characters, and 10 characters are the most"):
        clean("é" * 11, 10, multiline=False)


def test_forty_thousand_characters_are_refused_with_both_figures() -> None:
    with pytest.raises(TextError, match="This has 40,000 characters, and 3,000 characters are the most"):
        clean("x" * 40_000, 3_000, multiline=True)


def test_piled_up_accents_are_refused_quickly() -> None:
    started = time.perf_counter()
    with pytest.raises(TextError):
        clean("a" + "\u0301\u0323" * 500_000, 3_000, multiline=True)
    assert time.perf_counter() - started < 2


@settings(max_examples=1000, deadline=None)
@given(st.text(max_size=80), st.booleans())
def test_cleaning_twice_changes_nothing_and_leaves_nothing_unseen(text: str, multiline: bool) -> None:
    try:
        once = clean(text, 80, multiline=multiline)
    except TextError:
        assert not visible(text).strip() or len(text) > 20
        return
    assert clean(once, 80, multiline=multiline) == once
    assert unicodedata.is_normalized("NFC", once)
    assert once.encode()
    assert not {unicodedata.category(sign) for sign in once} & {"Cs"}
    assert not set(once) & set("\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff\x00")
