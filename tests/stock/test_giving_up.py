"""Orders that the plan gives up take nothing of what is coming, nor of what is to be ordered."""

from collections import defaultdict
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import msgspec
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from orderdeck.data.base.config.settings import Stock
from orderdeck.data.stock import stockouts
from orderdeck.data.stock.allocation.judge import Asking, Choice, Line
from orderdeck.data.stock.plan.allowed import GIVEN_UP, allowed
from orderdeck.data.stock.plan.giving_up import hangs_on_place
from orderdeck.data.stock.plan.records import DAY, Order, ShortLine, Step
from orderdeck.data.stock.plan.rules import overruled
from orderdeck.data.stock.supply.lead_time import History
from orderdeck.data.stock.supply.supply import Incoming, Offer, SkuSupply
from tests.stock.plan_model import alone, judging, planned

NOW = 1_789_732_800_000_000
RULES = Stock(lowest_chance=0.6, ask_time_days=3)
APPLIES = allowed("buyer_applies", "ship_by", True, None, True)

HISTORIES = st.sampled_from([(History([3.0] * 9),), (History([6.0] * 5 + [12.0] * 5),), ()])
OFFERS = st.builds(Offer, HISTORIES, word=st.sampled_from([None, 4.0]), left=st.sampled_from([None, 0, 2, 5]))
COMING = st.builds(
    Incoming,
    st.integers(1, 8),
    st.sampled_from([1.0, 4.0]),
    HISTORIES,
    word=st.sampled_from([None, 5.0, 9.0]),
)
SUPPLY = st.dictionaries(
    st.sampled_from("AB"),
    st.builds(
        SkuSupply,
        offers=st.lists(OFFERS, max_size=2).map(tuple),
        incoming=st.lists(COMING, max_size=3).map(tuple),
        expected_at=st.sampled_from([None, None, None, NOW + 6 * DAY]),
    ),
)
WANTING = st.lists(
    st.tuples(
        st.none() | st.sampled_from([-1, 1, 2, 4, 6, 8, 11, 15]),
        st.dictionaries(st.sampled_from("ABC"), st.integers(1, 4), min_size=1),
        st.sampled_from([None, None, None, "ask_cancel", "wait_restock", "ask_time"]),
    ),
    min_size=1,
    max_size=9,
)


def order(key: str, days: int | None, wants: dict[str, int], before: dict[str, int]) -> Order:
    return Order(
        order_key=key,
        ship_by=None if days is None else NOW + days * DAY,
        currency="USD",
        total=Decimal(20),
        short=tuple(ShortLine(sku, pieces, before[sku]) for sku, pieces in sorted(wants.items())),
        allowed=APPLIES,
    )


def in_line(wanting: list[Any]) -> list[Order]:
    """Orders with all that those before them lack, given up or not: as allocation tells it."""
    before: dict[str, int] = defaultdict(int)
    found = []
    for number, (days, wants, _word) in enumerate(wanting):
        found.append(order(f"o{number}", days, wants, before))
        for sku, pieces in wants.items():
            before[sku] += pieces
    return found


def words_of(wanting: list[Any]) -> dict[str, str]:
    return {f"o{number}": word for number, (_days, _wants, word) in enumerate(wanting) if word}


def by_hand(wanting: list[Any], supply: dict[str, SkuSupply]) -> dict[str, tuple[Order, Step]]:
    """Each order in a line of its own, behind those alone that were kept."""
    words, found = words_of(wanting), {}
    before: dict[str, int] = defaultdict(int)
    for number, (days, wants, _word) in enumerate(wanting):
        one = order(f"o{number}", days, wants, before)
        step = overruled(alone(one, supply, RULES, NOW), words.get(one.order_key), one.total)
        found[one.order_key] = one, step
        if step.action not in GIVEN_UP:
            for sku, pieces in wants.items():
                before[sku] += pieces
    return found


def test_goods_on_their_way_are_for_the_first_order_that_is_kept() -> None:
    supply = {"A": SkuSupply(incoming=(Incoming(3, 1.0, (History([6.0] * 9),)),))}
    first, second = in_line([(1, {"A": 3}, None), (8, {"A": 3}, None)])
    given_up, kept = planned([first, second], supply, RULES, NOW)
    assert (given_up.action, given_up.reason) == ("ask_cancel", "too_late")
    assert (kept.action, kept.reason) == ("wait_restock", "chance"), (
        "three are coming, and nobody else waits for them"
    )
    (alone,) = planned(in_line([(8, {"A": 3}, None)]), supply, RULES, NOW)
    assert kept.chance == alone.chance


@settings(max_examples=50)
@given(WANTING, SUPPLY)
def test_the_plan_is_that_of_the_line_without_those_given_up(
    wanting: list[Any], supply: dict[str, SkuSupply]
) -> None:
    orders, words, model = in_line(wanting), words_of(wanting), by_hand(wanting, supply)
    steps = planned(orders, supply, RULES, NOW, words)
    assert {one.order_key: one for one in steps} == {key: step for key, (_one, step) in model.items()}


