"""Transactions: all of it or nothing, what breaks a rule is refused, and nobody's write gets lost."""

import threading
from collections.abc import Iterator
from contextlib import closing

import pytest

from storage.database import Busy, Conflict, Database, Lost, Session
from tests.storage.beats import BEAT, BEAT_AGAIN, BEAT_AT, BEAT_LOCKED, BEATS, beat, beat_at, beats


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with closing(database.session()) as session:
        yield session


def test_a_block_that_ends_is_kept(database: Database, session: Session) -> None:
    beat(session, "tick")
    with closing(database.session()) as other:
        assert beat_at(other, "tick") == 0
        assert beat_at(other, "tock") is None


def test_a_block_that_fails_leaves_nothing_and_tells_its_own_error(session: Session) -> None:
    def fail() -> None:
        with session.transaction(write=True) as transaction:
            transaction.run(BEAT, {"name": "tick", "beat_at": 1})
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert beats(session) == []


def test_forty_who_read_and_write_at_once_all_count(database: Database, session: Session) -> None:
    beat(session, "count")
    together = threading.Barrier(40)

    def add_one() -> None:
        with closing(database.session()) as mine:
            together.wait()
            with mine.transaction(write=True) as transaction:
                count = transaction.one(BEAT_LOCKED, {"name": "count"})
                assert count is not None
                transaction.run(BEAT_AGAIN, {"of": "count", "now": count + 1}, expect=1)

    threads = [threading.Thread(target=add_one) for _ in range(40)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert beat_at(session, "count") == 40


def test_a_snapshot_stays_at_its_moment_while_others_commit(database: Database, session: Session) -> None:
    beat(session, "tick")
    with closing(database.session()) as other, other.transaction(write=False, snapshot=True) as looking:
        assert looking.all(BEATS) == ["tick"]
        beat(session, "tock")
        assert looking.one(BEAT_AT, {"name": "tock"}) is None
    assert beat_at(session, "tock") == 0


def test_a_write_that_finds_nothing_is_lost_and_takes_the_rest_with_it(session: Session) -> None:
    def write() -> None:
        with session.transaction(write=True) as transaction:
            transaction.run(BEAT_AGAIN, {"of": "tick", "now": 2}, expect=1)
            transaction.run(BEAT_AGAIN, {"of": "tock", "now": 2}, expect=1)

    beat(session, "tick")
    with pytest.raises(Lost, match=r"0 rows instead of 1: UPDATE heartbeats"):
        write()
    assert beat_at(session, "tick") == 0


def test_a_write_can_be_counted_and_checked_in_the_middle(session: Session) -> None:
    beat(session, "tick")
    with session.transaction(write=True) as transaction:
        assert transaction.count(BEAT_AGAIN, {"of": "tick", "now": 2}) == 1
        assert transaction.count(BEAT_AGAIN, {"of": "tock", "now": 2}) == 0
        transaction.run(BEAT_AGAIN, {"of": "tick", "now": 3}, expect=1)
        transaction.check()
        assert transaction.one(BEAT_AT, {"name": "tick"}) == 3
    assert beat_at(session, "tick") == 3


def test_a_key_that_is_there_already_is_a_conflict_and_the_session_goes_on(session: Session) -> None:
    beat(session, "tick")
    with pytest.raises(Conflict, match="heartbeats"):
        beat(session, "first", "tick", "last")
    beat(session, "tock")
    assert beats(session) == ["tick", "tock"]


def test_a_write_that_failed_is_told_by_the_next_read_with_its_own_reason(session: Session) -> None:
    read = []

    def write_and_read() -> None:
        with session.transaction(write=True) as transaction:
            for name in ("first", "tick", "last"):
                transaction.run(BEAT, {"name": name, "beat_at": 1}, expect=1)
            read.append(transaction.one(BEAT_AT, {"name": "first"}))

    beat(session, "tick")
    with pytest.raises(Conflict, match="heartbeats"):
        write_and_read()
    assert read == []
    assert beats(session) == ["tick"]


def test_a_mistake_in_a_statement_is_not_mistaken_for_a_rule(session: Session) -> None:
    with pytest.raises(Exception, match="no_such_table") as told, session.transaction(write=True):
        session.execute("INSERT INTO no_such_table VALUES (1)", {})
    assert not isinstance(told.value, Conflict | Busy | Lost)
    beat(session, "tick")


def test_connections_go_back_when_a_session_closes(database: Database) -> None:
    for _ in range(50):
        with closing(database.session()) as session:
            beats(session)
    assert database.engine.pool.status().endswith("Current Checked out connections: 0")
