"""A row that adds a list up and says how many rows it has is no SKU, purchase, product, supplier or parcel."""

import polars as pl
import pytest

from orderdeck.data.exports.normalise.columns.context import Context
from orderdeck.data.exports.normalise.columns.tables import NAMING, TableReader
from orderdeck.data.exports.profile.records import Profile
from tests.normalise.conftest import NOW, recognised

CELLS = {"sku": "S-{n}", "title": "Lamp {n}", "on_hand": "9", "quantity": "2", "supplier": "X", "order_id": "80{n}",
         "tracking_number": "YT99000{n}", "supplier_sku": "V-{n}", "purchase_id": "P{n}"}  # fmt: skip
SUMS = (
    "合计：2个SKU", "总计：2个SKU", "合计:2个SKU,18件", "Total: 2 SKUs", "Total 2 SKUs", "TOTAL: 18", "总计：4单",
    "合计（2款）", "合计 2 种商品", "Total (2 products)", "Gesamt: 2 Artikel", "Total : 2 articles", "合計：2件",
    "Итого: 2 товара", "共2个SKU",
    "2 SKUs", "总计", "小计：3", "Total: 2 SKUs, 18 pcs",
)  # fmt: skip
NO_SUMS = (
    "TOTAL-100",
    "Total Care Cream",
    "SUM-2",
    "TOTAL100",
    "Total 90 Oil",
    "合计数器2个装",
    "SUMME7",
    "共享单车铃2个",
)


def _read(profile: Profile, rows: list[dict[str, str]]) -> dict[str, pl.DataFrame]:
    headers = {field: found[0] for field, found in profile.headers().items() if field in CELLS}
    found, columns = recognised(profile, list(headers.values()))
    cells = [[row.get(field) or None for field in headers] for row in rows]
    batch = pl.DataFrame(cells, schema=dict.fromkeys(columns, pl.String), orient="row")
    batch = batch.with_row_index("__row", 2).with_columns(pl.col("__row").cast(pl.Int64))
    return TableReader(found, Context(zone="UTC", exported_at=NOW)).feed(batch)


def _sound(count: int) -> list[dict[str, str]]:
    return [{field: cell.format(n=n) for field, cell in CELLS.items()} for n in range(1, count + 1)]


@pytest.mark.parametrize("kind", ["stock", "purchases", "products", "suppliers", "tracking"])
def test_in_every_list(profiles: dict[str, Profile], kind: str) -> None:
    """Each of the words, in each column that could be taken for what the row is about."""
    for name in (name for name, one in profiles.items() if one.kind == kind):
        alone = _read(profiles[name], _sound(2))
        for field in (*NAMING, "supplier", "order_id", "tracking_number", "purchase_id"):
            if field not in profiles[name].headers() or field not in CELLS:
                continue
            summed = [{field: word, "on_hand": "18", "quantity": "18"} for word in SUMS]
            read = _read(profiles[name], [*_sound(2), *summed])
            left = [word for row, word in enumerate(SUMS, 4) if row not in read["rejects"]["row"].to_list()]
            assert left == [], (name, field)
            assert read[kind].rows() == alone[kind].rows(), (name, field)


@pytest.mark.parametrize("kind", ["stock", "products"])
def test_an_item_that_is_called_so_stays(profiles: dict[str, Profile], kind: str) -> None:
    for name in (name for name, one in profiles.items() if one.kind == kind):
        rows = [
            {**row, "sku": sku, "title": ""} for row, sku in zip(_sound(len(NO_SUMS)), NO_SUMS, strict=True)
        ]
        read = _read(profiles[name], rows)
        assert read[kind]["sku"].to_list() == [*NO_SUMS], name
        titled = [{**row, "title": "Total: 2 SKUs"} for row in _sound(1)]
        assert read["rejects"].is_empty(), name
        assert _read(profiles[name], titled)["rejects"].is_empty(), name
