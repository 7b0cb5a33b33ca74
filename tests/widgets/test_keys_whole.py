"""Order numbers are never cut where there is room; where there is none their ends stay, which tell them apart."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orderdeck.widgets.cells import cell_len, clip
from orderdeck.widgets.model import Cell, Column, ListSource
from orderdeck.widgets.table.order_table import OrderTable

COLUMNS = (
    Column(key="left", title="left", width=9, align="right"),
    Column(key="id", title="order", flex=1, min_width=8, max_width=10, whole=True),
    Column(key="why", title="why", flex=4, min_width=10, drop=2),
    Column(key="plan", title="plan", width=30),
)
NUMBERS = [f"57{number:016d}" for number in range(1, 30)] + [
    f"PO-211-{number:017d}" for number in range(30, 60)
]


def table() -> OrderTable:
    made = OrderTable(COLUMNS, default_bindings=True)
    made.set_source(
        ListSource([(one, (Cell("3h"), Cell(one), Cell("because"), Cell("wait"))) for one in NUMBERS])
    )
    return made


@given(st.text(max_size=40), st.integers(1, 30))
def test_of_what_is_cut_at_its_head_the_end_stays(text: str, width: int) -> None:
    found = clip(text, width, keep="end")
    assert cell_len(found) <= width
    whole = clip(text, 1000)
    assert found == whole if cell_len(whole) <= width else whole.endswith(found.lstrip("…"))


@pytest.mark.parametrize("width", [100, 120, 200])
async def test_no_number_is_cut_where_there_is_room(show: Any, lines: Any, width: int) -> None:
    made = table()
    async with show(made, size=(width, 12)) as pilot:
        for _ in range(6):
            drawn = [line.split()[1:3] for line in lines(made)[1:]]
            assert all(NUMBERS[made.window.top + at] in words for at, words in enumerate(drawn))
            await pilot.press("ctrl+d")
            await pilot.pause()


async def test_where_there_is_none_the_ends_tell_them_apart(show: Any, lines: Any) -> None:
    made = table()
    async with show(made, size=(60, 12)):
        drawn = ["".join(line.split()[:3]) for line in lines(made)[1:]]
        assert len(set(drawn)) == len(drawn)
        assert all(NUMBERS[at][-6:] in line for at, line in enumerate(drawn))
