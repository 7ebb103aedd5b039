"""Migrations: the same tables on both engines, all or nothing, one at a time, never onto what they do not know."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect

from storage import schema
from storage.database import Database
from storage.schema import HEAD, Schema, SchemaError, Standing, downgrade, ensure, migrate, status
from storage.tables import METADATA

ROOT = Path(__file__).parents[2]
INDEXES = {
    "sqlite": "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL",
    "postgresql": "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
}
TRIGGERS = {
    "sqlite": "SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": """SELECT tgname, tgrelid::regclass::text, pg_get_triggerdef(oid) FROM pg_trigger
        WHERE NOT tgisinternal""",
}

TRANSFER = "INSERT INTO transfers (posting_key, seq, source_id, target_id, currency, amount)"

# Waits for a line on its standard input, so that several can be let go at the same moment.
STARTING = """
import sys
from storage.schema import ensure
print("ready", flush=True)
sys.stdin.readline()
ensure(sys.argv[1])
"""

# Kills itself where it is about to run a statement with these words, or to commit.
DYING = """
import os, signal, sys
from sqlalchemy import Engine, event
from storage.schema import migrate

url, words = sys.argv[1:]

def die(*_):
    os.kill(os.getpid(), signal.SIGKILL)

def look(_connection, _cursor, statement, *_):
    if words in statement:
        die()

if words == "commit":
    event.listen(Engine, "commit", die)
else:
    event.listen(Engine, "before_cursor_execute", look)
