"""Files that a script names: made up, harmless, and of the kind that their names say."""

from __future__ import annotations

import struct
import zlib
from pathlib import PurePath
from typing import Final

from bots.playground.seat import NotThere

MOST_BYTES: Final = 50_000_000
_FILLING: Final = b"This file was made up for the playground.\n"


def made_up(name: str, size: int) -> bytes:
    """So many bytes; a picture is one grey dot. Raises NotThere for more than anybody would send."""
    if size > MOST_BYTES:
        raise NotThere(f"{name} would be bigger than {MOST_BYTES // 1_000_000} MB.")
    start = _STARTS.get(PurePath(name).suffix.casefold(), b"")
    return (start + _FILLING * (size // len(_FILLING) + 1))[:size]


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _png() -> bytes:
    header = _chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + _chunk(b"IDAT", zlib.compress(b"\x00\x80")) + _chunk(b"IEND", b"")


_JPEG: Final = (
    b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"
    b"\xff\xc0\x00\x0b\x08\x00\x01\x00\x01\x01\x01\x11\x00"
)
_STARTS: Final = {".png": _png(), ".pdf": b"%PDF-1.4\n", ".jpg": _JPEG, ".jpeg": _JPEG, ".gif": b"GIF89a"}
