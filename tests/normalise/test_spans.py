"""Spans of time in a cell."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from orderdeck.data.exports.normalise.dates.ship_by import remaining
from orderdeck.data.exports.normalise.dates.spans import read_days


@pytest.mark.parametrize(
    ("cell", "days"),
    [
        ("3", 3), ("2-3", 3), ("2 – 3 days", 3), ("7到10天", 10), ("7～10 天", 10), ("1.5", 1.5), ("48小时", 2),
        ("24-48h", 2), ("1 week", 7), ("1-2周", 14), ("2 to 4 weeks", 28), ("现货，3天内发", 3), ("ab", None),
        ("", None),
        (None, None), ("约5个工作日", 5), ("一个月", None), ("1个月", 30),
    ],
)  # fmt: skip
def test_a_span_is_read_as_its_longer_end_in_days(cell: str | None, days: float | None) -> None:
    (read,) = read_days(pl.Series([cell], dtype=pl.String))
    assert read == days


@pytest.mark.parametrize("word", ["小時", "Stunden", "heures", "horas", "часов", "час", "시간", "HRS", "hr"])
def test_hours_are_hours_in_every_language_that_deadlines_know(word: str) -> None:
    assert remaining(f"48 {word}") == 48 * 3600 * 1_000_000
    assert read_days(pl.Series([f"24-48 {word}"])).to_list() == [2]


@given(st.integers(0, 400), st.integers(0, 400), st.sampled_from(["-", " - ", "~", "至", "到", " to "]),
       st.sampled_from([("", 1), ("天", 1), (" days", 1), ("周", 7), (" hours", 1 / 24)]))  # fmt: skip
def test_of_a_range_nothing_shorter_is_promised(
    first: int, last: int, between: str, unit: tuple[str, float]
) -> None:
    word, each = unit
    (read,) = read_days(pl.Series([f"{first}{between}{last}{word}"]))
    assert read == pytest.approx(max(first, last) * each)
