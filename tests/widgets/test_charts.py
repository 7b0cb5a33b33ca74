"""Charts: bars that add up, however narrow."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from orderdeck.widgets.panes.charts import Charts, ChartView, joined, stretched

VALUES = st.lists(st.integers(0, 500), max_size=60)


@given(VALUES, st.integers(1, 60))
def test_joined_values_add_up_and_levels_end_where_they_end(values: list[int], most: int) -> None:
    bars, levels = joined(values, most), joined(values, most, level=True)
    assert len(bars) == len(levels) <= most
    assert sum(bars) == sum(values)
    assert levels[-1:] == values[-1:]
    assert len(stretched(bars, most)) <= most


async def test_as_many_as_there_is_room_for_stand_side_by_side(show: Any, lines: Any) -> None:
    made = Charts()
    views = [
        ChartView(title="Due 时", value="3 late  9", values=(0, 0, 8), begin="now", end="+3 h"),
        ChartView(title="Waiting", value="4", values=(1, 2, 4), level=True, begin="00:00", end="03:00"),
    ]
    async with show(made, size=(40, 5)) as pilot:
        made.set_charts(views)
        await pilot.pause()
        assert lines(made)[:3] == [
            "Due 时   3 late  9   Waiting          4",
            "▁▁▁▁▁▁▁▁▁▁▁▁██████   ▃▃▃▃▃▃▅▅▅▅▅▅██████",
            "now           +3 h   00:00        03:00",
        ]
        await pilot.resize_terminal(20, 5)
        await pilot.pause()
        assert "Waiting" not in "".join(lines(made))
