"""Trouble at the press of a button: what goes wrong in real life, after which nothing may be lost or done twice."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any, Final

from bots.playground import slack, telegram
from bots.playground.seat import Seat
from bots.playground.stage import Stage
from core import figures

RETRY_AFTER: Final = 2
LONGEST: Final = 60
SLACK, TELEGRAM = "Slack", "Telegram"
TOO_OLD: Final = 401
METHODS: Final = ("chat.postMessage", "sendMessage")


@dataclass(frozen=True, slots=True)
class _Traces:
    """What would be more if something had been done."""

    outbox: dict[str, int]
    balances: list[dict[str, Any]]
    messages: int


class Faults:
    """Each one answers with a sentence that says what was done; `redeliver` with what came of it, too."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._last = ""
        stage.slack.on_change(self._slack_spoke)
        stage.telegram.on_change(self._telegram_spoke)

    async def redeliver(self) -> str:
        """Send Parley the last request of the platforms again, byte for byte."""
        if not self._last:
            return "No platform has sent Parley anything yet."
        platform = self._last
        what = _told(_slack_request(self._stage.slack) if platform == SLACK else _update(self._stage.telegram))
        delivered = f"The last request from {platform}, {what}, was delivered again"
        await self._stage.quiet()
        before = await self._traces()
        status, same = await (self._slack_again() if platform == SLACK else self._telegram_again())
        await self._stage.quiet()
        if status == TOO_OLD:
            return f"{delivered}: Parley refused it, because its signature is older than five minutes."
        if not 200 <= status < 300:
            return f"{delivered}: Parley did not take it ({status or 'no answer'})."
        after = await self._traces()
        if (after.outbox, after.balances) != (before.outbox, before.balances):
            return f"{delivered}: Parley took it. Something has changed since; compare the history and the ledger."
        if after.messages != before.messages:  # after a restart only the database knows the answer, not who has seen it
            return f"{delivered}: Parley showed the answer of the first time once more and did nothing twice."
        return f"{delivered}: Parley {'gave the same answer' if same else 'took it'} and did nothing twice."

    async def block(self, seat: Seat) -> str:
        """This person takes no messages from Parley any more."""
        await seat.blocks()
        waits = "What cannot be delivered is kept: the operator finds it under /admin undeliverable."
        if seat.platform == "telegram":
            return f"{seat.handle} has blocked the bot: Telegram refuses what Parley sends them (403). {waits}"
        return (
            f"On Slack nobody can block an app, so {seat.handle} counts as gone from the workspace: "
            f"Slack refuses what Parley sends them (channel_not_found). {waits}"
        )

    async def unblock(self, seat: Seat) -> str:
        """This person takes messages again."""
        await seat.unblocks()
        return f"{seat.handle} can be written to again. What was kept goes out when the operator retries it."

    async def rate_limit(self) -> str:
        """Both platforms have had too much for a moment."""
        self._stage.slack.fail_next(METHODS[0], retry_after=RETRY_AFTER)
        self._stage.telegram.fail_next(METHODS[1], retry_after=RETRY_AFTER)
        return (
            f"The next message to Slack and the next one to Telegram are answered 429, Retry-After {RETRY_AFTER} s: "
            "Parley waits and sends them then, in order."
        )

    async def cut(self) -> str:
        """The connection dies after a platform has done its work and before it has said so."""
        self._stage.slack.cut_next(METHODS[0])
        self._stage.telegram.cut_next(METHODS[1])
        return (
            "The next message to Slack and the next one to Telegram arrive, but the connection is cut before Parley "
            "hears of it. Parley cannot know and sends them again, so they are seen twice, and never not at all."
        )

    async def restart(self) -> str:
        """The product is stopped and started, as for a new version."""
        began = time.perf_counter()
        await self._stage.restart()
        took = time.perf_counter() - began
        return f"Parley was stopped and started again in {took:.1f} s, over the same database. Both chats went on."

    async def decline(self) -> str:
        """The payment provider declines the next charge."""
        async with self._stage.running() as product:
            house = product.house
            await house.desk.outside(lambda _session: house.provider.decline_next())
        return "The next payment is declined, as by the client's bank. No money moves, and it can be tried again."

    def _slack_spoke(self, change: slack.Change) -> None:
        if change.kind == "exchange" and self._stage.slack.exchanges[-1].direction == "to_app":
            self._last = SLACK

    def _telegram_spoke(self, change: telegram.Change) -> None:
        if change.kind == "exchange" and self._stage.telegram.exchanges[-1].direction == "to_app":
            self._last = TELEGRAM

    async def _slack_again(self) -> tuple[int, bool]:
        """The status of the answer, and whether it is the answer of the first time."""
        workspace = self._stage.slack
        sent = workspace.deliverer.last
        assert sent is not None
        first = next((each for each in workspace.exchanges if each.request is sent.payload), None)
        again = await workspace.redeliver_last()
        same = first is not None and (first.status, first.response) == (again.status, again.response)
        return again.status or 0, same

    async def _telegram_again(self) -> tuple[int, bool]:
        return await self._stage.telegram.redeliver_last() or 0, True

    async def _traces(self) -> _Traces:
        async with self._stage.running() as product:
            house = product.house
            found = await house.desk.read(lambda session: figures.measure(session, house.market))
        messages = sum(len(there) for there in self._stage.slack.messages.values())
        messages += sum(len(chat.messages) for chat in self._stage.telegram.chats.values())
        return _Traces(found.outbox, await self._stage.balances(), messages)


def _told(what: str) -> str:
    words = " ".join(what.split())
    return words if len(words) <= LONGEST else words[: LONGEST - 1] + "…"


def _slack_request(workspace: slack.Workspace) -> str:
    """What it was that Slack told Parley last."""
    sent = workspace.deliverer.last
    assert sent is not None
    what = str(sent.payload.get("type"))
    match sent.payload:
        case {"command": command, "text": text}:
            what = f"{command} {text}"
        case {"actions": [{"text": {"text": label}}, *_]}:
            what = f"the button “{label}”"
        case {"actions": [{"selected_option": {"text": {"text": label}}}, *_]}:
            what = f"“{label}” in a menu"
        case {"type": "view_submission", "view": {"title": {"text": title}}}:
            what = f"the form “{title}”"
        case {"event": {"type": "message" | "app_mention", "text": text}}:
            what = f"the message “{text}”"
        case {"event": {"type": "app_home_opened"}}:
            what = "a look at the Home tab"
    return what


def _update(server: telegram.Server) -> str:
    """What it was that Telegram told Parley last."""
    update = server.updates.last
    assert update is not None
    payload = update.payload
    if update.kind == "callback_query":
        keyboard = payload["message"].get("reply_markup", {}).get("inline_keyboard", [])
        labels = [key["text"] for line in keyboard for key in line if key.get("callback_data") == payload["data"]]
        return f"the button “{labels[0]}”" if labels else "a button"
    if text := payload.get("text") or payload.get("caption"):
        return str(text)
    return "a file" if payload.get("document") or payload.get("photo") else "a change in the group"
