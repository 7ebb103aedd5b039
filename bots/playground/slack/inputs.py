"""What a person can put into an element, how Slack writes it down, and what the client complains about on its own."""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from bots.playground.slack.blocks import interactive
from bots.playground.slack.elements import TIME, known_options
from bots.playground.slack.model import File, Json, NotPossible, View

REQUIRED = "Please complete this required field."

VALUE_KEY: Mapping[str, str] = {  # element -> the property that holds its value
    "plain_text_input": "value",
    "email_text_input": "value",
    "url_text_input": "value",
    "number_input": "value",
    "rich_text_input": "rich_text_value",
    "file_input": "files",
    "static_select": "selected_option",
    "external_select": "selected_option",
    "radio_buttons": "selected_option",
    "multi_static_select": "selected_options",
    "multi_external_select": "selected_options",
    "checkboxes": "selected_options",
    "users_select": "selected_user",
    "multi_users_select": "selected_users",
    "conversations_select": "selected_conversation",
    "multi_conversations_select": "selected_conversations",
    "channels_select": "selected_channel",
    "multi_channels_select": "selected_channels",
    "datepicker": "selected_date",
    "timepicker": "selected_time",
    "datetimepicker": "selected_date_time",
}


def initial(element: Json) -> Json:
    """The element's entry in `state.values` before anybody touched it."""
    key = VALUE_KEY[element["type"]]
    start = element.get(
        "initial_" + key.removeprefix("selected_").removeprefix("rich_text_"), [] if takes_many(element) else None
    )
    return {"type": element["type"], key: start}


def values(blocks: list[Json], typed: Json) -> Json:
    """The whole `state.values` of blocks: what was typed where ids and kinds still fit, else what they start with."""
    found: Json = {}
    for block, element in interactive(blocks):
        if element["type"] in VALUE_KEY:
            before = typed.get(block["block_id"], {}).get(element["action_id"])
            fits = before is not None and before["type"] == element["type"]
            found.setdefault(block["block_id"], {})[element["action_id"]] = before if fits else initial(element)
    return found


def takes_many(element: Json) -> bool:
    """Whether several things can be put in."""
    return element["type"].startswith("multi_") or element["type"] in ("checkboxes", "file_input")


def filled(element: Json, value: Any, ids: Mapping[str, str]) -> Json:
    """The entry in `state.values` after a person put `value` in.

    Text goes in as str; options by their text or value; people and channels by `@name`, `#name` or id (`ids` knows
    them); dates as `2026-12-01`, times as `17:30`; several as a list. Raises NotPossible for what is not offered.
    """
    if element["type"].endswith("external_select"):
        chosen: Any = value  # options as the app offered them
    elif takes_many(element):
        many = value if isinstance(value, list | tuple) else [value]
        chosen = [_one(element, each, ids) for each in many]
    else:
        chosen = None if value in (None, "") else _one(element, value, ids)
    return {"type": element["type"], VALUE_KEY[element["type"]]: chosen}


def _one(element: Json, value: Any, ids: Mapping[str, str]) -> Any:
    key = VALUE_KEY[element["type"]].rstrip("s")
    if key == "selected_option":
        return option(element, value)
    if key in ("selected_user", "selected_conversation", "selected_channel"):
        return _id(str(value), "@" if key == "selected_user" else "#", ids)
    try:
        return _WRITTEN[key](value)
    except (ValueError, TypeError) as error:
        raise NotPossible(f"{value!r} cannot be put into a {element['type']}") from error


def _time(value: Any) -> str:
    if not re.fullmatch(TIME, str(value)):
        raise ValueError(value)
    return str(value)


def _moment(value: Any) -> int:
    return int(value.timestamp() if isinstance(value, datetime) else value)


def _rich_text(value: Any) -> Json:
    section = {"type": "rich_text_section", "elements": [{"type": "text", "text": str(value)}]}
    return {"type": "rich_text", "elements": [section]}


_WRITTEN: Mapping[str, Callable[[Any], Any]] = {
    "value": str,
    "selected_date": lambda value: date.fromisoformat(str(value)).isoformat(),
    "selected_time": _time,
    "selected_date_time": _moment,
    "rich_text_value": _rich_text,
    "file": File.as_json,
}


def _id(value: str, sign: str, ids: Mapping[str, str]) -> str:
    found = value if value in ids.values() else ids.get(sign + value.lstrip("@#").lower())
    if found is None:
        raise NotPossible(f"nobody and nothing here is called {value}")
    return found


def option(element: Json, wanted: Any) -> Json:
    """The option with this text or value. Raises NotPossible."""
    for offered in known_options(element):
        if wanted in (offered["text"]["text"], offered["value"]):
            return dict(offered)
    raise NotPossible(f"{wanted!r} is not among {[each['text']['text'] for each in known_options(element)]}")


def label(block: Json, element: Json) -> str:
    """What a person sees of this element: its own words, its input's label, or its placeholder."""
    for text in (element.get("text"), block.get("label"), element.get("placeholder")):
        if text:
            return str(text["text"])
    section = block.get("text", {}).get("text", "") if block["type"] == "section" else ""
    return section or str(element["action_id"])


def problems(view: View) -> dict[str, str]:
    """What the client complains about before anything is sent: block_id to sentence."""
    found: dict[str, str] = {}
    for block, element in interactive(view.blocks):
        if block["type"] == "input":
            value = view.values[block["block_id"]][element["action_id"]][VALUE_KEY[element["type"]]]
            complaint = _complaint(element, value) if value not in (None, "", []) else None
            if value in (None, "", []) and not block.get("optional"):
                complaint = REQUIRED
            if complaint:
                found[block["block_id"]] = complaint
    return found


def _complaint(element: Json, value: Any) -> str | None:
    kind = element["type"]
    if kind in _WRONG:
        return _WRONG[kind](element, value)
    if takes_many(element):
        most = element.get("max_files", 10) if kind == "file_input" else element.get("max_selected_items", 100)
        return f"Choose no more than {most}." if len(value) > most else None
    return None


def _wrong_text(element: Json, value: str) -> str | None:
    least, most = element.get("min_length", 0), element.get("max_length", 3000)
    return None if least <= len(value) <= most else f"Enter between {least} and {most} characters."


def _wrong_email(element: Json, value: str) -> str | None:
    return None if re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", value) else "Enter a valid email address."


def _wrong_url(element: Json, value: str) -> str | None:
    return None if re.fullmatch(r"https?://\S+", value) else "Enter a valid URL."


def _wrong_number(element: Json, value: str) -> str | None:
    try:
        number = Decimal(value)
    except InvalidOperation:
        return "Enter a number."
    if not number.is_finite():
        return "Enter a number."
    if not element["is_decimal_allowed"] and number != int(number):
        return "Enter a whole number."
    least, most = Decimal(element.get("min_value", "-Infinity")), Decimal(element.get("max_value", "Infinity"))
    return None if least <= number <= most else f"Enter a number between {least} and {most}."


_WRONG: Mapping[str, Callable[[Json, Any], str | None]] = {
    "plain_text_input": _wrong_text,
    "email_text_input": _wrong_email,
    "url_text_input": _wrong_url,
    "number_input": _wrong_number,
}
