"""What is behind a ledger, for tests that look there."""

from orderdeck.data.ledger import Ledger
from orderdeck.data.ledger.on_sqlite import SqliteEngine


def sqlite_of(ledger: Ledger) -> SqliteEngine:
    """The SQLite database of a ledger on one machine."""
    assert isinstance(ledger._engine, SqliteEngine)
    return ledger._engine
