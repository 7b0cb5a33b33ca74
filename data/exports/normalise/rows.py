"""One batch of rows → typed rows: every field of an order read, rows that can't be trusted set aside."""

from collections import Counter
from typing import Final, NamedTuple

import polars as pl

from orderdeck.data.base.vocabulary.frames import MONEY
from orderdeck.data.base.vocabulary.status import TO_BE_SHIPPED, UNRECOGNISED
from orderdeck.data.exports.containers.layout.frame import HEADER_ABOVE
from orderdeck.data.exports.normalise.amounts import read_amounts
from orderdeck.data.exports.normalise.assembly.owed import kept, read_told
from orderdeck.data.exports.normalise.assembly.packages import PARCEL, SHARED
from orderdeck.data.exports.normalise.assembly.parcels import one_line, ruined_inside
from orderdeck.data.exports.normalise.assembly.repeats import ITEMS
from orderdeck.data.exports.normalise.assembly.told_again import CELLS
from orderdeck.data.exports.normalise.assembly.unnamed import LINE_UNCLEAR
from orderdeck.data.exports.normalise.columns.above import RowsAbove
from orderdeck.data.exports.normalise.columns.columns import BETWEEN, Columns
from orderdeck.data.exports.normalise.columns.context import Context, Recognised
from orderdeck.data.exports.normalise.columns.footers import Footers
from orderdeck.data.exports.normalise.columns.prepared import prepared
from orderdeck.data.exports.normalise.columns.totals import is_no_number, totals_of
from orderdeck.data.exports.normalise.dates.date_spelling import spelled
from orderdeck.data.exports.normalise.dates.dates import DateRules, dated, read_dates
from orderdeck.data.exports.normalise.dates.ship_by import read_ship_by
from orderdeck.data.exports.normalise.items.reader import DIRECT, ItemReader
from orderdeck.data.exports.normalise.values.country import country_code
from orderdeck.data.exports.normalise.values.ids import read_ids
from orderdeck.data.exports.normalise.values.platform import marketplace_of
from orderdeck.data.exports.normalise.values.quantity import read_quantities
from orderdeck.data.exports.normalise.values.statuses.fulfilment import SenderReader
from orderdeck.data.exports.normalise.values.statuses.payment import at_the_door
from orderdeck.data.exports.normalise.values.statuses.second_status import FIELDS as SECOND
from orderdeck.data.exports.normalise.values.statuses.second_status import SecondStatus
from orderdeck.data.exports.normalise.values.statuses.status import StatusReader
from orderdeck.data.exports.normalise.values.text import (
    by_distinct,
    join_columns,
    join_lines,
    mapped,
    read_booleans,
)
from orderdeck.data.exports.profile.records import Profile

_PLAIN: Final = (
    "buyer",
    "email",
    "country",
    "province",
    "city",
    "zip",
    "tax_number",
    "seller",
    "custom_info",
    "national_address",
    "supply_price",
)
_TRUE_CITY: Final = ("DE", "IT", "PL", "MX")
"""Countries for which AliExpress puts the city itself into a column of its own."""
_ITEM: Final = ("products", "codes", "product_id", "ean", "title", "sku", "attributes", "quantity")
NAMING: Final = ("sku", "item_title", "product_id", "codes", "products", "attributes")
"""Fields that tell what an item is."""
_TELLING: Final = (
    "quantity", "quantity_open", "product_id", "codes", "products", "attributes", "ean", "line_id", "line_status",
)  # fmt: skip
"""Fields that, beside a title or a SKU, show that a row is an item."""
_TIMES: Final = ("placed_at", "paid_at", "sent_at", "received_at", "cancelled_at")
"""Beside ship_by: work is put in order by these, or a status follows from them."""


_NO_ID: Final = (
    r"(?i)^([-−]\s*\d[\d.,]*|[+]?0+([.,]0*)?|[-+]?\d([.,]\d+)?e[-+]?\d{3,}|[-+]?1[.,]#(inf|ind|[qs]?nan)\d*"
    r"|#(div/0!|n/a|name\?|null!|num!|ref!|value!))$"
)
"""What programs write where they have no order number: 0, -1, overflown numbers, a spreadsheet's errors."""


_SOUND: Final = r"^[1-9][0-9]{5,}$"
"""An order number that can't be taken for anything else. (Whether it is rounded all of the file tells.)"""


