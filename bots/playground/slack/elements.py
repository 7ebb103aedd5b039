"""Block Kit's elements and composition objects: which properties they take and their limits."""

import re
from collections.abc import Mapping
from typing import Any

from bots.playground.slack.schema import (
    Check,
    anything,
    array,
    boolean,
    by_type,
    complain,
    integer,
    obj,
    one_of,
    string,
)

DATE = r"\d{4}-\d{2}-\d{2}"
TIME = r"([01]\d|2[0-3]):[0-5]\d"

ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>]+")

ACTION_ID = string(255)
VALUE = string(150, 1)


def address(value: Any, pointer: str, errors: list[str]) -> None:
    """An address with its scheme; of any scheme, as links into apps are allowed."""
    before = len(errors)
    string(3000)(value, pointer, errors)
    if len(errors) == before and not ADDRESS.fullmatch(value):
        complain(errors, "invalid url", pointer)


def plain(most: int, least: int = 1) -> Check:
    return by_type({"plain_text": obj({"text": string(most, least)}, {"emoji": boolean})})


def rich(most: int) -> Check:
    """plain_text or mrkdwn; like Slack, a bad one is reported as a whole before the reason."""
    inner = by_type(
        {
            "plain_text": obj({"text": string(most, 1)}, {"emoji": boolean}),
            "mrkdwn": obj({"text": string(most, 1)}, {"verbatim": boolean}),
        }
    )

    def check(value: Any, pointer: str, errors: list[str]) -> None:
        found: list[str] = []
        inner(value, pointer, found)
        if found:
            complain(errors, "failed to match all allowed schemas", pointer)
            errors += found

    return check


CONFIRM = obj(
    {"title": plain(100), "text": rich(300), "confirm": plain(30), "deny": plain(30)},
    {"style": one_of("primary", "danger")},
)
PLACEHOLDER = plain(150)
OPTION = obj({"text": plain(75), "value": VALUE}, {"description": plain(75)})
OVERFLOW_OPTION = obj({"text": plain(75), "value": VALUE}, {"description": plain(75), "url": address})
BOX_OPTION = obj({"text": rich(75), "value": VALUE}, {"description": rich(75)})
GROUP = obj({"label": plain(75), "options": array(OPTION, 1, 100)}, {})
OPTIONS = array(OPTION, 1, 100)
GROUPS = array(GROUP, 1, 100)
DISPATCH = obj({"trigger_actions_on": array(one_of("on_enter_pressed", "on_character_entered"), 1, 2)}, {})
FILTER = obj(
    {},
    {"include": array(one_of("im", "mpim", "private", "public"), 1, 4), "exclude_external_shared_channels": boolean,
     "exclude_bot_users": boolean},
)  # fmt: skip

COMMON: Mapping[str, Check] = {"action_id": ACTION_ID, "confirm": CONFIRM, "focus_on_load": boolean}
SELECT: Mapping[str, Check] = {**COMMON, "placeholder": PLACEHOLDER}
MULTI: Mapping[str, Check] = {**SELECT, "max_selected_items": integer(1, 100)}
TYPED: Mapping[str, Check] = {
    "action_id": ACTION_ID, "placeholder": PLACEHOLDER, "focus_on_load": boolean, "dispatch_action_config": DISPATCH,
}  # fmt: skip
ID = string(255, 1)


def known_options(element: Mapping[str, Any]) -> list[Any]:
    groups = [option for group in element.get("option_groups") or [] for option in group.get("options", [])]
    return [*(element.get("options") or []), *groups]


def choices(check: Check, needs_exactly_one: bool = True) -> Check:
    """A select: options or groups, not both, and what is chosen at first must be among them."""

    def checked(value: Any, pointer: str, errors: list[str]) -> None:
        before = len(errors)
        check(value, pointer, errors)
        if len(errors) > before:
            return
        if needs_exactly_one and ("options" in value) == ("option_groups" in value):
            complain(errors, "must define either `options` or `option_groups`", pointer)
        offered = [option["value"] for option in known_options(value)]
        initial = value.get("initial_options") or [value["initial_option"]] if "initial_option" in value else []
        for option in value.get("initial_options", initial):
            if option["value"] not in offered:
                complain(errors, "initial option must be one of the options", pointer)

    return checked