@settings(max_examples=50)
@given(WANTING, SUPPLY, st.sets(st.tuples(st.integers(0, 8), st.sampled_from("ABC"))))
def test_who_gave_of_a_sku_waits_behind_all_others_for_that_one_alone(
    wanting: list[Any], supply: dict[str, SkuSupply], gave: set[tuple[int, str]]
) -> None:
    """Each SKU has a line of its own. Orders are decided on in the order of their places; one whose end isn't decided
    yet counts as waiting."""
    words = words_of(wanting)
    lines = {
        sku: [number for last in (False, True) for number, (_days, wants, _word) in enumerate(wanting)
              if sku in wants and ((number, sku) in gave) is last]
        for sku in "ABC"
    }  # fmt: skip

    def asked(number: int, given_up: set[int]) -> Order:
        days, wants, _word = wanting[number]
        before = {
            sku: sum(
                wanting[one][1][sku]
                for one in lines[sku][: lines[sku].index(number)]
                if one not in given_up or not hangs_on_place(supply.get(sku))
            )
            for sku in wants
        }
        return order(f"o{number}", days, wants, defaultdict(int, before))

    given_up: set[int] = set()
    model = []
    for number in range(len(wanting)):
        one = asked(number, given_up)
        model.append(overruled(alone(one, supply, RULES, NOW), words.get(one.order_key), one.total))
        if model[-1].action in GIVEN_UP:
            given_up.add(number)
    orders = [asked(number, set()) for number in range(len(wanting))]
    assert planned(orders, supply, RULES, NOW, words) == model


@settings(max_examples=40)
@given(WANTING, SUPPLY)
def test_what_loses_least_is_judged_by_the_same_plan(
    wanting: list[Any], supply: dict[str, SkuSupply]
) -> None:
    words = words_of(wanting)
    askings = tuple(
        Asking(order=msgspec.structs.replace(one, short=()), wants=wants)
        for one, (_days, wants, _word) in zip(in_line(wanting), wanting, strict=True)
    )
    judge = judging(Line(askings, dict.fromkeys("ABC", 0)), supply, RULES, NOW, words)
    assert {one.order.order_key: judge.now(one.order.order_key) for one in askings} == {
        key: step for key, (_one, step) in by_hand(wanting, supply).items()
    }
    effect = judge.certain(Choice())
    assert not effect.steps


ON_DESK = st.lists(
    st.tuples(
        st.sampled_from([0.5, 2.5, 5, 8, 11.5, 15]),
        st.dictionaries(st.sampled_from("ABC"), st.integers(1, 4), min_size=1),
        st.sampled_from([None, None, None, "ask_cancel"]),
    ),
    min_size=2,
    max_size=7,
)
BOUGHT = st.lists(st.tuples(st.sampled_from("AB"), st.integers(1, 8), st.integers(1, 5)), max_size=3)


@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    ON_DESK,
    BOUGHT,
    st.sampled_from([None, 0, 3]),
    st.fixed_dictionaries(dict.fromkeys("ABC", st.integers(0, 5))),
)
@example(
    [(11.5, dict.fromkeys("ABC", 1), "ask_cancel"), (0.5, {"A": 4, "C": 1}, "ask_cancel")],
    [],
    None,
    {"A": 4, "B": 0, "C": 0},
)
@example([(0.5, {"A": 4}, "ask_cancel"), (15, {"A": 4}, None)], [], None, {"A": 3, "B": 0, "C": 0})
def test_a_desk_plans_as_one_to_which_those_given_up_never_came(
    bench: Any,
    wanting: list[Any],
    bought: list[tuple[str, int, int]],
    left: int | None,
    there: dict[str, int],
) -> None:
    """Nor do they keep what was left over: those that are kept lack less by it."""
    whole = told(type(bench), wanting, bought, left, there, set())
    given_up = {key for key, step in whole[0].items() if step.action in GIVEN_UP}
    kept = [{key: one for key, one in found.items() if key not in given_up} for found in whole]
    assert kept == list(told(type(bench), wanting, bought, left, there, given_up))


def told(
    made: Callable[[], Any],
    wanting: list[Any],
    bought: list[tuple[str, int, int]],
    left: int | None,
    there: dict[str, int],
    without: set[str],
) -> tuple[dict[str, Any], dict[str, Any], dict[Any, int]]:
    """The plan of a desk and what it rests on; seen to be told alike of each SKU by itself."""
    bench = made()
    try:
        bench.stock(**there)
        for number, (days, wants, word) in enumerate(wanting):
            key = f"o{number}"
            if key not in without:
                bench.order(key, days=days, **wants)
                if word:
                    bench.act("plan_override", key, action=word)
        for supplier, sku, took in (("S", "A", 3), ("T", "A", 8), ("T", "B", 8)):
            for number in range(5):
                bench.purchase(f"{supplier}{sku}{number}", supplier, sku, 60 + number, 60 + number - took)
        for number, (sku, pieces, days) in enumerate(bought):
            bench.purchase(f"coming{number}", "S", sku, days, None, quantity=pieces)
        if left is not None:
            bench.act("supplier_answer", sku="A", supplier="S", left=left)
        rules = bench.refresh(lowest_chance=0.7)
        steps, rests, short = stockouts.planned(bench.con, rules, bench.now)
        assert stockouts.plans(bench.con, rules, bench.now) == steps
        for sku in "ABC":
            lacking = {key for key, one in bench.short() if one == sku}
            alone, own, _short = stockouts.planned(bench.con, rules, bench.now, sku)
            assert lacking <= alone.keys()
            assert alone.items() <= steps.items()
            board = stockouts.sku_board(bench.con, sku, rules, bench.now)
            assert sum(hit.short for hit in board.hits) == board.sku.short - board.sku.debt
            of_sku = {(key, one.sku): one for key, many in own.items() for one in many if one.sku == sku}
            assert of_sku == {
                (key, one.sku): one for key, many in rests.items() for one in many if one.sku == sku
            }
        kept = {(key, sku): n for (key, sku), n in short.items() if steps[key].action not in GIVEN_UP}
        return steps, rests, kept
    finally:
        bench.con.close()