class Rows(NamedTuple):
    """Typed rows (columns of the orders frame that a row tells, and at, row, key_id, line_id, amounts of the line),
    their items (at, n and columns of the lines frame), rejected rows and doubts."""

    frame: pl.DataFrame
    lines: pl.DataFrame
    rejects: pl.DataFrame
    notes: Counter[str]


class RowReader:
    """Reads batches of one file. `dates` is the order of day and month that the file shows."""

    def __init__(self, recognised: Recognised, context: Context, dates: DateRules) -> None:
        self.profile: Profile = recognised.profile
        self._mapping = recognised.mapping
        self._context = context
        self._dates = dates
        self._status = StatusReader(self.profile.status)
        self._second = SecondStatus(self.profile)
        self._senders = SenderReader(self.profile.fulfilment)
        self._items = ItemReader(self.profile.items)
        self._carried: str | None = (
            None  # the order that rows without an id belong to, where ids are filled down
        )
        self._above = RowsAbove()
        self.footers = Footers(self.profile.furniture)

    def read(self, batch: pl.DataFrame) -> Rows:
        """The typed rows of `batch`, which begins with row number column `__row`."""
        batch = self._without_furniture(batch)
        batch, mapping = prepared(batch, self._mapping, self.profile)
        columns = Columns(batch, mapping, dated_skus=self.profile.items.dated_skus)
        ids = self._ids(columns, batch)
        fields = {
            "order_id": ids,
            **self._keys(columns, ids),
            **self._states(columns),
            **self._words(columns),
        }
        fields |= read_amounts(columns, self.profile.money)
        items = self._row_items(columns, fields)
        fields["doubts"] = _with_parcel(columns.marks(), batch)
        rejects, stay = columns.rejects(ids)
        frame = pl.DataFrame([column.alias(name) for name, column in fields.items()])
        frame = frame.with_columns(columns.row.alias("row")).with_row_index("at")
        if self.profile.items.row_shape != "order":
            frame = frame.with_columns(batch.select(pl.exclude("^__.*$")).hash_rows().alias(CELLS))
        if HEADER_ABOVE in batch.columns:
            frame = frame.with_columns(batch[HEADER_ABOVE])
        if self.profile.items.row_shape == "order":
            frame = frame.with_columns(items.select(*_ITEM).hash_rows().alias(ITEMS))
        items = items.with_row_index("at")
        if not stay.all():
            frame, items = frame.filter(stay), items.filter(stay)
        found = self._items.read(items)
        frame = _with_services(frame, found.services)
        frame = _with_ruined(frame, found.ruined)
        notes = columns.notes + found.notes
        if found.bad.height:
            bad = frame.join(found.bad, on="at", how="semi")
            frame = frame.join(found.bad, on="at", how="anti")
            found = found._replace(lines=found.lines.join(found.bad, on="at", how="anti"))
            told = bad.select(
                "row",
                "order_id",
                pl.lit("quantity_unreadable").alias("reason"),
                pl.lit(None, pl.String).alias("detail"),
            )
            rejects = pl.concat([rejects, told])
        return Rows(frame, found.lines, rejects.sort("row"), notes)

    def _without_furniture(self, batch: pl.DataFrame) -> pl.DataFrame:
        """`batch` without rows that hold nothing, or that the profile knows as furniture."""
        cells = [name for name in batch.columns if not name.startswith("__")]
        keep = pl.any_horizontal(pl.col(name).is_not_null() for name in cells)
        mask = batch.select(keep.alias("keep")).to_series()
        if self.profile.furniture:
            pattern = "(?i)" + "|".join(f"(?:{one})" for one in self.profile.furniture)
            row = pl.concat_str(cells, separator=" ", ignore_nulls=True).str.strip_chars()
            found = batch.select(pl.col("__row").alias("number"), row.alias("row"))
            furniture = found["row"].str.contains(pattern)
            mask = mask & ~furniture
            self.footers.hear(found.filter(furniture).rows(), batch["__row"], mask)
        return batch if mask.all() else batch.filter(mask)

    def _ids(self, columns: Columns, batch: pl.DataFrame) -> pl.Series:
        raw = columns.text("order_id")
        if self.profile.items.row_shape != "item_fill_down" and _all_sound(raw):
            return raw
        other = columns.get("order_id_alt")
        if other is not None:
            raw = raw.zip_with(raw.str.contains(r"\S").fill_null(False), other)
        given = raw.str.contains(r"\S").fill_null(False) & ~is_no_number(raw)
        names = [cells for field in NAMING if (cells := columns.get(field)) is not None]
        summed = totals_of(batch, given, names)
        columns.reject_said(summed.is_not_null(), "id_missing", summed)
        if self.profile.items.row_shape == "item_fill_down":
            raw = self._filled_down(raw, columns, given, summed.is_not_null())
        # Whether numbers are rounded all of the file tells: see `normaliser`.
        ids = read_ids(raw, multiline=bool(self.profile.merged_ids), part=True)
        columns.reject(ids.values.is_null() & ~ids.ruined, "id_missing")
        columns.reject(ids.ruined, "id_ruined", "order_id")
        if self.profile.merged_ids:
            inside = ruined_inside(ids.values, self.profile.merged_ids)
            columns.reject(inside, "id_ruined", "order_id")
            ids = ids._replace(values=one_line(ids.values, self.profile.merged_ids))
        # "合计", "Total": a row that sums up, or says something of the file.
        columns.reject(ids.values.str.contains(_NO_ID).fill_null(False), "id_impossible", "order_id")
        columns.reject(~ids.values.str.contains(r"\d").fill_null(True), "id_missing", "order_id")
        return ids.values

    def _filled_down(
        self, raw: pl.Series, columns: Columns, given: pl.Series, summed: pl.Series
    ) -> pl.Series:
        item = pl.Series([False]).new_from_index(0, columns.height)
        for field in ("item_title", "sku", "product_id", "quantity", "codes"):
            cells = columns.get(field)
            item = item if cells is None else item | cells.is_not_null()
        self._doubt_words(columns, ~given & ~summed)
        known = raw.zip_with(given, columns.nothing(pl.String))
        filled = (
            known.fill_null(strategy="forward").fill_null(self._carried)
            if self._carried
            else known.fill_null(strategy="forward")
        )
        if len(filled):
            self._carried = filled[-1]
        return filled.zip_with((given | item) & ~summed, known)

    def _doubt_words(self, columns: Columns, below: pl.Series) -> None:
        """Marks those of the rows `below` an order's first that hold no more than a title, or a word in place of a SKU,
        and perhaps an amount: an item, or a word for a total that isn't known. Where no column tells pieces, rows of
        titles are items."""
        if columns.get("quantity") is None:
            return
        title, sku = columns.text("item_title"), columns.text("sku")
        word = sku.is_not_null() & ~sku.str.contains(r"\d").fill_null(False)
        doubted = below & ((title.is_not_null() & sku.is_null()) | (title.is_null() & word))
        for field in _TELLING:
            if (cells := columns.get(field)) is not None:
                doubted = doubted & cells.is_null()
        columns.mark(LINE_UNCLEAR, doubted, title.fill_null(sku))

    def _keys(self, columns: Columns, orders: pl.Series) -> dict[str, pl.Series]:
        keys = {}
        for field in ("key_id", "line_id"):
            cells = columns.get(field)
            if cells is None:
                keys[field] = columns.nothing(pl.String)
                continue
            # The order number is whole: without what stands beside it the row reads as in a file without the column.
            ids = read_ids(cells, part=True)  # which are rounded: see `columns.side_ids`
            columns.doubt("key_ruined" if field == "key_id" else "ruined", field, ids.ruined)
            keys[field] = ids.values.set(ids.ruined, None) if ids.ruined.any() else ids.values
            if field == "key_id" and ids.ruined.any():
                keys["key_ruined"] = ids.ruined
        keys["shop"] = self._of_order("shop", columns, orders).fill_null(self._context.shop)
        if (other := columns.get("order_id_alt")) is not None:
            own = columns.text("order_id").str.contains(r"\S").fill_null(False)
            keys["alternative"] = ~own & other.is_not_null()
        if columns.get("platform") is not None:
            own_names = self.profile.platforms
            cells = self._of_order("platform", columns, orders)
            named = by_distinct(cells, mapped(marketplace_of, own=own_names), pl.String)
            keys["platform"] = named
            keys["marketplace"] = named.fill_null(self.profile.marketplace)
        return keys

    def _of_order(self, field: str, columns: Columns, orders: pl.Series) -> pl.Series:
        """The cells of `field`; where columns are filled down, those of rows above too."""
        cells = columns.text(field)
        if self.profile.items.row_shape != "item_fill_down":
            return cells
        return self._above.taken_over(field, cells, orders)

    def _states(self, columns: Columns) -> dict[str, pl.Series]:
        found, told = self._times(columns)
        found["status"] = self._beside(columns, self._status.read(columns.get, columns.height, told))
        if columns.get("status") is None and "status" in self.profile.headers():
            columns.notes["status_assumed"] += columns.height
        words = [cells for field in ("status", "substatus") if (cells := columns.get(field)) is not None]
        found["status_text"] = join_columns(words, " / ") if words else columns.nothing(pl.String)
        telling = [columns.text(field) for field in ("fulfilled_by", "fulfilled_by_extra")]
        found["fulfilment"], found["fulfilment_text"] = self._senders.read(telling, columns.get("platform"))
        return found

    def _times(self, columns: Columns) -> tuple[dict[str, pl.Series], dict[str, pl.Series]]:
        """The times of the rows, and which cells of theirs hold a date, both by field."""
        found: dict[str, pl.Series] = {}
        told: dict[str, pl.Series] = {}
        for field in (*_TIMES, "ship_by"):
            cells = columns.get(field)
            if cells is None:
                continue
            right = spelled(cells, field, self._dates.spelling)
            if field == "ship_by":
                moment = self._context.exported_at if columns.moment is None else columns.moment
                times = read_ship_by(right, self._dates, moment, self.profile.ship_by)
            else:
                times = read_dates(right, self._dates)
            columns.doubt("date_unreadable", field, times.unreadable)
            columns.mark(f"{field}_unreadable", times.unreadable, cells)
            told[field] = dated(cells, times, self._dates)
            if field != "cancelled_at":  # by which the status goes, and nothing else
                found[field] = times.values
        return found, told

    def _beside(self, columns: Columns, status: pl.Series) -> pl.Series:
        """`status` where the columns beside it are known to say no more; what they say else of orders to be sent is
        marked."""
        unsent = status.is_in(TO_BE_SHIPPED)
        for field in SECOND if unsent.any() else ():
            cells = columns.get(field)
            if cells is None:
                continue
            undone = self._second.undone_by(cells)
            if undone.null_count() < undone.len():
                status = undone.zip_with(unsent & undone.is_not_null(), status)
            found = self._second.unknown_in(field, cells)
            if found is None or not (rows := found.rows & unsent).any():
                continue
            columns.doubt("second_status_unknown", field, rows)
            columns.mark("second_status_unknown", rows, cells)
            if found.holds:
                status = status.set(rows, UNRECOGNISED)
        return status

    def _words(self, columns: Columns) -> dict[str, pl.Series]:
        found = {field: columns.text(field) for field in _PLAIN}
        block, local = columns.text("full_address"), columns.text("full_address_local")
        found["full_address"] = block.zip_with(block.is_not_null(), local)
        found["full_address_local"] = local.set((local == found["full_address"]).fill_null(False), None)
        found["recipient"] = _either(columns, "recipient", ("recipient_first", "recipient_last"), " ")
        found["phone"] = join_columns([columns.text("mobile"), columns.text("phone")], " / ", distinct=True)
        found["address"] = join_columns(
            [columns.text(f"address{part}") for part in ("", "_2", "_3", "_4", "_5")], ", "
        )
        found["remark"] = join_columns(
            [columns.text(field) for field in ("remark", "remark_extra", "remark_notes")], "\n", distinct=True
        )
        found["service"] = join_lines(columns.text("service"))
        found["tracking"] = join_lines(columns.text("tracking"))
        country = columns.text("country")
        codes = by_distinct(country, mapped(country_code), pl.String)
        if columns.get("country_code") is not None:
            own = by_distinct(columns.text("country_code"), mapped(country_code), pl.String)
            codes = own.zip_with(own.is_not_null(), codes)
        columns.doubt("country_unknown", "country", country.is_not_null() & codes.is_null())
        found["country_code"] = codes
        if (city := columns.get("city_true")) is not None:
            there = city.is_not_null() & codes.is_in(_TRUE_CITY).fill_null(False)
            found["city"] = city.zip_with(there, found["city"])
        if columns.get("tax_collected") is not None:
            found["tax_collected"] = read_booleans(columns.text("tax_collected"))
        if columns.get("payment_method") is not None:
            found["cash_on_delivery"] = by_distinct(columns.text("payment_method"), at_the_door, pl.Boolean)
        business = columns.text("is_business")
        found["is_business"] = read_booleans(business)
        if self.profile.business:
            marked = business.str.contains(f"(?i){self.profile.business}")
            found["is_business"] = found["is_business"].zip_with(~marked.fill_null(False), marked)
        return found

    def _titles(self, columns: Columns) -> pl.Series:
        """Titles of items; what is left of a ruined code where that alone names the item."""
        titles = columns.text("item_title")
        for field, said in columns.ruined.items():
            if field in ("sku", "codes"):
                columns.mark("sku_ruined", said.is_not_null(), said)
                bare = titles.is_null() & columns.text("products").is_null()
                titles = titles.zip_with(~bare, said)
        return titles

    def _row_items(self, columns: Columns, fields: dict[str, pl.Series]) -> pl.DataFrame:
        cells = columns.text("quantity")
        counted = read_quantities(cells)
        columns.reject(counted.unreadable, "quantity_unreadable", "quantity")
        told = read_told(columns, self.profile)
        quantity = counted.values
        if quantity.null_count():
            quantity = quantity.zip_with(quantity.is_not_null(), told["open"])
        unit = columns.text("unit")
        found = {
            "products": columns.text("products"),
            "codes": columns.text("codes"),
            "product_id": columns.text("product_id"),
            "title": self._titles(columns),
            "sku": columns.text("sku"),
            "ean": columns.text("ean"),
            "attributes": columns.text("attributes"),
            "quantity": quantity,
            "unit": unit.zip_with(unit.is_not_null(), counted.units),
            "unit_price": fields.get("unit_price", columns.nothing(MONEY)),
            "line_total": fields.get("line_total", columns.nothing(MONEY)),
        }
        for field in ("stock_on_hand", "stock_on_order"):
            stock = read_quantities(columns.text(field))
            columns.doubt("quantity_unreadable", field, stock.unreadable)
            found[field] = stock.values
        if "line_total" not in fields and "unit_price" in fields:
            product = pl.DataFrame(
                {"price": found["unit_price"], "pieces": kept(quantity.fill_null(1), told)}
            )
            total = product.select((pl.col("price") * pl.col("pieces")).cast(MONEY, strict=False)).to_series()
            found["line_total"] = fields["line_total"] = total
        assert set(DIRECT) < set(found)
        return pl.DataFrame([column.alias(name) for name, column in (found | told).items()])


