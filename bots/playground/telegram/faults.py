"""Trouble on demand: scripted failures of single calls, cut connections, and Telegram's flood limits."""

import math
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from bots.playground.telegram.model import Chat
from bots.playground.telegram.refusals import Refused, too_many_requests

Cut = Literal["drop", "hang"]


@dataclass
class Fault:
    """What happens to the next `times` calls of a method (to a chat, if given): a refusal instead of the work, or a cut
    connection after it (`drop`: closed without an answer, `hang`: no answer until the caller gives up)."""

    method: str
    refusal: Refused | None
    cut: Cut | None
    times: int
    chat_id: int | None


class Faults:
    """Scripted faults in the order they were asked for."""

    def __init__(self) -> None:
        self._scripted: list[Fault] = []

    def add(self, fault: Fault) -> None:
        """Script one more."""
        self._scripted.append(fault)

    def take(self, method: str, chat_id: int | None) -> Fault | None:
        """The fault that hits this call, used up by it."""
        for fault in self._scripted:
            if fault.method.lower() == method.lower() and fault.chat_id in (None, chat_id):
                fault.times -= 1
                if not fault.times:
                    self._scripted.remove(fault)
                return fault
        return None


class FloodLimits:
    """The published sending limits: 1 message a second per private chat after a small burst, 20 a minute per group,
    30 a second overall. `clock` gives seconds."""

    def __init__(
        self, clock: Callable[[], float], burst: int = 3, per_group_minute: int = 20, per_second: int = 30
    ) -> None:
        self.clock = clock
        self._windows = {"private": (burst, float(burst)), "group": (per_group_minute, 60.0)}
        self._overall = (per_second, 1.0)
        self._sent: dict[int, deque[float]] = {}

    def check(self, chat: Chat) -> None:
        """Count one message to `chat`; raises Refused (429) with the seconds to wait if it is one too many."""
        now = self.clock()
        windows = {0: self._overall, chat.id: self._windows["private" if chat.is_private else "group"]}
        waits = [self._wait(key, window, now) for key, window in windows.items()]
        if any(waits):
            raise too_many_requests(max(1, math.ceil(max(waits))))
        for key in windows:
            self._sent[key].append(now)

    def _wait(self, key: int, window: tuple[int, float], now: float) -> float:
        allowed, seconds = window
        sent = self._sent.setdefault(key, deque())
        while sent and sent[0] <= now - seconds:
            sent.popleft()
        return sent[0] + seconds - now if len(sent) >= allowed else 0.0
