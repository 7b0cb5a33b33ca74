"""What is proved well-formed is what the grammar of RFC 4180 says."""

import csv
import io
import re

import polars as pl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from orderdeck.data.exports.containers.records import Dialect
from orderdeck.data.exports.read import quoting


def _grammar(dialect: Dialect) -> "re.Pattern[str]":
    separator = re.escape(dialect.separator)
    end = r"\r?\n" if dialect.eol == "\n" else r"\r"
    plain = r'[^"\n\r' + separator + "]" if dialect.eol == "\n" else r'[^"\r' + separator + "]"
    return re.compile(rf'\A(?:(?:"(?:[^"]|"")*"|{plain}*)(?:{separator}|{end}|\Z))*\Z')


@given(
    st.text('ab",;\t\r\n ü', max_size=14), st.sampled_from([",", ";", "\t"]), st.sampled_from(["\n", "\r"])
)
@example('a,"b""c"\r\n"d,e"\n', ",", "\n")
@example('a,"b" ,c\n', ",", "\n")
@example('"a,"b"\n', ",", "\n")
@example('"a"\rb\n', ",", "\n")
@example('""""', ",", "\n")
@example('"a"\r', ",", "\n")
@example('"a\rb"\r\n', ",", "\n")
@example('a,"b"\n\r', ",", "\n")
def test_it_is_what_the_grammar_says(text: str, separator: str, eol: str) -> None:
    dialect = Dialect(separator=separator, eol=eol)  # type: ignore[arg-type]
    if '"' not in text:
        return
    assert quoting.is_well_formed(text.encode(), dialect) == bool(_grammar(dialect).match(text))


@pytest.mark.parametrize("padding", [0, 10_000])
def test_a_stray_quote_shows_however_rare_quotes_are(padding: int) -> None:
    dialect = Dialect(separator=",")
    filler = "x" * padding
    assert quoting.is_well_formed(f'a,"b\n{filler}",c\r\n'.encode(), dialect)
    assert not quoting.is_well_formed(f'a,b"{filler},c"\r\n'.encode(), dialect)
    assert not quoting.is_well_formed(f'a,"b{filler},c\r\n'.encode(), dialect)
    assert quoting.is_well_formed(f'a,b"{filler}\n'.encode(), Dialect(separator=",", quoting=False))


CELLS = st.sampled_from(["", "", "x", "two\nlines", "a, b"])


@given(
    st.lists(st.tuples(st.just("1"), CELLS, CELLS, CELLS), min_size=1, max_size=8),
    st.sampled_from(["\n", "\r\n"]),
    st.integers(0, 7),
)
@example([("1", "two\nlines", "x", ""), ("1", "x", "x", "x")], "\r\n", 0)
def test_rows_look_short_where_one_is_whatever_the_line_ends_within_cells(
    rows: list[tuple[str, ...]], end: str, at: int
) -> None:
    def looks_short(written: list[tuple[str, ...]]) -> bool:
        text = io.StringIO()
        csv.writer(text, lineterminator=end).writerows(written)
        cells = [
            pl.Series([row[place] or None if place < len(row) else None for row in written], dtype=pl.String)
            for place in range(4)
        ]
        return quoting.has_short_rows(text.getvalue().encode(), cells, Dialect(separator=","))

    assert not looks_short(rows)
    cut = at % len(rows)
    assert looks_short([row[:-1] if place == cut else row for place, row in enumerate(rows)])
