"""The product's clock. Everything that asks for the time asks this one, so that it can be moved."""

from __future__ import annotations

import time


class Clock:
    """Seconds since 1970 UTC, shifted by a whole number of seconds."""

    def __init__(self, offset: int = 0) -> None:
        self.offset = offset

    def now(self) -> int:
        """The product's time."""
        return int(time.time()) + self.offset

    def advance(self, seconds: int) -> None:
        """Move the product's time on."""
        self.offset += seconds