migrate(url)
"""


@pytest.fixture
def empty(empty_database_url: str) -> Iterator[Database]:
    with closing(Database(empty_database_url)) as database:
        yield database


def run(database: Database, *statements: str) -> None:
    with database.engine.begin() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)


def rows(database: Database, statement: str) -> list[tuple[Any, ...]]:
    with database.engine.connect() as connection:
        return [tuple(row) for row in connection.exec_driver_sql(statement)]


def tables(database: Database) -> set[str]:
    return set(inspect(database.engine).get_table_names())


def url_of(database: Database) -> str:
    return database.url.render_as_string(hide_password=False)


def start(script: str, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", script, *arguments],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_a_database_goes_up_and_down_and_up_again(empty: Database) -> None:
    url = url_of(empty)
    assert status(empty) == Schema(None, HEAD, Standing.FRESH)
    migrate(url)
    assert status(empty) == Schema(HEAD, HEAD, Standing.SAME)
    downgrade(url, "0001")
    assert status(empty) == Schema("0001", HEAD, Standing.OLDER)
    assert rows(empty, TRIGGERS[empty.engine.name]) == []
    downgrade(url, "base")
    assert status(empty) == Schema(None, HEAD, Standing.FRESH)
    assert tables(empty) == {"alembic_version"}
    ensure(url)
    assert status(empty) == Schema(HEAD, HEAD, Standing.SAME)


def test_migrating_again_changes_nothing_and_keeps_the_data(database: Database) -> None:
    run(database, "INSERT INTO people (name, created_at) VALUES ('Carol', 1)")
    migrate(url_of(database))
    ensure(url_of(database))
    assert rows(database, "SELECT name FROM people") == [("Carol",)]


def test_data_goes_down_and_up_with_its_tables_until_they_go(database: Database) -> None:
    run(
        database,
        "INSERT INTO people (id, name, created_at) VALUES (1, 'Carol', 1)",
        "INSERT INTO jobs (client_id, title, description, kind, currency, search, state, created_at)"
        " VALUES (1, 'A logo', 'Round', 'fixed', 'USD', 'a round logo', 'open', 1)",
        "INSERT INTO accounts (id, kind, owner, currency) VALUES (1, 'a', 'U-1', 'USD'), (2, 'b', 'U-1', 'USD')",
        "INSERT INTO postings (key, recipe, thing, created_at) VALUES ('k', 'r', 'M-1', 1)",
        f"{TRANSFER} VALUES ('k', 0, 1, 2, 'USD', 5)",
    )
    downgrade(url_of(database), "0001")
    migrate(url_of(database))
    run(database, f"{TRANSFER} VALUES ('k', 1, 1, 2, 'USD', 2)")
    assert rows(database, "SELECT id, balance FROM accounts ORDER BY id") == [(1, -7), (2, 7)]
    found = {
        "sqlite": "SELECT rowid FROM job_search WHERE job_search MATCH 'logo'",
        "postgresql": "SELECT id FROM jobs WHERE to_tsvector('simple', search) @@ to_tsquery('simple', 'logo')",
    }
    assert rows(database, found[database.engine.name]) == [(1,)]
    downgrade(url_of(database), "base")
    assert tables(database) == {"alembic_version"}


def test_the_migrations_make_the_tables_that_the_program_describes(database: Database) -> None:
    def ours(_object: object, name: str | None, kind: str, reflected: bool, _compared: object) -> bool:
        return not (reflected and str(name).startswith(("job_search", "ix_jobs_search", "balances_at")))

    options = {"compare_type": True, "compare_server_default": True, "include_object": ours}
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, METADATA) == []


def test_checks_conditions_of_indexes_and_strictness_are_the_same_too(empty: Database) -> None:
    def details() -> dict[str, Any]:
        looking = inspect(empty.engine)
        strict = "SELECT name, strict FROM pragma_table_list"
        known: dict[str, Any] = {name: looking.get_check_constraints(name) for name in METADATA.tables}
        known |= {name: definition for name, definition in rows(empty, INDEXES[empty.engine.name])}
        if empty.is_sqlite:
            known |= {f"{name} is strict": is_strict for name, is_strict in rows(empty, strict)}
        return known

    METADATA.create_all(empty.engine)
    described = details()
    METADATA.drop_all(empty.engine)
    migrate(url_of(empty))
    made = details()
    assert {name: made[name] for name in described} == described


def test_a_newer_database_is_refused_and_left_alone(database: Database) -> None:
    run(database, "UPDATE alembic_version SET version_num = '0099'")
    assert status(database) == Schema("0099", HEAD, Standing.NEWER)
    for bring in (ensure, migrate, lambda url: downgrade(url, "base")):
        with pytest.raises(SchemaError, match=r"revision 0099.*Run the newer program"):
            bring(url_of(database))
    assert METADATA.tables.keys() <= tables(database)


@pytest.mark.parametrize("damage", ["DROP TABLE alembic_version", "DELETE FROM alembic_version"])
def test_tables_without_a_revision_are_refused(database: Database, damage: str) -> None:
    run(database, damage)
    assert status(database) == Schema(None, HEAD, Standing.HALF)
    for bring in (ensure, migrate):
        with pytest.raises(SchemaError, match=r"half migrated.*backup"):
            bring(url_of(database))


def test_a_missing_table_is_noticed(database: Database) -> None:
    run(database, "DROP TABLE outbox", "DROP TABLE drafts")
    assert status(database) == Schema(HEAD, HEAD, Standing.HALF, ("drafts", "outbox"))
    with pytest.raises(SchemaError, match="these are missing: drafts, outbox"):
        ensure(url_of(database))


def test_every_missing_rule_is_noticed(database: Database) -> None:
    triggers = rows(database, TRIGGERS[database.engine.name])
    assert triggers != []
    for name, table, definition in triggers:
        run(database, f"DROP TRIGGER {name}" if database.is_sqlite else f"DROP TRIGGER {name} ON {table}")
        assert status(database) == Schema(HEAD, HEAD, Standing.HALF, (name,))
        run(database, definition)
    assert status(database).standing is Standing.SAME


def test_a_rule_that_is_switched_off_is_noticed(postgresql_url: str) -> None:
    with closing(Database(postgresql_url)) as database:
        run(database, "ALTER TABLE transfers DISABLE TRIGGER transfers_apply")
        assert status(database).missing == ("transfers_apply",)


def test_programs_that_start_at_the_same_moment_all_find_the_database_ready(empty: Database) -> None:
    programs = [start(STARTING, url_of(empty)) for _ in range(3)]
    for program in programs:
        assert program.stdout
        assert program.stdout.readline() == "ready\n"
    for program in programs:
        assert program.stdin
        program.stdin.write("go\n")
        program.stdin.flush()
    complaints = [program.communicate(timeout=60)[1] for program in programs]
    assert [program.returncode for program in programs] == [0, 0, 0], complaints
    assert complaints == ["", "", ""]
    assert status(empty) == Schema(HEAD, HEAD, Standing.SAME)


def test_a_database_that_stays_locked_is_refused_in_words(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    lock = {
        "sqlite": "BEGIN IMMEDIATE",
        "postgresql": "SELECT pg_advisory_xact_lock(hashtext('parley migrations'))",
    }
    monkeypatch.setattr(schema, "LOCK_WAIT_MS", 50)
    with database.engine.begin() as connection:
        connection.exec_driver_sql(lock[database.engine.name])
        with pytest.raises(SchemaError, match=r"locked.*start again"):
            migrate(url_of(database))
    migrate(url_of(database))


@pytest.mark.parametrize("words", ["CREATE TABLE transfers", "TRIGGER transfers_apply", "commit"])
def test_a_migration_that_is_killed_leaves_nothing_behind(empty: Database, words: str) -> None:
    program = start(DYING, url_of(empty), words)
    _, complaint = program.communicate(timeout=60)
    assert program.returncode == -signal.SIGKILL, complaint
    assert status(empty) == Schema(None, HEAD, Standing.FRESH)
    assert tables(empty) == set()
    ensure(url_of(empty))
    assert status(empty) == Schema(HEAD, HEAD, Standing.SAME)


def test_an_update_that_is_killed_leaves_the_database_at_its_revision(database: Database) -> None:
    downgrade(url_of(database), "0001")
    program = start(DYING, url_of(database), "TRIGGER transfers_apply")
    _, complaint = program.communicate(timeout=60)
    assert program.returncode == -signal.SIGKILL, complaint
    assert status(database) == Schema("0001", HEAD, Standing.OLDER)
    assert rows(database, TRIGGERS[database.engine.name]) == []
    ensure(url_of(database))
    assert status(database) == Schema(HEAD, HEAD, Standing.SAME)


def test_looking_at_a_database_that_is_up_to_date_does_not_wait_for_alembic(database: Database) -> None:
    script = "import sys; from storage.schema import ensure; ensure(sys.argv[1]); print('alembic' in sys.modules)"
    answer, complaint = start(script, url_of(database)).communicate(timeout=60)
    assert (answer, complaint) == ("False\n", "")
