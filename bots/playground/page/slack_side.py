"""The workspace as JSON for the page, and the acts of its people.

Changes are those of the contract with the page's `static/slack/state.js`: a message, a deletion, a channel, a person,
somebody's open modals, somebody's Home tab.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final

from bots.playground.on_slack import SlackSeat
from bots.playground.page.deed import Deed
from bots.playground.page.slack_json import command_json, option_text, script_words, user_json, view_json
from bots.playground.seat import NotThere
from bots.playground.slack import Change, Exchange, File, Message, NotPossible, View, Workspace
from bots.playground.slack.blocks import interactive
from bots.playground.slack.inputs import label
from bots.playground.slack.model import Json

_SHOWN: Final = ("message", "ephemeral", "changed", "typed")
_MENUS: Final = ("overflow", "static_select")
_MOST_TEXT: Final = 12_000
Act = Callable[[SlackSeat, Json], Awaitable[Deed | None]]


class SlackSide:
    """The part of the page that is Slack. `seats` are its people by handle."""

    def __init__(self, workspace: Workspace, seats: Mapping[str, SlackSeat]) -> None:
        self._workspace, self._seats = workspace, seats
        self._told: set[str] = set()  # the people that pages know of; nobody tells of new ones
        self._acts: dict[str, Act] = {
            "types": self._types,
            "presses": self._presses,
            "fills": self._fills,
            "submits": self._submits,
            "closes": self._closes,
            "opens_home": self._opens_home,
            "shortcut": self._shortcut,
        }

    # what there is

    def snapshot(self) -> Json:
        """Everything, for a page that opens."""
        here = self._workspace
        self._told = set(here.users)
        return {
            "team": {"id": here.team_id, "name": here.team_name},
            "app": {"name": here.config.name, "bot_user": here.bot_user.id},
            "users": {user.id: user_json(user) for user in here.users.values()},
            "channels": [self._channel(channel_id) for channel_id in here.channels],
            "messages": {place: [self._message(each) for each in said] for place, said in here.messages.items()},
            "views": {user: [view_json(view) for view in stack] for user, stack in here.stacks.items()},
            "homes": {user: view_json(view) for user, view in here.homes.items()},
            "commands": [command_json(command) for command in here.config.command_menu],
            "shortcuts": [dict(shortcut) for shortcut in here.config.shortcut_menu],
        }

    def change(self, change: Change) -> list[Json]:
        """What pages are told of a change; nothing if it cannot be seen."""
        return [*self._newcomers(), *self._visible(change)]

    def file(self, file_id: str) -> tuple[str, str, bytes] | None:
        """The name, kind and content of a file."""
        file = self._workspace.files.get(file_id)
        return (file.name, file.mimetype, file.content) if file else None

    def _newcomers(self) -> Iterator[Json]:
        for user in self._workspace.users.values():
            if user.id not in self._told:
                self._told.add(user.id)
                yield {"kind": "slack.user", "user": user_json(user)}

    def _visible(self, change: Change) -> Iterator[Json]:
        here, message = self._workspace, change.message
        if change.kind in _SHOWN and message:
            yield self._told_message(message)
            yield from self._told_root(message)
        elif change.kind == "deleted" and message:
            where = {"channel": message.channel, "ts": message.ts, "only_for": message.only_for}
            yield {"kind": "slack.deleted", **where}
            yield from self._told_root(message)
        elif change.kind == "channel" and change.channel:
            yield {"kind": "slack.channel", "channel": self._channel(change.channel)}
        elif change.kind == "view" and change.user:
            stack = [view_json(view) for view in here.stacks.get(change.user, [])]
            yield {"kind": "slack.views", "user": change.user, "stack": stack}
        elif change.kind == "home" and change.user:
            yield {"kind": "slack.home", "user": change.user, "view": view_json(here.homes[change.user])}

    def _told_message(self, message: Message) -> Json:
        return {"kind": "slack.message", "channel": message.channel, "message": self._message(message)}

    def _told_root(self, message: Message) -> Iterator[Json]:
        """The message that a reply stands under: it counts its replies."""
        root = self._workspace.find_message(message.channel, message.thread_ts)
        if root and root is not message:
            yield self._told_message(root)

    def _message(self, message: Message) -> Json:
        more = {"channel": message.channel, "only_for": message.only_for, "typed": message.typed}
        return message.as_json(self._workspace.team_id) | more

    def _channel(self, channel_id: str) -> Json:
        channel = self._workspace.channels[channel_id]
        return {"id": channel.id, "name": channel.name, "kind": channel.kind, "members": list(channel.members)}

    # what is done

    async def act(self, seat: SlackSeat, deed: str, details: Json) -> Deed | None:
        """Do what the page asks for; what is worth writing down of it. Raises NotThere with a sentence."""
        if deed not in self._acts:
            raise NotThere(f"Nobody on Slack can do “{deed}”.")
        with _saying_why():
            return await self._acts[deed](seat, details)

    async def upload(self, seat: SlackSeat, details: Json, name: str, content: bytes) -> Deed | None:
        """Share a file in a conversation or thread, or put it into an open form's input for files."""
        with _saying_why():
            if details.get("view"):
                return await self._put_file(seat, details, name, content)
            if not content:
                raise NotThere(f"{name} is empty, and Slack takes no empty files.")
            text, thread = _text(details, "text", ""), self._thread(seat, details)
            message = await seat.person.upload(self._place(seat, details), name, content, text, thread)
            on = seat.shown(thread).key if thread else None
            place = seat.shown(message).place
            return Deed(seat.handle, "sends", name, place, on, size=len(content), caption=text)

    async def _types(self, seat: SlackSeat, details: Json) -> Deed:
        text = _text(details, "text").strip()
        if not text:
            raise NotThere("There is nothing to send yet.")
        if len(text) > _MOST_TEXT:
            raise NotThere(f"Slack takes up to {_MOST_TEXT:,} characters, and this has {len(text):,}.")
        thread, where = self._thread(seat, details), self._place(seat, details)
        channel = seat.person.channel(where)
        await seat.person.types(channel, text, thread)
        place = f"#{channel.name}" if channel.kind in ("public", "private") else ""
        return Deed(seat.handle, "types", text, place, seat.shown(thread).key if thread else None)

    async def _presses(self, seat: SlackSeat, details: Json) -> Deed | None:
        where = self._surface(seat, details)
        block, element = _element(where, details)
        ids = block["block_id"], element["action_id"]
        if element["type"] == "button":
            _answered(await seat.person.press(where, ids))
            return _pressed(seat, where, str(element["text"]["text"]))
        value = details.get("value")
        _answered(await seat.person.chooses(where, ids, value))
        if element["type"] not in _MENUS:
            return None  # scripts know buttons and menus
        return _pressed(seat, where, option_text(element, value))

    async def _fills(self, seat: SlackSeat, details: Json) -> Deed | None:
        form = self._view(seat, details)
        block, element = _element(form, details)
        value: Any = details.get("value")
        if element["type"] == "file_input":
            value = [self._file(seat, each) for each in _list(value)]
        await seat.person.fills(form, {(block["block_id"], element["action_id"]): value})
        if element["type"] == "file_input":
            return None
        written = script_words(form.values[block["block_id"]][element["action_id"]], self._workspace.names())
        return Deed(seat.handle, "fills", on=form.id, answers={label(block, element): written})

    async def _put_file(self, seat: SlackSeat, details: Json, name: str, content: bytes) -> Deed:
        form = self._view(seat, details)
        block, element = _element(form, details)
        if element["type"] != "file_input":
            raise NotThere("No file can be put there.")
        await seat.person.attaches(form, (block["block_id"], element["action_id"]), seat.person.file(name, content))
        return Deed(seat.handle, "sends", name, on=form.id, size=len(content))

    async def _submits(self, seat: SlackSeat, details: Json) -> Deed:
        form = self._view(seat, details)
        words = form.definition.get("submit") or {"text": ""}
        await seat.person.submit(form)
        return Deed(seat.handle, "submits", str(words["text"]), on=form.id)

    async def _closes(self, seat: SlackSeat, details: Json) -> Deed:
        form = self._view(seat, details)
        words = form.definition.get("close") or {"text": "Close"}
        await seat.person.close(form)
        return Deed(seat.handle, "closes", str(words["text"]), on=form.id)

    async def _opens_home(self, seat: SlackSeat, details: Json) -> Deed:
        await seat.person.opens_home()
        return Deed(seat.handle, "opens", "home")

    async def _shortcut(self, seat: SlackSeat, details: Json) -> Deed | None:
        message = self._found(seat, details["message"]) if details.get("message") else None
        callback_id = _text(details, "callback_id")
        _answered(await seat.person.shortcut(callback_id, message))
        offered = {each["callback_id"]: str(each["name"]) for each in self._workspace.config.shortcut_menu}
        if message is None or callback_id not in offered:
            return None  # scripts know shortcuts on messages
        return Deed(seat.handle, "uses", offered[callback_id], on=seat.shown(message).key)

    # what the page means

    def _place(self, seat: SlackSeat, details: Json) -> str:
        """The conversation's id; the one with the app if none is named."""
        return _text(details, "place", "") or seat.person.dm.id

    def _thread(self, seat: SlackSeat, details: Json) -> Message | None:
        stamp = _text(details, "thread", "")
        if not stamp:
            return None
        return self._found(seat, {"channel": self._place(seat, details), "ts": stamp, "only_for": None})

    def _surface(self, seat: SlackSeat, details: Json) -> Message | View:
        return self._view(seat, details) if details.get("view") else self._found(seat, details.get("message"))

    def _found(self, seat: SlackSeat, which: Any) -> Message:
        """A message by channel, ts and reader."""
        if isinstance(which, dict) and isinstance(which.get("channel"), str):
            for message in self._workspace.messages.get(which["channel"], ()):
                if message.ts == which.get("ts") and message.only_for == which.get("only_for"):
                    seat.person.check_sees(message)
                    return message
        raise NotThere("That message is gone.")

    def _view(self, seat: SlackSeat, details: Json) -> View:
        view_id, home = _text(details, "view"), seat.person.home
        if home and home.id == view_id:
            return home
        if (form := seat.person.view) and form.id == view_id:
            return form
        raise NotThere("That form is closed.")

    def _file(self, seat: SlackSeat, file_id: Any) -> File:
        file = self._workspace.files.get(file_id) if isinstance(file_id, str) else None
        if file is None or file.user != seat.person.id:
            raise NotThere("That file is gone.")
        return file


