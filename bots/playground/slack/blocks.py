"""Block Kit validation for messages and views, and the form in which Slack gives blocks back."""

import copy
import json
import secrets
import string as letters
from collections.abc import Iterator
from typing import Any

from bots.playground.slack import elements as el
from bots.playground.slack import rich_text
from bots.playground.slack.model import ApiError, Json
from bots.playground.slack.schema import (
    Check,
    anything,
    array,
    boolean,
    by_type,
    complain,
    obj,
    one_of,
    string,
)
from bots.playground.slack.text import escape

MOST_IN_MESSAGE, MOST_IN_VIEW = 50, 100
# Undocumented, from what people measured: beyond about this much Slack says msg_blocks_too_long. It counts the words of
# all blocks, with `&`, `<` and `>` as entities, and something for each block.
MOST_IN_ALL_BLOCKS, COST_OF_BLOCK = 13_422, 125
MOST_VIEW_BYTES = 250_000
BLOCK_ID = string(255)


def _section(value: Any, pointer: str, errors: list[str]) -> None:
    _SECTION(value, pointer, errors)
    if isinstance(value, dict) and "text" not in value and "fields" not in value:
        complain(errors, "must define either `text` or `fields`", pointer)


_SECTION = obj(
    {},
    {"block_id": BLOCK_ID, "text": el.rich(3000), "fields": array(el.rich(2000), 1, 10), "accessory": el.ACCESSORY,
     "expand": boolean},
)  # fmt: skip
_CONTEXT_ELEMENT = by_type(
    {
        "image": el.PICTURE,
        "plain_text": obj({"text": string(3000, 1)}, {"emoji": boolean}),
        "mrkdwn": obj({"text": string(3000, 1)}, {"verbatim": boolean}),
    }
)

BLOCKS: dict[str, Check] = {
    "section": _section,
    "divider": obj({}, {"block_id": BLOCK_ID}),
    "header": obj({"text": el.plain(150)}, {"block_id": BLOCK_ID}),
    "context": obj({"elements": array(_CONTEXT_ELEMENT, 1, 10)}, {"block_id": BLOCK_ID}),
    "actions": obj({"elements": array(el.ACTION, 1, 25)}, {"block_id": BLOCK_ID}),
    "image": obj({"alt_text": string(2000, 1)}, {**el.IMAGE, "block_id": BLOCK_ID, "title": el.plain(2000)}),
    "input": obj(
        {"label": el.plain(2000), "element": el.INPUT},
        {"block_id": BLOCK_ID, "hint": el.plain(2000), "optional": boolean, "dispatch_action": boolean},
    ),
    "rich_text": obj({"elements": array(rich_text.PART, 1, 100)}, {"block_id": BLOCK_ID}),
    "markdown": obj({"text": string(12_000, 1)}, {"block_id": BLOCK_ID}),
    "table": obj({"rows": array(array(anything, 1, 20), 1, 100)}, {"block_id": BLOCK_ID, "column_settings": anything}),
}
IN_MESSAGE = array(by_type(BLOCKS), 0, MOST_IN_MESSAGE)
ONLY_IN_MESSAGE = ("markdown", "table")
IN_VIEW = array(by_type({name: c for name, c in BLOCKS.items() if name not in ONLY_IN_MESSAGE}), 0, MOST_IN_VIEW)

_VIEW_COMMON: dict[str, Check] = {
    "private_metadata": string(3000), "callback_id": string(255), "external_id": string(255),
}  # fmt: skip
VIEW = by_type({
    "modal": obj(
        {"title": el.plain(24), "blocks": IN_VIEW},
        {**_VIEW_COMMON, "submit": el.plain(24), "close": el.plain(24), "clear_on_close": boolean,
         "notify_on_close": boolean, "submit_disabled": boolean},
    ),
    "home": obj({"blocks": IN_VIEW}, _VIEW_COMMON),
})  # fmt: skip


def interactive(blocks: list[Json]) -> Iterator[tuple[Json, Json]]:
    """Every (block, element) that a person can press, choose or type into."""
    for block in blocks:
        inside = {
            "actions": block.get("elements", []),
            "section": [block.get("accessory")],
            "input": [block.get("element")],
        }
        for element in inside.get(block["type"], []):
            if element and element["type"] != "image":
                yield block, element


