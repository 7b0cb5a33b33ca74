"""A bare list of SKUs and pieces is a stock list, unless something says that it is a list of something else."""

from pathlib import Path

import pytest

from orderdeck.data.exports.profile.files import load_profiles
from orderdeck.data.exports.recognise import Limits, Recognised, recognise


def recognised_as(folder: Path, header: str, name: str = "list.csv") -> str:
    """Name of the profile that a file with `header` and a row is read by; "" where it is refused."""
    file = folder / name
    file.write_text(f"{header}\n{','.join('7' for _ in header.split(','))}\n", encoding="utf-8-sig")
    found = recognise(file, load_profiles(), Limits())
    return found.profile.name if isinstance(found, Recognised) else ""


@pytest.mark.parametrize(
    "header",
    [
        "SKU,Quantity",
        "SKU,Qty",
        "sku,qty",
        "SKU,Title,Quantity",
        "SKU,数量",
        "商品编码,数量",
        "Артикул,Количество",
    ],
)
def test_skus_and_pieces_alone_are_a_stock_list(tmp_path: Path, header: str) -> None:
    assert recognised_as(tmp_path, header) == "stock_list"


@pytest.mark.parametrize(
    "name", ["purchases.csv", "采购单 11月.csv", "PO_restock.csv", "orders.csv", "退货.csv"]
)
def test_a_name_that_speaks_of_something_else_is_believed(tmp_path: Path, name: str) -> None:
    assert recognised_as(tmp_path, "SKU,Quantity", name) == ""


@pytest.mark.parametrize("header", ["SKU,Quantity,Price", "SKU,Quantity,Parcel", "Order ID,SKU,Quantity"])
def test_a_column_that_says_more_makes_it_no_stock_list(tmp_path: Path, header: str) -> None:
    assert recognised_as(tmp_path, header) != "stock_list"


def test_purchases_with_a_supplier_stay_purchases(tmp_path: Path) -> None:
    assert recognised_as(tmp_path, "Supplier,SKU,Quantity", "x.csv") == "purchases"
