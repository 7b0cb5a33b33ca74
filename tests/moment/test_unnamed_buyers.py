"""Orders of a shop that nobody has named, told apart by day and buyer: one file names the buyer, another does not."""

import itertools

import pytest

from tests.moment.arrivals import NOON, folder
from tests.moment.model import File
from tests.moment.test_side_ids import shown

HOUR = 3600


def export(name: str, hour: int, *orders: tuple[str, str], named: bool) -> File:
    """An export of WooCommerce; `orders`: buyer and status, all with the number 1001, of one day."""
    rows = ["order_number,status,order_date,sku,quantity" + (",customer_name" if named else "")]
    for buyer, status in orders:
        rows.append(f"1001,{status},2026-11-20,L-1,2" + (f",{buyer}" if named else ""))
    return File(name, NOON + hour * HOUR, "\n".join([*rows, ""]), {})


@pytest.mark.parametrize("order", list(itertools.permutations("ab")))
@pytest.mark.parametrize("named", ["older", "newer"])
def test_a_file_that_names_no_buyer_tells_of_the_same_order(order: tuple[str, ...], named: str) -> None:
    files = {
        "a": export("a.csv", 1, ("Ann", "processing"), named=named == "older"),
        "b": export("b.csv", 2, ("Ann", "completed"), named=named == "newer"),
    }
    with folder() as place:
        running = place.running(*(files[one] for one in order))
        running.check()
        assert shown(running) == shown(place.desk()) == []


@pytest.mark.parametrize("order", list(itertools.permutations("abc")))
def test_of_two_buyers_of_one_day_nobody_knows_which_is_meant(order: tuple[str, ...]) -> None:
    files = {
        "a": export("a.csv", 1, ("Ann", "processing"), named=True),
        "b": export("b.csv", 2, ("Bea", "processing"), named=True),
        "c": export("c.csv", 3, ("", "completed"), named=False),
    }
    with folder() as place:
        running = place.running(*(files[one] for one in order))
        running.check()
        assert [status for _, status, *_ in shown(running)] == ["to_ship", "to_ship"]
        assert shown(running) == shown(place.desk())


ALIKE = (
    ("Ann Lee", "ANN LEE"), ("Ann Lee", "Ann  Lee"), ("Ann Lee", "AnnLee"), ("José Núñez", "Jose Nunez"),
    ("Ann Lee", "Ann Marie Lee"), ("Ann M. Lee", "Ann Marie Lee"), ("Anne-Marie Lee", "anne marie lee"),
    ("Lee Ann", "Ann Lee"), ("ann@shop.example", "Ann@Shop.example"), ("王小明", "王 小明"), ("Ａｎｎ Lee", "Ann Lee"),
)  # fmt: skip
"""One buyer, as two exports write it."""
OTHERS = (
    ("Ann Lee", "Anna Lee"), ("Ann Lee", "Ann"), ("Ann Lee", "Lee"), ("Ann Lee", "Ann Marie Leeds"),
    ("A. Lee", "B. Lee"),
    ("ann@shop.example", "ann@shop2.example"), ("王小明", "王小红"),
)  # fmt: skip
"""Two buyers, or nobody knows."""


def states(*files: File) -> list[list[str]]:
    """The statuses of the open orders of a desk that ran while `files` came, and of one made anew."""
    with folder() as place:
        running = place.running(*files)
        running.check()
        return [[status for _, status, *_ in shown(desk)] for desk in (running, place.desk())]


@pytest.mark.parametrize("turn", [False, True])
@pytest.mark.parametrize("pair", ALIKE)
def test_a_buyer_who_is_spelt_otherwise_is_the_same(pair: tuple[str, str], turn: bool) -> None:
    old, new = reversed(pair) if turn else pair
    files = [
        export("a.csv", 1, (old, "processing"), named=True),
        export("b.csv", 2, (new, "completed"), named=True),
    ]
    assert states(*files) == states(*reversed(files)) == [[], []]


@pytest.mark.parametrize("pair", OTHERS)
def test_another_buyer_has_another_order(pair: tuple[str, str]) -> None:
    old, new = pair
    files = [
        export("a.csv", 1, (old, "processing"), named=True),
        export("b.csv", 2, (new, "completed"), named=True),
    ]
    assert states(*files) == states(*reversed(files)) == [["to_ship"], ["to_ship"]]


@pytest.mark.parametrize("order", list(itertools.permutations("abcd")))
def test_a_name_that_may_be_of_two_buyers_is_neither_of_them(order: tuple[str, ...]) -> None:
    files = {
        "a": export("a.csv", 1, ("Ann Lee", "processing"), named=True),
        "b": export("b.csv", 2, ("Ann Marie Lee", "processing"), named=True),
        "c": export("c.csv", 3, ("Ann Sue Lee", "processing"), named=True),
        "d": export("d.csv", 4, ("ANN SUE LEE", "completed"), named=True),
    }
    assert states(*(files[one] for one in order)) == [["to_ship"] * 2] * 2


def mailed(name: str, hour: int, buyer: str, mail: str, status: str) -> File:
    """As `export`, with the buyer's mail address."""
    header = "order_number,status,order_date,sku,quantity,customer_name,billing_email"
    return File(name, NOON + hour * HOUR, f"{header}\n1001,{status},2026-11-20,L-1,2,{buyer},{mail}\n", {})


@pytest.mark.parametrize(
    ("buyers", "mails", "left"),
    [
        (("Bob Lee", "Robert Lee"), ("b@x.example", "B@X.example"), []),
        (("Bob Lee", "bob lee"), ("b@x.example", "c@x.example"), ["to_ship"]),
        (("Bob Lee", "bob lee"), ("b@x.example", ""), []),
    ],
    ids=["one mail address", "two mail addresses", "one that isn't told"],
)
def test_mail_addresses_say_who_is_one_buyer(
    buyers: tuple[str, str], mails: tuple[str, str], left: list[str]
) -> None:
    files = [
        mailed(f"{at}.csv", at, buyer, mail, status)
        for at, (buyer, mail, status) in enumerate(
            zip(buyers, mails, ("processing", "completed"), strict=True), 1
        )
    ]
    assert states(*files) == states(*reversed(files)) == [left, left]


@pytest.mark.parametrize("order", list(itertools.permutations("abc")))
def test_a_file_without_buyers_knows_one_who_is_spelt_in_two_ways(order: tuple[str, ...]) -> None:
    files = {
        "a": export("a.csv", 1, ("Ann Lee", "processing"), named=True),
        "b": export("b.csv", 2, ("ANN LEE", "processing"), named=True),
        "c": export("c.csv", 3, ("", "completed"), named=False),
    }
    assert states(*(files[one] for one in order)) == [[], []]