def check_message(blocks: Any) -> None:
    """For chat.*: raises `invalid_blocks` with every complaint, or `msg_blocks_too_long`."""
    check_blocks(blocks)
    if sum(map(len, _texts(blocks))) + COST_OF_BLOCK * len(blocks) > MOST_IN_ALL_BLOCKS:
        raise ApiError("msg_blocks_too_long")


def check_blocks(blocks: Any) -> None:
    """Raises `invalid_blocks` with every complaint; how much all blocks hold together only chat.* minds."""
    errors: list[str] = []
    IN_MESSAGE(blocks, "/blocks", errors)
    if not errors:
        _check_ids(blocks, "/blocks", errors)
        _no_file_inputs(blocks, "/blocks", errors)
    if errors:
        raise ApiError("invalid_blocks", errors=errors, response_metadata=_messages(errors))


def check_view(view: Any, surface: str) -> None:
    """Raises `invalid_arguments` with every complaint, or `view_too_large`; `surface` is modal or home."""
    errors: list[str] = []
    VIEW(view, "/view", errors)
    if not errors:
        one_of(surface)(view["type"], "/view/type", errors)
        _check_ids(view["blocks"], "/view/blocks", errors)
        if surface == "home":
            _no_file_inputs(view["blocks"], "/view/blocks", errors)
        elif "submit" not in view and any(block["type"] == "input" for block in view["blocks"]):
            complain(errors, "missing required field: submit", "/view")
    if errors:
        raise ApiError("invalid_arguments", response_metadata=_messages(errors))
    if len(json.dumps(view, ensure_ascii=False).encode()) > MOST_VIEW_BYTES:
        raise ApiError("view_too_large")


def _messages(errors: list[str]) -> Json:
    return {"messages": [f"[ERROR] {error}" for error in errors]}


def _check_ids(blocks: list[Json], pointer: str, errors: list[str]) -> None:
    block_ids: set[str] = set()
    action_ids: set[tuple[int, str]] = set()
    for number, block in enumerate(blocks):
        block_id = block.get("block_id")
        if block_id in block_ids:
            complain(errors, f"`block_id` must be unique: {block_id}", f"{pointer}/{number}/block_id")
        if block_id:
            block_ids.add(block_id)
        for _, element in interactive([block]):
            key = (number, element.get("action_id", ""))
            if key[1] and key in action_ids:
                complain(errors, f"`action_id` must be unique in its block: {key[1]}", f"{pointer}/{number}")
            action_ids.add(key)


def _no_file_inputs(blocks: list[Json], pointer: str, errors: list[str]) -> None:
    for number, block in enumerate(blocks):
        if block["type"] == "input" and block["element"]["type"] == "file_input":
            complain(errors, "unsupported type: file_input", f"{pointer}/{number}/element/type")


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for name, inner in value.items():
            if name in ("text", "label", "hint") and isinstance(inner, str):
                yield inner if value.get("type") in ("mrkdwn", "markdown") else escape(inner)
            else:
                yield from _texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)


def normalised(blocks: list[Json]) -> list[Json]:
    """A copy as Slack stores it: ids where none were given, `emoji` and `verbatim` spelled out."""
    stored = copy.deepcopy(blocks)
    for block in stored:
        block["block_id"] = block.get("block_id") or _random_id()
    for _, element in interactive(stored):
        element["action_id"] = element.get("action_id") or _random_id()
    _spell_out(stored)
    return stored


def _spell_out(value: Any) -> None:
    for inner in value.values() if isinstance(value, dict) else value:
        if isinstance(inner, dict | list):
            _spell_out(inner)
    if isinstance(value, dict) and "text" in value:
        if value.get("type") == "plain_text":
            value.setdefault("emoji", True)
        elif value.get("type") == "mrkdwn":
            value.setdefault("verbatim", False)


def _random_id() -> str:
    return "".join(secrets.choice(letters.ascii_letters + letters.digits) for _ in range(5))
