"""What the last record of a delimited text is worth where no line end follows it: whole, in doubt or cut off.

Many programs write no line end after the last row, and a file that was cut off has none either. With all its cells
there, a record can then be cut off in its last cell alone: 34 pieces become 3, or none. So only that cell is doubted,
and only where it may be cut and decides anything.
"""

import re
from collections.abc import Sequence
from typing import Final, Literal

from orderdeck.data.base.text.linear_regex import Pattern
from orderdeck.data.base.vocabulary.fields import DATE_FIELDS
from orderdeck.data.base.vocabulary.frames import BY_KIND
from orderdeck.data.exports.containers.layout.header import others_of
from orderdeck.data.exports.containers.layout.short_records import is_alike
from orderdeck.data.exports.containers.records import Recognised

Worth = Literal["whole", "doubtful", "torn"]

_IDLE: Final = {
    "orders": frozenset(("seller", "supply_price", "subsidy", "managed_discount")),
    "stock": frozenset(("title",)),
    "purchases": frozenset(("title", "tracking")),
    "products": frozenset(("title",)),
    "suppliers": frozenset(("contact",)),
    "tracking": frozenset(("carrier",)),
}
"""Kind of file -> fields that are shown and decide nothing."""
_BESIDE: Final = {"purchases": ("status",)}
"""Kind of file -> fields that decide beside the columns of its frame."""

_NEVER_BLANK: Final = (
    "order_id",
    "status",
    "sku",
    "quantity",
    "total",
    "on_hand",
    "supplier",
    "product_id",
    "tracking_number",
)
"""Fields of which a blank cell is torn, where no other row has one."""

_NUMBERS: Final = ("order_id", "order_id_alt")

_PROSE: Final = frozenset((
    "buyer", "recipient", "recipient_first", "recipient_last", "province", "city", "address", "address_2", "address_3",
    "address_4", "address_5", "full_address", "full_address_local", "national_address", "remark", "remark_extra",
    "remark_notes",
    "custom_info", "products", "item_title", "title", "attributes", "shop",
))  # fmt: skip
"""Fields whose text may have a quote in it: written `""`, it looks like the end of the cell once it is cut in two."""

_DIGIT: Final = re.compile(r"\d")
_LETTER: Final = re.compile(r"[^\W\d_]")
_ENOUGH: Final = 8
"""So many cells of one form are no accident."""
_TIMES: Final = (*DATE_FIELDS, "cancelled_at", "ordered_at", "expected_at", "counted_at")
_TWO_FIGURES: Final = re.compile(r"\D\d\d+$")


class LastCell:
    """Judges the last record of one file. `full`: how many cells a whole record has."""

    def __init__(self, recognised: Recognised, full: int) -> None:
        self._recognised, self._full = recognised, full
        profile, columns = recognised.profile, recognised.columns
        kind = profile.kind
        if kind == "orders":
            telling = recognised.mapping.keys() - _IDLE[kind]
        else:
            telling = recognised.mapping.keys() & {*BY_KIND[kind], *_BESIDE.get(kind, ())} - _IDLE[kind]
        self._deciding = {recognised.mapping[field] for field in telling}
        if kind == "tracking":  # they stand in for a number that is blank
            names = profile.headers().get("tracking_number", ())
            self._deciding.update(others_of(names, columns, recognised.mapping.values()))
        if profile.items.columns:
            fits = Pattern(profile.items.columns).fits(list(columns))
            self._deciding |= {name for name, is_item in zip(columns, fits, strict=True) if is_item}

    def judge(self, rest: bytes, cells: Sequence[str], others: Sequence[str]) -> Worth:
        """The worth of the record `cells`, which `rest` ends with; `others` are cells of the last column above it."""
        last = min(len(cells), self._full) - 1
        behind = self._recognised.columns[last : self._full]
        if self._is_none_of_any_order(cells) or self._deciding.isdisjoint(behind):
            return "whole"
        cell, fields = cells[last].strip(), self._fields(behind[0])
        if len(cells) > self._full or (len(behind) == 1 and self._is_closed(rest, fields)):
            return "whole"
        if len(behind) == 1 and not fields.isdisjoint(_TIMES) and _has_form_of(cell, others):
            return "whole"
        if not fields.isdisjoint((*_TIMES, *_NUMBERS)) and not is_alike([cell], others):
            return "torn"
        if not fields.isdisjoint(_NUMBERS) and others and _form(cell) not in map(_form, others):
            return "torn"  # the row would be lost to its order, and nothing at that order would tell
        blank = not cell and all(other.strip() for other in others)
        return "torn" if blank and not fields.isdisjoint(_NEVER_BLANK) else "doubtful"

    def column(self, cells: Sequence[str]) -> str:
        """The column that the last of `cells` stands in."""
        return self._recognised.columns[min(len(cells), self._full) - 1]

    def _fields(self, column: str) -> frozenset[str]:
        return frozenset(field for field, name in self._recognised.mapping.items() if name == column)

    def _is_closed(self, rest: bytes, fields: frozenset[str]) -> bool:
        """Whether what stands behind the last cell shows that it is whole: half a line end, or the quote."""
        assert self._recognised.dialect is not None
        quoted = self._recognised.dialect.quoting and rest.endswith(b'"')
        return rest.endswith(b"\r") or (quoted and bool(fields) and fields.isdisjoint(_PROSE))

    def _is_none_of_any_order(self, cells: Sequence[str]) -> bool:
        """Whether the row, a sum below the orders, will be rejected in any case."""
        profile = self._recognised.profile
        if profile.kind != "orders" or profile.items.row_shape == "item_fill_down":
            return False
        columns = [
            self._recognised.columns.index(self._recognised.mapping[name])
            for name in _NUMBERS
            if name in self._recognised.mapping
        ]
        last = len(cells) - 1
        return last not in columns and not any(
            _DIGIT.search(cells[place]) for place in columns if place < last
        )


def _has_form_of(cell: str, others: Sequence[str]) -> bool:
    """Whether `cell`, a time, is of the one form, figure by figure, that all of enough `others` have: a part of one
    isn't, unless a day may have one figure or two."""
    same = {_form(other) for other in others} == {_form(cell)}
    return len(others) >= _ENOUGH and same and _TWO_FIGURES.search(cell) is not None


def _form(text: str) -> str:
    return _LETTER.sub("A", _DIGIT.sub("9", text.strip()))
