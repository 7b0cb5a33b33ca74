"""The card of an order that a tracking file says is sent: carrier, number, the file that said so."""

from collections.abc import Iterator

import pytest

from orderdeck.data.base.paths import DeskPaths
from orderdeck.tui.i18n import use
from orderdeck.tui.i18n.reasons import note, reason
from orderdeck.tui.present.order.detail import order_blocks
from orderdeck.tui.present.view.rows import RenderOptions
from tests.desk.make_desk import NOON, Bench, order, us


@pytest.fixture
def bench(paths: DeskPaths) -> Iterator[Bench]:
    bench = Bench(paths)
    yield bench
    bench.close()


def test_the_card_shows_carrier_number_and_file(bench: Bench) -> None:
    bench.load(order(1))
    rows = [
        {"order_id": "1", "carrier": "DHL", "tracking_number": f"000{at}", "source_row": at} for at in (2, 3)
    ]
    file = bench.table("tracking", NOON, rows)
    detail = bench.desk().order("aliexpress:1")
    assert detail
    _title, blocks = order_blocks(detail, RenderOptions(now=us(NOON)), lambda action: action)
    shown = {str(block.heading): repr(block) for block in blocks}
    assert "DHL" in shown["Parcels"]
    assert "0002" in shown["Parcels"]
    assert "0003" in shown["Parcels"]
    assert file.name in shown["History"]
    assert "sent, not yet declared: DHL 0002, DHL 0003" in shown["Why here"]


def test_what_is_said_of_it_is_said_in_chinese_too() -> None:
    use("zh")
    try:
        assert reason("sent|DHL 1") == "已寄出，平台尚未声明发货：DHL 1"
        assert reason("sent_undeclared|28 h/2026-09-07T14:00:00Z").startswith(
            "28 小时前已寄出，平台上仍未声明发货"
        )
        assert "不猜" in note("tracking_ambiguous|1001")
    finally:
        use("en")
