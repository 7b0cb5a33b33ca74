"""What each export says anew of an order, beside those before it: the changes of its history.

A file counts for the columns that it has. What one lacks is no word on it, so nothing changes by that; of merged
parcels and of files without codes the lines are not compared, since they say less, not something else.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from orderdeck.data.desk.changes.compared import FIELDS, Difference, differences
from orderdeck.data.exports.packing.carry_forward import BIT, LINES, SKU

_TOLD_BY: Final = {
    "ship_by": "ship_by",
    "recipient": "recipient",
    "address": "address",
    "place": "city",
    "national_address": "national_address",
    "country": "country",
    "phone": "phone",
    "tax_number": "tax_number",
    "service": "service",
    "remark": "remark",
    "total": "total",
}
"""Field of a difference -> the column that a file has to have for it (data.exports.packing.carry_forward)."""
_COLUMNS: Final = {
    "address": ("address", "full_address"),
    "place": ("zip", "city", "province"),
    "total": ("total", "currency"),
    "ship_by": ("ship_by", "ship_told"),
}

Record = Mapping[str, Any]


def changes_told(seen: Sequence[Record]) -> list[tuple[Difference, ...]]:
    """For each sighting of an order, oldest first, what it says otherwise than those before it, its status left out.

    A sighting has the columns of data.base.vocabulary.frames.ORDERS, `lacks` (bits of
    data.exports.packing.carry_forward) and `lines`; one that has the number of another as `row_of` is of the same file.
    """
    known: dict[str, Any] = {}
    fields: set[str] = set()
    lines: Sequence[Record] | None = None
    found: list[tuple[Difference, ...]] = []
    for row in seen:
        tells = {field for field, column in _TOLD_BY.items() if not row["lacks"] & BIT[column]}
        said = known | {name: row.get(name) for field in tells for name in _COLUMNS.get(field, (field,))}
        whole = not row["lacks"] & (BIT[SKU] | BIT[LINES])
        both = lines is not None and whole
        told = differences(known, said, lines or () if both else (), row["lines"] if both else ())
        found.append(tuple(one for one in told if one.field in fields & tells or one.field == "lines"))
        known, lines = said, row["lines"] if whole else lines
        fields |= tells
    return found


assert set(FIELDS) == {*_TOLD_BY, "lines", "status"}
