"""Stock, purchase, product, supplier and tracking files: one row of the file is one row of the frame.

They have no orders to put together; the same cell readers serve them as serve order exports.
"""

from collections import Counter
from collections.abc import Sequence
from typing import Final

import polars as pl

from orderdeck.data.base.vocabulary import status as statuses
from orderdeck.data.base.vocabulary.frames import BY_KIND, MONEY, UTC, conform
from orderdeck.data.exports.containers.layout.header import others_of
from orderdeck.data.exports.normalise.columns.columns import MAY_BE_CUT, Columns
from orderdeck.data.exports.normalise.columns.context import Context, DatesAmbiguousError, Recognised
from orderdeck.data.exports.normalise.columns.told_tables import told_again
from orderdeck.data.exports.normalise.columns.totals import totals_of
from orderdeck.data.exports.normalise.columns.tracking_cells import parcel_by_parcel, with_waybills
from orderdeck.data.exports.normalise.dates.date_order import (
    Decision,
    by_sense,
    decide_dates,
    doubtful_cells,
    said_of,
)
from orderdeck.data.exports.normalise.dates.date_spelling import spelled, spelling_of
from orderdeck.data.exports.normalise.dates.dates import DateRules, dated, read_dates
from orderdeck.data.exports.normalise.dates.spans import read_days
from orderdeck.data.exports.normalise.values.ids import read_codes, read_ids
from orderdeck.data.exports.normalise.values.money import read_currency, read_money
from orderdeck.data.exports.normalise.values.platform import marketplace_of
from orderdeck.data.exports.normalise.values.quantity import read_quantities
from orderdeck.data.exports.normalise.values.statuses.status import StatusReader
from orderdeck.data.exports.normalise.values.text import by_distinct, mapped

KEYS: Final = {
    "stock": ("sku",),
    "purchases": ("supplier", "quantity"),
    "products": ("sku",),
    "suppliers": ("supplier", "sku"),
    "tracking": ("order_id", "tracking_number"),
}
"""Kind -> columns without which a row says nothing and is rejected."""

ABOUT: Final = {"purchases": ("purchase_id", "sku", "supplier")}
"""Kind -> what a rejected row is known by, the first of them that it has; of others the first of KEYS."""

NAMING: Final = ("sku", "supplier_sku", "title", "product_id", "attributes", "offer_id")
"""Columns that tell what an item is."""

ORDER_COLUMNS: Final = ("purchase_id", "supplier", "ordered_at", "paid_at", "status", "tracking")
"""Columns of a purchase that its later items leave blank or merged."""

_ARRIVED: Final = ("received_at",)
"""Times of which it matters whether there is one: without it, what has arrived would count as under way."""

_BESIDE: Final = ("quantity_received",)
"""Counts without which a row still says what it is about."""

_COUNTS: Final = frozenset(("on_hand", "on_order"))
"""Of stock."""

_IDS: Final = ("sku", "product_id", "purchase_id", "supplier_sku", "order_id", "tracking_number")


_NO_NUMBER: Final = r"^[^0-9]*$|^[0-]+([.,]0*)?$|^\d+[.,]\d+$"
"""What stands in place of a parcel's number where there is none yet: words, dashes, 0, what is a quantity."""


