"""Reads the words of a PDF by the tables that viewers use to copy and search: those that its fonts carry."""

from __future__ import annotations

import re
import zlib

_OBJECT = re.compile(rb"(\d+) 0 obj\n(.*?)\nendobj", re.DOTALL)
_STREAM = re.compile(rb"stream\r?\n(.*)\r?\nendstream", re.DOTALL)
_SHOWN = re.compile(rb"/(F\d+) [\d.]+ Tf|(\((?:\\.|[^\\)])*\))|(T\*|Td|TD|Tm|BT)", re.DOTALL)
_ESCAPE = re.compile(rb"\\([nrtbf()\\])")
_ESCAPED = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


def words(pdf: bytes) -> list[str]:
    """The text of each page, a line for each piece that is placed by itself."""
    objects = {int(number): body for number, body in _OBJECT.findall(pdf)}
    fonts = {name: _letters(objects, int(number)) for name, number in _fonts(pdf)}
    kids = next(body for body in objects.values() if b"/Type /Pages" in body)
    order = [int(number) for number in re.findall(rb"(\d+) 0 R", kids[kids.index(b"/Kids") : kids.index(b"]")])]
    contents = [re.search(rb"/Contents (\d+) 0 R", objects[number]) for number in order]
    return [_read(_stream(objects[int(found[1])]), fonts) for found in contents if found]


def links(pdf: bytes) -> list[str]:
    """The addresses that can be clicked."""
    return [_unescaped(found).decode("latin-1") for found in re.findall(rb"/URI \((.*?)(?<!\\)\)", pdf)]


def _fonts(pdf: bytes) -> list[tuple[bytes, bytes]]:
    return re.findall(rb"/(F\d+) (\d+) 0 R", pdf)


def _letters(objects: dict[int, bytes], number: int) -> dict[int, str]:
    found = re.search(rb"/ToUnicode (\d+) 0 R", objects[number])
    assert found
    table = _stream(objects[int(found[1])])
    pairs = re.findall(rb"<([0-9A-Fa-f]{4})> <([0-9A-Fa-f]{4,})>\n", table)
    return {int(glyph, 16): bytes.fromhex(letters.decode()).decode("utf-16-be") for glyph, letters in pairs}


def _stream(body: bytes) -> bytes:
    found = _STREAM.search(body)
    assert found
    return zlib.decompress(found[1]) if b"/FlateDecode" in body else found[1]


def _read(content: bytes, fonts: dict[bytes, dict[int, str]]) -> str:
    text, letters = "", next(iter(fonts.values()))
    for font, shown, moved in _SHOWN.findall(content):
        if font:
            letters = fonts[font]
        elif moved:
            text += "\n"
        else:
            glyphs = _unescaped(shown[1:-1])
            pairs = zip(glyphs[::2], glyphs[1::2], strict=True)
            text += "".join(letters[high << 8 | low] for high, low in pairs)
    return text


def _unescaped(text: bytes) -> bytes:
    return _ESCAPE.sub(lambda found: _ESCAPED.get(found[1], found[1]), text)
