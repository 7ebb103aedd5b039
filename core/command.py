"""The catalogue: each thing that people can do, declared once. Everything that shows or takes commands reads it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final, TypeVar

from core.card import Choice, Style


class Kind(StrEnum):
    """What an answer is; `core/fields.py` reads each."""

    TEXT = "text"
    LONG = "long"
    NAME = "name"
    MONEY = "money"
    NUMBER = "number"
    PERIOD = "period"
    DURATION = "duration"
    DATE = "date"
    CHOICE = "choice"
    FLAG = "flag"
    WORDS = "words"
    LINES = "lines"
    LINKS = "links"
    MILESTONES = "milestones"
    PERSON = "person"
    ZONE = "zone"
    CURRENCY = "currency"
    HOURS = "hours"
    FILES = "files"
    PAPERS = "papers"
    MONTH = "month"
    PERCENT = "percent"
    DAY = "day"
    CLOCK = "clock"


class Who(StrEnum):
    """Who may use a command. For a command on a thing it is the role in that thing that counts.

    `CONCERNED` is either party, or an operator; `INVOLVED` either party, or who mediates between them. What is a
    mediator's to do, an operator may where the machine says so.
    """

    EVERYBODY = "everybody"
    JOINED = "joined"
    CLIENT = "client"
    FREELANCER = "freelancer"
    BOTH = "both"
    CONCERNED = "concerned"
    INVOLVED = "involved"
    MEDIATOR = "mediator"
    OPERATOR = "operator"


@dataclass(frozen=True, slots=True)
class Field:
    """One answer that a command takes.

    `main` takes the free text. `when` = (field, value) asks for it only if that field has that value. `asked` False
    leaves it out of conversations: it can be typed or filled in, but nobody is asked. `default` stands where nothing is
    said.
    """

    name: str
    kind: Kind
    label: str
    required: bool = False
    help: str = ""
    example: str = ""
    choices: tuple[Choice, ...] = ()
    limit: int = 200
    main: bool = False
    when: tuple[str, str] | None = None
    asked: bool = True
    default: str = ""


Handler = Callable[..., Any]
H = TypeVar("H", bound=Handler)


@dataclass(frozen=True, slots=True)
class Command:
    """One entry of the catalogue.

    `on` are the kinds of thing its reference may name. `event` is what it makes happen to it (several words: one or
    the other): the button is drawn only where that is possible; `states` and `guard` limit it further.
    `reads` changes nothing. `money` moves money: the person always picks the thing. `positional` fields may be typed
    as bare words in this order; `choice` is the field that a button may carry a value for. `opens` shows the form when
    nothing was given, filled in with what `prefill` finds. `wanted` names the optional fields that a form for this
    thing asks for, `needed` those of them that it cannot do without, and `preface` is read before filling it in.
    `settles` chooses the very place for what Parley posts, so chats look at what it may do there.
    `hidden` is only for buttons. `confirm` is asked before the button does it, where the chat can. `rank` is the place
    of its button, smallest first. `shortcut` is what it is called in the menu of a message, if it can be used on one:
    the message's words are then filled in as `quotes`, and its address where there is a field `link`. `nothing` is said
    where there is nothing that it could be used on.
    """

    noun: str
    verb: str
    summary: str
    who: Who
    handler: Handler
    on: tuple[str, ...] = ()
    fields: tuple[Field, ...] = ()
    event: str = ""
    states: tuple[str, ...] = ()
    guard: str = ""
    reads: bool = False
    money: bool = False
    button: str = ""
    style: Style = ""
    rank: int | None = None
    confirm: str = ""
    example: str = ""
    aliases: tuple[str, ...] = ()
    positional: tuple[str, ...] = ()
    choice: str = ""
    opens: bool = False
    prefill: Callable[[Any, Any], dict[str, tuple[str, ...]]] | None = None
    wanted: Callable[[Any], frozenset[str]] | None = None
    needed: Callable[[Any], frozenset[str]] | None = None
    preface: Callable[[Any], str] | None = None
    settles: bool = False
    hidden: bool = False
    shortcut: str = ""
    quotes: str = ""
    nothing: str = ""

    @property
    def key(self) -> str:
        """`milestone.approve`."""
        return f"{self.noun}.{self.verb}"

    @property
    def typed(self) -> str:
        """`/milestone approve`, or the noun alone."""
        return f"/{self.noun} {self.verb}".rstrip()

    def field(self, name: str) -> Field | None:
        """The field of this name."""
        return next((field for field in self.fields if field.name == name), None)

    @property
    def main(self) -> Field | None:
        """The field that takes the free text."""
        return next((field for field in self.fields if field.main), None)


LINK: Final = "link"
NOUNS: Final[dict[str, str]] = {
    "market": "Home: what waits for you, until when, and what happens if you do nothing",
    "account": "Join, your name, zone, profile and company",
    "job": "Post jobs, find them, follow them",
    "proposal": "Send and compare proposals",
    "contract": "Offers and contracts: negotiate, sign, talk, end",
    "onboarding": "Papers and checks before work starts",
    "milestone": "Fund, hand in, review and pay pieces of work",
    "hours": "Log time, and review the weeks that are billed",
    "dispute": "When two sides do not agree about held money",
    "wallet": "Your money: pay in, withdraw, statements",
    "admin": "For operators",
}
CATALOG: Final[dict[str, Command]] = {}
ALIASES: Final[dict[str, tuple[str, str]]] = {}
_VERBS: Final[dict[str, list[str]]] = {noun: [] for noun in NOUNS}


def command(name: str, summary: str, **entry: Any) -> Callable[[H], H]:
    """Declare a command as "noun verb"; the decorated function carries it out.

    The function gets the context, then the things that `on` names, then one argument for each field.
    """
    noun, _space, verb = name.partition(" ")

    def declare(handler: H) -> H:
        made = Command(noun, verb, summary, handler=handler, **entry)
        if made.key in CATALOG:
            raise ValueError(f"declared twice: {made.key}")
        CATALOG[made.key] = made
        if verb:
            _VERBS[noun].append(verb)
        for alias in made.aliases:
            ALIASES[alias] = (noun, verb)
        return handler

    return declare


def verbs() -> dict[str, list[str]]:
    """The verbs of each noun, in the order they were declared; the bare noun is left out."""
    return _VERBS


def fields_of(noun: str, verb: str) -> list[str]:
    """The field names of a command, and the word that confirms."""
    entry = CATALOG.get(f"{noun}.{verb}")
    return [*(field.name for field in entry.fields), "confirm"] if entry else []
