"""How likely what orders lack comes in time, for many orders at once."""

from bisect import bisect_left
from collections.abc import Sequence
from typing import Final

import polars as pl

from orderdeck.data.base.config.settings import Stock
from orderdeck.data.stock.plan.giving_up import hangs_on_place
from orderdeck.data.stock.plan.goods import Goods
from orderdeck.data.stock.plan.records import DAY, ShortLine
from orderdeck.data.stock.supply.chances import Chances

ANY: Final = 1 << 40
"""More pieces ahead than any line has: where it isn't known yet how far from its head an order will stand."""


Odds = tuple[float, float, float, float]
"""How likely it is that what an order lacks of a SKU comes: within its slack, and within the time that can be asked for
as well; then what these two would be had no delivery known taken longer."""


class LineOdds:
    """The odds of lines, wherever in the line for their SKUs they come to stand.

    Where it counts how far an order stands from the head of the line (`SkuSupply.turns`), it may stand nearer once
    others are given up: those chances are asked for along with the first, since one question about many costs little
    more than about one.
    """

    def __init__(self, lines: pl.DataFrame, goods: Goods, chances: Chances, rules: Stock, now: int) -> None:
        """`lines` has ship_by (µs, UTC; null: not known), sku, short, ahead, spare; `ahead` is the most that it can be.
        `chances` are those of the goods; `now` in µs UTC."""
        turns = {sku: one.turns() for sku, one in goods.supply.items() if hangs_on_place(one)}
        self._turns: dict[int, tuple[list[int], int, int]] = {}
        asked = lines.select("ship_by", "sku", pieces=pl.col("ahead") + pl.col("short"))
        again: list[int] = []
        pieces: list[int] = []
        if turns:
            shared = set(lines.filter(pl.col("spare") > 0)["sku"].to_list())
            hanging = pl.col("sku").is_in(turns) & ((pl.col("ahead") > 0) | pl.col("sku").is_in(shared))
            rows = lines.select("sku", "short", "ahead").with_row_index("line").filter(hanging).rows()
            for line, sku, short, ahead in rows:
                least = 1 if sku in shared else short
                found = turns[sku]
                if (last := bisect_left(found, ahead + short)) > (first := bisect_left(found, least)):
                    self._turns[line] = (found, last, lines.height + len(again) - first)
                    again += [line] * (last - first)
                    pieces += found[first:last]
        if again:
            nearer = asked[again].with_columns(pieces=pl.Series(pieces, dtype=pl.Int64))
            asked = pl.concat([asked, nearer])
        self._found = _odds(asked, goods, chances, rules, now)

    def of(self, line: int, lacks: Sequence[ShortLine], short: Sequence[ShortLine]) -> list[Odds]:
        """Of the order whose lines begin at `line`, and are `lacks` where it stands farthest: of those that it lacks
        where it stands by now."""
        if len(short) == len(lacks):
            found = self._found[line : line + len(short)]
            for at, one in enumerate(short, line):
                if at in self._turns:
                    found[at - line] = self.at(at, one.ahead + one.short)
            return found
        places = {one.sku: at for at, one in enumerate(lacks, line)}
        return [self.at(places[one.sku], one.ahead + one.short) for one in short]

    def at(self, line: int, pieces: int) -> Odds:
        """Of a line (its row), where it takes so many pieces from the head of the line for its SKU."""
        if (turned := self._turns.get(line)) is not None:
            turns, last, offset = turned
            if (place := bisect_left(turns, pieces)) < last:
                return self._found[offset + place]
        return self._found[line]


def _odds(asked: pl.DataFrame, goods: Goods, chances: Chances, rules: Stock, now: int) -> list[Odds]:
    """What is dated is there by then for certain. Where no ship-by time is known there are no odds."""
    # Divided number by number: by one and the same number Polars divides less exactly than the rules do.
    day = pl.Series([float(DAY)]).new_from_index(0, asked.height)
    slack = (asked["ship_by"] - now) / day - rules.handling_days
    room = (asked["ship_by"].clip(lower_bound=now) - now) / day - rules.handling_days + rules.ask_time_days
    days = (slack, room)
    columns = chances.of(asked["sku"], asked["pieces"], days)
    columns += chances.most(asked["sku"], asked["pieces"], days)
    if goods.dated:
        until = [
            None if (at := goods.dated.get(sku)) is None else (at - now) / DAY
            for sku in asked["sku"].to_list()
        ]
        columns = tuple(
            [
                chance if wait is None else float(left is not None and wait <= left)
                for chance, wait, left in zip(column, until, one.to_list(), strict=True)
            ]
            for column, one in zip(columns, days * 2, strict=True)
        )
    return list(zip(*columns, strict=True))
