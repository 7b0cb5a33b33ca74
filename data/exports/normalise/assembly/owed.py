"""What is still to send of each line: ordered − cancelled − already sent − returned before dispatch.

Files tell it in numbers (pieces sent, returned, still open), by a status of the line, by the status of the row, or not
at all. What they don't tell is taken as still to send; nothing makes it more than was ordered.
"""

from collections.abc import Sequence
from typing import Final

import polars as pl

from orderdeck.data.base.text.linear_regex import Pattern
from orderdeck.data.base.vocabulary import status as statuses
from orderdeck.data.exports.normalise.columns.columns import Columns
from orderdeck.data.exports.normalise.values.quantity import read_quantities
from orderdeck.data.exports.normalise.values.statuses.status import SENT, StatusReader
from orderdeck.data.exports.normalise.values.text import by_distinct, fold, read_booleans
from orderdeck.data.exports.profile.records import Profile

OWN_WORD: Final = ("item", "unit")
"""Shapes in which every row tells the status of its own item."""

COUNTS: Final = ("sent", "cancelled", "returned")
"""Pieces of a line that need not be sent any more, by what became of them."""

TOLD: Final[dict[str, pl.DataType | type[pl.DataType]]] = {
    **dict.fromkeys((*COUNTS, "open"), pl.Int64),
    "line_state": pl.String,
    "needs_parcel": pl.Boolean,
}
"""What a row can say of this beside its quantity, null where it doesn't: pieces; one of COUNTS for a line that is so as
a whole; whether it has to be sent at all."""


SENT_UNKNOWN: Final = "sent_unknown"
"""The doubt of an order with a line of which some pieces were sent: "sent_unknown|PartiallyShipped"."""
_PART: Final = "part"
_MEANT: Final = {
    **dict.fromkeys(SENT, "sent"),
    statuses.CANCELLED: "cancelled",
    statuses.PART_SHIPPED: _PART,
}
"""What the status of an order says of a line that bears it."""


def read_told(columns: Columns, profile: Profile) -> dict[str, pl.Series]:
    """The columns TOLD of a batch. A number that can't be read, or is below nought, is left out with a note; of pieces
    that are taken off, books write it so."""
    found: dict[str, pl.Series] = {}
    for name in (*COUNTS, "open"):
        field = f"quantity_{name}"
        cells = columns.get(field)
        if cells is None:
            found[name] = columns.nothing(pl.Int64)
            continue
        read = read_quantities(_unsigned(cells) if name in ("cancelled", "returned") else cells)
        below = (read.values < 0).fill_null(False)
        columns.doubt("quantity_unreadable", field, read.unreadable | below)
        found[name] = read.values.set(below, None) if below.any() else read.values
    found["line_state"] = _line_states(columns, profile, found["sent"].is_null() & found["open"].is_null())
    found["needs_parcel"] = _needs_parcel(columns, profile)
    return found


def _unsigned(cells: pl.Series) -> pl.Series:
    """Numbers without the minus, or the brackets, that books put before what is taken off."""
    if not cells.str.contains(r"^\s*[-−–(]").any():
        return cells
    bare = cells.str.replace(r"^\s*\(\s*([\d.,]+)\s*\)\s*$", "$1")
    return bare.str.replace(r"^\s*[-−–]\s*(\d)", "$1")


def _line_states(columns: Columns, profile: Profile, uncounted: pl.Series) -> pl.Series:
    """What became of each row's item. Of those sent in part that are `uncounted`, nobody knows how many are left:
    noted, and their orders bear the doubt SENT_UNKNOWN."""
    field = _state_field(columns, profile)
    cells = columns.get(field)
    if cells is None:
        return columns.nothing(pl.String)
    states = _LineStates(profile, labels=field != "status")
    part = by_distinct(cells, lambda texts: [state == _PART for state in states.read(texts)], pl.Boolean)
    unknown = part.fill_null(False) & uncounted
    columns.doubt("part_sent_unknown", field, unknown)
    columns.mark(SENT_UNKNOWN, unknown, cells)
    return by_distinct(
        cells, lambda texts: [None if state == _PART else state for state in states.read(texts)], pl.String
    )


def _state_field(columns: Columns, profile: Profile) -> str:
    """The field of a column that tells what became of a row's item; "" where none does."""
    if columns.get("line_status") is not None:
        return "line_status"
    rules = profile.owed
    if profile.items.row_shape not in OWN_WORD or not (rules.sent or rules.cancelled or rules.returned):
        return ""
    # A row that is an item tells the item's status with the order's: in a column for it, or in the only one.
    return next((place for place in ("substatus", "status") if columns.get(place) is not None), "")


class _LineStates:
    """Reads what became of a line: by the profile's own patterns, else, with `labels`, by what its text means as the
    status of an order, in all languages that are known of those. The status of an order itself is read elsewhere."""

    def __init__(self, profile: Profile, *, labels: bool) -> None:
        rules = profile.owed
        patterns = (
            (_PART, rules.part),
            ("sent", rules.sent),
            ("cancelled", rules.cancelled),
            ("returned", rules.returned),
        )
        self._patterns = [(state, Pattern(pattern)) for state, pattern in patterns if pattern]
        self._statuses = StatusReader(profile.status) if labels else None

    def read(self, texts: Sequence[str]) -> list[str | None]:
        """One of COUNTS for each of `texts`, _PART, or None."""
        folded = [fold(text) for text in texts]
        found: list[str | None] = [None] * len(folded)
        for state, pattern in self._patterns:
            for at, fits in enumerate(pattern.fits(folded)):
                found[at] = found[at] or (state if fits else None)
        if self._statuses:
            for at, code in enumerate(self._statuses.read_labels(texts)):
                found[at] = found[at] or _MEANT.get(code)
        return found


