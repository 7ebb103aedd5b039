"""The page's HTTP: what strangers send it, several pages at once, and what is pressed at the same time."""

from __future__ import annotations

import asyncio
import itertools
import json
import shutil
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from bots.playground.page import asked
from bots.playground.page.theatre import NAMED
from bots.playground.stage import Stage
from tests.playground.page_kit import Client, page, sentence
from tests.playground.stage_kit import opened

ANN, BO = "ann@slack", "bo@telegram"
JOINED = (
    'ann@slack> /account join role:client name:"Ann Client"',
    'bo@telegram> /account join role:freelancer name:"Bo Maker"',
)
HIRED = (
    *JOINED,
    'ann@slack> /contract offer U-2 amount:300 scope:"A logo"',
    'bo@telegram> /contract accept C-1 signature:"Bo Maker"',
)
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<script>alert(1)</script>"
GIF = b"GIF89a" + b"\x00" * 40


@pytest_asyncio.fixture
async def client(sqlite_url: str, tmp_path: Path) -> AsyncIterator[Client]:
    fresh = Path(shutil.copyfile(sqlite_url.removeprefix("sqlite:///"), tmp_path / "fresh.db"))
    numbers = itertools.count()

    def stage() -> AbstractAsyncContextManager[Stage]:
        return opened(f"sqlite:///{shutil.copyfile(fresh, tmp_path / f'{next(numbers)}.db')}")

    async with page(stage) as client:
        yield client


# what strangers send


BODIES: list[str | bytes] = [
    "",
    "{",
    "[]",
    "null",
    '"x"',
    "1",
    "[" * 100_000,
    '{"who": 1}',
    '{"who": "ann@slack"}',
    b"\xff\xfe",
    b"\x00",
]


@pytest.mark.parametrize("path", ["act", "clock", "fault", "tour"])
async def test_what_is_no_request_is_told_so(client: Client, path: str) -> None:
    for body in BODIES:
        answer = await client.http.post(f"/api/{path}", content=body)
        assert answer.status_code == 200
        assert not answer.json()["ok"]
        sentence(answer.json())


ACTS: list[dict[str, Any]] = [
    {"who": "nobody", "deed": "types", "text": "x"},
    {"who": ANN, "deed": "flies"},
    {"who": BO, "deed": "__init__"},
    {"who": ANN, "deed": "types"},
    {"who": ANN, "deed": "types", "text": ""},
    {"who": BO, "deed": "types", "text": " "},
    {"who": ANN, "deed": "types", "text": ["x"]},
    {"who": BO, "deed": "types", "text": {"x": 1}},
    {"who": ANN, "deed": "types", "text": "x" * 12_001},
    {"who": BO, "deed": "types", "text": "x" * 4_097},
    {"who": ANN, "deed": "types", "text": "x", "place": "C404"},
    {"who": ANN, "deed": "types", "text": "x", "place": 7},
    {"who": ANN, "deed": "types", "text": "x", "thread": "1.0"},
    {"who": BO, "deed": "types", "text": "x", "place": 404},
    {"who": BO, "deed": "types", "text": "x", "place": "٣"},
    {"who": BO, "deed": "types", "text": "x", "place": 1e400},
    {"who": BO, "deed": "types", "text": "x", "reply_to": 404},
    {"who": BO, "deed": "types", "text": "x", "topic": 404},
    {"who": ANN, "deed": "presses"},
    {"who": ANN, "deed": "presses", "message": {"channel": ["x"], "ts": None}},
    {"who": ANN, "deed": "presses", "view": "V404", "block_id": {}, "action_id": []},
    {"who": ANN, "deed": "fills", "view": None},
    {"who": ANN, "deed": "submits", "view": "V404"},
    {"who": ANN, "deed": "shortcut", "callback_id": "x"},
    {"who": BO, "deed": "presses", "chat": None, "message": 1, "row": 0, "column": 0},
    {"who": BO, "deed": "presses", "chat": True, "message": [], "row": "x", "column": None},
]


async def test_what_cannot_be_done_is_said_and_leaves_nothing_behind(client: Client) -> None:
    await client.types("bo@telegram> /start")
    before = await client.snapshot()
    for act in ACTS:
        answer = await client.http.post("/api/act", content=json.dumps(act))
        assert answer.status_code == 200, act
        assert not answer.json()["ok"], act
        sentence(answer.json())
    half = await client.http.post("/api/act", content='{"who": "bo@telegram", "deed": "types", "text": "\\ud800"}')
    assert "half a character" in sentence(half.json())
    after = await client.snapshot()
    for platform in ("slack", "telegram"):
        said = [[place for place in snapshot[platform]["messages"].items() if place[1]] for snapshot in (before, after)]
        assert said[0] == said[1]
    assert before["slack"]["views"] == after["slack"]["views"]
    assert len((await client.http.get("/api/export")).text.splitlines()) == 3


