"""What somebody did on the page, told so that it can be written down as a line of a script."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["types", "presses", "fills", "submits", "closes", "opens", "sends", "uses", "blocks", "unblocks"]


@dataclass(frozen=True, slots=True)
class Deed:
    """One act of the person `who`.

    `text` is what was typed, the label that was pressed or used, or the name of a file; `place` a channel or group as
    seats name it, empty for the conversation with Parley; `on` the key (`Shown.key`) of the message that was pressed,
    answered or used; `answers` what was filled in, by the label of the field; of a file its `size` in bytes, its
    `caption`, and whether it went out as a `photo`.
    """

    who: str
    kind: Kind
    text: str = ""
    place: str = ""
    on: Hashable = None
    answers: Mapping[str, str] = field(default_factory=dict)
    size: int = 0
    caption: str = ""
    photo: bool = False