def _needs_parcel(columns: Columns, profile: Profile) -> pl.Series:
    cells = columns.get("needs_parcel")
    if cells is None:
        return columns.nothing(pl.Boolean)
    if not profile.owed.no_parcel:
        return read_booleans(cells)
    none = _fits(cells, Pattern(profile.owed.no_parcel))
    return pl.select(pl.when(none).then(pl.lit(False))).to_series()


def _fits(cells: pl.Series, pattern: Pattern) -> pl.Series:
    met = by_distinct(cells, lambda texts: pattern.fits([fold(text) for text in texts]), pl.Boolean)
    return met.fill_null(False)


def with_told(lines: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    """`lines` with the columns TOLD of their `rows` (both with column at), where a row is one line; a row of several
    doesn't say which of them it means."""
    said = [name for name in TOLD if name in rows.columns and rows[name].null_count() < rows.height]
    own = "returned" in lines.columns  # by the pattern of the item itself
    if not said:
        missing = [pl.lit(None, kind).alias(name) for name, kind in TOLD.items() if name not in lines.columns]
        return lines.with_columns(missing)
    told = rows.select("at", *(pl.col(name).alias(f"#{name}") for name in said))
    if lines["at"].equals(rows["at"]):
        joined = pl.concat([lines, told.drop("at")], how="horizontal")
    else:
        joined = lines.join(told, on="at", how="left", maintain_order="left")
        alone = ~pl.col("at").is_duplicated()
        joined = joined.with_columns(pl.when(alone).then(f"#{name}").alias(f"#{name}") for name in said)
    found = {name: pl.col(f"#{name}") if name in said else pl.lit(None, kind) for name, kind in TOLD.items()}
    if own:
        found["returned"] = pl.coalesce("returned", found["returned"])
    return joined.with_columns(one.alias(name) for name, one in found.items()).drop(
        f"#{name}" for name in said
    )


def kept(pieces: pl.Series, told: dict[str, pl.Series]) -> pl.Series:
    """Of the `pieces` of each row, those that the buyer still pays for."""
    off = [told[name] for name in ("cancelled", "returned") if told[name].null_count() < len(pieces)]
    for one in off:
        pieces = pieces - one.fill_null(0)
    return pieces.clip(lower_bound=0) if off else pieces


def settled(lines: pl.DataFrame) -> pl.DataFrame:
    """`lines` (quantity, TOLD, and `row_status`: the status that their rows tell) with `owed`, and COUNTS that fit it:
    0 ≤ owed ≤ quantity, sent + cancelled ≤ quantity, returned ≤ quantity; null where there are none. Of a
    quantity below nought, as account books have it for what was cancelled, nothing is owed.

    Of pieces that were returned, those that had been sent are taken first: goods come back after they went out.
    """
    ordered, row = pl.col("quantity").clip(lower_bound=0), pl.col("row_status")
    sent, cancelled = row.is_in(SENT).fill_null(False), (row == statuses.CANCELLED).fill_null(False)
    if all(lines[name].null_count() == lines.height for name in TOLD):
        some = ordered > 0
        return lines.with_columns(
            pl.when(sent | cancelled).then(0).otherwise(ordered).alias("owed"),
            pl.when(sent & some).then(ordered).alias("sent"),
            pl.when(cancelled & some).then(ordered).alias("cancelled"),
        )
    state = pl.col("line_state")
    gone = {
        "sent": sent | (state == "sent").fill_null(False),
        "cancelled": cancelled | (state == "cancelled").fill_null(False),
        "returned": (state == "returned").fill_null(False),
    }
    said = {name: pl.col(name).fill_null(0) for name in COUNTS}
    # In steps: what one takes away is no longer there for the next.
    off = pl.min_horizontal(said["cancelled"], ordered)
    lines = lines.with_columns(pl.when(gone["cancelled"]).then(ordered).otherwise(off).alias("cancelled"))
    left = ordered - pl.col("cancelled")
    lines = lines.with_columns(
        pl.when(gone["sent"]).then(left).otherwise(pl.min_horizontal(said["sent"], left)).alias("sent"),
        pl.when(gone["returned"])
        .then(left)
        .otherwise(pl.min_horizontal(said["returned"], ordered))
        .alias("returned"),
    )
    before = (pl.col("returned") - pl.col("sent")).clip(lower_bound=0)
    owed = pl.min_horizontal((left - pl.col("sent") - before).clip(lower_bound=0), pl.col("open"))
    nothing = gone["returned"] | ~pl.col("needs_parcel").fill_null(True)
    return lines.with_columns(
        pl.when(nothing).then(0).otherwise(owed).alias("owed"),
        *(pl.when(pl.col(name) > 0).then(pl.col(name)).alias(name) for name in COUNTS),
    )
