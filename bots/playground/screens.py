"""What is new on the persons' screens since somebody last looked."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from bots.playground.seat import Seat, Shown


@dataclass(frozen=True, slots=True)
class Sight:
    """Something that these persons see for the first time; or anew, then `before` is what it was until now.

    `pressed`: it is what the acting person pressed.
    """

    readers: tuple[str, ...]
    shown: Shown
    before: Shown | None = None
    pressed: bool = False


class Screens:
    """Remembers what everybody has seen."""

    def __init__(self, seats: Iterable[Seat]) -> None:
        self._seats = list(seats)
        self._seen: dict[str, dict[Hashable, Shown]] = {}
        self._newest: dict[str, Hashable] = {}

    def add(self, seat: Seat) -> None:
        """Somebody more, who has seen nothing yet."""
        self._seats.append(seat)

    def news(self, first: Seat | None = None, pressed: Hashable | None = None) -> list[Sight]:
        """What is new: person by person, `first` first; what they `pressed`, what has come, what else has changed.

        What several persons see comes once.
        """
        found: dict[tuple[Hashable, str], Sight] = {}
        for seat in sorted(self._seats, key=lambda seat: seat is not first):
            seen = self._seen.setdefault(seat.handle, {})
            for shown in sorted(seat.sees(), key=partial(_rank, seen, pressed)):
                known = seen.get(shown.key)
                if known and known.made_of == shown.made_of:
                    continue
                seen[shown.key] = shown
                if known is None and shown.buttons:
                    self._newest[seat.handle] = shown.key
                same = (shown.key, shown.text)
                readers = found[same].readers if same in found else ()
                found[same] = Sight((*readers, seat.handle), shown, known, pressed=shown.key == pressed)
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


def _rank(seen: Mapping[Hashable, Shown], pressed: Hashable | None, shown: Shown) -> int:
    if shown.key == pressed:
        return 0
    return 2 if shown.key in seen else 1
