"""What people call an order: its number as lists show it, whatever its key is made of."""

from collections.abc import Iterable, Sequence
from typing import Any

from orderdeck.data.desk.connection import Connection, connect
from orderdeck.data.desk.pictures import parts
from orderdeck.data.ledger import Ledger, Part
from orderdeck.queries.statements import statements


def numbers(con: Connection, ledger: Ledger, order_keys: Iterable[str]) -> dict[str, str]:
    """See Desk.numbers."""
    keys = sorted(set(order_keys))
    found = dict(con.execute(statements("desk/numbers")["open"], {"keys": keys}).fetchall()) if keys else {}
    rest = [key for key in keys if key not in found]
    return {**found, **_filed(con, ledger, rest)} if rest else found


def numbers_of(ledger: Ledger, order_keys: Iterable[str]) -> dict[str, str]:
    """The same where no desk is open. Raises LedgerError."""
    keys = sorted(set(order_keys))
    if not keys:
        return {}
    with connect() as con:
        return _filed(con, ledger, keys)


def called(ledger: Ledger, number: str, *, part: bool = False) -> set[str]:
    """Keys of the orders, open or finished, that have this number, or `part` of it that stands in the number alone and
    not in the key, whatever its case and with # or without. Raises LedgerError."""
    wanted = number.strip().lower()
    if not wanted.strip("#"):
        return set()
    with connect() as con:
        return {key for (key,) in _read(con, ledger, "called", {"wanted": wanted, "part": part})}


def _filed(con: Connection, ledger: Ledger, order_keys: Sequence[str]) -> dict[str, str]:
    return dict(_read(con, ledger, "filed", {"keys": list(order_keys)}))


def _read(con: Connection, ledger: Ledger, name: str, values: dict[str, object]) -> list[tuple[Any, ...]]:
    """The rows of a statement over all parts of orders; one that can't be read tells nothing."""
    sql = statements("desk/numbers")[name]

    def ask(some: Sequence[Part]) -> list[tuple[Any, ...]]:
        files = parts.files(ledger.paths, some, "orders")
        return con.execute(sql, {**values, "files": files}).fetchall() if files else []

    every = parts.order_parts(ledger)
    try:
        return ask(every)
    except parts.UNREADABLE:  # one of them is damaged, or merged away in this moment
        found = []
        for one in every:
            try:
                found += ask([one])
            except parts.UNREADABLE:
                continue
        return found
