"""What goes on behind the page: a stage, both platforms as the page sees them, and the record of what people did."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import ExitStack, asynccontextmanager
from typing import Any, Final

from bots.playground.faults import Faults
from bots.playground.on_slack import SlackSeat
from bots.playground.on_telegram import TelegramSeat
from bots.playground.page.deed import Deed
from bots.playground.page.guide import Guide
from bots.playground.page.hub import Hub
from bots.playground.page.recorder import Recorder
from bots.playground.page.slack_side import SlackSide
from bots.playground.page.telegram_side import TelegramSide
from bots.playground.page.tours import available
from bots.playground.script import Step, seconds_of
from bots.playground.seat import NotThere, Seat, Shown
from bots.playground.seed import sow
from bots.playground.stage import Stage

PULSE_SECONDS: Final = 0.12
ANSWERED: Final = ("thread", "reply_to", "topic", "callback_id")
LONGEST_JUMP: Final = 366 * 86_400
LAST_DAY: Final = 4_102_444_800  # 2100-01-01
Json = dict[str, Any]


class Show:
    """See `open_show`. What people cannot do raises NotThere."""

    def __init__(self, stage: Stage, hub: Hub) -> None:
        self.stage, self._hub = stage, hub
        self._people: dict[str, Json] = {}
        self._sown_already = False
        self._on_slack: dict[str, SlackSeat] = {}
        self._on_telegram: dict[str, TelegramSeat] = {}
        self._newcomers()
        self.slack = SlackSide(stage.slack, self._on_slack)
        self.telegram = TelegramSide(stage.telegram, self._on_telegram)
        self.recorder = Recorder(stage.clock.now)
        self.faults = Faults(stage)
        self._turn = asyncio.Lock()
        self.guide = Guide(stage, hub, self.recorder, self._turn)
        self._tours = [{"name": tour.name, "title": tour.title, "about": tour.about} for tour in available()]
        self._pulse: asyncio.Task[None] | None = None

    async def snapshot(self) -> Json:
        """Everything that the page shows but the side panel; `seq` is the last event that it holds."""
        clock = await self.clock()
        return {  # from here on in one go, so that nothing changes in between
            "seq": self._hub.flush(),
            "people": list(self._people.values()),
            "slack": self.slack.snapshot(),
            "telegram": self.telegram.snapshot(),
            "clock": clock,
            "tours": self._tours,
            "tour": self.guide.as_json(),
        }

    async def clock(self) -> Json:
        """The product's time, and when something happens next by itself, in seconds."""
        return {"now": self.stage.clock.now(), "next_due": await self.stage.next_due()}

    async def act(self, who: str, deed: str, details: Json) -> None:
        """Let a person do something at their chat."""
        seat = self.stage.seat(who)
        await self._recorded(seat, details, lambda: self._acts(seat, deed, details))

    async def upload(self, who: str, details: Json, name: str, content: bytes) -> None:
        """Let a person share a file."""
        seat = self.stage.seat(who)
        await self._recorded(seat, details, lambda: self._uploads(seat, details, name, content))

    async def move(self, span: str) -> None:
        """Let time pass: `+1d`, or `next` for until something is due."""
        seconds = seconds_of(span, self.stage.clock.now())
        if (seconds or 0) > LONGEST_JUMP or self.stage.clock.now() + (seconds or 0) > LAST_DAY:
            raise NotThere("The clock goes on by a year at most, and not past the year 2100.")
        async with self._turn:
            entry = self.recorder.begin()
            try:
                async for _news in self.stage.moves(seconds):
                    self._hub.publish([{"kind": "clock", **await self.clock()}])
            finally:
                self.recorder.line(f"clock {span}", entry)
        self.guide.noticed("clock", span=span)
        self.stirred()

    async def seed(self) -> str:
        """Let a small market come to life: people, jobs, proposals and contracts, all through the chats."""
        async with self._turn:
            if self._sown_already:
                raise NotThere("The seed is sown. Reset begins anew.")
            if refusing := [seat.name for seat in self._on_telegram.values() if seat.has_blocked]:
                raise NotThere(f"{refusing[0]} has blocked the bot and could not take part: let them unblock it first.")
            self._sown_already = True
            await sow(self.stage, self._sown)
        self.stirred()
        return "There are 12 people and 20 jobs now. Try /job find as Bo."

    def _sown(self, step: Step) -> None:
        self.recorder.line(step.text)
        self._hub.publish(self._newcomers())

    async def fault(self, name: str, who: str) -> str:
        """Make trouble; what was done, as a sentence."""
        if name in ("block", "unblock"):
            seat = self.stage.seat(who)
            entry = self.recorder.begin()
            said = await (self.faults.block(seat) if name == "block" else self.faults.unblock(seat))
            self.recorder.line(f"{seat.handle} {name}s the bot", entry)
            self.guide.noticed(f"{name}s", who=seat.handle)
            return said
        faults: dict[str, Callable[[], Awaitable[str]]] = {
            "redeliver": self.faults.redeliver,
            "429": self.faults.rate_limit,
            "cut": self.faults.cut,
            "decline": self.faults.decline,
            "restart": self.faults.restart,
        }
        if name not in faults:
            raise NotThere(f"There is no fault “{name}”, only {', '.join(faults)}, block and unblock.")
        async with self._turn:
            entry = self.recorder.begin()
            said = await faults[name]()
            self.recorder.line("restart" if name == "restart" else f"fault {name}", entry)
        self.guide.noticed("restart") if name == "restart" else self.guide.noticed("fault", kind=name)
        self.stirred()
        return said

    def stirred(self) -> None:
        """Something has happened: tell the pages soon that the books may have changed, and what is due next."""
        if self._pulse is None or self._pulse.done():
            self._pulse = asyncio.create_task(self._tell_soon())

    def watch(self, leave: ExitStack) -> None:
        """Send what changes on the platforms to the pages, until left."""
        leave.callback(self.stage.slack.on_change(self._teller(self.slack)))
        leave.callback(self.stage.telegram.on_change(self._teller(self.telegram)))

    def _teller(self, side: Any) -> Callable[[Any], None]:
        def tell(change: Any) -> None:
            self._hub.publish([*self._newcomers(), *side.change(change)])
            self.stirred()

        return tell

    def close(self) -> None:
        """Nothing is told any more."""
        self.guide.close()
        if self._pulse:
            self._pulse.cancel()

    async def _tell_soon(self) -> None:
        await asyncio.sleep(PULSE_SECONDS)
        self._hub.publish([{"kind": "clock", **await self.clock()}, {"kind": "books"}])

    def _newcomers(self) -> list[Json]:
        """Take note of whoever has come; what pages are told of it."""
        before = len(self._people)
        for seat in self.stage.seats[before:]:
            self._people[seat.handle] = _person(seat)
            if isinstance(seat, SlackSeat):
                self._on_slack[seat.handle] = seat
            elif isinstance(seat, TelegramSeat):
                self._on_telegram[seat.handle] = seat
        people = list(self._people.values())
        return [{"kind": "people", "people": people}] if len(people) > before else []

    async def _acts(self, seat: Seat, deed: str, details: Json) -> Deed | None:
        if isinstance(seat, SlackSeat):
            return await self.slack.act(seat, deed, details)
        assert isinstance(seat, TelegramSeat)
        return await self.telegram.act(seat, deed, details)

    async def _uploads(self, seat: Seat, details: Json, name: str, content: bytes) -> Deed | None:
        if isinstance(seat, SlackSeat):
            return await self.slack.upload(seat, details, name, content)
        assert isinstance(seat, TelegramSeat)
        return await self.telegram.upload(seat, details, name, content)

    async def _recorded(self, seat: Seat, details: Json, doing: Callable[[], Awaitable[Deed | None]]) -> None:
        seen = _before(seat, details)
        entry = self.recorder.begin()
        deed = await doing()
        if deed is not None:
            self.recorder.deed(deed, seen, entry)
            self.guide.saw(deed)


@asynccontextmanager
async def open_show(stage: Stage, hub: Hub) -> AsyncIterator[Show]:
    """A show of this stage, which tells the hub's listeners of everything."""
    show = Show(stage, hub)
    with ExitStack() as leave:
        show.watch(leave)
        leave.callback(show.close)
        yield show


def _before(seat: Seat, details: Json) -> list[Shown]:
    """What was before a person, oldest first, as far as they point at some of it."""
    if any(details.get(name) for name in ANSWERED):
        return seat.sees(said=True)
    if not (details.get("message") or details.get("view")):
        return []
    home = seat.home()
    return [*([home] if home else []), *seat.sees()]


def _person(seat: Seat) -> Json:
    zone = seat.person.user.tz if isinstance(seat, SlackSeat) else "UTC"
    told = {"handle": seat.handle, "nick": seat.nick, "platform": seat.platform, "role": seat.role, "name": seat.name}
    return {**told, "id": seat.person.id, "zone": zone}
