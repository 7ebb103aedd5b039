"""A person at the stand-in of Slack."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, Final

from bots.playground.seat import NotThere, Shown
from bots.playground.slack import Channel, Message, NotPossible, Person, View, Workspace, render_text
from bots.playground.slack.blocks import interactive
from bots.playground.slack.inputs import label as label_of
from bots.playground.slack.inputs import takes_many

_BOLD: Final = re.compile(r"(?<![\w*])\*(\S(?:[^*\n]*\S)?)\*(?![\w*])")
ONLY_YOU: Final = "(Only visible to you)\n"
_TO_PERSON: Final = ("chat.postMessage", "chat.postEphemeral", "conversations.open")
BETWEEN: Final = " | "
_MENUS: Final = ("overflow", "static_select")


class SlackSeat:
    """Implements `bots.playground.seat.Seat`."""

    platform = "slack"

    def __init__(self, workspace: Workspace, person: Person, role: str) -> None:
        self.nick, self.role = person.name, role
        self._workspace, self._person = workspace, person
        self._refusing = False

    @property
    def person(self) -> Person:
        """Who sits here."""
        return self._person

    @property
    def handle(self) -> str:
        """`ann@slack`."""
        return f"{self.nick}@slack"

    @property
    def name(self) -> str:
        """What others see."""
        return self._person.user.real_name

    @property
    def places(self) -> Sequence[str]:
        """The channels this person is in."""
        return [f"#{channel.name}" for channel in self._person.channels if channel.kind in ("public", "private")]

    def sees(self, *, said: bool = False) -> list[Shown]:
        """Messages of every channel, by time, and the open form."""
        found = [
            self.shown(message)
            for channel in self._person.channels
            for message in self._workspace.messages[channel.id]
            if message.only_for in (None, self._person.id) and (said or message.user != self._person.id)
        ]
        found.sort(key=lambda shown: float(shown.source.ts))
        if (form := self._person.view) and not said:
            found.append(self._form(form))
        return found

    def home(self) -> Shown | None:
        """The Home tab."""
        view = self._person.home
        if view is None:
            return None
        text = self._without_buttons(view.blocks)
        return Shown(view.id, text, view, text, _labels(view), place="Home")

    async def types(self, text: str, place: str = "", under: Shown | None = None) -> None:
        """A slash command or a message."""
        thread = under.source if under else None
        where = self._workspace.channels[thread.channel] if thread else self._place(place)
        with _saying_why():
            await self._person.types(where, text, thread)

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
        """Share a file; before an open form that asks for files, put it there."""
        form = self._person.view
        asking = [ids for ids in _for_files(form) if not (place or under)]
        if asking:
            await self._person.attaches(form, asking[0], self._person.file(name, content))
            return
        thread = under.source if under else None
        where = self._workspace.channels[thread.channel] if thread else self._place(place)
        with _saying_why():
            await self._person.upload(where, name, content, text, thread)

    async def presses(self, shown: Shown, label: str) -> None:
        """A button, or what stands in a menu."""
        if shown.is_form and label in _ends(shown.source):
            await (self.closes() if label == _ends(shown.source)[0] else self.submits())
            return
        with _saying_why():
            for element, text in _pressable(shown.source.blocks):
                if text == label and element["type"] == "button":
                    await self._person.press(shown.source, element["action_id"])
                    return
                if text == label:
                    await self._person.chooses(shown.source, element["action_id"], label)
                    return

    async def uses(self, shown: Shown, shortcut: str) -> None:
        """A message shortcut."""
        offered = {each["name"]: each["callback_id"] for each in self._workspace.config.shortcut_menu}
        if shortcut not in offered or not isinstance(shown.source, Message):
            raise NotThere(f"There is no “{shortcut}” on that message. There are: {', '.join(offered) or 'none'}.")
        with _saying_why():
            await self._person.shortcut(offered[shortcut], shown.source)

    async def fills(self, answers: Mapping[str, str]) -> None:
        """Put values into the modal; several choices of one field as `One | Two`."""
        with self._filling():
            form = self._person.view
            await self._person.fills(None, {name: _given(form, name, value) for name, value in answers.items()})

    async def submits(self) -> None:
        """Send the modal."""
        with self._filling():
            await self._person.submit()

    async def closes(self) -> None:
        """Close the modal."""
        with self._filling():
            await self._person.close()

    async def opens_home(self) -> None:
        """Look at the Home tab."""
        await self._person.opens_home()

    async def blocks(self) -> None:
        """Nobody can block an app on Slack; its messages are refused as for somebody who has left the workspace."""
        if not self._refusing:
            self._refusing = True
            for method in _TO_PERSON:
                self._workspace.fail_next(method, error="channel_not_found", times=None, channel=self._person.id)

    async def unblocks(self) -> None:
        """Messages arrive again."""
        self._refusing = False
        self._workspace.faults.lift(self._person.id)

    def _place(self, place: str) -> Channel | None:
        if not place:
            return None
        for channel in self._person.channels:
            if channel.name == place.removeprefix("#").casefold():
                return channel
        raise NotThere(f"{self.handle} is in {', '.join(self.places)}, not in {place}.")

    def shown(self, message: Message) -> Shown:
        """A message as this person sees it."""
        channel = self._workspace.channels[message.channel]
        by_app = message.bot is not None
        return Shown(
            key=(channel.id, message.ts, message.only_for),
            text=self._words(message),
            source=message,
            made_of=f"{message.text} {message.blocks}",
            buttons=_labels(message),
            place=f"#{channel.name}" if channel.kind in ("public", "private") else "",
            author="" if by_app else self._workspace.users[message.user].real_name,
        )

    def _form(self, form: View) -> Shown:
        """A modal with the options of its menus; what closes and what sends it are its last buttons."""
        spelled = replace(
            form, definition={**form.definition, "blocks": [_spelled_out(block) for block in form.blocks]}
        )
        lines = self._person.read(spelled).splitlines()[:-1]
        text = _text("\n".join(lines), form.blocks)
        return Shown(form.id, text, form, text, (*_labels(form), *_ends(form)), is_form=True)

    @contextmanager
    def _filling(self) -> Iterator[None]:
        if self._person.view is None:
            raise NotThere(f"{self.handle} has no form open.")
        with _saying_why():
            yield

    def _words(self, message: Message) -> str:
        if not message.blocks:
            return self._person.read(message).removeprefix(ONLY_YOU)
        return "\n".join([self._without_buttons(message.blocks), *(f"📎 {file.title}" for file in message.files)])

    def _without_buttons(self, blocks: list[dict[str, Any]]) -> str:
        shown = [block for block in blocks if block["type"] != "actions"]
        return _text(render_text(shown, self._person.reader), blocks)


def _text(rendered: str, blocks: list[dict[str, Any]]) -> str:
    """Without the stars that make words bold; in rich text every star is somebody's own."""
    return rendered if any(block["type"] == "rich_text" for block in blocks) else _BOLD.sub(r"\1", rendered)


