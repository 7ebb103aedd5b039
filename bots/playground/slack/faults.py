"""Trouble on order: scripted faults per method, and Slack's rate limits."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

TIERS = {2: 20, 3: 50, 4: 100}  # calls a minute
TIER_OF: Mapping[str, int] = {
    "chat.postEphemeral": 4, "chat.update": 3, "chat.delete": 3, "conversations.open": 3, "conversations.info": 3,
    "conversations.members": 4, "conversations.join": 3, "users.conversations": 3, "users.info": 4, "reactions.add": 3,
    "reactions.remove": 2, "views.open": 4, "views.push": 4, "views.update": 4, "views.publish": 4,
    "files.getUploadURLExternal": 4, "files.completeUploadExternal": 4, "files.info": 4,
}  # fmt: skip


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
    """Scripted faults in the order given.

    `limit_posts` switches on the limit of about one message a second per channel, `limit_calls` those of the methods.
    """

    limit_posts: bool = False
    limit_calls: bool = False
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
        return self._wait(channel, self.burst, 1.0, now) if self.limit_posts else 0

    def wait_for_call(self, method: str, now: float) -> int:
        """Seconds until this method may be called again, 0 for now: as often in a minute as its tier says."""
        if not self.limit_calls or method not in TIER_OF:
            return 0
        per_minute = TIERS[TIER_OF[method]]
        return self._wait(method, per_minute, per_minute / 60, now)

    def _wait(self, key: str, burst: int, per_second: float, now: float) -> int:
        tokens, since = self._allowance.get(key, (float(burst), now))
        tokens = min(float(burst), tokens + (now - since) * per_second)
        allowed = tokens >= 1
        self._allowance[key] = (tokens - 1 if allowed else tokens, now)
        return 0 if allowed else math.ceil((1 - tokens) / per_second)
