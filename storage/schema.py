"""Which revision the database is at, whether this program may work on it, and bringing it up to date."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError

from storage.database import Database
from storage.tables import METADATA

if TYPE_CHECKING:
    from alembic.config import Config

MIGRATIONS: Final = Path(__file__).parent / "migrations"
REVISIONS: Final = sorted(path.name[:4] for path in (MIGRATIONS / "versions").glob("[0-9]*.py"))
HEAD: Final = REVISIONS[-1]
LOCK_WAIT_MS = 60_000

# A migration is one transaction on either engine, begun by becoming the only one who migrates.
LOCK: Final = {
    "sqlite": ["PRAGMA busy_timeout = {ms}", "BEGIN EXCLUSIVE"],
    "postgresql": ["SET LOCAL lock_timeout = {ms}", "SELECT pg_advisory_xact_lock(hashtext('parley migrations'))"],
}
SNAPSHOT: Final = {"sqlite": "BEGIN", "postgresql": "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"}
NAMES: Final = {
    "sqlite": "SELECT name FROM sqlite_master",
    "postgresql": """
        SELECT relname FROM pg_class WHERE relnamespace = current_schema()::text::regnamespace
        UNION SELECT tgname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid
        WHERE relnamespace = current_schema()::text::regnamespace AND NOT tgisinternal AND tgenabled <> 'D'""",
}
# What the newest revision makes besides the tables: the rules of the ledger and of the journals, and the search.
JOURNALS: Final = (
    "postings",
    "transfers",
    "settlements",
    "history",
    "onboarding_signatures",
    "dispute_file",
    "dispute_mediators",
    "dispute_seals",
    "messages",
    "message_versions",
)
RULES: Final = {
    "sqlite": {
        *(f"{table}_{refused}" for table in JOURNALS for refused in ("update", "delete", "replace")),
        *("accounts_open", "accounts_update", "accounts_delete", "transfers_apply"),
        *("balances_at", "balances_at_insert", "balances_at_update", "balances_at_delete"),
        *("job_search", "job_search_insert", "job_search_update", "job_search_delete"),
    },
    "postgresql": {
        *(f"{table}_keep" for table in JOURNALS),
        *("accounts_open", "accounts_update", "accounts_delete", "transfers_apply"),
        "ix_jobs_search",
    },
}


class Standing(StrEnum):
    """How the database's schema stands to this program's."""

    FRESH = "fresh"
    OLDER = "older"
    SAME = "same"
    NEWER = "newer"
    HALF = "half-migrated"


class SchemaError(Exception):
    """The program must not work on this database; the message says why and what to do."""


@dataclass(frozen=True)
class Schema:
    """Where the database is (`current`, None before the first migration) and where this program wants it (`head`)."""

    current: str | None
    head: str
    standing: Standing
    missing: tuple[str, ...] = ()

    def refuse_unusable(self) -> None:
        """Raise SchemaError for a newer or half-migrated schema."""
        if self.standing is Standing.NEWER:
            raise SchemaError(
                f"The database is at revision {self.current}, newer than this program knows ({self.head})."
                " Run the newer program, or restore the backup made before its update."
            )
        if self.standing is Standing.HALF:
            lacking = (
                f"these are missing: {', '.join(self.missing)}" if self.missing else "its revision is not recorded"
            )
            raise SchemaError(
                f"The database is half migrated (revision {self.current}): {lacking}. Nothing was changed."
                " Restore the last backup; if there is none, compare the database with a freshly migrated one."
            )


def status(database: Database) -> Schema:
    """How the database stands, from one snapshot of it. Raises SchemaError if it cannot be reached."""
    try:
        with database.engine.connect() as connection:
            connection.exec_driver_sql(SNAPSHOT[connection.dialect.name])
            return _look(connection)
    except OperationalError as error:
        reason = str(error.orig).splitlines()[0]
        raise SchemaError(f"The database cannot be reached: {reason}. Is DATABASE_URL right?") from error


def ensure(url: str) -> None:
    """Bring a fresh or older database up to date. Raises SchemaError if it is newer, half migrated or out of reach."""
    with closing(Database(url)) as database:
        schema = status(database)
    schema.refuse_unusable()
    if schema.standing is not Standing.SAME:
        migrate(url)


def migrate(url: str) -> None:
    """Bring the database to the newest revision; all of it or nothing. Raises SchemaError as `ensure` does."""
    with _locked(url) as connection:
        schema = _look(connection)
        schema.refuse_unusable()
        if schema.standing is not Standing.SAME:
            from alembic import command  # half a second to import, and nearly every start has nothing to migrate

            command.upgrade(_config(connection), "head")


def downgrade(url: str, revision: str) -> None:
    """Take the database back to an earlier revision, or to nothing with "base". Raises SchemaError as `ensure` does."""
    with _locked(url) as connection:
        _look(connection).refuse_unusable()
        from alembic import command

        command.downgrade(_config(connection), revision)


@contextmanager
def _locked(url: str) -> Iterator[Connection]:
    """A transaction in which nobody else migrates; it commits at the end of the block."""
    with closing(Database(url)) as database, database.engine.begin() as connection:
        try:
            for statement in LOCK[connection.dialect.name]:
                connection.exec_driver_sql(statement.format(ms=LOCK_WAIT_MS))
        except OperationalError as error:
            raise SchemaError(
                f"The database stayed locked for {LOCK_WAIT_MS // 1000} s; nothing was changed."
                " Maybe somebody migrates it: start again when they are done."
            ) from error
        yield connection


def _look(connection: Connection) -> Schema:
    names = set(connection.exec_driver_sql(NAMES[connection.dialect.name]).scalars())
    recorded: list[str] = []
    if "alembic_version" in names:
        recorded = list(connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalars())
    if len(recorded) != 1:
        fresh = not recorded and not METADATA.tables.keys() & names
        return Schema(None, HEAD, Standing.FRESH if fresh else Standing.HALF)
    current = recorded[0]
    if current not in REVISIONS:
        return Schema(current, HEAD, Standing.NEWER)
    if current != HEAD:
        return Schema(current, HEAD, Standing.OLDER)
    missing = (METADATA.tables.keys() | RULES[connection.dialect.name]) - names
    return Schema(current, HEAD, Standing.HALF if missing else Standing.SAME, tuple(sorted(missing)))


def _config(connection: Connection) -> Config:
    from alembic.config import Config

    logging.getLogger("alembic").setLevel(logging.WARNING)
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    return config