def _ends(form: View) -> list[str]:
    """The labels that close a modal and that send it."""
    close = form.definition.get("close") or {"text": "Close"}
    return [str(button["text"]) for button in (close, form.definition.get("submit")) if button]


def _spelled_out(block: dict[str, Any]) -> dict[str, Any]:
    """An input with a menu, with the options that a click would show."""
    element = block.get("element", {})
    if element.get("type") != "static_select":
        return block
    options = " | ".join(option["text"]["text"] for option in element["options"])
    return {**block, "element": {**element, "placeholder": {"type": "plain_text", "text": options}}}


def _for_files(form: View | None) -> list[tuple[str, str]]:
    """The inputs for files."""
    there = interactive(form.blocks) if form else ()
    return [(block["block_id"], element["action_id"]) for block, element in there if element["type"] == "file_input"]


def _given(form: View | None, name: str, value: str) -> str | list[str]:
    """What was chosen where several things can be, one by one."""
    for block, element in interactive(form.blocks if form else []):
        if takes_many(element) and name.casefold() in label_of(block, element).casefold():
            return [each for each in value.split(BETWEEN) if each]
    return value


def _labels(where: Message | View) -> tuple[str, ...]:
    return tuple(label for _element, label in _pressable(where.blocks))


def _pressable(blocks: list[dict[str, Any]]) -> Iterator[tuple[dict[str, Any], str]]:
    """Every button and every entry of a menu, with its label."""
    for block, element in interactive(blocks):
        if element["type"] == "button":
            yield element, element["text"]["text"]
        elif element["type"] in _MENUS and block["type"] != "input":
            for option in element["options"]:
                yield element, option["text"]["text"]


@contextmanager
def _saying_why() -> Iterator[None]:
    """What the person's client does not let them do, as NotThere."""
    try:
        yield
    except NotPossible as error:
        raise NotThere(str(error)) from error
