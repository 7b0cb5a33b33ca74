"""Whether a block of delimited text is well-formed: quotes stand only where RFC 4180 has them.

Cut at its quotes, such a block is text outside and inside of quoted cells in turn. Text outside begins where a cell
has just ended and ends where one begins, with a separator or a line end; nothing between two quotes is an escaped
quote, within a cell. Where cells with quotes are few, that is three times as fast as a regular expression. Either lets
go of the GIL, so that what was read before is dealt with meanwhile.
"""

import re
from collections.abc import Iterable
from functools import lru_cache, reduce
from operator import or_
from typing import Final

import polars as pl

from data.recognise.model import Dialect

_SPARSE: Final = 16
"""Bytes per quote from which cutting is faster than the regular expression."""

_LONE_RETURN: Final = r"\r(?:[^\n]|\z)"


def is_well_formed(block: bytes, dialect: Dialect, quotes: int | None = None) -> bool:
    """Whether `block`, which begins with a record, has quotes only where they belong and no line end of another kind
    outside of them. False also for what is not UTF-8 where that shows. `quotes`: how many it has, where that is known.
    """
    if quotes is None:
        quotes = block.count(b'"')
    if not quotes or not dialect.quoting:
        return True
    try:
        text = pl.Series([block], dtype=pl.Binary).cast(pl.String)
    except pl.exceptions.PolarsError:
        return False
    if quotes * _SPARSE <= len(block):
        return _is_well_cut(text, dialect)
    return bool(text.str.contains(_grammar(dialect))[0])


def _is_well_cut(text: pl.Series, dialect: Dialect) -> bool:
    texts = text.str.split('"').explode()
    if len(texts) % 2 == 0:  # a quote is left open
        return False
    outside = texts.gather_every(2)
    first, last, between = outside[0], outside[-1], outside[1:-1]
    unix = dialect.eol == "\n"
    begins = (dialect.separator, "\n", "\r\n") if unix else (dialect.separator, "\r")
    ends = (dialect.separator, "\n") if unix else (dialect.separator, "\r")
    if (first and not first.endswith(ends)) or (last and not last.startswith(begins)):
        return False
    fits = _any(between.str.starts_with(begun) for begun in begins)
    fits = fits & _any(between.str.ends_with(ended) for ended in ends)
    if not ((between == "") | fits).all():
        return False
    # A lone return outside of quotes may be a line end or not: that is for the lenient reader.
    if not unix or not text.str.contains(_LONE_RETURN)[0]:
        return True
    return _count(outside, "\r") == _count(outside, "\r\n")


def _any(masks: Iterable[pl.Series]) -> pl.Series:
    return reduce(or_, masks)


def _count(texts: pl.Series, part: str) -> int:
    return int(texts.str.count_matches(part, literal=True).sum())


@lru_cache(maxsize=16)
def _grammar(dialect: Dialect) -> str:
    """A regular expression for well-formed text."""
    separator = re.escape(dialect.separator)
    end = r"\r?\n" if dialect.eol == "\n" else r"\r"
    plain = r'[^"\n\r' + separator + "]" if dialect.eol == "\n" else r'[^"\r' + separator + "]"
    return rf'\A(?:(?:"(?:[^"]|"")*"|{plain}*)(?:{separator}|{end}|\z))*\z'
