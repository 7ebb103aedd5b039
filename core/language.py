"""The reader's language: sentences through gettext, English where there is no translation."""

from __future__ import annotations

import gettext
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from pathlib import Path

from babel.core import Locale, UnknownLocaleError

DEFAULT = "en"
_DOMAIN = "parley"
_CATALOGUES = Path(__file__).parent / "locale"
_language: ContextVar[str] = ContextVar("language", default=DEFAULT)


@lru_cache(maxsize=256)
def locale_of(code: str) -> Locale:
    """The Babel locale of a platform's language code (`de`, `pt-br`, `en_US`); English for one nobody knows."""
    try:
        return Locale.parse(code.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return Locale(DEFAULT)


@lru_cache(maxsize=256)
def _catalogue(code: str) -> gettext.NullTranslations:
    locale = locale_of(code)
    return gettext.translation(_DOMAIN, _CATALOGUES, languages=[str(locale), locale.language], fallback=True)


def language() -> str:
    """The code of the language sentences are being made in."""
    return _language.get()


@contextmanager
def use_language(code: str | None) -> Iterator[None]:
    """Make sentences in this language inside the `with` block; None or an unknown code means English."""
    token = _language.set(code or DEFAULT)
    try:
        yield
    finally:
        _language.reset(token)


def translate(message: str) -> str:
    """The message in the reader's language."""
    return _catalogue(_language.get()).gettext(message)


def ngettext(singular: str, plural: str, number: int) -> str:
    """The form of the message that fits the number, in the reader's language."""
    return _catalogue(_language.get()).ngettext(singular, plural, number)


def marked(message: str) -> str:
    """The message as it is: marks a sentence of a table for translation, which happens when it is shown."""
    return message


_ = translate
N_ = marked
