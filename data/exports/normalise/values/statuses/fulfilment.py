"""Who sends an order: the seller, the marketplace's own warehouse, or the seller just in time for the marketplace."""

from collections.abc import Sequence
from typing import Final

import polars as pl

from orderdeck.data.base.text.linear_regex import Pattern
from orderdeck.data.exports.normalise.values.platform import beside_the_name
from orderdeck.data.exports.normalise.values.statuses.status import bare
from orderdeck.data.exports.normalise.values.text import by_distinct, join_columns
from orderdeck.data.exports.profile.records import FulfilmentTable

SELLER: Final = "seller"
PLATFORM: Final = "platform"
JIT: Final = "jit"
_SENT_BY: Final = Pattern(r"fulfil(?:l)?(?:ed|ment) by \p{L}|亚马逊(?:代)?(?:发货|配送)")
"""A channel with the marketplace's name as that of who sends."""


class SenderReader:
    """Reads who sends by one profile's table: the first of seller, jit and platform whose pattern is found."""

    def __init__(self, table: FulfilmentTable) -> None:
        told = ((SELLER, table.seller), (JIT, table.jit), (PLATFORM, table.platform))
        self._patterns = [(Pattern(pattern), code) for code, pattern in told if pattern]
        self._says_nothing = Pattern(table.says_nothing) if table.says_nothing else None

    def read(self, texts: list[pl.Series], platform: pl.Series | None) -> tuple[pl.Series, pl.Series]:
        """(code of each row, null where nothing that is known says it; what the file says of it).

        `texts` are columns that tell it, `platform` one that names marketplaces and may tell it too (速卖通全托管): by
        what it says beside the name, for a shop on Amazon may send all it sells.
        """
        said = join_columns([self._telling(text) for text in texts], " / ", distinct=True)
        codes = by_distinct(said, self.codes, pl.String)
        if platform is not None:
            named = by_distinct(platform, self._channel_codes, pl.String)
            told = said.is_null() & named.is_not_null()
            codes, said = codes.zip_with(~told, named), said.zip_with(~told, platform)
        return codes, said

    def codes(self, texts: Sequence[str]) -> list[str | None]:
        """The codes of texts; None for one that no pattern is found in."""
        folded = [bare(text) for text in texts]
        found: list[str | None] = [None] * len(folded)
        for pattern, code in self._patterns:
            left = [at for at, known in enumerate(found) if known is None]
            for at, holds in zip(left, pattern.found_in([folded[at] for at in left]), strict=True):
                found[at] = code if holds else None
        return found

    def _channel_codes(self, texts: Sequence[str]) -> list[str | None]:
        """The codes of sales channels; the marketplace's name alone tells none, whatever patterns hold of it."""
        beside = self.codes([beside_the_name(text) for text in texts])
        named = _SENT_BY.found_in([bare(text) for text in texts])
        return [code or (PLATFORM if by else None) for code, by in zip(beside, named, strict=True)]

    def _telling(self, text: pl.Series) -> pl.Series:
        """`text` without cells that speak of something else."""
        pattern = self._says_nothing
        if pattern is None or text.null_count() == len(text):
            return text
        silent = by_distinct(text, lambda cells: pattern.fits([bare(cell) for cell in cells]), pl.Boolean)
        return text.set(silent.fill_null(False), None)
