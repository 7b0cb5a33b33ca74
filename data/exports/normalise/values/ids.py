"""Identifiers: text from first to last, freed of the guards that keep spreadsheets from spoiling them.

A spreadsheet keeps 15 digits of a number. An id of more digits that has been a number is not the id any more,
and one written as 3.03127E+15 has lost even more: such an id is ruined and must never match anything.
"""

from typing import Final, NamedTuple

import polars as pl

from orderdeck.data.base.text.sanitize import DATED, INEXACT, UNSHOWN, clean
from orderdeck.data.exports.normalise.values.ruined import DATE, ERROR

_PLAIN = r"^[0-9]+$|^[A-Za-z#][0-9A-Za-z#_/-]*$|^[0-9]+(?:-[0-9A-Za-z]+)+$"
_SCIENTIFIC = r"^[+-]?\d+(?:[.,]\d+[eE]\+?|[eE]\+)\d{1,3}$"
_FORMULA = r'^=\s*"?(.*?)"?$'
_GUARDS = " \t\r\n'`’‘´＇｀\u00a0\u3000"
_MARKS = INEXACT + DATED + UNSHOWN
KEPT: Final = 15
"""Digits of a number that a spreadsheet keeps."""
FEWEST_ROUNDED: Final = 8
"""So many digits of distinct long ids must all be zeros before they are taken for rounded: by chance 1 in 10^8. That is
one digit each of eight ids with 16, or three each of three ids with 18."""


class Ids(NamedTuple):
    """Identifiers of a column: the text of each (also of ruined ones, for the reject list), and which are ruined."""

    values: pl.Series
    ruined: pl.Series


def read_ids(text: pl.Series, *, multiline: bool = False, part: bool = False) -> Ids:
    """The identifiers in `text`, guards taken off, full-width digits made half-width; blank becomes null. With
    `multiline` line breaks inside stay, as `\\n`; otherwise each is a blank.

    Ruined are: scientific notation, what a reader marked inexact or a date, a formula's error, a float's text of more
    than 15 digits, and, unless `text` is but a part of the file's, those that are `rounded`.
    """
    odd = ~text.str.contains(_PLAIN).fill_null(True) | (text == "#N/A").fill_null(False)
    ruined = pl.Series("ruined", [False]).new_from_index(0, len(text))
    values = text
    if odd.any():
        rows = odd.arg_true()
        mended = (
            pl.DataFrame({"raw": text.gather(rows)})
            .select(_unguarded(pl.col("raw"), multiline=multiline), _inexact())
            .select(_value().alias("value"), _ruined().alias("ruined"))
        )
        values = values.scatter(rows, mended["value"])
        ruined = ruined.scatter(rows, mended["ruined"])
    return Ids(values, ruined if part else ruined | rounded(values))


def read_codes(text: pl.Series, *, dates: bool = False) -> Ids:
    """The same for codes that sellers make up (SKUs): a trailing ".0" stays, and zeros at the end mean nothing. With
    `dates`, cells that a spreadsheet has made dates of (2-Jan) are ruined too, unless a guard kept them text."""
    suspect = rf"{_SCIENTIFIC}|^[{_GUARDS}=#]|[{_GUARDS}]$|[{_MARKS}]"
    odd = text.str.contains(f"{suspect}|{DATE}" if dates else suspect).fill_null(False)
    ruined = pl.Series("ruined", [False]).new_from_index(0, len(text))
    if not odd.any():
        return Ids(text, ruined)
    rows = odd.arg_true()
    mended = pl.DataFrame({"raw": text.gather(rows)}).select(_unguarded(pl.col("raw")), _inexact())
    bad = mended["inexact"] | mended["text"].str.contains(f"{_SCIENTIFIC}|{ERROR}").fill_null(False)
    if dates:
        bad = bad | text.gather(rows).str.strip_chars(" \t\u00a0").str.contains(DATE)
    return Ids(text.scatter(rows, mended["text"]), ruined.scatter(rows, bad))


def _unguarded(raw: pl.Expr, *, multiline: bool = False) -> pl.Expr:
    text = raw.str.strip_chars(_GUARDS + _MARKS)
    text = pl.when(text.str.starts_with("=")).then(text.str.extract(_FORMULA, 1)).otherwise(text)
    text = clean(text.str.strip_chars(_GUARDS).str.normalize("NFKC"), multiline=multiline)
    return pl.when(text != "").then(text).alias("text")


def _inexact() -> pl.Expr:
    return pl.col("raw").str.contains(f"[{INEXACT}{DATED}]").alias("inexact")


def _value() -> pl.Expr:
    text = pl.col("text")
    number = text.str.extract(r"^(\d{1,15})\.0+$", 1)
    grouped = pl.when(text.str.contains(r"^\d{1,3}(?:,\d{3})+$")).then(
        text.str.replace_all(",", "", literal=True)
    )
    return pl.coalesce(number, grouped, text)


def _ruined() -> pl.Expr:
    text = pl.col("text")
    long_float = text.str.contains(r"^\d{16,}\.\d+$")
    long_grouped = text.str.contains(r"^\d{1,3}(?:,\d{3}){5,}$")
    return (
        pl.col("inexact") | text.str.contains(f"{_SCIENTIFIC}|{ERROR}") | long_float | long_grouped
    ).fill_null(False)


def rounded(values: pl.Series) -> pl.Series:
    """Which of a file's ids a spreadsheet has rounded: the long ones, where all of them end in zeros from their 16th
    digit on."""
    long = values.str.contains(r"^\d{16,}$").fill_null(False)
    none = pl.Series("ruined", [False]).new_from_index(0, len(values))
    if not long.any():
        return none
    ids = values.filter(long)
    if not ids.head(1000).str.contains(r"^\d{15}0+$").all() or not ids.str.contains(r"^\d{15}0+$").all():
        return none
    lost = (ids.unique().str.len_chars().cast(pl.Int64) - KEPT).sum()
    return long if lost >= FEWEST_ROUNDED else none
