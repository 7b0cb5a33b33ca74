"""What orders that the plan gives up leave to those behind them in the line: they take nothing of what is coming.

The plan counts, of each SKU, the pieces that orders before one lack, since those get what comes first. An order that is
given up waits for nothing, so its pieces don't count. Who is given up hangs on those before it alone: one walk down the
line tells of all.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import Final

import polars as pl

from orderdeck.data.stock.plan.allowed import GIVEN_UP, Action
from orderdeck.data.stock.supply.supply import SkuSupply

Lacks = tuple[str, int, int]
"""SKU, pieces that an order lacks of it, pieces that orders before it in the line lack."""


class Released:
    """Pieces, by SKU, of the orders given up so far in a walk down the line."""

    def __init__(self, supply: Mapping[str, SkuSupply]) -> None:
        self._supply: Final = supply
        self._pieces: dict[str, int] = {}

    def before(self, skus: Iterable[str]) -> bool:
        """Whether an order before this one left pieces of any of these SKUs, so that its place may be another."""
        return bool(self._pieces) and any(sku in self._pieces for sku in skus)

    def ahead(self, sku: str, ahead: int) -> int:
        """Pieces of a SKU that orders before this one lack and wait for, of `ahead` that all before it lack."""
        return ahead - self._pieces.get(sku, 0)

    def nearer(self, lines: Iterable[Lacks]) -> bool:
        """Whether other chances go for an order that lacks this, for what is left to it."""
        return any(
            self._supply[sku].stand(ahead + short) != self._supply[sku].stand(self.ahead(sku, ahead) + short)
            for sku, short, ahead in lines
            if sku in self._pieces
        )

    def said(self, action: Action, lines: Iterable[tuple[str, int]]) -> None:
        """What is to become of the next order in the line, which lacks so many pieces of these SKUs."""
        if action not in GIVEN_UP:
            return
        for sku, short in lines:
            if hangs_on_place(self._supply.get(sku)):
                self._pieces[sku] = self._pieces.get(sku, 0) + short


def hangs_on_place(supply: SkuSupply | None) -> bool:
    """Whether it counts how far an order stands from the head of the line for a SKU: where a supplier can be asked for
    as many as are wanted and nothing is on its way, all have the same chance."""
    return supply is not None and (
        bool(supply.incoming) or any(one.left is not None for one in supply.offers)
    )


def left_to_those_behind(
    lines: pl.DataFrame, actions: Mapping[str, Action], supply: Mapping[str, SkuSupply]
) -> pl.DataFrame:
    """`lines` as `plan_all` has them, the first order first; `ahead` without what orders lack that are given up."""
    released = Released(supply)
    aheads: list[int] = []
    waiting: list[tuple[str, int]] = []
    last = None
    for key, sku, short, ahead in lines.select("order_key", "sku", "short", "ahead").rows():
        if key != last and last is not None:
            released.said(actions[last], waiting)
            waiting.clear()
        last = key
        waiting.append((sku, short))
        aheads.append(released.ahead(sku, ahead))
    return lines.with_columns(ahead=pl.Series(aheads, dtype=pl.Int64))


def linked(skus: Collection[str], supply: Mapping[str, SkuSupply]) -> set[str]:
    """Those of these SKUs over which one order's end changes the chance of another."""
    return {sku for sku in skus if hangs_on_place(supply.get(sku))}
