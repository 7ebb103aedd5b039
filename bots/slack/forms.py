"""Forms as modals, and what was filled in: blocks with an input each, named by the field they ask for.

What a form carries along travels in `private_metadata`: its command and reference, the answers that are known already,
and where the result belongs. The person might find it there, so it holds nothing but their own words and no addresses
that would let them speak as the bot.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any, Final

from bots.slack.buttons import plain
from bots.slack.render import Reader, body
from core.card import Button, Card, Choice, Form, FormField
from core.language import translate as _
from core.language import use_language

Json = dict[str, Any]
INPUT: Final = "value"
KNOWN_LIMIT: Final = 2_300  # of the 3,000 characters that private_metadata may have
_MOST_BLOCKS: Final = 95
_TITLE_LIMIT: Final = 24
_INPUT_LIMIT: Final = 3_000
_OPTION_LIMIT: Final = 75
_OPTION_VALUE_LIMIT: Final = 150
_GROUP: Final = 100
_MOST_GROUPS: Final = 20
_RADIOS: Final = 5
_BOXES: Final = 10
_FILES: Final = 10


@dataclass(frozen=True, slots=True)
class Carried:
    """What a view takes along: the press it stands for, the known answers, and where its result belongs."""

    command: str
    ref: str = ""
    seen: int = 0
    extra: str = ""
    known: tuple[tuple[str, str], ...] = ()
    chat: str = ""
    thread: str = ""
    private: bool = False
    home: bool = False

    def dump(self) -> str:
        """As `private_metadata`; what is empty is left out."""
        filled = {name: value for name, value in asdict(self).items() if value}
        return json.dumps(filled, separators=(",", ":"), ensure_ascii=False)

    @classmethod
    def load(cls, text: str) -> Carried:
        """Out of `private_metadata`. Raises ValueError for what `dump` did not write."""
        data = json.loads(text)
        if not isinstance(data, dict) or "command" not in data or data.keys() - {field.name for field in fields(cls)}:
            raise ValueError("not the metadata of a view of ours")
        known = tuple((name, value) for name, value in data.pop("known", ()))
        return cls(**data, known=known)


def view(form: Form, carried: Carried, reader: Reader) -> Json:
    """A modal with the form. `carried` says where the result belongs; the rest of it is the form's."""
    travelling, shown = _split(form.known)
    carried = Carried(form.command, form.ref, carried.seen, carried.extra, travelling, *_where(carried))
    with use_language(reader.language):
        blocks = body(Card((), (form.intro,)), reader) if form.intro else []
        asked = [*form.fields, *(FormField(name, name, "long", required=False, value=value) for name, value in shown)]
        blocks += [_input(field) for field in asked[:_MOST_BLOCKS]]
        return _modal(form.title, form.submit, _("Cancel"), blocks, carried)


def summary(card: Card, button: Button, carried: Carried, reader: Reader) -> Json:
    """A modal that shows a card and whose submission is a press of the button."""
    press = button.press
    if press is None:
        raise ValueError("only a press can be submitted")
    carried = Carried(press.command, press.ref, press.version, press.extra, (), *_where(carried))
    with use_language(reader.language):
        return _modal(_("Please check"), button.label, _("Cancel"), body(card, reader), carried)


def notice(sentence: str, language: str) -> Json:
    """A modal that only says something."""
    with use_language(language):
        title, close = plain(_("Not done"), _TITLE_LIMIT), plain(_("Close"), _TITLE_LIMIT)
    section = {"type": "section", "text": plain(sentence, _INPUT_LIMIT)}
    return {"type": "modal", "title": title, "close": close, "blocks": [section]}


def errors(form: Form, shown: Mapping[str, Any]) -> dict[str, str] | None:
    """What is wrong, by the inputs of the shown view; None if it is another form, or they do not show all of it."""
    same = form.command == Carried.load(shown["private_metadata"]).command
    return form.errors if same and form.errors.keys() <= set(inputs(shown)) else None


def inputs(shown: Mapping[str, Any]) -> list[str]:
    """The fields that a view asks for."""
    return [block["block_id"] for block in shown.get("blocks", ()) if block["type"] == "input"]


