"""Database and second copy, row by row, in little memory however many rows there are."""

from array import array
from typing import Any, Final

import msgspec

from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.ledger.database.connection import connect
from orderdeck.data.ledger.database.reading import open_reading
from orderdeck.data.ledger.errors import plain_errors
from orderdeck.data.ledger.recovery.second_copy import NUMBERED, Row, SecondCopy, complete, rows

AHEAD: Final = 1_000_000
"""How far beyond those before it a seq may be and still has a place of its own."""
_NOTHING: Final = 0
_MET: Final = 1
"""What stands in the place of a row that neither says, and of one that both say."""


class Compared(msgspec.Struct, frozen=True, kw_only=True):
    """How many rows of the ledger are not the same in both."""

    differ: int = 0
    behind: int = 0  # only the copy has
    lacks: int = 0  # only the database has
    torn: int = 0  # lines of the copy that are not sound


class _Copied:
    """A digest of each row of the copy, the last line of a row counting: eight bytes for each."""

    def __init__(self) -> None:
        self._numbered = {table: array("q") for table in NUMBERED}
        self._others: dict[tuple[str, Any], int] = {}  # by part, or far beyond the other seqs

    def put(self, table: str, row: Row) -> None:
        found = self._numbered.get(table)
        if found is None or row["seq"] > len(found) + AHEAD:
            self._others[(table, _key(table, row))] = digest(row)
            return
        if row["seq"] >= len(found):
            found.extend([_NOTHING] * (row["seq"] + 1 - len(found)))
        found[row["seq"]] = digest(row)

    def take(self, table: str, row: Row) -> int:
        """The digest of what the copy says of this row; `_NOTHING` where it says nothing."""
        other = self._others.pop((table, _key(table, row)), _NOTHING)
        found = self._numbered.get(table)
        if found is None or not 0 < row["seq"] < len(found):
            return other
        told, found[row["seq"]] = found[row["seq"]], _MET
        return other if told == _NOTHING else told

    def left(self) -> int:
        """How many rows were not taken."""
        numbered = sum(len(one) - one.count(_NOTHING) - one.count(_MET) for one in self._numbered.values())
        return numbered + len(self._others)


def compare(paths: DeskPaths) -> Compared:
    """What of the ledger only one of the two has, or each otherwise. Raises LedgerError."""
    copied, torn = _Copied(), 0
    for line in SecondCopy(paths).lines():
        if line is None:
            torn += 1
        else:
            copied.put(line.table, line.row)
    differ = lacks = 0
    with plain_errors(str(paths.ledger)):
        db = open_reading(paths.ledger).db if paths.read_only else connect(paths.ledger, 5.0, reading=True)
        try:
            db.execute("begin")
            for table, read in rows(db, {}):
                row = complete(table, read)
                told = copied.take(table, row)
                lacks += told == _NOTHING
                differ += told not in (_NOTHING, digest(row))
        finally:
            db.close()
    return Compared(differ=differ, behind=copied.left(), lacks=lacks, torn=torn)


def digest(row: Row) -> int:
    """64 bits over a row, for this process alone; neither `_NOTHING` nor `_MET`."""
    told = hash(frozenset(row.items()))
    return told if told not in (_NOTHING, _MET) else told + 2


def _key(table: str, row: Row) -> Any:
    return row["seq"] if table in NUMBERED else row["part"]
