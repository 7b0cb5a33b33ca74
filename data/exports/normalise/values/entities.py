"""Characters that shop software writes as HTML does, into cells that are no HTML: `don&#039;t`, `Mug &amp; Spoon`; and
that what passes a text on writes so once more: `don&amp;#039;t`."""

import re
from html.entities import html5, name2codepoint
from typing import Final

import polars as pl

ENTITY: Final = r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});"
"""With its semicolon: `AT&T` and `?a=1&copy=2` are meant as they stand."""

_ENTITY: Final = re.compile(ENTITY)


def unescaped(text: pl.Series) -> pl.Series:
    """`text` with each entity as the character that it stands for.

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
    """The same for one string. An entity that comes out is read as well, once, where it is one that software writes:
    nobody types `&amp;`'s own text, but shops escape twice what they were given escaped."""
    once = _ENTITY.sub(lambda found: _character(found[0]), text)
    if "&" not in once:
        return once
    return _ENTITY.sub(lambda found: _character(found[0]) if _written(found[0]) else found[0], once)


def _written(entity: str) -> bool:
    """Whether software that escapes text writes `entity`: a number, or a name of HTML 4, not any of HTML 5's 2,125."""
    return entity[1] == "#" or entity[1:-1] in name2codepoint or entity == "&apos;"


def _character(entity: str) -> str:
    if entity[1] != "#":
        return html5.get(entity[1:], entity)
    number = int(entity[3:-1], 16) if entity[2] in "xX" else int(entity[2:-1])
    # Windows-1252 written as numbers, as browsers read it: &#146; is an apostrophe.
    if 0x80 <= number <= 0x9F:
        return bytes([number]).decode("cp1252", "ignore")
    return "" if number > 0x10FFFF or 0xD800 <= number <= 0xDFFF else chr(number)
