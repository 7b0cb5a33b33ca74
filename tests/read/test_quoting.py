"""What is proved well-formed is what the grammar of RFC 4180 says."""

import csv
import io
import re
from collections.abc import Sequence
from itertools import islice
from typing import Literal

import polars as pl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from orderdeck.data.exports.containers.records import Dialect
from orderdeck.data.exports.read import quoting
from orderdeck.data.exports.read.quoting import Bytes


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
def test_it_is_what_the_grammar_says(text: str, separator: str, eol: Literal["\n", "\r"]) -> None:
    dialect = Dialect(separator=separator, eol=eol)
    if '"' not in text:
        return
    assert quoting.is_well_formed(Bytes(text.encode()), dialect) == bool(_grammar(dialect).match(text))


@pytest.mark.parametrize("padding", [0, 10_000])
def test_a_stray_quote_shows_however_rare_quotes_are(padding: int) -> None:
    dialect = Dialect(separator=",")
    filler = "x" * padding
    assert quoting.is_well_formed(Bytes(f'a,"b\n{filler}",c\r\n'.encode()), dialect)
    assert not quoting.is_well_formed(Bytes(f'a,b"{filler},c"\r\n'.encode()), dialect)
    assert not quoting.is_well_formed(Bytes(f'a,"b{filler},c\r\n'.encode()), dialect)
    assert quoting.is_well_formed(Bytes(f'a,b"{filler}\n'.encode()), Dialect(separator=",", quoting=False))


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
        return quoting.has_short_rows(Bytes(text.getvalue().encode()), cells, Dialect(separator=","))

    assert not looks_short(rows)
    cut = at % len(rows)
    assert looks_short([row[:-1] if place == cut else row for place, row in enumerate(rows)])


@given(
    st.lists(st.sampled_from(["a", ",", ",", '""', "\n", "\r", "\r\n", ",\r\n", "ü"]), max_size=24).map(
        "".join
    ),
    st.sampled_from([b"\n", b"\r", b"\r\n"]),
)
@example(",,\r\n,\r\n\r", b"\r\n")
@example(",\n,,\n,", b"\n")
def test_blanks_before_line_ends_are_counted_as_searching_the_block_counts_them(
    text: str, end: bytes
) -> None:
    block = text.encode()
    told = islice(quoting._marks_before(Bytes(block), end, b","), 6)
    assert list(told) == [block.count(b"," * place + end) for place in range(1, 7)]


def _swallows(rows: Sequence[tuple[str, ...]], dialect: Dialect, full: int, few: bool) -> bool:
    """What `may_swallow` says, cell by cell."""
    most = [
        max((cell.count(dialect.separator) for cell in column if dialect.eol in cell), default=0)
        for column in zip(*rows, strict=True)
    ]
    return (sum(most) if few else max(most, default=0)) >= full - 1


_HELD = st.sampled_from(
    ["", "x", "a,b", "a\nb", "a,b\nc,d", "a,b,c\nd,e,f", "a,b\rc,d,e", ",,,,,,,\n", "langer Text, so\nda"]
)


@pytest.mark.parametrize("few", [True, False])
@given(data=st.data())
def test_rows_may_be_swallowed_where_looking_at_each_cell_says_so(few: bool, data: st.DataObject) -> None:
    dialect = Dialect(separator=",", eol=data.draw(st.sampled_from(["\n", "\r"])))
    full = data.draw(st.integers(2, 9))
    rows = data.draw(st.lists(st.tuples(_HELD, _HELD, _HELD), min_size=1, max_size=4))
    if not few:  # a reader looks at many rows in another way than at few
        rows += [("1", "", "2")] * 2000
    cells = {str(place): [row[place] or None for row in rows] for place in range(3)}
    frame = pl.DataFrame(cells, schema=dict.fromkeys(cells, pl.String))
    assert quoting.may_swallow(frame, dialect, full) == _swallows(rows, dialect, full, few)
