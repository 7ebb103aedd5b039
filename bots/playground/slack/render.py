"""Messages and views as plain text, for terminals and for reading in tests: `[Label]` is a button."""

from collections.abc import Callable, Mapping
from typing import Any

from bots.playground.slack.inputs import VALUE_KEY, initial
from bots.playground.slack.model import Json, Message, View
from bots.playground.slack.text import Reader, readable

RULE = "─" * 20
NOBODY = Reader()


def render_text(thing: Message | View | list[Json], reader: Reader = NOBODY, typed: Json | None = None) -> str:
    """A message, a view or bare blocks as this reader sees them; `typed` is what was put into their inputs."""
    if isinstance(thing, View):
        return _view(thing, reader)
    if isinstance(thing, Message):
        return _message(thing, reader)
    return "\n".join(_Page(reader, typed or {}, {}).lines(thing))


def _view(view: View, reader: Reader) -> str:
    title = view.definition.get("title")
    lines = [readable(title["text"], reader), RULE] if title else []
    lines += _Page(reader, view.values, view.errors).lines(view.blocks)
    if view.trouble:
        lines.append(f"! {view.trouble}")
    if view.type == "modal":
        close = view.definition.get("close", {"text": "Close"})
        buttons = [close, view.definition.get("submit")]
        lines.append(" ".join(f"[{button['text']}]" for button in buttons if button))
    return "\n".join(lines)


def _message(message: Message, reader: Reader) -> str:
    if message.blocks:
        lines = _Page(reader, {}, {}).lines(message.blocks)
    else:
        lines = [readable(message.text, reader)] if message.text else []
    lines += [f"📎 {file.title}" for file in message.files]
    if message.reactions:
        lines.append(" ".join(f":{name}: {len(who)}" for name, who in message.reactions.items()))
    if message.is_ephemeral:
        lines.insert(0, "(Only visible to you)")
    if message.edited:
        lines.append("(edited)")
    return "\n".join(lines)


class _Page:
    def __init__(self, reader: Reader, values: Json, errors: Mapping[str, str]) -> None:
        self.reader = reader
        self.values = values
        self.errors = errors

    def lines(self, blocks: list[Json]) -> list[str]:
        return [line for block in blocks for line in self._block(block)]

    def _block(self, block: Json) -> list[str]:
        kinds: dict[str, Callable[[Json], list[str]]] = {
            "section": self._section,
            "header": lambda block: [self._text(block["text"])],
            "divider": lambda block: [RULE],
            "context": lambda block: [" ".join(map(self._text, block["elements"]))],
            "actions": lambda block: [" ".join(self._element(block, element) for element in block["elements"])],
            "image": lambda block: [self._text(block)],
            "input": self._input,
            "markdown": lambda block: [str(block["text"])],
            "rich_text": lambda block: [self._rich(section) for section in block["elements"]],
            "table": lambda block: [" | ".join(map(_plain, row)) for row in block["rows"]],
        }
        return kinds[block["type"]](block)

    def _section(self, block: Json) -> list[str]:
        lines = [self._text(block["text"])] if "text" in block else []
        lines += [self._text(field) for field in block.get("fields", [])]
        if "accessory" in block:
            lines[-1] += " " + self._element(block, block["accessory"])
        return lines

    def _input(self, block: Json) -> list[str]:
        optional = " (optional)" if block.get("optional") else ""
        lines = [f"{self._text(block['label'])}{optional}: {self._element(block, block['element'])}"]
        if "hint" in block:
            lines.append(f"  {self._text(block['hint'])}")
        if error := self.errors.get(block.get("block_id", "")):
            lines.append(f"  ! {error}")
        return lines

    def _rich(self, part: Json) -> str:
        """A part of rich text: words, people, links and dates in place."""
        match part["type"]:
            case "user":
                return "@" + self.reader.names.get(part["user_id"], part["user_id"])
            case "link":
                return str(part.get("text") or part["url"])
            case "date":
                return readable(f"<!date^{part['timestamp']}^{part['format']}|{part.get('fallback', '')}>", self.reader)
            case "emoji":
                return f":{part['name']}:"
        return str(part.get("text") or "".join(map(self._rich, part.get("elements", []))))

    def _text(self, thing: Json) -> str:
        if thing["type"] == "image":
            return f"[image: {thing['alt_text']}]"
        text = str(thing["text"])
        return readable(text, self.reader) if thing["type"] == "mrkdwn" else text

    def _element(self, block: Json, element: Json) -> str:
        kind = element["type"]
        if kind == "button":
            return f"[{element['text']['text']}]"
        if kind == "image":
            return self._text(element)
        if kind == "overflow":
            return "[⋯ " + " | ".join(option["text"]["text"] for option in element["options"]) + "]"
        entered = self.values.get(block.get("block_id", ""), {}).get(element.get("action_id"))
        chosen = (entered or initial(element))[VALUE_KEY[kind]]
        if kind in ("checkboxes", "radio_buttons"):
            return self._boxes(element, chosen)
        return f"[{self._chosen(chosen) or self._placeholder(element)}]"

    def _boxes(self, element: Json, chosen: Any) -> str:
        marked = [option["value"] for option in (chosen if isinstance(chosen, list) else [chosen]) if option]
        on, off = ("[x]", "[ ]") if element["type"] == "checkboxes" else ("(o)", "( )")
        options = element["options"]
        return " ".join(f"{on if o['value'] in marked else off} {self._text(o['text'])}" for o in options)

    def _placeholder(self, element: Json) -> str:
        words = element["placeholder"]["text"] if "placeholder" in element else ""
        return f"{words} ▾".strip() if "select" in element["type"] or "picker" in element["type"] else words

    def _chosen(self, chosen: Any) -> str:
        if isinstance(chosen, list):
            return ", ".join(map(self._chosen, chosen))
        if isinstance(chosen, dict):
            inner = chosen.get("text")
            return inner["text"] if isinstance(inner, dict) else str(chosen.get("name") or _plain(chosen))
        return "" if chosen is None else self.reader.names.get(str(chosen), str(chosen))


def _plain(value: Any) -> str:
    """The words inside rich text and table cells."""
    if isinstance(value, list):
        return "".join(map(_plain, value))
    if not isinstance(value, dict):
        return ""
    return str(value["text"]) if isinstance(value.get("text"), str) else _plain(value.get("elements", []))