async def test_a_request_may_not_be_longer_than_anybody_types(client: Client) -> None:
    long = await client.fails("act", who=ANN, deed="types", text="x" * asked.MOST_JSON)
    assert "too long" in long


@pytest.mark.parametrize("span", ["", "soon", "+1w", "-1d", "+0.5h", "+999999d", "next " * 9])
async def test_the_clock_goes_on_by_spans_that_somebody_could_live_to_see(client: Client, span: str) -> None:
    before = (await client.snapshot())["clock"]
    await client.fails("clock", span=span)
    assert (await client.snapshot())["clock"] == before


async def test_unknown_faults_and_tours_are_named(client: Client) -> None:
    assert "redeliver" in await client.fails("fault", name="earthquake")
    assert "ann@slack" in await client.fails("fault", name="block", who="nobody")
    await client.fails("fault", name="block")
    assert "no tour" in await client.fails("tour", do="start", name="../../etc/passwd")
    assert await client.fails("tour", do="step") == "No tour is under way."
    await client.fails("tour", do="close")


async def test_nobody_uses_what_is_somebody_elses(client: Client) -> None:
    await client.types(*HIRED, "ann@slack> /job post")
    ann, bo = await client.person(ANN), await client.person(BO)
    snapshot = await client.snapshot()
    form = snapshot["slack"]["views"][ann["id"]][-1]
    where = {"view": form["id"], "block_id": form["blocks"][0]["block_id"], "action_id": "value"}
    for deed in ("submits", "closes", "fills", "presses"):
        assert await client.fails("act", who="max@slack", deed=deed, value="mine", **where) == "That form is closed."
    dm = next(each for each in snapshot["slack"]["channels"] if each["kind"] == "im" and ann["id"] in each["members"])
    for message in snapshot["slack"]["messages"][dm["id"]]:
        which = {name: message[name] for name in ("channel", "ts", "only_for")}
        await client.fails("act", who="max@slack", deed="presses", message=which, block_id="x", action_id="y")
    await client.fails("act", who="max@slack", deed="types", place=dm["id"], text="hello")
    await client.fails("act", who="cy@telegram", deed="types", place=bo["id"], text="hello")
    pressed = {"chat": bo["id"], "message": 2, "row": 0, "column": 0}
    assert "not in that chat" in await client.fails("act", who="cy@telegram", deed="presses", **pressed)
    assert (await client.snapshot())["slack"]["views"][ann["id"]] == [form]


async def test_odd_characters_arrive_as_they_are_and_break_nothing(client: Client) -> None:
    await client.types(*HIRED)
    odd = "/contract say C-1 <b>&amp; \u202egnp.exe \u0000\u0007 🏳️‍🌈 é́́ ⏎ $page \\ \"'`"
    await client.types(f"ann@slack> {odd}", f"bo@telegram> {odd}")
    bo = await client.person(BO)
    assert await client.messages("telegram", bo["id"], "🏳️‍🌈")
    assert (await client.http.get("/api/thing/C-1")).status_code == 200
    assert (await client.http.get("/api/books")).json()["violations"] == []


# files


async def test_a_file_is_saved_and_never_opened_unless_it_is_a_picture(client: Client) -> None:
    await client.types(*JOINED)
    for who in (ANN, BO):
        for name, content in (("a.svg", SVG), ("a.html", HTML), ("a.xml", SVG), ("a.gif", GIF), ("a.js", b"alert(1)")):
            assert (await client.uploads(who, content, name, text=""))["ok"]
    await client.quiet()
    seen = set()
    show = await client.theatre.show()
    for platform, files in (("slack", show.stage.slack.files), ("telegram", show.stage.telegram.files)):
        for file_id, file in files.items():
            got = await client.http.get(f"/api/file/{platform}/{file_id}")
            shown = got.headers["content-type"], "attachment" in got.headers.get("content-disposition", "")
            seen.add((file.name.partition(".")[2], *shown))
            assert got.headers["x-content-type-options"] == "nosniff"
    plain = "application/octet-stream"
    assert seen == {(kind, plain, True) for kind in ("svg", "html", "xml", "js")} | {("gif", "image/gif", False)}


