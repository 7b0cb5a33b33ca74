"""What orders that the plan gives up leave to those behind them in the line: they take nothing of what is coming.

The plan counts, of each SKU, the pieces that orders before one lack, since those get what comes first. An order that is
given up waits for nothing, so its pieces don't count; nor does it need its share of what was left over once the line
was served. Who is given up hangs on those before it alone: one walk down the
line tells of all. An order that gave of a SKU has others before it that the walk comes to later: they count as waiting.
"""

from collections.abc import Collection, Iterable, Mapping

from orderdeck.data.stock.plan.allowed import GIVEN_UP, Action
from orderdeck.data.stock.plan.records import ShortLine
from orderdeck.data.stock.supply.supply import SkuSupply


class _Gone:
    """Pieces of a SKU that are not waited for."""

    __slots__ = ("each", "last", "total")

    def __init__(self) -> None:
        self.total, self.last = 0, -1
        self.each: list[tuple[int, int]] = []
        """Of each order: what others before it lack, and its pieces. `last`: the most of the former."""


class Released:
    """Pieces, by SKU, that the orders given up so far in a walk down the line leave to those behind: their turn for
    what comes, and their share of what was left over."""

    def __init__(self, supply: Mapping[str, SkuSupply]) -> None:
        self._supply = supply
        self._hang: dict[str, bool] = {}  # SKU -> whether places count, as far as it was asked
        self._left: set[str] = set()  # SKUs of which anything is left to those behind
        self._spare: dict[str, int] = {}
        self._pieces: dict[str, _Gone] = {}

    def ahead(self, sku: str, ahead: int) -> int:
        """Pieces of a SKU that orders before this one lack and wait for, of `ahead` that all before it lack.

        Who gave of a SKU stands behind all others for it, wherever it stands for the rest: what others lack says who is
        before whom."""
        found = self._pieces.get(sku)
        if found is None:
            return ahead
        if found.last < ahead:  # as nearly always
            return ahead - found.total
        return ahead - sum(pieces for before, pieces in found.each if before < ahead)

    def behind(self, lacks: tuple[ShortLine, ...]) -> tuple[ShortLine, ...]:
        """What the next order lacks, as it stands in the line without the orders that are given up so far. `lacks` is
        as allocation tells it, also of SKUs of which it would get all it wants."""
        left = self._left
        for line in lacks:
            if line.sku in left or not line.short:
                break
        else:
            return lacks
        return tuple(
            ShortLine(one.sku, one.short - taken, self.ahead(one.sku, one.ahead), one.spare + taken)
            for one in lacks
            if one.short > (taken := self._taken(one))
        )

    def said(self, action: Action, lacks: Iterable[ShortLine]) -> None:
        """What is to become of the next order in the line, which lacks this: as allocation tells it."""
        if action not in GIVEN_UP:
            left = self._left
            for line in lacks:
                if line.sku in left and (taken := self._taken(line)):
                    self._spare[line.sku] -= taken
                    self._leave(line, taken)
            return
        for line in lacks:
            if line.spare:
                self._spare[line.sku] = self._spare.get(line.sku, 0) + line.spare
                self._left.add(line.sku)
            self._leave(line, line.short)

    def _leave(self, line: ShortLine, pieces: int) -> None:
        """So many pieces that are not waited for leave those behind so much nearer to the head of the line."""
        if pieces and self._hangs(line.sku):
            self._left.add(line.sku)
            found = self._pieces.setdefault(line.sku, _Gone())
            found.total += pieces
            found.last = max(found.last, line.ahead)
            found.each.append((line.ahead, pieces))

    def _hangs(self, sku: str) -> bool:
        found = self._hang.get(sku)
        if found is None:
            found = self._hang[sku] = hangs_on_place(self._supply.get(sku))
        return found

    def shared(self, lacks: Iterable[ShortLine]) -> bool:
        """Whether orders given up have left anything over of these SKUs."""
        return bool(self._spare) and any(line.sku in self._spare for line in lacks)

    def keep(self, lacks: tuple[ShortLine, ...]) -> tuple[ShortLine, ...]:
        """What an order lacks that was given up, once all have taken what they can use of what was left over."""
        found = []
        for line in lacks:
            back = min(line.spare, self._spare.get(line.sku, 0))
            if back:
                self._spare[line.sku] -= back
            if short := line.short + line.spare - back:
                found.append(ShortLine(line.sku, short, self.ahead(line.sku, line.ahead), back))
        return tuple(found)

    def _taken(self, line: ShortLine) -> int:
        return min(line.short, self._spare.get(line.sku, 0))


def hangs_on_place(supply: SkuSupply | None) -> bool:
    """Whether it counts how far an order stands from the head of the line for a SKU: where a supplier can be asked for
    as many as are wanted and nothing is on its way, all have the same chance."""
    return supply is not None and (
        bool(supply.incoming) or any(one.left is not None for one in supply.offers)
    )


def linked(skus: Collection[str], supply: Mapping[str, SkuSupply]) -> set[str]:
    """Those of these SKUs over which one order's end changes the chance of another."""
    return {sku for sku in skus if hangs_on_place(supply.get(sku))}
