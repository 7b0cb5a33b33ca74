"""What a text must hold for a pattern to match it at all: to look for words is far quicker than to make patterns ready.

Only words without blanks: what is masked leaves " _ " behind, so that a word of the masked text stood in the text.
Patterns are those of `data.rules.remarks.rules`, written out and folded.
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

import polars as pl

Needed = frozenset[str] | None
"""Words one of which a matching text holds; None: nothing certain is known."""

FEW: Final = 64
"""Texts up to which words are sought one by one."""
_MOST: Final = 60
"""Alternatives beyond which looking for them is no gain."""
_TOKEN: Final = re.compile(
    r"\((?:\?:)?|\)|\||[?*+]\??|\{\d+(?:,\d*)?\}\??"  # groups, alternatives, repeats
    r"|[^\W_]+(?![?*+{])|[^\W_]"  # words, the last letter apart where it is repeated
    r"|\[\^?\]?(?:\\.|[^\]\\\[])*\]|\\[dDsSwWbB]|\\[^\w]"
    r"|[^\w()\[\]{}|?*+\\]+(?![?*+{])|[^\w()\[\]{}|?*+\\]"
)
"""What one is, its first character tells."""
_REPEATS: Final = tuple("?*+{")
_END: Final = ""


class _OddError(Exception):
    """A pattern that is more than what is understood here."""


def possible(patterns: Iterable[str], texts: pl.Series) -> frozenset[str]:
    """Those of `patterns` that may match one of `texts`, which are folded; all others match none."""
    every = tuple(patterns)
    words = _words(every)
    if len(texts) <= FEW:
        text = "\n".join(texts.drop_nulls())
        found = frozenset(word for word in words if word in text)
    else:
        met = texts.str.extract_many(words.implode(), overlapping=True).explode().unique().drop_nulls()
        found = frozenset(met.to_list())
    return frozenset(
        pattern for pattern in every if (need := needed(pattern)) is None or not need.isdisjoint(found)
    )


@lru_cache(maxsize=4)
def _words(patterns: tuple[str, ...]) -> pl.Series:
    return pl.Series(
        sorted({word for pattern in patterns for word in needed(pattern) or ()}), dtype=pl.String
    )


@lru_cache(maxsize=16384)
def needed(pattern: str) -> Needed:
    """Words one of which every text holds that `pattern` matches; None where there are none, or nobody knows."""
    try:
        tokens = _tokens(pattern)
        found, end = _alternatives(tokens, 0)
    except _OddError:
        return None
    return found if tokens[end] == _END else None


def _tokens(pattern: str) -> list[str]:
    """The tokens of `pattern`, and _END behind the last."""
    found = _TOKEN.findall(pattern)
    if sum(map(len, found)) < len(pattern):  # something between two of them is none
        raise _OddError
    return [*found, _END]


def _alternatives(tokens: list[str], at: int) -> tuple[Needed, int]:
    """What one of the alternatives from `at` on needs, and where they end."""
    rows = []
    while True:
        found, at = _row(tokens, at)
        rows.append(found)
        if tokens[at] != "|":
            break
        at += 1
    words = frozenset[str]().union(*(row for row in rows if row))
    return (None if None in rows or len(words) > _MOST else words), at


def _row(tokens: list[str], at: int) -> tuple[Needed, int]:
    """The best of what stands one after the other up to the end of an alternative, and where that is."""
    best: Needed = None
    while (token := tokens[at]) not in (_END, "|", ")"):
        found: Needed = None
        if token[0].isalnum():
            found = frozenset((token,))
        elif token[0] == "(":
            found, at = _alternatives(tokens, at + 1)
            if tokens[at] != ")":
                raise _OddError
        elif token[0] in _REPEATS:
            raise _OddError
        at += 1
        while tokens[at].startswith(_REPEATS):
            if tokens[at].startswith(("?", "*", "{0")):
                found = None
            at += 1
        if found is not None:
            best = found if best is None else max(best, found, key=_worth)
    return best, at


def _worth(words: frozenset[str]) -> tuple[int, int]:
    """Highest for what is met by the fewest texts: long words, few of them."""
    return min(map(len, words)), -len(words)
