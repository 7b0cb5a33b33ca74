"""Characters that shop software writes as HTML does, into cells that are no HTML: `don&#039;t`, `Mug &amp; Spoon`."""

import re
from html.entities import html5
from typing import Final

import polars as pl

ENTITY: Final = r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});"
"""With its semicolon: `AT&T` and `?a=1&copy=2` are meant as they stand."""

_ENTITY: Final = re.compile(ENTITY)


def unescaped(text: pl.Series) -> pl.Series:
    """`text` with each entity as the character that it stands for, once: of `&amp;lt;` stays `&lt;`.

    What comes out may be anything, also what no terminal may see: to be cleaned afterwards.
    """
    if not text.str.contains("&", literal=True).any():  # in half the time that a pattern takes
        return text
    held = text.str.contains(ENTITY).fill_null(False)
    if not held.any():
        return text
    mended = [unescape(cell) for cell in text.filter(held)]
    return text.scatter(held.arg_true(), pl.Series(mended, dtype=pl.String))


def unescape(text: str) -> str:
    """The same for one string."""
    return _ENTITY.sub(lambda found: _character(found[0]), text)


def _character(entity: str) -> str:
    if entity[1] != "#":
        return html5.get(entity[1:], entity)
    number = int(entity[3:-1], 16) if entity[2] in "xX" else int(entity[2:-1])
    # Windows-1252 written as numbers, as browsers read it: &#146; is an apostrophe.
    if 0x80 <= number <= 0x9F:
        return bytes([number]).decode("cp1252", "ignore")
    return "" if number > 0x10FFFF or 0xD800 <= number <= 0xDFFF else chr(number)