STATIC: Mapping[str, Check] = {"options": OPTIONS, "option_groups": GROUPS}
BUTTON = obj(
    {"text": plain(75)},
    {"action_id": ACTION_ID, "url": address, "value": string(2000), "style": one_of("primary", "danger"),
     "confirm": CONFIRM, "accessibility_label": string(75)},
)  # fmt: skip
BOXES = array(BOX_OPTION, 1, 10)
IMAGE: Mapping[str, Check] = {"image_url": address, "slack_file": anything}

INTERACTIVE: Mapping[str, Check] = {
    "button": BUTTON,
    "checkboxes": choices(obj({"options": BOXES}, {**COMMON, "initial_options": BOXES})),
    "radio_buttons": choices(obj({"options": BOXES}, {**COMMON, "initial_option": BOX_OPTION})),
    "datepicker": obj({}, {**SELECT, "initial_date": string(10, pattern=DATE)}),
    "timepicker": obj({}, {**SELECT, "initial_time": string(5, pattern=TIME), "timezone": ID}),
    "datetimepicker": obj({}, {**COMMON, "initial_date_time": integer(10**9, 10**10 - 1)}),
    "overflow": obj({"options": array(OVERFLOW_OPTION, 1, 5)}, {"action_id": ACTION_ID, "confirm": CONFIRM}),
    "static_select": choices(obj({}, {**SELECT, **STATIC, "initial_option": OPTION})),
    "multi_static_select": choices(obj({}, {**MULTI, **STATIC, "initial_options": OPTIONS})),
    "external_select": obj({}, {**SELECT, "initial_option": OPTION, "min_query_length": integer(0, 100)}),
    "multi_external_select": obj({}, {**MULTI, "initial_options": OPTIONS, "min_query_length": integer(0, 100)}),
    "users_select": obj({}, {**SELECT, "initial_user": ID}),
    "multi_users_select": obj({}, {**MULTI, "initial_users": array(ID, 0, 100)}),
    "conversations_select": obj(
        {}, {**SELECT, "initial_conversation": ID, "default_to_current_conversation": boolean, "filter": FILTER,
             "response_url_enabled": boolean},
    ),
    "multi_conversations_select": obj(
        {}, {**MULTI, "initial_conversations": array(ID, 0, 100), "default_to_current_conversation": boolean,
             "filter": FILTER},
    ),
    "channels_select": obj({}, {**SELECT, "initial_channel": ID, "response_url_enabled": boolean}),
    "multi_channels_select": obj({}, {**MULTI, "initial_channels": array(ID, 0, 100)}),
}  # fmt: skip

TYPED_INTO: Mapping[str, Check] = {
    "plain_text_input": obj(
        {}, {**TYPED, "initial_value": string(3000), "multiline": boolean, "min_length": integer(0, 3000),
             "max_length": integer(1, 3000)},
    ),
    "email_text_input": obj({}, {**TYPED, "initial_value": string(3000)}),
    "url_text_input": obj({}, {**TYPED, "initial_value": string(3000)}),
    "number_input": obj(
        {"is_decimal_allowed": boolean},
        {**TYPED, "initial_value": string(3000), "min_value": string(100), "max_value": string(100)},
    ),
    "rich_text_input": obj({}, {**TYPED, "initial_value": anything}),
    "file_input": obj(
        {}, {"action_id": ACTION_ID, "filetypes": array(string(20), 1, 100), "max_files": integer(1, 10)}
    ),
}  # fmt: skip

PICTURE = obj({"alt_text": string(2000, 1)}, IMAGE)
ACCESSORY = by_type({**INTERACTIVE, "image": PICTURE})
ACTION = by_type(INTERACTIVE)
INPUT = by_type(
    {name: check for name, check in {**INTERACTIVE, **TYPED_INTO}.items() if name not in ("button", "overflow")}
)
