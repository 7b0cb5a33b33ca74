"""The door to normalising: text frames of one file in, orders, lines and rejects out."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from typing import Final

import polars as pl

from orderdeck.data.base.prefetch import abreast
from orderdeck.data.base.vocabulary.fields import DATE_FIELDS
from orderdeck.data.base.vocabulary.frames import REJECTS
from orderdeck.data.base.vocabulary.status import CLOSED
from orderdeck.data.exports.normalise.assembly.grouping import group_rows
from orderdeck.data.exports.normalise.assembly.orders import finish_orders
from orderdeck.data.exports.normalise.assembly.packages import without_packages
from orderdeck.data.exports.normalise.assembly.refunds import parted, taken_off
from orderdeck.data.exports.normalise.assembly.repeats import (
    Repeats,
    RoundedNumbers,
    may_be_rounded,
    without_shared,
)
from orderdeck.data.exports.normalise.columns.context import (
    Context,
    DatesAmbiguousError,
    Frames,
    Recognised,
    no_frames,
)
from orderdeck.data.exports.normalise.columns.side_ids import without_rounded
from orderdeck.data.exports.normalise.dates.date_order import (
    Decision,
    by_known,
    by_sense,
    decide_dates,
    doubtful_cells,
    is_backed,
    said_of,
)
from orderdeck.data.exports.normalise.dates.date_spelling import Spelling, spelled, spelling_of
from orderdeck.data.exports.normalise.dates.dates import DateRules
from orderdeck.data.exports.normalise.rows import RowReader, Rows
from orderdeck.data.exports.normalise.values.ids import read_ids

ABREAST: Final = 2
"""Batches that are read at a time: what is done to a batch is done column by column, on one core."""


_TIMES: Final = (*DATE_FIELDS, "cancelled_at")

Recall = Callable[[pl.Series], pl.DataFrame]
"""Order numbers -> what is known of those orders by other files: see
`data.exports.normalise.dates.date_order.by_known`."""


class SeenTooLateError(Exception):
    """A number that a spreadsheet may have rounded came up again, after its first row was given."""


class Normaliser:
    """Normalises the batches of one file; `recall` says what other files tell of its orders.

    One that is not `careful` takes it that a number met once is met once: it raises SeenTooLateError where it isn't,
    and the file has to be read again by one that is.
    """

    def __init__(
        self, recognised: Recognised, context: Context, recall: Recall | None = None, *, careful: bool = True
    ) -> None:
        if recognised.profile.kind != "orders":
            raise ValueError(f"profile {recognised.profile.name} is of {recognised.profile.kind}, not orders")
        self._recognised = recognised
        self._context, self._recall, self._careful = context, recall, careful
        self._profile = recognised.profile
        self._kept: list[Rows] = []
        self._repeats = Repeats()
        self._rounded = RoundedNumbers(recognised.mapping.get("order_id", ""))
        self._notes: Counter[str] = Counter()
        self._rows = 0
        # Refunds come in rows of their own where shops export their books; a marketplace's own cells have none.
        items = recognised.profile.items
        self._streams = items.row_shape == "order" and items.kind == "aliexpress_cell"

    def frames(self, batches: Iterable[pl.DataFrame]) -> Iterator[Frames]:
        """What `batches` hold, in their order: rejects at once, and orders where a row is one.

        Where an order has several rows, they are kept (about 0.5 kB a row) and come at the end. Batches are kept, as
        they are, until some value shows whether dates have the day or the month first. Raises DatesAmbiguousError and
        SeenTooLateError.
        """
        source = self._without_packages(batches) if self._profile.items.package else iter(batches)
        waiting: list[pl.DataFrame] = []
        reader: RowReader | None = None
        for batch in source:
            waiting.append(batch)
            reader = self._decided(waiting)
            if reader:
                break
        if waiting and reader is None:
            reader = self._decided(waiting, last=True)
        if reader:
            # Where ids are filled down, a row's order is told by a batch before it.
            alone = self._profile.items.row_shape == "item_fill_down"
            read = abreast(reader.read, chain(_emptied(waiting), source), 1 if alone else ABREAST)
            yield from self._streamed(read) if self._streams else map(self._keep, read)
            self._notes.update(reader.footers.missing())
        yield self._left(reader.footers.shops if reader else [])

    def _without_packages(self, batches: Iterable[pl.DataFrame]) -> Iterator[pl.DataFrame]:
        """All of the file at once: a parcel's row and those below it may stand in two batches."""
        if whole := list(batches):
            table, parcels = without_packages(
                pl.concat(whole, how="diagonal"), self._recognised.mapping, self._profile
            )
            if parcels:
                self._notes["package_rows"] += parcels
            yield table

    def _streamed(self, read: Iterable[Rows]) -> Iterator[Frames]:
        """The orders of each batch. Of several, rows whose number may be rounded wait for the end of the file, unless
        it is read in a hurry and the first batch shows that not all of them are."""
        batches = iter(read)
        before = next(batches, None)
        alone = True
        for rows in batches:
            assert before is not None
            self._careful = self._careful or not self._rounded.look(before.frame)
            yield self._of_several(before)
            before, alone = rows, False
        if before is not None:
            yield self._whole(before) if alone else self._of_several(before)

    def _of_several(self, rows: Rows) -> Frames:
        # To part the rows of each batch copies them all, which takes as long as a quarter of normalising.
        return self._whole(self._held_back(rows) if self._careful else rows, held=True)

    def _left(self, told_shops: list[tuple[int, str]]) -> Frames:
        left = no_frames()._replace(notes=self._notes)
        if not self._kept:
            return left
        frames = pl.concat([rows.frame for rows in self._kept], how="diagonal_relaxed")
        if told_shops:
            told = _shops_of(frames["row"], sorted(told_shops))
            frames = frames.with_columns(
                pl.when(pl.col("shop") != "").then("shop").otherwise(told).alias("shop")
            )
        lines = pl.concat([rows.lines for rows in self._kept], how="diagonal_relaxed")
        rejects = pl.concat([rows.rejects for rows in self._kept])
        self._kept.clear()
        if self._profile.items.row_shape == "order":
            whole = self._whole(Rows(frames, lines, no_frames().rejects, Counter()))
            return whole._replace(notes=left.notes + whole.notes)
        frames, ruined = self._rounded.sift(frames)
        if ruined.height:
            lines = lines.join(frames.select("at"), on="at", how="semi", maintain_order="left")
        frames, lines, notes = without_rounded(frames, lines, self._recognised.mapping)
        grouped = group_rows(frames, lines, rejects, self._profile)
        rejects = pl.concat([ruined, grouped.rejects]).sort("row")
        return Frames(grouped.orders, grouped.lines, rejects, left.notes + notes + grouped.notes)

    def _whole(self, rows: Rows, *, held: bool = False) -> Frames:
        """What `rows` are; `held`: without those that are held back, if any are. Raises SeenTooLateError."""
        frame, lines, ruined = rows.frame, rows.lines, no_frames().rejects
        if held:
            self._rounded.look(frame)
        else:
            frame, ruined = self._rounded.sift(frame)
        if ruined.height:
            lines = lines.join(frame.select("at"), on="at", how="semi", maintain_order="left")
        frame, lines, notes = without_rounded(frame, lines, self._recognised.mapping)
        parts = parted(frame, lines, self._profile)
        refunds = taken_off(parts, self._profile)
        frame, shared = (refunds.frame, no_frames().rejects) if held else without_shared(refunds.frame)
        frame, repeated = self._repeats.sift(frame)
        if held and not self._careful:
            again = refunds.frame.filter(pl.col("row").is_in(repeated["row"].implode()))
            if _any_rounded(parts.refunds) or _any_rounded(again):
                raise SeenTooLateError
        lines = refunds.lines
        if repeated.height or shared.height:
            lines = lines.join(frame.select("at"), on="at", how="semi", maintain_order="left")
        orders, lines = finish_orders(frame, lines, self._profile)
        rejects = pl.concat([rows.rejects, ruined, repeated, shared, refunds.rejects]).sort("row")
        return Frames(orders, lines, rejects, rows.notes + notes + refunds.notes)

    def _held_back(self, rows: Rows) -> Rows:
        """`rows` without those whose number may be rounded, one of ten as a rule: whether it is, and which of them
        share one, all of the file tells."""
        rounded = _rounded(rows.frame)
        if not rounded.any():
            return rows
        held = rows.frame.filter(rounded)
        theirs = pl.col("at").is_in(held["at"].implode())
        height = rows.frame.height + rows.rejects.height
        self._keep(Rows(held, rows.lines.filter(theirs), rows.rejects.clear(), Counter()), height)
        return rows._replace(frame=rows.frame.filter(~rounded), lines=rows.lines.filter(~theirs))

    def _keep(self, rows: Rows, height: int = 0) -> Frames:
        base, self._rows = self._rows, self._rows + (height or rows.frame.height) + rows.rejects.height
        shifted = pl.col("at").cast(pl.Int64) + base
        self._kept.append(
            rows._replace(frame=rows.frame.with_columns(shifted), lines=rows.lines.with_columns(shifted))
        )
        return no_frames()._replace(rejects=rows.rejects, notes=rows.notes)

    def _decided(self, batches: list[pl.DataFrame], *, last: bool = False) -> RowReader | None:
        """The reader of rows once the order of day and month is settled, if need be by all batches so far."""
        order = self._profile.dates.order
        times = self._times(batches)
        said = self._profile.dates.usual if order == "auto" else order
        spelling = spelling_of(times, self._context.until, self._context.dates or said)
        if spelling is None:
            if last:
                raise DatesAmbiguousError(
                    [value for column in times for value in column.drop_nulls().head(3)][:5]
                )
            return None
        if order == "auto":
            times = times.select(spelled(cells, cells.name, spelling) for cells in times)
            found, note = decide_dates(times), "dates_decided"
            if last and found == Decision(None, 0):
                found, note = self._by_the_rest(batches, times, spelling)
            if last and found.order is None:
                raise DatesAmbiguousError(doubtful_cells(times))
            if found.order is None or (not last and times.width and not is_backed(times, found.order)):
                return None
            if found.order != "ymd" or note != "dates_decided":
                self._notes[f"{note}|{found.order}"] += max(found.values, 1)
            order = found.order
        self._notes.update(spelling.notes())
        rules = DateRules(self._context.zone, order, tuple(self._profile.dates.formats), spelling)
        return RowReader(self._recognised, self._context, rules)

    def _by_the_rest(
        self, batches: list[pl.DataFrame], times: pl.DataFrame, spelling: Spelling
    ) -> tuple[Decision, str]:
        """What tells the order of day and month where no value of the file does, and the code of its note."""
        table = pl.concat([self._table(batch) for batch in batches])
        table = table.with_columns(spelled(table[name], name, spelling) for name in _TIMES)
        found = by_sense(table.drop("order_id", "shop"), self._context.until)
        if found.order is not None:
            return found, "dates_by_sense"
        found, note = said_of(times, self._profile.dates, self._context.dates)
        if found.order is not None or self._recall is None or not table.height:
            return found, note
        known = self._recall(table["order_id"].drop_nulls().unique())
        return by_known(table, known, self._context.zone), "dates_by_known"

    def _table(self, batch: pl.DataFrame) -> pl.DataFrame:
        """Order number, shop and times of each row, as text."""
        mapping = self._recognised.mapping
        none = pl.lit(None, pl.String)
        cells = {name: pl.col(mapping[name]) if mapping.get(name) in batch.columns else none for name in (
            "order_id", "shop", *_TIMES
        )}  # fmt: skip
        table = batch.select(**cells)
        shop = table["shop"].str.strip_chars().fill_null(self._context.shop)
        return table.with_columns(read_ids(table["order_id"]).values.alias("order_id"), shop.alias("shop"))

    def _times(self, batches: list[pl.DataFrame]) -> pl.DataFrame:
        """Those of _TIMES that the file has, as text."""
        mapping = self._recognised.mapping
        have = {name: pl.col(mapping[name]) for name in _TIMES if mapping.get(name) in batches[0].columns}
        return pl.concat([batch.select(**have) for batch in batches])


