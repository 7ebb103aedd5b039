"""Searching for jobs: one search, run now or watched for later."""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass
from typing import Any, Final

from core.money import LIMIT
from core.text import folded
from core.view import View
from storage.queries import marketplace
from storage.records import Job
from storage.tables.marketplace import JOBS

WORDS_READ: Final = 8


@dataclass(frozen=True, slots=True)
class Search:
    """What somebody looks for; amounts in minor units of `currency`."""

    text: str = ""
    skills: tuple[str, ...] = ()
    kind: str = ""
    level: str = ""
    low: int | None = None
    high: int | None = None
    currency: str = ""

    def dump(self) -> str:
        """The search as text: bare words if that is all, else JSON."""
        given = {name: value for name, value in asdict(self).items() if value}
        return self.text if set(given) <= {"text"} else json.dumps(given, ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def load(cls, text: str) -> Search:
        """The search that `dump` wrote; anything else is words to look for."""
        try:
            data = json.loads(text) if text.startswith("{") else {"text": text}
            search = cls(**{**data, "skills": tuple(data.get("skills", ()))})
        except (ValueError, TypeError):
            return cls(text=text)
        return search if search.is_sound else cls(text=text)

    @property
    def is_sound(self) -> bool:
        """Whether every part is of its kind: what a button carried may have been tampered with."""
        words = (self.text, self.kind, self.level, self.currency, *self.skills)
        amounts = (self.low, self.high)
        return all(isinstance(word, str) for word in words) and all(
            amount is None or (type(amount) is int and 0 <= amount <= LIMIT) for amount in amounts
        )

    @property
    def words(self) -> tuple[str, ...]:
        """The words to look for: letters and digits only, the first few."""
        return tuple(re.findall(r"\w+", folded(f"{self.text} {' '.join(self.skills)}"))[:WORDS_READ])


def jobs(view: View, search: Search, *, limit: int, offset: int = 0, only: int | None = None) -> list[Job]:
    """Open jobs that fit and that the reader may see, newest first; `only` asks about one job."""
    wheres: list[Any] = [JOBS.c.visibility == "public"]
    if only is not None:
        wheres.append(JOBS.c.id == only)
    if search.kind:
        wheres.append(JOBS.c.kind == search.kind)
    if search.level:
        wheres.append(JOBS.c.level == search.level)
    if search.currency:
        wheres.append(JOBS.c.currency == search.currency)
    if search.low is not None:
        wheres.append((JOBS.c.budget >= search.low) | (JOBS.c.rate_max >= search.low) | (JOBS.c.rate_min >= search.low))
    if search.high is not None:
        wheres.append((JOBS.c.budget <= search.high) | (JOBS.c.rate_min <= search.high))
    statement, values = marketplace.search_jobs(
        search.words, sqlite=view.transaction.is_sqlite, wheres=tuple(wheres), limit=limit, offset=offset
    )
    return view.transaction.all(statement, values)
