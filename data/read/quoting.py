"""Whether a block of delimited text is well-formed: quotes stand only where RFC 4180 has them.

The first quote of a block opens a cell, the second closes it, and so on, an escaped quote being a cell closed and
opened at once. So each that opens follows a separator, a line end or a quote, and each that closes is before one of
those: whole columns of bytes are compared, which lets go of the GIL, so that what was read before is dealt with
meanwhile.
"""

from typing import Final

import polars as pl

from data.recognise.model import Dialect

_QUOTE: Final = ord('"')
_FEED: Final = ord("\n")
_RETURN: Final = ord("\r")


def is_well_formed(block: bytes, dialect: Dialect) -> bool:
    """Whether `block`, which begins with a record, has quotes only where they belong and no line end of another kind
    outside of them."""
    if not block or not dialect.quoting:
        return True
    data = pl.Series([block], dtype=pl.Binary).bin.reinterpret(dtype=pl.Array(pl.UInt8, len(block))).explode()
    quotes = (data == _QUOTE).arg_true()
    if quotes.is_empty():
        return True
    if len(quotes) % 2:  # one is left open
        return False
    return _open_and_close(data, quotes, dialect) and (dialect.eol != "\n" or _returns_belong(data, quotes))


def _open_and_close(data: pl.Series, quotes: pl.Series, dialect: Dialect) -> bool:
    separator, end = ord(dialect.separator), ord(dialect.eol)
    opens, closes = quotes.gather_every(2), quotes.gather_every(2, 1)
    first, last = opens[0], closes[-1] + 1
    if first and data[first - 1] not in (separator, end):
        return False
    # A return after a closing quote is half of a line end: that the other half is there, is seen to by itself.
    if last < len(data) and data[last] not in (separator, end, _RETURN):
        return False
    opens, closes = opens[1:], closes[:-1]
    before, after = data.gather(opens - 1), data.gather(closes + 1)
    begun = (before == separator) | (before == end)
    ended = (after == separator) | (after == end) | (after == _RETURN)
    return bool(((opens == closes + 1) | (begun & ended)).all())


def _returns_belong(data: pl.Series, quotes: pl.Series) -> bool:
    """Whether each return is half of a line end, or within quotes: a lone one outside may be a line end or not, which
    is for the lenient reader to say."""
    returns = (data == _RETURN).arg_true()
    if len(returns) and returns[-1] == len(data) - 1:
        halves = pl.concat([data.gather(returns[:-1] + 1) == _FEED, pl.Series([False])])
    else:
        halves = data.gather(returns + 1) == _FEED
    lone = returns.filter(~halves)
    return lone.is_empty() or bool((quotes.search_sorted(lone) % 2 == 1).all())
