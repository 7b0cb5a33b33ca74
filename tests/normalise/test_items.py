"""Product cells that many rows share are unpacked once, with the same outcome."""

import polars as pl
import pytest

from orderdeck.data.base.vocabulary.frames import LINES
from orderdeck.data.exports.normalise.items.reader import DIRECT, ItemReader
from orderdeck.data.exports.profile.records import ItemPacking

PACKING = ItemPacking(
    kind="aliexpress_cell", labels={"attributes": ["产品属性"], "sku": ["商家编码"], "quantity": ["产品数量"]}
)
ONE = "【1】Case\n(产品属性:Color:Black)\n(商家编码:PHC-1)\n(产品数量:2 piece)"
TWO = f"{ONE}\n【2】Cable\n(商家编码:C'1)\n(产品数量:1 lot)"
RUINED = "【1】Lamp\n(商家编码:1.2E+15)\n(产品数量:1 piece)"
UNREADABLE = "【1】Lamp\n(商家编码:L)\n(产品数量:many)"


def rows(cells: list[str | None]) -> pl.DataFrame:
    direct = [pl.lit(None, LINES[name]).alias(name) for name in DIRECT]
    return pl.DataFrame({"products": cells}, schema={"products": pl.String}).select(
        pl.int_range(5, 5 + len(cells), dtype=pl.UInt32).alias("at"),
        "products",
        pl.lit(None, pl.String).alias("codes"),
        pl.lit(None, pl.String).alias("product_id"),
        pl.lit(None, pl.String).alias("ean"),
        *direct,
    )


@pytest.mark.parametrize(
    "cells",
    [[ONE, RUINED, ONE, UNREADABLE], [TWO, ONE, UNREADABLE], [ONE, None, TWO, "no list", ONE]],
    ids=["one block each", "several", "with rows of their own"],
)
def test_cells_that_repeat(cells: list[str | None]) -> None:
    table = rows(cells * 500)
    reader = ItemReader(PACKING)
    together = reader.read(table)
    parts = [reader.read(table[start : start + 500]) for start in range(0, table.height, 500)]
    assert together.lines.equals(pl.concat([part.lines for part in parts]))
    assert together.bad.equals(pl.concat([part.bad for part in parts]))
    assert together.notes == sum((part.notes for part in parts), type(together.notes)())


PAIR = "【1】A\n(产品数量:2 piece)\n【2】B\n(产品数量:1 piece)"


@pytest.mark.parametrize(
    ("codes", "skus", "doubts"),
    [
        ("X * 2;Y * 1", ["X", "Y"], 0),
        ("Y * 1;X * 2", ["X", "Y"], 0),  # their counts say which is whose
        ("X * 2;\nY * 1", ["X", "Y"], 0),
        ("X * 9;Y * 9", ["X", "Y"], 1),
        ("X * 1;Y * 1", ["X", "Y"], 1),
        ("X;Y", ["X", "Y"], 0),
    ],
)
@pytest.mark.parametrize(
    "beside", [None, "P;Q;R"]
)  # a row where they differ in number changes nothing for others
def test_a_code_belongs_to_the_item_with_its_count(
    codes: str, skus: list[str], doubts: int, beside: str | None
) -> None:
    cells = [PAIR, *([PAIR] if beside else [])]
    table = rows(list(cells)).with_columns(pl.Series("codes", [codes, *([beside] if beside else [])]))
    found = ItemReader(PACKING).read(table)
    lines = found.lines.filter(pl.col("at") == 5)
    assert lines.select("title", "sku", "quantity").rows() == [("A", skus[0], 2), ("B", skus[1], 1)]
    assert found.notes["codes_contradict"] == doubts
