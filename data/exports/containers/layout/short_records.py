"""Records of a delimited text with fewer cells than its header: which may count, and which are pieces of others.

Spreadsheets leave out the blank cells at the end of rows, so that few cells alone mean nothing, and a note is enough.
But where a cell had a line break and no quotes, or damaged ones, the pieces of its record look like rows: the first has
too few cells, and where the others have the order's number there stands what doesn't look like one.
"""

import re
from collections import Counter
from collections.abc import Sequence
from typing import Final

from orderdeck.data.exports.containers.layout.frame import Fault
from orderdeck.data.exports.containers.records import Recognised

_KEYS: Final = ("order_id", "sku", "purchase_id", "product_id", "supplier")
_DIGITS: Final = re.compile(r"\d+")
_LETTERS: Final = re.compile(r"[^\W\d_]+")
_MOST_SHAPES: Final = 20
"""More shapes than these tell nothing: codes of letters and digits at random."""
_LOOKED_AT: Final = 500
_ENOUGH: Final = 8
"""So many cells alike are no accident."""

Record = tuple[list[str], Fault | None]


class ShortRecords:
    """Judges the short records of one file, block by block. `full`: how many cells a whole record has."""

    def __init__(self, recognised: Recognised, full: int) -> None:
        assert recognised.dialect is not None
        self._separator = recognised.dialect.separator
        self._key = recognised.columns.index(key_column(recognised))
        self._full = full
        furniture = "|".join(f"(?:{one})" for one in recognised.profile.furniture)
        self._furniture = re.compile(furniture, re.IGNORECASE) if furniture else None
        self._shapes: set[str] = set()
        self.widths: Counter[int] = Counter()
        """Cells -> how many short records that count have as many."""
        self.first = 0
        """Row number of the first of them."""

    def judge(self, records: Sequence[Record], row: int) -> list[Record]:
        """`records`, the first of which has row number `row`, those that are pieces of one marked `few_cells`."""
        places = [
            place
            for place, (cells, fault) in enumerate(records)
            if fault is None and len(cells) < self._full and any(cell.strip() for cell in cells)
        ]
        self._learn(records)
        if not places:
            return list(records)
        usual = Counter(len(records[place][0]) for place in places)
        odd = {place for place in places if self._is_odd(records[place][0], usual)}
        odd |= self._heads(records, set(places), odd, usual)
        told = list(records)
        for place in places:
            if place in odd:
                told[place] = (records[place][0], "few_cells")
            else:
                self.widths[len(records[place][0])] += 1
                if not self.is_furniture(records[place][0]):
                    self.first = self.first or row + place
        return told

    def is_furniture(self, cells: Sequence[str]) -> bool:
        """Whether the profile knows a row of `cells` as no row of data."""
        words = " ".join(cell for cell in cells if cell).strip()
        return self._furniture is not None and bool(self._furniture.search(words))

    def _learn(self, records: Sequence[Record]) -> None:
        for cells, fault in records[:_LOOKED_AT]:
            if fault is None and len(cells) >= self._full and len(self._shapes) <= _MOST_SHAPES:
                self._shapes.add(shape_of(cells[self._key]))

    def _is_odd(self, cells: list[str], usual: Counter[int]) -> bool:
        if self.is_furniture(cells):
            return False
        count = len(cells)
        if count < 2 < self._full:
            return True
        held = sum(cell.count(self._separator) for cell in cells)
        if usual[count] < 2 and count + held >= self._full > count and held:
            return True  # separators within quotes that had better part cells
        if not self._shapes or len(self._shapes) > _MOST_SHAPES:
            return False
        return shape_of(cells[self._key] if self._key < count else "") not in self._shapes

    def _heads(
        self, records: Sequence[Record], short: set[int], odd: set[int], usual: Counter[int]
    ) -> set[int]:
        """The records that odd ones right below are the rest of: together they have the cells of one."""
        heads = set()
        for place in short - odd:
            cells, end = len(records[place][0]), place + 1
            while end in odd:
                cells += len(records[end][0]) - 1
                end += 1
            exact = cells == self._full
            if end > place + 1 and (exact or (cells > self._full and usual[len(records[place][0])] < 2)):
                heads.add(place)
        return heads


def key_column(recognised: Recognised) -> str:
    """The column with what a row is about: its order's number, its SKU."""
    mapping = recognised.mapping
    return next((mapping[field] for field in _KEYS if field in mapping), recognised.columns[0])


def shape_of(text: str) -> str:
    """What sort of text it is: digits as 9, letters as A."""
    return _LETTERS.sub("A", _DIGITS.sub("9", text.strip()))


def is_alike(last: Sequence[str], others: Sequence[str]) -> bool:
    """Whether the first of `last` may be whole, as a cell of a column with `others`: where all of those are of one form
    and length with digits in it, as times and numbers of orders are, a shorter one is cut off."""
    forms = {(shape_of(other), len(other.strip())) for other in others}
    if len(others) < _ENOUGH or len(forms) != 1:
        return True
    [(form, length)] = forms
    return "9" not in form or not last or len(last[0].strip()) >= length
