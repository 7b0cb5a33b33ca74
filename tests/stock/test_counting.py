"""The chance that a plan states is that of the goods it names: of all of them, and of no others."""

from collections import defaultdict
from decimal import Decimal
from itertools import combinations
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st

from orderdeck.data.base.config.settings import Stock
from orderdeck.data.rules.closures import open_days
from orderdeck.data.stock import stockouts
from orderdeck.data.stock.plan.allowed import LATER, Allowed
from orderdeck.data.stock.plan.counted.counting import WAITING, WORTH_ORDERING
from orderdeck.data.stock.plan.proposal import Proposal, proposals
from orderdeck.data.stock.plan.records import DAY, Order, ShortLine
from orderdeck.data.stock.plan.rules import unwanted
from orderdeck.data.stock.supply.lead_time import History, chance
from orderdeck.data.stock.supply.supply import Incoming, Offer, SkuSupply
from tests.stock.conftest import Bench
from tests.stock.plan_model import all_of_it, sellers, settled

NOW = 1_789_732_800_000_000
RULES = Stock()
STEADY, QUICK, SLOW = (History([5.0] * 12),), (History([2.0] * 9 + [9.0]),), (History([6.0, 14.0, 14.0]),)
LEVELS = st.sampled_from([STEADY, QUICK, SLOW])
CLOSED = st.sampled_from([(), (), ((0.0, 2.0),)])
OFFERS = st.builds(
    Offer,
    LEVELS,
    st.sampled_from([None, 4.0]),
    CLOSED,
    st.sampled_from([None, None, 0, 2, 5]),
    st.sampled_from("ST"),
)
COMING = st.builds(
    Incoming,
    st.integers(1, 6),
    st.sampled_from([0.5, 4.0, 12.0]),
    LEVELS,
    st.sampled_from([None, 5.0, 20.0]),
    CLOSED,
)
SUPPLY = st.builds(
    SkuSupply,
    offers=st.lists(OFFERS, max_size=2).map(tuple),
    incoming=st.lists(COMING, max_size=3).map(tuple),
    expected_at=st.sampled_from([None, None, None, NOW + 3 * DAY]),
)
WANTING = st.lists(
    st.tuples(
        st.sampled_from([1.5, 4, 7, 11, 16]),
        st.dictionaries(st.sampled_from("AB"), st.integers(1, 5), min_size=1),
        st.sampled_from([None, None, None, "wait_restock"]),
        st.sampled_from([None, None, "ask_time"]),
    ),
    min_size=1,
    max_size=5,
)
DEBTS = st.dictionaries(st.sampled_from("AB"), st.integers(1, 3))


def in_line(wanting: list[Any], debts: dict[str, int]) -> list[Order]:
    """Orders as allocation has them: behind what is owed, and behind all before them."""
    before = defaultdict(int, debts)
    found = []
    for number, (days, wants, _word, later) in enumerate(wanting):
        short = tuple(ShortLine(sku, pieces, before[sku]) for sku, pieces in wants.items())
        for one in short:
            before[one.sku] += one.short
        found.append(
            Order(
                order_key=str(number), ship_by=NOW + round(days * DAY), currency="USD", total=Decimal(50),
                short=short, allowed=Allowed("ask_cancel", later),
            )
        )  # fmt: skip
    return found


def by_itself(source: Offer | Incoming, days: float) -> float:
    """How likely one source alone has its goods here."""
    if isinstance(source, Incoming):
        return source.chance(days, RULES.shrinkage_k)
    return chance(source.levels, open_days(days, source.closed), RULES.shrinkage_k, word=source.word)


def best(sources: list[tuple[Offer | Incoming, int]], wanted: int, days: float) -> float | None:
    """Every way to have so many pieces, asking one supplier at most: the best chance that all of it comes."""
    ways = []
    for many in range(1, len(sources) + 1):
        for way in combinations(sources, many):
            one_supplier = sum(isinstance(one, Offer) for one, _pieces in way) <= 1
            if one_supplier and sum(pieces for _one, pieces in way) >= wanted:
                ways.append(min(by_itself(one, days) for one, _pieces in way))
    return max(ways, default=None)


