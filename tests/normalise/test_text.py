"""The quick way of cleaning gives what the thorough way gives."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from orderdeck.data.base.text.sanitize import DIRTY, clean, clean_text
from orderdeck.data.exports.normalise.values.text import (
    by_distinct,
    fold,
    join_lines,
    read_booleans,
    repeated,
    tidy,
)
from orderdeck.widgets.safe import safe

GONE = (
    *range(0x1D173, 0x1D17B), *range(0x1BCA0, 0x1BCA4), *range(0xFDD0, 0xFDF0), *range(0xE0000, 0xE0080), 0x34F,
    *(plane << 16 | last for plane in range(17) for last in (0xFFFE, 0xFFFF)), 0x13430, 0x202E, 0x200B,
)  # fmt: skip
"""Characters that nobody sees, or that are none."""


@pytest.mark.parametrize("gone", GONE, ids=hex)
def test_what_nobody_sees_goes_everywhere(gone: int) -> None:
    text = f"SKU{chr(gone)}1"
    assert clean_text(text) == safe(text) == "SKU1"
    assert pl.select(clean(pl.lit(text))).item() == "SKU1"
    assert pl.select(pl.lit(text).str.contains(DIRTY)).item()


@given(st.characters(categories=["Cf", "Cn", "Zs", "Mn"]))
def test_what_python_cleans_polars_does_too(sign: str) -> None:
    text = f"a{sign}b"
    assert pl.select(clean(pl.lit(text))).item() == clean_text(text)
    if clean_text(text) != text:
        assert pl.select(pl.lit(text).str.contains(DIRTY)).item()


hostile = st.text(st.sampled_from("ab é\n\r\t\u00a0\u200b\u202e\x1b\u0301\ue000❘裙 "), max_size=8)


@given(st.lists(st.tuples(st.none() | hostile, st.none() | hostile), min_size=1, max_size=8), st.booleans())
def test_tidy_is_clean(rows: list[tuple[str | None, str | None]], multiline: bool) -> None:
    frame = pl.DataFrame(rows, schema={"a": pl.String, "b": pl.String}, orient="row")
    wanted = frame.select(clean(pl.col(name), multiline=multiline) for name in "ab")
    found = tidy({name: frame[name] for name in "ab"}, multiline=multiline)
    assert pl.DataFrame(list(found.values())).rows() == wanted.rows()


@given(st.lists(st.none() | hostile, max_size=8))
def test_by_distinct_is_by_row(values: list[str | None]) -> None:
    read = by_distinct(
        pl.Series(values, dtype=pl.String), lambda cells: [len(cell) for cell in cells], pl.Int64
    )
    assert read.to_list() == [None if value is None else len(value) for value in values]


def test_small_words() -> None:
    assert read_booleans(pl.Series(["是", "FALSE", "Y", "no", "?", None])).to_list() == [
        True, False, True, False, None, None,
    ]  # fmt: skip
    assert fold("Ready_to  Ship ") == fold("ready to ship") == fold("READY－TO－SHIP")
    assert join_lines(pl.Series(["DHL\nDHL\nUPS", "A", None, "x\n\n"])).to_list() == [
        "DHL / UPS",
        "A",
        None,
        "x",
    ]


def test_long_cells_that_repeat_are_cleaned_like_others() -> None:
    cells = ["x" * 100 + "\t\u202e ", " " + "é\n" * 60, None, "plain " * 20 + "end"] * 400
    frame = pl.DataFrame({"a": cells, "b": [f" {number} " for number in range(len(cells))]})
    for multiline in (False, True):
        wanted = frame.select(clean(pl.col(name), multiline=multiline) for name in "ab")
        found = tidy({name: frame[name] for name in "ab"}, multiline=multiline)
        assert sorted(found) == ["a", "b"]
        assert all(found[name].equals(wanted[name]) for name in "ab")


def test_repeated_tells_each_row_its_value() -> None:
    column = pl.Series("x", ["b", None, "a", "b"] * 500)
    found = repeated(column)
    assert found is not None
    assert len(found.values) == 3
    assert found.values.gather(found.places).equals(column)
    assert repeated(column.head(8)) is None
    assert repeated(pl.Series([str(number) for number in range(2000)])) is None
