"""Purchases and stock that one file tells twice: on two sheets, or below the header once more. And sums of them."""

import io
import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import openpyxl
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from orderdeck.data.exports.containers.layout.frame import HEADER_ABOVE, ROW
from orderdeck.data.exports.containers.layout.sheets import SHEET
from tests.kinds import Run
from tests.normalise.test_tables import batch, reader

BUYING = {
    "1688": [
        "订单编号",
        "卖家公司名",
        "订单状态",
        "订单创建时间",
        "货品标题",
        "单价(元)",
        "数量",
        "单品货号",
    ],
    "purchases": ["purchase_id", "supplier", "status", "ordered", "title", "unit_price", "quantity", "sku"],
}
"""Profile -> headers: purchase, supplier, status, time, title, price, quantity, SKU."""


class Bought(NamedTuple):
    number: int
    sku: str
    quantity: int


def rows_of(told: Sequence[Bought], *, blanks: bool) -> list[tuple[str | None, ...]]:
    """`told` as a file has it; with `blanks` only the first row of a purchase has what is said of all of it."""
    rows: list[tuple[str | None, ...]] = []
    last = 0
    for one in told:
        head: tuple[str | None, ...] = (f"27182818284590{one.number}", "厂", "", "2026-11-02 09:30:00")
        if blanks and one.number == last:
            head = (None,) * 4
        rows.append((*head, f"Thing {one.sku}", "3.50", str(one.quantity), one.sku))
        last = one.number
    return rows


def read(
    name: str, headers: list[str], blocks: Sequence[Sequence[tuple[str | None, ...]]], *, sheets: bool
) -> tuple[list[dict[str, object]], list[tuple[str, str]]]:
    """The rows of a file of `blocks`, each a sheet or below a header of its own; (reason, detail) of rejects."""
    rows = [row for block in blocks for row in block]
    frame = batch(headers, *rows)
    numbers: list[int] = []
    above: list[int] = []
    for at, block in enumerate(blocks):
        first = at * SHEET + 2 if sheets else 2 + len(numbers) + at
        numbers += range(first, first + len(block))
        above += [0 if sheets else at] * len(block)
    frame = frame.with_columns(pl.Series(ROW, numbers, pl.Int64))
    if not sheets:
        frame = frame.with_columns(pl.Series(HEADER_ABOVE, above, pl.Int64))
    made = reader(name, headers).feed(frame)
    kind = next(stem for stem in made if stem != "rejects")
    return made[kind].to_dicts(), made["rejects"].select("reason", "detail").rows()


PURCHASES = st.lists(
    st.builds(Bought, st.integers(1, 3), st.sampled_from("AB"), st.integers(1, 2)), min_size=1, max_size=5
)


@settings(suppress_health_check=list(HealthCheck), max_examples=60, deadline=None)
@given(
    first=PURCHASES,
    later=PURCHASES,
    sheets=st.booleans(),
    blanks=st.booleans(),
    name=st.sampled_from(sorted(BUYING)),
)
def test_a_line_of_a_purchase_counts_once(
    first: list[Bought], later: list[Bought], sheets: bool, blanks: bool, name: str
) -> None:
    """Of the later block only what the first hasn't, as often as it has it more."""
    first, later = sorted(first), sorted(later)
    blanks = blanks and name == "1688"
    blocks = [rows_of(block, blanks=blanks) for block in (first, later)]
    rows, rejects = read(name, BUYING[name], blocks, sheets=sheets)
    had = Counter((one.number, one.sku) for one in first)
    wanted = [(one.number, one.sku, one.quantity) for one in first]
    for one in later:
        if had[one.number, one.sku] > 0:
            had[one.number, one.sku] -= 1
        else:
            wanted.append((one.number, one.sku, one.quantity))
    assert [(int(str(row["purchase_id"])[-1]), row["sku"], row["quantity"]) for row in rows] == wanted
    assert len(rejects) == len(first) + len(later) - len(wanted)
    assert {reason for reason, _ in rejects} <= {"duplicate_row", "told_otherwise"}
    keys = [row["purchase_key"] for row in rows]
    assert len({*keys}) == len(keys)