@settings(max_examples=200)
@given(st.fixed_dictionaries({"A": SUPPLY, "B": SUPPLY}), WANTING, DEBTS)
@example(
    {
        "A": SkuSupply(offers=(Offer(STEADY),), incoming=(Incoming(50, 12.0, STEADY, 5.0),)),
        "B": SkuSupply(),
    },
    [(11, {"A": 3}, None, None)],
    {},
)
def test_a_chance_is_that_of_the_goods_it_names_and_it_names_none_that_it_does_not_need(
    supply: dict[str, SkuSupply], wanting: list[Any], debts: dict[str, int]
) -> None:
    orders = in_line(wanting, debts)
    words = {str(at): word for at, (_days, _wants, word, _later) in enumerate(wanting) if word}
    steps, counted = settled(orders, supply, RULES, NOW, words, debts)
    coming = {sku: [purchase.quantity for purchase in one.incoming] for sku, one in supply.items()}
    left = {sku: [offer.left for offer in one.offers] for sku, one in supply.items()}
    owed = dict(debts)
    for order, step in zip(orders, steps, strict=True):
        if step.action not in WAITING:
            assert not any((order.order_key, line.sku) in counted for line in order.short)
            continue
        days = ((order.ship_by or 0) - NOW) / DAY - RULES.handling_days
        days += RULES.ask_time_days if step.action in LATER else 0
        likely: list[tuple[float, set[str]]] = []
        for line in order.short:
            one = supply[line.sku]
            names = sellers(one, one.expected_at is not None)
            if one.expected_at is not None:
                likely.append((float((one.expected_at - NOW) / DAY <= days), names))
                continue
            found = counted.get((order.order_key, line.sku))
            if found is None:  # suppliers alone, who have as many as are wanted
                likely.append((max((by_itself(offer, days) for offer in one.offers), default=0.0), names))
                continue
            wanted = line.short + owed.pop(line.sku, 0)
            sources: list[tuple[Offer | Incoming, int]] = list(
                zip(one.incoming, coming[line.sku], strict=True)
            )
            sources += [
                (offer, 999 if most is None else most)
                for offer, most in zip(one.offers, left[line.sku], strict=True)
            ]
            most_likely = best([(it, pieces) for it, pieces in sources if pieces], wanted, days)
            rest = wanted - found.own
            for at in found.purchases:
                taken = min(coming[line.sku][at], rest)
                assert taken, "a purchase is named that it doesn't need"
                coming[line.sku][at] -= taken
                rest -= taken
            assert rest == 0
            named = [by_itself(one.incoming[at], days) for at in found.purchases]
            if found.own and found.offer is not None:
                named.append(by_itself(one.offers[found.offer], days))
                if (most := left[line.sku][found.offer]) is not None:
                    assert most >= found.own or most_likely is None
                    left[line.sku][found.offer] = max(0, most - found.own)
            if most_likely is None:
                assert found.chance == 0
            else:
                assert found.chance == min(named)
                assert found.chance >= most_likely - (WORTH_ORDERING if len(order.short) == 1 else 0)
                assert found.chance == most_likely or min(named) >= RULES.lowest_chance
            likely.append((found.chance, names))
        if step.chance is not None:
            assert step.chance == all_of_it(likely)
            if step.reason != "operator":
                assert step.saved == order.total * Decimal(str(round(step.chance, 4)))
            if step.reason in ("chance", "chance_with_time"):
                assert step.chance >= RULES.lowest_chance


def old_purchase(bench: Bench, ordered: float, expected: float) -> None:
    """A supplier whose ten deliveries took five days each, and a purchase of it that is on its way."""
    bench.stock(A=0)
    bench.order("o", days=11, A=3)
    for number in range(10):
        bench.purchase(f"P{number}", "S", "A", 40 + number * 9, 35 + number * 9)
    bench.purchase("PO9", "S", "A", ordered, None, quantity=50, expected=expected)


def test_a_purchase_whose_promise_is_broken_is_not_stated_with_the_chance_of_a_new_order(
    bench: Bench,
) -> None:
    old_purchase(bench, ordered=12, expected=7)
    rules = bench.refresh()
    book = stockouts.book_of(bench.con, rules)
    steps, rests, _short = stockouts.planned(bench.con, rules, bench.now, book=book)
    ((rest,), step) = rests["o"], steps["o"]
    assert step.action == "wait_restock"
    (on_its_way,), (offer,) = book.supply("A").incoming, book.supply("A").offers
    late, anew = (by_itself(one, 10) for one in (on_its_way, offer))
    assert anew - late > WORTH_ORDERING
    assert (step.chance, rest.purchases, rest.own) == (anew, (), 3)
    assert stockouts.plans(bench.con, rules, bench.now, "A", book) == steps


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from([4, 11, 30]), st.integers(1, 4), st.booleans()), min_size=1, max_size=4
    ),
    st.lists(
        st.tuples(st.integers(1, 9), st.sampled_from([1, 12, 40]), st.sampled_from([7, -2, None])), max_size=2
    ),
)
@example([(11, 3, True)], [(9, 12, 7)])
def test_what_is_proposed_to_buy_is_no_less_than_what_the_plan_orders_for_those_that_wait(
    wants: list[tuple[int, int, bool]], coming: list[tuple[int, int, int | None]]
) -> None:
    bench = Bench()
    try:
        bench.stock(A=0)
        for number in range(10):
            bench.purchase(f"P{number}", "S", "A", 40 + number * 9, 35 + number * 9)
        for number, (pieces, ordered, expected) in enumerate(coming):
            dated = {} if expected is None else {"expected": expected}
            bench.purchase(f"C{number}", "S", "A", ordered, None, quantity=pieces, **dated)
        for number, (days, pieces, paid) in enumerate(wants):
            bench.order(f"o{number}", days=days, status="to_ship" if paid else "awaiting_payment", A=pieces)
        rules = bench.refresh(unpaid_keeps_stock=True)
        steps, rests, _short = stockouts.planned(bench.con, rules, bench.now)
        proposed = proposals(bench.con, unwanted(steps.values()), rests).get("A", Proposal())
        ordered_for = {
            paid: sum(
                rest.own for key, own in rests.items() for rest in own if wants[int(key[1:])][2] == paid
            )
            for paid in (True, False)
        }
        assert proposed.for_paid >= ordered_for[True]
        assert proposed.for_unpaid >= ordered_for[False]
        most = sum(pieces for _days, pieces, _paid in wants)
        assert proposed.pieces <= most
    finally:
        bench.con.close()


def test_a_purchase_that_is_likely_enough_is_not_ordered_again(bench: Bench) -> None:
    old_purchase(bench, ordered=3, expected=-2)
    rules = bench.refresh()
    steps, rests, _short = stockouts.planned(bench.con, rules, bench.now)
    ((rest,), step) = rests["o"], steps["o"]
    assert (step.action, rest.purchases, rest.own) == ("wait_restock", ("PO9",), 0)
