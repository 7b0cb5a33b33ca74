"""The quick way of cleaning gives what the thorough way gives."""

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from data.clean import clean
from data.normalise.text import by_distinct, fold, join_lines, read_booleans, tidy

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
