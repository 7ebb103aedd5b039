"""A few words to say what a JSON value must look like; complaints read like Slack's, with a JSON pointer."""

import re
from collections.abc import Callable, Mapping
from typing import Any

Check = Callable[[Any, str, list[str]], None]  # value, JSON pointer, complaints to add to


def complain(errors: list[str], what: str, pointer: str) -> None:
    errors.append(f"{what} [json-pointer:{pointer}]")


def string(most: int, least: int = 0, pattern: str | None = None) -> Check:
    def check(value: Any, pointer: str, errors: list[str]) -> None:
        if not isinstance(value, str):
            complain(errors, "must provide a string", pointer)
        elif len(value) > most:
            complain(errors, f"must be less than {most + 1} characters", pointer)
        elif len(value) < least:
            complain(errors, f"must be more than {least - 1} characters", pointer)
        elif pattern and not re.fullmatch(pattern, value):
            complain(errors, f"must match the pattern {pattern}", pointer)

    return check


def boolean(value: Any, pointer: str, errors: list[str]) -> None:
    if not isinstance(value, bool):
        complain(errors, "must provide a boolean", pointer)


def integer(least: int, most: int) -> Check:
    def check(value: Any, pointer: str, errors: list[str]) -> None:
        if type(value) is not int:
            complain(errors, "must provide a number", pointer)
        elif not least <= value <= most:
            complain(errors, f"must be between {least} and {most}", pointer)

    return check


def one_of(*values: str) -> Check:
    def check(value: Any, pointer: str, errors: list[str]) -> None:
        if value not in values:
            complain(errors, "must be a valid enum value", pointer)

    return check


def array(item: Check, least: int, most: int) -> Check:
    def check(value: Any, pointer: str, errors: list[str]) -> None:
        if not isinstance(value, list):
            complain(errors, "must provide an array", pointer)
            return
        if len(value) > most:
            complain(errors, f"no more than {most} items allowed", pointer)
        if len(value) < least:
            complain(errors, f"must provide at least {least} items", pointer)
        for number, each in enumerate(value):
            item(each, f"{pointer}/{number}", errors)

    return check


def obj(required: Mapping[str, Check], optional: Mapping[str, Check]) -> Check:
    def check(value: Any, pointer: str, errors: list[str]) -> None:
        if not isinstance(value, dict):
            complain(errors, "must provide an object", pointer)
            return
        for name in required.keys() - value.keys():
            complain(errors, f"missing required field: {name}", pointer)
        for name, inner in value.items():
            inner_check = required.get(name) or optional.get(name)
            if inner_check is None:
                complain(errors, f"invalid additional property: {name}", pointer)
            else:
                inner_check(inner, f"{pointer}/{name}", errors)

    return check


def by_type(table: Mapping[str, Check]) -> Check:
    """Each kind by its own check, chosen by the `type` property."""

    def check(value: Any, pointer: str, errors: list[str]) -> None:
        if not isinstance(value, dict):
            complain(errors, "must provide an object", pointer)
            return
        kind = value.get("type")
        chosen = table.get(kind) if isinstance(kind, str) else None
        if kind is None:
            complain(errors, "missing required field: type", pointer)
        elif chosen is None:
            complain(errors, f"unsupported type: {kind}", f"{pointer}/type")
        else:
            chosen({name: inner for name, inner in value.items() if name != "type"}, pointer, errors)

    return check


def anything(value: Any, pointer: str, errors: list[str]) -> None:
    """Parts of Block Kit whose inside is not checked here."""
