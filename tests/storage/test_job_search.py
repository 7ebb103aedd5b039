"""The search over jobs follows the jobs, on both engines alike, and reads the index."""

from collections.abc import Iterator
from contextlib import closing

import pytest

from storage.database import Database, Session
from storage.queries import marketplace

INDEX = {"sqlite": "VIRTUAL TABLE INDEX", "postgresql": "ix_jobs_search"}


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with closing(database.session()) as session:
        write(session, "INSERT INTO people (id, name, created_at) VALUES (1, 'Carol', 1)")
        for job, search in enumerate(("a round logo for a café", "translate a page", "Logotype, in C"), start=1):
            write(
                session,
                "INSERT INTO jobs (id, client_id, title, description, kind, currency, search, state, created_at)"
                f" VALUES ({job}, 1, 'Job', 'Text', 'fixed', 'USD', '{search}', 'open', 1)",
            )
        yield session


def write(session: Session, statement: str) -> None:
    with session.transaction(write=True):
        session.execute(statement, {})


def found(session: Session, *words: str) -> list[int]:
    sqlite = session.dialect.name == "sqlite"
    statement, values = marketplace.search_jobs(words, sqlite=sqlite, wheres=(), limit=10, offset=0)
    with session.transaction(write=False) as transaction:
        return [job.id for job in transaction.all(statement, values)]


def test_jobs_are_found_by_the_beginnings_of_all_words_newest_first(session: Session) -> None:
    assert found(session, "logo") == [3, 1]
    assert found(session, "a", "rou") == [1]
    assert found(session, "café") == [1]
    assert found(session, "logo", "page") == []


def test_the_search_follows_a_job_that_changes_or_goes(session: Session) -> None:
    write(session, "UPDATE jobs SET search = 'a square emblem', title = 'New' WHERE id = 1")
    assert (found(session, "logo"), found(session, "emblem")) == ([3], [1])
    write(session, "UPDATE jobs SET title = 'Newer' WHERE id = 1")
    assert found(session, "emblem") == [1]
    write(session, "DELETE FROM jobs WHERE id = 1")
    assert found(session, "emblem") == []
    if session.dialect.name == "sqlite":
        write(session, "INSERT INTO job_search (job_search, rank) VALUES ('integrity-check', 1)")


def test_the_search_reads_the_index(session: Session) -> None:
    sqlite = session.dialect.name == "sqlite"
    statement, values = marketplace.search_jobs(("logo",), sqlite=sqlite, wheres=(), limit=10, offset=0)
    sql, own = statement.on(session.dialect)
    if not sqlite:  # on so few rows any index would do
        write(session, "DROP INDEX ix_jobs_state")
    with session.transaction(write=False):
        if not sqlite:
            session.execute("SET LOCAL enable_seqscan = off", {})
            session.execute("SET LOCAL enable_indexscan = off", {})
        plan = session.execute(f"EXPLAIN {'QUERY PLAN ' if sqlite else ''}{sql}", {**own, **values}).fetchall()
    assert INDEX[session.dialect.name] in str(plan)
