"""The spelling that filters compare in; the same as the macro `fold` in queries/desk/macros.sql."""

import unicodedata
from typing import Final

_WIDTH: Final = {0x3000: 0x20} | {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}


def fold(text: str) -> str:
    """`text` in lower case, without accents, full-width letters and digits as half-width ones."""
    lowered = text.translate(_WIDTH).lower()
    if lowered.isascii():
        return lowered
    spread = unicodedata.normalize("NFD", lowered)
    return unicodedata.normalize(
        "NFC", "".join(c for c in spread if not unicodedata.category(c).startswith("M"))
    )