class TableReader:
    """Reads the batches of one file of a kind other than orders."""

    def __init__(self, recognised: Recognised, context: Context) -> None:
        self.profile = recognised.profile
        self.notes: Counter[str] = Counter()
        self._mapping = recognised.mapping
        self._context = context
        self._dates: DateRules | None = None
        self._status = StatusReader(self.profile.status)
        self._carried: dict[str, str] = {}

    def feed(self, batch: pl.DataFrame) -> dict[str, pl.DataFrame]:
        """{kind: rows as in data.base.vocabulary.frames, "rejects": rejected rows} of one batch. Raises
        DatesAmbiguousError.

        Purchases and stock come as a whole: what of them is told twice shows in all rows."""
        kind = self.profile.kind
        self._dates = self._dates or self._decided(batch)
        if kind == "tracking":
            batch = self._parcels(batch)
        columns = self._columns(batch)
        # Before anything is filled down: a sum stands in the column of what it adds up.
        summed = self._summed(columns, batch)
        if kind == "purchases" and self.profile.items.row_shape == "item_fill_down":
            batch = self._filled_down(batch, summed.is_not_null())
            columns = self._columns(batch)
        if (said := columns.ruined.get("sku")) is not None:
            columns.reject_said(said.is_not_null(), "sku_ruined", said)
        frame = pl.DataFrame([cells.alias(name) for name, cells in self._cells(columns, kind).items()])
        keys = KEYS[kind]
        columns.reject_said(summed.is_not_null(), f"{keys[-1]}_missing", summed)
        for name in keys:
            columns.reject(frame[name].is_null(), f"{name}_missing", name)
        known = pl.select(pl.all_horizontal(frame[name].is_not_null() for name in keys)).to_series()
        again = told_again(kind, batch, frame, known & summed.is_null())
        if again:
            columns.reject_said(again.rows & again.alike, "duplicate_row", again.first)
            columns.reject_said(again.rows & ~again.alike, "told_otherwise", again.first)
        if columns.open_end:
            name, rows = columns.open_end
            self._doubt_last(columns, name, rows & self._counts(columns, name, batch))
        about = [name for name in ABOUT.get(kind, keys[:1]) if name in frame.columns]
        rejects, stay = columns.rejects(frame.select(pl.coalesce(pl.col(about).cast(pl.String))).to_series())
        self.notes += columns.notes
        frame = frame.filter(stay)
        if kind == "purchases":
            frame = _keyed(frame)
        return {kind: conform(frame, BY_KIND[kind]), "rejects": rejects}

    def _columns(self, batch: pl.DataFrame) -> Columns:
        return Columns(batch, self._mapping, dated_skus=self.profile.items.dated_skus)

    def _summed(self, columns: Columns, batch: pl.DataFrame) -> pl.Series:
        """See `totals_of`: as the file has its rows, for what is filled down hides a word that stands there."""
        own = columns.nothing(pl.Boolean).fill_null(False)
        return totals_of(batch, own, [columns.text(name) for name in NAMING if name in self._mapping])

    def _doubt_last(self, columns: Columns, name: str, rows: pl.Series) -> None:
        """What a row is worth that the file ends within, in column `name`.

        A count cut short is too low, never too high: the figure counts, and its SKU says that it is doubted. A SKU or
        warehouse cut short may be another's, which would have stock that isn't there; of what was bought nothing else
        than the row tells; a number cut short is of no parcel.
        """
        fields = {field for field, column in self._mapping.items() if column == name} or {"tracking_number"}
        if self.profile.kind == "stock" and fields <= _COUNTS:
            self.notes[f"{MAY_BE_CUT}|{columns.row.filter(rows).item()}"] += 1
        elif self.profile.kind in ("stock", "purchases", "tracking"):
            columns.reject(rows, MAY_BE_CUT, min(fields))

    def _decided(self, batch: pl.DataFrame) -> DateRules:
        """Day or month first, as the first batch shows it: such files are small."""
        rules = self.profile.dates
        order = rules.order
        fields = [name for name, dtype in BY_KIND[self.profile.kind].items() if dtype == UTC]
        table = batch.select(
            pl.col(self._mapping[field]).cast(pl.String).alias(field)
            for field in fields
            if field in self._mapping
        )
        said = self._context.dates or (rules.usual if order == "auto" else order)
        spelling = spelling_of(table, self._context.until, said)
        if spelling is None:
            raise DatesAmbiguousError(
                [str(cell) for cells in table for cell in cells.drop_nulls().head(3)][:5]
            )
        self.notes.update(spelling.notes())
        table = table.select(spelled(cells, cells.name, spelling) for cells in table)
        if order == "auto":
            found = decide_dates(table)
            if found == Decision(None, 0):
                found = by_sense(table, self._context.until)
            if found == Decision(None, 0):
                found, note = said_of(table, rules, self._context.dates)
                if found.order is not None:
                    self.notes[f"{note}|{found.order}"] += 1
            if found.order is None:
                raise DatesAmbiguousError(doubtful_cells(table))
            order = found.order
        return DateRules(self._context.zone, order, tuple(rules.formats), spelling)

    def _filled_down(self, batch: pl.DataFrame, summed: pl.Series) -> pl.DataFrame:
        """A row without a purchase number belongs to the purchase above it, across batches too; not where `summed`."""
        number = self._mapping["purchase_id"]
        items = [self._mapping[field] for field in ("title", "quantity", "sku") if field in self._mapping]
        own = pl.col(number).is_not_null() & (pl.col(number).str.strip_chars() != "") & ~summed
        later = ~own & ~summed & pl.any_horizontal(pl.col(name).is_not_null() for name in items)
        names = [self._mapping[field] for field in ORDER_COLUMNS if field in self._mapping]
        group = own.fill_null(False).cum_sum()
        filled = batch.with_columns(
            pl.when(later).then(pl.col(name).first().over(group)).otherwise(pl.col(name)).alias(name)
            for name in names
        )
        if self._carried:
            before_any = later & (group == 0)
            filled = filled.with_columns(
                pl.when(before_any).then(pl.lit(self._carried.get(name))).otherwise(pl.col(name)).alias(name)
                for name in names
            )
        if (living := filled.filter(~summed)).height:
            last = living.row(-1, named=True)
            self._carried = {name: last[name] for name in names}
        return filled

    def _cells(self, columns: Columns, kind: str) -> dict[str, pl.Series]:
        found: dict[str, pl.Series] = {"source_row": columns.row}
        symbols: pl.Series | None = None
        told: dict[str, pl.Series] = {}
        for name, dtype in BY_KIND[kind].items():
            if name in ("source_row", "purchase_key", "state", "status_text", "currency"):
                continue
            cells = columns.text(name)
            if name in _IDS:
                # As orders' codes are read, or the two would not meet.
                ids = read_codes(cells) if name in ("sku", "supplier_sku") else read_ids(cells)
                reason = "tracking_number_ruined" if name == "tracking_number" else "id_ruined"
                columns.reject(ids.ruined, reason, name)
                found[name] = ids.values
            elif dtype == pl.Int64:
                counted = read_quantities(cells)
                if name in _BESIDE:
                    columns.doubt("quantity_unreadable", name, counted.unreadable)
                else:
                    columns.reject(counted.unreadable, "quantity_unreadable", name)
                found[name] = counted.values
            elif name == "hs_code":
                ids = read_ids(cells)
                columns.doubt("ruined", name, ids.ruined)
                found[name] = ids.values.zip_with(~ids.ruined, columns.nothing(pl.String))
            elif name == "weight_g":
                weights = read_money(cells, self.profile.money.decimal)
                columns.doubt("quantity_unreadable", name, weights.unreadable)
                found[name] = weights.values
            elif dtype == MONEY:
                amounts = read_money(cells, self.profile.money.decimal)
                columns.doubt("money_unreadable", name, amounts.unreadable)
                found[name], symbols = amounts.values, amounts.symbols
            elif dtype == UTC:
                assert self._dates
                times = read_dates(spelled(cells, name, self._dates.spelling), self._dates)
                if name in _ARRIVED:
                    columns.reject(times.unreadable, "date_unreadable", name)
                else:
                    columns.doubt("date_unreadable", name, times.unreadable)
                found[name] = times.values
                told[name] = dated(cells, times, self._dates)
            elif dtype == pl.Float64:  # spans alone are such
                found[name] = read_days(cells)
            elif name == "marketplace":
                found[name] = by_distinct(
                    cells, mapped(marketplace_of, own=self.profile.platforms), pl.String
                )
            else:
                found[name] = cells
        if symbols is not None:
            found["currency"], _ = read_currency(
                symbols, columns.get("currency"), self.profile.money.symbols, self.profile.money.currency
            )
        if kind == "tracking":  # many forwarders name their service alone
            found["carrier"] = pl.select(pl.coalesce(found["carrier"], columns.text("service"))).to_series()
            number = found["tracking_number"]
            none = number.str.contains(_NO_NUMBER).fill_null(False)
            columns.reject(none, "tracking_number_missing", "tracking_number")
            said = columns.get("status")
            if said is not None:
                void = by_distinct(said, self._void, pl.Boolean).fill_null(False)
                columns.reject(void, "parcel_void", "status")
        if kind == "purchases":
            found["status_text"] = columns.text("status")
            found["state"] = self._state(columns, found["received_at"], told)
        return found

    def _counts(self, columns: Columns, name: str, batch: pl.DataFrame) -> pl.Series:
        """Rows in which a column tells something: one that only stands in does where it has stood in."""
        if name in self._mapping.values() or self.profile.kind != "tracking":
            return pl.Series([True]).new_from_index(0, columns.height)
        return (columns.text("tracking_number") == batch[name]).fill_null(False)

    def _parcels(self, batch: pl.DataFrame) -> pl.DataFrame:
        """A row a parcel. Which of several columns of numbers goes first is the profile's order of names."""
        own = self._mapping.get("tracking_number")
        if own is None or own not in batch.columns:
            return batch
        names = self.profile.headers().get("tracking_number", ())
        others = others_of(names, batch.columns, self._mapping.values())
        return parcel_by_parcel(with_waybills(batch, own, others) if others else batch, own)

    def _void(self, texts: Sequence[str]) -> list[bool]:
        return [code == statuses.CANCELLED for code in self._status.read_labels(texts)]

    def _state(self, columns: Columns, received: pl.Series, told: dict[str, pl.Series]) -> pl.Series:
        """A purchase with a date of arrival has arrived; one of which nothing is said has been ordered."""
        read = self._status.read(columns.get, columns.height, told)
        said = read.zip_with(columns.text("status").is_not_null(), columns.nothing(pl.String))
        state = said.fill_null("ordered")
        arrived = received.is_not_null()
        return pl.Series(["received"]).new_from_index(0, columns.height).zip_with(arrived, state)


def _keyed(frame: pl.DataFrame) -> pl.DataFrame:
    """Give each purchase line a key that a later export of the same purchase has too.

    Purchase number, supplier and item; the how-manieth of that item in the purchase where it comes twice. Without a
    number the day it was ordered stands in.
    """
    number = pl.coalesce(pl.col("purchase_id"), pl.col("ordered_at").dt.strftime("%Y-%m-%d"), pl.lit(""))
    item = pl.coalesce(pl.col("sku"), pl.col("supplier_sku"), pl.col("title"), pl.lit(""))
    key = pl.concat_str(number, pl.col("supplier"), item, separator="|")
    nth = pl.int_range(pl.len()).over(key)
    return frame.with_columns(
        pl.when(nth == 0)
        .then(key)
        .otherwise(pl.concat_str(key, nth + 1, separator="|"))
        .alias("purchase_key")
    )
