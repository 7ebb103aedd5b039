"""What the record says of a person, in counts: nothing of their other contracts but numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any, Final

from core.casefile.entry import Entry
from core.dispute.figures import WHOLE
from core.language import _, ngettext
from core.view import View
from storage.disputes import Dispute
from storage.queries import reputation

AGREED: Final = frozenset({"accept", "accept_claim", "vote"})


def past_of(view: View, dispute: Dispute, person_id: int) -> Iterator[Entry]:
    """A party's standing, without this case."""
    person = view.person(person_id)
    yield Entry(person.created_at, person.ref, _("Member since this day."))
    asked = {"person_id": person_id}
    began, ended = _counts(view, reputation.CONTRACTS_OF, asked)
    text = ngettext("{number} contract, {ended} of them ended.", "{number} contracts, {ended} of them ended.", began)
    yield Entry(None, person.ref, text.format(number=began, ended=ended))
    for sentence, statements in (
        (_("Has earned {amount} here, before fees."), reputation.EARNED),
        (_("Has paid {amount} here, before fees."), reputation.SPENT),
    ):
        for currency, minor in _sums(view, statements, asked):
            yield Entry(None, person.ref, sentence.format(amount=view.money(minor, currency)))
    for sentence, statement in (
        (_("Handed in on time: {met} of {all}."), reputation.HANDED_IN),
        (_("Answered handed-in work in time: {met} of {all}."), reputation.ANSWERED),
    ):
        met, all_ = _counts(view, statement, asked)
        if all_:
            yield Entry(None, person.ref, sentence.format(met=met, all=all_))
    yield Entry(None, person.ref, _disputes(view, asked | {"but": dispute.id}))


def _disputes(view: View, asked: dict[str, int]) -> str:
    found = Counter[str]()
    for side, opened_by, state, split, event in view.transaction.all(reputation.DISPUTES_OF, asked):
        found["opened" if opened_by == side else "met"] += 1
        found[_end(side, state, split, event)] += 1
    if not found:
        return _("No other dispute.")
    sentence = _(
        "Other disputes: {opened} opened, {met} opened by the other side; {settled} settled by agreement, "
        "{won} decided mostly for them, {lost} decided mostly against them, {withdrawn} withdrawn, {open} still open."
    )
    names = ("opened", "met", "settled", "won", "lost", "withdrawn", "open")
    return sentence.format(**{name: found[name] for name in names})


def _end(side: str, state: str, split: int | None, event: str | None) -> str:
    """How a dispute ended for a side; half is not lost."""
    if state == "withdrawn":
        return "withdrawn"
    if state != "resolved" or split is None:
        return "open"
    if event in AGREED:
        return "settled"
    mine = split if side == "freelancer" else WHOLE - split
    return "won" if 2 * mine >= WHOLE else "lost"


def _counts(view: View, statement: Any, asked: dict[str, int]) -> tuple[int, int]:
    row = view.transaction.one(statement, asked)
    assert row is not None
    return int(row[0]), int(row[1])


def _sums(view: View, statements: tuple[Any, ...], asked: dict[str, int]) -> list[tuple[str, int]]:
    found = Counter[str]()
    for statement in statements:
        for currency, minor in view.transaction.all(statement, asked):
            found[currency] += int(minor)
    return sorted(found.items())
