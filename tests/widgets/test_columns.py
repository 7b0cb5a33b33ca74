"""Columns fit, the least important ones go first, and what is left over is used up."""

from hypothesis import given
from hypothesis import strategies as st

from orderdeck.widgets.model import Column
from orderdeck.widgets.table.columns import lay_out

COLUMNS = st.lists(
    st.builds(
        lambda key, flex, width, least, most, drop: Column(
            key=str(key),
            title="t",
            flex=flex,
            width=width,
            min_width=least,
            max_width=most and least + most,
            drop=drop,
        ),
        st.integers(),
        st.integers(0, 3),
        st.integers(1, 20),
        st.integers(1, 10),
        st.integers(0, 20),
        st.integers(0, 5),
    ),
    max_size=8,
)


@given(COLUMNS, st.integers(0, 200), st.integers(1, 2))
def test_they_fit_or_nothing_more_can_go(columns: list[Column], width: int, gap: int) -> None:
    layout = lay_out(columns, width, gap)
    used = sum(cells for _, cells in layout) + gap * max(0, len(layout) - 1)
    shown = [columns[index] for index, _ in layout]
    assert used <= width or not any(column.drop for column in shown)
    assert [index for index, _ in layout] == sorted(index for index, _ in layout)
    gone = [column.drop for column in columns if column not in shown]
    assert not gone or max((column.drop for column in shown), default=0) <= max(gone)
    if any(column.flex and not column.max_width for column in shown) and used <= width:
        assert used == width


def test_the_highest_drop_goes_first() -> None:
    columns = [
        Column(key="id", title="id", width=16),
        Column(key="total", title="total", width=10, drop=2),
        Column(key="buyer", title="buyer", flex=1, min_width=10, drop=1),
    ]
    assert lay_out(columns, 60, 1) == [(0, 16), (1, 10), (2, 32)]
    assert lay_out(columns, 30, 1) == [(0, 16), (2, 13)]
    assert lay_out(columns, 20, 1) == [(0, 16)]
