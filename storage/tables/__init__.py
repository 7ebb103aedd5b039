"""The tables, by subject; one MetaData for all. Times are whole seconds since 1970 in UTC, money is minor units."""

from storage.tables import disputes, journal, ledger, marketplace, onboarding, people, rooms, timesheets
from storage.tables.columns import METADATA

__all__ = ["METADATA", "disputes", "journal", "ledger", "marketplace", "onboarding", "people", "rooms", "timesheets"]
