"""The HTML parse mode: text and entities out, or Telegram's own complaint about the markup."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from bots.playground.telegram.refusals import Refused, bad_request
from bots.playground.telegram.text import Entity, checked_link, utf16_length

_KINDS = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline", "ins": "underline",
    "s": "strikethrough", "strike": "strikethrough", "del": "strikethrough", "span": "spoiler",
    "tg-spoiler": "spoiler", "tg-emoji": "custom_emoji", "a": "text_link", "pre": "pre", "code": "code",
    "blockquote": "blockquote",
}  # fmt: skip
_ORDER = ("blockquote", "expandable_blockquote", "pre", "code", "text_link", "text_mention", "bold", "italic")
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_PLAIN = re.compile(r"[^<&]+")
_REFERENCE = re.compile(r"&(?:#x([0-9a-fA-F]{1,6})|#([0-9]{1,7})|([a-zA-Z]+));?")
_SPACE = re.compile(r"\s*")
_TAG_NAME = re.compile(r"[^\s>]*")
_ATTRIBUTE_NAME = re.compile(r"[^\s=>]*")
_TOKEN = re.compile(r"[A-Za-z0-9.-]*")
_USER_LINK = re.compile(r"tg://user/?\?id=(\d+)", re.IGNORECASE)

UserJson = Callable[[int], Entity | None]


@dataclass
class _OpenTag:
    name: str
    attributes: dict[str, str]
    offset: int
    piece: int


class _Parser:
    def __init__(self, source: str, user_json: UserJson) -> None:
        self.source = source
        self.user_json = user_json
        self.at = 0
        self.length = 0
        self.pieces: list[str] = []
        self.open: list[_OpenTag] = []
        self.entities: list[Entity] = []

    def parse(self) -> tuple[str, list[Entity]]:
        while self.at < len(self.source):
            if plain := self._take(_PLAIN):
                self._put(plain)
            elif self.source[self.at] == "&":
                self._put(self._reference())
            elif self.source.startswith("</", self.at):
                self._end_tag()
            else:
                self._start_tag()
        if self.open:
            raise _complaint(f'Can\'t find end tag corresponding to start tag "{self.open[-1].name}"')
        for entity in self.entities:
            if entity["type"] == "code":
                entity.pop("language", None)
        rank = {kind: place for place, kind in enumerate(_ORDER)}
        self.entities.sort(key=lambda e: (e["offset"], -e["length"], rank.get(e["type"], len(rank))))
        return "".join(self.pieces), self.entities

    def _put(self, text: str) -> None:
        self.pieces.append(text)
        self.length += utf16_length(text)

    def _take(self, pattern: re.Pattern[str]) -> str:
        match = pattern.match(self.source, self.at)
        taken = match.group() if match else ""
        self.at += len(taken)
        return taken

    def _peek(self) -> str:
        return self.source[self.at : self.at + 1]

    def _place(self, position: int) -> str:
        return f"at byte offset {len(self.source[:position].encode())}"

    def _reference(self) -> str:
        match = _REFERENCE.match(self.source, self.at)
        decoded = _decoded(match) if match else None
        if match is None or decoded is None:
            self.at += 1
            return "&"
        self.at = match.end()
        return decoded

    def _start_tag(self) -> None:
        begin = self.at
        self.at += 1
        name = self._take(_TAG_NAME).lower()
        if not self._peek():
            raise _complaint(f"Unclosed start tag {self._place(begin)}")
        if name not in _KINDS:
            raise _complaint(f'Unsupported start tag "{name}" {self._place(begin)}')
        attributes = self._attributes(name, begin)
        if name == "span" and attributes.get("class") != "tg-spoiler":
            raise _complaint(f'Tag "span" must have class "tg-spoiler" {self._place(begin)}')
        self.open.append(_OpenTag(name, attributes, self.length, len(self.pieces)))

    def _attributes(self, tag: str, begin: int) -> dict[str, str]:
        attributes: dict[str, str] = {}
        while True:
            self._take(_SPACE)
            if self._peek() == ">":
                self.at += 1
                return attributes
            name = self._take(_ATTRIBUTE_NAME).lower()
            self._take(_SPACE)
            if self._peek() and not name:
                raise _complaint(f'Empty attribute name in the tag "{tag}" {self._place(begin)}')
            attributes[name] = ""
            if self._peek() == "=":
                self.at += 1
                self._take(_SPACE)
                if self._peek():
                    attributes[name] = self._value()
                    if not self._peek():
                        raise _complaint(f"Unclosed start tag {self._place(begin)}")
            if not self._peek():
                raise _complaint(f'Unclosed start tag "{tag}" {self._place(begin)}')

    def _value(self) -> str:
        quote = self._peek()
        if quote not in "\"'":
            begin = self.at
            token = self._take(_TOKEN).lower()
            if not self._peek().isspace() and self._peek() != ">":
                raise _complaint(f"Unexpected end of name token {self._place(begin)}")
            return token
        end = self.source.find(quote, self.at + 1)
        literal = self.source[self.at + 1 : end if end >= 0 else None]
        self.at = end + 1 if end >= 0 else len(self.source)
        return _REFERENCE.sub(lambda match: _decoded(match) or match.group(), literal)

    def _end_tag(self) -> None:
        begin = self.at
        if not self.open:
            raise _complaint(f"Unexpected end tag {self._place(begin)}")
        self.at += 2
        name = self._take(_TAG_NAME).lower()
        self._take(_SPACE)
        if self._peek() != ">":
            raise _complaint(f"Unclosed end tag {self._place(begin)}")
        self.at += 1
        tag = self.open.pop()
        if name and name != tag.name:
            raise _complaint(f'Unmatched end tag {self._place(begin)}, expected "</{tag.name}>", found "</{name}>"')
        if self.length > tag.offset:
            self._close(tag)

    def _close(self, tag: _OpenTag) -> None:
        entity: Entity = {"type": _KINDS[tag.name], "offset": tag.offset, "length": self.length - tag.offset}
        if tag.name == "a":
            entity |= self._link(tag)
        elif tag.name == "tg-emoji":
            entity["custom_emoji_id"] = _emoji_id(tag.attributes.get("emoji-id", ""))
        elif tag.name == "blockquote" and "expandable" in tag.attributes:
            entity["type"] = "expandable_blockquote"
        elif tag.name in ("pre", "code") and self._is_code_block(tag, entity):
            return
        if tag.name != "a" or len(entity) > 3:
            self.entities.append(entity)

    def _link(self, tag: _OpenTag) -> Entity:
        url = tag.attributes.get("href") or "".join(self.pieces[tag.piece :])
        if mentioned := _USER_LINK.fullmatch(url):
            user = self.user_json(int(mentioned.group(1)))
            return {"type": "text_mention", "user": user} if user else {}
        link = checked_link(url)
        return {"url": link} if link else {}

    def _is_code_block(self, tag: _OpenTag, entity: Entity) -> bool:
        """`pre` and `code` around the same text are one block when the `code` names a language."""
        marked = re.fullmatch(r"language-(.+)", tag.attributes.get("class", ""))
        if tag.name == "code" and marked:
            entity["language"] = marked.group(1)
        inner = self.entities[-1] if self.entities else {}
        same_range = (inner.get("offset"), inner.get("length")) == (entity["offset"], entity["length"])
        both = {inner.get("type"), tag.name} == {"pre", "code"}
        language = inner.get("language") or entity.get("language")
        if not (same_range and both and language):
            return False
        inner |= {"type": "pre", "language": language}
        return True


def _decoded(match: re.Match[str]) -> str | None:
    hexadecimal, decimal, name = match.groups()
    if name:
        return _NAMED.get(name)
    code = int(hexadecimal, 16) if hexadecimal else int(decimal)
    return chr(code) if 0 < code < 0x10FFFF and not 0xD800 <= code <= 0xDFFF else None


def _emoji_id(value: str) -> str:
    if not value.isdigit() or int(value) == 0:
        raise bad_request("can't parse entities: Invalid custom emoji identifier specified")
    return value


def _complaint(what: str) -> Refused:
    return bad_request(f"can't parse entities: {what}")


def parse_html(source: str, user_json: UserJson = lambda _: None) -> tuple[str, list[Entity]]:
    """Plain text and entities of `source`; `user_json` gives the user behind a `tg://user?id=` link.

    Raises Refused with Telegram's description of what is wrong with the markup.
    """
    return _Parser(source, user_json).parse()
