"""A person at their chat, the same for both platforms: what they see, and what their hands can do there."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol

ANY: Final = "message"


class NotThere(Exception):
    """What somebody wants to press, fill in or write to is not in front of them; the sentence says what is."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A message, form or remark as a person sees it now. `source` is the stand-in's own object.

    `key` stays the same while it changes; `made_of` is what changes then, and not when only “today” becomes
    “yesterday”. `place` is a channel's name, or empty for the conversation with Parley.
    """

    key: Hashable
    text: str
    source: Any
    made_of: str
    buttons: tuple[str, ...] = ()
    place: str = ""
    author: str = ""
    is_form: bool = False

    @property
    def head(self) -> str:
        """The first line."""
        return self.text.partition("\n")[0]


class Seat(Protocol):
    """Somebody with a chat client. Every deed may raise NotThere."""

    nick: str
    platform: str
    role: str

    @property
    def person(self) -> Any:
        """The stand-in's own object."""
        ...

    @property
    def handle(self) -> str:
        """`ann@slack`."""
        ...

    @property
    def name(self) -> str:
        """What others see: `Ann`."""
        ...

    @property
    def places(self) -> Sequence[str]:
        """The channels or groups this person is in."""
        ...

    def sees(self, *, said: bool = False) -> list[Shown]:
        """Everything in front of this person but their own words, oldest first; a form that is open comes last.

        `said`: all messages instead, with one's own, which can be answered as well.
        """
        ...

    def home(self) -> Shown | None:
        """The app's Home tab, where the platform has one and the person has looked at it."""
        ...

    async def types(self, text: str, place: str = "", under: Shown | None = None) -> None:
        """Write in the conversation with Parley, in a channel, or in answer to a message."""
        ...

    async def sends(
        self,
        name: str,
        content: bytes,
        text: str = "",
        place: str = "",
        under: Shown | None = None,
        *,
        photo: bool = False,
    ) -> None:
        """Send a file with a few words, where `types` would write; as a photo where the platform knows such."""
        ...

    async def presses(self, shown: Shown, label: str) -> None:
        """Press one of its buttons, saying yes if the chat asks back."""
        ...

    async def uses(self, shown: Shown, shortcut: str) -> None:
        """Use what the platform offers on messages, by its label."""
        ...

    async def fills(self, answers: Mapping[str, str]) -> None:
        """Put values into the open form, by label."""
        ...

    async def submits(self) -> None:
        """Send the open form."""
        ...

    async def closes(self) -> None:
        """Close the open form."""
        ...

    async def opens_home(self) -> None:
        """Look at the app's Home tab."""
        ...

    async def blocks(self) -> None:
        """Take no more messages from Parley in person."""
        ...

    async def unblocks(self) -> None:
        """Take them again."""
        ...


def find_button(seen: Sequence[Shown], wanted: str, on: str = "", nth: int = 0) -> tuple[Shown, str]:
    """The button that is meant, on the `nth` of `seen` that has it, and its label there.

    Without `nth` by number (on the first that has buttons), else by label: exactly, then in any case, then as a part
    of it. `on` narrows it to what names this reference in its first line. Raises NotThere.
    """
    there = _with_buttons(seen, on)
    if not there:
        raise NotThere(f"There is no button{f' on {on}' if on else ''} in front of this person.")
    if wanted.isdecimal() and not nth:
        first = there[0]
        if 0 < int(wanted) <= len(first.buttons):
            return first, first.buttons[int(wanted) - 1]
        raise NotThere(f"There is no button {wanted}; “{first.head}” has {len(first.buttons)}.")
    low = wanted.casefold()
    for fits in (wanted.__eq__, lambda label: label.casefold() == low, lambda label: low in label.casefold()):
        labelled = [(shown, next(filter(fits, shown.buttons), None)) for shown in there]
        found = [(shown, label) for shown, label in labelled if label is not None]
        if len(found) >= (nth or 1):
            return found[(nth or 1) - 1]
        if found:
            raise NotThere(f"There is no “{wanted}” so far up: the button is there {len(found)} times.")
    labels = list(dict.fromkeys(label for shown in there for label in shown.buttons))
    raise NotThere(f"There is no button “{wanted}”. There are: {', '.join(labels)}.")


def nth_newest(seen: Sequence[Shown], shown: Shown, label: str, on: str = "") -> int:
    """By which `nth` of `find_button` this button is found, with all that a person sees, oldest first."""
    having = [each.key for each in _with_buttons(seen[::-1], on) if label in each.buttons]
    return having.index(shown.key) + 1


def _with_buttons(seen: Sequence[Shown], on: str) -> list[Shown]:
    return [shown for shown in seen if shown.buttons and (not on or on in shown.head.split())]


def find_shown(seen: Sequence[Shown], ref: str, nth: int = 1) -> Shown:
    """The `nth` of `seen` that names this reference; with ANY, the `nth` of all. Raises NotThere."""
    about = _about(seen, ref)
    if not about:
        raise NotThere(f"There is nothing about {ref} in front of this person.")
    if len(about) < nth:
        raise NotThere(f"There is nothing so far up: {ref} is there {len(about)} times.")
    return about[nth - 1]


def nth_about(seen: Sequence[Shown], shown: Shown, ref: str) -> int:
    """By which `nth` of `find_shown` this is found, with all that a person sees, oldest first."""
    return [each.key for each in _about(seen[::-1], ref)].index(shown.key) + 1


def _about(seen: Sequence[Shown], ref: str) -> list[Shown]:
    return [shown for shown in seen if not shown.is_form and (ref == ANY or ref in shown.head.split())]
