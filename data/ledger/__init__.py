"""The desk's truth on disk: two append-only SQLite tables and immutable Parquet parts. See docs/architecture.md."""

from orderdeck.data.ledger.errors import (
    LedgerAbsent,
    LedgerAway,
    LedgerBusy,
    LedgerDamaged,
    LedgerDenied,
    LedgerError,
    LedgerFaulty,
    LedgerFull,
    LedgerReadOnly,
    LedgerTooNew,
    LedgerUnsafe,
    LedgerUntrusted,
)
from orderdeck.data.ledger.records import Basis, Bid, Held, Part, Settled, Sighting
from orderdeck.data.ledger.store import Ledger

__all__ = [
    "Basis",
    "Bid",
    "Held",
    "Ledger",
    "LedgerAbsent",
    "LedgerAway",
    "LedgerBusy",
    "LedgerDamaged",
    "LedgerDenied",
    "LedgerError",
    "LedgerFaulty",
    "LedgerFull",
    "LedgerReadOnly",
    "LedgerTooNew",
    "LedgerUnsafe",
    "LedgerUntrusted",
    "Part",
    "Settled",
    "Sighting",
]
