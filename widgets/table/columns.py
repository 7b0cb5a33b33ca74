"""Which columns fit into a width, and how wide each is: arithmetic without a screen."""

from collections.abc import Sequence

from orderdeck.widgets.model import Column


def lay_out(columns: Sequence[Column], width: int, gap: int) -> list[tuple[int, int]]:
    """Index and width of each column that is shown, in order, for `width` cells with `gap` between columns.

    Columns with the highest `drop` go until the least widths fit; what is left over is shared by `flex`, up to
    `max_width`. Columns that never drop may not fit all the same: the line is cut then.
    """
    shown = list(range(len(columns)))
    while shown and _need(columns, shown, gap) > width:
        droppable = [index for index in shown if columns[index].drop > 0]
        if not droppable:
            break
        shown.remove(max(droppable, key=lambda index: (columns[index].drop, index)))
    widths = {index: _least(columns[index]) for index in shown}
    _share(columns, widths, width - _need(columns, shown, gap))
    return [(index, widths[index]) for index in shown]


def _least(column: Column) -> int:
    return column.min_width if column.flex else column.width


def _need(columns: Sequence[Column], shown: Sequence[int], gap: int) -> int:
    return sum(_least(columns[index]) for index in shown) + gap * max(0, len(shown) - 1)


def _share(columns: Sequence[Column], widths: dict[int, int], extra: int) -> None:
    """Give `extra` cells to flexible columns, by weight, until all is given or all are at their limit."""
    while extra > 0:
        open_ended = [
            index
            for index in widths
            if columns[index].flex
            and (not columns[index].max_width or widths[index] < columns[index].max_width)
        ]
        if not open_ended:
            return
        weight = sum(columns[index].flex for index in open_ended)
        before = extra
        for index in open_ended:
            limit = columns[index].max_width or widths[index] + before
            gain = min(max(1, before * columns[index].flex // weight), limit - widths[index], extra)
            widths[index] += gain
            extra -= gain
