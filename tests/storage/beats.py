"""The simplest rows there are, to try transactions with: heartbeats, a name and a moment."""

from collections.abc import Iterator
from contextlib import closing, contextmanager

from sqlalchemy import bindparam, select, update

from storage.database import Database, Session
from storage.statement import Statement, inserting
from storage.tables.journal import HEARTBEATS

BEAT = inserting(HEARTBEATS, "name", "beat_at")
BEAT_AT = Statement(select(HEARTBEATS.c.beat_at).where(HEARTBEATS.c.name == bindparam("name")), into=int)
BEAT_LOCKED = Statement(
    select(HEARTBEATS.c.beat_at).where(HEARTBEATS.c.name == bindparam("name")).with_for_update(), into=int
)
BEAT_AGAIN = Statement(update(HEARTBEATS).where(HEARTBEATS.c.name == bindparam("of")).values(beat_at=bindparam("now")))
BEATS = Statement(select(HEARTBEATS.c.name).order_by(HEARTBEATS.c.name), into=str)


@contextmanager
def opened(url: str) -> Iterator[Session]:
    """A session of its own on this database."""
    with closing(Database(url)) as database, closing(database.session()) as session:
        yield session


def beat(session: Session, *names: str) -> None:
    """Write these heartbeats in one transaction."""
    with session.transaction(write=True) as transaction:
        for name in names:
            transaction.run(BEAT, {"name": name, "beat_at": 0}, expect=1)


def beats(session: Session) -> list[str]:
    """The names of all heartbeats."""
    with session.transaction(write=False) as transaction:
        return transaction.all(BEATS)


def beat_at(session: Session, name: str) -> int | None:
    """When this heart beat last."""
    with session.transaction(write=False) as transaction:
        return transaction.one(BEAT_AT, {"name": name})
