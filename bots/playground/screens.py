"""What is new on the persons' screens since somebody last looked."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass

from bots.playground.seat import Seat, Shown


@dataclass(frozen=True, slots=True)
class Sight:
    """Something that these persons see for the first time; or anew, then `before` is what it was until now."""

    readers: tuple[str, ...]
    shown: Shown
    before: Shown | None = None


class Screens:
    """Remembers what everybody has seen."""

    def __init__(self, seats: Iterable[Seat]) -> None:
        self._seats = list(seats)
        self._seen: dict[tuple[str, Hashable], Shown] = {}
        self._newest: dict[str, Hashable] = {}

    def news(self, first: Seat | None = None) -> list[Sight]:
        """What has come or changed, person by person, `first` first; what several see at once comes once."""
        found: dict[tuple[Hashable, str], Sight] = {}
        for seat in sorted(self._seats, key=lambda seat: seat is not first):
            for shown in seat.sees():
                known = self._seen.get((seat.handle, shown.key))
                if known and (known.text, known.buttons) == (shown.text, shown.buttons):
                    continue
                self._seen[seat.handle, shown.key] = shown
                if known is None and shown.buttons:
                    self._newest[seat.handle] = shown.key
                same = (shown.key, shown.text)
                readers = found[same].readers if same in found else ()
                found[same] = Sight((*readers, seat.handle), shown, known)
        return list(found.values())

    def before(self, seat: Seat) -> Sequence[Shown]:
        """Everything before a person, as they would look for a button: the open form, what they look at, the newest."""
        home = seat.home()
        seen = [*seat.sees()[::-1], *([home] if home else [])]
        looked_at = self._newest.get(seat.handle)
        return sorted(seen, key=lambda shown: (not shown.is_form, shown.key != looked_at))

    def look_at(self, seat: Seat, shown: Shown) -> None:
        """The person turns to this, until something new with buttons comes."""
        self._newest[seat.handle] = shown.key
