"""Columns fit, the least important ones go first, and what is left over is used up."""

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from orderdeck.widgets.model import Column
from orderdeck.widgets.table.columns import FIRST, NARROWEST, lay_out

COLUMNS = st.lists(
    st.builds(
        lambda key, title, flex, width, least, most, drop, align: Column(
            key=str(key),
            title=title,
            align=align,
            flex=flex,
            width=width,
            min_width=least,
            max_width=most and least + most,
            drop=drop,
        ),
        st.integers(),
        st.sampled_from(("t", "Amount")),
        st.integers(0, 3),
        st.integers(1, 20),
        st.integers(1, 10),
        st.integers(0, 20),
        st.integers(0, 5),
        st.sampled_from(("left", "right")),
    ),
    max_size=8,
    unique_by=lambda column: column.key,
)
LONGEST = st.integers(1, 40)


def _title(column: Column) -> int:
    return len(column.title)


def _needed(column: Column, longest: int) -> int:
    return max(longest, len(column.title))


@given(COLUMNS, st.integers(0, 200), st.integers(1, 2))
def test_they_fit_or_nothing_more_can_go(columns: list[Column], width: int, gap: int) -> None:
    layout = lay_out(columns, width, gap)
    used = sum(cells for _, cells in layout) + gap * max(0, len(layout) - 1)
    shown = [columns[index] for index, _ in layout]
    assert used <= width or not any(column.drop for column in shown)
    assert [index for index, _ in layout] == sorted(index for index, _ in layout)
    if any(column.flex and not column.max_width for column in shown) and used <= width:
        assert used == width


@given(COLUMNS, st.data(), st.integers(0, 200), st.integers(1, 2))
def test_widths_are_those_of_what_is_shown(
    columns: list[Column], data: st.DataObject, width: int, gap: int
) -> None:
    longest = {column.key: data.draw(LONGEST, column.key) for column in columns}
    layout = lay_out(columns, width, gap, longest)
    last = layout[-1:] if layout and columns[layout[-1][0]].flex else []
    for index, cells in layout:
        column, needed = columns[index], _needed(columns[index], longest[columns[index].key])
        assert cells <= needed or (index, cells) in last, "wider than anything in it"
        assert cells >= _title(column), "its title is cut"
        if column.align == "right" and not column.flex:
            assert cells == needed, "a number is cut"


@given(COLUMNS, st.data(), st.integers(0, 200), st.integers(1, 2))
def test_columns_come_by_their_rank_where_there_is_room(
    columns: list[Column], data: st.DataObject, width: int, gap: int
) -> None:
    longest = {column.key: data.draw(LONGEST, column.key) for column in columns}
    by_rank = sorted(range(len(columns)), key=lambda index: (columns[index].drop, index))
    shown: list[int] = []
    for index in by_rank:  # each alone decides: whatever comes after it may go on as it likes
        with_it = sorted([*shown, index])
        kept = [msgspec.structs.replace(columns[one], drop=0, whole=True) for one in with_it]
        fits = lay_out(kept, 0, gap, longest)
        used = sum(cells for _, cells in fits) + gap * (len(fits) - 1)
        if not columns[index].drop or used <= width:
            shown = with_it
    assert [index for index, _ in lay_out(columns, width, gap, longest)] == shown


def test_the_highest_drop_goes_first() -> None:
    columns = [
        Column(key="id", title="id", width=16),
        Column(key="total", title="total", width=10, drop=2),
        Column(key="buyer", title="buyer", flex=1, min_width=10, drop=1),
    ]
    assert lay_out(columns, 60, 1) == [(0, 16), (1, 10), (2, 32)]
    assert lay_out(columns, 30, 1) == [(0, 16), (2, 13)]
    assert lay_out(columns, 20, 1) == [(0, 16)]


@given(COLUMNS, st.data(), st.integers(0, 200), st.integers(1, 2))
def test_what_a_column_wishes_for_comes_before_columns_of_a_lower_rank(
    columns: list[Column], data: st.DataObject, width: int, gap: int
) -> None:
    columns = [
        msgspec.structs.replace(column, wish=data.draw(st.integers(0, 30)), flex=column.flex or 1)
        for column in columns
    ]
    longest = {column.key: data.draw(LONGEST, column.key) for column in columns}
    layout = dict(lay_out(columns, width, gap, longest))
    for index in layout:
        column = columns[index]
        needed = _needed(column, longest[column.key])
        wish = min(column.wish, needed, column.max_width or needed)
        if layout[index] < wish:
            behind = [one for one in layout if (columns[one].drop, one) > (column.drop, index)]
            assert not [one for one in behind if columns[one].drop > FIRST], (
                "another came before it had what it wishes"
            )


def test_a_reason_that_can_be_read_comes_before_more_columns() -> None:
    columns = [
        Column(key="id", title="id", width=16),
        Column(key="pieces", title="Pcs", width=3, align="right", drop=2),
        Column(key="why", title="why", flex=1, min_width=10, max_width=48, wish=48, drop=1),
        Column(key="shop", title="shop", flex=1, min_width=8, max_width=14, drop=11),
    ]
    longest = {"id": 16, "pieces": 2, "why": 26, "shop": 9}
    assert lay_out(columns, 50, 1, longest) == [(0, 16), (1, 3), (2, 26)]
    assert lay_out(columns, 45, 1, longest) == [(0, 16), (2, 26)]
    assert lay_out(columns, 40, 1, longest) == [(0, 16), (2, 23)]


def test_what_the_amount_leaves_the_country_gets() -> None:
    columns = [
        Column(key="id", title="id", width=16),
        Column(key="total", title="total", width=10, align="right", drop=1),
        Column(key="country", title="To", width=4, drop=2),
    ]
    assert lay_out(columns, 26, 1, {"id": 10, "total": 14, "country": 2}) == [(0, 10), (1, 14)]
    assert lay_out(columns, 24, 1, {"id": 10, "total": 14, "country": 2}) == [(0, 10), (2, 2)]
    assert lay_out(columns, 40, 1, {"id": 10, "total": 6, "country": 2}) == [(0, 10), (1, 6), (2, 2)]


def test_what_never_drops_gives_way_before_the_line_is_cut() -> None:
    columns = [
        Column(key="id", title="id", flex=1, min_width=16, whole=True),
        Column(key="text", title="text", flex=1, min_width=16),
        Column(key="who", title="who", flex=1, min_width=8),
    ]
    longest = {"id": 16, "text": 40, "who": 8}
    assert lay_out(columns, 42, 1, longest) == [(0, 16), (1, 16), (2, 8)]
    assert lay_out(columns, 36, 1, longest) == [(0, 16), (1, 10), (2, 8)]
    assert lay_out(columns, 20, 1, longest) == [(0, 16), (1, NARROWEST), (2, NARROWEST)]
