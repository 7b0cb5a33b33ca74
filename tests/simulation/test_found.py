"""What the machine has found, step by step as it prints it, made small."""

from collections.abc import Iterator

import pytest

from tests.simulation.drawn import Drawn, Naming
from tests.simulation.machine import Simulation
from tests.simulation.model.files import Content, Row


def order(status: str, sku: str = "A", number: int = 1) -> Content:
    return Content(orders=((f"N{number}", Row(status, "", ((sku, 2),))),))


STOCK = Content(stock=(("A", 5), ("B", 4)))


@pytest.fixture
def state() -> Iterator[Simulation]:
    """A desk with an order of two A, of which there are five."""
    made = Simulation()
    made.first_files(orders=order("to_ship"), stock=5)
    try:
        yield made
        made._is_what_the_model_says()
    finally:
        made.teardown()


def test_an_order_that_is_sent_when_it_is_first_seen_is_old_news(state: Simulation) -> None:
    state.files_arrive(files=[Drawn(order("shipped", number=2), Naming.PLAIN, 0)])


def test_what_was_put_into_an_order_before_it_was_sent_has_left(state: Simulation) -> None:
    state.files_arrive(files=[Drawn(order("shipped", "B"), Naming.PLAIN, 0)])


def test_stock_counted_again_with_the_same_result_is_newer_than_what_left_in_between(
    state: Simulation,
) -> None:
    state.files_arrive(files=[Drawn(order("shipped"), Naming.PLAIN, 0)])
    state.file_is_touched(which=1)


def test_stock_counted_again_is_newer_than_what_was_packed_in_between(state: Simulation) -> None:
    state.act_on_order(asked=("packed", {}), order="N1", operator="li", force=False)
    state.file_is_touched(which=1)


def test_old_bytes_between_a_file_and_its_touch_make_the_touch_news(state: Simulation) -> None:
    state.files_arrive(files=[Drawn(order("cancel_requested"), Naming.PLAIN, 7200, "y.csv")])
    state.time_passes(seconds=60)
    state.file_is_touched(which=0)
    state.old_bytes_again(which=2, naming=Naming.PLAIN, age=30, more=[])


def test_a_withdrawn_file_that_was_touched_before_does_not_come_back(state: Simulation) -> None:
    state.files_arrive(files=[Drawn(order("cancel_requested"), Naming.PLAIN, 0)])
    state.time_passes(seconds=3601)
    state.file_is_touched(which=2)
    state.file_is_withdrawn(which=2, operator="li")
    state.files_arrive(files=[Drawn(order("shipped"), Naming.PLAIN, 1800)])


def test_whose_claim_has_lapsed_is_given_that_order_as_anybody_is(state: Simulation) -> None:
    state.next_is_taken(operator="li", queue="standard")
    state.time_passes(seconds=9 * 3600 + 11)
    state.next_is_taken(operator="li", queue="standard")


def test_what_was_allotted_to_an_order_holds_where_it_comes_back_in_another_file(state: Simulation) -> None:
    state.plan_is_applied(operator="li", sku="A")
    state.files_arrive(files=[Drawn(order("to_ship", number=2), Naming.PLAIN, 0)])
    state.file_is_withdrawn(operator="li", which=0)
    state.files_arrive(files=[Drawn(order("to_ship", "B"), Naming.PLAIN, 0)])
    state.files_arrive(
        files=[Drawn(Content(orders=(("N1", Row("to_ship", "", (("A", 3),))),)), Naming.PLAIN, 0)]
    )
