"""What a column map writes is what the desk has: to the piece and to the cent, each order once or named as left out."""

import csv
import io
import random
import re
from collections import Counter
from datetime import timedelta
from decimal import Decimal
from typing import Any, Final
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.desk import Desk
from orderdeck.data.reports.exported.lists import chosen, made
from orderdeck.data.reports.exported.maps.cells import cell as cell_of
from orderdeck.data.reports.exported.maps.check import checked
from orderdeck.data.reports.exported.maps.filed import Filed, MapFile, filed
from orderdeck.data.reports.exported.maps.goods import worth
from orderdeck.data.reports.exported.maps.writing import content, stems
from tests.desk.make_desk import NOON, Bench, order
from tests.exported.test_lists import TO_SEND, random_order

Row = dict[str, str]
CUSTOMS: Final = ("customs_name", "customs_name_zh", "hs_code", "weight_g", "origin")


def a_map(*columns: dict[str, Any], **rest: Any) -> Any:
    return checked({"columns": list(columns), **rest}, "mine")


def column(source: str, **rest: Any) -> dict[str, Any]:
    return {"header": source, "from": source, **rest}


def read(found: Filed) -> list[Row]:
    """All rows of all files, as who gets them reads them."""
    rows: list[Row] = []
    for file in found.files:
        text = content(found.map, file).decode(found.map.encoding)
        rows += csv.DictReader(io.StringIO(text))
    return rows


def cells_in(written: bytes, how: str) -> list[list[str]]:
    """The cells of a file in this format, as a spreadsheet shows them; none of them is a formula."""
    if how == "xlsx":
        import openpyxl

        sheet = openpyxl.load_workbook(io.BytesIO(written)).active
        assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
        return [[str(cell or "") for cell in row] for row in sheet.iter_rows(values_only=True)]
    text = written.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline=""), delimiter="\t" if how == "tsv" else ","))


def desk_of(bench: Bench) -> Desk:
    return bench.desk(hooks=None, debug=False)


