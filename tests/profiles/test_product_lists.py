"""A list of SKUs that says what only a product list says is one, without a column for the listing's id; no other is."""

from pathlib import Path

import pytest

from orderdeck.data.base.paths import DeskPaths
from tests.kinds import Run
from tests.own_files.documents import put
from tests.profiles.test_stock_lists import recognised_as

TELLING = (
    "customs_name", "HS code", "海关编码", "weight_g", "重量(g)", "Country of origin", "备货期", "中文品名"
)  # fmt: skip
BESIDE = ("", "title", "商品名称", "店铺", "variant", "规格")


@pytest.mark.parametrize("telling", TELLING)
def test_skus_with_what_products_alone_have_are_a_product_list(tmp_path: Path, telling: str) -> None:
    for at, beside in enumerate(BESIDE):
        header = ",".join(filter(None, ("SKU", beside, telling)))
        assert recognised_as(tmp_path, header, f"{at}.csv") == "product_list", header


@pytest.mark.parametrize(
    "header", ["sku,customs_name,customs_name_zh,hs_code,weight_g,origin", "商品编码,备货期"]
)
def test_whole_lists(tmp_path: Path, header: str) -> None:
    assert recognised_as(tmp_path, header) == "product_list"
    assert recognised_as(tmp_path, f"product_id,{header}", "with id.csv") == "products"


def test_lists_of_other_things_stay_what_they_are(tmp_path: Path) -> None:
    stock = ("SKU,Quantity", "SKU,Qty", "SKU,Title,Quantity", "SKU,库存", "sku,warehouse,on_hand")
    bought = ("Supplier,SKU,Quantity", "supplier,sku,unit_price", "采购单号,供应商,SKU编码,采购数量")
    for at, header in enumerate((*stock, *bought)):
        assert recognised_as(tmp_path, header, f"{at}.csv") not in ("product_list", "products", ""), header
        for telling in TELLING:
            found = recognised_as(tmp_path, f"{header},{telling}", f"{at} more.csv")
            assert found not in ("product_list", "products"), (header, telling)
    others = ("SKU,Title", "SKU", "sku,price", "order id,sku,hs code", "sku,pieces,origin", "title,hs code")
    for at, header in enumerate(others):
        assert recognised_as(tmp_path, header, f"{at} none.csv") != "product_list", header


def test_what_it_says_reaches_customs(run: Run, paths: DeskPaths) -> None:
    put(paths.exports / "orders.csv", "order_id,status,placed_at,recipient,country,sku,quantity,product_id\n"
        "1,to_ship,2026-09-01,Bo,FR,A,1,77\n")  # fmt: skip
    put(paths.exports / "codes.csv", "SKU,HS code,weight_g\nA,0902100000,12.5\n")
    put(paths.maps / "mine.toml", "".join(
        f'[[columns]]\nheader = "{one}"\nfrom = "{one}"\n' for one in ("order_id", "hs_code", "unit_weight_g")
    ))  # fmt: skip
    assert run("export", paths.exports, "--map", "mine")[1].splitlines()[1:] == ["1,0902100000,12.5"]
