"""The desk: what waits for SQLite's one writer is committed together, and still each piece of work stands by itself."""

import asyncio
import subprocess
import sys
import threading
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Any

import pytest

from core.asking import NeedsMade, Wanted
from core.card import Reply
from core.desk import Desk
from core.request import Request
from storage.database import Conflict, Database, Session
from tests.storage.beats import BEAT, beat, beats, opened

Work = Callable[[Session], Any]


@asynccontextmanager
async def desk_on(url: str) -> AsyncIterator[Desk]:
    database = Database(url)
    desk = Desk(database, lambda _session, _request, _made: Reply(), lambda _request: False)
    yield desk
    await asyncio.to_thread(desk.close)
    database.close()


async def all_at_once(desk: Desk, *work: Work) -> list[Any]:
    """The outcomes of work that all waits while the writer is busy with something else."""
    go_on = threading.Event()
    busy = asyncio.create_task(desk.write(lambda _session: go_on.wait()))
    await asyncio.sleep(0.05)
    waiting = [asyncio.create_task(desk.write(each)) for each in work]
    await asyncio.sleep(0)
    go_on.set()
    await busy
    return await asyncio.gather(*waiting, return_exceptions=True)


def writes(name: str) -> Work:
    def work(session: Session) -> str:
        beat(session, name)
        return name

    return work


def fails(session: Session) -> None:
    with session.transaction(write=True) as transaction:
        transaction.run(BEAT, {"name": "half", "beat_at": 0})
        raise ZeroDivisionError


async def test_work_that_waits_is_done_in_order_and_each_gets_its_own_answer(database_url: str) -> None:
    async with desk_on(database_url) as desk:
        outcomes = await all_at_once(desk, *(writes(name) for name in "abc"))
    assert outcomes == ["a", "b", "c"]
    with opened(database_url) as session:
        assert beats(session) == ["a", "b", "c"]


async def test_what_fails_takes_nothing_else_with_it(database_url: str) -> None:
    async with desk_on(database_url) as desk:
        a, failed, same, b = await all_at_once(desk, writes("a"), fails, writes("a"), writes("b"))
    assert isinstance(failed, ZeroDivisionError)
    assert sorted([isinstance(a, Conflict), isinstance(same, Conflict)]) == [False, True]
    assert b == "b"
    with opened(database_url) as session:
        assert beats(session) == ["a", "b"]


async def test_nobody_sees_anything_before_the_commit_that_they_share(sqlite_url: str) -> None:
    seen: list[list[str]] = []

    def looks(_session: Session) -> None:
        with opened(sqlite_url) as other:
            seen.append(beats(other))

    async with desk_on(sqlite_url) as desk:
        await all_at_once(desk, writes("a"), looks, writes("b"))
        looks_later = await desk.read(beats)
    assert seen == [[]]
    assert looks_later == ["a", "b"]


async def test_where_the_shared_commit_fails_each_is_done_by_itself(sqlite_url: str) -> None:
    def dangles(session: Session) -> None:
        with session.transaction(write=True):
            session.execute("PRAGMA defer_foreign_keys = ON", {})
            session.execute("INSERT INTO identities VALUES ('slack', 'T', 'U', 999, '', NULL, 0)", {})

    async with desk_on(sqlite_url) as desk:
        outcomes = await all_at_once(desk, writes("a"), dangles, writes("b"))
    assert outcomes[0] == "a"
    assert isinstance(outcomes[1], Conflict)
    assert outcomes[2] == "b"
    with opened(sqlite_url) as session:
        assert beats(session) == ["a", "b"]


async def test_where_sqlite_undoes_everything_on_the_way_each_is_done_by_itself(sqlite_url: str) -> None:
    tried: list[str] = []

    def breaks(session: Session) -> None:
        tried.append("broken")
        if len(tried) == 1:
            session.execute("ROLLBACK", {})  # as SQLite does by itself when the disk is full

    async with desk_on(sqlite_url) as desk:
        outcomes = await all_at_once(desk, writes("a"), breaks, writes("b"))
    assert outcomes == ["a", None, "b"]
    assert len(tried) == 2
    with opened(sqlite_url) as session:
        assert beats(session) == ["a", "b"]


DIES = """
import asyncio, os, sys
from tests.core.test_desk import all_at_once, desk_on, writes

async def main():
    async with desk_on(sys.argv[1]) as desk:
        await desk.write(writes("before"))
        await all_at_once(desk, writes("a"), writes("b"), lambda session: os._exit(7))

asyncio.run(main())
"""


def test_a_process_that_dies_before_the_shared_commit_leaves_nothing_of_it(
    sqlite_url: str, pytestconfig: pytest.Config
) -> None:
    died = subprocess.run([sys.executable, "-c", DIES, sqlite_url], cwd=pytestconfig.rootpath, check=False)
    assert died.returncode == 7
    with opened(sqlite_url) as session:
        assert beats(session) == ["before"]


async def test_a_request_is_asked_of_the_core_on_a_thread_with_a_session(database_url: str) -> None:
    database = Database(database_url)

    def answer(session: Session, request: Request, _made: Mapping[Wanted, object]) -> Reply:
        beat(session, request.key)
        return Reply(toast=f"{threading.current_thread().name} did {request.key}")

    desk = Desk(database, answer, lambda _request: False)
    reply = await desk.ask(Request("test", "it"))
    assert reply.toast.endswith("did it")
    assert threading.current_thread().name not in reply.toast
    assert await desk.read(beats) == ["it"]
    await asyncio.to_thread(desk.close)
    database.close()


async def test_what_takes_a_while_to_make_keeps_nobody_waiting(database_url: str) -> None:
    database, go_on = Database(database_url), threading.Event()

    def answer(session: Session, request: Request, made: Mapping[Wanted, object]) -> Reply:
        with session.transaction(write=True) as transaction:
            transaction.run(BEAT, {"name": request.key, "beat_at": 0})
            if request.key == "chart" and (go_on.wait,) not in made:
                raise NeedsMade((go_on.wait,))
        return Reply(toast=request.key)

    desk = Desk(database, answer, lambda _request: False)
    chart = asyncio.create_task(desk.ask(Request("test", "chart")))
    await asyncio.sleep(0.05)
    assert (await desk.ask(Request("test", "log"))).toast == "log"
    assert (chart.done(), await desk.read(beats)) == (False, ["log"])
    go_on.set()
    assert (await chart).toast == "chart"
    assert sorted(await desk.read(beats)) == ["chart", "log"]
    await asyncio.to_thread(desk.close)
    database.close()
