"""A session of the page, exported and played again as a script: the same things and the same books come of it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from io import StringIO
from typing import Any

import pytest
import pytest_asyncio

import run as product
from bots.playground.page.deed import Deed
from bots.playground.page.recorder import Recorder
from bots.playground.paper import Paper
from bots.playground.player import Player
from bots.playground.script import one_line, read_script, starts_at
from bots.playground.seat import Shown
from bots.playground.stage import Stopped, open_stage
from core.settings import Settings
from tests.playground.page_kit import Client, Json, page_over

TIMES = ("created_at", "at", "due", "since", "in", "row", "seq")
ANN, BO, DEE = "ann@slack", "bo@telegram", "dee@telegram"
SEVERAL_LINES = "First line\n\n  indented “quotes” \"and\" 'others'\ngrößer 🏳️‍🌈 ⏎ \\n $page # no comment"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + (b"\x00\x00\x00\x04" * 2) + b"\x08\x00\x00\x00\x00" + b"\x00" * 3_000


@pytest_asyncio.fixture
async def client(sqlite_url: str) -> AsyncIterator[Client]:
    async with page_over(sqlite_url) as client:
        yield client


class Hands:
    """What people press on the page, found as the page shows it."""

    def __init__(self, client: Client) -> None:
        self._client = client

    async def presses(self, who: str, label: str, on: str = "", nth: int = 1) -> None:
        """The `nth` newest button of this label; in Slack's menus too."""
        platform = who.partition("@")[2]
        found = [each async for each in getattr(self, f"_{platform}")(who, label, on)]
        assert len(found) >= nth, (who, label, on, await self._labels(who))
        await self._client.acts(who, "presses", **found[-nth])
        await self._client.quiet()

    async def fills(self, who: str, **answers: Any) -> None:
        """Fields of the open form, by a part of their label with _ for spaces."""
        form = await self._form(who)
        for name, value in answers.items():
            block = next(
                each
                for each in form["blocks"]
                if each["type"] == "input" and name.replace("_", " ") in each["label"]["text"].casefold()
            )
            where = {"view": form["id"], "block_id": block["block_id"], "action_id": block["element"]["action_id"]}
            await self._client.acts(who, "fills", value=value, **where)

    async def submits(self, who: str) -> Json | None:
        """Send the open form; what is open then."""
        await self._client.acts(who, "submits", view=(await self._form(who))["id"])
        await self._client.quiet()
        person = await self._client.person(who)
        stack = (await self._client.snapshot())["slack"]["views"].get(person["id"])
        return stack[-1] if stack else None

    async def _form(self, who: str) -> Json:
        person = await self._client.person(who)
        form: Json = (await self._client.snapshot())["slack"]["views"][person["id"]][-1]
        return form

    async def _labels(self, who: str) -> list[str]:
        seat = (await self._client.theatre.show()).stage.seat(who)
        return [f"{shown.head}: {shown.buttons}" for shown in seat.sees()]

    async def _telegram(self, who: str, label: str, on: str) -> AsyncIterator[Json]:
        show = await self._client.theatre.show()
        for shown in show.stage.seat(who).sees():
            rows = getattr(shown.source, "labels", [])
            for row, labels in enumerate(rows):
                if label in labels and on in shown.head:
                    where = {"chat": shown.source.chat.id, "message": shown.source.message_id}
                    yield where | {"row": row, "column": labels.index(label)}

    async def _slack(self, who: str, label: str, on: str) -> AsyncIterator[Json]:
        show = await self._client.theatre.show()
        seat = show.stage.seat(who)
        home = seat.home()
        for shown in [*([home] if home else []), *seat.sees()]:
            source = shown.source
            view = shown.is_form or shown.place == "Home"
            named = {name: getattr(source, name, None) for name in ("channel", "ts", "only_for")}
            where = {"view": source.id} if view else {"message": named}
            for ids, text, value in _elements(source.blocks):
                if text == label and on in shown.head:
                    yield where | ids | value


def _elements(blocks: list[Json]) -> list[tuple[Json, str, Json]]:
    found: list[tuple[Json, str, Json]] = []
    for block in blocks:
        for element in filter(None, [*block.get("elements", []), block.get("accessory")]):
            ids = {"block_id": block.get("block_id"), "action_id": element.get("action_id")}
            if element["type"] == "button":
                found.append((ids, element["text"]["text"], {}))
            for option in element.get("options", []):
                found.append((ids, option["text"]["text"], {"value": option["value"]}))
    return found


