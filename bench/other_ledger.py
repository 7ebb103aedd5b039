"""Runs in an environment of its own: journal entries a second of python-accounting on a SQLite file, printed."""

import datetime
import sys
import tempfile
import time

from python_accounting.database.session import get_session  # type: ignore[import-not-found]  # not one of ours
from python_accounting.models import (  # type: ignore[import-not-found]  # not one of ours
    Account,
    Base,
    Currency,
    Entity,
    LineItem,
)
from python_accounting.transactions import JournalEntry  # type: ignore[import-not-found]  # not one of ours
from sqlalchemy import create_engine

SECONDS = 2.0


def entries_a_second(folder: str) -> float:
    """Two-legged entries, each posted and committed."""
    engine = create_engine(f"sqlite:///{folder}/ledger.db")
    Base.metadata.create_all(engine)
    with get_session(engine) as session:
        entity = Entity(name="bench")
        session.add(entity)
        session.commit()
        entity = session.get(Entity, 1)
        currency = Currency(name="US Dollars", code="USD", entity_id=entity.id)
        session.add(currency)
        session.commit()
        entity.currency_id = currency.id
        kinds = (Account.AccountType.BANK, Account.AccountType.CURRENT_LIABILITY)
        accounts = [Account(name=str(k), account_type=k, currency_id=currency.id, entity_id=entity.id) for k in kinds]
        session.add_all(accounts)
        session.commit()
        bank, liability, owner = accounts[0].id, accounts[1].id, entity.id
        done, began = 0, time.perf_counter()
        while time.perf_counter() - began < SECONDS:
            now = datetime.datetime.now()
            entry = JournalEntry(narration="bench", transaction_date=now, account_id=bank, entity_id=owner)
            session.add(entry)
            session.flush()
            leg = LineItem(narration="leg", account_id=liability, amount=5, entity_id=owner)
            session.add(leg)
            session.flush()
            entry.line_items.add(leg)
            session.add(entry)
            entry.post(session)
            session.commit()
            done += 1
        return done / (time.perf_counter() - began)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as place:
        sys.stdout.write(f"{entries_a_second(place)}\n")
