"""How a database is opened: an engine and its kind of session."""

from __future__ import annotations

from sqlalchemy import create_engine, event
from sqlalchemy.engine import make_url

from storage import sqlite
from storage.postgresql import PostgreSQLSession
from storage.session import Busy, Conflict, Lost, Session, Transaction, Unavailable

__all__ = ["Busy", "Conflict", "Database", "Lost", "Session", "Transaction", "Unavailable"]


class Database:
    """An engine and its kind of session."""

    def __init__(self, url: str) -> None:
        self.url = make_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        if self.is_sqlite:
            self.engine = create_engine(self.url, paramstyle="named", connect_args={"isolation_level": None})
            event.listen(self.engine, "connect", sqlite.prepare)
        else:
            # A stuck lock or a forgotten transaction must not keep others waiting for ever.
            options = "-c lock_timeout=5s -c idle_in_transaction_session_timeout=30s"
            self.engine = create_engine(self.url, pool_pre_ping=True, pool_size=20, connect_args={"options": options})

    def session(self) -> Session:
        """A session for the calling thread."""
        return sqlite.SQLiteSession(self.engine) if self.is_sqlite else PostgreSQLSession(self.engine)

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()
