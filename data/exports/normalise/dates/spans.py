"""Spans of time as people write them into a cell: `3`, `2-3 days`, `48小时`, `1 week`."""

from typing import Final

import polars as pl

from orderdeck.data.exports.normalise.dates.units import SECONDS, WORDS

_NUMBER: Final = r"(\d{1,4}(?:\.\d+)?)"
_SPAN: Final = rf"(?i){_NUMBER}\s*(?:(?:[-–—~～至到]|to|bis|à|до)\s*{_NUMBER})?\s*(\p{{L}}*)"
_UNITS: Final = ("hours", "weeks", "months")
"""Every other word is read as days."""


def read_days(cells: pl.Series) -> pl.Series:
    """Days (Float64) that the cells name; null where they name none. Of a range the longer one: what is promised within
    two to three days isn't late on the third."""
    read = pl.DataFrame({"text": cells}).select(
        first=pl.col("text").str.extract(_SPAN, 1).cast(pl.Float64, strict=False),
        last=pl.col("text").str.extract(_SPAN, 2).cast(pl.Float64, strict=False),
        unit=pl.col("text").str.extract(_SPAN, 3),
    )
    each = pl.coalesce(
        *(
            pl.when(pl.col("unit").str.contains(f"^(?i:{WORDS[unit]})$")).then(
                SECONDS[unit] / SECONDS["days"]
            )
            for unit in _UNITS
        ),
        1.0,
    )
    return read.select(pl.max_horizontal("first", "last") * each).to_series()