def answers(shown: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """What was filled in, by field; what was left empty, and files, are not among it."""
    found = {name: _texts(element) for name, element in _entries(shown)}
    return {name: texts for name, texts in found.items() if texts}


def files(shown: Mapping[str, Any]) -> dict[str, list[Json]]:
    """The files put into each field, as Slack describes them."""
    return {name: element["files"] for name, element in _entries(shown) if element.get("files")}


def _entries(shown: Mapping[str, Any]) -> Iterator[tuple[str, Json]]:
    for name, elements in shown.get("state", {}).get("values", {}).items():
        yield from ((name, element) for element in elements.values())


def _texts(element: Mapping[str, Any]) -> tuple[str, ...]:
    options = [element.get("selected_option"), *(element.get("selected_options") or ())]
    texts = [element.get("value"), *(option["value"] for option in options if option)]
    return tuple(text for text in texts if text)


def _where(carried: Carried) -> tuple[str, str, bool, bool]:
    return carried.chat, carried.thread, carried.private, carried.home


def _split(known: Sequence[tuple[str, str]]) -> tuple[tuple[tuple[str, str], ...], list[tuple[str, str]]]:
    """The known answers that fit in the metadata, short ones first, and the others, which are shown."""
    travelling: list[tuple[str, str]] = []
    room = KNOWN_LIMIT
    for name, value in sorted(known, key=lambda pair: len(pair[1])):
        room -= len(json.dumps([name, value], ensure_ascii=False)) + 1
        if room >= 0:
            travelling.append((name, value))
    kept = tuple(pair for pair in known if pair in travelling)
    return kept, [pair for pair in known if pair not in travelling]


def _modal(title: str, submit: str, close: str, blocks: list[Json], carried: Carried) -> Json:
    return {
        "type": "modal",
        "callback_id": "form",
        "title": plain(title, _TITLE_LIMIT),
        "submit": plain(submit, _TITLE_LIMIT),
        "close": plain(close, _TITLE_LIMIT),
        "private_metadata": carried.dump(),
        "blocks": blocks,
    }


def _input(field: FormField) -> Json:
    block: Json = {
        "type": "input",
        "block_id": field.name,
        "label": plain(field.label, 150),
        "element": _element(field) | {"action_id": INPUT},
        "optional": not field.required,
    }
    hint = field.hint or (_("For example: tomorrow, in 2 weeks, 2026-12-01") if field.kind == "date" else "")
    if hint or field.error:
        block["hint"] = plain(f"⚠️ {field.error} {hint}" if field.error else hint, 1_000)
    return block


def _element(field: FormField) -> Json:
    if field.kind == "files":
        return {"type": "file_input", "max_files": _FILES}
    if field.kind == "choice" and field.choices:
        return _choice(field)
    if field.kind == "choices" and field.choices:
        return _choices(field)
    most = max(1, min(field.limit, _INPUT_LIMIT))
    element: Json = {"type": "plain_text_input", "multiline": field.kind == "long", "max_length": most}
    return element | ({"initial_value": field.value[:most]} if field.value else {})


def _choice(field: FormField) -> Json:
    """Radio buttons for a few, where one must be chosen: a radio button cannot be taken back."""
    chosen = next((_option(choice) for choice in field.choices if choice.value == field.value), None)
    start = {"initial_option": chosen} if chosen else {}
    if field.required and len(field.choices) <= _RADIOS:
        return {"type": "radio_buttons", "options": [_option(choice) for choice in field.choices], **start}
    return {"type": "static_select", **_options(field.choices), **start}


def _choices(field: FormField) -> Json:
    wanted = {value.strip() for value in field.value.split(",")}
    chosen = [_option(choice) for choice in field.choices if choice.value in wanted]
    start = {"initial_options": chosen} if chosen else {}
    if len(field.choices) <= _BOXES:
        return {"type": "checkboxes", "options": [_option(choice) for choice in field.choices], **start}
    return {"type": "multi_static_select", **_options(field.choices), **start}


def _options(choices: Sequence[Choice]) -> Json:
    """A hundred options at most in a list, and more in groups named by their first and last."""
    options = [_option(choice) for choice in choices]
    if len(options) <= _GROUP:
        return {"options": options}
    starts = range(0, min(len(options), _GROUP * _MOST_GROUPS), _GROUP)
    groups = [options[start : start + _GROUP] for start in starts]
    return {"option_groups": [{"label": _span(group), "options": group} for group in groups]}


def _span(group: Sequence[Json]) -> Json:
    first, last = (option["text"]["text"][:30] for option in (group[0], group[-1]))
    return plain(f"{first} – {last}", _OPTION_LIMIT)


def _option(choice: Choice) -> Json:
    return {"text": plain(choice.label, _OPTION_LIMIT), "value": choice.value[:_OPTION_VALUE_LIMIT] or "-"}
