"""Rows of the database as records, where they have the shape of one; a row that hasn't is torn, and harms no other.

A byte that has turned on a disk, or a hand that wrote there, leaves rows that SQLite finds sound and nothing else can
read: text that is no JSON, a moment in the year 300,000, a name of a part that leads out of the folder.
"""

import re
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Final, TypeVar

import msgspec

from orderdeck.data.base.records import Act, Export
from orderdeck.data.ledger.database.engine import Database
from orderdeck.data.ledger.records import Part

Torn = dict[tuple[str, int], None]
"""Table and seq of each torn row that was met, in the order in which they were."""

EARLIEST: Final = -62_135_596_800_000_000
LAST_MOMENT: Final = 253_402_300_799_999_999
"""µs since the epoch, UTC, of the begin of the year 1 and the end of the year 9999."""
TIMES: Final = frozenset({"until", "expected_at", "ship_by", "since_at"})
COUNTS: Final = frozenset({"quantity", "upto", "since", "debt", "left", "orders"})
"""What acts carry that SQL takes for a moment or a number, in whatever kind of act."""
MOST: Final = 10**15
ACCOUNT: Final = "account"
"""Where the journal's data keeps an act's account; no kind of act carries anything of that name."""
MONEY: Final = frozenset({"unit_price"})

_AMOUNT: Final = re.compile(r"-?\d{1,13}(\.\d{1,9})?")
_NAME: Final = re.compile(r"[A-Za-z0-9_-]{1,100}")
_FILE: Final = re.compile(r"[a-z]+(-\d{4,9})?\.parquet")

Scalar = str | int | float | bool | None
Record = TypeVar("Record")

_DATA: Final = msgspec.json.Decoder(dict[str, Scalar])
_TEXTS: Final = msgspec.json.Decoder(list[str])
_NAMED: Final = msgspec.json.Decoder(dict[str, str])


def rows(db: Database, sql: str, values: Sequence[object] = ()) -> Iterator[tuple[Any, ...]]:
    """The rows of `sql`; text that isn't UTF-8 comes with what no text has in the place of its bytes."""
    try:
        found = db.execute(sql, values).fetchall()
    except sqlite3.OperationalError as error:
        if "decode to UTF-8" not in str(error) or not isinstance(db, sqlite3.Connection):
            raise
        db.text_factory = lambda content: content.decode("utf-8", "surrogateescape")
        try:
            found = db.execute(sql, values).fetchall()
        finally:
            db.text_factory = str
    yield from found


def sound(
    table: str, record: Callable[[tuple[Any, ...]], Record], found: Iterable[tuple[Any, ...]], torn: Torn
) -> list[Record]:
    """Those of the rows `found` of `table` (seq first) that `record` can make of; the others are put down in `torn`."""
    made = []
    for row in found:
        try:
            made.append(record(row))
        except (ValueError, TypeError, OverflowError, RecursionError):
            torn[(table, row[0] if isinstance(row[0], int) else 0)] = None
    return made


def act(row: tuple[Any, ...]) -> Act:
    """An act of the journal's columns: seq, id, grp, at, operator, kind, order_key, sku, state, data, undoes.

    Raises ValueError where it is none.
    """
    seq, act_id, group, at, operator, kind, order_key, sku, state, data, undoes = row
    _text(act_id, group, operator, kind)
    _text(*(one for one in (order_key, sku, state, undoes) if one is not None))
    carried = _carried(data) if data != "{}" else {}
    account = carried.pop(ACCOUNT, "")
    return Act(
        id=act_id,
        kind=kind,
        operator=operator,
        at=_moment(at),
        group=group,
        order_key=order_key,
        sku=sku,
        state=state,
        data=carried,
        undoes=undoes,
        account=account if isinstance(account, str) else "",
        seq=seq,
    )


def _carried(data: str) -> dict[str, Scalar]:
    found = _DATA.decode(data)
    for name, value in found.items():
        if name in TIMES and value is not None:
            _moment(value)
        elif name in COUNTS and value is not None:
            if type(value) is not int or abs(value) > MOST:
                raise ValueError(name)
        elif name in MONEY and value is not None:
            if not _AMOUNT.fullmatch(str(value)):
                raise ValueError(name)
        elif type(value) is int and abs(value) >= 2**63:
            raise ValueError(name)
    return found


def export(values: dict[str, Any]) -> Export:
    """A line of the exports ledger of its columns by name. Raises ValueError where it is none."""
    lists = {name: _TEXTS.decode(values[name]) for name in ("headers", "notes", "lacks")}
    made = msgspec.convert(values | lists | {"checksums": _NAMED.decode(values["checksums"])}, Export)
    for at in (made.exported_at, made.loaded_at, made.latest_event, made.claimed_at, made.copied_at):
        _moment(at)
    _text(made.export_id, made.name, made.detail, made.reason)
    return made


def part(values: dict[str, Any]) -> Part:
    """A part of its columns by name. Raises ValueError where it is none, or its name or a file's leads elsewhere."""
    export_ids, checksums = _TEXTS.decode(values["export_ids"]), _NAMED.decode(values["checksums"])
    made = msgspec.convert(values | {"export_ids": export_ids, "checksums": checksums}, Part)
    if not is_part_name(made.name) or not all(map(_FILE.fullmatch, made.checksums)):
        raise ValueError(made.name)
    return made


def is_part_name(name: object) -> bool:
    """Whether a part may be called so: a folder under `parts`, and nowhere else."""
    return isinstance(name, str) and _NAME.fullmatch(name) is not None


def _moment(at: Any) -> int:
    if type(at) is not int or not EARLIEST <= at <= LAST_MOMENT:
        raise ValueError(at)
    return at


def _text(*values: Any) -> None:
    for value in values:
        if type(value) is not str or not (value.isascii() or is_utf8(value)):
            raise ValueError(value)


def is_utf8(value: str) -> bool:
    """Whether `value` can be written as text, and holds no bytes that are none (see `rows`)."""
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True
