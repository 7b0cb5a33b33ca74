"""What of the journal bears on the work there is: read by its indexes, so that it takes as long however long it is."""

from collections.abc import Collection, Iterator, Sequence
from typing import Final

from orderdeck.data.base.records import Act
from orderdeck.data.ledger.database.engine import Database
from orderdeck.data.ledger.database.sound import EARLIEST, LAST_MOMENT, Torn, is_utf8, rows, sound
from orderdeck.data.ledger.database.sound import act as as_act

COLUMNS: Final = "seq, id, grp, at, operator, kind, order_key, sku, state, data, undoes"
NAMED: Final = 10_000
"""Values that one statement names at most."""

NAMES: Final = (
    "with recursive names(operator) as ("
    "select min(operator) from journal union all "
    "select (select min(operator) from journal where operator > names.operator) from names "
    "where names.operator is not null) "
)
"""Who ever acted, as the table `names`: by as many steps in the index as there are names, and a null."""


def newest(db: Database) -> int:
    """The seq of the newest act, 0 where there is none."""
    return int(db.execute("select coalesce(max(seq), 0) from journal").fetchone()[0])


def bearing(
    db: Database, upto: int, order_keys: Collection[str], kinds: Collection[str], torn: Torn
) -> list[Act]:
    """`Ledger.bearing`."""
    found = _acts(db, "order_key is null and +seq <= ?", (upto,), torn) + on(db, order_keys, upto, torn)
    if kinds:
        found += _of_kinds(db, upto, list(kinds), torn)
    return [act for _, act in sorted({act.seq: act for act in found}.items())]


def on(db: Database, order_keys: Collection[str], upto: int, torn: Torn) -> list[Act]:
    """The acts on these orders up to seq `upto`, in no particular order."""
    found: list[Act] = []
    for few in _some(list(order_keys)):
        found += _acts(db, f"order_key in ({marks(few)}) and +seq <= ?", (*few, upto), torn)
    return found


def _of_kinds(db: Database, upto: int, kinds: Sequence[str], torn: Torn) -> list[Act]:
    found = _acts(db, f"kind in ({marks(kinds)}) and +seq <= ?", (*kinds, upto), torn)
    return found + reverses(db, [act.id for act in found], upto, torn)


def reverses(db: Database, ids: Sequence[str], upto: int, torn: Torn) -> list[Act]:
    """The undos and redos of the acts with these ids, and those of these, up to seq `upto`, in no
    particular order."""
    found: list[Act] = []
    asked: set[str] = set()  # a damaged row may name itself, or two each other
    while ids:
        asked.update(ids)
        more: list[Act] = []
        for few in _some(ids):
            more += _acts(db, f"undoes in ({marks(few)}) and +seq <= ?", (*few, upto), torn)
        found += more
        ids = [act.id for act in more if act.id not in asked]
    return found


def last_seen(db: Database) -> dict[str, int]:
    """Who ever acted -> when they last did (µs, UTC)."""
    sql = (
        f"{NAMES} select operator, (select max(at) from journal j where j.operator = names.operator "
        "and at between ? and ?) from names where operator is not null"
    )
    found = rows(db, sql, (EARLIEST, LAST_MOMENT))
    return {name: at for name, at in found if at is not None and is_utf8(name)}


def _acts(db: Database, where: str, values: Sequence[object], torn: Torn) -> list[Act]:
    # A plus before seq, and no order: for either SQLite would read the whole table by its seq instead of an index.
    sql = f"select {COLUMNS} from journal where {where}"
    return sound("journal", as_act, rows(db, sql, values), torn)


def _some(values: Sequence[str]) -> Iterator[Sequence[str]]:
    for first in range(0, len(values), NAMED):
        yield values[first : first + NAMED]


def marks(values: Sequence[object]) -> str:
    """Places for `values` in a statement."""
    return ", ".join("?" * len(values))
