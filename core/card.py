"""The vocabulary of cards: what the core shows, said without knowing any chat. Adapters render it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from string import Formatter
from typing import Any, Final, Literal

BUTTONS_SHOWN: Final = 3
WIRE_LIMIT: Final = 64
_UNSEEN: Final = r"\x00-\x1f\x7f\ud800-\udfff"
_WIRE: Final = re.compile(rf"([^|{_UNSEEN}]+)\|([^|{_UNSEEN}]*)\|([0-9]{{0,12}})\|([^{_UNSEEN}]*)")


@dataclass(frozen=True, slots=True)
class Moment:
    """An instant, in seconds since 1970 UTC; shown in the reader's zone and in UTC."""

    at: int


@dataclass(frozen=True, slots=True)
class Mention:
    """A person; shown the way the reader's chat shows people."""

    person_id: int
    name: str


@dataclass(frozen=True, slots=True)
class Strong:
    """Emphasised words."""

    text: str


@dataclass(frozen=True, slots=True)
class Link:
    """An address that somebody gave; shown as it is, so that nobody is led elsewhere."""

    url: str


Span = str | Moment | Mention | Strong | Link
Line = tuple[Span, ...]
Style = Literal["", "primary", "danger"]


@lru_cache(maxsize=1_024)
def _parts(template: str) -> tuple[tuple[str, str], ...]:
    return tuple((literal, name or "") for literal, name, _spec, _conversion in Formatter().parse(template))


def names_in(template: str) -> frozenset[str]:
    """The names of the places in a sentence."""
    return frozenset(name for _literal, name in _parts(template) if name)


def say(template: str, **values: Span | Line | int) -> Line:
    """Fill a translated sentence; `{name}` places keep their kind, so user text can never become markup."""
    line: list[Span] = []
    for literal, name in _parts(template):
        if literal:
            line.append(literal)
        if name:
            value = values[name]
            if isinstance(value, tuple):
                line.extend(value)
            else:
                line.append(str(value) if isinstance(value, int) else value)
    return tuple(line)


@dataclass(frozen=True, slots=True)
class Press:
    """What a button carries: a command, the thing and the version it was drawn for, and one small choice."""

    command: str
    ref: str = ""
    version: int = 0
    extra: str = ""

    def wire(self) -> str:
        """At most 64 bytes, as Telegram wants; never an amount."""
        text = f"{self.command}|{self.ref}|{self.version or ''}|{self.extra}"
        if len(text.encode()) > WIRE_LIMIT:
            raise ValueError(f"button carries too much: {text}")
        return text

    @classmethod
    def read(cls, wire: str) -> Press | None:
        """The press that this text spells, or None for a text that no button of ours carries."""
        found = _WIRE.fullmatch(wire)
        return cls(found[1], found[2], int(found[3] or 0), found[4]) if found else None


@dataclass(frozen=True, slots=True)
class Button:
    """Something to press. `confirm` is asked first where the chat has such a dialog; `url` opens a page instead."""

    label: str
    press: Press | None = None
    style: Style = ""
    confirm: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """A message. `head` says what it is, how much, and who acts next; at most three buttons show, the rest is More.

    `alt` says what is on a picture among its `files`, for whoever does not see it.
    """

    head: Line
    lines: tuple[Line, ...] = ()
    fields: tuple[tuple[str, Line], ...] = ()
    buttons: tuple[Button, ...] = ()
    note: Line = ()
    thing: str = ""
    contract: str = ""
    files: tuple[int, ...] = ()
    alt: str = ""

    @property
    def shown(self) -> tuple[Button, ...]:
        """The buttons in sight."""
        return self.buttons[:BUTTONS_SHOWN]

    @property
    def more(self) -> tuple[Button, ...]:
        """The buttons behind More."""
        return self.buttons[BUTTONS_SHOWN:]


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer that a form offers."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class FormField:
    """One field of a form as it is shown, with what is already in it and what was wrong with it."""

    name: str
    label: str
    kind: Literal["text", "long", "choice", "choices", "date", "files"]
    required: bool
    hint: str = ""
    value: str = ""
    choices: tuple[Choice, ...] = ()
    limit: int = 3_000
    error: str = ""


@dataclass(frozen=True, slots=True)
class Form:
    """A form to fill in. `known` holds answers that are fixed already and travel along."""

    command: str
    title: str
    submit: str
    fields: tuple[FormField, ...]
    ref: str = ""
    known: tuple[tuple[str, str], ...] = ()
    intro: Line = ()

    @property
    def errors(self) -> dict[str, str]:
        """What is wrong, by field name."""
        return {field.name: field.error for field in self.fields if field.error}


@dataclass(frozen=True, slots=True)
class Reply:
    """The answer to a request.

    `card` is what to show, `form` a form to open instead. `ok` is False for a refusal. `toast` is the short line for a
    pressed button. `replaces` says that the pressed card is to become this one. `zone` and `language` are the reader's.
    `live` marks the card as the one that is kept up to date in this place.
    """

    card: Card | None = None
    form: Form | None = None
    ok: bool = True
    toast: str = ""
    replaces: bool = False
    live: bool = False
    in_public: bool = False
    zone: str = "UTC"
    language: str = "en"
    extra: dict[str, Any] = field(default_factory=dict)


def text_of(line: Iterable[Span]) -> str:
    """The bare words of a line, for tests, logs and screen readers."""
    words: list[str] = []
    for span in line:
        match span:
            case str():
                words.append(span)
            case Strong():
                words.append(span.text)
            case Mention():
                words.append(span.name)
            case Link():
                words.append(span.url)
            case Moment():
                words.append(f"@{span.at}")
    return "".join(words)
