"""Days on which suppliers are closed stop the clock."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orderdeck.data.rules.closures import load_closures, open_days
from orderdeck.data.stock import stockouts

SPRING = """
zone = "Asia/Shanghai"

[[closed]]
name = "Spring Festival"
from = 2027-02-04
until = 2027-02-17

[[closed]]
from = 2027-02-10
until = 2027-02-20
suppliers = ["S"]
"""


def test_dates_are_whole_days_of_the_zone_and_no_day_counts_twice(tmp_path: Path) -> None:
    (tmp_path / "closures.toml").write_text(SPRING, encoding="utf-8")
    found, error = load_closures(tmp_path)
    assert not error
    assert [(one.supplier, one.since.astimezone(UTC), one.until.astimezone(UTC)) for one in found] == [
        (None, datetime(2027, 2, 3, 16, tzinfo=UTC), datetime(2027, 2, 17, 16, tzinfo=UTC)),
        ("S", datetime(2027, 2, 17, 16, tzinfo=UTC), datetime(2027, 2, 20, 16, tzinfo=UTC)),
    ]


@pytest.mark.parametrize(
    "text",
    ["[[closed]]\nfrom = 2027-02-10\nuntil = 2027-02-01", "zone = 'Mars'", "[[closed]]\nuntil = 1", "[["],
)
def test_a_file_with_a_mistake_is_named_and_nobody_closes(tmp_path: Path, text: str) -> None:
    (tmp_path / "closures.toml").write_text(text, encoding="utf-8")
    found, error = load_closures(tmp_path)
    assert found == ()
    assert "closures.toml" in error


def test_without_the_file_nobody_closes(tmp_path: Path) -> None:
    assert load_closures(tmp_path) == ((), "")


@given(st.integers(0, 60), st.lists(st.tuples(st.integers(0, 6), st.integers(1, 9)), max_size=4))
def test_open_days_are_those_left_one_by_one(days: int, gaps: list[tuple[int, int]]) -> None:
    closed: list[tuple[float, float]] = []
    start = 0
    for gap, length in gaps:
        closed.append((start + gap, start + gap + length))
        start += gap + length
    left = [day for day in range(days) if not any(since <= day < until for since, until in closed)]
    assert open_days(days, closed) == len(left)


def _days(bench: Any, days: float) -> datetime:
    return datetime.fromtimestamp(bench.now / 1_000_000, UTC) + timedelta(days=days)


def test_a_holiday_makes_no_past_delivery_long_and_no_coming_one_sure(bench: Any) -> None:
    bench.stock(A=0)
    bench.order("o", days=8, A=1)
    for number in range(6):
        bench.purchase(f"p{number}", "S", "A", 60 - number, 55 - number)
    bench.purchase("held", "S", "A", 39, 20)
    rules = bench.refresh()

    def seen() -> tuple[float | None, float | None]:
        board = stockouts.sku_board(bench.con, "A", rules, bench.now)
        return board.suppliers[0].lead_time.longest, board.hits[0].step.chance

    longest, before = seen()
    assert longest == 19
    bench.con.execute("insert into closed_days values (null, ?, ?)", [_days(bench, -38), _days(bench, -24)])
    longest, chance = seen()
    assert longest == 5
    assert chance is not None
    assert before is not None
    assert chance > before
    bench.con.execute("insert into closed_days values ('S', ?, ?)", [_days(bench, 0), _days(bench, 7)])
    board = stockouts.sku_board(bench.con, "A", rules, bench.now)
    assert board.hits[0].step.action == "ask_time"