async def recorded(client: Client) -> tuple[list[Json], list[Json], list[str]]:
    """What there is: things, balances, and what everybody sees."""
    stage = (await client.theatre.show()).stage
    return await everything(stage)


async def everything(stage: Any) -> tuple[list[Json], list[Json], list[str]]:
    """Things without their times and people's numbers, the balances, and how much everybody sees."""
    things = []
    for kind in "UJPCMD":
        for number in range(1, 40):
            if (found := await stage.thing(f"{kind}-{number}")) is None:
                break
            things.append(_timeless(found))
    return things, [_timeless(row) for row in await stage.balances()], await stage.violations()


def same(again: Any, before: Any) -> None:
    """Thing by thing, so that a difference can be read."""
    for one, other in zip(again[0], before[0], strict=False):
        assert one == other
    assert [thing["ref"] for thing in again[0]] == [thing["ref"] for thing in before[0]]
    assert again[1:] == before[1:]


def _timeless(value: Any) -> Any:
    match value:
        case dict():
            return {name: _timeless(inner) for name, inner in value.items() if name not in TIMES}
        case list():
            return [_timeless(inner) for inner in value]
    return value


async def replayed(script: str, database_url: str) -> tuple[list[Json], list[Json], list[str]]:
    """The same of a stage on which the script has been played."""
    steps = read_script(script)
    settings = Settings().model_copy(update={"database_url": database_url})
    clock = Stopped(starts_at(steps) or 0)
    async with open_stage(settings, product._product, product._manifest, clock) as stage:
        out = StringIO()
        assert await Player(stage, Paper(out, stage.seats)).play(steps), script + out.getvalue()[-2_000:]
        return await everything(stage)


async def hired(client: Client) -> None:
    await client.types(
        'ann@slack> /account join role:client name:"Ann Client"',
        'bo@telegram> /account join role:freelancer name:"Bo Maker"',
        'dee@telegram> /account join role:client name:"Dee Client"',
        'ann@slack> /contract offer U-2 amount:300 scope:"A logo"',
        'bo@telegram> /contract accept C-1 signature:"Bo Maker"',
        'dee@telegram> /contract offer U-2 amount:200 scope:"A song"',
        'bo@telegram> /contract accept C-2 signature:"Bo Maker"',
    )


async def trouble(client: Client) -> None:
    """What goes wrong, and time."""
    await client.acts(ANN, "opens_home")
    await client.quiet()
    await client.does("fault", name="redeliver")
    await client.does("fault", name="429")
    await client.types("ann@slack> /contract say C-1 Slowly")
    await client.does("fault", name="restart")
    await client.does("fault", name="block", who=BO)
    await client.types("ann@slack> /contract say C-1 Are you there?")
    await client.does("fault", name="unblock", who=BO)
    await client.does("clock", span="+1d")
    await client.does("fault", name="decline")
    await client.does("clock", span="+15d")
    await client.quiet()


