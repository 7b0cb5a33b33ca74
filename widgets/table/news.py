"""What another snapshot means for the one on screen: where the cursor's row is now, and which rows are news."""

from collections.abc import Collection, Iterable, Sequence
from typing import Final, NamedTuple

from orderdeck.widgets.model import Column, TableSource

NEAR: Final = 500
"""How many neighbours of a row that is gone are tried, each way, before its place alone counts."""


class Position(NamedTuple):
    """Row of the cursor and first row in view."""

    cursor: int
    top: int


def where_now(
    old: TableSource, new: TableSource, at: Position, height: int, let_go: Collection[str] = ()
) -> Position:
    """Cursor and view for `new`, so that the cursor is on the same order, and that on the same line of the screen.

    Where the order is gone, the next one that is left takes its place; so it is with one of `let_go` that has moved.
    A view that stood at the very top stays there as long as the cursor's row is in it: what arrives above would
    otherwise never be seen.
    """
    if not old.row_count or not new.row_count:
        return Position(0, 0)
    cursor = _same_or_near(old, new, at.cursor, let_go)
    if at.top == 0 and cursor < height:
        return Position(cursor, 0)
    return Position(cursor, cursor - (at.cursor - at.top))


def _same_or_near(old: TableSource, new: TableSource, cursor: int, let_go: Collection[str]) -> int:
    cursor = min(cursor, old.row_count - 1)
    if let_go and not _moves_away(old, new, cursor, let_go):
        let_go = ()
    for index in range(cursor, min(cursor + NEAR, old.row_count)):
        found = new.find(old.key(index))
        if found is not None and old.key(index) not in let_go:
            return found
    for index in range(cursor - 1, max(-1, cursor - NEAR), -1):
        found = new.find(old.key(index))
        if found is not None and old.key(index) not in let_go:
            return min(found + 1, new.row_count - 1)
    return min(cursor, new.row_count - 1)


def _moves_away(old: TableSource, new: TableSource, cursor: int, let_go: Collection[str]) -> bool:
    """Whether the cursor's row is one of `let_go` and no longer stands before the row that followed it."""
    key = old.key(cursor)
    at = new.find(key)
    if key not in let_go or at is None:
        return key in let_go
    followed = (new.find(old.key(index)) for index in range(cursor + 1, min(cursor + NEAR, old.row_count)))
    return any(after is not None and after < at for after in followed)


def news(
    old: TableSource,
    new: TableSource,
    rows: Iterable[int],
    columns: Sequence[Column],
    columns_before: Sequence[Column] | None = None,
) -> set[str]:
    """Keys among `rows` of `new` that weren't in `old`, or whose text changed in a column that doesn't tick; where
    `old` had other columns, in one that both have."""
    known = {column.key: index for index, column in enumerate(columns_before or columns)}
    both = [(known[c.key], index) for index, c in enumerate(columns) if not c.live and c.key in known]
    were, steady = [index for index, _ in both], [index for _, index in both]
    found: set[str] = set()
    for index in rows:
        key = new.key(index)
        before = old.find(key)
        if before is None or _texts(old, before, were) != _texts(new, index, steady):
            found.add(key)
    return found


def _texts(source: TableSource, index: int, columns: Sequence[int]) -> list[str]:
    cells = source.cells(index)
    return [cells[column].text for column in columns if column < len(cells)]
