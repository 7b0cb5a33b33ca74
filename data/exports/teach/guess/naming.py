"""Names of profiles: made from a file's name, free of dates, and not those of profiles that are there."""

import re
import unicodedata
from collections.abc import Container
from pathlib import Path
from typing import Final

_LONGEST: Final = 40
_PLAIN: Final = re.compile(r"[^\W_]+(?:[_-][^\W_]+)*")


def valid_name(name: str) -> bool:
    """Whether `name` may be a profile's: letters and digits of any script, - and _ between them."""
    return len(name) <= 2 * _LONGEST and bool(_PLAIN.fullmatch(name))


def default_name(path: Path, taken: Container[str]) -> str:
    """A name for the profile of the file at `path`: its own words, or its folder's, dates and counters left out."""
    words = _words(path.stem) or _words(path.parent.name) or "export"
    name, count = words, 1
    while name in taken:
        count += 1
        name = f"{words}_{count}"
    return name


def _words(text: str) -> str:
    text = unicodedata.normalize("NFKC", text).casefold()
    words = [word for word in re.findall(r"[^\W\d_]+", text) if len(word) > 1]
    return "_".join(words)[:_LONGEST].strip("_")
