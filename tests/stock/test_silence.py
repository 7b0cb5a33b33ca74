"""A buyer who was asked counts as unanswering before it is too late to send, however long they might be waited for."""

from datetime import datetime, timedelta

import pytest

from orderdeck.data.base.config.settings import Settings, Stock
from orderdeck.data.stock.acts.facade import Message, StockActs
from orderdeck.data.stock.cases import Case, cases
from tests.desk.make_desk import NOON, Bench, order, us

KEY = "aliexpress:{}"
LEFT = (None, -30, 1, 7, 23, 25, 40, 71, 73, 200)
"""Hours until each order has to be sent; None where that isn't known."""


def waits_until(left: float | None, silence: float, handling: float) -> datetime:
    """The model, for a buyer who was asked at NOON: the setting's hours, but no longer than until it has to be packed
    to go in time; where that has come already, half of what is left."""
    if left is None or left <= 0:
        return NOON + timedelta(hours=silence)
    return NOON + timedelta(hours=min(silence, max(left - handling, left / 2)))


@pytest.mark.parametrize(("silence", "handling_days"), [(48, 1), (48, 0), (10, 1), (72, 2.5)])
def test_a_wait_for_a_buyer_ends_while_there_is_time_to_send(
    desk_bench: Bench, silence: float, handling_days: float
) -> None:
    orders = []
    for number, left in enumerate(LEFT, 1):
        ship_by = None if left is None else NOON + timedelta(hours=left)
        orders.append(order(number, ship_by=ship_by, lines=[{"sku": "A", "quantity": 1}]))
    desk_bench.load(*orders)
    desk = desk_bench.desk(
        Settings(stock=Stock(silence_hours=silence, handling_days=handling_days)), hooks=None
    )
    li = StockActs(desk, desk.ledger, "li")
    li.word("A", "out")
    li.asked([Message(KEY.format(n), "time", "A", "ask_more_time", "en", "…") for n in range(1, 11)])
    expected = [waits_until(left, silence, handling_days * 24) for left in LEFT]
    keys = [KEY.format(number) for number in range(1, 11)]

    def followed() -> list[Case]:
        return [one for key in keys for one in cases(desk.con, order_keys=[key])]

    assert [case.clock_ends for case in followed()] == [us(at) for at in expected]
    for key, at in zip(keys, expected, strict=True):
        board = desk.board([key])
        assert board["asleep"][0]
        assert us(board["snoozed_until"][0]) == us(at)
    for at in sorted(set(expected)):
        desk_bench.now = at
        desk.tick()
        over = [end <= at for end in expected]
        assert ["silent" in desk.board([key])["badges"][0] for key in keys] == over
        assert [case.silent for case in followed()] == over