def _shops_of(rows: pl.Series, told: list[tuple[int, str]]) -> pl.Series:
    """The shop of each of `rows` (row numbers), where the rows of `told` name that of those above them.

    One name in a file is that of all its rows, wherever it stands. With several (reports of two sellers, one pasted
    below the other), rows below the last are nobody's: "".
    """
    ends, shops = pl.Series([row for row, _ in told], dtype=pl.Int64), [shop for _, shop in told]
    named = pl.Series([*shops, shops[0] if len(set(shops)) == 1 else ""])
    return named.gather(ends.search_sorted(rows.cast(pl.Int64)))


def _rounded(frame: pl.DataFrame) -> pl.Series:
    """Which rows bear a number that may be rounded."""
    return may_be_rounded(frame) | may_be_rounded(frame, pl.col("order_id"))


def _any_rounded(frame: pl.DataFrame) -> bool:
    return bool(frame.height and _rounded(frame).any())


def _emptied(waiting: list[pl.DataFrame]) -> Iterator[pl.DataFrame]:
    while waiting:
        yield waiting.pop(0)


def normalise(batches: Iterable[pl.DataFrame], recognised: Recognised, context: Context) -> Frames:
    """All orders, lines and rejects of `batches`, which are a whole file. Raises DatesAmbiguousError."""
    return joined(list(Normaliser(recognised, context).frames(batches)))


