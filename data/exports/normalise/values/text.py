"""Columns of text: cleaned where it is needed, worked out once per distinct value, folded for comparison."""

import unicodedata
from collections.abc import Callable, Sequence
from functools import lru_cache, partial
from typing import Any, Final, NamedTuple

import polars as pl

from orderdeck.data.base.text.sanitize import DIRTY, DIRTY_LINE, clean
from orderdeck.data.exports.normalise.values.entities import ENTITY, unescaped

_EDGE = "\u2758"  # stands between joined cells; a cell that has it is cleaned for nothing, no more
_TRIM = rf"^[ \n]|[ \n]$|[ \n]{_EDGE}|{_EDGE}[ \n]|{_EDGE}{_EDGE}|^{_EDGE}|{_EDGE}$|^$"

_LONG: Final = 64
"""Bytes of a cell, on average, from which it pays to see whether cells repeat before they are looked through."""
_SAMPLE: Final = 1000


class Repeated(NamedTuple):
    """The distinct values of a column, and for each row which of them it has (UInt32)."""

    values: pl.Series
    places: pl.Series


def repeated(column: pl.Series) -> Repeated | None:
    """The distinct values of `column` where most rows repeat another; None where they don't, or are few."""
    if len(column) < _SAMPLE or column.head(_SAMPLE).n_unique() > _SAMPLE // 2:
        return None
    values = column.unique(maintain_order=True)
    if len(values) > len(column) // 2:
        return None
    known = values.to_frame("value").with_row_index("place")
    rows = column.to_frame("value").join(
        known, on="value", how="left", maintain_order="left", nulls_equal=True
    )
    return Repeated(values, rows["place"])


def tidy(
    columns: dict[str, pl.Series], *, multiline: bool = False, entities: bool = False
) -> dict[str, pl.Series]:
    """The columns as `data.base.text.sanitize.clean` leaves them; with `entities`, HTML's (`&amp;`) made characters
    before.

    All cells of a row are looked at in one go, and only rows with something to clean are cleaned: on a big file
    this costs a tenth of cleaning every cell. Columns of long cells that repeat are looked at by themselves, each
    distinct value once.
    """
    apart = {key: column for key, column in columns.items() if column.null_count() == len(column)}
    for key, column in columns.items():
        if _is_long(column) and (found := repeated(column)):
            apart[key] = _tidied({key: found.values}, multiline, entities)[key].gather(found.places)
    others = {key: column for key, column in columns.items() if key not in apart}
    others = _tidied(others, multiline, entities)
    return {key: apart[key] if key in apart else others[key] for key in columns}


def _tidied(columns: dict[str, pl.Series], multiline: bool, entities: bool) -> dict[str, pl.Series]:
    if not columns:
        return {}
    table = pl.DataFrame(list(columns.values()))
    joined = table.select(pl.concat_str(pl.all(), separator=_EDGE, ignore_nulls=True)).to_series()
    dirty = f"{DIRTY if multiline else DIRTY_LINE}|{_TRIM}"
    suspect = joined.str.contains(f"{dirty}|{ENTITY}" if entities else dirty)
    if not suspect.any():
        return columns
    names = table.columns
    mended = table.filter(suspect)
    if entities:
        mended = mended.select(unescaped(mended[name]).alias(name) for name in names)
    mended = mended.select(clean(pl.col(name), multiline=multiline) for name in names)
    rows = suspect.arg_true()
    return {key: table[name].scatter(rows, mended[name]) for key, name in zip(columns, names, strict=True)}


def _is_long(column: pl.Series) -> bool:
    return len(column) >= _SAMPLE and (column.head(_SAMPLE).str.len_bytes().mean() or 0) >= _LONG  # type: ignore[operator]


def tidy_one(text: pl.Series, *, multiline: bool = False) -> pl.Series:
    """The same for one column."""
    return tidy({"text": text}, multiline=multiline)["text"]


def by_distinct(
    values: pl.Series, work: Callable[[Sequence[str]], Sequence[Any]], dtype: pl.DataType | type[pl.DataType]
) -> pl.Series:
    """`work` applied to the distinct values of `values`, laid back over the rows; null stays null."""
    distinct = values.unique().drop_nulls()
    if distinct.is_empty():
        return pl.Series(values.name, [None], dtype).new_from_index(0, len(values))
    results = pl.Series("result", work(distinct.to_list()), dtype)
    return values.replace_strict(distinct, results, default=None, return_dtype=dtype)


def mapped(function: Callable[..., Any], **options: Any) -> Callable[[Sequence[str]], list[Any]]:
    """`function` of one text as the `work` of `by_distinct`."""
    one = partial(function, **options)
    return lambda values: [one(value) for value in values]


def fold(text: str) -> str:
    """`text` for comparison: width and case folded, `_` and `-` as blanks, blanks single."""
    text = unicodedata.normalize("NFKC", text).casefold().replace("_", " ").replace("-", " ")
    return " ".join(text.split())


@lru_cache(maxsize=4096)  # a profile's own words are compared anew for each file
def word_key(text: str) -> str:
    """`text` of a status or of another word that tables know, as such words are compared.

    Beside width and case, accents of Latin, Greek and Cyrillic letters don't count, nor blanks (Korean and enums are
    spelled with and without), nor punctuation: `Awaiting_Payment`, `AwaitingPayment` and `awaiting payment.` are one.
    What has nothing else in it stays as it is.
    """
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    kept = (
        sign
        for sign in folded
        if not "\u0300" <= sign <= "\u036f" and unicodedata.category(sign)[0] not in "PSZC"
    )
    key = unicodedata.normalize("NFC", "".join(kept)).replace("đ", "d").replace("ı", "i")
    return key or fold(text)


_TRUE = {"true", "yes", "y", "1", "是", "t", "да", "예", "ja", "sí", "si", "sim", "oui"}
_FALSE = {"false", "no", "n", "0", "否", "f", "нет", "아니요", "nein", "não", "nao", "non"}


def read_booleans(text: pl.Series) -> pl.Series:
    """true/false, yes/no, 是/否 and the like as booleans; anything else null."""

    def one(value: str) -> bool | None:
        folded = fold(value)
        return True if folded in _TRUE else False if folded in _FALSE else None

    return by_distinct(text, mapped(one), pl.Boolean)


def join_lines(text: pl.Series) -> pl.Series:
    """Cells of several lines as one: their distinct lines, joined by " / "."""
    several = text.str.contains("\n", literal=True).fill_null(False)
    if not several.any():
        return text
    lines = text.filter(several).str.split("\n")
    joined = lines.list.eval(pl.element().str.strip_chars(" ")).list.eval(
        pl.element().filter(pl.element() != "")
    )
    joined = joined.list.unique(maintain_order=True).list.join(" / ")
    return text.scatter(several.arg_true(), joined)


def join_columns(parts: list[pl.Series], separator: str, *, distinct: bool = False) -> pl.Series:
    """`parts` side by side, what is null left out; with `distinct`, what says the same as the first part too."""
    given = [part for part in parts if part.null_count() < len(part)]
    if len(given) < 2:
        return (given or parts)[0]
    table = pl.DataFrame([part.alias(str(place)) for place, part in enumerate(given)])
    names = [pl.col(name) for name in table.columns]
    if distinct:
        names = [names[0], *(pl.when(name.ne_missing(names[0])).then(name) for name in names[1:])]
    text = table.select(pl.concat_str(names, separator=separator, ignore_nulls=True).alias("text"))
    return text.select(pl.when(pl.col("text") != "").then(pl.col("text"))).to_series()
