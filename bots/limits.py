"""Pacing: at most so many messages a second to everybody, one at a time to each chat, so many a minute to a group."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from typing import Final

MOST_CHATS: Final = 10_000


@dataclass(frozen=True, slots=True)
class Limits:
    """What a platform allows: messages a second over all, seconds between two to a chat and to a group, and a burst."""

    per_second: float
    chat_pause: float
    group_pause: float
    burst: int = 1


LIMITS: Final = {
    "telegram": Limits(per_second=28, chat_pause=1.05, group_pause=3.1, burst=3),
    "slack": Limits(per_second=20, chat_pause=1.05, group_pause=1.05, burst=3),
}
UNLIMITED: Final = Limits(per_second=1_000, chat_pause=0, group_pause=0)


class Pace:
    """A leaky bucket over all chats and one for each chat of a platform. Times are seconds of a monotonic clock."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._next_of_all = 0.0
        self._chats: OrderedDict[str, float] = OrderedDict()
        self._held_until: dict[str, float] = {}

    def reserve(self, chat: str, now: float, *, group: bool) -> float:
        """Take the next place in the line; answers with the seconds to wait before sending."""
        limits = self._limits
        pause = limits.group_pause if group else limits.chat_pause
        due = self._chats.pop(chat, 0.0)
        own = max(now, due - pause * (limits.burst - 1), self._held_until.get(chat, 0.0))
        start = max(own, self._next_of_all)
        self._chats[chat] = max(due, start) + pause
        self._next_of_all = start + 1 / limits.per_second
        if len(self._chats) > MOST_CHATS:
            self._chats.popitem(last=False)
        return start - now

    def hold(self, chat: str, until: float) -> None:
        """The platform asked to leave this chat alone until then."""
        self._held_until = {key: at for key, at in self._held_until.items() if at > until - 3_600}
        self._held_until[chat] = until