def joined(parts: list[Frames]) -> Frames:
    """`parts` as one."""
    filled = [part for part in parts if part.orders.height or part.rejects.height] or parts[:1]
    notes: Counter[str] = Counter()
    for part in parts:
        notes.update(part.notes)
    if len(filled) == 1:
        return filled[0]._replace(notes=notes)
    return Frames(
        pl.concat([part.orders for part in filled]),
        pl.concat([part.lines for part in filled]),
        pl.concat([part.rejects for part in filled]).cast(REJECTS),  # type: ignore[arg-type]
        notes,
    )


def explain(frames: Frames) -> pl.DataFrame:
    """What each row would load as, for a person: row, order_id, outcome ("loaded" or "rejected"), status, placed_at,
    ship_by, total, currency, country_code, items ("SKU × 2; …",
    "SKU × 1/2" where one of two is still to send), reason, detail; sorted by row."""
    item = pl.coalesce("sku", "title", pl.lit("?"))
    closed = frames.orders.filter(pl.col("status").is_in(CLOSED))["order_key"]
    less = (pl.col("owed") != pl.col("quantity")) & ~pl.col("order_key").is_in(closed.implode())
    pieces = (
        pl.when(less)
        .then(pl.format("{}/{}", "owed", "quantity"))
        .otherwise(pl.col("quantity").cast(pl.String))
    )
    items = frames.lines.group_by("order_key", maintain_order=True).agg(
        pl.format("{} × {}", item, pieces).str.join("; ").alias("items")
    )
    loaded = frames.orders.join(items, on="order_key", how="left").select(
        pl.col("source_row").alias("row"),
        "order_id",
        pl.lit("loaded").alias("outcome"),
        *("status", "placed_at", "ship_by", "total", "currency", "country_code", "items"),
    )
    rejected = frames.rejects.with_columns(pl.lit("rejected").alias("outcome"))
    return pl.concat([loaded, rejected], how="diagonal").sort("row", maintain_order=True)
