"""Trouble on order: scripted faults per method, and the limit of about one message a second per channel."""

import math
from dataclasses import dataclass, field


@dataclass
class Fault:
    """What the next calls meet: a refusal, or (`cut`) no answer after the work. `times=None` is for ever."""

    error: str | None = None
    status: int | None = None
    retry_after: int | None = None
    cut: bool = False
    times: int | None = 1
    channel: str | None = None


@dataclass
class Faults:
    """Scripted faults in the order given; `limit_posts` switches the real limiter on."""

    limit_posts: bool = False
    burst: int = 2
    _planned: dict[str, list[Fault]] = field(default_factory=dict)
    _allowance: dict[str, tuple[float, float]] = field(default_factory=dict)

    def plan(self, method: str, fault: Fault) -> None:
        self._planned.setdefault(method, []).append(fault)

    def clear(self) -> None:
        self._planned.clear()

    def lift(self, channel: str) -> None:
        """Forget what is planned for this channel or person alone."""
        for method, planned in self._planned.items():
            self._planned[method] = [fault for fault in planned if fault.channel != channel]

    def take(self, method: str, places: frozenset[str] = frozenset()) -> Fault | None:
        """The fault that this call meets, if one is planned for the method and (if narrowed) for one of the places."""
        planned = self._planned.get(method, [])
        for fault in planned:
            if fault.channel is not None and fault.channel not in places:
                continue
            if fault.times is not None:
                fault.times -= 1
                if fault.times <= 0:
                    planned.remove(fault)
            return fault
        return None

    def wait_for_post(self, channel: str, now: float) -> int:
        """Seconds until this channel takes another message, 0 when it may be posted now: one a second, small bursts."""
        if not self.limit_posts:
            return 0
        tokens, since = self._allowance.get(channel, (float(self.burst), now))
        tokens = min(float(self.burst), tokens + (now - since))
        if tokens < 1:
            self._allowance[channel] = (tokens, now)
            return math.ceil(1 - tokens)
        self._allowance[channel] = (tokens - 1, now)
        return 0
