"""Plays the steps of a script on the stage, onto paper, and checks what is expected on the way."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from typing import Any, Final

from bots.playground import paper as printed
from bots.playground.faults import Faults
from bots.playground.files import made_up
from bots.playground.paper import Paper
from bots.playground.script import Step, answers_of, seconds_of
from bots.playground.seat import ANY, NotThere, Seat
from bots.playground.stage import Stage, Where

PATIENCE: Final = 60
_NAME: Final = re.compile(r"\$([a-z]\w*)")


class Failed(Exception):
    """What was expected is not so."""


class Player:
    """Plays steps on a stage, onto paper; `hurried`, it does not wait after what is typed until all is quiet again."""

    def __init__(self, stage: Stage, paper: Paper, *, hurried: bool = False) -> None:
        self._stage, self._paper, self._hurried = stage, paper, hurried
        self._named: dict[str, str] = {}
        self._faults = Faults(stage)

    async def play(self, steps: list[Step]) -> bool:
        """Play all, or stop at a step that fails, say why, and answer False."""
        for step in steps:
            if step.why:
                self._paper.line()
                self._paper.line(step.why, printed.DIM)
            try:
                await self.perform(step)
            except (NotThere, Failed) as error:
                self._paper.line()
                self._paper.line(f"Line {step.number} failed: {step.text}", printed.BOLD)
                self._paper.line(str(error))
                return False
        return True

    async def perform(self, step: Step) -> None:
        """Play one. Raises NotThere for what cannot be done, Failed for what is not as expected."""
        deed: Callable[..., Awaitable[None]] = getattr(self, f"_{step.deed}")
        await deed(**{name: self._meant(words) for name, words in step.words.items()})

    async def close(self) -> bool:
        """The balances and whether they add up."""
        self._paper.title("The books")
        await ledger(self._stage, self._paper)
        return not await self._stage.violations()

    async def _types(self, who: str, text: str, place: str, under: str, nth: str) -> None:
        seat = self._stage.seat(who)
        self._paper.deed(seat, text, place or (f"under {under}" if under else ""))
        self._paper.news(await self._stage.types(seat, text, place, under, int(nth or 0), hurried=self._hurried))

    async def _calls(self, who: str, kind: str, name: str) -> None:
        seat = self._stage.seat(who)
        texts = (shown.text for shown in seat.sees()[::-1] if not shown.place)
        found = next((ref for text in texts if (ref := re.search(rf"\b{kind}-\d+", text))), None)
        if found is None:
            raise Failed(f"There is no {kind}-… before {seat.handle} that could be called ${name}.")
        self._named[name] = found[0]

    def _meant(self, words: str) -> str:
        """With references in place of the names that the script has given them."""
        return _NAME.sub(lambda found: self._named.get(found[1], found[0]), words)

    async def _person(self, who: str, name: str, role: str) -> None:
        seat = await self._stage.person(who, name, role)
        self._acts(seat.handle, f"comes in: {name or seat.nick.title()}, {seat.role}")
        self._paper.news(await self._stage.quiet())

    async def _sends(self, who: str, file: str, size: str, text: str, photo: str, **where: str) -> None:
        seat, name = self._stage.seat(who), file.strip('"')
        place, under = where["place"], where["under"]
        self._paper.deed(seat, f"📎 {name} {text}".rstrip(), place or (f"under {under}" if under else ""))
        there = Where(place, under, int(where["nth"] or 0))
        content = made_up(name, int(size))
        self._paper.news(await self._stage.sends(seat, name, content, text, there, photo=bool(photo)))

    async def _presses(self, who: str, button: str, on: str, nth: str) -> None:
        where = f" on {on}" if on else ""
        seat = self._acts(who, f"presses [{button}]{where}{', further up' if nth else ''}")
        self._paper.news(await self._stage.presses(seat, button, on, int(nth or 0)))

    async def _uses(self, who: str, shortcut: str, on: str, nth: str) -> None:
        seat = self._acts(who, f"uses “{shortcut}” on a message{f' about {on}' if on != ANY else ''}")
        self._paper.news(await self._stage.uses(seat, shortcut, on, int(nth or 0)))

    async def _blocks(self, who: str) -> None:
        seat = self._acts(who, "blocks the bot")
        await self._trouble(await self._faults.block(seat))

    async def _unblocks(self, who: str) -> None:
        seat = self._acts(who, "unblocks the bot")
        await self._trouble(await self._faults.unblock(seat))

    async def _fault(self, kind: str) -> None:
        faults = self._faults
        await self._trouble(
            await {
                "redeliver": faults.redeliver,
                "429": faults.rate_limit,
                "cut": faults.cut,
                "decline": faults.decline,
            }[kind]()
        )

    async def _restart(self) -> None:
        await self._trouble(await self._faults.restart())

    async def _trouble(self, sentence: str) -> None:
        self._paper.line()
        self._paper.line(f"⚡ {sentence}")
        self._paper.news(await self._stage.quiet())

    async def _fills(self, who: str, answers: str) -> None:
        seat = self._acts(who, f"fills in {answers}")
        self._paper.news(await self._stage.fills(seat, answers_of(answers)))

    async def _submits(self, who: str) -> None:
        seat = self._acts(who, "submits the form")
        self._paper.news(await self._stage.submits(seat))

    async def _closes(self, who: str) -> None:
        seat = self._acts(who, "closes the form")
        self._paper.news(await self._stage.closes(seat))

    async def _opens(self, who: str) -> None:
        seat = self._acts(who, "opens the Home tab")
        self._paper.news(await self._stage.opens_home(seat))

    def _acts(self, who: str, words: str) -> Seat:
        seat = self._stage.seat(who)
        self._paper.deed(seat, words)
        return seat

    async def _clock(self, span: str) -> None:
        await move(self._stage, self._paper, span)

    async def _wait(self, ref: str, state: str) -> None:
        for _second in range(PATIENCE):
            found = await self._stage.thing(ref)
            if found and found["state"] == state:
                return
            self._stage.clock.advance(1)
            self._paper.news(await self._stage.quiet())
        raise Failed(f"{ref} is {found['state'] if found else 'not there'}, after {PATIENCE} seconds.")

    async def _sees(self, who: str, how: str, words: str) -> None:
        seat = self._stage.seat(who)
        seen = [shown for shown in seat.sees() if words in shown.text or words in shown.buttons]
        if how == "sees" and not seen:
            newest = "; ".join(f"“{shown.head}”" for shown in seat.sees()[-3:]) or "nothing"
            raise Failed(f"{seat.handle} does not see it. The newest they see: {newest}")
        if how != "sees" and seen:
            raise Failed(f"{seat.handle} does see it: “{seen[0].head}”")

    async def _show(self, ref: str, name: str, value: str) -> None:
        found: Any = await self._stage.thing(ref)
        if found is None:
            raise Failed(f"There is no {ref}.")
        for part in name.split("."):
            if not isinstance(found, dict) or part not in found:
                raise Failed(f"{ref} has no {name}.")
            found = found[part]
        if str(found) != value:
            raise Failed(f"{ref} has {name} {found}.")

    async def _ledger(self) -> None:
        if violations := await self._stage.violations():
            raise Failed("; ".join(violations))

    async def _chapter(self, title: str) -> None:
        self._paper.title(title)

    async def _starts(self, at: str) -> None:
        """The clock was set before the stage opened."""

    async def _title(self, words: str) -> None:
        self._paper.line()
        self._paper.line(words, printed.BOLD)

    async def _about(self, words: str) -> None:
        self._paper.line(words)


async def move(stage: Stage, paper: Paper, span: str) -> None:
    """Move the clock, and show what happens on the way. Raises NotThere."""
    last, seconds = stage.clock.now(), seconds_of(span, stage.clock.now())
    paper.line()
    until = "something is due" if span == "next" else f"{span.capitalize()} UTC"
    paper.line(f"Time passes: {span}" if span[0] == "+" else f"Time passes until {until}.", printed.DIM)
    async for news in stage.moves(seconds):
        if news:
            paper.time(stage.clock)
            paper.news(news)
            last = stage.clock.now()
    if stage.clock.now() != last:
        paper.time(stage.clock)


async def ledger(stage: Stage, paper: Paper) -> None:
    """Print the balances and whether they add up."""
    rows = await stage.balances()
    names: dict[str, str] = {}
    for owner in {row["owner"] for row in rows if row["owner"]}:
        found = await stage.thing(owner)
        names[owner] = str((found or {}).get("name") or (found or {}).get("title") or "")
    paper.line()
    if rows:
        paper.table(printed.balances(rows, names), figures=True)
    violations = await stage.violations()
    for violation in violations:
        paper.line(violation)
    paper.line("The ledger does not add up." if violations else "The ledger adds up.", printed.BOLD)
