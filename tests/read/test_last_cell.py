"""What the last record is worth where no line end follows it: doubted only where a cut could decide anything."""

from pathlib import Path

import pytest

from tests.read.whole_files import Outcome, read

TOP = "订单号,订单状态,下单时间,产品信息,收货国家"
ROW = "82000000000000{:02},等待您发货,2026-03-01 10:00,x,US"


def _read(
    folder: Path, header: str, last: str, above: str, *, quote: bool = False, rows: int = 12
) -> Outcome:
    """A file of the columns of TOP and `header`, whose last row ends in `last` and the file with it."""
    path = folder / "orders"
    lines = [f"{ROW.format(number)},{above}" for number in range(1, rows)]
    lines.append(f"{ROW.format(rows)}," + (f'"{last}"' if quote else last))
    path.write_text("\n".join([f"{TOP},{header}", *lines]))
    return read(path)


@pytest.mark.parametrize(
    ("header", "last", "above", "quote"),
    [
        ("我的备忘", "call", "x", False),  # no profile reads it
        ("负责人", "李", "李雷", False),
        ("订单金额", "12.5", "12.50", True),
        ("付款时间", "2026-03-01 10:01", "2026-03-01 10:00", False),
        ("订单金额", "12.50,", "12.50,", False),  # a separator follows
    ],
)
def test_a_last_cell_that_is_whole_or_decides_nothing_is_not_doubted(
    tmp_path: Path, header: str, last: str, above: str, quote: bool
) -> None:
    found = _read(tmp_path, header, last, above, quote=quote)
    assert (len(found.rows), found.notes) == (12, frozenset({"no_line_end"}))
    assert not found.doubted


@pytest.mark.parametrize(
    ("header", "last", "above", "quote"),
    [
        ("订单金额", "12.5", "12.50", False),
        ("订单备注", "please", "", False),
        ("订单备注", "", "", False),
        ("订单备注", "5 inch ", "", True),  # perhaps of "5 inch ""long"""
        ("付款时间", "2026/3/1", "2026/3/2", False),  # perhaps of the 15th
    ],
)
def test_a_last_cell_that_may_be_cut_is_doubted(
    tmp_path: Path, header: str, last: str, above: str, quote: bool
) -> None:
    found = _read(tmp_path, header, last, above, quote=quote)
    assert (len(found.rows), found.doubted) == (12, frozenset({13}))


def test_half_a_line_end_closes_the_last_cell(tmp_path: Path) -> None:
    path = tmp_path / "orders"
    path.write_bytes(
        "\r\n".join([f"{TOP},订单金额", f"{ROW.format(1)},12", f"{ROW.format(2)},12\r"]).encode()
    )
    assert read(path).doubted == frozenset()
    assert read(path, settled=False).reason == "torn"


def test_a_blank_last_cell_is_torn_where_no_other_row_has_one(tmp_path: Path) -> None:
    assert _read(tmp_path, "订单金额", "", "12.50").reason == "torn"
    assert _read(tmp_path, "订单金额", "", "12.50", rows=1).reason == "torn"
    assert _read(tmp_path, "订单金额", "", "").doubted == {13}  # the others are blank as well
    path = tmp_path / "orders"
    path.write_text("\n".join([f"订单金额,{TOP}", f"1,{ROW.format(1)}", f"1,{ROW.format(2)[:-2]}"]))
    assert read(path).doubted == {3}  # a country may be blank


def test_a_sum_below_the_orders_is_neither_torn_nor_doubted(tmp_path: Path) -> None:
    path = tmp_path / "orders"
    path.write_text("\n".join([f"{TOP},订单金额", f"{ROW.format(1)},12.50", "合计,,,,,"]))
    found = read(path)
    assert (found.reason, found.doubted) == ("", frozenset())
