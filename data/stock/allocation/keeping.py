"""Orders that keep others short: how many of those that go without what one order holds would cover."""

from collections import defaultdict
from typing import TYPE_CHECKING

import msgspec

from orderdeck.queries.statements import statements

if TYPE_CHECKING:
    import duckdb

Pieces = dict[str, int]
"""SKU -> pieces."""


class Keeping(msgspec.Struct, frozen=True):
    """An order that holds stock which others lack."""

    order_key: str
    pieces: Pieces
    others: int
    """Orders that go without now and would be covered, were this one to give all that it holds."""


def keeping(con: "duckdb.DuckDBPyConnection", sku: str | None = None) -> list[Keeping]:
    """Orders that keep others short, of one SKU or of all, who keeps most first. What is packed has nothing to give."""
    sql, asked = statements("stock/allocation/keeping"), {"sku": sku}
    lacking: dict[int, Pieces] = defaultdict(dict)
    for place, one, pieces in con.execute(sql["lacking"], asked).fetchall():
        lacking[place][one] = pieces
    if not lacking:
        return []
    left: Pieces = dict(con.execute(sql["left"], asked).fetchall())
    held: dict[str, Pieces] = defaultdict(dict)
    for key, one, pieces in con.execute(sql["held"], asked).fetchall():
        held[key][one] = pieces
    found = covered(held, lacking, left)
    return sorted(found, key=lambda one: (-one.others, one.order_key))


def covered(held: dict[str, Pieces], lacking: dict[int, Pieces], left: Pieces) -> list[Keeping]:
    """`held`: order -> what it holds; `lacking`: place in the line -> what an order there would take; `left`: what
    nobody holds. Down the line, each that what one order holds and what is left cover whole takes it."""
    by_sku: dict[str, list[int]] = defaultdict(list)
    least: Pieces = {}
    for place in sorted(lacking):
        for sku, want in lacking[place].items():
            by_sku[sku].append(place)
            least[sku] = min(want, least.get(sku, want))
    found = []
    for key, pieces in held.items():
        there = {sku: left.get(sku, 0) + held_now for sku, held_now in pieces.items()}
        if not any(there[sku] >= least.get(sku, there[sku] + 1) for sku in there):
            continue
        others = 0
        for place in sorted({place for sku in pieces for place in by_sku.get(sku, ())}):
            wanted = lacking[place]
            if all(there.get(sku, left.get(sku, 0)) >= want for sku, want in wanted.items()):
                others += 1
                for sku, want in wanted.items():
                    there[sku] = there.get(sku, left.get(sku, 0)) - want
                if not any(there[sku] >= least.get(sku, there[sku] + 1) for sku in pieces):
                    break
        if others:
            found.append(Keeping(key, pieces, others))
    return found
