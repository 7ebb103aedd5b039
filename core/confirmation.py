"""What moves money or much else waits until the person has seen what exactly that is: who pays whom, and each fee."""

from __future__ import annotations

import json
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Summary:
    """What a confirmation shows: a title, lines of (label, text), and what becomes irreversible.

    `public` shows it where it was asked for, because it is about that very place.
    """

    title: str
    lines: tuple[tuple[str, str], ...]
    final: str
    public: bool = False

    @property
    def figures(self) -> str:
        """The very figures that are confirmed, to compare with those of the moment of pressing."""
        return json.dumps(self.lines, ensure_ascii=False)


class Confirmation(Exception):
    """The request needs the person's confirmation first. `changed`: they confirmed other figures than these."""

    def __init__(self, summary: Summary, *, changed: bool) -> None:
        super().__init__(summary.title)
        self.summary, self.changed = summary, changed
