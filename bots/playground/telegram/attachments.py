"""Uploaded files: where they are kept, their ids, and how a message carries them."""

import struct
from collections.abc import Callable

from bots.playground.telegram.model import Json, StoredFile
from bots.playground.telegram.world import World

_JPEG_SIZES = frozenset({*range(0xC0, 0xC4), *range(0xC5, 0xC8), *range(0xC9, 0xCC), *range(0xCD, 0xD0)})


def store(world: World, kind: str, name: str, mime: str, data: bytes) -> StoredFile:
    """Keep an uploaded file; `kind` (`documents`, `photos`) is its folder."""
    number = len(world.files)
    suffix = f".{name.rsplit('.', 1)[1]}" if "." in name else ""
    file = StoredFile(
        file_id=f"BQACAgIAAxkB{world.bot.id}_{number:06d}",
        unique_id=f"AgAD{number:06d}",
        path=f"{kind}/file_{number}{suffix}",
        name=name,
        mime=mime,
        data=data,
    )
    world.files[file.file_id] = file
    return file


def document_content(file: StoredFile) -> Json:
    """The fields of a message with a document."""
    return {"document": {**file.as_json(), "file_name": file.name, "mime_type": file.mime}}


def photo_content(file: StoredFile) -> Json:
    """The fields of a message with a photo, in its one size; raises ValueError if it is no PNG or JPEG."""
    width, height = image_size(file.data)
    return {"photo": [{**file.as_json(), "width": width, "height": height}]}


CONTENT: dict[str, Callable[[StoredFile], Json]] = {"document": document_content, "photo": photo_content}


def image_size(data: bytes) -> tuple[int, int]:
    """Width and height in pixels of a PNG or JPEG; raises ValueError for anything else."""
    if data[:8] == b"\x89PNG\r\n\x1a\n" and len(data) >= 24:
        width, height = struct.unpack(">II", data[16:24])
        return width, height
    at = 2
    while data[:2] == b"\xff\xd8" and len(data) >= at + 9:
        marker, length = struct.unpack(">xBH", data[at : at + 4])
        if marker in _JPEG_SIZES:
            height, width = struct.unpack(">HH", data[at + 5 : at + 9])
            return width, height
        at += 2 + length
    raise ValueError("neither PNG nor JPEG")
