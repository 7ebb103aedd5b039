"""Buttons as Slack shows them: three in a row and the rest in one menu, and the presses that come back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from bots.slack.text import ELLIPSIS, clip, escape
from core.card import BUTTONS_SHOWN, Button, Press
from core.language import translate as _
from core.language import use_language
from core.text import visible

Json = dict[str, Any]
OPENS_PAGE: Final = "page"
OPENS_FORM: Final = "form"
VALUE_LIMIT: Final = 2_000
_LABEL_LIMIT: Final = 75
_QUESTION_LIMIT: Final = 200
_MOST_DRAWN: Final = 10
_MOST_IN_OVERFLOW: Final = 5
_MOST_IN_SELECT: Final = 50


def plain(text: str, limit: int) -> Json:
    """A text object that Slack shows letter by letter."""
    return {"type": "plain_text", "text": clip(visible(text).strip(), limit) or ELLIPSIS, "emoji": False}


def row(buttons: Sequence[Button], language: str, *, all_buttons: bool = False) -> list[Json]:
    """The block with a card's buttons, or nothing. `all_buttons` draws those too that would be in the menu."""
    pressed = [button for button in buttons if button.press or button.url]
    drawn = [
        number
        for number, button in enumerate(pressed)
        if number < BUTTONS_SHOWN or all_buttons or not button.press or button.confirm
    ][:_MOST_DRAWN]
    rest = [(number, button.label, button.press) for number, button in enumerate(pressed) if number not in drawn]
    with use_language(language):
        elements = [_button(number, pressed[number]) for number in drawn]
        elements += _menu([(label, press) for _number, label, press in rest if press])
    return [{"type": "actions", "elements": elements}] if elements else []


def form_opener(text: str, label: str) -> list[Json]:
    """The block with the button that asks for `text` once more: only a press lets an app open a form."""
    button = {"type": "button", "action_id": OPENS_FORM, "text": plain(label, _LABEL_LIMIT), "style": "primary"}
    return [{"type": "actions", "elements": [button | {"value": text}]}]


def pressed(action: Mapping[str, Any]) -> str:
    """What the pressed button, or the choice in a menu, carries."""
    option = action.get("selected_option") or {}
    return str(action.get("value") or option.get("value") or "")


def letters(thing: Any) -> int:
    """How many characters the blocks show, as Slack counts them: escaped."""
    if isinstance(thing, list):
        return sum(map(letters, thing))
    if not isinstance(thing, dict):
        return 0
    shown = thing.get("text", "")
    own = len(escape(shown)) if isinstance(shown, str) else 0
    return own + sum(letters(inner) for inner in thing.values() if not isinstance(inner, str))


def _button(number: int, button: Button) -> Json:
    element: Json = {"type": "button", "text": plain(button.label, _LABEL_LIMIT)}
    if button.press:
        element |= {"action_id": f"press:{number}", "value": button.press.wire()}
    else:
        element |= {"action_id": f"{OPENS_PAGE}:{number}", "url": button.url}
    if button.style:
        element["style"] = button.style
    if button.confirm:
        element["confirm"] = {
            "title": plain(_("Are you sure?"), 100),
            "text": plain(button.confirm, _QUESTION_LIMIT),
            "confirm": plain(button.label, 30),
            "deny": plain(_("Cancel"), 30),
        }
        if button.style:
            element["confirm"]["style"] = button.style
    return element


def _menu(rest: Sequence[tuple[str, Press]]) -> list[Json]:
    """A lone one as a button, up to five as an overflow menu, more as a select."""
    if len(rest) == 1:
        label, press = rest[0]
        return [_button(_MOST_DRAWN, Button(label, press))]
    options = [{"text": plain(label, _LABEL_LIMIT), "value": press.wire()} for label, press in rest[:_MOST_IN_SELECT]]
    if not options:
        return []
    if len(options) <= _MOST_IN_OVERFLOW:
        return [{"type": "overflow", "action_id": "more", "options": options}]
    return [{"type": "static_select", "action_id": "more", "placeholder": plain(_("More"), 150), "options": options}]