def test_purchases_without_a_number_are_told_again_only_where_all_is_the_same() -> None:
    headers = ["supplier", "ordered", "sku", "quantity"]
    day = ("厂", "2026-11-02", "A", "5")
    rows, rejects = read("purchases", headers, [[day], [day, ("厂", "2026-11-02", "A", "6")]], sheets=True)
    assert [row["quantity"] for row in rows] == [5, 6]
    assert rejects == [("duplicate_row", "2")]


@pytest.mark.parametrize("sheets", [True, False])
def test_stock_of_one_warehouse_counts_once(sheets: bool) -> None:
    headers = ["商品SKU", "仓库", "可用库存"]
    blocks = [
        [("A", "义乌", "10"), ("B", "义乌", "3")],
        [("A", "义乌", "10"), ("B", "义乌", "2"), ("A", "深圳", "10")],
    ]
    rows, rejects = read("stock", headers, blocks, sheets=sheets)
    assert [(row["sku"], row["warehouse"], row["on_hand"]) for row in rows] == [
        ("A", "义乌", 10), ("B", "义乌", 3), ("A", "深圳", 10)
    ]  # fmt: skip
    assert [reason for reason, _ in rejects] == ["duplicate_row", "told_otherwise"]


@pytest.mark.parametrize(
    ("later", "counted"),
    [
        ([("A", "10"), ("B", "3")], 2),  # nothing else, and all of it
        ([("A", "10"), ("B", "4")], 4),  # another place's, or another day's: nobody says
        ([("A", "10")], 3),  # one row alone may be another place's
    ],
    ids=["the whole list", "one count differs", "one row"],
)
def test_stock_of_places_that_nobody_names_counts_once_where_the_whole_list_comes_again(
    later: list[tuple[str | None, ...]], counted: int
) -> None:
    rows, _ = read("stock", ["商品SKU", "可用库存"], [[("A", "10"), ("B", "3")], later], sheets=True)
    assert len(rows) == counted


def test_rows_of_one_block_are_rows_of_their_own() -> None:
    """Two shelves of one warehouse."""
    rows, rejects = read(
        "stock", ["商品SKU", "仓库", "可用库存"], [[("A", "义乌", "10"), ("A", "义乌", "10")]], sheets=True
    )
    assert (len(rows), rejects) == (2, [])


@pytest.mark.parametrize("word", ["合计", "总计：", "Total", "共3单"])
@pytest.mark.parametrize("at", range(4))
@pytest.mark.parametrize("name", sorted(BUYING))
def test_a_sum_in_any_cell_is_no_purchase(name: str, at: int, word: str) -> None:
    told = rows_of([Bought(1, "A", 2), Bought(1, "B", 1)], blanks=name == "1688")
    summed: list[str | None] = [None, None, None, None, None, "8.00", "3", None]
    summed[at] = word
    after = rows_of([Bought(1, "C", 4)], blanks=False)
    rows, rejects = read(name, BUYING[name], [[*told, tuple(summed), *after]], sheets=True)
    assert [(row["sku"], row["quantity"]) for row in rows] == [("A", 2), ("B", 1), ("C", 4)]
    assert len(rejects) == 1


def test_a_sum_between_the_items_of_a_purchase_takes_none_away() -> None:
    told = rows_of([Bought(1, "A", 2), Bought(1, "B", 1)], blanks=True)
    summed = ("小计", None, None, None, None, "7.00", "2", None)
    rows, _ = read("1688", BUYING["1688"], [[told[0], summed, told[1]]], sheets=True)
    assert [(row["purchase_id"], row["sku"]) for row in rows] == [
        ("271828182845901", "A"),
        ("271828182845901", "B"),
    ]


def test_a_workbook_with_a_sheet_a_day_says_which_row_it_tells_again(run: Run, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for name in ("周一", "周二"):
        sheet = book.active if name == "周一" else book.create_sheet()
        assert sheet
        sheet.title = name
        sheet.append(BUYING["1688"])
        for row in rows_of([Bought(1, "A", 2), Bought(2, "B", 1)], blanks=False):
            sheet.append(row)
    file = tmp_path / "1688.xlsx"
    out = io.BytesIO()
    book.save(out)
    file.write_bytes(out.getvalue())
    told = json.loads(run("check", file, "--json")[1])["files"][0]
    assert (told["lines"], told["rejected"]) == (2, 2), told
