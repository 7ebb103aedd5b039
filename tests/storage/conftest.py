"""An open database for the tests of the storage."""

from collections.abc import Iterator
from contextlib import closing

import pytest

from storage.database import Database


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """A migrated database, on each engine in turn."""
    with closing(Database(database_url)) as database:
        yield database
