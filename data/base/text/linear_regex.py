"""Regular expressions that people write into profiles: matched in time linear in the text, whatever they are.

By Rust's regex (through Polars): no backtracking, so no pattern can blow up; no look-around and no back-references
either. Python's own `re` is for patterns of ours alone.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Final

LONGEST: Final = 2_000
"""Characters of a pattern."""


class Pattern:
    """A pattern, case-insensitive. Raises PatternError where it can't be used."""

    def __init__(self, text: str) -> None:
        problem = trouble(text)
        if problem:
            raise PatternError(f"`{text[:80]}` is no regular expression: {problem}")
        self._search = f"(?i){text}"
        self._full = rf"(?i)\A(?:{text})\z"

    def found_in(self, texts: Sequence[str]) -> list[bool]:
        """For each text whether the pattern is found anywhere in it."""
        import polars as pl

        return pl.Series(texts, dtype=pl.String).str.contains(self._search).to_list()

    def fits(self, texts: Sequence[str]) -> list[bool]:
        """For each text whether the pattern fits the whole of it."""
        import polars as pl

        return pl.Series(texts, dtype=pl.String).str.contains(self._full).to_list()

    def group(self, text: str, name: str) -> str | None:
        """What the group called `name` holds where the pattern is first found in `text`; None where it isn't."""
        import polars as pl

        groups = pl.Series([text], dtype=pl.String).str.extract_groups(self._search)[0]
        found = groups.get(name) if groups else None
        return None if found is None else str(found)


class PatternError(ValueError):
    """Text that is no regular expression, or one that could blow up; the message names it."""


@lru_cache(maxsize=1024)
def trouble(text: str) -> str:
    """Why `text` can't be used as a pattern; "" where it can."""
    if len(text) > LONGEST:
        return f"longer than {LONGEST} characters"
    import polars as pl

    try:
        pl.Series([""]).str.contains(f"(?i){text}")
    except pl.exceptions.PolarsError as error:
        return fault_of(error)
    return ""


def fault_of(error: Exception) -> str:
    """What is wrong with a pattern, of all that Polars' error says."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    told = [line for line in lines if line.startswith(("error:", "regex error:", "Compiled"))]
    return (told or lines or ["not understood"])[-1].removeprefix("error: ").removeprefix("regex error: ")
