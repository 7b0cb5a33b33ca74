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
    r"(?P<open>\((?:\?:)?)|(?P<close>\))|(?P<bar>\|)|(?P<repeat>[?*+]\??|\{\d+(?:,\d*)?\}\??)"
    r"|(?P<word>[^\W_]+(?![?*+{])|[^\W_])"
    r"|(?P<other>\[\^?\]?(?:\\.|[^\]\\\[])*\]|\\[dDsSwWbB]|\\[^\w]|[^\w()\[\]{}|?*+\\])"
)


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
    return found if end == len(tokens) else None


def _tokens(pattern: str) -> list[tuple[str, str]]:
    found, at = [], 0
    while at < len(pattern):
        token = _TOKEN.match(pattern, at)
        if not token:
            raise _OddError
        found.append((token.lastgroup or "", token[0]))
        at = token.end()
    return found


def _alternatives(tokens: list[tuple[str, str]], at: int) -> tuple[Needed, int]:
    """What one of the alternatives from `at` on needs, and where they end."""
    rows = []
    while True:
        found, at = _row(tokens, at)
        rows.append(found)
        if _kind(tokens, at) != "bar":
            break
        at += 1
    words = frozenset[str]().union(*(row for row in rows if row))
    return (None if None in rows or len(words) > _MOST else words), at


def _row(tokens: list[tuple[str, str]], at: int) -> tuple[Needed, int]:
    """The best of what stands one after the other up to the end of an alternative, and where that is."""
    best: Needed = None
    while (kind := _kind(tokens, at)) not in ("end", "bar", "close"):
        found: Needed = None
        if kind == "repeat":
            raise _OddError
        if kind == "word":
            found = frozenset({tokens[at][1]})
        elif kind == "open":
            found, at = _alternatives(tokens, at + 1)
            if _kind(tokens, at) != "close":
                raise _OddError
        at += 1
        while _kind(tokens, at) == "repeat":
            if tokens[at][1].startswith(("?", "*", "{0")):
                found = None
            at += 1
        best = _better(best, found)
    return best, at


def _kind(tokens: list[tuple[str, str]], at: int) -> str:
    return tokens[at][0] if at < len(tokens) else "end"


def _better(one: Needed, other: Needed) -> Needed:
    """Whichever is met by fewer texts: long words, few of them."""
    if one is None or other is None:
        return other if one is None else one
    return max(one, other, key=lambda words: (min(map(len, words)), -len(words)))
