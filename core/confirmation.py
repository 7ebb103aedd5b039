"""Money moves only after the person has seen who pays whom, how much, each fee, and what cannot be taken back."""

from __future__ import annotations

import json
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Summary:
    """What a confirmation shows: a title, lines of (label, text), and what becomes irreversible."""

    title: str
    lines: tuple[tuple[str, str], ...]
    final: str

    @property
    def figures(self) -> str:
        """The very figures that are confirmed, to compare with those of the moment of pressing."""
        return json.dumps(self.lines, ensure_ascii=False)


class Confirmation(Exception):
    """The request needs the person's confirmation first. `changed`: they confirmed other figures than these."""

    def __init__(self, summary: Summary, *, changed: bool) -> None:
        super().__init__(summary.title)
        self.summary, self.changed = summary, changed
