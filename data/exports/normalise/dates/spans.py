"""Spans of time as people write them into a cell: `3`, `2-3 days`, `48小时`, `1 week`."""

from typing import Final

import polars as pl

_NUMBER: Final = r"(\d{1,4}(?:\.\d+)?)"
_SPAN: Final = rf"(?i){_NUMBER}\s*(?:(?:[-–—~～至到]|to|bis|à|до)\s*{_NUMBER})?\s*(\p{{L}}*)"
_UNITS: Final = {
    "h": 1 / 24, "hour": 1 / 24, "hours": 1 / 24, "hrs": 1 / 24, "小时": 1 / 24, "个小时": 1 / 24, "时": 1 / 24,
    "w": 7.0, "week": 7.0, "weeks": 7.0, "wk": 7.0, "wks": 7.0, "周": 7.0, "星期": 7.0, "个星期": 7.0,
    "month": 30.0, "months": 30.0, "月": 30.0, "个月": 30.0,
}  # fmt: skip
"""Unit -> days; every other word is read as days."""


def read_days(cells: pl.Series) -> pl.Series:
    """Days (Float64) that the cells name; null where they name none. Of a range the longer one: what is promised within
    two to three days isn't late on the third."""
    read = pl.DataFrame({"text": cells}).select(
        first=pl.col("text").str.extract(_SPAN, 1).cast(pl.Float64, strict=False),
        last=pl.col("text").str.extract(_SPAN, 2).cast(pl.Float64, strict=False),
        unit=pl.col("text").str.extract(_SPAN, 3).str.to_lowercase(),
    )
    each = pl.col("unit").replace_strict(_UNITS, default=1.0, return_dtype=pl.Float64)
    return read.select(pl.max_horizontal("first", "last") * each.fill_null(1.0)).to_series()
