"""What orders that the plan gives up leave to those behind them in the line: they take nothing of what is coming.

The plan counts, of each SKU, the pieces that orders before one lack, since those get what comes first. An order that is
given up waits for nothing, so its pieces don't count. Who is given up hangs on those before it alone: one walk down the
line tells of all. An order that gave of a SKU has others before it that the walk comes to later: they count as waiting.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import Final

import polars as pl

from orderdeck.data.stock.plan.allowed import GIVEN_UP, Action
from orderdeck.data.stock.plan.records import ShortLine
from orderdeck.data.stock.supply.supply import SkuSupply


class Released:
    """Pieces, by SKU, of the orders given up so far in a walk down the line."""

    def __init__(self, supply: Mapping[str, SkuSupply]) -> None:
        self._linked: Final = linked(supply, supply)
        self._pieces: dict[str, list[tuple[int, int]]] = {}  # those ahead of each order given up, and its own

    def ahead(self, sku: str, ahead: int) -> int:
        """Pieces of a SKU that orders before this one lack and wait for, of `ahead` that all before it lack.

        Who gave of a SKU stands behind all others for it, wherever it stands for the rest: what others lack says who is
        before whom."""
        return ahead - sum(pieces for before, pieces in self._pieces.get(sku, ()) if before < ahead)

    def behind(self, short: tuple[ShortLine, ...]) -> tuple[ShortLine, ...]:
        """What the next order lacks, as it stands in the line without the orders that are given up so far."""
        for line in short:
            if line.sku in self._pieces:
                return tuple(ShortLine(one.sku, one.short, self.ahead(one.sku, one.ahead)) for one in short)
        return short

    def said(self, action: Action, short: Iterable[ShortLine]) -> None:
        """What is to become of the next order in the line, which lacks this: as allocation tells it."""
        if action not in GIVEN_UP:
            return
        for line in short:
            if line.sku in self._linked:
                self._pieces.setdefault(line.sku, []).append((line.ahead, line.short))


def hangs_on_place(supply: SkuSupply | None) -> bool:
    """Whether it counts how far an order stands from the head of the line for a SKU: where a supplier can be asked for
    as many as are wanted and nothing is on its way, all have the same chance."""
    return supply is not None and (
        bool(supply.incoming) or any(one.left is not None for one in supply.offers)
    )


def left_to_those_behind(
    lines: pl.DataFrame, actions: Mapping[str, Action], supply: Mapping[str, SkuSupply]
) -> pl.DataFrame:
    """`lines` as `plan` has them, the first order first; `ahead` without what orders lack that are given up."""
    released = Released(supply)
    aheads: list[int] = []
    waiting: list[ShortLine] = []
    last = None
    for key, sku, short, ahead in lines.select("order_key", "sku", "short", "ahead").rows():
        if key != last and last is not None:
            released.said(actions[last], waiting)
            waiting.clear()
        last = key
        waiting.append(ShortLine(sku, short, ahead))
        aheads.append(released.ahead(sku, ahead))
    return lines.with_columns(ahead=pl.Series(aheads, dtype=pl.Int64))


def linked(skus: Collection[str], supply: Mapping[str, SkuSupply]) -> set[str]:
    """Those of these SKUs over which one order's end changes the chance of another."""
    return {sku for sku in skus if hangs_on_place(supply.get(sku))}
