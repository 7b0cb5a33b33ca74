"""Lists in a cell: `CODE * 2;CODE2 * 1`, `2× Name, 1× Name`, by the profile's separator and pattern."""

import polars as pl

from data.normalise.ids import read_codes
from data.normalise.quantity import MOST
from data.profile import ItemPacking


def unpack_codes(cells: pl.Series, packing: ItemPacking, wanted: pl.Series) -> pl.DataFrame:
    """Items of `cells`: columns at (place in `cells`), n (1-based), sku, title, attributes, quantity (Int64).

    `wanted` is the number of items that each row is known to have. An item between two separators that is blank
    keeps its place, with nothing in it; blanks at the end count only up to `wanted`. A null cell has no items.
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
        )
        .select("at", pl.col("item").list.head(pl.max_horizontal("bare", "wanted")))
        .explode("item")
        .with_columns(pl.col("item").str.strip_chars(" \n"))
        .with_columns(pl.col("item").str.extract_groups(packing.pattern).alias("found"))
    )
    groups = [field.name for field in items.schema["found"].fields]  # type: ignore[attr-defined]
    told = {"sku": pl.String, "title": pl.String, "attributes": pl.String, "quantity": pl.Int64}
    frame = items.select(
        "at",
        (pl.int_range(pl.len()).over("at") + 1).cast(pl.Int64).alias("n"),
        *(
            _group(name, dtype) if name in groups else pl.lit(None, dtype).alias(name)
            for name, dtype in told.items()
        ),
    )
    skus = read_codes(frame["sku"])
    frame = frame.with_columns(skus.values.alias("sku"), skus.ruined.alias("ruined"))
    if "quantity" not in groups:
        return frame.with_columns(pl.lit(False).alias("unreadable"))
    said = items["found"].struct.field("quantity").is_not_null()
    sane = frame["quantity"].is_between(-MOST, MOST)
    return frame.with_columns((said & ~sane.fill_null(False)).alias("unreadable"))


def _group(name: str, dtype: type[pl.DataType]) -> pl.Expr:
    text = pl.col("found").struct.field(name).str.strip_chars(" ")
    return pl.when(text != "").then(text).cast(dtype, strict=False).alias(name)
