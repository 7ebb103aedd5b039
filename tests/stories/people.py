"""People at their chats: they type, tap and fill in forms, and count their taps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from tests.stories.town import Town

BEHIND_MORE = frozenset({"End", "Decline", "Take back", "Change", "Document", "History"})


class Actor(Protocol):
    """Somebody on either platform."""

    taps: int

    async def types(self, text: str) -> None: ...
    async def opens_home(self) -> None: ...
    async def taps_on(self, label: str) -> None: ...
    async def fills(self, command: str, **answers: str) -> None: ...
    async def replies_in_thread(self, ref: str, text: str) -> None: ...
    def reads(self) -> str: ...
    def notices(self) -> int: ...


class OnSlack:
    """On Slack: cards in the DM with the app and its threads, forms as modals."""

    def __init__(self, town: Town, person: Any) -> None:
        self.town, self.person, self.taps = town, person, 0

    async def types(self, text: str) -> None:
        """Type a slash command, or words, into the DM with the app."""
        await self.person.types(None, text)
        await self.town.settles()

    async def opens_home(self) -> None:
        """Open the app's Home tab."""
        await self.person.opens_home()
        await self.town.settles()

    async def taps_on(self, label: str) -> None:
        """Press the newest button that is labelled so: in the open form, in a message, or on the Home tab."""
        if self.person.view is not None:
            assert self.person.view.definition["submit"]["text"].startswith(label), self.person.read(self.person.view)
            return await self._submits()
        for place in [*reversed(self.all_messages()), self.person.home]:
            if place is None:
                continue
            for kind, wanted in _elements(place.blocks):
                if wanted["text"] == label and kind == "button":
                    self.taps += 1
                    await self.person.press(place, wanted["action_id"])
                    return await self.town.settles()
                if kind == "overflow" and any(option["text"]["text"] == label for option in wanted["options"]):
                    self.taps += 2
                    await self.person.chooses(place, wanted["action_id"], label)
                    return await self.town.settles()
        raise AssertionError(f"no button {label!r} in:\n{self.reads()}")

    async def fills(self, command: str, **answers: str) -> None:
        """Fill in the form that is open and send it."""
        assert self.person.view is not None, f"no form is open for {command}:\n{self.reads()}"
        await self.person.fills(None, {name.capitalize(): value for name, value in answers.items()})
        await self._submits()

    async def _submits(self) -> None:
        self.taps += 1
        await self.person.submit()
        view = self.person.view
        assert view is None or not view.errors, view.errors
        await self.town.settles()

    async def replies_in_thread(self, ref: str, text: str) -> None:
        """Answer in the thread whose first message is the card of `ref`."""
        root = next(m for m in self.person.sees(None) if m.thread_ts is None and not m.is_ephemeral and ref in m.text)
        await self.person.types(None, text, thread=root)
        await self.town.settles()

    def reads(self) -> str:
        """Everything in the DM, threads included."""
        return "\n\n".join(self.person.read(message) for message in self.all_messages())

    def notices(self) -> int:
        """How many messages that stay came from the app."""
        return sum(1 for message in self.all_messages() if message.bot and not message.is_ephemeral)

    def all_messages(self) -> list[Any]:
        """Every message in the DM, threads included, oldest first."""
        found: list[Any] = []
        for message in self.person.sees(None):
            found.append(message)
            if message.replies:
                found += [reply for reply in self.person.sees(None, message) if reply.ts != message.ts]
        return sorted({m.ts: m for m in found}.values(), key=lambda m: float(m.ts))


def _elements(blocks: list[dict[str, Any]]) -> list[tuple[str, dict[str, Any]]]:
    found: list[tuple[str, dict[str, Any]]] = []
    for block in blocks:
        for element in [*block.get("elements", []), *([block["accessory"]] if "accessory" in block else [])]:
            text = element.get("text")
            label = text["text"] if isinstance(text, dict) else ""
            found.append((element["type"], {**element, "text": label}))
    return found


class OnTelegram:
    """On Telegram: cards in the private chat with the bot, forms question by question."""

    def __init__(self, town: Town, person: Any) -> None:
        self.town, self.person, self.taps = town, person, 0

    async def types(self, text: str) -> None:
        """Write to the bot."""
        await self.person.types(text)
        await self.town.settles()

    async def opens_home(self) -> None:
        """Press Start."""
        await self.types("/market")

    async def taps_on(self, label: str) -> None:
        """Press the newest button that is labelled so, under More if need be."""
        for wanted in (label, "More" if label in BEHIND_MORE else label):
            for message in reversed(self.person.sees()):
                if any(wanted in row for row in message.labels):
                    await self._presses(message, wanted)
                    return None if wanted == label else await self.taps_on(label)
        raise AssertionError(f"no button {label!r} in:\n{self.reads()}")

    async def fills(self, command: str, **answers: str) -> None:
        """Answer question after question by name; what is not in `answers` is skipped."""
        for _ in range(20):
            question = self.person.sees()[-1]
            if command not in (question.text or ""):
                break
            name = question.text.split(" ")[0].casefold().rstrip("·")
            if name in answers:
                await self.types(answers.pop(name))
            else:
                await self._presses(question, "Skip the rest" if not answers else "Skip")
        else:
            raise AssertionError(f"{command} goes on asking:\n{self.reads()[-2000:]}")
        assert not answers, f"never asked for {sorted(answers)}:\n{self.reads()[-2000:]}"

    async def replies_in_thread(self, ref: str, text: str) -> None:
        """Reply to the newest card of `ref`."""
        card = next(m for m in reversed(self.person.sees()) if m.sender.is_bot and (m.text or "").startswith(ref))
        await self.person.replies(card, text)
        await self.town.settles()

    def reads(self) -> str:
        """The whole chat."""
        return str(self.person.reads())

    def notices(self) -> int:
        """How many messages came from the bot."""
        return sum(1 for message in self.person.sees() if message.sender.is_bot)

    async def _presses(self, message: Any, label: str) -> None:
        self.taps += 1
        await self.person.press(message, label)
        await self.town.settles()
