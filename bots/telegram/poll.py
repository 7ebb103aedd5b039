"""Long polling: fetch, hand over, and only then move on, so that nothing is lost between Telegram and the core."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from itertools import groupby
from typing import Final

import structlog
from telegram import Bot, Update
from telegram.error import Conflict, InvalidToken, TelegramError

POLL_SECONDS: Final = 25
LONGEST_PAUSE: Final = 30.0
_log = structlog.get_logger()


def pause_after(failures: int) -> float:
    """How many seconds to wait after so many failures in a row."""
    return min(0.5 * 2.0 ** min(failures, 10), LONGEST_PAUSE)


class Poller:
    """The loop over getUpdates. `take` returns once the core has committed an update, and raises if it could not."""

    def __init__(
        self, bot: Bot, take: Callable[[Update], Awaitable[None]], lane: Callable[[Update], int], kinds: Sequence[str]
    ) -> None:
        self._bot, self._take, self._lane, self._kinds = bot, take, lane, kinds
        self._offset: int | None = None
        self._fetching: asyncio.Task[tuple[Update, ...]] | None = None
        self._stopping = asyncio.Event()
        self.ended = False

    async def run(self) -> None:
        """Poll until told to stop, or until Telegram gives the updates to somebody else; `ended` is True then."""
        try:
            await self._loop()
        finally:
            self.ended = True

    async def _loop(self) -> None:
        failures = 0
        while not self._stopping.is_set():
            try:
                handled = await self._hand_over(await self._fetch(POLL_SECONDS))
            except asyncio.CancelledError:
                if not self._stopping.is_set():
                    raise
                break
            except (Conflict, InvalidToken) as error:
                _log.error("telegram polling has ended", reason=_reason(error))
                return
            except TelegramError as error:
                _log.warning("telegram cannot be reached", error=type(error).__name__)
                handled = False
            failures = 0 if handled else failures + 1
            if failures:
                await self._pause(pause_after(failures - 1))
        await self._confirm()

    def stop(self) -> None:
        """Fetch no more; what was fetched is finished first."""
        self._stopping.set()
        if self._fetching:
            self._fetching.cancel()

    async def _fetch(self, seconds: int, limit: int = 100) -> tuple[Update, ...]:
        fetch = self._bot.get_updates(self._offset, limit, seconds, allowed_updates=self._kinds)
        self._fetching = asyncio.ensure_future(fetch)
        try:
            return await self._fetching
        finally:
            self._fetching = None

    async def _hand_over(self, updates: Sequence[Update]) -> bool:
        """Chats side by side, each in its order. The offset stops at the first update that could not be taken."""
        chats = [list(lane) for _chat, lane in groupby(sorted(updates, key=self._lane), self._lane)]
        failed = [update_id for update_id in await asyncio.gather(*map(self._one_chat, chats)) if update_id is not None]
        if failed:
            self._offset = min(failed)
        elif updates:
            self._offset = updates[-1].update_id + 1
        return not failed

    async def _one_chat(self, updates: Sequence[Update]) -> int | None:
        """The id of the first update that could not be taken; those after it wait."""
        for update in updates:
            try:
                await self._take(update)
            except Exception as error:
                _log.error("an update was not taken", update_id=update.update_id, error=type(error).__name__)
                return update.update_id
        return None

    async def _pause(self, seconds: float) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(self._stopping.wait(), seconds)

    async def _confirm(self) -> None:
        """Tell Telegram how far we came, so that the next start does not answer twice."""
        if self._offset is not None:
            with suppress(TelegramError):
                await self._fetch(0, limit=1)


def _reason(error: TelegramError) -> str:
    if isinstance(error, InvalidToken):
        return "the token was refused"
    return f"{error.message}: another process polls with this token, or a webhook is set"
