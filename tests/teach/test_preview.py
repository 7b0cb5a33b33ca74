"""What a proposal would load, and the doubts about it."""

from collections.abc import Callable

import polars as pl

from orderdeck.data.exports.teach.guess.propose import choose_field
from orderdeck.data.exports.teach.model import Proposal
from orderdeck.data.exports.teach.preview import explained, preview
from orderdeck.tui.teach.lines import file_blocks
from orderdeck.widgets.model import Row

HEAD = ["Order number", "Order date", "SKU", "Quantity", "Unit price", "Country", "Status"]
KEYS = dict.fromkeys(
    (
        "zone_key", "currency_key", "statuses_key", "shape_key", "dates_key", "kind_key", "name_key", "encoding_key",
        "decimal_key",
    ),
    "k",
)  # fmt: skip
Proposed = Callable[..., Proposal]


def row(at: int, **cells: str) -> list[str]:
    usual = [f"88{1000 + at}", "2026-03-05 10:00:00", f"MUG-{at}", "2", "4.50", "Germany", "shipped"]
    return [cells.get(name, value) for name, value in zip(HEAD, usual, strict=True)]


def codes(proposal: Proposal) -> set[tuple[str, bool]]:
    return {(doubt.code, doubt.essential) for doubt in preview(proposal).doubts}


def test_orders_are_shown_as_they_would_load(proposed: Proposed) -> None:
    seen = preview(proposed(HEAD, [row(at) for at in range(6)]))
    assert seen.main.height == 6
    first = explained(seen)[0]
    assert (first["order_id"], first["status"], str(first["total"]), first["country_code"]) == (
        "881000", "shipped", "9.0000", "DE",
    )  # fmt: skip
    assert first["items"] == "MUG-0 × 2"


def test_no_item_of_an_order_is_shown_in_part(proposed: Proposed) -> None:
    rows = [
        row(at, **{"Order number": "881000", "SKU": f"8402{at:02}", "Order date": "2026-03-05"})
        for at in range(12)
    ]
    found = proposed(HEAD, rows + [row(at) for at in range(20, 26)])
    blocks = file_blocks(found, preview(found), KEYS)
    told = next(
        line.cells[-1].text
        for block in blocks
        for line in block.lines
        if isinstance(line, Row) and line.cells[0].text == "881000"
    )
    *whole, rest = told.split("; ")
    assert rest == "…"
    assert whole == [f"8402{at:02} × 2" for at in range(len(whole))]
    assert len(whole) > 3


def test_the_zone_has_to_be_settled_and_the_currency_is_a_doubt(proposed: Proposed) -> None:
    found = proposed(HEAD, [row(at) for at in range(6)])
    assert {("zone_unknown", True), ("currency_unknown", False)} <= codes(found)
    found.zone, found.currency = "Europe/Berlin", "EUR"
    assert codes(found) == {("field_missing", False)}  # nobody to send it to


def test_dates_that_can_be_read_both_ways_have_to_be_settled(proposed: Proposed) -> None:
    found = proposed(HEAD, [row(at, **{"Order date": "03/04/2020"}) for at in range(6)])
    assert ("dates_ambiguous", True) in codes(found)
    found.date_order = "mdy"
    found.chosen.add("dates")
    seen = preview(found)
    assert ("dates_ambiguous", True) not in {(doubt.code, doubt.essential) for doubt in seen.doubts}
    placed = seen.main["placed_at"][0]
    assert (placed.month, placed.day) == (3, 4)


def test_rejected_rows_are_listed_with_their_reason(proposed: Proposed) -> None:
    seen = preview(proposed(HEAD, [row(at) for at in range(8)] + [row(9, **{"Order number": "3.03127E+15"})]))
    assert seen.rejects.select("row", "reason").rows() == [(10, "id_ruined")]
    assert any(doubt.code == "rejected" and not doubt.essential for doubt in seen.doubts)


def test_without_an_order_number_nothing_can_be_loaded(proposed: Proposed) -> None:
    found = proposed(HEAD, [row(at) for at in range(6)])
    choose_field(found, found.columns[0], "")
    seen = preview(found)
    assert seen.failed == "field_missing"
    assert seen.main.equals(pl.DataFrame())
    assert ("field_missing", True) in {(doubt.code, doubt.essential) for doubt in seen.doubts}


def test_cells_that_cannot_be_read_mark_their_column(proposed: Proposed) -> None:
    found = proposed(HEAD, [row(at, Country="Atlantis" if at == 3 else "Germany") for at in range(8)])
    doubts = preview(found).doubts
    assert [doubt.column for doubt in doubts if doubt.code == "country_unknown"] == ["country"]


def test_returns_written_as_negative_rows_are_cancelled_and_never_to_be_packed(proposed: Proposed) -> None:
    rows = [row(at, Status="") for at in range(6)]
    rows += [row(7, **{"Order number": "C881001", "Quantity": "-2", "Status": ""})]
    head = HEAD[:-1]
    found = proposed(head, [cells[:-1] for cells in rows])
    orders = {order["order_id"]: order["status"] for order in explained(preview(found))}
    assert orders["C881001"] == "cancelled"
    assert orders["881000"] == "to_ship"


def test_a_stock_file_is_previewed_too(proposed: Proposed) -> None:
    found = proposed(["SKU", "Stock on hand", "Warehouse"], [[f"M-{at}", str(at), "Main"] for at in range(9)])
    seen = preview(found)
    assert found.kind == "stock"
    assert seen.main["on_hand"].to_list() == list(range(9))
    assert [line["outcome"] for line in explained(seen)] == ["loaded"] * 9
