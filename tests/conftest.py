"""Fresh databases for every test: a SQLite file, or a database in a real PostgreSQL that the tests start themselves.

A test that asks for `database_url` runs on both. PostgreSQL not starting is a failure, never a skip.
"""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests import postgres

ENGINES = ["sqlite", "postgresql"]

pytest.register_assert_rewrite("tests.kit")


@pytest.fixture(params=ENGINES)
def database_url(request: pytest.FixtureRequest) -> str:
    """A migrated database, on each engine in turn."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture(params=ENGINES)
def empty_database_url(request: pytest.FixtureRequest) -> str:
    """A database without a table, on each engine in turn: for the migrations themselves."""
    url: str = request.getfixturevalue(f"empty_{request.param}_url")
    return url


@pytest.fixture
def sqlite_url(sqlite_template: Path, empty_sqlite_url: str) -> str:
    """A migrated SQLite file."""
    shutil.copyfile(sqlite_template, empty_sqlite_url.removeprefix("sqlite:///"))
    return empty_sqlite_url


@pytest.fixture
def empty_sqlite_url(tmp_path: Path) -> str:
    """A SQLite file that is not there yet."""
    return f"sqlite:///{tmp_path / 'parley.db'}"


@pytest.fixture
def postgresql_url(postgresql: postgres.PostgreSQL, postgresql_template: str) -> Iterator[str]:
    """A migrated PostgreSQL database."""
    with postgresql.database(postgresql_template) as name:
        yield postgresql.url(name)


@pytest.fixture
def empty_postgresql_url(postgresql: postgres.PostgreSQL) -> Iterator[str]:
    """A PostgreSQL database without a table."""
    with postgresql.database() as name:
        yield postgresql.url(name)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file to copy from."""
    from storage.schema import migrate

    path = tmp_path_factory.mktemp("template") / "parley.db"
    migrate(f"sqlite:///{path}")
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # all of it in the one file
    return path


@pytest.fixture(scope="session")
def postgresql() -> Iterator[postgres.PostgreSQL]:
    """The tests' own PostgreSQL server."""
    with postgres.running() as server:
        yield server


@pytest.fixture(scope="session")
def postgresql_template(postgresql: postgres.PostgreSQL) -> Iterator[str]:
    """The name of a migrated PostgreSQL database to copy from."""
    from storage.schema import migrate

    with postgresql.database() as name:
        migrate(postgresql.url(name))
        yield name


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The stories of whole processes take longest, and begin first, so that nobody waits for the last of them alone."""
    items.sort(key=lambda item: not item.path.name.endswith("_process.py"))
