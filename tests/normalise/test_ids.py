"""Ids stay text, lose their guards, and never survive a spreadsheet's rounding."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from orderdeck.data.base.text.sanitize import INEXACT
from orderdeck.data.exports.normalise.values.ids import read_codes, read_ids


def one(text: str | None) -> tuple[str | None, bool]:
    read = read_ids(pl.Series([text], dtype=pl.String))
    return read.values[0], read.ruined[0]


digits = st.text(st.sampled_from("0123456789"), min_size=1, max_size=24).filter(lambda text: text.strip("0"))
ids = digits | st.from_regex(r"[A-Z#][A-Z0-9-]{2,15}[A-Z0-9]", fullmatch=True)
guards = st.sampled_from(["{}", "'{}", "`{}", "{}\t", "{} ", '="{}"', "\ufeff{}", " {}", '"{}"'[1:-1]])


@given(st.lists(st.tuples(ids, guards), min_size=1, max_size=6))
def test_guards_come_off_and_nothing_else(pairs: list[tuple[str, str]]) -> None:
    read = read_ids(pl.Series([guard.format(text) for text, guard in pairs]))
    assert read.values.to_list() == [text for text, _ in pairs]
    assert not read.ruined.any()


@given(digits)
def test_full_width_digits(text: str) -> None:
    wide = text.translate({ord(str(n)): chr(0xFF10 + n) for n in range(10)})
    assert one(wide) == (text, False)


@pytest.mark.parametrize(
    "text",
    ["3.03127E+15", "3,03127E+15", "3E+15", "1.2e15", "3031265788145237.0", INEXACT + "3031265788145230"],
)
def test_what_a_spreadsheet_has_ruined(text: str) -> None:
    assert one(text)[1]


@pytest.mark.parametrize(
    ("text", "wanted"), [("17850.0", "17850"), ("536,365", "536365"), ("0042", "0042"), ("12E5", "12E5")]
)
def test_what_it_has_not(text: str, wanted: str) -> None:
    assert one(text) == (wanted, False)


@pytest.mark.parametrize("text", [None, "", "  ", "'", '=""', "\u200b"])
def test_blank_is_missing(text: str | None) -> None:
    assert one(text) == (None, False)


def test_long_ids_that_all_end_in_zeros_have_been_rounded() -> None:
    rounded = [f"30312657881{n:04}0" for n in range(1000, 1020)]
    assert read_ids(pl.Series(rounded)).ruined.all()
    assert not read_ids(pl.Series([*rounded, "3031265788145237"])).ruined.any()
    assert not read_ids(pl.Series(rounded[:3])).ruined.any()


def test_codes_keep_what_sellers_write() -> None:
    read = read_codes(pl.Series(["0042", "100.0", "'7E5", "1.2E+12", "A*B", "Größe-M"]))
    assert read.values.to_list() == ["0042", "100.0", "7E5", "1.2E+12", "A*B", "Größe-M"]
    assert read.ruined.to_list() == [False, False, False, True, False, False]