async def test_uploads_that_cannot_be_say_why(client: Client) -> None:
    await client.types(*JOINED)
    assert "empty" in sentence(await client.uploads(ANN, b""))
    assert "empty" in sentence(await client.uploads(BO, b""))
    assert "photo" in sentence(await client.uploads(BO, HTML, **{"as": "painting"}))
    sentence(await client.uploads(BO, HTML, **{"as": "photo"}))
    sentence(await client.uploads(BO, b"x", place="404"))
    sentence(await client.uploads(ANN, b"x", place="C404"))
    sentence(await client.uploads(ANN, b"x", view="V404"))
    sentence(await client.uploads("nobody", b"x"))
    sentence(await client.uploads(BO, b"x", text="y" * 1_025))
    for body, kind in ((b"", "multipart/form-data"), (b"x", "multipart/form-data; boundary=y"), (b"{}", "text/plain")):
        answer = await client.http.post("/api/upload", content=body, headers={"Content-Type": kind})
        assert answer.status_code == 200
        sentence(answer.json())
    two = [("file", ("a", b"1")), ("file", ("b", b"2"))]
    sentence((await client.http.post("/api/upload", data={"who": ANN}, files=two)).json())


async def test_thirty_megabytes_are_too_many_for_telegram_and_told_so(client: Client) -> None:
    await client.types(*JOINED)
    big = b"x" * 30_000_000
    assert (await client.uploads(ANN, big, "big.bin"))["ok"]
    assert (await client.uploads(BO, big, "big.bin"))["ok"]
    assert "too big" in sentence(await client.uploads(BO, big * 2, "big.bin"))


NAMES = {
    "../../etc/passwd": "passwd",
    "C:\\\\secret\\plan.pdf": "plan.pdf",
    "two words.pdf": "two words.pdf",
    'a"b.pdf': "a'b.pdf",
    "новый 🦊.pdf": "новый 🦊.pdf",
    "\u202egnp.exe": "gnp.exe",
    "..": "file",
    "x" * 300 + ".pdf": "x" * 116 + ".pdf",
}


@pytest.mark.parametrize("given", NAMES)
async def test_the_names_of_files_are_put_right(given: str) -> None:
    assert asked.file_name(given) == NAMES[given]


# other paths, other sites


async def test_what_is_not_there_is_said_as_text(client: Client) -> None:
    for path in ("/x", "/api", "/api/x", "/static/x.js", "/api/file/slack/F1", "/api/file/x/y", "/api/wire/slack-999"):
        answer = await client.http.get(path)
        assert answer.status_code == 404, path
        assert "html" not in answer.headers["content-type"]
    for path in ("/static/../app.py", "/static/%2e%2e/app.py", "/static/..%2f..%2fmain.py", "/static//etc/passwd"):
        answer = await client.http.get(path)
        assert answer.status_code in (404, 405), path
        assert "import" not in answer.text
    for ref in ("C-999", "x", "C-" + "9" * 40, "%00", "'; drop table", "٣"):
        assert (await client.http.get(f"/api/thing/{ref}")).json()["ref"] is None, ref


async def test_only_what_is_meant_for_it_answers_to_a_method(client: Client) -> None:
    for path in ("act", "upload", "clock", "fault", "tour", "seed", "reset"):
        for method in ("GET", "PUT", "DELETE", "HEAD", "OPTIONS"):
            assert (await client.http.request(method, f"/api/{path}")).status_code == 405
    for path in ("/", "/api/snapshot", "/api/events", "/api/export", "/static/app.js"):
        head = await asyncio.wait_for(client.http.head(path), 5)
        assert (head.status_code, head.content) == (200, b""), path


@pytest.mark.parametrize(
    "origin", ["http://evil.example", "null", "http://127.0.0.1:9", "https://127.0.0.1.evil.example"]
)
async def test_other_sites_can_do_nothing(client: Client, origin: str) -> None:
    await client.types(*JOINED)
    for path in ("act", "upload", "clock", "fault", "tour", "seed", "reset"):
        answer = await client.http.post(f"/api/{path}", content="{}", headers={"Origin": origin})
        assert (answer.status_code, answer.text) == (403, "Only the page itself can do that.")
    assert "access-control-allow-origin" not in (await client.http.get("/api/snapshot")).headers


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example:8000", "evil.example#127.0.0.1", ""])
async def test_other_names_for_this_machine_are_refused(client: Client, host: str) -> None:
    for path in ("/", "/api/snapshot", "/static/app.js"):
        assert (await client.http.get(path, headers={"Host": host})).status_code == 400


# several at once


class Screen:
    """What a page hears of, from now on."""

    def __init__(self, client: Client) -> None:
        self.changes: list[dict[str, Any]] = []
        self.numbers: list[int] = []
        self._task = asyncio.create_task(self._listen(client))

    async def _listen(self, client: Client) -> None:
        async for event in client.theatre.hub.events():
            told = dict(line.split(": ", 1) for line in event.splitlines() if ": " in line)
            self.changes += json.loads(told["data"])
            if told["data"] != "[]":
                self.numbers.append(int(told["id"]))

    async def close(self) -> None:
        """Look away."""
        await asyncio.sleep(0.3)
        self._task.cancel()
        await asyncio.wait([self._task])

    def said(self) -> list[str]:
        """The texts of all new messages on Telegram."""
        return [str(each["message"].get("text")) for each in self.changes if each["kind"] == "telegram.message"]


