"""Which columns fit into a width, and how wide each is: arithmetic without a screen."""

from collections.abc import Mapping, Sequence
from typing import Final

from orderdeck.widgets.cells import cell_len
from orderdeck.widgets.model import Column

FIRST: Final = 1
"""The `drop` of what goes last."""
NARROWEST: Final = 8
"""Cells of a column that never drops and may be cut, at least."""


def lay_out(
    columns: Sequence[Column], width: int, gap: int, longest: Mapping[str, int] | None = None
) -> list[tuple[int, int]]:
    """Index and width of each column that is shown, in order, for `width` cells with `gap` between columns.

    Columns that never drop come first, then the others by their `drop`, the leftmost of equals before: each is shown
    where what is left holds its least width, and then gets what it has a `wish` for, as far as there is room, before
    the next is looked at: few columns that can be read, not many that can't. Those of the lowest rank stand beside
    those that never drop before either gets what it wishes for. What is left over then is shared by `flex`, up to
    `max_width`.

    `longest` has the cells of each column's longest text, by key. A column in it is no wider than that and its title,
    and a number of it, which stands at the right, never narrower. None is narrower than its title. Columns that never
    drop may not fit all the same: the widest flexible ones give way then, down to NARROWEST, and after that the line is
    cut. The last one, where it knows no limit, has all that nobody needs: it grows without moving others.
    """
    longest = longest or {}
    least = [_least(column, longest.get(column.key)) for column in columns]
    most = {index: _most(column, longest) for index, column in enumerate(columns)}
    widths = {index: least[index] for index, column in enumerate(columns) if not column.drop}
    left = width - sum(widths.values()) - gap * max(0, len(widths) - 1)
    if left < 0:
        left += _shrink(columns, widths, -left)
    by_rank = sorted(range(len(columns)), key=lambda index: (columns[index].drop, index))
    for index in by_rank:
        needed = least[index] + (gap if widths else 0)
        if columns[index].drop == FIRST and needed <= left:
            widths[index] = least[index]
            left -= needed
    for index in by_rank:
        column = columns[index]
        if column.drop == FIRST and index not in widths:
            continue
        if column.drop > FIRST:
            needed = least[index] + (gap if widths else 0)
            if needed > left:
                continue
            widths[index] = least[index]
            left -= needed
        wished = min(column.wish, most[index]) if most[index] else column.wish
        gain = max(0, min(wished - least[index], left))
        widths[index] += gain
        left -= gain
    shown = sorted(widths)
    widths = {index: widths[index] for index in shown}
    _share(columns, widths, most, left)
    if shown and columns[shown[-1]].flex and not columns[shown[-1]].max_width:
        widths[shown[-1]] += max(0, width - sum(widths.values()) - gap * (len(shown) - 1))
    return [(index, widths[index]) for index in shown]


def _shrink(columns: Sequence[Column], widths: dict[int, int], over: int) -> int:
    """Take `over` cells from the widest flexible columns that may be cut; says how many were found."""
    floors = {
        index: max(NARROWEST, cell_len(columns[index].title))
        for index in widths
        if columns[index].flex and not columns[index].whole
    }
    for found in range(over):
        able = [index for index, floor in floors.items() if widths[index] > floor]
        if not able:
            return found
        widths[max(able, key=lambda index: widths[index])] -= 1
    return over


def _least(column: Column, longest: int | None) -> int:
    title = cell_len(column.title)
    if not longest:  # nothing in view has any
        return max(title, column.min_width if column.flex else column.width)
    needed = max(longest, title)
    if column.flex:
        return max(title, min(column.min_width, needed))
    return needed if column.align == "right" else max(title, min(column.width, needed))


def _most(column: Column, longest: Mapping[str, int]) -> int:
    """The most cells that a flexible column gets; 0 for no limit."""
    title = cell_len(column.title)
    if not longest.get(column.key):
        return column.max_width and max(title, column.max_width)
    needed = max(longest[column.key], title)
    return max(title, min(column.max_width, needed)) if column.max_width else needed


def _share(columns: Sequence[Column], widths: dict[int, int], most: Mapping[int, int], extra: int) -> None:
    """Give `extra` cells to flexible columns, by weight, until all is given or all are at their limit."""
    while extra > 0:
        open_ended = [
            index
            for index in widths
            if columns[index].flex and (not most[index] or widths[index] < most[index])
        ]
        if not open_ended:
            return
        weight = sum(columns[index].flex for index in open_ended)
        before = extra
        for index in open_ended:
            limit = most[index] or widths[index] + before
            gain = min(max(1, before * columns[index].flex // weight), limit - widths[index], extra)
            widths[index] += gain
            extra -= gain
