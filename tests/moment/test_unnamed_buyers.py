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
