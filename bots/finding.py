"""One thing that `doctor` looked at."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found, and what to do about it; `good` is None for what is neither right nor wrong."""

    good: bool | None
    sentence: str
    advice: str = ""

    def __str__(self) -> str:
        mark = {True: "✓", False: "✗", None: "·"}[self.good]
        return f"{mark} {self.sentence}" + (f"\n    {self.advice}" if self.advice else "")
