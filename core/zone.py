"""Time zones: their names as people type them, and the moment at which their clocks show a time."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from functools import cache
from typing import NoReturn
from zoneinfo import ZoneInfo, available_timezones

from core.duration import plain_text, refuse
from core.grammar import near
from core.language import translate as _

_REGIONS = ("Europe", "America", "Asia", "Africa", "Australia", "Pacific", "Atlantic", "Indian", "Antarctica", "Arctic")
_UNIVERSAL = {name: "UTC" for name in ("utc", "gmt", "z", "zulu")}


def parse_zone(text: str) -> str:
    """The IANA name of a zone (`Europe/Berlin`), a city (`berlin`, `new york`) or `UTC`.

    Abbreviations such as `EST` are not taken: they have no summer time. Raises WhenError, naming near ones.
    """
    plain = plain_text(text, "Europe/Berlin")
    key = _place_key(plain)
    if key not in _zones():
        _offer_near(plain, key.rpartition("/")[2])
    return _zones()[key]


def instant(wall: datetime, place: ZoneInfo) -> datetime:
    """The moment a wall clock shows this: the first of two; for a time that is skipped, the end of the gap."""
    moment = wall.replace(tzinfo=place).astimezone(UTC)
    if moment.astimezone(place).replace(tzinfo=None) == wall:
        return moment
    before = int(wall.replace(tzinfo=place, fold=1).timestamp())
    after = int(moment.timestamp())
    offset = moment.astimezone(place).utcoffset()
    while after - before > 1:
        middle = (before + after) // 2
        if datetime.fromtimestamp(middle, place).utcoffset() == offset:
            after = middle
        else:
            before = middle
    return datetime.fromtimestamp(after, UTC)


def _offer_near(plain: str, city: str) -> NoReturn:
    zones = _zones()
    offered = [zones[name] for name in near(city, [name for name in zones if "/" not in name])]
    if not offered:
        refuse(_("“{text}” is not a city or time zone I know — write a large city, like “{example}”."), plain, "Berlin")
    message = _("“{text}” is not a city or time zone I know — did you mean {offered}?")
    refuse(message, plain, offered[0], offered=", ".join(f"“{zone}”" for zone in offered))


def _place_key(plain: str) -> str:
    return re.sub("[ _-]+", " ", plain)


@cache
def _zones() -> dict[str, str]:
    """IANA names by their spelling in small letters, whole (`america/new york`) and as a city (`new york`)."""
    names = sorted(name for name in available_timezones() if "/" in name)
    zones = {_place_key(name.casefold()): name for name in names}
    for region in _REGIONS:
        for name in names:
            if name.startswith(f"{region}/"):
                zones.setdefault(_place_key(name.casefold().rpartition("/")[2]), name)
    return zones | _UNIVERSAL
