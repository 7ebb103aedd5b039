"""The queue of updates for the bot: rising ids, what is allowed, long polling, confirmation by offset."""

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from bots.playground.telegram.model import Json
from bots.playground.telegram.refusals import Refused, conflict

# What Telegram sends when a bot has not said what it wants: all kinds but these.
ON_REQUEST_ONLY = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
KINDS = frozenset({"message", "edited_message", "callback_query", "my_chat_member", "chat_member"})
KEPT_SECONDS = {"callback_query": 150}
KEPT_SECONDS_DEFAULT = 86_400
FIRST_UPDATE_ID = 731_000_001


@dataclass(frozen=True)
class Update:
    """One update; updates of the same `lane` (a chat) are delivered one after another."""

    update_id: int
    kind: str
    payload: Json
    lane: int
    expires_at: float

    def as_json(self) -> Json:
        """The Bot API's Update."""
        return {"update_id": self.update_id, self.kind: self.payload}


class UpdateQueue:
    """Updates not yet confirmed; `clock` gives seconds."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self.clock = clock
        self.pending: dict[int, Update] = {}
        self.last: Update | None = None
        self.allowed: frozenset[str] = KINDS - ON_REQUEST_ONLY
        self._next_id = FIRST_UPDATE_ID
        self._repeated: list[Update] = []
        self._waiter: asyncio.Future[None] | None = None

    def allow(self, kinds: Iterable[str] | None) -> None:
        """Set which kinds are delivered: None keeps the setting, nothing at all means the default."""
        if kinds is not None:
            self.allowed = frozenset(kinds) & KINDS or KINDS - ON_REQUEST_ONLY

    def add(self, kind: str, payload: Json, lane: int) -> Update | None:
        """Queue an update; None if the bot does not want that kind."""
        if kind not in self.allowed:
            return None
        expires_at = self.clock() + KEPT_SECONDS.get(kind, KEPT_SECONDS_DEFAULT)
        update = Update(self._next_id, kind, payload, lane, expires_at)
        self._next_id += 1
        self.pending[update.update_id] = self.last = update
        self._wake()
        return update

    def repeat(self, update: Update) -> None:
        """Hand the same update out once more at the next poll, whatever its offset."""
        self._repeated.append(update)
        self._wake()

    def next_of(self, lane: int) -> Update | None:
        """The oldest update of a lane that has not expired."""
        self._expire()
        return next((update for update in self.pending.values() if update.lane == lane), None)

    def drop(self, update: Update) -> None:
        """Forget a delivered update."""
        self.pending.pop(update.update_id, None)

    def clear(self) -> None:
        """Forget everything pending."""
        self.pending.clear()
        self._repeated.clear()

    def abort_poll(self, reason: Refused) -> None:
        """End the long poll under way, if there is one, with an error."""
        if self._waiter and not self._waiter.done():
            self._waiter.set_exception(reason)

    async def poll(self, offset: int, limit: int, seconds: float) -> list[Json]:
        """getUpdates: confirm what lies before `offset`, answer up to `limit` updates, wait up to `seconds`.

        Raises Refused (409) in whoever was already waiting.
        """
        self.abort_poll(
            conflict("terminated by other getUpdates request; make sure that only one bot instance is running")
        )
        self._confirm(offset)
        if seconds and not self._ready():
            await self._wait(seconds)
        return self._batch(limit)

    async def _wait(self, seconds: float) -> None:
        waiter = self._waiter = asyncio.get_running_loop().create_future()
        try:
            await asyncio.wait_for(waiter, seconds)
        except TimeoutError:
            return
        finally:
            if self._waiter is waiter:
                self._waiter = None

    def _confirm(self, offset: int) -> None:
        if offset < 0:
            offset = (sorted(self.pending)[offset:] or [0])[0]
        for update_id in [known for known in self.pending if known < offset]:
            del self.pending[update_id]

    def _batch(self, limit: int) -> list[Json]:
        self._expire()
        batch = [*self._repeated, *self.pending.values()][:limit]
        self._repeated.clear()
        return [update.as_json() for update in batch]

    def _ready(self) -> bool:
        self._expire()
        return bool(self._repeated or self.pending)

    def _expire(self) -> None:
        now = self.clock()
        for update in [update for update in self.pending.values() if update.expires_at <= now]:
            del self.pending[update.update_id]

    def _wake(self) -> None:
        if self._waiter and not self._waiter.done():
            self._waiter.set_result(None)
