"""The words that chats offer in their menus, and on messages, read off the catalogue."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from core.command import ALIASES, CATALOG, LINK, NOUNS

Audience = Literal["everybody", "operator", "mediator", "group"]


def words(audience: Audience) -> Iterator[tuple[str, str, str]]:
    """Each word with what it does and a hint of what may follow."""
    if audience == "group":
        nouns = ["market", "job"]
    else:
        nouns = [noun for noun in NOUNS if noun != "admin" or audience == "operator"]
    for noun in nouns:
        found = [entry.verb for entry in CATALOG.values() if entry.noun == noun and entry.verb and not entry.hidden]
        yield noun, NOUNS[noun], f"[{' | '.join(found)}] …"
    if audience == "group":
        return
    for word, (noun, verb) in ALIASES.items():
        entry = CATALOG[f"{noun}.{verb}"]
        yield word, entry.summary, entry.example.partition(" ")[2].removeprefix(f"{verb} ")


def shortcuts() -> Iterator[tuple[str, str, str, bool]]:
    """What can be done with a message: each command's key, its label, what it does, and whether it wants a link."""
    for entry in CATALOG.values():
        if entry.shortcut:
            yield entry.key, entry.shortcut, entry.summary, entry.field(LINK) is not None
