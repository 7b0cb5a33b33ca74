"""What doctor lists of exports that look wrong: dated ahead of their arrival, sending many orders back."""

import os
import time
from collections.abc import Iterable
from datetime import UTC, datetime

from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.base.records import Export
from orderdeck.data.ledger import Ledger
from orderdeck.data.maintenance.doctor import examine
from orderdeck.data.maintenance.suspects import Suspect, suspects
from tests.keep.kept_desk import SETTINGS, arrive, load, withdraw

START = time.time() - 10 * 86_400
SHIPPED = "等待买家收货"


def found(paths: DeskPaths) -> list[Suspect]:
    return suspects(paths, SETTINGS)


def test_a_desk_as_it_should_be_has_none(paths: DeskPaths) -> None:
    arrive(paths, "1.csv", range(10), taken=START)
    arrive(paths, "2.csv", range(10), SHIPPED, taken=START + 60)
    arrive(paths, "orders_20261101_20261231.csv", range(10, 20), taken=START + 120)
    assert found(paths) == []


def test_an_old_export_with_a_fresh_time_is_named_until_it_is_withdrawn(paths: DeskPaths) -> None:
    arrive(paths, "1.csv", range(10), taken=START)
    arrive(paths, "2.csv", range(8), SHIPPED, taken=START + 60)
    arrive(paths, "fresh copy.csv", range(12), taken=START + 120)
    [one] = found(paths)
    assert (one.code, one.name, one.withdraw) == ("sends_back", "fresh copy.csv", "fresh copy.csv")
    assert (one.orders, one.known) == (8, 10), "two are new, two went nowhere"
    assert examine(paths) == [], "nothing is damaged"
    withdraw(paths, "fresh copy.csv")
    assert found(paths) == []


def test_two_orders_or_few_of_many_are_no_sign(paths: DeskPaths) -> None:
    arrive(paths, "1.csv", range(40), SHIPPED, taken=START)
    arrive(paths, "two.csv", range(2), taken=START + 60)
    assert found(paths) == []
    arrive(paths, "many, nearly all new.csv", range(37, 80), taken=START + 120)
    assert [(one.orders, one.known) for one in found(paths)] == [(3, 3)], "all of those that are known"
    withdraw(paths, "many, nearly all new.csv")
    arrive(paths, "open since.csv", range(100, 140), taken=START + 130)
    arrive(paths, "mostly as it was.csv", [*range(5, 9), *range(100, 117)], taken=START + 140)
    assert found(paths) == [], "4 of 21"


def test_the_same_bytes_again_are_named_by_what_tells_them_apart(paths: DeskPaths) -> None:
    arrive(paths, "orders.csv", range(5), taken=START)
    arrive(paths, "done.csv", range(5), SHIPPED, taken=START + 60)
    arrive(paths, "orders.csv", range(5), taken=START + 120)
    [one] = found(paths)
    assert (one.orders, one.known) == (5, 5)
    with Ledger.open(paths) as ledger:
        again = ledger.exports()[-1]
    assert again.rows_of
    assert one.export == again.export_id
    assert one.withdraw == "orders.csv", "the newest of that name"


def test_an_export_that_is_dated_ahead_of_its_arrival_is_named(paths: DeskPaths) -> None:
    arrive(paths, "orders_20990102.csv", range(5), taken=START)
    (paths.exports / "stock_20990103.csv").write_text("sku,on_hand\nSKU1,5\n")
    arrive(paths, "1.csv", range(6), taken=START + 60)
    named = {one.name: one for one in found(paths)}
    assert {name: (one.code, one.kind) for name, one in named.items()} == {
        "orders_20990102.csv": ("ahead", "orders"),
        "stock_20990103.csv": ("ahead", "stock"),
    }
    one = named["orders_20990102.csv"]
    assert one.claimed_at
    assert one.claimed_at.year in (2098, 2099)
    assert one.taken_at <= one.arrived_at < datetime.now(UTC)
    withdraw(paths, "orders_20990102.csv")
    assert [one.name for one in found(paths)] == ["stock_20990103.csv"]


def test_one_that_version_1_took_as_of_a_day_ahead_is_named(paths: DeskPaths) -> None:
    now = time.time_ns() // 1000
    with Ledger.open(paths) as ledger:
        ledger.record(
            Export(
                export_id="a" * 16, sha256="a" * 64, name="2029.csv", size=1, exported_at=now + 10**14,
                loaded_at=now, state="loaded",
            )
        )  # fmt: skip
    [one] = found(paths)
    assert (one.code, one.name) == ("ahead", "2029.csv")
    assert one.taken_at > one.arrived_at


def test_an_order_that_exports_know_by_number_or_by_id_is_known_before(paths: DeskPaths) -> None:
    """Older exports have the shop's id of an order, the one that looks wrong has lost it, or the other way round."""
    for place, (first, last) in enumerate([("56231{n}", "5.62E+12"), ("5.62E+12", "56231{n}")]):
        start = START + place * 3600
        numbers = range(1000 * place, 1000 * place + 8)
        shopify(paths, f"{place} old.csv", numbers, "fulfilled", ids=first, taken=start)
        shopify(paths, f"{place} back.csv", numbers, "", ids=last, taken=start + 60)
        [one] = [one for one in found(paths) if one.name.startswith(f"{place}")]
        assert (one.code, one.name, one.orders, one.known) == ("sends_back", f"{place} back.csv", 8, 8)


def shopify(
    paths: DeskPaths, name: str, numbers: Iterable[int], status: str, *, ids: str, taken: float
) -> None:
    rows = ["Name,Email,Financial Status,Fulfillment Status,Created at,Lineitem quantity,Lineitem name,Id"]
    for n in numbers:
        number = 100_000 + n
        key = ids.format(n=number)
        rows.append(f"#{number},b{n}@example.com,paid,{status},2026-01-05 09:50:12 +0000,1,Lamp,{key}")
    file = paths.exports / name
    file.write_text("\n".join([*rows, ""]), encoding="utf-8")
    os.utime(file, (taken, taken))
    load(paths)
