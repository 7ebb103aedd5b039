"""A person at the stand-in of Telegram."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace

from bots.playground.seat import NotThere, Shown
from bots.playground.telegram import Chat, Message, NotPossible, Person, Server, render_text


class TelegramSeat:
    """Implements `bots.playground.seat.Seat`."""

    platform = "telegram"

    def __init__(self, server: Server, person: Person, role: str, nick: str = "") -> None:
        self.nick, self.role = nick or person.first_name.casefold(), role
        self._server, self._person = server, person

    @property
    def person(self) -> Person:
        """Who sits here."""
        return self._person

    @property
    def handle(self) -> str:
        """`bo@telegram`."""
        return f"{self.nick}@telegram"

    @property
    def name(self) -> str:
        """What others see."""
        return self._person.first_name

    @property
    def has_blocked(self) -> bool:
        """Whether this person takes no messages from the bot."""
        chat = self._server.chats.get(self._person.id)
        return chat is not None and not chat.has(self._server.bot.id)

    @property
    def places(self) -> Sequence[str]:
        """The groups this person is in."""
        return [chat.title for chat in self._groups()]

    def sees(self, *, said: bool = False) -> list[Shown]:
        """Messages of the private chat and of every group, by time, and the texts that pressed buttons were given."""
        found = [
            (message.date, message.number, self._message(message))
            for chat in (None, *self._groups())
            for message in self._person.sees(chat)
            if (said or message.sender is not self._person.user) and not message.is_service
        ]
        for number, press in enumerate(self._server.presses.values()):
            if press.user is self._person.user and press.text and not said:
                told = Shown(("pressed", press.id), press.text, press, press.text)
                found.append((int(press.asked_at), number, told))
        return [shown for _time, _number, shown in sorted(found, key=lambda entry: entry[:2])]

    def home(self) -> Shown | None:
        """Telegram has no such tab."""
        return None

    async def types(self, text: str, place: str = "", under: Shown | None = None) -> None:
        """A command, an answer or a message."""
        message: Message | None = under.source if under else None
        chat = message.chat if message else self._place(place)
        with _saying_why():
            await self._person.types(text, chat, message.topic if message else None, reply_to=message)

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
        """Send a document or a photo."""
        message: Message | None = under.source if under else None
        chat = message.chat if message else self._place(place)
        topic = message.topic if message else None
        with _saying_why():
            if photo:
                await self._person.sends_photo(content, text, chat, topic, message)
            else:
                await self._person.sends_file(name, content, text, chat, topic, message)

    async def presses(self, shown: Shown, label: str) -> None:
        """An inline button."""
        with _saying_why():
            await self._person.press(shown.source, label)

    async def uses(self, shown: Shown, shortcut: str) -> None:
        """Telegram has no menu on messages."""
        raise NotThere(f"Telegram has no “{shortcut}” on messages: {self.handle} replies with the command.")

    async def fills(self, answers: Mapping[str, str]) -> None:
        """Telegram asks question by question."""
        raise NotThere(f"Telegram has no forms: {self.handle} answers each question by typing or pressing.")

    async def submits(self) -> None:
        """Telegram asks question by question."""
        await self.fills({})

    async def closes(self) -> None:
        """Telegram asks question by question."""
        raise NotThere("Telegram has no forms: press Cancel under the question.")

    async def opens_home(self) -> None:
        """Telegram has no such tab."""
        raise NotThere("Telegram has no Home tab: type /market.")

    async def blocks(self) -> None:
        """Block the bot."""
        await self._person.block()

    async def unblocks(self) -> None:
        """Unblock it."""
        await self._person.unblock()

    def _groups(self) -> list[Chat]:
        return [chat for chat in self._server.chats.values() if not chat.is_private and chat.has(self._person.id)]

    def _place(self, place: str) -> Chat | None:
        if not place:
            return None
        for chat in self._groups():
            if chat.title.casefold() == place.removeprefix("#").casefold():
                return chat
        raise NotThere(f"{self.handle} is in {', '.join(self.places)}, not in {place}.")

    def _message(self, message: Message) -> Shown:
        chat = message.chat
        text = render_text(replace(message, markup=None))
        return Shown(
            key=(chat.id, message.message_id),
            text=text,
            source=message,
            made_of=f"{text} {message.labels}",
            buttons=tuple(label for row in message.labels for label in row),
            place="" if chat.is_private else chat.title,
            author="" if message.sender is self._server.bot else message.sender.first_name,
        )


@contextmanager
def _saying_why() -> Iterator[None]:
    """What the person's app does not let them do, as NotThere."""
    try:
        yield
    except NotPossible as error:
        raise NotThere(str(error)) from error
