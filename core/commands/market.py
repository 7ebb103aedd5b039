"""/market: home and help."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from core.card import Button, Card, Line, Press, Reply, Strong
from core.cards.home import home
from core.cards.thing import card
from core.command import ALIASES, CATALOG, NOUNS, Command, Field, Kind, Who, command
from core.context import Context
from core.grammar import near
from core.language import _
from core.refusal import Refusal

THINGS = (
    *("job", "proposal", "contract", "case", "task", "milestone"),
    *("week", "entry", "timer", "dispute", "deposit", "withdrawal"),
)


@command("market", "What waits for you, until when, and what happens if you do nothing", who=Who.EVERYBODY, reads=True)
def market(context: Context) -> Reply:
    """The home card."""
    return home(context)


@command(
    "market help",
    "What you can type: everything, a word, or one command",
    who=Who.EVERYBODY,
    reads=True,
    fields=(Field("topic", Kind.TEXT, "Topic", main=True, example="job post", limit=60),),
    example="/market help job",
)
def market_help(context: Context, topic: str | None) -> Card:
    """Help on everything, on a noun, or on a command."""
    words = (topic or "").casefold().replace("/", "").split()
    if not words:
        return _overview()
    noun, verb = ALIASES.get(words[0], (words[0], "-".join(words[1:])))
    if noun not in NOUNS:
        close = ", ".join(f"“{word}”" for word in near(noun, NOUNS))
        hint = _("Did you mean {words}?").format(words=close) if close else _("“/market help” lists the words.")
        raise Refusal(_("“{word}” is not a word I know.").format(word=noun[:40]), hint)
    entry = CATALOG.get(f"{noun}.{verb}")
    return _one(entry) if entry is not None and verb else _noun(noun)


@command("market more", "Everything that can be done with a thing", who=Who.JOINED, on=THINGS, reads=True, hidden=True)
def more(context: Context, thing: Any) -> Reply:
    """The thing's card with all its buttons in sight."""
    return Reply(card=replace(card(context, thing)), replaces=True, extra={"all_buttons": True})


def _overview() -> Card:
    lines: list[Line] = [(Strong(f"/{noun}"), f" — {_(summary)}") for noun, summary in NOUNS.items()]
    short = ", ".join(f"/{word} = /{noun} {verb}" for word, (noun, verb) in ALIASES.items())
    lines.append((_("Short forms: {words}").format(words=short),))
    lines.append((_("“/market help job” explains one word. Leave anything out and you are asked for it."),))
    return Card(head=(Strong(_("Parley: what you can type")),), lines=tuple(lines))


def _noun(noun: str) -> Card:
    entries = [entry for entry in CATALOG.values() if entry.noun == noun and entry.verb and not entry.hidden]
    lines: list[Line] = [(Strong(entry.typed), f" — {_(entry.summary)}") for entry in entries]
    buttons = tuple(Button(entry.typed, Press(entry.key)) for entry in entries[:3] if entry.who is not Who.OPERATOR)
    return Card(head=(Strong(f"/{noun}"), f" — {_(NOUNS[noun])}"), lines=tuple(lines), buttons=buttons)


def _one(entry: Command) -> Card:
    fields: list[tuple[str, Line]] = []
    for field in entry.fields:
        words = [_(field.help)] if field.help else []
        words += [", ".join(choice.value for choice in field.choices)] if field.choices else []
        words += [_("for example {example}").format(example=field.example)] if field.example else []
        needed = _(" (needed)") if field.required else ""
        fields.append((f"{field.name}{needed}", ("; ".join(words) or _(field.label),)))
    lines: list[Line] = [(_("Example: {example}").format(example=entry.example),)] if entry.example else []
    if entry.shortcut:
        told = _("On a message: “{label}” in its menu on Slack, or this command in a reply to it on Telegram.")
        lines.append((told.format(label=entry.shortcut),))
    button = Button(_("Do it now"), Press(entry.key))
    return Card((Strong(entry.typed), f" — {_(entry.summary)}"), tuple(lines), tuple(fields), (button,))