def _pressed(seat: SlackSeat, where: Message | View, text: str) -> Deed:
    if isinstance(where, View):
        return Deed(seat.handle, "presses", text, on=where.id)
    shown = seat.shown(where)
    return Deed(seat.handle, "presses", text, shown.place, shown.key)


def _element(where: Message | View, details: Json) -> tuple[Json, Json]:
    ids = details.get("block_id"), details.get("action_id")
    for block, element in interactive(where.blocks):
        if element["type"].endswith("external_select"):
            continue  # the page does not ask the app for options
        if ids == (block["block_id"], element["action_id"]):
            return block, element
    raise NotThere("That is not there any more.")


def _answered(exchange: Exchange | None) -> None:
    """Slack marks what was pressed when the app does not answer."""
    if exchange and not exchange.ok:
        raise NotThere(f"Parley did not answer ({exchange.problem}). Try again.")


def _text(details: Json, name: str, default: str | None = None) -> str:
    value = details.get(name)
    if value is None and default is not None:
        return default
    if not isinstance(value, str):
        raise NotThere(f"The page did not say the {name}.")
    return value


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value] if value else []


@contextmanager
def _saying_why() -> Iterator[None]:
    """What the person's client does not let them do, as a sentence."""
    try:
        yield
    except NotPossible as error:
        sentence = str(error)
        raise NotThere(sentence[:1].upper() + sentence[1:] + ("" if sentence.endswith((".", "!")) else ".")) from error
