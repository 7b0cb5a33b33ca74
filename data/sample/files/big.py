"""Big CSV exports for benchmarks, made from a pool of sample orders by columns rather than one by one.

Every row has an order number of its own; the rest is taken from a pool of some thousands of orders, its times moved
by some hours. Deterministic for one version of Polars (rows are drawn by its hash).
"""

import os
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Final

import polars as pl

from orderdeck.data.base.config.settings import Wholesale
from orderdeck.data.base.vocabulary import status
from orderdeck.data.sample.files.expected import queue_of
from orderdeck.data.sample.files.table import lay_out, layouts
from orderdeck.data.sample.files.writers import as_text
from orderdeck.data.sample.world.lives import FILE_ZONE
from orderdeck.data.sample.world.orders import Order, Snapshot
from orderdeck.data.sample.world.style import Style
from orderdeck.data.sample.world.world import World

POOL: Final = 6000
CHUNK: Final = 100_000
LEAN_TITLE: Final = 26
FIRST_ID: Final = 3_000_000_000_000_000
_LAYOUT: Final = "G2"
_TIMES: Final = ("placed_at", "paid_at", "ship_by", "sent_at", "received_at")


@dataclass(slots=True)
class BigTruth:
    """What a big file holds: orders and lines in all, the open ones by queue (stock aside), and its bytes."""

    orders: int = 0
    lines: int = 0
    size: int = 0
    queues: dict[str, int] = field(default_factory=dict)

    @property
    def open(self) -> int:
        return sum(self.queues.values())


def write_big_csv(
    path: Path,
    orders: int = 1_000_000,
    *,
    seed: int = 0,
    now: datetime,
    open_share: float = 0.03,
    days: float = 365,
    first: int = 0,
    lean: bool = True,
) -> BigTruth:
    """Writes `orders` orders of the 27-column layout as UTF-8 CSV without BOM.

    `lean` gives one short item an order and neither e-mail nor address block: about 430 bytes a row, else 680.
    `first` is the number of the first order, so that several files hold different orders of one run. The file's
    time becomes `now`. Returns what it holds.
    """
    return _write(path, _Pool(seed, now, days, lean), range(first, first + orders), open_share)


def write_big_folder(
    folder: Path,
    orders: int,
    files: int,
    *,
    seed: int = 0,
    now: datetime,
    open_share: float = 0.03,
    days: float = 365,
    lean: bool = True,
) -> list[BigTruth]:
    """The same as several files in `folder`, no order in two of them. Returns what each holds."""
    folder.mkdir(parents=True, exist_ok=True)
    pool = _Pool(seed, now, days, lean)
    bounds = [orders * number // files for number in range(files + 1)]
    return [
        _write(folder / f"orders_{number + 1:04}.csv", pool, range(*bounds[number : number + 2]), open_share)
        for number in range(files)
    ]


def _write(path: Path, pool: "_Pool", numbers: range, open_share: float) -> BigTruth:
    truth = BigTruth()
    with path.open("wb") as file:
        for start in range(numbers.start, numbers.stop, CHUNK):
            picks = pool.picks(start, min(CHUNK, numbers.stop - start), open_share)
            pool.frame(picks).write_csv(file, include_header=start == numbers.start, line_terminator="\r\n")
            pool.tell(picks, truth)
    os.utime(path, (pool.now.timestamp(), pool.now.timestamp()))
    truth.size = path.stat().st_size
    return truth


class _Pool:
    """Rendered sample orders, the first `self.open` of them open."""

    def __init__(self, seed: int, now: datetime, days: float, lean: bool) -> None:
        world = World(seed, now, orders=POOL, days=days, open_share=0.5)
        if lean:
            for order in world.orders:
                _make_lean(order)
        snapshots = sorted(world.orders_at(now), key=lambda one: one.status in status.CLOSED)
        self.open = sum(one.status in status.OPEN for one in snapshots)
        self.now = now
        self._rows = _render(snapshots, now, lean)
        rules = Wholesale()
        self._facts = pl.DataFrame(
            {
                "pick": range(len(snapshots)),
                "queue": [queue_of(one, rules) for one in snapshots],
                "lines": [len(one.order.lines) for one in snapshots],
            },
            schema_overrides={"pick": pl.Int64},
        )

    def picks(self, first: int, count: int, open_share: float) -> pl.DataFrame:
        """`number` of each order, `pick` of the pool it is taken from, `shift` of its times in seconds."""
        number = pl.int_range(first, first + count, dtype=pl.Int64, eager=True).alias("number")
        dice = pl.col("number").hash(11) % 1_000_000
        among_open = (pl.col("number").hash(12) % self.open).cast(pl.Int64)
        among_closed = (pl.col("number").hash(13) % (self._rows.height - self.open)).cast(
            pl.Int64
        ) + self.open
        return number.to_frame().select(
            "number",
            pl.when(dice < int(open_share * 1_000_000))
            .then(among_open)
            .otherwise(among_closed)
            .alias("pick"),
            (pl.col("number").hash(14) % 7200).cast(pl.Int64).alias("shift"),
        )

    def frame(self, picks: pl.DataFrame) -> pl.DataFrame:
        """The rows of the file, all text."""
        shift = pl.duration(seconds=pl.lit(picks["shift"]))
        rows = self._rows[picks["pick"]].with_columns(
            (pl.lit(FIRST_ID) + picks["number"] * 10_007).cast(pl.String).alias("order_id"),
            *(
                (pl.col(name) - shift).dt.convert_time_zone(FILE_ZONE.key).dt.strftime("%Y-%m-%d %H:%M:%S")
                for name in _TIMES
            ),
        )
        return rows.rename({of: header for header, of in layouts()[_LAYOUT].columns})

    def tell(self, picks: pl.DataFrame, truth: BigTruth) -> None:
        """Adds what these rows hold to `truth`."""
        facts = picks.join(self._facts, on="pick", how="left")
        truth.orders += facts.height
        truth.lines += int(facts["lines"].sum())
        for queue, count in facts.drop_nulls("queue").group_by("queue").len().iter_rows():
            truth.queues[queue] = truth.queues.get(queue, 0) + count


def _make_lean(order: Order) -> None:
    item = order.lines[0].item
    order.lines = (replace(order.lines[0], item=replace(item, title=item.title[:LEAN_TITLE])),)
    order.person = replace(order.person, email="")


def _render(snapshots: list[Snapshot], now: datetime, lean: bool) -> pl.DataFrame:
    style = Style(container="csv")
    table = lay_out(snapshots, _LAYOUT, style, now)
    fields = [of for _, of in layouts()[_LAYOUT].columns]
    columns = dict(zip(fields, zip(*table.rows, strict=True), strict=True))
    if lean:
        columns["full_address"] = (None,) * len(snapshots)
    return pl.DataFrame(
        [
            pl.Series(name, cells, dtype=pl.Datetime("us", "UTC"))
            if name in _TIMES
            else pl.Series(name, [as_text(cell, style, FILE_ZONE) or None for cell in cells], dtype=pl.String)
            for name, cells in columns.items()
        ]
    )
