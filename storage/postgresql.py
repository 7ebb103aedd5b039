"""Transactions on PostgreSQL, through psycopg."""

from __future__ import annotations

from contextlib import suppress
from typing import Any, Final

from sqlalchemy import Engine

from storage.session import Busy, Conflict, Session, Unavailable

SNAPSHOT: Final = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY"


class PostgreSQLSession(Session):
    """PostgreSQL through psycopg: writes travel together in pipeline mode, reads lock the rows that need it.

    Transactions see what is committed at each statement, so one that only reads needs no beginning and no end, unless
    it is to see one moment.
    """

    pipelined = True

    def __init__(self, engine: Engine) -> None:
        super().__init__(engine)
        self._pipeline: Any = None
        self._leave_pipeline: Any = None

    def _begin(self, write: bool, snapshot: bool) -> None:
        connection = self._connection
        if connection.autocommit == (write or snapshot):
            connection.autocommit = not (write or snapshot)
        self.reader = connection.cursor()
        if snapshot:
            self.reader.execute(SNAPSHOT)
        if write:
            self.sender = connection.cursor()
            block = connection.pipeline()
            self._pipeline, self._leave_pipeline = block.__enter__(), block.__exit__

    def sync(self) -> None:
        if self._pipeline is not None:
            self._pipeline.sync()

    def _settle(self) -> None:
        self._leave()

    def _commit(self) -> None:
        self._connection.commit()

    def _rollback(self) -> None:
        with suppress(self._driver.Error):  # the error that brought us here is the one to tell
            self._leave()
        try:
            self._connection.rollback()
        except self._driver.Error:
            self._drop()

    def _translate(self, error: BaseException) -> BaseException:
        errors = self._driver.errors
        if isinstance(error, self._driver.IntegrityError | errors.RaiseException | errors.RestrictViolation):
            return Conflict(str(error))
        if isinstance(error, errors.DiskFull | errors.ReadOnlySqlTransaction):
            return Unavailable(str(error))
        return Busy(str(error)) if isinstance(error, self._driver.OperationalError) else error

    def _leave(self) -> None:
        leave, self._pipeline, self._leave_pipeline = self._leave_pipeline, None, None
        if leave is not None:
            leave(None, None, None)

    @property
    def _driver(self) -> Any:
        return self.dialect.loaded_dbapi
