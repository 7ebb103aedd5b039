"""The generated pages of `docs/`: read off the code, so that they cannot tell another story."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

from core.documents.access import access
from core.documents.accounts import accounts
from core.documents.classification import classification
from core.documents.commands import commands
from core.documents.markdown import GENERATED
from core.documents.numbers import numbers
from core.documents.settings import settings
from core.documents.states import states

DOCS: Final = Path(__file__).parents[2] / "docs"
PAGES: Final[dict[str, Callable[[], str]]] = {
    "commands.md": commands,
    "access.md": access,
    "states.md": states,
    "accounts.md": accounts,
    "policy.md": numbers,
    "classification.md": classification,
    "settings.md": settings,
}


def refresh(write: bool, folder: Path = DOCS) -> list[str]:
    """The names of the pages that are not as they should be, with those that nothing generates any more.

    With `write` they are put right.
    """
    stale: list[str] = []
    for name, page in PAGES.items():
        path, text = folder / name, page()
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            stale.append(name)
            if write:
                path.parent.mkdir(exist_ok=True)
                path.write_text(text, encoding="utf-8")
    for path in sorted(folder.glob("*.md")):
        if path.name not in PAGES and path.read_text(encoding="utf-8").startswith(GENERATED):
            stale.append(path.name)
            if write:
                path.unlink()
    return stale
