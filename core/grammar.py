"""The written command: `/<noun> <verb> [references] [field:value …] [free text]`, read kindly."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from core.text import visible

KINDS = frozenset({"U", "J", "P", "C", "M", "H", "D", "T", "W", "DEP", "ONB", "WK", "TM", "DY"})
"""The letters a reference can begin with."""

# Each opening quote with those that may close it; phones change straight ones into curly ones as they like.
_DOUBLE = "\u201c\u201d"
_CLOSERS = {
    '"': '"' + _DOUBLE,
    "\u201c": '"' + _DOUBLE,
    "\u201d": '"' + _DOUBLE,
    "\u201e": '"' + _DOUBLE,
    "\u00ab": "\u00bb",
    "\u00bb": "\u00ab\u00bb",
    "'": "'\u2019",
    "\u2018": "'\u2019",
}
# A quote closes only where no word goes on, so that `don't` is one word and `5"x7"` stays as it is.
_CLOSING = {opener: re.compile(rf"[{closers}](?!\w)") for opener, closers in _CLOSERS.items()}
_FIELD = re.compile(r"([A-Za-z][A-Za-z_-]+)[:=](?![:=])")
_GAP = re.compile(r"\s*")
_PLAIN = re.compile(r"[^\s" + "".join(_CLOSERS) + "]+")
_REFERENCE = re.compile(r"([A-Za-z]{1,3})[-\u2010\u2011\u2013]([1-9][0-9]{0,18})")
_LIKE_REFERENCE = re.compile(r"[A-Za-z]{1,3}-[0-9]+")
_NEAR, _OFFERED, _LONGEST_WORD = 0.6, 3, 40


@dataclass(frozen=True, slots=True)
class Ref:
    """A reference people type and read, such as `J-12`: the letters in capitals and a number from 1 to 2^63-1."""

    kind: str
    number: int

    @staticmethod
    def parse(text: str) -> Ref | None:
        """The reference that this text is, in either case; None if it is anything else."""
        found = _REFERENCE.fullmatch(text)
        if found is None or found[1].upper() not in KINDS or int(found[2]) >= 2**63:
            return None
        return Ref(found[1].upper(), int(found[2]))

    def __str__(self) -> str:
        return f"{self.kind}-{self.number}"


@dataclass(frozen=True, slots=True)
class Token:
    """One piece of a command: a word, or a field with its name. `text` is without the quotes, `raw` as typed.

    `gap` is the whitespace before it; `quoted` is true if all of `text` stood in one pair of quotes.
    """

    gap: str
    raw: str
    text: str
    name: str = ""
    quoted: bool = False


@dataclass(frozen=True, slots=True)
class Parsed:
    """A command as read: references that came first, fields in order, the rest as free text, names of no field."""

    noun: str
    verb: str
    refs: tuple[Ref, ...]
    fields: dict[str, list[str]]
    words: str
    unknown: tuple[str, ...]


class UnknownNoun(ValueError):
    """The first word is no noun and no alias; `near` are at most three that are."""

    def __init__(self, word: str, near: tuple[str, ...]) -> None:
        super().__init__(word)
        self.word, self.near = word, near


class UnknownVerb(ValueError):
    """The second word is no verb of the noun; `near` are at most three that are."""

    def __init__(self, noun: str, word: str, near: tuple[str, ...]) -> None:
        super().__init__(noun, word)
        self.noun, self.word, self.near = noun, word, near


def tokenize(text: str) -> list[Token]:
    """Cut a text into words and `name:value` fields. Quotes of every shape hold words together; one that is never
    closed is just a character. Never raises."""
    tokens: list[Token] = []
    hopeless: set[str] = set()
    position = 0
    while True:
        start = _end(_GAP, text, position)
        if start == len(text):
            return tokens
        field = _FIELD.match(text, start)
        value = field.end() if field else start
        end, parts, quotes = _value(text, value, hopeless)
        tokens.append(
            Token(
                gap=text[position:start],
                raw=text[start:end],
                text="".join(parts),
                name=field[1] if field else "",
                quoted=quotes == len(parts) == 1,
            )
        )
        position = end


def _value(text: str, position: int, hopeless: set[str]) -> tuple[int, list[str], int]:
    """Read up to the next whitespace outside quotes: the end, the parts without their quotes, how many were quoted.

    `hopeless` are openers that nothing closes any more, so that a long text is searched only once for each.
    """
    parts: list[str] = []
    quotes = 0
    start = position
    while position < len(text) and not text[position].isspace():
        sign = text[position]
        if sign in _CLOSERS:
            opens = sign not in hopeless and (position == start or not text[position - 1].isalnum())
            closing = _CLOSING[sign].search(text, position + 1) if opens else None
            if closing:
                parts.append(text[position + 1 : closing.start()])
                quotes += 1
                position = closing.end()
                continue
            if opens:
                hopeless.add(sign)
            end = position + 1
        else:
            end = _end(_PLAIN, text, position)
        parts.append(text[position:end])
        position = end
    return position, parts, quotes


def _end(pattern: re.Pattern[str], text: str, position: int) -> int:
    found = pattern.match(text, position)
    return found.end() if found else position


def parse(
    text: str,
    nouns: Mapping[str, Collection[str]],
    aliases: Mapping[str, tuple[str, str]],
    known_fields: Callable[[str, str], Collection[str]],
) -> Parsed:
    """Read a command. `nouns` gives the verbs of each noun, `aliases` the noun and verb a word stands for,
    `known_fields` the fields of a noun and verb. The verb is "" for a bare noun.

    Raises UnknownNoun and UnknownVerb, with near ones to offer.
    """
    tokens = tokenize(visible(text))
    first = tokens.pop(0).raw if tokens else ""
    word = first.removeprefix("/").partition("@")[0].casefold()
    if word in nouns:
        noun, (verb, used) = word, _verb(word, nouns[word], tokens)
    elif word in aliases:
        (noun, verb), used = aliases[word], 0
    else:
        raise UnknownNoun(word, near(word, [*nouns, *aliases]))
    return _arguments(noun, verb, tokens[used:], known_fields(noun, verb))


def near(word: str, choices: Collection[str]) -> tuple[str, ...]:
    """At most three of the choices that the word is probably a slip for, the likeliest first."""
    # Only a mistyped word needs this library, so nothing else waits for it to load.
    from rapidfuzz import process
    from rapidfuzz.distance import DamerauLevenshtein

    if len(word) > _LONGEST_WORD:
        return ()
    score = DamerauLevenshtein.normalized_similarity
    return tuple(hit[0] for hit in process.extract(word, choices, scorer=score, score_cutoff=_NEAR, limit=_OFFERED))


def _verb(noun: str, verbs: Collection[str], tokens: list[Token]) -> tuple[str, int]:
    """The verb and how many words were used for it."""
    if not tokens:
        return "", 0
    words = [token.raw.casefold().replace("_", "-") for token in tokens[:2]]
    if "-".join(words) in verbs:
        return "-".join(words), 2
    if words[0] in verbs:
        return words[0], 1
    if tokens[0].name or _reference(tokens[0]) or _LIKE_REFERENCE.fullmatch(words[0]):
        return ("show" if "show" in verbs else ""), 0
    raise UnknownVerb(noun, tokens[0].text, near(words[0], verbs))


def _reference(token: Token) -> Ref | None:
    return Ref.parse(token.raw.rstrip(",;:."))


def _arguments(noun: str, verb: str, tokens: list[Token], known: Collection[str]) -> Parsed:
    names = {_key(name): name for name in known}
    refs: list[Ref] = []
    fields: dict[str, list[str]] = {}
    unknown: list[str] = []
    free: list[Token] = []
    rest = iter(_joined(tokens, names))
    for token in rest:
        if _key(token.name) in names:
            fields.setdefault(names[_key(token.name)], []).append(token.text)
        elif _is_field(token):
            unknown.append(token.name)
        elif not free and (reference := _reference(token)):
            refs.append(reference)
        else:
            free.append(token)
    return Parsed(noun, verb, tuple(refs), fields, _free_text(free), tuple(dict.fromkeys(unknown)))


def _joined(tokens: list[Token], names: Collection[str]) -> list[Token]:
    """`due: "in 2 weeks"`, with a space before the quoted value, is one field."""
    joined: list[Token] = []
    for token in tokens:
        last = joined[-1] if joined else None
        if last and token.quoted and not token.name and not last.quoted and not last.text and _key(last.name) in names:
            joined[-1] = Token(last.gap, last.raw + token.gap + token.raw, token.text, last.name, quoted=True)
        else:
            joined.append(token)
    return joined


def _key(name: str) -> str:
    return name.casefold().replace("-", "_")


def _is_field(token: Token) -> bool:
    """Whether a name that is no field was meant as one: not in `https://…`, `Thanks:)` or `Note: this`."""
    if not token.name or token.text.startswith("//"):
        return False
    return token.quoted or any(sign.isalnum() for sign in token.text)


def _free_text(tokens: list[Token]) -> str:
    """The words as typed, with their line breaks; quotes around the whole of them fall away."""
    if len(tokens) == 1 and tokens[0].quoted:
        return tokens[0].text
    return "".join(("\n" * token.gap.count("\n") or " ") + token.raw for token in tokens).strip()
