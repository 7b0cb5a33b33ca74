"""Small files of one shape, normalised as one frame: what a file costs is then shared by many.

Only where the outcome is the same as one by one: a row is an order, and nothing needs the whole of a file to be
decided. Whatever is not so plain (dates with the day or month first, a doubt to note, ids that look rounded, an
order twice in a file) is left to be read file by file.
"""

from collections.abc import Hashable, Sequence
from typing import Final, NamedTuple

import polars as pl

from orderdeck.data.base.vocabulary.fields import DATE_FIELDS
from orderdeck.data.base.vocabulary.frames import FILE, LINES, ORDERS, REJECTS, conform
from orderdeck.data.exports.normalise.assembly.orders import finished
from orderdeck.data.exports.normalise.assembly.refunds import has_refunds
from orderdeck.data.exports.normalise.columns.columns import MOMENT
from orderdeck.data.exports.normalise.columns.context import Context, Recognised
from orderdeck.data.exports.normalise.columns.footers import RECORDS
from orderdeck.data.exports.normalise.dates.date_order import Decision, decide_dates
from orderdeck.data.exports.normalise.dates.date_spelling import PLAIN, spelling_of
from orderdeck.data.exports.normalise.dates.date_words import Order
from orderdeck.data.exports.normalise.dates.dates import DateRules
from orderdeck.data.exports.normalise.rows import RowReader, Rows
from orderdeck.data.exports.normalise.values.ids import FEWEST_ROUNDED, KEPT

_SHIFT: Final = 1 << 32
"""Row numbers carry their file: file * 2^32 + row."""
_IDS: Final = ("order_id", "key_id", "line_id", "product_id", "ean")


class Together(NamedTuple):
    """Orders, lines and rejects as in data.base.vocabulary.frames, each with column `FILE`; doubts of each file: code
    -> how often."""

    orders: pl.DataFrame
    lines: pl.DataFrame
    rejects: pl.DataFrame
    notes: list[dict[str, int]]


def shape_of(recognised: Recognised, context: Context) -> Hashable | None:
    """What files must have in common to be read together; None for a file that must be read by itself."""
    profile, mapping = recognised.profile, recognised.mapping
    if profile.kind != "orders" or profile.items.row_shape != "order" or profile.unique_ids != "marketplace":
        return None
    if "order_id_alt" in mapping or profile.items.package or any(RECORDS in one for one in profile.furniture):
        return None
    return (profile.name, tuple(sorted(mapping.items())), context.zone, context.shop)


def normalise_together(
    texts: Sequence[pl.DataFrame], recognised: Recognised, contexts: Sequence[Context]
) -> Together | None:
    """The orders, lines and rejects of files of one shape. `texts`: each file's whole frame, all with the same
    columns; `recognised` that of any of them. None where they have to be read one by one."""
    batch = _as_one(texts, contexts)
    order = _order_of_dates(batch, recognised)
    if order is None or _rounded(batch, recognised):
        return None
    rules = DateRules(contexts[0].zone, order, tuple(recognised.profile.dates.formats))
    rows = RowReader(recognised, contexts[0], rules).read(batch)
    if any(times for note, times in rows.notes.items() if note != "status_assumed") or _repeats(rows.frame):
        return None
    if has_refunds(rows.frame, rows.lines, recognised.profile):
        return None
    frame, lines = finished(rows.frame, rows.lines, recognised.profile)
    lines = lines.join(frame.select("at", "row"), on="at", how="left", maintain_order="left")
    return Together(
        _parted(frame, ORDERS, "source_row"),
        _parted(lines, LINES),
        _parted(rows.rejects, REJECTS, "row"),
        _notes(rows, len(texts)),
    )


def _as_one(texts: Sequence[pl.DataFrame], contexts: Sequence[Context]) -> pl.DataFrame:
    heights = [text.height for text in texts]
    files = [place for place, height in enumerate(heights) for _ in range(height)]
    moments = [one.exported_at for one, height in zip(contexts, heights, strict=True) for _ in range(height)]
    places = pl.Series(files, dtype=pl.Int64) * _SHIFT
    return pl.concat(texts).with_columns(
        pl.col("__row").cast(pl.Int64) + places, pl.Series(MOMENT, moments, pl.Int64)
    )


def _order_of_dates(batch: pl.DataFrame, recognised: Recognised) -> Order | None:
    """The order of day and month, where it is given or every date has the year first; else None."""
    mapping = recognised.mapping
    given = recognised.profile.dates.order
    names = [name for name in (*DATE_FIELDS, "cancelled_at") if mapping.get(name) in batch.columns]
    times = batch.select(pl.col(mapping[name]).alias(name) for name in names)
    if spelling_of(times, 0) != PLAIN:
        return None
    if given != "auto":
        return given
    return "ymd" if decide_dates(times) == Decision("ymd", 0) else None


def _rounded(batch: pl.DataFrame, recognised: Recognised) -> bool:
    """Whether some file could have ids that a spreadsheet has rounded: that shows by all of its ids together."""
    names = [recognised.mapping[field] for field in _IDS if field in recognised.mapping]
    names = [name for name in dict.fromkeys(names) if name in batch.columns]
    long = [pl.col(name).str.extract(r"(\d{16,})").str.len_chars().cast(pl.Int64) for name in names]
    lost = [(one - KEPT).sum().alias(f"{name}#lost") for name, one in zip(names, long, strict=True)]
    sound = [pl.col(name).str.contains(r"\d{15}\d*[1-9](?:\D|$)").any() for name in names]
    found = batch.group_by(pl.col("__row") // _SHIFT).agg(*lost, *sound)
    doubtful = ((pl.col(f"{name}#lost") >= FEWEST_ROUNDED) & ~pl.col(name) for name in names)
    return bool(found.select(pl.any_horizontal(doubtful).any()).item()) if names else False


def _repeats(frame: pl.DataFrame) -> bool:
    """Whether a file has an order twice."""
    order = pl.struct(pl.col("row") // _SHIFT, "shop", pl.coalesce("key_id", "order_id"))
    return bool(frame.select(order.is_duplicated().any()).item())


def _parted(
    frame: pl.DataFrame, schema: dict[str, pl.DataType | type[pl.DataType]], numbered: str = ""
) -> pl.DataFrame:
    """`frame` conformed to `schema`, with the file that its rows are from; `numbered` is its row number there."""
    made = conform(frame, schema).with_columns((frame["row"] // _SHIFT).cast(pl.Int64).alias(FILE))
    return made.with_columns((pl.col(numbered) % _SHIFT).alias(numbered)) if numbered else made


def _notes(rows: Rows, files: int) -> list[dict[str, int]]:
    """The one doubt that every row has where it has one."""
    if not rows.notes["status_assumed"]:
        return [{} for _ in range(files)]
    seen = pl.concat([rows.frame["row"], rows.rejects["row"]]) // _SHIFT
    counts = dict(seen.value_counts().iter_rows())
    return [{"status_assumed": counts.get(place, 0)} for place in range(files)]
