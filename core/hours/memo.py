"""What a memo has to say: what was done, in words, and not in those of the last one."""

from __future__ import annotations

from core.language import _
from core.refusal import Mistake
from core.text import folded

EXAMPLE = "Fixed the login redirect"


def check(memo: str, last: str, letters: int) -> None:
    """Raise Mistake unless the memo says what was done: in `letters` letters or digits, and other ones than `last`."""
    bare = _bare(memo)
    if not bare:
        raise Mistake("memo", _("There is not a word in it. Say what you did."), EXAMPLE)
    if len(bare) < letters:
        sentence = _("“{memo}” is too short to say what you did: {letters} letters at least.")
        raise Mistake("memo", sentence.format(memo=memo, letters=letters), EXAMPLE)
    if len(set(bare)) == 1:
        raise Mistake("memo", _("“{memo}” does not say what you did.").format(memo=memo[:40]), EXAMPLE)
    if bare == _bare(last):
        sentence = _(
            "That is word for word your last memo. If it was sent twice, it is logged already; else say what was new."
        )
        raise Mistake("memo", sentence, EXAMPLE)


def _bare(text: str) -> str:
    """The letters and digits alone, small and without accents."""
    return "".join(sign for sign in folded(text) if sign.isalnum())
