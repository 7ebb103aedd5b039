"""The terminal: persons are switched, buttons pressed, forms filled in, the clock moved; and as a process on a tty."""

from __future__ import annotations

import os
import re
import select
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path

import pytest_asyncio

import run
from bots.playground.paper import Paper
from bots.playground.stage import Stopped, open_stage
from bots.playground.terminal import Terminal
from core.settings import Settings
from tests.playground.test_script import ROOT, SETTINGS

MONDAY = 1_772_442_000  # 2026-03-02 09:00 UTC


class Desk:
    """The terminal with its paper."""

    def __init__(self, terminal: Terminal, out: StringIO) -> None:
        self.terminal, self._out = terminal, out

    async def obeys(self, *lines: str) -> list[str]:
        """What is printed for the last of these lines."""
        for line in lines:
            self._out.seek(0)
            self._out.truncate()
            await self.terminal.obey(line)
        return self._out.getvalue().splitlines()


@pytest_asyncio.fixture
async def desk(tmp_path: Path, sqlite_url: str) -> AsyncIterator[Desk]:
    settings = Settings().model_copy(update={"database_url": sqlite_url})
    out = StringIO()
    async with open_stage(settings, run._product, run._manifest, Stopped(MONDAY)) as stage:
        yield Desk(Terminal(stage, Paper(out, stage.seats, numbered=True)), out)


async def test_one_types_as_any_person_and_sees_who_sees_what(desk: Desk) -> None:
    assert desk.terminal.prompt == "ann@slack> "
    joined = await desk.obeys('/account join role:client name:"Ann Client"')
    assert joined == [
        "ann@slack ◂ U-1 Ann Client · client",
        "    Welcome to Parley!",
        "    Time zone: UTC",
        "    Currency: USD",
        "    [1 Home] [2 Post a job]",
    ]
    assert await desk.obeys(":as bo") == []
    assert desk.terminal.prompt == "bo@telegram> "
    assert (await desk.obeys("/start", ":press 2"))[0] == "bo@telegram ◂ U-2 Bo · freelancer"
    assert (await desk.obeys(":as ann@slack"))[0] == "ann@slack ◂ U-1 Ann Client · client"
    assert (await desk.obeys(":see bo 1"))[0] == "bo@telegram ◂ U-2 Bo · freelancer"
    assert await desk.obeys(":see cy") == ["There is nothing before cy@telegram yet."]
    people = await desk.obeys(":people")
    assert [line.split()[0] for line in people[1:]] == [
        "ann@slack", "bo@telegram", "cy@telegram", "dee@telegram", "eli@slack", "max@slack", "mia@slack", "olga@slack",
    ]  # fmt: skip


async def test_a_form_is_filled_in_put_right_and_sent(desk: Desk) -> None:
    await desk.obeys('/account join role:client name:"Ann Client"')
    form = await desk.obeys("/job post")
    assert form[0] == "ann@slack ◂ Post a job"
    assert "    Kind (optional): [Fixed price | By the hour ▾]" in form
    assert form[-1] == "    [1 Cancel] [2 Post]"
    filled = await desk.obeys(':fill Title="A logo" Description="For a bakery" Budget=1,234')
    assert filled == [
        "ann@slack ✎ Post a job",
        "    Title: [A logo]",
        "    Description: [For a bakery]",
        "    Budget (optional): [1,234]",
    ]
    wrong = await desk.obeys(":submit")
    assert any(line.strip().startswith("! ") and "1,234" in line for line in wrong)
    posted = await desk.obeys(":fill Budget=1234", ":press Post")
    assert posted[0] == "ann@slack ◂ J-1 A logo · $1,234.00 · open for proposals"
    assert await desk.obeys(":submit") == ["ann@slack has no form open."]
    assert (await desk.obeys("/job post", ":close")) == []
    assert await desk.obeys(":as bo", ":fill a=b") == [
        "Telegram has no forms: bo@telegram answers each question by typing or pressing."
    ]


async def test_an_announcement_reaches_everybody_in_the_channel_once(desk: Desk) -> None:
    await desk.obeys('/account join role:client name:"Ann Client"', ":as olga", "/account join role:both", ":in jobs")
    assert desk.terminal.prompt == "olga@slack in #jobs> "
    announced = await desk.obeys("/admin announce here")
    assert announced == ["olga, ann, eli, max, mia@slack #jobs ◂ New jobs are announced here."]
    assert await desk.obeys(":in kitchen") == ["olga@slack is in #general, #jobs, not in kitchen."]
    news = await desk.obeys(":as ann", "/job post A logo budget:100 description:x")
    heads = [line for line in news if not line.startswith(" ")]
    assert heads == [
        "ann@slack ◂ J-1 A logo · $100.00 · open for proposals",
        "ann@slack ◂ J-1 A logo · $100.00 · open for proposals (the same again, in a message that stays)",
        "ann, eli, max, mia, olga@slack #jobs ◂ J-1 A logo · $100.00 · open for proposals",
    ]
    home = await desk.obeys(":home")
    assert home[0] == "ann@slack Home ◂ U-1 Ann Client · nothing waits for you"
    assert (await desk.obeys(":press My contracts"))[0].startswith("ann@slack Home ◂ ")


