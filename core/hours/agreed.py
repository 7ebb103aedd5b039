"""What is agreed for an hourly contract, and from when on it counts: rate, weekly limit, manual time."""

from __future__ import annotations

import json
from typing import Any, Final, Literal

from core.view import View
from storage.queries import marketplace, timesheets
from storage.records import Contract
from storage.timesheets import Agreed, monday

Figure = Literal["rate", "limit", "manual"]
NAMES: Final[tuple[Figure, ...]] = ("rate", "limit", "manual")


def rate_at(view: View, contract: Contract, at: int) -> int:
    """Minor units an hour for work done at a moment."""
    return figure(view, contract, "rate", at) or 0


def limit_of(view: View, contract: Contract, week_starts_at: int) -> int | None:
    """Minutes that are billed of a week at most; None for no limit."""
    return figure(view, contract, "limit", week_starts_at)


def manual_allowed(view: View, contract: Contract) -> bool:
    """Whether time without evidence may be entered now."""
    return bool(figure(view, contract, "manual", view.now))


def figure(view: View, contract: Contract, name: Figure, at: int) -> int | None:
    """What counted at a moment: the last that was agreed to count from there or before, at first the signed terms."""
    agreed = changes(view, contract, name)
    if not agreed:
        return _value(_terms(view, contract)[name])
    before = [one.value for one in agreed if one.from_at <= at]
    return before[-1] if before else agreed[0].value


def changes(view: View, contract: Contract, name: Figure) -> list[Agreed]:
    """Every change of a figure, in the order in which they were made; empty while the signed terms stand."""
    return view.transaction.all(timesheets.AGREED_OF, {"id": contract.id, "name": name})


def coming(view: View, contract: Contract, name: Figure) -> Agreed | None:
    """A change that is agreed and does not count yet."""
    now = monday(view.now) if name == "limit" else view.now
    later = [one for one in changes(view, contract, name)[-1:] if one.from_at > now]
    return later[0] if later else None


def _terms(view: View, contract: Contract) -> dict[str, Any]:
    found = view.transaction.one(marketplace.TERMS_AT, {"id": contract.id, "number": contract.terms_version})
    assert found is not None
    terms: dict[str, Any] = json.loads(found.terms)
    return terms


def _value(said: Any) -> int | None:
    return None if said is None else int(said)
