"""Lists of the outbox: derived from the journal, written in every form, safe in a spreadsheet."""

import csv
import io
from datetime import UTC, datetime
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from orderdeck.data import actions
from orderdeck.data.base.config.settings import Settings
from orderdeck.data.stock.acts.facade import StockActs
from orderdeck.data.stock.desk import StockDesk
from orderdeck.data.stock.outbox_lists import lots, write
from orderdeck.data.stock.plan.proposal import proposal
from tests.desk.make_desk import order

NOW = datetime(2026, 9, 7, 12, tzinfo=UTC)


@pytest.fixture
def stock(desk_bench: Any) -> Any:
    desk_bench.load(order(1, lines=[{"sku": "0042", "quantity": 3}]))
    desk = desk_bench.desk(Settings(), hooks=None)
    return desk, StockActs(desk, desk.ledger, "li"), StockDesk(desk)


def test_a_purchase_list_is_csv_xlsx_and_a_message_in_chinese(stock: Any) -> None:
    desk, acts, asked = stock
    acts.restock(
        "0042", "=cmd|'/c calc'", 50, unit_price="8.5", currency="CNY", supplier_sku="YB-7", title="灯笼"
    )
    (pending,) = asked.waiting()
    table, book, message = write(desk, pending, "li", NOW)
    header, row = csv.reader(io.StringIO(table.read_text("utf-8-sig")))
    assert dict(zip(header, row, strict=True)) == {
        "supplier": "'=cmd|'/c calc'", "sku": "0042", "supplier_sku": "YB-7", "title": "灯笼", "quantity": "50",
        "unit_price": "8.50", "currency": "CNY", "expected_at": "",
    }  # fmt: skip
    cells = CalamineWorkbook.from_path(str(book)).get_sheet_by_index(0).to_python()
    assert cells[1][1] == "0042"
    text = message.read_text("utf-8")
    assert "灯笼" in text
    assert "× 50" in text
    assert "您好" in text
    assert {path.parent for path in (table, book, message)} == {desk.paths.outbox}


def test_a_price_of_no_known_currency_is_told_to_the_supplier_as_a_number_alone(stock: Any) -> None:
    desk, acts, asked = stock
    acts.restock("0042", "Yiwu Bright", 50, unit_price="1208.5", title="灯笼")
    (pending,) = asked.waiting()
    text = write(desk, pending, "li", NOW)[2].read_text("utf-8")
    assert "- 灯笼 (0042) × 50 @ 1,208.5\n" in text


def test_lists_come_back_after_a_restart_and_go_with_an_undo(stock: Any, desk_bench: Any) -> None:
    desk, acts, asked = stock
    acts.restock("0042", "Yiwu Bright", 50)
    again = desk_bench.desk(Settings(), hooks=None)
    assert [one.key for one in StockDesk(again).waiting()] == ["purchases|Yiwu Bright"]
    actions.undo(desk, desk.ledger, "li")
    assert asked.waiting() == []


def test_what_is_taken_off_sale_and_put_back_before_it_was_handed_over_needs_no_list(stock: Any) -> None:
    _desk, acts, asked = stock
    acts.delist("0042")
    (pending,) = asked.waiting()
    assert (pending.list, [item.sku for item in pending.items]) == ("set_to_zero", ["0042"])
    acts.relist("0042")
    assert asked.waiting() == []
    acts.delist("0042")
    (pending,) = asked.waiting()
    acts.sent(pending.list, "", pending.upto)
    acts.relist("0042")
    assert [one.list for one in asked.waiting()] == ["relist"]


def test_product_ids_are_joined_in_lots_of_fifty() -> None:
    from orderdeck.data.stock.outbox_lists import Item, Waiting

    items = tuple(Item(act_id=str(n), seq=n, sku=f"S{n}", product_id=f"1005{n:04}") for n in range(120))
    found = lots(Waiting(list="delist", items=items))
    assert [len(lot.split(";")) for lot in found] == [50, 50, 20]
    assert found[0].startswith("10050000;10050001;")


@pytest.mark.parametrize(
    ("lack", "unpaid", "coming", "minimum", "pieces"),
    [(40, 5, 0, None, 45), (3, 0, 0, 20, 20), (40, 5, 30, 10, 15), (2, 0, 50, None, 0), (2, 0, 50, 10, 0)],
)
def test_what_is_proposed_is_shortage_and_demand_less_what_comes(
    lack: int, unpaid: int, coming: int, minimum: int | None, pieces: int
) -> None:
    assert proposal(lack, 0, 0, unpaid, 0, 0, coming).from_(minimum) == pieces


def test_a_late_purchase_is_flagged(stock: Any, desk_bench: Any) -> None:
    from datetime import timedelta

    desk, acts, asked = stock
    acts.restock("0042", "Yiwu Bright", 50, expected_at=desk.now() + 3_600_000_000)
    assert asked.overdue() == []
    desk_bench.now += timedelta(hours=2)
    desk.tick()
    (late,) = asked.overdue()
    assert (late.sku, late.still_due, late.supplier) == ("0042", 50, "Yiwu Bright")
    assert asked.purchases("0042")[0].late