def _all_sound(numbers: pl.Series) -> bool:
    """Whether nothing is to be done about order numbers, as in most files: one search instead of seven."""
    return not numbers.null_count() and bool(numbers.str.contains(_SOUND).all())


def _with_ruined(frame: pl.DataFrame, ruined: pl.DataFrame) -> pl.DataFrame:
    """`frame` with the codes among its rows' items that a spreadsheet has ruined among their doubts."""
    if not ruined.height:
        return frame
    said = pl.concat_str(pl.lit("sku_ruined|"), pl.col("said").str.slice(0, 60)).unique(maintain_order=True)
    told = ruined.group_by("at").agg(said.str.join(BETWEEN).alias("more"))
    joined = frame.join(told, on="at", how="left", maintain_order="left")
    both = pl.concat_str("doubts", "more", separator=BETWEEN, ignore_nulls=True)
    return joined.with_columns(pl.when(both != "").then(both).alias("doubts")).drop("more")


def _either(columns: Columns, field: str, parts: tuple[str, ...], separator: str) -> pl.Series:
    whole = columns.text(field)
    if all(columns.get(part) is None for part in parts):
        return whole
    composed = join_columns([columns.text(part) for part in parts], separator)
    return whole.zip_with(whole.is_not_null(), composed)


def _with_parcel(doubts: pl.Series, batch: pl.DataFrame) -> pl.Series:
    """`doubts` with those of orders that go into one parcel with others."""
    if PARCEL not in batch.columns or batch[PARCEL].null_count() == batch.height:
        return doubts
    shared = pl.format(f"{SHARED}|{{}}", batch[PARCEL])
    return (
        pl.select(pl.concat_str(doubts, shared, separator=BETWEEN, ignore_nulls=True))
        .to_series()
        .replace("", None)
    )


def _with_services(frame: pl.DataFrame, services: pl.DataFrame) -> pl.DataFrame:
    """Services told beside the items, for rows whose own column says none."""
    if not services.height or not frame["service"].null_count():
        return frame
    told = (
        services.unique(maintain_order=True)
        .group_by("at", maintain_order=True)
        .agg(pl.col("service").str.join(" / ").alias("told"))
    )
    joined = frame.join(told, on="at", how="left", maintain_order="left")
    return joined.with_columns(pl.coalesce("service", "told").alias("service")).drop("told")
