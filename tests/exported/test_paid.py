"""What customs are told was paid: the order's discount is off its lines, to the cent, or it is said that it isn't."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.reports.exported.maps.filed import filed
from orderdeck.data.reports.exported.maps.paid import Bill, paid_for_goods, shared_out
from tests.desk.make_desk import Bench, order
from tests.exported.test_maps import a_map, column, desk_of, read
from tests.kinds import Run
from tests.own_files.documents import put

CENTS = st.integers(1, 10**6).map(lambda cents: Decimal(cents) / 100)


@given(prices=st.lists(st.integers(0, 10**6), min_size=1, max_size=12), part=st.fractions(0, 1))
def test_shares_add_up_to_what_was_paid_each_within_a_cent(prices: list[int], part: Any) -> None:
    lines = [Decimal(one) / 100 for one in prices]
    whole = sum(prices)
    paid = Decimal(int(whole * part)) / 100
    shares = shared_out(paid, lines)
    assert sum(shares, Decimal(0)) == paid
    for share, price in zip(shares, lines, strict=True):
        assert 0 <= share <= price
        assert whole == 0 or abs(share - price * paid * 100 / whole) < Decimal("0.01")


@given(prices=CENTS, off=st.integers(0, 10**4), shipping=st.integers(0, 5000), tax=st.integers(0, 5000),
       after=st.booleans(), for_shipping=st.booleans(), told=st.sets(st.sampled_from(("goods", "total", "fee"))),
       goods_after=st.booleans())  # fmt: skip
def test_what_is_said_to_be_paid_was_paid_whichever_way_the_file_has_it(
    prices: Decimal, off: int, shipping: int, tax: int, after: bool, for_shipping: bool,
    told: set[str], goods_after: bool,
) -> None:  # fmt: skip
    """A model of an order: what was paid is known here. `after`: its lines are after the discount."""
    fee, more = Decimal(shipping) / 100, Decimal(tax) / 100
    discount = min(Decimal(off) / 100, fee if for_shipping else prices)
    goods = prices if for_shipping else prices - discount
    total = prices + fee - discount + more
    lines = goods if after else prices
    bill = Bill(
        lines=lines,
        discount=discount,
        goods_total=(goods if goods_after else prices) if "goods" in told else None,
        shipping_fee=fee if "fee" in told else None,
        total=total if "total" in told else None,
    )
    paid = paid_for_goods(bill)
    assert paid is None or paid <= lines
    # None is lowered, whatever the discount was for.
    assert paid is None or paid >= goods
    if not more and "fee" in told and not for_shipping and not fee and paid is not None:
        assert paid == goods
    if not discount:
        assert paid == lines or not goods


@pytest.mark.parametrize(
    ("bill", "paid"),
    [
        ({"lines": 20}, 20),
        ({"lines": 20, "total": 25, "shipping_fee": 5}, 20),
        ({"lines": 20, "total": 18}, None),
        ({"lines": 20, "goods_total": 17, "discount": 3}, 17),
        ({"lines": 17, "goods_total": 20, "discount": 3}, 17),
        # A coupon for shipping, perhaps.
        ({"lines": 20, "goods_total": 20, "discount": 3, "shipping_fee": 5, "total": 22}, None),
        ({"lines": 20, "discount": -3, "shipping_fee": 5, "total": 22}, None),
        ({"lines": 20, "discount": -3, "total": 17}, 17),
        ({"lines": 20, "discount": 3, "shipping_fee": 5, "total": 25}, 20),
        ({"lines": 20, "discount": 5, "shipping_fee": 5, "total": 20}, None),
        ({"lines": 20, "discount": 3, "shipping_fee": 5, "total": 24}, None),
        ({"lines": 20, "discount": 3, "total": 19}, None),
        ({"lines": 20, "discount": 3, "total": 19, "shipping_fee": 0}, 17),
        ({"lines": 20, "discount": 3, "total": 17}, 17),
        ({"lines": 20, "discount": 3}, None),
        ({"lines": 20, "discount": 20, "total": 0}, None),
        ({"lines": 20, "discount": 3, "total": 17, "reduced": True}, None),
        ({"lines": 20, "total": 10, "reduced": True}, 20),
        ({"lines": None, "goods_total": 20, "discount": 3, "shipping_fee": 5, "total": 22}, None),
        ({"lines": None, "goods_total": 20, "discount": 3, "shipping_fee": 0, "total": 17}, 17),
        ({"lines": None, "goods_total": 20, "discount": 3}, None),
        ({"lines": None}, None),
        ({"lines": 20, "goods_total": 16, "discount": 3, "goods_paid": "goods_total"}, 16),
        ({"lines": 20, "goods_total": 17, "goods_paid": "goods_total"}, 17),
        ({"lines": 20, "goods_total": 17}, None),
        ({"lines": 20, "goods_total": 20, "discount": 3, "total": 22, "goods_paid": "line_total"}, 20),
        ({"lines": 20, "goods_total": 20, "discount": 3, "total": 25, "shipping_fee": 5,
          "goods_paid": "less_discount"}, 17),
    ],
)  # fmt: skip
def test_amounts_as_files_have_them(bill: dict[str, Any], paid: int | None) -> None:
    amounts: dict[str, Any] = {key: Decimal(one) if type(one) is int else one for key, one in bill.items()}
    assert paid_for_goods(Bill(**amounts)) == (None if paid is None else Decimal(paid))


WANTED = (column("order_id"), column("sku"), column("value"), column("unit_value"))


def lines(*prices: str, **rest: Any) -> list[dict[str, Any]]:
    return [
        {"sku": name, "quantity": 1, "unit_price": Decimal(one), "line_total": Decimal(one)} | rest
        for name, one in zip("ABC", prices, strict=False)
    ]


def test_the_discount_of_an_order_is_off_its_lines_to_the_cent(bench: Bench) -> None:
    off = {"discount": Decimal("1.00"), "shipping_fee": Decimal(0)}
    sold = Decimal(1)
    bench.load(
        order(1, lines=lines("3.33", "3.33", "3.34"), total=Decimal("9.00"), **off),
        order(2, lines=lines("3.33", "3.33", "3.34"), total=Decimal("99.00"), **off),
        order(3, lines=[{"sku": "A", "quantity": 3, "owed": 2, "unit_price": 3 * sold, "line_total": 9 * sold},
                        {"sku": "B", "quantity": 1, "owed": 0, "sent": 1, "unit_price": sold, "line_total": sold}],
              total=Decimal("9.00"), **off),
    )  # fmt: skip
    desk = desk_of(bench)
    keys = [f"aliexpress:{one}" for one in (1, 2, 3)]
    found = filed(desk, a_map(*WANTED), keys)
    told: dict[str, list[str]] = {}
    for row in read(found):
        told.setdefault(row["order_id"], []).append(row["value"])
    assert sum(map(Decimal, told["1"])) == Decimal("9.00"), "what was paid for the goods"
    assert told["2"] == ["3.33", "3.33", "3.34"], "nothing adds up: what the prices were"
    assert told["3"] == ["5.40"], "two of three pieces, of 9.00 less their share of 1.00"
    assert (found.undiscounted, found.valueless) == (("2",), ())
    whole = read(filed(desk, a_map(column("order_value"), per="order"), keys[:1]))
    assert whole == [{"order_value": "9.00"}]
    assert filed(desk, a_map(column("order_id")), keys).undiscounted == (), "no column tells a value"


def test_an_order_without_a_value_is_named(run: Run, paths: DeskPaths) -> None:
    put(
        paths.exports / "orders.csv",
        "order_id,status,placed_at,recipient,country,sku,quantity,line_total,discount,total,goods_total,currency\n"
        "1,to_ship,2026-09-01,Bo,FR,A,1,,,9.90,9.90,EUR\n1,to_ship,2026-09-01,Bo,FR,B,1,,,9.90,9.90,EUR\n"
        "2,to_ship,2026-09-01,Bo,FR,A,1,9.90,2.00,30.00,9.90,EUR\n"
        "3,to_ship,2026-09-01,Bo,FR,A,1,9.90,2.00,7.90,9.90,EUR\n",
    )
    put(paths.maps / "mine.toml", "".join(
        f'[[columns]]\nheader = "{one}"\nfrom = "{one}"\n' for one in ("order_id", "sku", "value")
    ))  # fmt: skip
    code, said, errors = run("export", paths.exports, "--map", "mine")
    assert code == 0
    assert said.splitlines()[1:] == ["1,A,", "1,B,", "2,A,9.90", "3,A,7.90"]
    assert (
        "order 1: no value, since no file prices its lines or says its currency; the forwarder will ask"
        in errors
    )
    assert "order 2: its value is before the discount" in errors
    assert "order 3" not in errors


SOLD: dict[str, dict[str, str]] = {
    "shopify": {
        "Name": "#1", "Financial Status": "paid", "Fulfillment Status": "unfulfilled", "Currency": "USD",
        "Subtotal": "17.00", "Shipping": "5", "Taxes": "1.70", "Total": "23.70", "Discount Amount": "5.00",
        "Created at": "2026-09-01 10:00:00 +0000", "Lineitem quantity": "2", "Lineitem name": "Tea",
        "Lineitem price": "10.00", "Lineitem sku": "A", "Shipping Name": "Bo", "Shipping Country": "US",
    },
    "tiktok": {
        "Order ID": "576460752303423489", "Order Status": "To ship", "SKU ID": "17", "Seller SKU": "A",
        "Product Name": "Tea", "Quantity": "2", "SKU Unit Original Price": "USD 10.00",
        "SKU Subtotal After Discount": "USD 17.00", "SKU Seller Discount": "USD 3.00", "Taxes": "USD 1.50",
        "Order Amount": "USD 18.50", "Created Time": "09/01/2026 10:00:00 AM", "Recipient": "Bo", "Country": "US",
    },
    "etsy_items": {
        "Sale Date": "09/01/26", "Item Name": "Tea", "Buyer": "Bo", "Quantity": "2", "Price": "10.00",
        "Discount Amount": "3.00", "Shipping Discount": "0", "Order Shipping": "5.00", "Order Sales Tax": "2.00",
        "Item Total": "20.00", "Currency": "USD", "Transaction ID": "1", "Listing ID": "2", "Date Paid": "09/01/2026",
        "Date Shipped": "", "Ship Name": "Bo", "Ship Country": "United States", "Order ID": "31", "SKU": "A",
    },
}  # fmt: skip
"""Two pieces at 10.00, of which 3.00 are off, with shipping and tax: nothing adds up but by what a profile knows."""


@pytest.mark.parametrize("name", SOLD)
def test_what_packaged_profiles_know_of_their_columns(run: Run, paths: DeskPaths, name: str) -> None:
    put(paths.exports / f"{name}.csv", "\n".join(map(",".join, (SOLD[name], SOLD[name].values()))))
    put(paths.maps / "mine.toml", '[[columns]]\nheader = "value"\nfrom = "value"\n')
    _code, said, errors = run("export", paths.exports, "--map", "mine")
    assert said.splitlines()[1:] == ["17.00"]
    assert "before the discount" not in errors
