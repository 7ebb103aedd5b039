"""docs/commands.md: everything that people can type."""

from __future__ import annotations

from typing import Final

import core.commands  # noqa: F401  importing it fills the catalogue
from core.command import CATALOG, NOUNS, Command, Field, Who
from core.documents.markdown import code, page, table

INTRO: Final = """\
The same words work as a Slack slash command, as a Telegram bot command and in a mention of the bot. Leave anything
out and you are asked for it: in a form on Slack, question by question on Telegram. `field:value` and `field=value`
mean the same, quotes keep words together, and what is left over goes to the field marked *free text*."""
WHO: Final = {
    Who.EVERYBODY: "anybody",
    Who.JOINED: "anybody who has joined",
    Who.CLIENT: "clients",
    Who.FREELANCER: "freelancers",
    Who.BOTH: "both parties",
    Who.CONCERNED: "both parties and operators",
    Who.INVOLVED: "both parties and the mediator",
    Who.MEDIATOR: "mediators and arbiters",
    Who.OPERATOR: "operators",
}
PARTY: Final = {
    Who.CLIENT: "the client",
    Who.FREELANCER: "the freelancer",
    Who.BOTH: "both parties",
    Who.CONCERNED: "both parties and operators",
    Who.INVOLVED: "both parties and the mediator",
    Who.MEDIATOR: "whoever mediates it, or may",
}


def commands() -> str:
    """The page."""
    blocks = [INTRO]
    for noun, summary in NOUNS.items():
        entries = [entry for entry in CATALOG.values() if entry.noun == noun and not entry.hidden]
        blocks += [f"## /{noun}", f"{summary}."]
        for entry in sorted(entries, key=lambda entry: bool(entry.verb)):
            blocks += [f"### {code(entry.typed)}", _about(entry), _example(entry), _fields(entry)]
    return page("Commands", *blocks)


def who(entry: Command) -> str:
    """Who may use a command, in words."""
    party = entry.on and entry.on != ("person",) and not (entry.on == ("job",) and entry.who is Who.FREELANCER)
    return PARTY.get(entry.who, WHO[entry.who]) if party else WHO[entry.who]


def _about(entry: Command) -> str:
    words = [f"{entry.summary}.", f"**Who:** {who(entry)}."]
    if entry.on:
        words.append(f"**On:** a {' or a '.join(entry.on)}.")
    if entry.aliases:
        words.append(f"**Short:** {', '.join(code(f'/{alias}') for alias in entry.aliases)}.")
    if entry.shortcut:
        words.append(
            f"**On a message:** “{entry.shortcut}” in its menu (Slack), or the command in a reply to it (Telegram): "
            f"its words become {code(entry.quotes)}."
        )
    if entry.money:
        words.append("Moves money: asks for a confirmation, or takes `confirm:yes`.")
    return " ".join(words)


def _example(entry: Command) -> str:
    return f"```\n{entry.example}\n```" if entry.example else ""


def _fields(entry: Command) -> str:
    header = ("field", "what", "needed", "example")
    rows = [(code(field.name), _what(entry, field), _needed(field), code(field.example)) for field in entry.fields]
    return table(header, rows)


def _what(entry: Command, field: Field) -> str:
    words = [field.help or field.label]
    if field.choices:
        words.append(" or ".join(code(choice.value) for choice in field.choices))
    elif field.kind not in {"text", "long", "name"}:
        words.append(field.kind.value)
    if field.default:
        words.append(f"{code(field.default)} unless said")
    if field.main:
        words.append("*free text*")
    if field.name in entry.positional:
        words.append("may stand as a bare word")
    return "; ".join(words)


def _needed(field: Field) -> str:
    if field.when is None:
        return "yes" if field.required else ""
    name, value = field.when
    return f"{'with' if field.required else 'only with'} {code(f'{name}:{value}')}"
