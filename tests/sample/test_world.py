"""The sample world: the same each time, believable at any time, every queue in it."""

from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from orderdeck.data.base.vocabulary import status
from orderdeck.data.sample import World, truth
from orderdeck.data.sample.world.cases import MIX, TO_SHIP_ONLY, quotas
from orderdeck.data.sample.world.orders import NEXT

QUEUES = set(MIX)


def test_the_same_seed_gives_the_same_world(now: datetime) -> None:
    assert truth(World(7, now).orders_at(now)) == truth(World(7, now).orders_at(now))
    assert truth(World(7, now).orders_at(now)) != truth(World(8, now).orders_at(now))


def test_order_numbers_are_sixteen_digits_and_never_repeat(now: datetime) -> None:
    world = World(1, now, orders=2000)
    world.step(now + timedelta(minutes=5), arrivals=500)
    ids = [order.order_id for order in world.orders]
    assert len(set(ids)) == len(ids) == 2500
    assert {len(one) for one in ids} == {16}


@pytest.mark.parametrize("seed", range(5))
def test_open_orders_cover_every_queue_and_stand_in_the_one_they_were_made_for(
    now: datetime, seed: int
) -> None:
    facts = truth(World(seed, now, orders=400, open_share=0.3).orders_at(now))
    open_ones = [fact["queue"] for fact in facts if fact["queue"]]
    assert sorted(open_ones) == sorted(quotas(120, MIX))
    assert set(open_ones) == QUEUES


def test_most_orders_of_an_ordinary_shop_are_done_with(now: datetime) -> None:
    facts = truth(World(3, now, orders=1000).orders_at(now))
    assert sum(fact["queue"] is not None for fact in facts) == 60
    assert sum(fact["status"] in (status.SHIPPED, status.FINISHED) for fact in facts) > 800


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10**6), steps=st.lists(st.integers(3, 4000), max_size=8))
def test_lives_only_move_on(now: datetime, seed: int, steps: list[int]) -> None:
    world = World(seed, now, orders=60, open_share=0.5, shop_count=3)
    for seconds in steps:
        world.step(world.now + timedelta(seconds=seconds), arrivals=3, moves=8)
    for order in world.orders:
        for before, after in pairwise(order.events):
            assert before.at < after.at
            assert after.status in NEXT[before.status]
        assert order.events[-1].at <= world.now


def test_an_earlier_look_shows_no_later_event(now: datetime) -> None:
    world = World(2, now, orders=200, open_share=0.4)
    for snapshot in world.orders_at(now - timedelta(days=2)):
        for time in (snapshot.placed_at, snapshot.paid_at, snapshot.sent_at, snapshot.received_at):
            assert time is None or time <= now - timedelta(days=2)


def test_some_deadlines_are_past_and_some_are_near(now: datetime) -> None:
    facts = truth(World(4, now, orders=400, open_share=0.3).orders_at(now))
    left = [fact["ship_by"] - now for fact in facts if fact["status"] == status.TO_SHIP]
    assert any(one < timedelta() for one in left)
    assert any(timedelta() < one < timedelta(days=1) for one in left)
    assert max(left) > timedelta(days=3)


def test_money_adds_up_and_is_in_cents(now: datetime) -> None:
    for fact in truth(World(5, now, orders=300, currency="CNY").orders_at(now)):
        goods = sum(line["unit_price"] * line["quantity"] for line in fact["lines"])
        assert fact["total"] == goods + fact["shipping_fee"] - fact["discount"] > 0
        assert fact["total"].as_tuple().exponent == -2
        assert fact["currency"] == "CNY"


def test_wholesale_is_what_the_default_rules_call_so(now: datetime) -> None:
    facts = truth(World(6, now, orders=600, open_share=0.5).orders_at(now))
    for fact in facts:
        biggest = max(line["quantity"] for line in fact["lines"])
        assert fact["wholesale"] == (biggest >= 10 or fact["pieces"] >= 30 or fact["total"] >= 300)
    assert any(fact["wholesale"] and max(line["quantity"] for line in fact["lines"]) < 10 for fact in facts)


def test_remarks_come_in_seven_languages_and_most_orders_have_none(now: datetime) -> None:
    orders = World(9, now, orders=3000, open_share=0.5).orders
    remarks = [order.remark for order in orders if order.remark]
    assert {remark.language for remark in remarks} == {"en", "ru", "es", "pt", "fr", "de", "zh"}
    assert len(remarks) < 0.35 * len(orders)
    assert not any("{" in remark.text for remark in remarks)


def test_what_cannot_be_shipped_is_not_shipped(now: datetime) -> None:
    world = World(1, now, orders=200, open_share=0.6)
    skus = {line.item.sku for order in world.orders for line in order.lines if line.item.sku}
    waiting = {
        order.order_id
        for order in world.open_orders()
        if order.events[-1].status == status.TO_SHIP and any(line.item.sku for line in order.lines)
    }
    for _ in range(60):
        world.step(world.now + timedelta(minutes=1), moves=10, missing=skus)
    gone = {order.order_id for order in world.orders if order.events[-1].status == status.SHIPPED}
    assert not waiting & gone


@given(count=st.integers(0, 500))
def test_quotas_add_up(count: int) -> None:
    for mix in (MIX, TO_SHIP_ONLY):
        cases = quotas(count, mix)
        assert len(cases) == count
        assert count < len(mix) or set(cases) == set(mix)
