"""What is typed finds open orders by number, SKU and buyer: the same as looking through them one by one."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.base.text.folding import fold
from orderdeck.data.desk.lookup.search import LEAST, MOST
from tests.desk.make_desk import Bench, order

ORDERS = [
    order("8123-1", buyer="José Ñu", lines=[{"sku": "LAMP-1"}, {"sku": "ＬＡＭＰ－2"}]),
    order("8123-2", buyer="jose nu", lines=[{"sku": "LAMP-1"}]),
    order("X-77", buyer=None, recipient="王小明", lines=[{"sku": "灯笼, red"}, {"sku": "灯笼, red"}]),
    order("X-78", buyer="Anna", lines=[{"sku": None}]),
    *(order(f"MANY-{at:02}", buyer=f"Many {at}", lines=[{"sku": f"MANY-{at}"}]) for at in range(12)),
]
NAMES = [text for one in ORDERS for text in (one["order_id"], one["buyer"] or one["recipient"])] + [
    line["sku"] for one in ORDERS for line in one["lines"] if line["sku"]
]
PARTS = st.sampled_from(NAMES).flatmap(
    lambda name: st.integers(0, len(name)).flatmap(
        lambda begin: st.integers(begin, len(name)).map(lambda end: name[begin:end])
    )
)


def test_it_finds_what_looking_through_them_finds(paths: DeskPaths) -> None:
    bench = Bench(paths)
    bench.load(*ORDERS)
    desk = bench.desk()

    @given(PARTS | st.text(max_size=5))
    def holds(typed: str) -> None:
        hits, wanted = desk.search(typed), fold(typed).strip()
        buyers = Counter(one["buyer"] or one["recipient"] for one in ORDERS)
        skus = Counter(
            sku for one in ORDERS for sku in {line["sku"] for line in one["lines"] if line["sku"] is not None}
        )

        def found(names: dict[str, int] | Counter[str]) -> dict[str, int]:
            return {name: n for name, n in names.items() if len(wanted) >= LEAST and wanted in fold(name)}

        for got, every in (
            ({one.order_id: 1 for one in hits.orders}, {one["order_id"]: 1 for one in ORDERS}),
            ({one.name: one.orders for one in hits.skus}, skus),
            ({one.name: one.orders for one in hits.buyers}, buyers),
        ):
            all_of_them = found(every)
            assert got.items() <= all_of_them.items()
            assert len(got) == min(MOST, len(all_of_them))

    holds()
    assert [one.order_id for one in desk.search("x-7").orders] == ["X-77", "X-78"]
    assert sorted(desk.orders_of("sku", "LAMP-1")) == ["aliexpress:8123-1", "aliexpress:8123-2"]
    assert desk.orders_of("buyer", "王小明") == ["aliexpress:X-77"]
