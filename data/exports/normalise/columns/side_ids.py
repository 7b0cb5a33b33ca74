"""Ids beside the order number that a spreadsheet has rounded: that all of a file's together show, never a part of them.
Such an id counts as none, and its row reads as in a file without the column."""

from collections import Counter
from typing import Final

import polars as pl

from orderdeck.data.exports.normalise.values.ids import rounded

_OF_ROWS: Final = ("key_id", "line_id")
_OF_ITEMS: Final = ("product_id", "ean")


def without_rounded(
    frame: pl.DataFrame, lines: pl.DataFrame, mapping: dict[str, str]
) -> tuple[pl.DataFrame, pl.DataFrame, Counter[str]]:
    """`frame` (columns of the orders frame, key_id, line_id) and `lines` of all rows of a file, by `mapping` of fields
    to headers, without the ids in them that are rounded, and what is to be noted of it. Rows that had a key_id have
    `key_ruined`."""
    notes: Counter[str] = Counter()
    for field in _OF_ROWS:
        if (lost := _lost(frame, field)) is not None:
            code = "key_ruined" if field == "key_id" else "ruined"
            notes[f"{code}|{mapping.get(field, field)}"] += int(lost.sum())
            if field == "key_id":
                before = frame["key_ruined"] | lost if "key_ruined" in frame.columns else lost
                frame = frame.with_columns(before.fill_null(lost).alias("key_ruined"))
            frame = frame.with_columns(frame[field].set(lost, None))
    for field in _OF_ITEMS:
        if (lost := _lost(lines, field)) is not None:
            notes[f"{field}_ruined"] += int(lost.sum())
            lines = lines.with_columns(lines[field].set(lost, None))
    return frame, lines, notes


def _lost(frame: pl.DataFrame, field: str) -> pl.Series | None:
    if field not in frame.columns or frame[field].null_count() == frame.height:
        return None
    lost = rounded(frame[field])
    return lost if lost.any() else None
