"""Worlds for the core's tests: on each engine in turn, or on SQLite alone where the engine makes no difference."""

from collections.abc import Iterator

import pytest

from tests.kit import World, open_world


@pytest.fixture
def world(database_url: str) -> Iterator[World]:
    """A world in which nobody has joined yet."""
    with open_world(database_url) as world:
        yield world


@pytest.fixture
def small_world(sqlite_url: str) -> Iterator[World]:
    """The same on SQLite alone."""
    with open_world(sqlite_url) as world:
        yield world
