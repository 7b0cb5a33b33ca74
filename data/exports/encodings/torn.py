"""Small files in UTF-8 with a damaged byte or two, or a cell pasted in another encoding: told by what is whole.

Text in a legacy encoding hardly ever happens to be sequences of UTF-8, least of all of one script.
"""

import re
from typing import Final

_BETWEEN: Final = re.compile(rb'[,;\t\r\n"|]+')
_ESCAPED: Final = re.compile("[\udc80-\udcff]")
_OF_TWO: Final = tuple(
    re.compile(f"[{block}]")
    for block in ("\xa0-\u024f", "\u0370-\u03ff", "\u0400-\u052f", "\u0590-\u05ff", "\u0600-\u06ff")
)
"""Characters of two bytes, a script each."""
_OF_MORE: Final = re.compile(
    "[\u0900-\u0e7f\u1e00-\u1fff\u2010-\u27bf\u3000-\u30ff\u3400-\u9fff\uac00-\ud7a3\uff01-\uffee\U0001f300-\U0001faff]"
)
"""Characters of three bytes or four that text is made of."""
_OUTWEIGHING: Final = 2
"""So much whole text for each byte that is none."""
_WEIGHT: Final = 3
"""What a character of three bytes counts for beside one of two."""


def is_torn_utf8(evidence: bytes) -> bool:
    """Whether `evidence` is UTF-8 but for some damage: its different cells, each counted once."""
    cells = [cell for cell in dict.fromkeys(_BETWEEN.split(evidence)) if not cell.isascii()]
    text = b"\n".join(cells).decode("utf-8", "surrogateescape")
    whole = max(len(script.findall(text)) for script in _OF_TWO) + _WEIGHT * len(_OF_MORE.findall(text))
    return whole > 0 and whole >= _OUTWEIGHING * len(_ESCAPED.findall(text))
