"""What files that are sure of their dates tell of the orders of others."""

import logging
from collections.abc import Collection, Iterable, Sequence
from datetime import timedelta
from typing import Final

import polars as pl

from orderdeck.data.base.records import Export
from orderdeck.data.exports.normalise.dates.date_order import COMPARED, SAME
from orderdeck.data.ledger.records import BY_KNOWN, UNSURE, Part
from orderdeck.data.ledger.store import Ledger

_TOLD: Final = ("order_id", "shop", "placed_at", "paid_at")

_log = logging.getLogger(__name__)


def in_doubt(ledger: Ledger, exports: Sequence[Export], withdrawn: Collection[str]) -> frozenset[str]:
    """Ids of those of `exports` whose day and month nothing tells any more, now that those in `withdrawn` (ids) are:
    they were read by what others told of their orders."""
    left = [
        one
        for one in exports
        if one.state == "loaded" and one.kind == "orders" and one.export_id not in withdrawn
    ]
    asked = [one for one in left if any(note.startswith(BY_KNOWN) for note in one.notes)]
    if not asked:
        return frozenset()
    told = {
        one.content
        for one in left
        if one not in asked and not any(note.startswith(UNSURE) for note in one.notes)
    }
    own = {one.content for one in asked}
    parts = [part for part in ledger.parts() if part.kind == "orders"]
    rows = rows_of(ledger, parts, pl.col("export_id").is_in(sorted(own)))
    numbers = rows["order_id"].unique()
    others = rows_of(
        ledger,
        parts,
        pl.col("order_id").is_in(numbers.implode()) & pl.col("export_id").is_in(sorted(told | own)),
    )
    pairs = _agreeing(rows, others)
    while more := {content for content, by in pairs if by in told} - told:
        told |= more
    return frozenset(one.export_id for one in asked if one.content not in told)


def _agreeing(rows: pl.DataFrame, others: pl.DataFrame) -> set[tuple[str, str]]:
    """Exports of `rows` with those of `others` that date an order of theirs alike, and not as if turned."""
    found: set[tuple[str, str]] = set()
    both = rows.join(others, on="order_id").filter(
        (pl.col("export_id") != pl.col("export_id_right"))
        & ((pl.col("shop") == pl.col("shop_right")) | (pl.col("shop") == "") | (pl.col("shop_right") == ""))
    )
    for field in (name for name in COMPARED if f"{name}_right" in both.columns):
        at, then = pl.col(field), pl.col(f"{field}_right")
        turned = at.dt.replace(month=at.dt.day().clip(1, 12), day=at.dt.month())
        alike = both.filter(
            ((at - then).abs() <= SAME)
            & (at.dt.day() <= 13)
            & ((turned - then).abs() > SAME - timedelta(days=1))
        )
        found |= set(alike.select("export_id", "export_id_right").unique().rows())
    return found


def rows_of(ledger: Ledger, parts: Iterable[Part], wanted: pl.Expr) -> pl.DataFrame:
    """export_id and _TOLD of the rows that are `wanted`, of `parts` as far as they can be read."""
    found = [pl.DataFrame(schema={"export_id": pl.String, "order_id": pl.String, "shop": pl.String})]
    for part in parts:
        files = [ledger.paths.parts / part.name / name for name in part.files("orders")]
        try:
            rows = pl.scan_parquet(files, missing_columns="insert", extra_columns="ignore").filter(wanted)
            found.append(rows.select("export_id", *_TOLD).collect())
        except (OSError, pl.exceptions.PolarsError) as error:
            _log.warning("part %s passed over: %s", part.name, type(error).__name__)
    return pl.concat(found, how="diagonal")