async def test_two_pages_hear_the_same_in_the_same_order_and_miss_nothing(client: Client) -> None:
    await client.types(*HIRED)
    one, two = Screen(client), Screen(client)
    await asyncio.sleep(0.05)
    seq = (await client.snapshot())["seq"]
    await asyncio.gather(*(client.acts(ANN, "types", text=f"/contract say C-1 No. {n}") for n in range(10)))
    await client.quiet()
    await one.close()
    await two.close()
    assert one.changes == two.changes
    assert one.numbers == list(range(one.numbers[0], one.numbers[0] + len(one.numbers)))
    assert one.numbers[0] <= seq + 1
    for number in range(10):
        assert sum(f"No. {number}" in text for text in one.said()) == 1
    assert (await client.snapshot())["seq"] >= one.numbers[-1]


async def test_whoever_does_not_read_holds_nobody_up_and_is_let_go(client: Client) -> None:
    hub = client.theatre.hub
    sleeper = hub.events()
    await anext(sleeper)
    for number in range(2_000):
        hub.publish([{"kind": "said", "said": str(number)}])
        hub.flush()
    assert [event async for event in sleeper] == []
    awake = Screen(client)
    await asyncio.sleep(0)
    hub.publish([{"kind": "said", "said": "still here"}])
    await awake.close()
    assert {"kind": "said", "said": "still here"} in awake.changes


PRESSED: dict[str, tuple[str, dict[str, Any]]] = {
    "act": ("act", {"who": ANN, "deed": "types", "text": "/contract say C-1 Hello"}),
    "tour": ("tour", {"do": "start", "name": "post-to-paid"}),
    "step": ("tour", {"do": "step"}),
    "clock": ("clock", {"span": "+1d"}),
    "next": ("clock", {"span": "next"}),
    "redeliver": ("fault", {"name": "redeliver"}),
    "block": ("fault", {"name": "block", "who": BO}),
    "restart": ("fault", {"name": "restart"}),
    "seed": ("seed", {}),
    "reset": ("reset", {}),
}


@pytest.mark.parametrize("first", PRESSED)
async def test_whatever_is_pressed_together_happens_whole_or_says_a_sentence(
    client: Client, first: str, capfd: pytest.CaptureFixture[str]
) -> None:
    await client.types(*HIRED, "ann@slack> /job post")
    for second in PRESSED.values():
        pressed = (PRESSED[first], second)
        looks = [client.http.get(path) for path in ("/api/thing/C-1", "/api/books", "/api/outbox", "/api/snapshot")]
        answers = await asyncio.gather(*(client.posts(path, **details) for path, details in pressed), *looks)
        for answer in answers[:2]:
            assert isinstance(answer, dict)
            assert answer["ok"] or sentence(answer)
        assert (await client.http.get("/api/books")).json()["violations"] == []
    await client.does("fault", name="unblock", who=BO)
    await client.quiet()
    assert "Traceback" not in capfd.readouterr().err


async def test_a_reset_forgets_forms_and_tours_and_answers_all_who_asked(client: Client) -> None:
    await client.types(*JOINED, "ann@slack> /job post")
    await client.does("tour", do="start", name="post-to-paid")
    await asyncio.gather(*(client.does("reset") for _press in range(3)))
    snapshot = await client.snapshot()
    assert snapshot["tour"] is None
    assert not any(snapshot["slack"]["views"].values())
    assert "join" not in (await client.http.get("/api/export")).text
    await client.types(*HIRED)


async def test_what_is_under_way_at_a_reset_says_so(client: Client) -> None:
    seeding = asyncio.create_task(client.posts("seed"))
    await asyncio.sleep(0.3)
    await client.does("reset")
    assert "not finished" in sentence(await seeding)
    assert (await client.http.get("/api/thing/J-1")).json()["ref"] is None


async def test_a_database_with_a_name_is_not_emptied(sqlite_url: str) -> None:
    async with page(lambda: opened(sqlite_url), named=True) as client:
        await client.types(*JOINED)
        assert await client.fails("reset") == NAMED
        assert (await client.http.get("/api/thing/U-2")).status_code == 200


async def test_at_the_end_whoever_still_asks_hears_a_sentence(client: Client) -> None:
    seeding = asyncio.create_task(client.posts("seed"))
    await asyncio.sleep(0.2)
    await client.theatre.end()
    assert sentence(await seeding) == "The playground is closing."
    assert await client.fails("act", who=ANN, deed="types", text="x") == "The playground is closing."
    late = await client.http.get("/api/snapshot")
    assert (late.status_code, late.text) == (503, "The playground is closing.")
