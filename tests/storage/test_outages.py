"""A database that cannot go on: Busy may be tried again, Unavailable not yet, and neither leaves half of anything."""

import sqlite3
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import event

from storage.database import Busy, Database, Session, Transaction, Unavailable
from storage.schema import migrate
from tests.storage.beats import BEAT, BEAT_AT, BEAT_LOCKED, beat, beats, opened
from tests.storage.cut import Cut, wire


@pytest.fixture
def session(postgresql_url: str) -> Iterator[Session]:
    with opened(postgresql_url) as session:
        yield session


@pytest.fixture
def kill_others(postgresql_url: str) -> Iterator[Callable[[], None]]:
    """Ends every other connection to the PostgreSQL database, as an operator or a fail-over would."""
    with opened(postgresql_url) as killer:

        def kill() -> None:
            with killer.transaction(write=True):
                killer.execute(
                    "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
                    " WHERE datname = current_database() AND pid <> pg_backend_pid()",
                    {},
                ).fetchall()

        yield kill


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of two megabytes."""
    mount = ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(tmp_path)]
    mounted = subprocess.run(mount, capture_output=True, text=True, check=False)
    if mounted.returncode != 0:
        pytest.skip(f"a small disk takes the right to mount one: {mounted.stderr.strip()}")
    try:
        yield tmp_path
    finally:
        subprocess.run(["umount", "--lazy", tmp_path], check=True)


def test_a_file_that_somebody_writes_longer_than_one_waits_is_busy(sqlite_url: str) -> None:
    with closing(Database(sqlite_url)) as database:
        event.listen(database.engine, "connect", lambda connection, _: connection.execute("PRAGMA busy_timeout = 50"))
        with closing(database.session()) as late, closing(database.session()) as first:
            with first.transaction(write=True) as transaction:
                transaction.run(BEAT, {"name": "tick", "beat_at": 1})
                with pytest.raises(Busy, match="locked"):
                    beat(late, "tock")
                assert beats(late) == []
            beat(late, "tock")
            assert beats(late) == ["tick", "tock"]


def test_a_writer_waits_for_the_one_before(sqlite_url: str) -> None:
    file = sqlite_url.removeprefix("sqlite:///")
    with opened(sqlite_url) as late, closing(sqlite3.connect(file, isolation_level=None)) as first:
        first.execute("BEGIN IMMEDIATE")
        waiting = threading.Thread(target=beat, args=(late, "tick"))
        waiting.start()
        waiting.join(timeout=0.3)
        assert waiting.is_alive()
        first.execute("ROLLBACK")
        waiting.join()
        assert beats(late) == ["tick"]


def test_of_two_who_wait_for_each_other_one_is_busy_and_the_other_done(session: Session, postgresql_url: str) -> None:
    beat(session, "a", "b")
    together = threading.Barrier(2)
    outcomes: list[str] = []

    def lock(first: str, second: str) -> None:
        with opened(postgresql_url) as mine:
            try:
                with mine.transaction(write=True) as transaction:
                    transaction.one(BEAT_LOCKED, {"name": first})
                    together.wait()
                    transaction.one(BEAT_LOCKED, {"name": second})
                outcomes.append("done")
            except Busy as busy:
                outcomes.append(str(busy).splitlines()[0])

    threads = [threading.Thread(target=lock, args=names) for names in (("a", "b"), ("b", "a"))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["deadlock detected", "done"]


@pytest.mark.parametrize(
    "after", [lambda transaction: transaction.one(BEAT_AT, {"name": "tick"}), lambda _: None], ids=["a read", "the end"]
)
def test_a_connection_killed_in_the_middle_is_busy_and_replaced(
    session: Session, kill_others: Callable[[], None], after: Callable[[Transaction], object]
) -> None:
    def write() -> None:
        with session.transaction(write=True) as transaction:
            transaction.run(BEAT, {"name": "tick", "beat_at": 1})
            kill_others()
            after(transaction)

    with pytest.raises(Busy):
        write()
    beat(session, "tock")
    assert beats(session) == ["tock"]


def test_a_connection_killed_while_idle_is_busy_once(session: Session, kill_others: Callable[[], None]) -> None:
    beat(session, "tick")
    kill_others()
    with pytest.raises(Busy):
        beats(session)
    assert beats(session) == ["tick"]


@pytest.mark.parametrize(("cut", "kept"), [("on the way there", []), ("on the way back", ["tick"])])
def test_after_a_commit_whose_answer_is_lost_the_key_tells_the_next_try_what_became_of_it(
    postgresql_url: str, cut: Cut, kept: list[str]
) -> None:
    with wire(postgresql_url) as (url, line), opened(url) as session:
        assert beats(session) == []
        line.cut = cut
        with pytest.raises(Busy):
            beat(session, "tick")
        assert beats(session) == kept


def test_a_server_that_is_not_there_is_busy(tmp_path: Path) -> None:
    with opened(f"postgresql+psycopg://postgres@/parley?host={tmp_path}&port=5432") as session, pytest.raises(Busy):
        beats(session)


def test_a_full_file_is_unavailable_reads_on_and_recovers(sqlite_url: str) -> None:
    with opened(sqlite_url) as session:
        beat(session, "tick")
        (pages,) = session.execute("PRAGMA page_count", {}).fetchone()
        session.execute(f"PRAGMA max_page_count = {pages}", {})
        with pytest.raises(Unavailable, match="full"):
            beat(session, "x" * 100_000)
        assert beats(session) == ["tick"]
        session.execute(f"PRAGMA max_page_count = {pages + 100}", {})
        beat(session, "tock")
        assert beats(session) == ["tick", "tock"]


def test_a_full_disk_is_unavailable_reads_on_and_recovers(small_disk: Path) -> None:
    def fill(session: Session) -> None:
        while True:
            written.append(f"{len(written):04}" + "x" * 10_000)
            beat(session, written[-1])

    url = f"sqlite:///{small_disk / 'parley.db'}"
    migrate(url)
    written: list[str] = []
    with opened(url) as session:
        with pytest.raises(Unavailable):
            fill(session)
        assert beats(session) == written[:-1]
        subprocess.run(["mount", "-o", "remount,size=8m", small_disk], check=True)
        beat(session, written[-1])
        assert beats(session) == written
        assert session.execute("PRAGMA integrity_check", {}).fetchall() == [("ok",)]


def test_a_file_that_may_not_be_written_is_unavailable(sqlite_url: str) -> None:
    with opened(sqlite_url) as session:
        session.execute("PRAGMA query_only = ON", {})
        with pytest.raises(Unavailable, match="readonly"):
            beat(session, "tick")
        assert beats(session) == []


def test_a_folder_that_is_not_there_is_unavailable(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/nowhere/parley.db"
    with opened(url) as session, pytest.raises(Unavailable, match="unable to open"):
        beats(session)


@pytest.mark.parametrize("trouble", ["disk_full", "read_only_sql_transaction"])
def test_a_server_that_cannot_write_is_unavailable(session: Session, trouble: str) -> None:
    with pytest.raises(Unavailable), session.transaction(write=True):
        session.execute(f"DO $$ BEGIN RAISE EXCEPTION 'trouble' USING ERRCODE = '{trouble}'; END $$", {})
    beat(session, "tick")
    assert beats(session) == ["tick"]
