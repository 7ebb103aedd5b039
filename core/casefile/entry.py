"""One line of a case file."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Entry:
    """`at` is seconds since 1970 UTC, None for what has no moment; `more` are small lines under it, such as hashes."""

    at: int | None
    who: str
    text: str
    more: tuple[str, ...] = ()
