"""Cards, forms and replies as JSON and back: they are stored in deliveries, the outbox and drafts."""

from __future__ import annotations

import json
from typing import Any, Final

from core.card import Button, Card, Choice, Form, FormField, Line, Link, Mention, Moment, Press, Reply, Span, Strong

Json = Any
_text: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def _span(span: Span) -> Json:
    match span:
        case str():
            return span
        case Moment():
            return {"at": span.at}
        case Mention():
            return {"who": span.person_id, "name": span.name}
        case Strong():
            return {"strong": span.text}
        case Link():
            return {"url": span.url}


def _read_span(data: Json) -> Span:
    if isinstance(data, str):
        return data
    if "at" in data:
        return Moment(data["at"])
    if "who" in data:
        return Mention(data["who"], data["name"])
    return Strong(data["strong"]) if "strong" in data else Link(data["url"])


def _line(line: Line) -> Json:
    return [_span(span) for span in line]


def _read_line(data: Json) -> Line:
    return tuple(_read_span(span) for span in data)


def _button(button: Button) -> Json:
    wire = button.press.wire() if button.press else ""
    return [button.label, wire, button.style, button.confirm, button.url]


def _read_button(data: Json) -> Button:
    label, wire, style, confirm, url = data
    return Button(label, Press.read(wire), style, confirm, url)


def card_to_json(card: Card) -> Json:
    """A card as plain data; what is empty is left out."""
    data = {
        "head": _line(card.head),
        "lines": [_line(line) for line in card.lines],
        "fields": [[label, _line(line)] for label, line in card.fields],
        "buttons": [_button(button) for button in card.buttons],
        "note": _line(card.note),
        "thing": card.thing,
        "contract": card.contract,
        "files": list(card.files),
        "alt": card.alt,
    }
    return {name: value for name, value in data.items() if value}


def card_from_json(data: Json) -> Card:
    """The card that `card_to_json` wrote."""
    return Card(
        head=_read_line(data.get("head", [])),
        lines=tuple(_read_line(line) for line in data.get("lines", [])),
        fields=tuple((label, _read_line(line)) for label, line in data.get("fields", [])),
        buttons=tuple(_read_button(button) for button in data.get("buttons", [])),
        note=_read_line(data.get("note", [])),
        thing=data.get("thing", ""),
        contract=data.get("contract", ""),
        files=tuple(data.get("files", [])),
        alt=data.get("alt", ""),
    )


def _form(form: Form) -> Json:
    return {
        "command": form.command,
        "title": form.title,
        "submit": form.submit,
        "ref": form.ref,
        "known": [list(pair) for pair in form.known],
        "intro": _line(form.intro),
        "fields": [
            [
                f.name,
                f.label,
                f.kind,
                f.required,
                f.hint,
                f.value,
                [[c.value, c.label] for c in f.choices],
                f.limit,
                f.error,
            ]
            for f in form.fields
        ],
    }


def _read_field(data: Json) -> FormField:
    name, label, kind, required, hint, value, choices, limit, error = data
    return FormField(name, label, kind, required, hint, value, tuple(Choice(*c) for c in choices), limit, error)


def _read_form(data: Json) -> Form:
    return Form(
        command=data["command"],
        title=data["title"],
        submit=data["submit"],
        fields=tuple(_read_field(item) for item in data["fields"]),
        ref=data["ref"],
        known=tuple((name, value) for name, value in data["known"]),
        intro=_read_line(data["intro"]),
    )


def dump_card(card: Card) -> str:
    """A card as text."""
    return _text(card_to_json(card))


def load_card(text: str) -> Card:
    """The card in this text."""
    return card_from_json(json.loads(text))


def dump_reply(reply: Reply) -> str:
    """A reply as text."""
    data: dict[str, Json] = {"ok": reply.ok, "zone": reply.zone, "language": reply.language}
    if reply.card:
        data["card"] = card_to_json(reply.card)
    if reply.form:
        data["form"] = _form(reply.form)
    for name in ("toast", "replaces", "live", "in_public", "extra"):
        if value := getattr(reply, name):
            data[name] = value
    return _text(data)


def load_reply(text: str) -> Reply:
    """The reply in this text."""
    data = json.loads(text)
    card, form = data.pop("card", None), data.pop("form", None)
    return Reply(card=card_from_json(card) if card else None, form=_read_form(form) if form else None, **data)
