"""Keyboards as a bot sends them: checked like Telegram checks them, and laid out the way it stores them."""

from typing import Any

from bots.playground.telegram.model import Chat, Json
from bots.playground.telegram.refusals import Refused, bad_request
from bots.playground.telegram.text import check_link

MAX_BUTTONS = 100
MAX_ROW = 8
MAX_CALLBACK_DATA_BYTES = 64
MAX_COPY_TEXT = 256
_KINDS = ("url", "callback_data", "web_app", "login_url", "switch_inline_query", "switch_inline_query_current_chat",
          "switch_inline_query_chosen_chat", "copy_text", "callback_game", "pay")  # fmt: skip


def checked_markup(raw: Any, inline_only: bool = False) -> Json | None:
    """The reply markup to store, or None for none; `inline_only` for edits. Raises Refused."""
    if raw is None or raw == "":
        return None
    if not isinstance(raw, dict):
        raise bad_request("object expected as reply markup")
    if raw.get("keyboard"):
        markup = {**raw, "keyboard": [[_key(button) for button in row] for row in _rows(raw, "keyboard")]}
    elif raw.get("inline_keyboard"):
        rows = [[_inline(button) for button in row] for row in _rows(raw, "inline_keyboard")]
        markup = {"inline_keyboard": [row[at : at + MAX_ROW] for row in rows for at in range(0, len(row), MAX_ROW)]}
        if sum(map(len, rows)) > MAX_BUTTONS:
            raise bad_request("reply markup is too long")
    elif raw.get("remove_keyboard") or raw.get("force_reply"):
        markup = raw
    else:
        return None
    if inline_only and "inline_keyboard" not in markup:
        raise bad_request("inline keyboard expected")
    return markup


def check_place(markup: Json | None, chat: Chat) -> None:
    """Web App buttons are for private chats alone. Raises Refused."""
    buttons = [button for row in (markup or {}).get("inline_keyboard", ()) for button in row]
    if not chat.is_private and any("web_app" in button for button in buttons):
        raise bad_request("BUTTON_TYPE_INVALID")


def _rows(raw: Json, name: str) -> list[list[Any]]:
    rows = raw[name]
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        owner = " of the InlineKeyboardMarkup" if name == "inline_keyboard" else ""
        raise bad_request(f'field "{name}"{owner} must be an Array of Arrays')
    return rows


def _key(button: Any) -> Json:
    if isinstance(button, str):
        return {"text": button}
    if not isinstance(button, dict) or not button.get("text"):
        raise bad_request("can't parse keyboard button: KeyboardButton must be a String or an Object")
    return button


def _inline(button: Any) -> Json:
    if not isinstance(button, dict):
        raise bad_request("can't parse inline keyboard button: InlineKeyboardButton must be an Object")
    if not isinstance(button.get("text"), str):
        raise bad_request("can't parse inline keyboard button: Can't find field \"text\"")
    if not button["text"].strip():
        raise bad_request("inline keyboard button text must be non-empty")
    kind = next((kind for kind in _KINDS if button.get(kind) not in (None, "")), None)
    if kind is None:
        raise bad_request("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
    if kind == "callback_data" and len(button[kind].encode()) > MAX_CALLBACK_DATA_BYTES:
        raise bad_request("BUTTON_DATA_INVALID")
    if kind == "copy_text" and not 1 <= len(button[kind]["text"]) <= MAX_COPY_TEXT:
        raise bad_request("BUTTON_COPY_TEXT_INVALID")
    if kind == "url":
        return {**button, "url": _link(button["url"], "URL")}
    if kind == "web_app" and not _link(button[kind].get("url", ""), "Web App URL").startswith("https://"):
        raise _bad_link(button[kind]["url"], "Web App URL", "Only HTTPS links are allowed")
    return button


def _link(url: str, what: str) -> str:
    try:
        return check_link(url)
    except ValueError as wrong:
        raise _bad_link(url, what, str(wrong)) from None


def _bad_link(url: str, what: str, why: str) -> Refused:
    return bad_request(f"inline keyboard button {what} '{url}' is invalid: {why}")
