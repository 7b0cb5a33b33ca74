"""Money is never added across currencies, and two amounts whose currency isn't known may be of two."""

import json
from collections import Counter
from decimal import Decimal
from itertools import count
from typing import Any

import msgspec
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from orderdeck.data.base.config.settings import Settings, Stock
from orderdeck.data.stock import stockouts
from orderdeck.data.stock.allocation.judge import Asking, Line
from orderdeck.data.stock.allocation.least_loss import givers, least_loss, moves
from orderdeck.data.stock.as_json import stockouts_json
from orderdeck.data.stock.outbox_lists import Item, Waiting
from orderdeck.data.stock.plan.allowed import allowed
from orderdeck.data.stock.plan.choices import choices
from orderdeck.data.stock.plan.records import DAY, Order
from orderdeck.data.stock.stockouts import book_of, short_skus, sku_board
from orderdeck.data.stock.supply.lead_time import History
from orderdeck.data.stock.supply.supply import Offer, SkuSupply
from orderdeck.tui.i18n.words import stock as stock_words
from tests.desk.make_desk import NOON, order
from tests.desk.make_desk import Bench as Desks
from tests.stock.plan_model import judging

CURRENCIES = st.sampled_from(["USD", "EUR", None, None, ""])
PRICED = st.lists(st.tuples(CURRENCIES, st.none() | st.integers(1, 90)), min_size=1, max_size=7)


def filled(bench: Any, priced: list[Any]) -> Any:
    for number, (currency, total) in enumerate(priced):
        key = f"o{number}"
        bench.order(key, days=5 + number / 10, A=1)
        bench.con.execute(
            "update open_orders set currency = ?, total = ? where order_key = ?", [currency, total, key]
        )
    bench.stock(A=0)
    for at in range(6):
        bench.purchase(f"p{at}", "Sup", "A", 60 + at, 58 + at)
    return bench


def told(priced: list[Any]) -> tuple[Counter[str], int]:
    """What orders come to by currency, and of how many that isn't known."""
    found: Counter[str] = Counter()
    for currency, total in priced:
        if currency and total:
            found[currency] += total
    return found, sum(not currency or total is None for currency, total in priced)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(PRICED)
def test_what_is_at_risk_and_saved_is_said_of_known_currencies_alone(bench: Any, priced: list[Any]) -> None:
    bench = filled(type(bench)(), priced)
    rules = bench.refresh()
    known, unknown = told(priced)
    (short,) = short_skus(bench.con)
    assert short.at_risk == known
    assert short.at_risk_unknown == unknown
    board = sku_board(bench.con, "A", rules, bench.now)
    totals = board.totals()
    assert {currency: sum(_all(one)) for currency, one in totals.items() if any(_all(one))} == known
    assert board.unknown() == unknown
    book = book_of(bench.con, rules)
    for one in choices(bench.con, book, "A", rules, bench.now, {"Sup": len(priced)}):
        assert not one.saved.keys() - known.keys()
        assert one.saved_unknown == (unknown if one.kept else 0)
    bench.con.close()


def _all(one: Any) -> tuple[Decimal, ...]:
    return one.saved, one.with_time, one.lost


@given(st.lists(st.tuples(CURRENCIES, st.none() | st.integers(1, 90)), max_size=6))
def test_a_purchase_list_comes_to_what_its_known_currencies_come_to(priced: list[Any]) -> None:
    items = tuple(
        Item(act_id=str(at), sku="A", seq=at, at=0, operator="li", quantity=2, currency=currency,
             unit_price=None if price is None else Decimal(price))
        for at, (currency, price) in enumerate(priced)
    )  # fmt: skip
    found = Waiting(list="purchases", supplier="S", items=items)
    known, unknown = told(priced)
    assert found.amounts() == {currency: 2 * money for currency, money in known.items()}
    assert found.unpriced() == unknown


FAST, SLOW = (History((2.0, 3.0, 3.0, 4.0)),), (History((6.0, 9.0, 12.0)),)
LINES = st.lists(
    st.tuples(
        st.sampled_from(["USD", "", ""]),
        st.sampled_from([0.2, 1.0, 4.0, 9.0]),
        st.integers(1, 60),
        st.dictionaries(st.sampled_from("AB"), st.integers(1, 3), min_size=1),
    ),
    min_size=2,
    max_size=6,
)


def judged(line: list[Any], stock: dict[str, int], own: Any) -> tuple[Any, dict[str, Decimal]]:
    """What loses least; `own` gives the currency of an order that has none."""
    askings = tuple(
        Asking(
            order=Order(
                order_key=f"o{number}",
                ship_by=NOW + int(days * DAY),
                currency=currency or own(),
                total=Decimal(total),
                allowed=allowed("buyer_applies", "ship_by", None, None, True),
            ),
            wants=wants,
            savable=True,
        )
        for number, (currency, days, total, wants) in enumerate(line)
    )
    supply = {"A": SkuSupply(offers=(Offer(FAST),)), "B": SkuSupply(offers=(Offer(SLOW),))}
    judge = judging(Line(askings, stock), supply, Stock(), NOW)
    choice = least_loss(judge, by_moves=True)
    if choice is None:
        return None, {}
    effect = judge.effect(givers(choice, moves(judge.line, judge.served, choice)))
    assert effect is not None
    return choice, effect.lost


NOW = 1_800_000_000_000_000


@settings(max_examples=150, deadline=None)
@given(LINES, st.fixed_dictionaries({"A": st.integers(1, 5), "B": st.integers(1, 5)}))
def test_nothing_is_weighed_against_what_may_be_another_currency(
    line: list[Any], stock: dict[str, int]
) -> None:
    """The same as if each order without a currency had one that no other order has."""
    numbers = count()
    found, lost = judged(line, stock, lambda: "")
    assert found == judged(line, stock, lambda: f"own-{next(numbers)}")[0]
    assert "" not in lost


def test_deck_text_and_json_say_how_many_amounts_are_not_known(desk_bench: Desks) -> None:
    wants = [{"sku": "A", "quantity": 1}]
    desk_bench.load(
        order(1, lines=wants, total=Decimal(12)),
        order(2, lines=wants, total=Decimal(30), currency=None),
        order(3, lines=wants, total=Decimal(40), currency=None),
    )
    desk_bench.stock(NOON, A=0)
    desk = desk_bench.desk(Settings(), hooks=None)
    (told,) = stockouts_json(desk)["stockouts"]
    assert told["at_risk"] == {"USD": "12.00"}
    assert told["at_risk_unknown"] == 2
    (short,) = stockouts.short_skus(desk.con)
    words = stock_words.amounts(short.at_risk, short.at_risk_unknown)
    assert words == "12.00 USD + 2 without amount or currency"
    assert "70" not in json.dumps(told) + words
    assert msgspec.structs.asdict(short)["at_risk_unknown"] == 2
