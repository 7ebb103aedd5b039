"""People, views and commands of the workspace as JSON for the page, and what is filled in as a script writes it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bots.playground.on_slack import BETWEEN
from bots.playground.slack import View
from bots.playground.slack.elements import known_options
from bots.playground.slack.inputs import VALUE_KEY
from bots.playground.slack.model import Json, User


def user_json(user: User) -> Json:
    """A person or the app."""
    return {"id": user.id, "name": user.name, "real_name": user.real_name, "is_bot": user.is_bot, "tz": user.tz}


def view_json(view: View) -> Json:
    """A modal or a Home tab, with what is typed into it."""
    shown: Json = {"id": view.id, "type": view.type, "blocks": view.blocks, "values": view.values}
    ends = {name: view.definition.get(name) for name in ("title", "submit", "close")}
    return shown | ends | {"errors": view.errors, "trouble": view.trouble}


def command_json(command: Mapping[str, Any]) -> Json:
    """A slash command with its help."""
    return {name: command.get(name, "") for name in ("command", "description", "usage_hint")}


def option_text(element: Json, value: Any) -> str:
    """What a person reads of the option with this value."""
    options = (option for option in known_options(element) if option["value"] == value)
    return next((str(option["text"]["text"]) for option in options), str(value))


def script_words(entry: Json, names: Mapping[str, str]) -> str:
    """What a script writes to put the same in; `names` are those of people and channels."""
    value = entry[VALUE_KEY[entry["type"]]]
    return BETWEEN.join(_words(each, names) for each in (value if isinstance(value, list) else [value]))


def _words(value: Any, names: Mapping[str, str]) -> str:
    """An option by its text, a person or channel by name, and everything else as it is written."""
    if value is None:
        return ""
    if isinstance(value, dict) and value.get("type") == "rich_text":
        return "".join(part["text"] for section in value["elements"] for part in section["elements"])
    return str(value["text"]["text"]) if isinstance(value, dict) else names.get(value, str(value))