@settings(max_examples=8)
@given(seed=st.integers(0, 10**9))
def test_each_line_that_is_sent_stands_there_to_the_piece_and_the_cent(
    seed: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    luck = random.Random(seed)
    folder = tmp_path_factory.mktemp("desk")
    (folder / "exports").mkdir()
    bench = Bench(DeskPaths.of(folder / "exports"))
    known = {one["order_key"]: one for one in (random_order(luck, number) for number in range(25))}
    bench.load(*known.values())
    weights = {"A-1": Decimal("12.5"), "丝绸": Decimal(40)}
    names = {"A-1": "Paper lamp", "0042": "Toy"}
    bench.table(
        "products", NOON,
        [{"product_id": "1", "sku": sku, "customs_name": names.get(sku), "weight_g": weights.get(sku)}
         for sku in ("A-1", "0042", "丝绸")],
    )  # fmt: skip
    desk = desk_of(bench)
    split = luck.choice(("", "currency", "city"))
    wanted = a_map(
        column("order_id"), column("line_no"), column("sku"), column("quantity"), column("value"),
        column("unit_value"), column("currency"), column("customs_name", required=True), column("weight_g"),
        split=split,
    )  # fmt: skip
    found = filed(desk, wanted, chosen(desk))
    rows = read(found)

    to_send = {
        key: one
        for key, one in known.items()
        if one["status"] in TO_SEND and one["fulfilment"] in (None, "seller")
    }
    going = set(made(desk, "packing", chosen(desk)).rows["order_key"])
    assert going <= to_send.keys()
    lacking = {
        one["order_id"]
        for key, one in known.items()
        if key in going and any(line["owed"] and line["sku"] not in names for line in one["lines"])
    }
    assert {one.order_id for one in found.left_out} == lacking, "each that lacks something is named"
    assert Counter(one for file in found.files for one in file.orders) == Counter(
        known[key]["order_id"] for key in going if known[key]["order_id"] not in lacking
    )
    told = {(row["order_id"], row["line_no"]): row for row in rows}
    assert len(told) == len(rows)
    owed = {
        (one["order_id"], str(line["line_no"])): (one, line)
        for key, one in known.items()
        if key in going and one["order_id"] not in lacking
        for line in one["lines"]
        if line["owed"]
    }
    assert told.keys() == owed.keys()
    for place, (one, line) in owed.items():
        row = told[place]
        assert (row["sku"], row["quantity"]) == (line["sku"], str(line["owed"]))
        assert row["currency"] == (one["currency"] or "")
        if one["currency"] is None:
            assert row["value"] == row["unit_value"] == ""
        else:
            paid = line["line_total"] * line["owed"] / line["quantity"]
            assert 0 <= Decimal(row["value"]) - paid < Decimal("0.01"), "never less than was paid"
            assert Decimal(row["unit_value"]) * line["owed"] >= Decimal(row["value"]) - Decimal("0.01")
            assert line["owed"] != line["quantity"] or Decimal(row["value"]) == line["line_total"]
        grams = weights.get(line["sku"])
        assert row["weight_g"] == ("" if grams is None else f"{(grams * line['owed']).normalize():f}")
    if split:
        for file in found.files:
            assert {str(known[f"aliexpress:{one}"][split] or "") for one in file.orders} == {file.part}
    assert found.empty.get("weight_g", 0) == sum(not row["weight_g"] for row in rows)
    for each in bench.desks:
        each.close()
    bench.ledger.close()


@given(
    quantity=st.integers(1, 50),
    more=st.integers(0, 50),
    cents=st.integers(0, 10**7),
    price=st.none() | st.integers(0, 10**6),
)
def test_what_is_declared_is_what_was_paid_or_goes_up_by_less_than_a_cent(
    quantity: int, more: int, cents: int, price: int | None
) -> None:
    total, ordered = Decimal(cents) / 100, quantity + more
    unit = None if price is None else Decimal(price) / 100
    value = worth(quantity, ordered, unit, total)
    assert value is not None
    assert 0 <= value - total * quantity / ordered < Decimal("0.01")
    assert worth(quantity, ordered, unit, None) == (None if unit is None else unit * quantity)


def test_a_row_an_order_adds_up_its_lines_and_lacks_what_one_of_them_lacks(bench: Bench) -> None:
    lines = [
        {"sku": "A", "quantity": 2, "unit_price": Decimal("1.25"), "line_total": Decimal("2.50")},
        {"sku": "B", "quantity": 1, "unit_price": Decimal("7.10"), "line_total": Decimal("7.10")},
    ]
    bench.load(order(1, lines=lines), order(2, lines=[*lines, {"sku": "C", "quantity": 1}]))
    bench.table("products", NOON, [
        {"product_id": "1", "sku": "A", "hs_code": "0902100000", "weight_g": Decimal(100), "customs_name": "Tea"},
        {"product_id": "1", "sku": "B", "hs_code": "9503009000", "weight_g": Decimal("50.5"), "customs_name": "Toy"},
    ])  # fmt: skip
    desk = desk_of(bench)
    wanted = a_map(
        *(
            column(one)
            for one in ("order_id", "sku", "hs_code", "customs_name", "quantity", "value", "weight_g")
        ),
        column("order_weight_kg", decimals=2),
        per="order",
    )
    one, two = read(filed(desk, wanted, chosen(desk)))
    assert one == {
        "order_id": "1", "sku": "A; B", "hs_code": "0902100000; 9503009000", "customs_name": "Tea; Toy",
        "quantity": "3", "value": "9.60", "weight_g": "250.5", "order_weight_kg": "0.26",
    }  # fmt: skip
    assert (two["quantity"], two["sku"]) == ("4", "A; B; C")
    assert (two["hs_code"], two["value"], two["weight_g"], two["order_weight_kg"]) == ("", "", "", "")


def test_where_no_file_prices_a_line_the_goods_of_a_whole_order_are_its_value(bench: Bench) -> None:
    goods, two = Decimal("9.99"), [{"sku": "A", "quantity": 2}, {"sku": "B"}]
    bench.load(
        order(1, lines=[{"sku": "A", "quantity": 3, "owed": 2}], goods_total=goods),
        order(2, lines=two, goods_total=goods),
        order(3, lines=[{"sku": "A", "quantity": 2, "owed": 1}, {"sku": "B"}], goods_total=goods),
        order(4, lines=two, goods_total=goods, currency=None),
        order(5, lines=two),
    )
    desk = desk_of(bench)
    keys = [f"aliexpress:{one}" for one in range(1, 6)]
    per_order = read(filed(desk, a_map(column("value"), per="order"), keys))
    assert [row["value"] for row in per_order] == ["6.66", "9.99", "", "", ""]
    per_line = read(filed(desk, a_map(column("value"), column("order_value")), keys[:2]))
    assert [(row["value"], row["order_value"]) for row in per_line] == [
        ("6.66", "6.66"), ("", "9.99"), ("", "9.99")
    ]  # fmt: skip


def test_the_newest_word_of_the_product_list_counts_each_column_for_itself(bench: Bench) -> None:
    bench.load(
        order(1, lines=[{"sku": "A", "product_id": "7"}]), order(2, lines=[{"sku": "A", "product_id": "8"}])
    )
    bench.table("products", NOON - timedelta(days=2), [
        {"product_id": "7", "sku": "A", "hs_code": "0101", "origin": "CN"},
        {"product_id": "9", "sku": "A", "hs_code": "0303"},
    ])  # fmt: skip
    bench.table("products", NOON - timedelta(days=1), [{"product_id": "7", "sku": "A", "hs_code": "0202"}])
    desk = desk_of(bench)
    wanted = a_map(*(column(one) for one in ("order_id", "hs_code", "origin")))
    keys = ["aliexpress:1", "aliexpress:2"]
    assert [row["hs_code"] for row in read(filed(desk, wanted, keys))] == ["0202", "0202"]
    bench.table("products", NOON, [{"product_id": "8", "sku": "A", "hs_code": "0404"}])
    desk.catch_up()
    assert [row["hs_code"] for row in read(filed(desk, wanted, keys))] == ["0202", "0404"]


def test_a_product_list_of_an_earlier_orderdeck_has_none_of_it(bench: Bench) -> None:
    bench.load(order(1, lines=[{"sku": "A"}]))
    bench.table("products", NOON, [{"product_id": "1", "sku": "A", "title": "Tea"}], lacking=CUSTOMS)
    desk = desk_of(bench)
    found = filed(desk, a_map(column("order_id"), column("hs_code")), chosen(desk))
    assert read(found) == [{"order_id": "1", "hs_code": ""}]
    assert found.empty == {"hs_code": 1}


def test_orders_that_are_not_to_be_sent_stay_out_unless_they_are_named(bench: Bench) -> None:
    bench.load(
        order(1), order(2, status="cancel_requested"), order(3, status="frozen"),
        order(4, remark="please cancel my order"), order(5, country_code="DE"),
    )  # fmt: skip
    desk = desk_of(bench)
    wanted = a_map(column("order_id"), only={"country_code": ["b?"]})
    found = filed(desk, wanted, chosen(desk))
    assert [row["order_id"] for row in read(found)] == ["1"]
    assert (found.kept_back, found.others) == ({"cancel": 1, "held": 1, "remark": 1}, 1)
    named = filed(desk, wanted, [f"aliexpress:{one}" for one in (2, 3, 4)], named=True)
    assert [row["order_id"] for row in read(named)] == ["4"], "its remark was seen by who marked it"
    assert named.kept_back == {"cancel": 1, "held": 1}


HOSTILE = st.text(
    st.sampled_from("=+-@＝＠\t\r\n\x00\x1b\u202e/\\.:*?\"'|<>%~ ,;aB0云途") | st.characters(codec="utf-8"),
    max_size=12,
)


@settings(max_examples=15)
@given(
    words=st.lists(HOSTILE, min_size=1, max_size=6),
    split=st.booleans(),
    how=st.sampled_from(("csv", "tsv", "xlsx")),
)
def test_no_cell_begins_a_formula_and_no_name_leads_anywhere(
    words: list[str], split: bool, how: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("desk")
    (folder / "exports").mkdir()
    bench = Bench(DeskPaths.of(folder / "exports"))
    bench.load(*(
        order(number, service=word, recipient=word, city=word, address=word)
        for number, word in enumerate(words)
    ))  # fmt: skip
    desk = desk_of(bench)
    wanted = a_map(
        column("order_id"), column("recipient", cut=5), column("city", upper=True),
        column("address", codes={"*": words[0]}), {"header": "x", "constant": words[0]},
        format=how, split="service" if split else "",
    )  # fmt: skip
    found = filed(desk, wanted, chosen(desk))
    assert sum(len(file.orders) for file in found.files) == len(words)
    names = stems(found)
    assert len(set(names)) == len(names)
    assert all(name == name.lower() and name.replace("-", "").isalnum() and name.isascii() for name in names)
    assert all(len(name) < 60 for name in names)
    for file in found.files:
        rows = cells_in(content(wanted, file), how)
        assert len(rows) == len(file.rows) + 1
        for cell in (cell for row in rows for cell in row):
            assert not cell.startswith(("=", "+", "-", "@", "\t", "\r", "＝", "＠"))
            assert not set(cell) & set("\x00\x1b\u202e\n")
    for each in bench.desks:
        each.close()
    bench.ledger.close()


def test_formats_of_cells(bench: Bench) -> None:
    line = {"sku": "A", "quantity": 3, "unit_price": Decimal("0.3333"), "line_total": Decimal("0.9999")}
    bench.load(
        order(1, lines=[line], recipient=None, buyer="Ann-Sofie Åkesson", placed_at=NOON + timedelta(hours=9))
    )
    desk = desk_of(bench)
    wanted = a_map(
        column("recipient", fallback=["buyer"], upper=True, cut=10), column("value", decimals=2),
        column("placed_at", date="%d.%m.%Y"), column("service", codes={"*STANDARD*": "S1"}),
        column("ship_by"), column("quantity", decimals=1), zone="Asia/Shanghai",
    )  # fmt: skip
    found = filed(desk, wanted, chosen(desk))
    assert read(found) == [
        {
            "recipient": "ANN-SOFIE", "value": "1.00", "placed_at": "08.09.2026", "service": "S1",
            "ship_by": "2026-09-12T12:00:00Z", "quantity": "3.0",
        }
    ]  # fmt: skip
    assert found.cut == {"recipient": 1}


TELEPHONE = re.compile(r"[+][-0-9 ()]*")
PHONES = (
    st.text(st.sampled_from("+-0123456789 ()"), max_size=14)
    | st.text(st.sampled_from("+-=@0123456789 ()!|'\"\\tA1$&*/,;.:\t\r\n\u202e＋＝"), max_size=14)
).flatmap(lambda text: st.sampled_from((text, f"+{text}", f"+351 9{text}00")))


@settings(max_examples=15)
@given(phones=st.lists(PHONES, min_size=1, max_size=12), how=st.sampled_from(("csv", "tsv", "xlsx")))
def test_a_telephone_is_written_as_it_is_dialled_and_nothing_else_begins_so(
    phones: list[str], how: str
) -> None:
    phone = a_map(column("phone"), column("city"), format=how)
    rows = tuple(
        tuple(cell_of(one, lambda _field, told=told: told, ZoneInfo("UTC"))[0] for one in phone.columns)  # type: ignore[misc]  # bound early
        for told in ("+351 900 000 000", *phones)
    )
    written = cells_in(content(phone, MapFile(orders=(), rows=rows)), how)
    assert written[1] == ["+351 900 000 000", "'+351 900 000 000"], "a city is none"
    for told, (number, _city) in zip(phones, written[2:], strict=True):
        if number.startswith(("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")):
            assert TELEPHONE.fullmatch(number)
            assert sum(one in "0123456789" for one in number) >= 5
        plain = " ".join(told.split())
        if plain == told and TELEPHONE.fullmatch(told) and 5 <= len(told) - 1 <= 30:
            digits = sum(one in "0123456789" for one in told)
            assert number == (told if digits >= 5 else f"'{told}")


def test_the_telephone_of_a_sender_too(bench: Bench) -> None:
    bench.load(order(1, phone="+351 (90) 000-000", remark="+351900000000"))
    wanted = a_map(
        column("phone"), column("remark"), {"header": "x", "constant": "+86 755 1234"},
        {"header": "y", "constant": "+1+1"},
    )  # fmt: skip
    (row,) = read(filed(desk_of(bench), wanted, ["aliexpress:1"], named=True))
    assert (row["phone"], row["remark"], row["x"], row["y"]) == (
        "+351 (90) 000-000", "'+351900000000", "+86 755 1234", "'+1+1"
    )  # fmt: skip
