"""Choices that several commands offer."""

from __future__ import annotations

from typing import Final

from core.card import Choice

PAY: Final = (Choice("fixed", "Fixed price"), Choice("hourly", "By the hour"))
LEVELS: Final = (Choice("entry", "Entry"), Choice("intermediate", "Intermediate"), Choice("expert", "Expert"))