async def test_a_long_mixed_session_plays_again(client: Client, empty_sqlite_url: str) -> None:
    hands = Hands(client)
    await hired(client)
    said = ("ann@slack> /contract say C-1", "bo@telegram> /contract say C-2")
    await client.types(*(f"{words} {SEVERAL_LINES}" for words in said))
    # a form with an error, put right
    await client.types("ann@slack> /job post")
    await hands.fills(ANN, title='A "big" page', budget="-5", description=SEVERAL_LINES)
    again = await hands.submits(ANN)
    assert again is not None, "the form must be refused"
    await hands.fills(ANN, budget="500")
    assert await hands.submits(ANN) is None
    assert (await client.http.get("/api/thing/J-1")).json()["ref"] == "J-1"
    # questions on Telegram, with a way back
    await client.types("dee@telegram> /job post", "dee@telegram> A tune", "dee@telegram> 90")
    await hands.presses(DEE, "Back")
    await client.types("dee@telegram> 95")
    await hands.presses(DEE, "Cancel")
    # buttons of older cards
    await hands.presses(ANN, "Fund M-1")
    await hands.presses(ANN, "Confirm")
    await hands.presses(DEE, "Fund M-2")
    await hands.presses(DEE, "Confirm")
    # files with words, and a photo
    bo = await client.person(BO)
    assert (await client.uploads(BO, b"%PDF" * 99, "my draft.pdf", text="/milestone submit M-1 Here\nit is"))["ok"]
    await client.quiet()
    assert (await client.uploads(BO, PNG, "x.png", **{"text": "/milestone submit M-2 A picture", "as": "photo"}))["ok"]
    await client.quiet()
    assert (await client.uploads(ANN, b"hello", "notes.txt", text="Thanks"))["ok"]
    await client.quiet()
    # answers to what was said before, also to a card about another thing than the newest
    for words in ("C-1", "C-2"):
        card = (await client.messages("telegram", bo["id"], words))[0]
        await client.acts(BO, "types", place=bo["id"], text=f"About {words}, yes", reply_to=card["message_id"])
        await client.quiet()
    stage = (await client.theatre.show()).stage
    open_cards = (shown for shown in stage.seat(ANN).sees() if shown.source.only_for is None)
    root = next(shown.source for shown in open_cards if "C-1" in shown.head.split())
    await client.acts(ANN, "types", place=root.channel, text="In the thread\nof it", thread=root.ts)
    await client.quiet()
    await trouble(client)
    before = await recorded(client)
    script = (await client.http.get("/api/export")).text
    assert before[2] == []
    same(await replayed(script, empty_sqlite_url.replace("parley.db", "again.db")), before)


async def test_a_tour_and_the_seed_play_again(client: Client, empty_sqlite_url: str) -> None:
    await client.does("tour", do="start", name="post-to-paid")
    for _step in range(12):
        await client.does("tour", do="step")
    await client.does("seed")
    await client.quiet()
    script = (await client.http.get("/api/export")).text
    before = await recorded(client)
    same(await replayed(script, empty_sqlite_url.replace("parley.db", "again.db")), before)


@pytest.mark.parametrize("text", ["a\nb", "a\n\n\nb", "⏎", "a ⏎ b", "a⏎\n⏎b", "  a", "a \n  b", "x\\ny", "⏎⏎⏎\n"])
def test_a_line_break_is_written_and_read(text: str) -> None:
    script = f'ann@slack> {one_line(text.strip())}\nann@slack fills a="{one_line(text)}"'
    types, fills = read_script(script)
    assert types.words["text"] == text.strip()
    assert fills.words["answers"] == f'a="{text.removesuffix(chr(10))}"'


def test_time_that_just_passes_is_a_line() -> None:
    now = [1_772_442_010]
    recorder = Recorder(lambda: now[0])
    recorder.deed(Deed(ANN, "types", "one"), [])
    now[0] += 30
    recorder.deed(Deed(ANN, "types", "two"), [])
    now[0] += 7_200
    recorder.deed(Deed(ANN, "types", "three"), [])
    now[0] += 86_400
    recorder.line("clock +1d")
    recorder.deed(Deed(ANN, "types", "four"), [])
    assert recorder.script.splitlines()[1:] == [
        "starts 2026-03-02 09:00",
        "ann@slack> one",
        "ann@slack> two",
        "clock +7240s",
        "ann@slack> three",
        "clock +1d",
        "ann@slack> four",
    ]


def test_what_was_begun_first_stands_first_and_what_failed_nowhere() -> None:
    recorder = Recorder(lambda: 0)
    slow, failed = recorder.begin(), recorder.begin()
    recorder.deed(Deed(BO, "types", "second"), [])
    recorder.deed(Deed(ANN, "types", "first"), [], slow)
    assert not failed.line
    assert recorder.script.splitlines()[2:] == ["ann@slack> first", "bo@telegram> second"]


def test_a_label_that_reads_like_more_is_quoted() -> None:
    recorder = Recorder(lambda: 0)
    for label in ("Reply on C-1", "The (2nd newest)", "3", '"Yes"'):
        shown = Shown(label, "J-1 A job", None, "", buttons=(label,))
        recorder.deed(Deed(ANN, "presses", label, on=label), [shown])
    steps = read_script(recorder.script)[1:]
    assert [step.words["button"] for step in steps] == ["Reply on C-1", "The (2nd newest)", "3", '"Yes"']
    assert {step.words["on"] for step in steps} == {"J-1"}
