"""Header cells: folded so that spellings of one name meet, made unique, and found below title rows."""

import re
import unicodedata
from collections.abc import Collection, Sequence
from functools import lru_cache
from typing import Final

from orderdeck.data.base.text.sanitize import clean_text

MAX_HEADER: Final = 300
"""Characters beyond which a cell is taken for prose, not for a header."""

_CJK: Final = r"\u1100-\u11ff\u2e80-\u312f\u3130-\u318f\u3190-\u9fff\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff"
_FURNITURE: Final = re.compile(r"\s*\n\s*\(.*|_\((?=[^\x00-\x7f]).*", re.DOTALL)
"""A bracketed hint on a line of its own: 产品信息⏎（双击单元格…）; Jet and OLEDB turn that line break into `_`."""
_BLANK_BY_CJK: Final = re.compile(rf"(?<=[{_CJK}]) | (?=[{_CJK}])")
_RESERVED: Final = "__"
"""What our own columns begin with. Names that Polars takes for patterns (`*`, `^…$`) are altered as well."""


@lru_cache(maxsize=16384)
def fold(text: str) -> str:
    """`text` of a header cell in the form in which headers and aliases are compared.

    Invisible characters and byte order marks go, widths are folded (NFKC), a bracketed hint on a second line is
    cut off, blanks are collapsed (and dropped beside Chinese, Japanese and Korean), case is folded.
    """
    if len(text) > MAX_HEADER:
        return ""
    text = unicodedata.normalize("NFKC", clean_text(text, multiline=True))
    text = " ".join(_FURNITURE.sub("", text, count=1).split()) or " ".join(text.split())
    return unicodedata.normalize("NFKC", _BLANK_BY_CJK.sub("", text).casefold())


def name_columns(header: Sequence[str]) -> tuple[str, ...]:
    """The folded names of the cells of a header row, made unique.

    The second column of a name gets `#2`, the third `#3`; a cell without text is named by its place, `#5`.
    """
    seen: dict[str, int] = {}
    names: list[str] = []
    taken: set[str] = set()
    for place, cell in enumerate(header, 1):
        name = fold(cell) or f"#{place}"
        if name.startswith((_RESERVED, "^")) or name == "*":
            name = f"#{name}"
        count = seen.get(name, 0) + 1
        while (unique := name if count == 1 else f"{name}#{count}") in taken:
            count += 1
        seen[name] = count
        taken.add(unique)
        names.append(unique)
    return tuple(names)


def others_of(names: Sequence[str], columns: Collection[str], taken: Collection[str]) -> list[str]:
    """Which of `columns`, as folded, bear one of `names`, in the order of these; without those that are `taken`."""
    folded = dict.fromkeys(fold(name) for name in names)
    return [name for name in folded if name in columns and name not in taken]


def shown(header: Sequence[str]) -> tuple[str, ...]:
    """The header texts cleaned and cut for showing, those at the end without text left out."""
    texts = [clean_text(cell)[:MAX_HEADER] for cell in header]
    while texts and not texts[-1]:
        texts.pop()
    return tuple(texts)
