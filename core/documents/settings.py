"""docs/settings.md: every setting."""

from __future__ import annotations

from typing import Final

from pydantic import SecretStr
from pydantic.fields import FieldInfo

from core.documents.markdown import code, page, table
from core.settings import Settings

INTRO: Final = """\
Settings come from the environment or from a file `.env` in the folder you start from; the environment wins, and an
empty value counts as not set. `cp .env.example .env` is a start. What cannot work is refused at the start with the
setting's name, and `python run.py doctor` looks the whole set-up over. Nothing needs to be set for the playground."""


def settings() -> str:
    """The page."""
    rows = [(code(name.upper()), _default(field), _meaning(field)) for name, field in Settings.model_fields.items()]
    return page("Settings", INTRO, table(("setting", "default", "what it is"), rows))


def _default(field: FieldInfo) -> str:
    default = field.default
    if isinstance(default, bool):
        return code(str(int(default)))
    return code(f"{default:g}" if isinstance(default, float) else str(default or ""))


def _meaning(field: FieldInfo) -> str:
    secret = " *Secret.*" if SecretStr in getattr(field.annotation, "__args__", ()) else ""
    return f"{field.description}{secret}"
