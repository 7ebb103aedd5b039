"""How statements run: what was read is remembered until something is written, and partial indexes are seen."""

from contextlib import closing

import pytest

from storage.database import Database
from storage.queries import insight, journal, ledger
from storage.statement import Statement
from tests.storage.beats import BEAT, BEAT_AGAIN, BEAT_AT, beat, beats

ON_THE_WAY = {
    "ix_outbox_lane": journal.CLAIMABLE,
    "ix_deadlines_due_at": journal.DUE,
    "ix_deadlines_thing": journal.CANCEL_DEADLINE,
}
LATEST = {"history": insight.LATEST_THINGS, "outbox": insight.LATEST_OUTBOX, "transfers": ledger.LATEST}


def test_what_was_read_is_read_anew_after_every_kind_of_write(database: Database) -> None:
    with closing(database.session()) as session:
        beat(session, "tick")
        with session.transaction(write=True) as transaction:
            assert transaction.one(BEAT_AT, {"name": "tick"}) == 0
            transaction.run(BEAT_AGAIN, {"of": "tick", "now": 1}, expect=1)
            assert transaction.one(BEAT_AT, {"name": "tick"}) == 1
            assert transaction.count(BEAT_AGAIN, {"of": "tick", "now": 2}) == 1
            assert transaction.all(BEAT_AT, {"name": "tick"}) == [2]
            assert transaction.one(BEAT_AT, {"name": "tock"}) is None
            transaction.run(BEAT, {"name": "tock", "beat_at": 3})
            assert transaction.one(BEAT_AT, {"name": "tock"}) == 3


def test_what_was_read_is_not_asked_for_again(database: Database) -> None:
    with closing(database.session()) as session, closing(database.session()) as other:
        beat(session, "tick")
        with session.transaction(write=False) as transaction:
            assert transaction.one(BEAT_AT, {"name": "tick"}) == 0
            with other.transaction(write=True) as meanwhile:
                meanwhile.run(BEAT_AGAIN, {"of": "tick", "now": 9}, expect=1)
            assert transaction.one(BEAT_AT, {"name": "tick"}) == 0


def test_a_transaction_that_only_reads_writes_nothing(database: Database) -> None:
    with closing(database.session()) as session:
        with pytest.raises(TypeError), session.transaction(write=False) as transaction:
            transaction.run(BEAT, {"name": "tick", "beat_at": 1})
        assert beats(session) == []
        beat(session, "tick")
        assert beats(session) == ["tick"]


@pytest.mark.parametrize(("index", "statement"), ON_THE_WAY.items(), ids=ON_THE_WAY)
def test_sqlite_takes_the_index_that_fits(sqlite_url: str, index: str, statement: Statement[object]) -> None:
    with closing(Database(sqlite_url)) as database, database.engine.connect() as connection:
        sql, own = statement.on(connection.dialect)
        values = {name: 1 for name in ("now", "most", "of_thing", "of_event")}
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", {**own, **values}).all()
        assert any(f"USING INDEX {index}" in str(step) or f"COVERING INDEX {index}" in str(step) for step in plan), plan


@pytest.mark.parametrize("statement", LATEST.values(), ids=LATEST)
def test_the_latest_rows_are_read_from_the_end_without_sorting(sqlite_url: str, statement: Statement[object]) -> None:
    with closing(Database(sqlite_url)) as database, database.engine.connect() as connection:
        sql, own = statement.on(connection.dialect)
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", {**own, "most": 1}).all()
        assert "TEMP B-TREE" not in str(plan), plan
