"""Both ways to prove quoting well-formed agree with each other and with the grammar of RFC 4180."""

import re

import polars as pl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from data.read import quoting
from data.recognise.model import Dialect


def _grammar(dialect: Dialect) -> "re.Pattern[str]":
    return re.compile(quoting._grammar(dialect).replace(r"\z", r"\Z"))


@given(
    st.text('ab",;\t\r\n ü', max_size=14), st.sampled_from([",", ";", "\t"]), st.sampled_from(["\n", "\r"])
)
@example('a,"b""c"\r\n"d,e"\n', ",", "\n")
@example('a,"b" ,c\n', ",", "\n")
@example('"a,"b"\n', ",", "\n")
@example('"a"\rb\n', ",", "\n")
@example('""""', ",", "\n")
def test_cutting_and_matching_agree(text: str, separator: str, eol: str) -> None:
    dialect = Dialect(separator=separator, eol=eol)  # type: ignore[arg-type]
    if '"' not in text:
        return
    assert quoting._is_well_cut(pl.Series([text]), dialect) == bool(_grammar(dialect).match(text))


@pytest.mark.parametrize("padding", [0, 10_000])
def test_a_stray_quote_shows_however_rare_quotes_are(padding: int) -> None:
    dialect = Dialect(separator=",")
    filler = "x" * padding
    assert quoting.is_well_formed(f'a,"b\n{filler}",c\r\n'.encode(), dialect)
    assert not quoting.is_well_formed(f'a,b"{filler},c"\r\n'.encode(), dialect)
    assert not quoting.is_well_formed(f'a,"b{filler},c\r\n'.encode(), dialect)
    assert quoting.is_well_formed(f'a,b"{filler}\n'.encode(), Dialect(separator=",", quoting=False))
