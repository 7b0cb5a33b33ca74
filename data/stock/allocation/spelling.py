"""Names of SKUs: which the desk knows, and those of stock files that match no order, and would if case and blanks
didn't count."""

from collections import defaultdict
from typing import TYPE_CHECKING, Final

import msgspec

from orderdeck.queries.statements import statements

if TYPE_CHECKING:
    import duckdb

    from orderdeck.data.desk.connection import Fetch

EXAMPLES: Final = 5
"""Spellings that a note names; the rest is counted."""


class Nearly(msgspec.Struct, frozen=True):
    """A SKU of a stock file, and the one of orders that it differs from in case or blanks alone."""

    seq: int
    """The file's line in the exports ledger."""
    sku: str
    like: str


def nearly(con: "duckdb.DuckDBPyConnection") -> list[Nearly]:
    """All of them in the pictures of stock that count, by file and SKU."""
    return [Nearly(*row) for row in con.execute(statements("stock/supply/spelling")["nearly"]).fetchall()]


def notes(con: "duckdb.DuckDBPyConnection") -> dict[int, list[str]]:
    """File (its seq) -> the note that names them: "sku_nearly|a1 = A1, …"."""
    found: dict[int, list[Nearly]] = defaultdict(list)
    for one in nearly(con):
        found[one.seq].append(one)
    return {seq: [_note(told)] for seq, told in found.items()}


def _note(told: list[Nearly]) -> str:
    named = ", ".join(f"{one.sku} = {one.like}" for one in told[:EXAMPLES])
    more = f" … {len(told)}" if len(told) > EXAMPLES else ""
    return f"sku_nearly|{named}{more}"


def known(fetch: "Fetch", sku: str, *, stock: bool = True) -> bool:
    """Whether anything on the desk names `sku`: an open order or, where the desk knows of `stock`, a file or an act
    about it."""
    return bool(fetch(statements("stock/supply/spelling")["named" if stock else "ordered"], {"sku": sku}))
