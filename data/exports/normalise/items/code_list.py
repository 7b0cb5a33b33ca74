"""Lists in a cell: `CODE * 2;CODE2 * 1`, `2× Name, 1× Name`, by the profile's separator and pattern."""

import polars as pl

from orderdeck.data.exports.normalise.values.ids import read_codes
from orderdeck.data.exports.normalise.values.quantity import MOST
from orderdeck.data.exports.profile.records import ItemPacking


def unpack_codes(cells: pl.Series, packing: ItemPacking, wanted: pl.Series) -> pl.DataFrame:
    """Items of `cells`: columns at (place in `cells`), n (1-based), sku, title, attributes, quantity and returned
    (Int64).

    `wanted` is the number of items that each row is known to have. An item between two separators that is blank
    keeps its place, with nothing in it; blanks at the end count only up to `wanted`. A null cell has no items.
    A piece that the pattern doesn't fit is no item but goes on with the one before it ("2× Tea, green, 1× Mug");
    where it is the first, it is an item that has a title alone.
    Beside them: ruined (the code by a spreadsheet) and unreadable (a quantity that is none).
    """
    bare = pl.col("item").str.replace(rf"(?:(?:{packing.separator})\s*)+$", "")
    items = (
        cells.to_frame("item")
        .with_row_index("at")
        .with_columns(wanted.alias("wanted"))
        .drop_nulls("item")
        .with_columns(
            pl.col("item").str.split(packing.separator, literal=False),
            bare.str.split(packing.separator, literal=False).list.len().alias("bare"),
            pl.col("item").str.extract_all(packing.separator).list.concat(pl.lit([""])).alias("gap"),
        )
        .with_columns(pl.max_horizontal("bare", "wanted").alias("count"))
        .select("at", pl.col("item").list.head("count"), pl.col("gap").list.head("count"))
    )
    items = _pieces(items, packing.pattern).with_columns(
        pl.col("item").str.extract_groups(packing.pattern).alias("found")
    )
    groups = [field.name for field in items.schema["found"].fields]  # type: ignore[attr-defined]
    told = {"sku": pl.String, "title": pl.String, "attributes": pl.String, "quantity": pl.Int64}
    told["returned"] = pl.Int64
    frame = items.select(
        "at",
        (pl.int_range(pl.len()).over("at") + 1).cast(pl.Int64).alias("n"),
        *(
            _group(name, dtype) if name in groups else pl.lit(None, dtype).alias(name)
            for name, dtype in told.items()
        ),
    )
    unfit = ~items["item"].str.contains(packing.pattern)
    if unfit.any():
        frame = frame.with_columns(items["item"].alias("title").set(~unfit, None).fill_null(frame["title"]))
    skus = read_codes(frame["sku"])
    frame = frame.with_columns(skus.values.alias("sku"), skus.ruined.alias("ruined"))
    if "quantity" not in groups:
        return frame.with_columns(pl.lit(False).alias("unreadable"))
    said = (items["found"].struct.field("quantity").str.strip_chars() != "").fill_null(False)
    sane = frame["quantity"].is_between(-MOST, MOST)
    return frame.with_columns((said & ~sane.fill_null(False)).alias("unreadable"))


def _pieces(cells: pl.DataFrame, pattern: str) -> pl.DataFrame:
    """at and item of each item of `cells`: item (pieces) and gap (what parts each from the next), both lists."""
    pieces = cells.explode("item", "gap")
    trimmed = pl.col("item").str.strip_chars(" \n")
    pieces = pieces.with_columns(trimmed.str.contains(pattern).alias("fits"))
    if pieces["fits"].all():
        return pieces.select("at", trimmed)
    begins = pl.col("fits") | (pl.col("at") != pl.col("at").shift()).fill_null(True)
    pieces = pieces.with_columns(begins.alias("begins"))
    going_on = pl.concat_str(pl.col("gap").shift(), "item")
    text = pl.when("begins").then("item").otherwise(going_on).str.join("")
    return (
        pieces.group_by("at", pl.col("begins").cum_sum().alias("number"), maintain_order=True)
        .agg(text.str.replace_all("\n", " ", literal=True).str.strip_chars(" ").alias("item"))
        .select("at", "item")
    )


def _group(name: str, dtype: type[pl.DataType]) -> pl.Expr:
    text = pl.col("found").struct.field(name).str.strip_chars(" ")
    if dtype == pl.Int64:
        text = text.str.replace("−", "-", literal=True)
    value = pl.when(text != "").then(text).cast(dtype, strict=False)
    # Books write what was given back below nought.
    return (value.abs() if name == "returned" else value).alias(name)
