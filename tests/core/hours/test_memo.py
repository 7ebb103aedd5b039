"""What a memo has to say."""

from __future__ import annotations

import pytest

from core.hours.memo import check
from core.refusal import Mistake

LETTERS = 8
LAST = "Fixed the login redirect"


@pytest.mark.parametrize(
    "memo",
    [
        "Fixed the login redirect #123",
        "Standup + review",
        "Прочитал документацию",
        "ログイン画面の修正をした",
        "PR-1234 rebased",
        "x" * 7 + "y",
    ],
)
def test_a_memo_that_says_what_was_done_is_taken(memo: str) -> None:
    check(memo, LAST, LETTERS)


@pytest.mark.parametrize(
    ("memo", "why"),
    [
        ("...", "not a word"),
        ("— — — — — —", "not a word"),
        ("🎉🎉🎉🎉🎉🎉🎉🎉🎉", "not a word"),
        ("work", "too short"),
        ("a.b.c.d.e.f.g", "too short"),
        ("xxxxxxxxxxxx", "does not say"),
        (LAST, "word for word your last memo"),
        ("  fixed THE login-redirect!! ", "word for word your last memo"),
        ("Fïxed the lógin redirect", "word for word your last memo"),
    ],
)
def test_a_memo_that_says_nothing_new_is_refused_with_the_reason(memo: str, why: str) -> None:
    with pytest.raises(Mistake, match=why) as refused:
        check(memo, LAST, LETTERS)
    assert refused.value.field == "memo"
    assert refused.value.example


def test_the_first_memo_is_a_copy_of_nothing() -> None:
    check(LAST, "", LETTERS)