async def test_money_moves_with_the_clock_and_the_ledger_adds_up(desk: Desk) -> None:
    await desk.obeys('/account join role:client name:"Ann Client"', ":as bo", "/account join role:freelancer name:Bo")
    await desk.obeys(":as ann", '/contract offer U-2 amount:300 scope:"A logo"', ":as bo", ":press Accept", "Bo")
    await desk.obeys(":as ann", "/milestone fund M-1 confirm:yes", ":as bo", "/milestone submit M-1 Here it is")
    assert "    state: submitted" in await desk.obeys(":show M-1")
    moved = await desk.obeys(":clock +15d")
    times = [line.split(" ──")[0].removeprefix("── ") for line in moved if line.startswith("── ")]
    assert times == [
        "Fri 13 Mar 2026, 09:00 UTC", "Sun 15 Mar 2026, 09:00 UTC", "Mon 16 Mar 2026, 09:00 UTC",
        "Tue 17 Mar 2026, 09:00 UTC",
    ]  # fmt: skip
    assert sum("nobody answered" in line for line in moved) == 2
    assert (await desk.obeys(":clock next"))[-1].endswith("[1 Withdraw] [2 C-1]")
    books = await desk.obeys(":ledger")
    assert [line.split() for line in books[1:]] == [
        ["Account", "Owner", "Balance"],
        ["freelancer", "available", "U-2", "Bo", "$270.00"],
        ["platform", "fees", "Parley", "$45.00"],
        ["provider", "clearing", "Parley", "-$315.00"],
        ["everything", "together", "$0.00"],
        ["The", "ledger", "adds", "up."],
    ]
    assert (await desk.obeys(":under C-1 Thank you"))[-2:] == ["    Thank you", "    [1 Write]"]


async def test_what_is_not_understood_is_explained(desk: Desk) -> None:
    assert await desk.obeys(":pres 1") == ["There is no :pres. Did you mean :press? :help lists what there is."]
    assert await desk.obeys(":as zoe") == [
        "There is no zoe here, only ann@slack, bo@telegram, cy@telegram, dee@telegram, eli@slack, max@slack,",
        "mia@slack, olga@slack.",
    ]
    assert await desk.obeys(":press 1") == ["There is no button in front of this person."]
    assert await desk.obeys(":clock 15d") == ["“15d” is no span of time: write +30m, +2h or +15d, or next."]
    assert await desk.obeys(":show M-9") == ["There is no M-9."]
    assert await desk.obeys(":under C-9 hello") == ["There is nothing about C-9 in front of this person."]
    assert await desk.obeys("") == []
    assert (await desk.obeys(":help"))[1].split() == [":as", "bo", "be", "somebody", "else"]
    assert not desk.terminal.left
    await desk.obeys(":quit")
    assert desk.terminal.left


# as a process


class Tty:
    """The other end of a terminal."""

    def __init__(self, handle: int) -> None:
        self._handle, self._unread = handle, ""

    def types(self, text: str) -> None:
        os.write(self._handle, text.encode())

    def shows(self, words: str, seconds: float = 20) -> str:
        """What is shown until these words have come, with them."""
        give_up_at = time.monotonic() + seconds
        while words not in self._unread:
            assert time.monotonic() < give_up_at, f"{words!r} did not come, only {self._unread!r}"
            if select.select([self._handle], [], [], 0.1)[0]:
                read = os.read(self._handle, 65_536).decode(errors="replace")
                self._unread += re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", read)
        shown, words, self._unread = self._unread.partition(words)
        return shown + words


@contextmanager
def on_a_tty(folder: Path) -> Iterator[tuple[Tty, subprocess.Popen[bytes]]]:
    """`python run.py`, without a word and without tokens, on a terminal of its own."""
    import pty

    bare = {name: value for name, value in os.environ.items() if not name.startswith(SETTINGS)} | {"TERM": "xterm"}
    ours, theirs = pty.openpty()
    command = [sys.executable, str(ROOT / "run.py")]
    process = subprocess.Popen(
        command, cwd=folder, env=bare, stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True
    )
    os.close(theirs)
    try:
        yield Tty(ours), process
    finally:
        process.kill()
        process.wait()
        os.close(ours)


def test_on_a_terminal_bare_run_py_is_the_playground_with_history_and_ctrl_d_leaves_it(tmp_path: Path) -> None:
    with on_a_tty(tmp_path) as (tty, process):
        assert "Sandbox money: nothing real moves." in tty.shows("ann@slack> ")
        tty.types("/market\n")
        assert "◂ Welcome to Parley" in tty.shows("[3 Both]")
        tty.shows("ann@slack> ")
        tty.types("\x1b[A\n")
        assert "◂ Welcome to Parley" in tty.shows("[3 Both]")
        tty.shows("ann@slack> ")
        tty.types("half a line")
        tty.shows("half a line")
        time.sleep(0.3)  # until readline waits again: Python leaves a signal that comes before that for later
        process.send_signal(signal.SIGINT)
        assert "Ctrl-C once more leaves" in tty.shows(":quit.")
        tty.shows("ann@slack> ")
        tty.types("\x04")
        assert process.wait(timeout=10) == 0
    assert list(tmp_path.iterdir()) == []
