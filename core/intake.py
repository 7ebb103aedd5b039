"""From what was typed or pressed to a call: which command, on what, with which raw answers."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Final

from core.command import ALIASES, CATALOG, Command, Kind, fields_of, verbs
from core.duration import spoken_duration
from core.grammar import Ref, UnknownNoun, UnknownVerb, parse
from core.language import _
from core.refusal import Mistake, Refusal
from core.request import Request
from core.text import visible
from core.when import names_day

Answers = dict[str, tuple[str, ...]]
CONFIRM: Final = "confirm"
SHOWN: Final = {
    **{"J": "job", "P": "proposal", "C": "contract", "M": "milestone"},
    **{"T": "onboarding", "H": "hours", "D": "dispute"},
}
_WORD: Final = re.compile(r"/?([a-z]+)(?:@\w+)?(?:\s|$)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Call:
    """A command about to be run. `confirmed` is "yes", the figures that were confirmed, or None.

    `filled` says that a form was gone through, so that nothing more is to be asked for its own sake.
    """

    command: Command
    refs: tuple[Ref, ...] = ()
    answers: Answers = field(default_factory=dict)
    unknown: tuple[str, ...] = ()
    confirmed: str | None = None
    filled: bool = False

    def with_answers(self, more: Answers) -> Call:
        """The same call with further answers."""
        return replace(self, answers={**self.answers, **more})


class NoSuchCommand(Refusal):
    """A word that is no command; `near` are keys of commands that it was probably meant to be."""

    def __init__(self, sentence: str, near: tuple[str, ...]) -> None:
        super().__init__(sentence, _("“/market help” shows everything, “/market help job” one word."))
        self.near = near


def is_command(text: str) -> bool:
    """Whether a text is meant as a command: it begins with a slash, or with one of our words."""
    found = _WORD.match(text)
    return text.startswith("/") or (found is not None and found[1].casefold() in {*verbs(), *ALIASES})


@lru_cache(maxsize=256)  # a command is read to choose the thread that takes it, and again there
def typed(text: str) -> Call:
    """The call that a written command spells. Raises NoSuchCommand."""
    word = _WORD.match(text)
    if word is not None and word[1].casefold() == "start":
        return _started(text)
    try:
        parsed = parse(text, verbs(), ALIASES, fields_of)
    except UnknownNoun as error:
        sentence = _("“/{word}” is not a word I know.").format(word=error.word[:40])
        raise NoSuchCommand(sentence, tuple(f"{word}." for word in error.near if word in verbs())) from error
    except UnknownVerb as error:
        sentence = _("“/{noun} {word}” is not something I can do.").format(noun=error.noun, word=error.word[:40])
        raise NoSuchCommand(sentence, tuple(f"{error.noun}.{verb}" for verb in error.near)) from error
    command = CATALOG[f"{parsed.noun}.{parsed.verb}"]
    answers = {name: tuple(texts) for name, texts in parsed.fields.items() if name != CONFIRM}
    confirmed = "yes" if parsed.fields.get(CONFIRM, [""])[-1].casefold() in {"yes", "y"} else None
    refs = _name_people(command, parsed.refs, answers)
    words = parsed.words
    if refs and not words and not command.on and command.main is not None:
        words, refs = str(refs[0]), ()  # a reference can be what a command is told, as for `/admin audit C-1`
    if words:
        answers, refs = _free_text(command, words, answers, refs)
    return Call(command, refs, answers, parsed.unknown, confirmed)


def _name_people(command: Command, refs: tuple[Ref, ...], answers: Answers) -> tuple[Ref, ...]:
    """A person's reference fills the command's field for a person, unless the command is about persons."""
    wanted = next((field.name for field in command.fields if field.kind is Kind.PERSON), None)
    if wanted is None or "person" in command.on:
        return refs
    for ref in refs:
        if ref.kind == "U":
            answers.setdefault(wanted, (str(ref),))
    return tuple(ref for ref in refs if ref.kind != "U")


def _free_text(
    command: Command, words: str, answers: Answers, refs: tuple[Ref, ...]
) -> tuple[Answers, tuple[Ref, ...]]:
    """Free text fills short choices and persons first (`grant mediator U-4`), the rest is the main field's."""
    for name in command.positional:
        if name not in answers and (first := _first(command, name, words)):
            answers[name], words = (first,), words[len(first) :].lstrip()
    main = command.main
    if words and main is not None and main.name not in answers:
        answers[main.name] = (words,)
    elif words and main is None:
        sentence = _("I do not know what to do with “{words}” in {typed}.")
        raise Mistake("text", sentence.format(words=words[:60], typed=command.typed), command.example)
    return answers, refs


def _first(command: Command, name: str, words: str) -> str:
    """The words at the beginning that fill a field; none where it is optional and they are something else."""
    field = command.field(name)
    word = words.split(None, 1)[0] if words else ""
    if field is not None and field.kind is Kind.DAY:
        return word if names_day(word) else ""
    if field is not None and field.kind is Kind.DURATION:
        return spoken_duration(words) or (word if field.required else "")
    return word


def _started(text: str) -> Call:
    """`/start`, with or without a deep link's payload: a reference with `_` or `-`."""
    payload = text.partition(" ")[2].strip().replace("_", "-")
    ref = Ref.parse(payload) if payload else None
    if ref is None:
        return Call(CATALOG["market."])
    noun = SHOWN.get(ref.kind)
    return Call(CATALOG[f"{noun}.show"], (ref,)) if noun else Call(CATALOG["market."])


def settles(request: Request) -> bool:
    """Whether the request is for a command about the very place where it is given."""
    if not request.command:
        try:
            return is_command(request.text) and typed(request.text).command.settles
        except Refusal:
            return False
    command = CATALOG.get(request.command)
    return command is not None and command.settles


def pressed(request: Request) -> Call | None:
    """The call of a button or a submitted form; None for a command that does not exist (any more)."""
    command = CATALOG.get(request.command)
    if command is None:
        return None
    refs = [Ref.parse(request.ref)] if request.ref else []
    seen = {name: tuple(map(visible, texts)) for name, texts in request.answers.items()}
    answers = {name: texts for name, texts in seen.items() if any(text.strip() for text in texts)}
    picked = [Ref.parse(texts[0]) for name, texts in answers.items() if name == "on"]
    answers.pop("on", None)
    if request.extra and command.choice:
        answers[command.choice] = (request.extra,)
    return Call(command, tuple(ref for ref in [*refs, *picked] if ref is not None), answers)
