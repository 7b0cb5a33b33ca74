"""What another snapshot means for the one on screen: where the cursor's row is now, and which rows are news."""

from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from orderdeck.widgets.model import Column, TableSource

NEAR: Final = 500
"""How many neighbours of a row that is gone are tried, each way, before its place alone counts."""


class Position(NamedTuple):
    """Row of the cursor and first row in view."""

    cursor: int
    top: int


def where_now(old: TableSource, new: TableSource, at: Position, height: int) -> Position:
    """Cursor and view for `new`, so that the cursor is on the same order, and that on the same line of the screen.

    Where the order is gone, the next one that is left takes its place. A view that stood at the very top stays there
    as long as the cursor's row is in it: what arrives above would otherwise never be seen.
    """
    if not old.row_count or not new.row_count:
        return Position(0, 0)
    cursor = _same_or_near(old, new, at.cursor)
    if at.top == 0 and cursor < height:
        return Position(cursor, 0)
    return Position(cursor, cursor - (at.cursor - at.top))


def _same_or_near(old: TableSource, new: TableSource, cursor: int) -> int:
    cursor = min(cursor, old.row_count - 1)
    for index in range(cursor, min(cursor + NEAR, old.row_count)):
        found = new.find(old.key(index))
        if found is not None:
            return found
    for index in range(cursor - 1, max(-1, cursor - NEAR), -1):
        found = new.find(old.key(index))
        if found is not None:
            return min(found + 1, new.row_count - 1)
    return min(cursor, new.row_count - 1)


def news(old: TableSource, new: TableSource, rows: Iterable[int], columns: Sequence[Column]) -> set[str]:
    """Keys among `rows` of `new` that weren't in `old`, or whose text changed in a column that doesn't tick."""
    steady = [index for index, column in enumerate(columns) if not column.live]
    found: set[str] = set()
    for index in rows:
        key = new.key(index)
        before = old.find(key)
        if before is None or _texts(old, before, steady) != _texts(new, index, steady):
            found.add(key)
    return found


def _texts(source: TableSource, index: int, columns: Sequence[int]) -> list[str]:
    cells = source.cells(index)
    return [cells[column].text for column in columns if column < len(cells)]
