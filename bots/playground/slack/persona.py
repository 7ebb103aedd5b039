"""A person at their Slack: types, presses, fills forms in, uploads, reads — what the client allows and nothing else."""

from collections.abc import Sequence
from typing import Any

from bots.playground.slack import payloads
from bots.playground.slack.forms import Forms
from bots.playground.slack.hooks import answer
from bots.playground.slack.methods.files import new_file
from bots.playground.slack.model import ApiError, Channel, Exchange, File, Message, NotPossible, View
from bots.playground.slack.render import render_text
from bots.playground.slack.state import Hook
from bots.playground.slack.text import Reader, escape, typed

Where = Channel | str | None

FAILURES = {  # what went wrong with a slash command -> the word Slack shows
    "http_timeout": "operation_timeout",
    "timeout": "operation_timeout",
    "connection_failed": "dispatch_failed",
}


class Person(Forms):
    """One member of the workspace. `None` for a channel means the conversation with the app."""

    @property
    def name(self) -> str:
        return self.user.name

    @property
    def id(self) -> str:
        return self.user.id

    @property
    def dm(self) -> Channel:
        """The direct conversation with the app."""
        return self.state.direct([self.user.id, self.state.bot_user.id])

    def channel(self, where: Where) -> Channel:
        """Raises NotPossible for a channel this person is not in."""
        try:
            channel = where if isinstance(where, Channel) else self.state.channel(where) if where else self.dm
        except ApiError as error:
            raise NotPossible(f"there is no channel {where}") from error
        if self.user.id not in channel.members:
            raise NotPossible(f"{self.name} is not in #{channel.name or channel.id}")
        return channel

    # writing

    async def types(self, where: Where, text: str, thread: Message | None = None) -> Exchange | None:
        """A line in a channel, or in the thread of a message: a slash command if it begins so, else a message.

        Gives the exchange with the app, None if the app did not hear of it.
        """
        channel = self.channel(where)
        if not text.startswith("/"):
            _, exchange = await self._say(channel, text, thread, ())
            return exchange
        command, rest = [*text.split(maxsplit=1), ""][:2]
        escapes = self.state.config.escapes(command)
        if thread is not None:
            sorry = f"{command} is not supported in threads. Sorry!"
            self.state.slackbot_says(channel.id, self.id, sorry, thread.thread_ts or thread.ts)
        elif escapes is None:
            self.state.slackbot_says(channel.id, self.id, f"{command} is not a valid command.")
        else:
            rest = rest.strip()
            sent = typed(rest, self.state.ids(), with_names=True) if escapes else escape(rest)
            return await self._command(channel, command, sent)
        return None

    async def _command(self, channel: Channel, command: str, text: str) -> Exchange:
        payload = payloads.slash_command(self.state, self.user, channel, command, text)
        exchange = await self.deliverer.command(payload)
        if exchange.ok:
            hook = self.state.hooks[payload["response_url"].rpartition("/")[2]]
            self._show_answer(command, hook, exchange)
        else:
            kind = "http_client_error" if (exchange.status or 500) < 500 else "http_service_error"
            self._command_failed(channel.id, command, FAILURES.get(exchange.problem or "", kind))
        return exchange

    def _show_answer(self, command: str, hook: Hook, exchange: Exchange) -> None:
        said: Any = exchange.response
        if not said:
            return
        try:
            answer(self.state, hook, said if isinstance(said, dict) else {"text": str(said)})
        except ApiError as error:
            exchange.problem = error.error
            self._command_failed(hook.channel, command, "invalid_command_response")

    def _command_failed(self, channel: str, command: str, word: str) -> None:
        self.state.slackbot_says(channel, self.id, f'{command} failed with the error "{word}"')

    async def says(self, where: Where, text: str, thread: Message | None = None) -> Message:
        """A message, never a command; gives the message itself."""
        return (await self._say(self.channel(where), text, thread, ()))[0]

    async def upload(
        self, where: Where, name: str, content: bytes, text: str = "", thread: Message | None = None
    ) -> Message:
        """Shares a file with a few words."""
        channel = self.channel(where)
        file = self.file(name, content)
        file.channels.append(channel.id)
        return (await self._say(channel, text, thread, [file]))[0]

    def file(self, name: str, content: bytes) -> File:
        """A file of one's own, for `fills` or to be shared."""
        file = new_file(self.state, name, self.id, len(content))
        file.content = content
        return file

    async def _say(
        self, channel: Channel, text: str, thread: Message | None, files: Sequence[File]
    ) -> tuple[Message, Exchange | None]:
        state = self.state
        if channel.kind == "im" and (not state.config.messages_tab or state.config.messages_read_only):
            raise NotPossible("Sending messages to this app has been turned off.")
        root = (thread.thread_ts or thread.ts) if thread else None
        message = state.post(channel.id, self.id, typed(text, state.ids()), thread_ts=root, files=list(files))
        if state.bot_user.id not in channel.members:
            return message, None
        heard = await self.deliverer.event(payloads.message_event(state, message))
        if channel.kind != "im" and f"<@{state.bot_user.id}>" in message.text:
            heard = await self.deliverer.event(payloads.mention_event(state, message)) or heard
        return message, heard

    async def edits(self, message: Message, text: str) -> Message:
        """Changes an own message, of which the app hears."""
        self._check_own(message)
        state = self.state
        message.before = message.as_json(state.team_id)
        message.text = typed(text, state.ids())
        message.edited = {"user": self.id, "ts": state.new_ts()}
        state.tell("changed", message.channel, None, message)
        if state.bot_user.id in state.channels[message.channel].members:
            await self.deliverer.event(payloads.changed_event(state, message))
        return message

    async def deletes(self, message: Message) -> None:
        """Takes an own message out of the conversation, of which the app hears."""
        self._check_own(message)
        self.state.remove_message(message)
        if self.state.bot_user.id in self.state.channels[message.channel].members:
            await self.deliverer.event(payloads.deleted_event(self.state, message))

    def _check_own(self, message: Message) -> None:
        """Raises NotPossible for somebody else's message, and for one that is gone."""
        if message.user != self.id or self.state.find_message(message.channel, message.ts) is not message:
            raise NotPossible("only an own message can be edited or deleted")

    async def opens_home(self) -> View | None:
        """Looks at the app's Home tab, which the app hears of; gives what it shows then."""
        await self.deliverer.event(payloads.home_event(self.state, self.user, self.dm, "home"))
        return self.home

    async def opens_messages(self) -> None:
        """Looks at the app's Messages tab."""
        await self.deliverer.event(payloads.home_event(self.state, self.user, self.dm, "messages"))

    async def shortcut(self, callback_id: str, message: Message | None = None) -> Exchange:
        """A global shortcut, or one on a message. Raises NotPossible for one the app does not have."""
        known = self.state.config.shortcuts
        if known is not None and callback_id not in known:
            raise NotPossible(f"there is no shortcut {callback_id}")
        if message is None:
            return await self.deliverer.interaction(payloads.shortcut(self.state, self.user, callback_id))
        self.check_sees(message)
        if message.is_ephemeral:
            raise NotPossible("a message that only you can see has no shortcuts")
        acted = payloads.message_action(self.state, self.user, callback_id, message)
        return await self.deliverer.interaction(acted)

    def joins(self, channel: Channel) -> None:
        """Walks into a channel that others have opened."""
        self._enters(channel, self.id)

    async def invites_app(self, where: Where) -> None:
        """Brings the app into a channel, of which it hears if it wants to."""
        channel = self.channel(where)
        self._enters(channel, self.state.bot_user.id)
        event = {"type": "member_joined_channel", "user": self.state.bot_user.id, "channel": channel.id}
        more = {
            "channel_type": "C" if channel.kind == "public" else "G",
            "team": self.state.team_id,
            "inviter": self.id,
        }
        await self.deliverer.event(event | more | {"event_ts": self.state.new_ts()})

    def _enters(self, channel: Channel, member: str) -> None:
        if member not in channel.members:
            channel.members.append(member)
            self.state.tell("channel", channel.id)

    # reading

    def sees(self, where: Where = None, thread: Message | None = None) -> list[Message]:
        """The messages this person can read there, oldest first; of one thread, or all outside threads."""
        mine = [m for m in self.state.messages[self.channel(where).id] if m.only_for in (None, self.id)]
        if thread:
            root = thread.thread_ts or thread.ts
            return [message for message in mine if root in (message.ts, message.thread_ts)]
        return [message for message in mine if message.thread_ts is None or message.broadcast]

    @property
    def channels(self) -> list[Channel]:
        """Where this person is a member."""
        return [channel for channel in self.state.channels.values() if self.id in channel.members]

    @property
    def home(self) -> View | None:
        return self.state.homes.get(self.id)

    @property
    def reader(self) -> Reader:
        return Reader(self.user.tz, self.state.now(), self.state.names())

    def reads(self, where: Where = None, thread: Message | None = None) -> str:
        """The conversation as text: a paragraph per message, with its author and `[Label]` buttons."""
        return "\n\n".join(f"{self._author(m)}: {self.read(m)}" for m in self.sees(where, thread))

    def read(self, thing: Message | View) -> str:
        """One message or view as this person sees it."""
        return render_text(thing, self.reader)

    def _author(self, message: Message) -> str:
        return self.state.users[message.user].real_name
