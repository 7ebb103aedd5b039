"""The terminal: type as any of the persons, press, fill in, move the clock, and see who sees what."""

from __future__ import annotations

import difflib
import json
from collections.abc import Awaitable, Callable
from typing import Final

from bots.playground.paper import BOLD, DIM, Paper
from bots.playground.player import ledger, move
from bots.playground.script import answers_of
from bots.playground.seat import NotThere
from bots.playground.stage import Stage
from core.command import CATALOG

SEEN_AT_ONCE: Final = 5
SHOWN: Final = ("state", "title", "name", "parties", "amounts", "milestones", "deadlines")

# word, how it is written, what it does
COMMANDS: Final = (
    ("as", ":as bo", "be somebody else"),
    ("people", ":people", "who is here, and in which channels"),
    ("see", ":see [ann] [9]", "the last things before you, or before another"),
    ("press", ":press 2", "press a button of your newest card, or form, by its number"),
    ("press", ":press Accept on C-1", "… by its label, on the newest card about something"),
    ("fill", ':fill scope="One page" due=friday', "put values into the open form (Slack)"),
    ("submit", ":submit", "send the form"),
    ("close", ":close", "close the form"),
    ("home", ":home", "open Parley's Home tab (Slack)"),
    ("in", ":in #jobs", "write in a channel or group from now on; :in alone goes back"),
    ("under", ":under C-1 Thank you", "answer the newest message about something"),
    ("clock", ":clock +15d", "let time pass: s, m, h or d; :clock next, until something is due"),
    ("ledger", ":ledger", "the balances, and whether they add up"),
    ("show", ":show M-1", "what is recorded about something"),
    ("help", ":help", "this list; /market help tells what Parley can do"),
    ("quit", ":quit", "leave; so does Ctrl-D"),
)


class Terminal:
    """Obeys one line after the other."""

    def __init__(self, stage: Stage, paper: Paper) -> None:
        self._stage, self._paper = stage, paper
        self._seat = stage.seats[0]
        self._place = ""
        self.left = False

    @property
    def prompt(self) -> str:
        """`ann@slack> `."""
        return f"{self._seat.handle}{f' in {self._place}' if self._place else ''}> "

    def words(self) -> list[str]:
        """What Tab completes: commands of the terminal and of Parley."""
        own = [f":{word} " for word in dict.fromkeys(word for word, _usage, _does in COMMANDS)]
        own += [f":as {seat.nick}" for seat in self._stage.seats]
        return own + [f"{entry.typed} " for entry in CATALOG.values() if not entry.hidden]

    def welcome(self) -> None:
        """What this is and how to begin."""
        self._paper.banner(self._stage.clock)
        self._paper.line()
        self.people()
        self._paper.line()
        self._paper.line(f"You are {self._seat.handle}. Begin with:", BOLD)
        self._paper.table(
            [
                ['/account join role:client name:"Ann Client"', "to join as a client"],
                [":as bo", "to be somebody else"],
                [":press 1", "to press a button"],
                [":help", "for the rest; /market help tells what Parley can do"],
            ],
            headed=False,
        )
        self._paper.line(f"Health and figures of the server: {self._stage.address}/readyz and /metrics", DIM)
        self._paper.line()

    async def obey(self, line: str) -> None:
        """Do what a line says; an empty one shows what has happened meanwhile."""
        line = line.strip()
        try:
            if not line:
                self._paper.news(await self._stage.quiet(self._seat))
            elif line.startswith(":"):
                await self._command(line)
            else:
                self._paper.news(await self._stage.types(self._seat, line, self._place))
        except NotThere as error:
            self._paper.line(str(error))

    async def _command(self, line: str) -> None:
        word, _space, rest = line[1:].partition(" ")
        words = [known for known, _usage, _does in COMMANDS]
        if word not in words:
            near = difflib.get_close_matches(word, words, 1)
            meant = f" Did you mean :{near[0]}?" if near else ""
            raise NotThere(f"There is no :{word}.{meant} :help lists what there is.")
        deed: Callable[[str], Awaitable[None]] = getattr(self, f"_{word}")
        await deed(rest.strip())

    async def _as(self, name: str) -> None:
        self._seat = self._stage.seat(name)
        self._place = ""
        newest = [shown for shown in self._stage.screens.before(self._seat) if shown.buttons or shown.is_form]
        self._paper.shown(self._seat, newest[:1])

    async def _people(self, _rest: str) -> None:
        self.people()

    def people(self) -> None:
        """Who is here."""
        rows = [[seat.handle, seat.role, ", ".join(seat.places)] for seat in self._stage.seats]
        self._paper.table([["Person", "Who", "Channels"], *rows])

    async def _see(self, rest: str) -> None:
        words = rest.split()
        number = int(words.pop()) if words and words[-1].isdecimal() else SEEN_AT_ONCE
        seat = self._stage.seat(words[0]) if words else self._seat
        seen = seat.sees()
        if not seen:
            self._paper.line(f"There is nothing before {seat.handle} yet.")
        self._paper.shown(seat, seen[-number:])

    async def _press(self, rest: str) -> None:
        button, on, ref = rest.rpartition(" on ")
        self._paper.news(await self._stage.presses(self._seat, button if on else rest, ref if on else ""))

    async def _fill(self, rest: str) -> None:
        self._paper.news(await self._stage.fills(self._seat, answers_of(rest)))

    async def _submit(self, _rest: str) -> None:
        self._paper.news(await self._stage.submits(self._seat))

    async def _close(self, _rest: str) -> None:
        self._paper.news(await self._stage.closes(self._seat))

    async def _home(self, _rest: str) -> None:
        self._paper.news(await self._stage.opens_home(self._seat))

    async def _in(self, place: str) -> None:
        self._place = next((known for known in self._seat.places if _same(known, place)), "")
        if place and not self._place:
            raise NotThere(f"{self._seat.handle} is in {', '.join(self._seat.places)}, not in {place}.")

    async def _under(self, rest: str) -> None:
        ref, _space, text = rest.partition(" ")
        self._paper.news(await self._stage.types(self._seat, text, under=ref))

    async def _clock(self, span: str) -> None:
        if span:
            await move(self._stage, self._paper, span)
        else:
            self._paper.time(self._stage.clock)

    async def _ledger(self, _rest: str) -> None:
        await ledger(self._stage, self._paper)

    async def _show(self, ref: str) -> None:
        found = await self._stage.thing(ref)
        if found is None:
            raise NotThere(f"There is no {ref}.")
        for name in SHOWN:
            if value := found.get(name):
                self._paper.line(f"    {name}: {value if isinstance(value, str) else json.dumps(value)}")

    async def _help(self, _rest: str) -> None:
        self._paper.line("Anything else is written as the person you are, like /job find landing page.")
        self._paper.table([[usage, does] for _word, usage, does in COMMANDS], headed=False)

    async def _quit(self, _rest: str) -> None:
        self.left = True


def _same(known: str, place: str) -> bool:
    return known.removeprefix("#").casefold() == place.removeprefix("#").casefold()
